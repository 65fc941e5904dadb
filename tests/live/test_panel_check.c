/* The check's panel at every size: readable, inside its frame, red when something is wrong, and what is pointed at. */
#include "live/panel_check.h"

#include <string.h>

#include "draw/picture.h"
#include "live/check_plan.h"
#include "live/fake.h"
#include "words/words.h"

static const double sizes[][2] = {{830, 234}, {760, 250}, {560, 200}, {420, 260},  {300, 180},  {180, 90},
                                  {475, 190}, {345, 150}, {620, 700}, {1240, 640}, {1880, 980}, {380, 620}};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

/* A panel of that size in a picture of its own. */
typedef struct Shown {
    Picture picture;
    Rect frame;
    PanelPlaces places;
    View view;
    PanelMemory memory;
    TextLog log;
} Shown;

static Shown *show(const Fake *fake, double width, double height, ThemeName theme)
{
    Shown *s = calloc(1, sizeof *s);
    s->picture = picture_make((int)width, (int)height, 1);
    s->picture.paper.theme = theme_named(theme);
    s->picture.paper.log = &s->log;
    s->view = view_initial();
    s->frame = (Rect){0, 0, width, height};
    const Paper *paper = picture_paper(&s->picture);
    s->places = panels_places(paper, PANEL_CHECK, s->frame, true, 34);
    PanelInput input = {&fake->snapshot, &s->view, &s->memory};
    assert_true(panels_draw(paper, PANEL_CHECK, s->frame, true, 34, input));
    return s;
}

static void unshow(Shown *s)
{
    picture_free(&s->picture);
    free(s);
}

static bool apart(Rect one, Rect other)
{
    return one.x >= other.x + other.width || other.x >= one.x + one.width ||
           one.y >= other.y + other.height || other.y >= one.y + one.height;
}

static void assert_readable(const Shown *s, const char *what)
{
    const TextLog *log = &s->log;
    assert_int_equal(log->lost, 0);
    for (size_t i = 0; i < log->count; i++) {
        Rect box = log->boxes[i].box;
        if (box.x < 0 || box.y < 0 || box.x + box.width > s->frame.width + 0.01 ||
            box.y + box.height > s->frame.height + 0.01)
            fail_msg("%s, %g x %g: '%s' is cut", what, s->frame.width, s->frame.height, log->boxes[i].text);
        for (size_t k = 0; k < i; k++)
            if (!apart(box, log->boxes[k].box))
                fail_msg("%s, %g x %g: '%s' covers '%s'", what, s->frame.width, s->frame.height,
                         log->boxes[i].text, log->boxes[k].text);
    }
}

static void nothing_covers_anything_at_any_size_in_any_language(void **state)
{
    (void)state;
    for (unsigned language = 0; words_languages(language); language++) {
        if (!words_begin(words_languages(language)).ok)
            continue; /* the translations are not where this program looks */
        for (int wrong = 0; wrong < 2; wrong++)
            for (size_t i = 0; i < SIZES; i++)
                for (int theme = 0; theme < THEME_COUNT; theme++) {
                    Fake *fake = fake_make(10, 3, 120);
                    if (wrong)
                        fake_check_spoil(fake->check, &fake->snapshot.check);
                    Shown *s = show(fake, sizes[i][0], sizes[i][1], (ThemeName)theme);
                    assert_readable(s, wrong ? "wrong" : "right");
                    unshow(s);
                    fake_free(fake);
                }
    }
    assert_ok(words_begin("en"));
}

static bool says(const Shown *s, const char *text)
{
    for (size_t i = 0; i < s->log.count; i++)
        if (strstr(s->log.boxes[i].text, text))
            return true;
    return false;
}

static void a_wrong_step_turns_the_panel_red_and_is_named(void **state)
{
    (void)state;
    for (int theme = 0; theme < THEME_COUNT; theme++) {
        Fake *fake = fake_make(10, 3, 120);
        Shown *right = show(fake, 830, 234, (ThemeName)theme);
        fake_check_spoil(fake->check, &fake->snapshot.check);
        Shown *wrong = show(fake, 830, 234, (ThemeName)theme);
        Colour red = theme_named((ThemeName)theme)->wrong;
        assert_int_equal(picture_count(&right->picture, red, 12), 0);
        assert_true(picture_count(&wrong->picture, red, 12) > 5000);
        assert_true(picture_is(&wrong->picture, 2, 117, red, 12)); /* the frame */
        assert_true(says(right, "RIGHT: all 9820"));
        assert_true(says(wrong, "conv2 is the first wrong step") &&
                    says(wrong, "Likely: shifted by one place"));
        assert_true(says(wrong, "planted: conv-off-by-one"));
        assert_true(says(wrong, "conv2.W 16\xc3\x97"
                                "108") &&
                    says(wrong, "WRONG of"));
        unshow(right);
        unshow(wrong);
        fake_free(fake);
    }
}

