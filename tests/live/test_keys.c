#include "live/keys.h"
#include "live/view.h"
#include "support/test.h"

#include <string.h>

static Command command(unsigned key, bool shift, bool control, bool repeated)
{
    WindowEvent event = {
        .kind = WINDOW_KEY, .key = key, .shift = shift, .control = control, .repeated = repeated};
    return keys_command(&event);
}

static void each_key_does_what_is_promised(void **state)
{
    (void)state;
    const struct {
        unsigned key;
        bool shift, control;
        Command command;
    } cases[] = {
        {' ', 0, 0, COMMAND_RUN},
        {'.', 0, 0, COMMAND_STEP},
        {'r', 0, 0, COMMAND_REWIND},
        {'r', 1, 0, COMMAND_NEW_SEED},
        {'+', 0, 0, COMMAND_FASTER},
        {'-', 0, 0, COMMAND_SLOWER},
        {WINDOW_KEY_TAB, 0, 0, COMMAND_NEXT_PAIR},
        {WINDOW_KEY_TAB, 1, 0, COMMAND_PREVIOUS_PAIR},
        {'/', 0, 0, COMMAND_WORST_PAIR},
        {'s', 0, 0, COMMAND_SAVE_PNG},
        {'s', 1, 0, COMMAND_SAVE_SHAPES},
        {'s', 0, 1, COMMAND_SAVE_PANEL_PNG},
        {'s', 1, 1, COMMAND_SAVE_PANEL_SHAPES},
        {'v', 0, 0, COMMAND_VIDEO},
        {'l', 0, 0, COMMAND_LOSS_SCALE},
        {'t', 0, 0, COMMAND_THEME},
        {',', 0, 0, COMMAND_STEP_BACK},
        {'>', 1, 0, COMMAND_PHASE},
        {'[', 0, 0, COMMAND_RATE_DOWN},
        {'!', 1, 0, COMMAND_MENU + MENU_FAULT},
        {WINDOW_KEY_TAB, 0, 1, COMMAND_FOCUS_NEXT},
        {WINDOW_KEY_TAB, 1, 1, COMMAND_FOCUS_PREVIOUS},
        {WINDOW_KEY_UP, 1, 0, COMMAND_THRESHOLD_UP},
        {WINDOW_KEY_UP, 0, 0, COMMAND_NONE},
        {WINDOW_KEY_F1 + 5, 0, 0, COMMAND_FOCUS_NEXT},
        {WINDOW_KEY_F1 + 5, 1, 0, COMMAND_FOCUS_PREVIOUS},
        {WINDOW_KEY_F11, 0, 0, COMMAND_FULLSCREEN},
        {'?', 0, 0, COMMAND_HELP},
        {WINDOW_KEY_F1, 0, 0, COMMAND_HELP},
        {'+', 0, 1, COMMAND_ZOOM_IN},
        {'=', 0, 1, COMMAND_ZOOM_IN},
        {'-', 0, 1, COMMAND_ZOOM_OUT},
        {'0', 0, 1, COMMAND_ZOOM_RESET},
        {'1', 0, 0, COMMAND_PANEL + PANEL_ANGLES},
        {'7', 0, 0, COMMAND_PANEL + PANEL_LOSS},
        {'0', 0, 0, COMMAND_PANEL + PANEL_OWN},
        {'q', 0, 0, COMMAND_QUIT},
        {WINDOW_KEY_ESCAPE, 0, 0, COMMAND_BACK},
        {'r', 0, 1, COMMAND_NONE},
        {'z', 0, 0, COMMAND_NONE},
        {0, 0, 0, COMMAND_NONE}, /* lines of the help have no key */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(command(cases[i].key, cases[i].shift, cases[i].control, false), cases[i].command);
}

static void a_held_key_repeats_only_where_that_makes_sense(void **state)
{
    (void)state;
    const unsigned once[] = {' ', 'r', 't', 'l', 's', 'q', '?', WINDOW_KEY_F11, WINDOW_KEY_ESCAPE};
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++)
        assert_int_equal(command(once[i], false, false, true), COMMAND_NONE);
    assert_int_equal(command('.', false, false, true), COMMAND_STEP);
    assert_int_equal(command('+', false, false, true), COMMAND_FASTER);
    assert_int_equal(command(WINDOW_KEY_TAB, true, false, true), COMMAND_PREVIOUS_PAIR);
}

static void every_command_is_in_the_help(void **state)
{
    (void)state;
    const char *keys[] = {"Space",     ".", "R",          "Shift+R", "+",   "-",   "Tab",
                          "Shift+Tab", "/", "1 ... 9, 0", "L",       "T",   "F11", "Ctrl +",
                          "Ctrl -",    "S", "Shift+S",    "?  F1",   "Esc", "Q",   "click"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        bool found = false;
        for (size_t k = 0; k < keys_lines(); k++) {
            KeysLine line = keys_line(k);
            assert_true(strlen(line.keys) > 0 && strlen(line.meaning) > 3);
            found = found || strcmp(line.keys, keys[i]) == 0;
        }
        if (!found)
            fail_msg("the help has no line for %s", keys[i]);
    }
}

