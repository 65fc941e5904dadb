#include "draw/button.h"
#include "draw/picture.h"

static void a_button_is_as_broad_as_what_is_on_it(void **state)
{
    (void)state;
    Picture picture = picture_make(300, 60, 1);
    TextLog *log = calloc(1, sizeof *log);
    picture.paper.log = log;
    const Paper *paper = picture_paper(&picture);
    assert_close(button_width(paper, ICON_PLAY, NULL, false, 40), 40, 1e-9);
    double plain = button_width(paper, ICON_NONE, "Target", false, 0);
    double opening = button_width(paper, ICON_NONE, "Target", true, 0);
    double both = button_width(paper, ICON_PLAY, "Target", true, 0);
    assert_true(plain < opening && opening < both);
    Button button = {
        .place = {10, 10, both, 34}, .icon = ICON_PLAY, .label = "Target", .opens = true, .enabled = true};
    button_draw(paper, &button);
    assert_int_equal(log->count, 1);
    assert_false(log->boxes[0].elided);
    assert_true(log->boxes[0].box.x > 10 && log->boxes[0].box.x + log->boxes[0].box.width < 10 + both);
    free(log);
    picture_free(&picture);
}

/* What a person tells apart must look apart. */
static void every_state_of_a_button_looks_different(void **state)
{
    (void)state;
    const Button states[] = {
        {.place = {4, 4, 60, 34}, .label = "Loss", .enabled = true},
        {.place = {4, 4, 60, 34}, .label = "Loss", .enabled = false},
        {.place = {4, 4, 60, 34}, .label = "Loss", .enabled = true, .on = true},
        {.place = {4, 4, 60, 34}, .label = "Loss", .enabled = true, .pointed = true},
    };
    enum { STATES = sizeof states / sizeof states[0] };
    for (int theme = 0; theme < THEME_COUNT; theme++) {
        Picture pictures[STATES];
        for (size_t i = 0; i < STATES; i++) {
            pictures[i] = picture_make(68, 42, 1);
            pictures[i].paper.theme = theme_named((ThemeName)theme);
            button_draw(picture_paper(&pictures[i]), &states[i]);
        }
        for (size_t i = 0; i < STATES; i++)
            for (size_t k = 0; k < i; k++)
                assert_int_not_equal(picture_pixel(&pictures[i], 10, 12),
                                     picture_pixel(&pictures[k], 10, 12));
        for (size_t i = 0; i < STATES; i++)
            picture_free(&pictures[i]);
    }
}

static void words_on_a_button_can_be_read_in_every_theme_and_state(void **state)
{
    (void)state;
    for (int name = 0; name < THEME_COUNT; name++) {
        const Theme *theme = theme_named((ThemeName)name);
        for (int pressed = 0; pressed < 3; pressed++) {
            Picture picture = picture_make(68, 42, 1);
            picture.paper.theme = theme;
            Button button = {.place = {4, 4, 60, 34},
                             .label = "Loss",
                             .enabled = true,
                             .on = pressed == 1,
                             .pointed = pressed == 2};
            button_draw(picture_paper(&picture), &button);
            unsigned pixel = picture_pixel(&picture, 10, 12);
            Colour ground = {(pixel >> 16) / 255.0, (pixel >> 8 & 255) / 255.0, (pixel & 255) / 255.0};
            assert_true(theme_contrast(theme->text, ground) >= 4.5);
            picture_free(&picture);
        }
    }
}

static void the_focus_is_seen_on_every_theme(void **state)
{
    (void)state;
    for (int name = 0; name < THEME_COUNT; name++) {
        const Theme *theme = theme_named((ThemeName)name);
        Picture picture = picture_make(80, 50, 1);
        picture.paper.theme = theme;
        const Paper *paper = picture_paper(&picture);
        paper_fill(paper, (Rect){0, 0, 80, 50}, theme->window, 1);
        button_draw(paper, &(Button){.place = {10, 8, 60, 34}, .enabled = true});
        int before = picture_count(&picture, theme->text, 8);
        button_draw_focus(paper, (Rect){10, 8, 60, 34}, 6);
        assert_true(picture_count(&picture, theme->text, 8) > before + 300); /* a ring two pixels thick */
        assert_true(theme_contrast(theme->text, theme->window) >= 3);
        picture_free(&picture);
    }
}

static void a_tab_shows_its_number_and_its_words(void **state)
{
    (void)state;
    Picture picture = picture_make(200, 50, 1);
    TextLog *log = calloc(1, sizeof *log);
    picture.paper.log = log;
    Button tab = {.place = {5, 5, 140, 34}, .label = "Embedding", .enabled = true, .on = true};
    button_draw_tab(picture_paper(&picture), &tab, '8');
    assert_int_equal(log->count, 2);
    assert_string_equal(log->boxes[0].text, "8");
    assert_string_equal(log->boxes[1].text, "Embedding");
    assert_false(log->boxes[1].elided);
    log->count = 0;
    tab.label = "";
    button_draw_tab(picture_paper(&picture), &tab, '8');
    assert_int_equal(log->count, 1);
    free(log);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_button_is_as_broad_as_what_is_on_it),
        cmocka_unit_test(every_state_of_a_button_looks_different),
        cmocka_unit_test(words_on_a_button_can_be_read_in_every_theme_and_state),
        cmocka_unit_test(the_focus_is_seen_on_every_theme),
        cmocka_unit_test(a_tab_shows_its_number_and_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
