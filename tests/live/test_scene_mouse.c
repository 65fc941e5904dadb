/* What the mouse finds in a scene and what it does there. */
#include "live/scene.h"

#include <stdlib.h>
#include <string.h>

#include "live/layout.h"
#include "live/opened.h"

static void a_wheel_with_shift_zooms_the_losses_about_the_mouse(void **state)
{
    (void)state;
    Opened *o = opened_make(10, 101, 120);
    cairo_surface_t *image = canvas_image(1280, 720);
    o->view.panel = PANEL_LOSS;
    assert_ok(opened_paint(o, image));
    PanelPointer wheel = {.kind = PANEL_POINTER_WHEEL, .x = 640, .y = 400, .wheel = 1, .shift = true};
    double low = -HUGE_VAL, high = HUGE_VAL;
    for (int i = 0; i < 5; i++) {
        PanelReply reply = opened_pointer(o, PANEL_LOSS, wheel);
        assert_true(reply.taken && reply.sets_state && reply.state.zoomed && !reply.sets_time);
        assert_true(reply.state.y_low > low && reply.state.y_high < high); /* inside what was shown */
        if (i > 0)
            assert_close(reply.state.y_high - reply.state.y_low, 0.8 * (high - low), 1e-9);
        low = reply.state.y_low;
        high = reply.state.y_high;
        o->view.state[PANEL_LOSS] = reply.state;
    }
    PanelPointer twice = {.kind = PANEL_POINTER_DOUBLE, .x = 640, .y = 400, .button = 1};
    PanelReply reply = opened_pointer(o, PANEL_LOSS, twice);
    assert_true(reply.taken && reply.sets_state && !reply.state.zoomed);
    o->view.state[PANEL_LOSS] = reply.state;
    assert_false(opened_pointer(o, PANEL_LOSS, twice).taken);
    cairo_surface_destroy(image);
    opened_free(o);
}

static void a_line_is_picked_where_a_zoomed_axis_draws_it(void **state)
{
    (void)state;
    Opened *o = opened_make(2, 101, 100);
    for (size_t row = 0; row < 101; row++) { /* pair 0 jumps at epoch 50 */
        o->fake->degrees[2 * row] = row < 50 ? 10 : 100;
        o->fake->degrees[2 * row + 1] = 170;
    }
    o->view.time = (ViewTime){true, 60, 80};
    opened_draw(o);
    double high = opened_height_of(o->log, 100), low = opened_height_of(o->log, 10);
    assert_int_equal(opened_hit(o, 90, high).pair, 0);
    assert_true(opened_hit(o, 90, low).pair == SIZE_MAX);
    PanelPointer press = {.kind = PANEL_POINTER_PRESS, .x = 90, .y = high, .button = 1};
    PanelReply reply = opened_pointer(o, PANEL_ANGLES, press);
    assert_true(reply.taken); /* it may become a drag; the pair is chosen all the same */
    assert_int_equal(reply.action.kind, ACTION_CHOOSE);
    assert_int_equal(reply.action.number, 0);
    o->view.time = (ViewTime){0};
    assert_int_equal(opened_hit(o, 90, low).pair, 0);
    opened_free(o);
}

static void a_click_on_a_mark_or_line_finds_its_pair(void **state)
{
    (void)state;
    Opened *o = opened_make(6, 81, 80);
    /* Pairs far apart from each other, so that there is only one answer. */
    for (size_t row = 0; row < 81; row++)
        for (size_t i = 0; i < 6; i++)
            o->fake->degrees[row * 6 + i] = (float)(15 + 28 * (double)i);
    opened_draw(o);
    for (size_t i = 0; i < 6; i++) {
        double y = opened_height_of(o->log, 15 + 28 * (double)i);
        SceneHit hit = opened_hit(o, 300, y + 3);
        assert_int_equal(hit.panel, PANEL_ANGLES);
        assert_int_equal(hit.pair, i);
        assert_true(opened_hit(o, 300, y + 14).pair == SIZE_MAX);
    }
    assert_int_equal(opened_hit(o, 800, 200).panel, PANEL_PAIR);
    assert_true(opened_hit(o, 800, 200).pair == SIZE_MAX);
    assert_int_equal(opened_hit(o, 640, 5).panel, PANEL_COUNT);
    o->view.help = true;
    assert_int_equal(opened_hit(o, 300, 200).panel, PANEL_COUNT);
    opened_free(o);
}