static void the_view_obeys_its_commands_and_no_others(void **state)
{
    (void)state;
    View view = view_initial();
    assert_int_equal(view.theme, THEME_DARK);
    assert_true(view_apply(&view, COMMAND_THEME));
    assert_int_equal(view.theme, THEME_LIGHT);
    assert_true(view_apply(&view, COMMAND_THEME));
    assert_int_equal(view.theme, THEME_CONTRAST);
    assert_true(view_apply(&view, COMMAND_PROJECTOR));
    assert_int_equal(view.theme, THEME_PROJECTOR);
    assert_true(view_apply(&view, COMMAND_PROJECTOR));
    assert_int_equal(view.theme, THEME_CONTRAST);
    assert_true(view_apply(&view, COMMAND_THEME));
    assert_int_equal(view.theme, THEME_DARK);
    assert_true(view_apply(&view, COMMAND_LOSS_SCALE));
    assert_true(view.logarithmic_loss);
    for (Command other = COMMAND_NONE; other <= COMMAND_RUN_LAST; other++)
        assert_false(view_apply(&view, other));
    assert_false(view_apply(&view, COMMAND_FULLSCREEN));
    assert_false(view_apply(&view, COMMAND_QUIT));
}

static void zoom_has_bounds_and_comes_back_to_one(void **state)
{
    (void)state;
    View view = view_initial();
    for (int i = 0; i < 3; i++)
        view_apply(&view, COMMAND_ZOOM_IN);
    assert_true(view.zoom > 1.3 && view.zoom < 1.5);
    for (int i = 0; i < 3; i++)
        view_apply(&view, COMMAND_ZOOM_OUT);
    assert_close(view.zoom, 1, 0);
    for (int i = 0; i < 100; i++)
        view_apply(&view, COMMAND_ZOOM_IN);
    assert_close(view.zoom, 3, 1e-9);
    for (int i = 0; i < 100; i++)
        view_apply(&view, COMMAND_ZOOM_OUT);
    assert_close(view.zoom, 0.5, 1e-9);
    view_apply(&view, COMMAND_ZOOM_RESET);
    assert_close(view.zoom, 1, 0);
}

static void escape_closes_one_thing_at_a_time(void **state)
{
    (void)state;
    View view = view_initial();
    view_show(&view, PANEL_PAIR, true);
    assert_int_equal(view.panel, PANEL_PAIR);
    view_apply(&view, COMMAND_HELP);
    assert_true(view_apply(&view, COMMAND_BACK));
    assert_false(view.help);
    assert_int_equal(view.panel, PANEL_PAIR);
    assert_true(view_apply(&view, COMMAND_BACK));
    assert_int_equal(view.panel, VIEW_ALL_PANELS);
    assert_false(view_apply(&view, COMMAND_BACK)); /* the caller's: quit */
}

static void a_panels_key_brings_it_on_top_then_gives_it_the_window_then_takes_that_back(void **state)
{
    (void)state;
    View view = view_initial();
    view_show(&view, PANEL_GRAPH, false);
    assert_int_equal(view.panel, VIEW_ALL_PANELS);
    assert_true(view.asked[PANEL_GRAPH] > view.asked[PANEL_CHECK]);
    view_show(&view, PANEL_CHECK, false);
    assert_true(view.asked[PANEL_CHECK] > view.asked[PANEL_GRAPH]);
    view_show(&view, PANEL_CHECK, true);
    assert_int_equal(view.panel, PANEL_CHECK);
    view_show(&view, PANEL_INK, false); /* another one takes the window over */
    assert_int_equal(view.panel, PANEL_INK);
    view_show(&view, PANEL_INK, true);
    assert_int_equal(view.panel, VIEW_ALL_PANELS);
}

static void the_number_before_a_panels_title_is_the_key_that_shows_it(void **state)
{
    (void)state;
    for (int panel = 0; panel < PANEL_COUNT; panel++) {
        char key = keys_of_panel((PanelName)panel);
        if (key < '0' || key > '9')
            fail_msg("panel %d has no key", panel);
        assert_int_equal(command((unsigned char)key, false, false, false), COMMAND_PANEL + panel);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_key_does_what_is_promised),
        cmocka_unit_test(a_held_key_repeats_only_where_that_makes_sense),
        cmocka_unit_test(every_command_is_in_the_help),
        cmocka_unit_test(the_view_obeys_its_commands_and_no_others),
        cmocka_unit_test(zoom_has_bounds_and_comes_back_to_one),
        cmocka_unit_test(the_number_before_a_panels_title_is_the_key_that_shows_it),
        cmocka_unit_test(a_panels_key_brings_it_on_top_then_gives_it_the_window_then_takes_that_back),
        cmocka_unit_test(escape_closes_one_thing_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