static void every_size_shows_the_verdict_and_larger_ones_all_parts(void **state)
{
    (void)state;
    Fake *fake = fake_make(10, 3, 120);
    for (size_t i = 0; i < SIZES; i++) {
        Rect body = {10, 10, sizes[i][0], sizes[i][1]};
        CheckPlan plan = check_plan_make(body, &fake->snapshot.check);
        const Rect parts[] = {plan.word, plan.steps, plan.cells, plan.table, plan.agreement, plan.vee};
        for (size_t k = 0; k < 6; k++) {
            if (parts[k].height <= 0)
                continue;
            assert_true(parts[k].x >= 10 && parts[k].x + parts[k].width <= 10 + sizes[i][0] + 0.01);
            assert_true(parts[k].y >= 10 && parts[k].y + parts[k].height <= 10 + sizes[i][1] + 0.01);
            for (size_t j = 0; j < k; j++)
                assert_true(parts[j].height <= 0 || apart(parts[k], parts[j]));
        }
        assert_true(plan.word.height > 0);
        if (sizes[i][0] >= 760 && sizes[i][1] >= 230)
            assert_true(plan.steps.height > 0 && plan.agreement.height > 0 && plan.vee.height > 0);
        if (sizes[i][0] >= 1240)
            assert_true(plan.table.height > 0);
    }
    fake_free(fake);
}

/* Each entry has a cell of its own, in the place of its row and column. */
static void every_parameter_has_a_cell(void **state)
{
    (void)state;
    Fake *fake = fake_make(10, 3, 120);
    const SnapshotCheck *check = &fake->snapshot.check;
    CheckPlan plan = check_plan_make((Rect){12, 32, 806, 196}, check);
    Cells cells[FAKE_CHECK_BLOCKS];
    for (size_t b = 0; b < check->n_blocks; b++) {
        cells[b] = check_plan_cells(&plan, check, b);
        assert_true(cells[b].place.height > 0);
        assert_true(cells[b].rows == check->blocks[b].rows && cells[b].cols == check->blocks[b].cols);
        assert_true(cells[b].place.x + cells[b].place.width <= plan.cells.x + plan.cells.width + 0.01);
        assert_true(cells[b].place.y + cells[b].place.height <= plan.cells.y + plan.cells.height + 0.01);
        for (size_t k = 0; k < b; k++)
            assert_true(apart(cells[b].place, cells[k].place));
    }
    fake_free(fake);
}

static PanelReply press(Shown *s, const Fake *fake, double x, double y, int button)
{
    PanelInput input = {&fake->snapshot, &s->view, &s->memory};
    PanelPointer pointer = {.kind = PANEL_POINTER_PRESS, .x = x, .y = y, .button = button};
    return panel_check_pointer(s->places, input, &pointer);
}

static void a_click_on_a_cell_chooses_its_entry(void **state)
{
    (void)state;
    Fake *fake = fake_make(10, 3, 120);
    const SnapshotCheck *check = &fake->snapshot.check;
    Shown *s = show(fake, 830, 234, THEME_DARK);
    CheckPlan plan = check_plan_make(s->places.body, check);
    Cells cells = check_plan_cells(&plan, check, 2);
    double x = cells.place.x + cells.place.width * 7.5 / 108,
           y = cells.place.y + cells.place.height * 3.5 / 16;
    PanelReply reply = press(s, fake, x, y, 1);
    assert_true(reply.taken && reply.sets_state);
    assert_int_equal(reply.action.kind, ACTION_NONE); /* looking changes nothing of the run */
    assert_int_equal(reply.state.chosen, 1 + check->blocks[2].first + 3 * 108 + 7);
    assert_false(press(s, fake, x, y, 3).taken);
    assert_false(press(s, fake, plan.word.x + 5, plan.word.y + 5, 1).taken);
    unshow(s);
    fake_free(fake);
}