static void a_mark_that_is_seen_is_the_one_that_is_hit(void **state)
{
    (void)state;
    Scene *scene = opened_scene();
    for (size_t i = 0; i < READABLE_SIZES; i++) {
        Fake *fake = fake_make(2, 2, 100); /* the lines are short: only marks are hit on the right */
        fake->degrees[2] = 30;
        fake->degrees[3] = 140;
        fake->snapshot.chosen.present = false;
        TextLog *log = malloc(sizeof *log);
        View view = view_initial();
        cairo_surface_t *image =
            drawn(scene, readable_sizes[i][0], readable_sizes[i][1], &fake->snapshot, &view, log);
        const Theme *theme = theme_named(THEME_DARK);
        const Colour colours[] = {theme->genuine, theme->forged};
        for (size_t pair = 0; pair < 2; pair++) {
            unsigned wanted = (unsigned)lround(255 * colours[pair].red) << 16 |
                              (unsigned)lround(255 * colours[pair].green) << 8 |
                              (unsigned)lround(255 * colours[pair].blue);
            Layout layout = layout_make(readable_sizes[i][0], readable_sizes[i][1], &view);
            Rect frame = layout.panel[PANEL_ANGLES];
            double y = opened_height_of(log, pair == 0 ? 30 : 140);
            double sum = 0, count = 0;
            for (double x = (frame.x + 0.3 * frame.width) * layout.unit;
                 x < (frame.x + frame.width) * layout.unit; x++) {
                if (opened_pixel(image, x, y) == wanted) {
                    sum += x;
                    count++;
                } else if (count > 2) {
                    break; /* the mark stands left of the histogram */
                }
            }
            assert_true(count > 2);
            SceneHit hit = scene_hit(scene, readable_sizes[i][0], readable_sizes[i][1], &fake->snapshot,
                                     &view, sum / count, y);
            assert_int_equal(hit.pair, pair);
        }
        cairo_surface_destroy(image);
        free(log);
        fake_free(fake);
    }
    scene_destroy(scene);
}

static void what_the_mouse_points_at_is_named(void **state)
{
    (void)state;
    Opened *o = opened_make(6, 81, 80);
    const struct {
        double x, y;
        const char *words;
    } cases[] = {{200, 600, "epoch"}, {900, 340, "genuine"}, {300, 0, "at epoch"}, {300, 20, NULL}};
    for (size_t i = 0; i < 4; i++) {
        View view = view_initial();
        cairo_surface_destroy(drawn(o->scene, 1280, 720, &o->fake->snapshot, &view, o->log));
        view.pointer_inside = true;
        view.pointer_x = cases[i].x;
        view.pointer_y = cases[i].y > 0 ? cases[i].y : opened_height_of(o->log, o->fake->degrees[40 * 6]);
        if (i == 2) { /* on the line of pair 0 at epoch 40, the middle of its axis */
            view.pointer_x = 0;
            for (double x = 100; x < 600 && view.pointer_x == 0; x++)
                if (scene_hit(o->scene, 1280, 720, &o->fake->snapshot, &view, x, view.pointer_y).pair !=
                    SIZE_MAX)
                    view.pointer_x = x;
        }
        cairo_surface_destroy(drawn(o->scene, 1280, 720, &o->fake->snapshot, &view, o->log));
        size_t tips = 0;
        for (size_t k = 0; k < o->log->count; k++) {
            if (o->log->boxes[k].layer != 1)
                continue;
            tips++;
            if (!cases[i].words || !strstr(o->log->boxes[k].text, cases[i].words))
                fail_msg("unexpected: '%s'", o->log->boxes[k].text);
        }
        assert_int_equal(tips, cases[i].words != NULL);
        assert_readable(o->log, 1280, 720, "tip");
    }
    opened_free(o);
}

