#include "draw/theme.h"
#include "support/test.h"

static void contrast_is_that_of_the_guidelines(void **state)
{
    (void)state;
    Colour white = {1, 1, 1}, black = {0, 0, 0}, grey = {0x77 / 255.0, 0x77 / 255.0, 0x77 / 255.0};
    assert_close(theme_contrast(white, black), 21, 1e-9);
    assert_close(theme_contrast(black, white), 21, 1e-9);
    assert_close(theme_contrast(white, white), 1, 1e-12);
    assert_close(theme_contrast(grey, white), 4.478, 1e-3); /* the well-known #777 that just fails */
}

static void every_text_colour_can_be_read_on_both_grounds(void **state)
{
    (void)state;
    for (ThemeName name = 0; name < THEME_COUNT; name++) {
        const Theme *theme = theme_named(name);
        const Colour texts[] = {theme->text,        theme->muted,         theme->genuine_text,
                                theme->forged_text, theme->backward_text, theme->warning_text};
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            assert_true(theme_contrast(texts[i], theme->panel) >= 4.5);
            assert_true(theme_contrast(texts[i], theme->window) >= 4.5);
        }
        /* The numbers of the panels stand on the border's colour. */
        assert_true(theme_contrast(theme->text, theme->border) >= 4.5);
    }
}

static void marks_and_lines_stand_out_from_the_ground(void **state)
{
    (void)state;
    for (ThemeName name = 0; name < THEME_COUNT; name++) {
        const Theme *theme = theme_named(name);
        const Colour marks[] = {theme->genuine, theme->forged,   theme->threshold,  theme->forward,
                                theme->axis,    theme->backward, theme->validation, theme->training};
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
            assert_true(theme_contrast(marks[i], theme->panel) >= 3);
    }
}

static void a_mix_lies_between(void **state)
{
    (void)state;
    Colour mixed = theme_mix((Colour){0, 0.5, 1}, (Colour){1, 0.5, 0}, 0.25);
    assert_close(mixed.red, 0.25, 1e-12);
    assert_close(mixed.green, 0.5, 1e-12);
    assert_close(mixed.blue, 0.75, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contrast_is_that_of_the_guidelines),
        cmocka_unit_test(every_text_colour_can_be_read_on_both_grounds),
        cmocka_unit_test(marks_and_lines_stand_out_from_the_ground),
        cmocka_unit_test(a_mix_lies_between),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
