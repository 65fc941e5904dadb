#include "draw/picture.h"
#include "draw/popup.h"

#include <string.h>

enum { MANY = 40 };

static const Rect bounds = {4, 4, 792, 592};

static void fill(PopupItem items[static MANY])
{
    for (size_t i = 0; i < MANY; i++)
        items[i] = (PopupItem){.label = i % 3 ? "dense-transposed" : "a",
                               .key = i % 2 ? "" : "Ctrl 0",
                               .sentence = i % 5 ? "Forgets the factor." : "",
                               .enabled = i % 7 != 0,
                               .ticked = i == 4};
}

static Popup placed(const Paper *paper, const PopupItem items[], size_t count, size_t marked, Rect anchor,
                    bool typed)
{
    Popup popup = {.count = count,
                   .items = items,
                   .marked = marked,
                   .row_height = 34,
                   .typed = typed ? "" : NULL,
                   .prompt = "type",
                   .nothing = "nothing"};
    popup_place(paper, &popup, anchor, bounds, count, items);
    return popup;
}

static void assert_inside(Rect inner, Rect outer)
{
    assert_true(inner.x >= outer.x - 1e-6 && inner.y >= outer.y - 1e-6);
    assert_true(inner.x + inner.width <= outer.x + outer.width + 1e-6);
    assert_true(inner.y + inner.height <= outer.y + outer.height + 1e-6);
}

static void it_stays_inside_and_shows_what_is_marked_wherever_its_button_is(void **state)
{
    (void)state;
    Picture picture = picture_make(800, 600, 1);
    const Paper *paper = picture_paper(&picture);
    PopupItem items[MANY];
    fill(items);
    for (double x = 0; x < 780; x += 130) {
        for (double y = 0; y < 580; y += 95) {
            for (size_t count = 1; count <= MANY; count += 13) {
                for (size_t marked = 0; marked < count; marked++) {
                    Popup popup = placed(paper, items, count, marked, (Rect){x, y, 60, 34}, count > 9);
                    assert_inside(popup.place, bounds);
                    assert_true(popup.rows >= 1 && popup.first + popup.rows <= count);
                    assert_true(marked >= popup.first && marked < popup.first + popup.rows);
                    Rect last = popup_row(&popup, popup.first + popup.rows - 1);
                    assert_true(last.y + last.height <=
                                popup.place.y + popup.place.height - popup.foot + 1e-6);
                }
            }
        }
    }
    picture_free(&picture);
}

static void a_short_list_does_not_cover_its_button(void **state)
{
    (void)state;
    Picture picture = picture_make(800, 600, 1);
    PopupItem items[MANY];
    fill(items);
    for (double y = 10; y < 560; y += 30) {
        Popup popup = placed(picture_paper(&picture), items, 5, 0, (Rect){100, y, 60, 34}, false);
        assert_true(popup.place.y >= y + 34 || popup.place.y + popup.place.height <= y);
        assert_int_equal(popup.rows, 5);
    }
    picture_free(&picture);
}

static void the_row_that_is_seen_is_the_one_that_is_hit(void **state)
{
    (void)state;
    Picture picture = picture_make(800, 600, 1);
    PopupItem items[MANY];
    fill(items);
    Popup popup = placed(picture_paper(&picture), items, MANY, 20, (Rect){100, 10, 60, 34}, true);
    for (size_t i = popup.first; i < popup.first + popup.rows; i++) {
        Rect row = popup_row(&popup, i);
        assert_int_equal(popup_row_at(&popup, row.x + 5, row.y + 1), i);
        assert_int_equal(popup_row_at(&popup, row.x + 5, row.y + row.height - 1), i);
    }
    assert_true(popup_row_at(&popup, popup.place.x + 5, popup.place.y + 5) == SIZE_MAX); /* what is typed */
    assert_true(popup_row_at(&popup, popup.place.x + 5, popup.place.y + popup.place.height - 3) == SIZE_MAX);
    assert_true(popup_row_at(&popup, 2, 300) == SIZE_MAX);
    picture_free(&picture);
}

static bool was_drawn(const TextLog *log, const char *text)
{
    for (size_t i = 0; i < log->count; i++)
        if (strcmp(log->boxes[i].text, text) == 0)
            return true;
    return false;
}

static void the_sentence_is_that_of_the_marked_row(void **state)
{
    (void)state;
    Picture picture = picture_make(800, 600, 1);
    TextLog *log = calloc(1, sizeof *log);
    picture.paper.log = log;
    const PopupItem items[] = {{"one", "", "The first.", true, false},
                               {"two", "", "The second.", true, false}};
    Popup popup = placed(picture_paper(&picture), items, 2, 1, (Rect){100, 10, 60, 34}, false);
    popup_draw(&picture.paper, &popup);
    assert_true(was_drawn(log, "The second."));
    assert_false(was_drawn(log, "The first."));
    free(log);
    picture_free(&picture);
}

static void a_list_narrowed_to_nothing_says_so_and_keeps_its_place(void **state)
{
    (void)state;
    Picture picture = picture_make(800, 600, 1);
    TextLog *log = calloc(1, sizeof *log);
    picture.paper.log = log;
    PopupItem items[MANY];
    fill(items);
    const Paper *paper = picture_paper(&picture);
    Popup all = placed(paper, items, MANY, 0, (Rect){100, 10, 60, 34}, true);
    Popup none = {.row_height = 34, .typed = "zzz", .prompt = "type", .nothing = "nothing"};
    popup_place(paper, &none, (Rect){100, 10, 60, 34}, bounds, MANY, items);
    assert_memory_equal(&none.place, &all.place, sizeof none.place);
    popup_draw(paper, &none);
    assert_true(was_drawn(log, "nothing") && was_drawn(log, "zzz"));
    free(log);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_stays_inside_and_shows_what_is_marked_wherever_its_button_is),
        cmocka_unit_test(a_short_list_does_not_cover_its_button),
        cmocka_unit_test(the_row_that_is_seen_is_the_one_that_is_hit),
        cmocka_unit_test(the_sentence_is_that_of_the_marked_row),
        cmocka_unit_test(a_list_narrowed_to_nothing_says_so_and_keeps_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