/* Where, in the embeddings' panel alone in the window, the first mark of this pair is: the middle of what hits it. */
static bool find_mark(Scene *scene, const Snapshot *snapshot, const View *view, size_t pair, double *x,
                      double *y)
{
    double count = 0, x_sum = 0, y_sum = 0;
    for (double at = 0; at < 1280; at += 2)
        for (double down = 0; down < 720; down += 2)
            if (scene_hit(scene, 1280, 720, snapshot, view, at, down).pair == pair &&
                (count == 0 || hypot(at - x_sum / count, down - y_sum / count) < 20)) {
                count++;
                x_sum += at;
                y_sum += down;
            }
    *x = x_sum / count;
    *y = y_sum / count;
    return count > 0;
}

static void clicking_a_signature_goes_through_its_pairs(void **state)
{
    (void)state;
    Opened *o = opened_make(6, 30, 120);
    o->view.panel = PANEL_EMBEDDING;
    double x, y;
    for (size_t i = 0; i < 12; i++) /* in a row, far apart */
        o->fake->place[i] = (SnapshotPlace){-0.7 + 0.14 * (double)i, 0.3};
    o->fake->members[2].a = o->fake->members[4].a = o->fake->members[0].a;
    fake_choose(o->fake, 1);
    assert_true(
        find_mark(o->scene, &o->fake->snapshot, &o->view, 0, &x, &y)); /* the first of its three pairs */
    const size_t expected[] = {2, 4, 0};
    for (size_t i = 0; i < 3; i++) {
        fake_choose(o->fake, i == 0 ? 0 : expected[i - 1]);
        assert_int_equal(opened_hit(o, x, y).pair, expected[i]);
    }
    opened_free(o);
}

static void a_wheel_zooms_the_embeddings_about_the_mouse(void **state)
{
    (void)state;
    Opened *o = opened_make(6, 30, 120);
    o->view.panel = PANEL_EMBEDDING;
    double x, y;
    assert_true(find_mark(o->scene, &o->fake->snapshot, &o->view, 3, &x, &y));
    PanelPointer wheel = {.kind = PANEL_POINTER_WHEEL, .x = x, .y = y, .wheel = 2};
    for (int i = 0; i < 3; i++) {
        PanelReply reply = opened_pointer(o, PANEL_EMBEDDING, wheel);
        assert_true(reply.taken && reply.sets_state && reply.state.zoomed);
        assert_close(reply.state.x_high - reply.state.x_low, reply.state.y_high - reply.state.y_low, 1e-12);
        o->view.state[PANEL_EMBEDDING] = reply.state;
        assert_int_equal(opened_hit(o, x, y).pair, 3);
    }
    wheel.wheel = -40;
    PanelReply reply = opened_pointer(o, PANEL_EMBEDDING, wheel);
    assert_true(reply.sets_state && !reply.state.zoomed);
    opened_free(o);
}

static void every_pair_held_out_has_a_dot_to_point_at(void **state)
{
    (void)state;
    Opened *o = opened_make(30, 60, 120);
    o->view.panel = PANEL_RATES;
    bool found[30] = {0};
    for (double x = 0; x < 1280; x += 2) {
        for (double y = 0; y < 720; y += 2) {
            SceneHit hit = opened_hit(o, x, y);
            if (hit.pair != SIZE_MAX)
                found[hit.pair] = true;
        }
    }
    for (size_t i = 0; i < 30; i++)
        assert_int_equal(found[i], o->fake->pair[i].held_out);
    opened_free(o);
}

