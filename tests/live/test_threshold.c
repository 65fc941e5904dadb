#include "live/threshold.h"
#include "support/test.h"

static const Axis across = {0, 180, 100, 460, false}; /* two units to a degree */
static const Axis upwards = {0, 180, 400, 40, false};

static const SnapshotPair pairs[] = {
    {"a", true, true}, {"b", true, true}, {"c", false, true}, {"d", false, true}, {"e", false, false}};
static const float degrees[] = {0, 0, 0, 0, 0, /**/ 20, 60, 60, 100, 10};
static const Snapshot snapshot = {
    .angles = {.pairs = 5, .rows = 2, .pair = pairs, .degrees = degrees, .threshold = 60}};

static PanelReply pointed(const View *view, Axis axis, bool upright, PanelPointerKind kind, double x,
                          double y)
{
    PanelInput input = {&snapshot, view, NULL};
    PanelPointer pointer = {.kind = kind, .x = x, .y = y, .button = 1};
    return threshold_pointer(axis, upright, true, PANEL_RATES, input, &pointer);
}

static void errors_are_counted_at_or_below_the_threshold(void **state)
{
    (void)state;
    ThresholdErrors errors = threshold_errors(&snapshot.angles, 60, true);
    assert_int_equal(errors.genuine, 2);
    assert_int_equal(errors.genuine_rejected, 0); /* on the threshold: accepted */
    assert_int_equal(errors.forged, 2);
    assert_int_equal(errors.forged_accepted, 1);
    errors = threshold_errors(&snapshot.angles, 59.9, true);
    assert_int_equal(errors.genuine_rejected, 1);
    assert_int_equal(errors.forged_accepted, 0);
    errors = threshold_errors(&snapshot.angles, 60, false);
    assert_int_equal(errors.forged, 1);
    assert_int_equal(errors.forged_accepted, 1);
    char words[THRESHOLD_WORDS];
    threshold_words(&snapshot.angles, 60, words);
    assert_string_equal(words, "at 60.0\xc2\xb0: 1 of 2 forged accepted, 0 of 2 genuine rejected");
}

static void it_is_dragged_from_where_it_stands(void **state)
{
    (void)state;
    View view = view_initial();
    const struct {
        Axis axis;
        bool upright;
        double from, to;
    } cases[] = {{across, true, 223, 301.33}, {upwards, false, 284, 201}};
    for (size_t i = 0; i < 2; i++) {
        double from = cases[i].from, to = cases[i].to;
        bool upright = cases[i].upright;
        view.state[PANEL_RATES] = (ViewPanel){0};
        PanelReply reply =
            pointed(&view, cases[i].axis, upright, PANEL_POINTER_MOVE, upright ? to : 5, upright ? 5 : to);
        assert_false(reply.taken); /* not before it is taken hold of */
        reply = pointed(&view, cases[i].axis, upright, PANEL_POINTER_PRESS, upright ? from : 5,
                        upright ? 5 : from);
        assert_true(reply.taken && reply.sets_state);
        assert_int_equal(reply.action.kind, ACTION_NONE); /* a press alone moves nothing */
        view.state[PANEL_RATES] = reply.state;
        reply =
            pointed(&view, cases[i].axis, upright, PANEL_POINTER_MOVE, upright ? to : 5, upright ? 5 : to);
        assert_int_equal(reply.action.kind, ACTION_THRESHOLD);
        assert_close(reply.action.value, round(10 * axis_value(cases[i].axis, to)) / 10, 1e-12);
        reply = pointed(&view, cases[i].axis, upright, PANEL_POINTER_MOVE, -900, 9000);
        assert_close(reply.action.value, 0, 0); /* not off the axis */
        reply = pointed(&view, cases[i].axis, upright, PANEL_POINTER_RELEASE, 0, 0);
        assert_true(reply.taken && reply.sets_state);
        view.state[PANEL_RATES] = reply.state;
        assert_false(pointed(&view, cases[i].axis, upright, PANEL_POINTER_MOVE, 200, 200).taken);
    }
}

static void elsewhere_the_mouse_is_left_to_others(void **state)
{
    (void)state;
    View view = view_initial();
    assert_false(pointed(&view, across, true, PANEL_POINTER_PRESS, 240, 5).taken);
    assert_false(pointed(&view, across, true, PANEL_POINTER_DOUBLE, 240, 5).taken);
    assert_false(pointed(&view, across, true, PANEL_POINTER_WHEEL, 220, 5).taken);
    PanelInput input = {&snapshot, &view, NULL};
    PanelPointer outside = {.kind = PANEL_POINTER_PRESS, .x = 220, .button = 1};
    assert_false(threshold_pointer(across, true, false, PANEL_RATES, input, &outside).taken);
    outside.button = 3;
    assert_false(threshold_pointer(across, true, true, PANEL_RATES, input, &outside).taken);
}

static void a_double_click_lets_go_of_it(void **state)
{
    (void)state;
    View view = view_initial();
    PanelReply reply = pointed(&view, across, true, PANEL_POINTER_DOUBLE, 221, 5);
    assert_true(reply.taken);
    assert_int_equal(reply.action.kind, ACTION_THRESHOLD_FREE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_counted_at_or_below_the_threshold),
        cmocka_unit_test(it_is_dragged_from_where_it_stands),
        cmocka_unit_test(elsewhere_the_mouse_is_left_to_others),
        cmocka_unit_test(a_double_click_lets_go_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
