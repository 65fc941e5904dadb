#include "live/widgets.h"
#include "support/test.h"

static void add(WidgetList *list, WidgetKind kind, int group, double x, bool enabled, Command command)
{
    widgets_add(list, (Widget){.kind = kind,
                               .group = group,
                               .place = {x, 0, 40, 40},
                               .enabled = enabled,
                               .panel = PANEL_COUNT,
                               .command = command});
}

/* Three buttons of which the second cannot be pressed, a reading, two tabs, and a panel with a button of its own. */
static void fill(WidgetList *list)
{
    list->count = 0;
    add(list, WIDGET_BUTTON, WIDGETS_TOOLBAR, 0, true, COMMAND_RUN);
    add(list, WIDGET_BUTTON, WIDGETS_TOOLBAR, 50, false, COMMAND_STEP_BACK);
    add(list, WIDGET_READING, WIDGETS_TOOLBAR, 100, true, COMMAND_NONE);
    add(list, WIDGET_BUTTON, WIDGETS_TOOLBAR, 150, true, COMMAND_STEP);
    add(list, WIDGET_TAB, WIDGETS_TABS, 200, true, COMMAND_PANEL + PANEL_GRAPH);
    add(list, WIDGET_TAB, WIDGETS_TABS, 250, true, COMMAND_PANEL + PANEL_CHECK);
    add(list, WIDGET_WHOLE, WIDGETS_OF_PANEL + PANEL_OWN, 300, true, COMMAND_PANEL + PANEL_OWN);
    widgets_add_panel_button(list, PANEL_OWN, (Rect){310, 10, 20, 20}, "Judge", NULL, true, false,
                             action_plain(ACTION_STEP));
}

static void the_focus_steps_over_what_cannot_be_pressed_and_round_the_end(void **state)
{
    (void)state;
    WidgetList list;
    fill(&list);
    ViewFocus focus = {WIDGETS_TOOLBAR, 0};
    assert_int_equal(widgets_focused(&list, focus)->command, COMMAND_RUN);
    focus = widgets_step(&list, focus, 1);
    assert_int_equal(widgets_focused(&list, focus)->command, COMMAND_STEP);
    focus = widgets_step(&list, focus, 1);
    assert_int_equal(widgets_focused(&list, focus)->command, COMMAND_RUN);
    focus = widgets_step(&list, focus, -1);
    assert_int_equal(widgets_focused(&list, focus)->command, COMMAND_STEP);
}

static void the_focus_goes_from_group_to_group_and_then_nowhere(void **state)
{
    (void)state;
    WidgetList list;
    fill(&list);
    const int order[] = {WIDGETS_TOOLBAR, WIDGETS_TABS, WIDGETS_OF_PANEL + PANEL_OWN, WIDGETS_NOBODY};
    ViewFocus focus = {0};
    for (size_t i = 0; i < 4; i++) {
        focus = widgets_next_group(&list, focus, 1);
        assert_int_equal(focus.group, order[i]);
    }
    for (size_t i = 3; i-- > 0;) {
        focus = widgets_next_group(&list, focus, -1);
        assert_int_equal(focus.group, order[i]);
    }
    focus = widgets_next_group(&list, (ViewFocus){WIDGETS_TABS, 1}, 1);
    focus = widgets_step(&list, focus, 1);
    assert_string_equal(widgets_focused(&list, focus)->label, "Judge");
}

static void a_focus_on_what_is_gone_is_on_the_last_of_its_group(void **state)
{
    (void)state;
    WidgetList list;
    fill(&list);
    assert_int_equal(widgets_focused(&list, (ViewFocus){WIDGETS_TABS, 9})->command,
                     COMMAND_PANEL + PANEL_CHECK);
    assert_null(widgets_focused(&list, (ViewFocus){WIDGETS_OF_PANEL + PANEL_LOSS, 0}));
    assert_null(widgets_focused(&list, (ViewFocus){0}));
    assert_int_equal(widgets_step(&list, (ViewFocus){WIDGETS_OF_PANEL + PANEL_LOSS, 0}, 1).group,
                     WIDGETS_NOBODY);
}

static void the_mouse_presses_buttons_and_tabs_alone(void **state)
{
    (void)state;
    WidgetList list;
    fill(&list);
    assert_int_equal(widgets_at(&list, 20, 20)->command, COMMAND_RUN);
    assert_int_equal(widgets_at(&list, 70, 20)->command, COMMAND_STEP_BACK); /* there, if faint */
    assert_null(widgets_at(&list, 120, 20));                                 /* a reading */
    assert_int_equal(widgets_at(&list, 220, 20)->command, COMMAND_PANEL + PANEL_GRAPH);
    assert_null(widgets_at(&list, 302, 2)); /* the panel itself */
    assert_string_equal(widgets_at(&list, 320, 20)->label, "Judge");
    assert_null(widgets_at(&list, 45, 20));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_focus_steps_over_what_cannot_be_pressed_and_round_the_end),
        cmocka_unit_test(the_focus_goes_from_group_to_group_and_then_nowhere),
        cmocka_unit_test(a_focus_on_what_is_gone_is_on_the_last_of_its_group),
        cmocka_unit_test(the_mouse_presses_buttons_and_tabs_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