static void the_threshold_is_dragged_in_the_rates(void **state)
{
    (void)state;
    Opened *o = opened_make(30, 60, 120);
    o->view.panel = PANEL_RATES;
    double grip = 0; /* found as a person finds it: where a press is taken */
    size_t width = 0;
    for (double x = 0; x < 1280; x++) {
        PanelPointer press = {.kind = PANEL_POINTER_PRESS, .x = x, .y = 200, .button = 1};
        if (opened_pointer(o, PANEL_RATES, press).taken) {
            grip += x;
            width++;
        }
    }
    assert_true(width >= 10 && width <= 20);
    PanelPointer pointer = {.kind = PANEL_POINTER_PRESS, .x = grip / (double)width, .y = 200, .button = 1};
    o->view.state[PANEL_RATES] = opened_pointer(o, PANEL_RATES, pointer).state;
    pointer.kind = PANEL_POINTER_MOVE;
    PanelReply reply = opened_pointer(o, PANEL_RATES, pointer);
    assert_int_equal(reply.action.kind, ACTION_THRESHOLD);
    assert_close(reply.action.value, o->fake->snapshot.angles.threshold, 0.01);
    pointer.x += 100;
    reply = opened_pointer(o, PANEL_RATES, pointer);
    assert_true(reply.action.value > o->fake->snapshot.angles.threshold + 10);
    opened_free(o);
}

/* The button of a panel alone in the window that asks for this; NULL when there is none. */
static const Widget *button_for(Scene *scene, const Snapshot *snapshot, PanelName panel, ActionKind kind,
                                bool higher, Parts *parts)
{
    View view = view_initial();
    view.panel = (int)panel;
    scene_parts(scene, 1280, 720, snapshot, &view, parts);
    for (size_t i = 0; i < parts->widgets.count; i++) {
        const Widget *widget = &parts->widgets.widget[i];
        bool right =
            kind != ACTION_THRESHOLD || (widget->action.value > snapshot->angles.threshold) == higher;
        if (widget->command == COMMAND_NONE && widget->action.kind == kind && right)
            return widget;
    }
    return NULL;
}

static void what_the_mouse_drags_buttons_do_too(void **state)
{
    (void)state;
    Opened *o = opened_make(30, 60, 120);
    Snapshot *snapshot = &o->fake->snapshot;
    Parts *parts = malloc(sizeof *parts);
    const Widget *lower = button_for(o->scene, snapshot, PANEL_RATES, ACTION_THRESHOLD, false, parts);
    assert_true(lower && lower->enabled && lower->place.width >= 32 && lower->place.height >= 32);
    assert_close(lower->action.value, snapshot->angles.threshold - 1, 1e-12);
    const Widget *higher = button_for(o->scene, snapshot, PANEL_RATES, ACTION_THRESHOLD, true, parts);
    assert_close(higher->action.value, snapshot->angles.threshold + 1, 1e-12);
    assert_true(button_for(o->scene, snapshot, PANEL_RATES, ACTION_THRESHOLD_FREE, false, parts)->on);
    snapshot->angles.threshold_held = true;
    assert_false(button_for(o->scene, snapshot, PANEL_RATES, ACTION_THRESHOLD_FREE, false, parts)->on);
    snapshot->angles.threshold = 0;
    assert_false(button_for(o->scene, snapshot, PANEL_RATES, ACTION_THRESHOLD, false, parts)->enabled);
    assert_non_null(button_for(o->scene, snapshot, PANEL_EMBEDDING, ACTION_AXES_HOLD, false, parts));
    assert_true(button_for(o->scene, snapshot, PANEL_EMBEDDING, ACTION_AXES_FREE, false, parts)->on);
    free(parts);
    opened_free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wheel_with_shift_zooms_the_losses_about_the_mouse),
        cmocka_unit_test(a_line_is_picked_where_a_zoomed_axis_draws_it),
        cmocka_unit_test(a_click_on_a_mark_or_line_finds_its_pair),
        cmocka_unit_test(a_mark_that_is_seen_is_the_one_that_is_hit),
        cmocka_unit_test(what_the_mouse_points_at_is_named),
        cmocka_unit_test(clicking_a_signature_goes_through_its_pairs),
        cmocka_unit_test(a_wheel_zooms_the_embeddings_about_the_mouse),
        cmocka_unit_test(every_pair_held_out_has_a_dot_to_point_at),
        cmocka_unit_test(the_threshold_is_dragged_in_the_rates),
        cmocka_unit_test(what_the_mouse_drags_buttons_do_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
