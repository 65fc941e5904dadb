#include "live/time_axis.h"
#include "support/test.h"

/* 100 epochs of a run of 100 are done. */
static const Snapshot snapshot = {.run = {.epochs = 100}, .angles = {.rows = 101}, .losses = {.rows = 101}};

static Plot plot_for(const View *view)
{
    return plot_in((Rect){50, 20, 400, 200}, time_axis_range(&snapshot, view), (AxisRange){0, 180}, false);
}

static PanelReply pointed(const View *view, PanelPointer pointer)
{
    PanelInput input = {&snapshot, view, NULL};
    Plot plot = plot_for(view);
    return time_axis_pointer(&plot, PANEL_ANGLES, input, &pointer);
}

/* What the loop does with a reply. */
static bool obey(View *view, PanelPointer pointer)
{
    PanelReply reply = pointed(view, pointer);
    if (reply.sets_state)
        view->state[PANEL_ANGLES] = reply.state;
    if (reply.sets_time)
        view->time = reply.time;
    return reply.taken;
}

static double epoch_at(const View *view, double x)
{
    return axis_value(plot_for(view).x, x);
}

static void all_of_the_run_is_shown_at_first(void **state)
{
    (void)state;
    View view = view_initial();
    AxisRange range = time_axis_range(&snapshot, &view);
    assert_close(range.low, 0, 0);
    assert_close(range.high, 100, 0);
}

static void the_wheel_keeps_the_epoch_under_the_mouse(void **state)
{
    (void)state;
    View view = view_initial();
    const PanelPointer closer = {.kind = PANEL_POINTER_WHEEL, .x = 170, .y = 100, .wheel = 1};
    double before = epoch_at(&view, 170);
    double span = 100;
    for (int i = 0; i < 8; i++) {
        assert_true(obey(&view, closer));
        span *= 0.8;
        assert_close(view.time.high - view.time.low, span, 1e-9);
        assert_close(epoch_at(&view, 170), before, 1e-9);
    }
    for (int i = 0; i < 40; i++)
        obey(&view, closer);
    assert_close(view.time.high - view.time.low, 2, 1e-9); /* no closer than two epochs */
    PanelPointer away = closer;
    away.wheel = -1;
    for (int i = 0; i < 40; i++)
        obey(&view, away);
    assert_false(view.time.zoomed);
}

static void zooming_never_leaves_the_run(void **state)
{
    (void)state;
    View view = view_initial();
    obey(&view, (PanelPointer){.kind = PANEL_POINTER_WHEEL, .x = 51, .y = 100, .wheel = 3});
    obey(&view, (PanelPointer){.kind = PANEL_POINTER_WHEEL, .x = 449, .y = 100, .wheel = -2});
    assert_true(view.time.zoomed && view.time.low >= 0 && view.time.high <= 100);
}

static void a_drag_moves_along_with_the_mouse(void **state)
{
    (void)state;
    View view = view_initial();
    view.time = (ViewTime){true, 40, 60};
    assert_true(obey(&view, (PanelPointer){.kind = PANEL_POINTER_PRESS, .x = 250, .y = 100, .button = 1}));
    assert_close(view.time.low, 40, 0);
    assert_true(obey(&view, (PanelPointer){.kind = PANEL_POINTER_MOVE, .x = 350, .y = 300}));
    assert_close(view.time.low, 35, 1e-9); /* 100 units of 400 are 5 epochs of 20 */
    assert_close(epoch_at(&view, 350), 50, 1e-9);
    assert_true(obey(&view, (PanelPointer){.kind = PANEL_POINTER_MOVE, .x = 5000, .y = 100}));
    assert_close(view.time.low, 0, 0); /* the run ends there */
    assert_true(obey(&view, (PanelPointer){.kind = PANEL_POINTER_RELEASE, .x = 5000, .y = 100}));
    assert_false(obey(&view, (PanelPointer){.kind = PANEL_POINTER_MOVE, .x = 300, .y = 100}));
    assert_close(view.time.high, 20, 0);
}

static void a_double_click_brings_all_back(void **state)
{
    (void)state;
    View view = view_initial();
    const PanelPointer twice = {.kind = PANEL_POINTER_DOUBLE, .x = 250, .y = 100, .button = 1};
    assert_false(obey(&view, twice)); /* nothing to bring back: others may use it */
    view.time = (ViewTime){true, 40, 60};
    assert_true(obey(&view, twice));
    assert_false(view.time.zoomed);
}

static void the_wheel_with_control_moves_along(void **state)
{
    (void)state;
    View view = view_initial();
    const PanelPointer later = {.kind = PANEL_POINTER_WHEEL, .x = 250, .y = 100, .wheel = 1, .control = true};
    assert_true(obey(&view, later));
    assert_false(view.time.zoomed); /* all is shown: there is nowhere to go */
    view.time = (ViewTime){true, 40, 60};
    assert_true(obey(&view, later));
    assert_close(view.time.low, 44, 1e-9);
    assert_close(view.time.high, 64, 1e-9);
    for (int i = 0; i < 20; i++)
        obey(&view, later);
    assert_close(view.time.high, 100, 1e-9);
}

static void outside_the_plot_nothing_is_taken(void **state)
{
    (void)state;
    View view = view_initial();
    view.time = (ViewTime){true, 40, 60};
    for (PanelPointerKind kind = PANEL_POINTER_PRESS; kind <= PANEL_POINTER_WHEEL; kind++)
        assert_false(obey(&view, (PanelPointer){.kind = kind, .x = 20, .y = 100, .button = 1, .wheel = 1}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_the_run_is_shown_at_first),
        cmocka_unit_test(the_wheel_keeps_the_epoch_under_the_mouse),
        cmocka_unit_test(zooming_never_leaves_the_run),
        cmocka_unit_test(a_drag_moves_along_with_the_mouse),
        cmocka_unit_test(a_double_click_brings_all_back),
        cmocka_unit_test(the_wheel_with_control_moves_along),
        cmocka_unit_test(outside_the_plot_nothing_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