static size_t turned_to(Shown *s, const Fake *fake, size_t from, double wheel)
{
    PanelInput input = {&fake->snapshot, &s->view, &s->memory};
    PanelPointer pointer = {.kind = PANEL_POINTER_WHEEL, .x = 400, .y = 100, .wheel = wheel};
    s->view.state[PANEL_CHECK].chosen = from + 1;
    PanelReply reply = panel_check_pointer(s->places, input, &pointer);
    assert_true(reply.taken && reply.sets_state);
    return reply.state.chosen - 1;
}

static void the_wheel_goes_to_the_next_entry_or_the_next_that_is_not_right(void **state)
{
    (void)state;
    Fake *fake = fake_make(10, 3, 120);
    const size_t n = fake->snapshot.check.n_entries;
    Shown *s = show(fake, 830, 234, THEME_DARK);
    assert_int_equal(turned_to(s, fake, 7, -1), 8);
    assert_int_equal(turned_to(s, fake, 7, 1), 6);
    assert_int_equal(turned_to(s, fake, n - 1, -1), 0);
    assert_int_equal(turned_to(s, fake, 0, 1), n - 1);
    fake->check->entries[100].verdict = GRADCHECK_WRONG;
    assert_int_equal(turned_to(s, fake, 7, -1), 100);
    assert_int_equal(turned_to(s, fake, 100, -1), 100);
    fake->check->entries[50].verdict = GRADCHECK_CANNOT_TELL;
    assert_int_equal(turned_to(s, fake, 100, -1), 50);
    assert_int_equal(turned_to(s, fake, 7, 1), 100);
    unshow(s);
    fake_free(fake);
}

static size_t hover_words(Shown *s, const Fake *fake, double x, double y, const char *part)
{
    PanelInput input = {&fake->snapshot, &s->view, &s->memory};
    size_t before = s->log.count, found = 0;
    panel_check_hover(picture_paper(&s->picture), s->places, input, x, y);
    for (size_t i = before; i < s->log.count; i++)
        found += strstr(s->log.boxes[i].text, part) != NULL;
    return found;
}

static void what_is_pointed_at_is_told(void **state)
{
    (void)state;
    Fake *fake = fake_make(10, 3, 120);
    const SnapshotCheck *check = &fake->snapshot.check;
    fake_check_spoil(fake->check, &fake->snapshot.check);
    Shown *s = show(fake, 830, 234, THEME_LIGHT);
    CheckPlan plan = check_plan_make(s->places.body, check);
    Cells cells = check_plan_cells(&plan, check, 4);
    assert_true(hover_words(s, fake, cells.place.x + 0.3, cells.place.y + 0.3, "dense1.W [0, 0]: yours") ==
                1);
    Rect step = check_plan_step(&plan, check, 3);
    assert_true(hover_words(s, fake, step.x + 5, step.y + 5, "backward pass of conv2 by itself: wrong") == 1);
    assert_true(hover_words(s, fake, plan.vee.x + plan.vee.width / 2, plan.vee.y + 40, "step") == 1);
    assert_true(hover_words(s, fake, plan.word.x + 50, plan.word.y + 5, "") == 0);
    unshow(s);
    fake_free(fake);
}

static void without_a_check_the_panel_says_so(void **state)
{
    (void)state;
    Fake *fake = fake_make(10, 3, 120);
    fake->snapshot.check.present = false;
    Shown *s = show(fake, 500, 200, THEME_DARK);
    assert_true(says(s, "not been checked yet"));
    assert_false(press(s, fake, 100, 100, 1).taken);
    assert_true(hover_words(s, fake, 100, 100, "") == 0);
    unshow(s);
    snprintf(fake->snapshot.check.trouble, sizeof fake->snapshot.check.trouble, "a parameter is NaN");
    s = show(fake, 500, 200, THEME_DARK);
    assert_true(says(s, "cannot be checked: a parameter is NaN"));
    unshow(s);
    fake_free(fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_covers_anything_at_any_size_in_any_language),
        cmocka_unit_test(a_wrong_step_turns_the_panel_red_and_is_named),
        cmocka_unit_test(every_size_shows_the_verdict_and_larger_ones_all_parts),
        cmocka_unit_test(every_parameter_has_a_cell),
        cmocka_unit_test(a_click_on_a_cell_chooses_its_entry),
        cmocka_unit_test(the_wheel_goes_to_the_next_entry_or_the_next_that_is_not_right),
        cmocka_unit_test(what_is_pointed_at_is_told),
        cmocka_unit_test(without_a_check_the_panel_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
