/* What the mouse does in the drawn graph: it chooses boxes and parameters, and says what is below it. */
#include "live/panel_graph.h"

#include <stdio.h>

#include "draw/graph.h"
#include "live/graph_plan.h"
#include "live/shown.h"

static Picture draw(Shown *shown, int width, int height, ThemeName theme)
{
    return shown_draw(shown, width, height, theme, panel_graph_draw);
}

static PanelReply press(const Shown *shown, PanelPlaces places, double x, double y)
{
    PanelPointer pointer = {.kind = PANEL_POINTER_PRESS, .x = x, .y = y, .button = 1};
    return panel_graph_pointer(places, shown_input(shown), &pointer);
}

/* The box of the part and step, in the plan of these places. */
static GraphPlanBox find_box(const Shown *shown, PanelPlaces places, GraphPart part, size_t step,
                             size_t branch)
{
    GraphPlan plan = graph_plan_make(places.body, &shown->snapshot.graph, SIZE_MAX);
    assert_true(plan.fits);
    for (size_t i = 0; i < plan.boxes; i++)
        if (plan.box[i].part == part && plan.box[i].branch == branch && step >= plan.box[i].first &&
            step <= plan.box[i].last)
            return plan.box[i];
    fail_msg("no such box");
    return (GraphPlanBox){0};
}

static bool some_text_begins(const Shown *shown, const char *text)
{
    for (size_t i = 0; i < shown->log.count; i++)
        if (strncmp(shown->log.boxes[i].text, text, strlen(text)) == 0)
            return true;
    return false;
}

static void a_press_chooses_a_box_and_a_second_one_lets_it_go(void **state)
{
    (void)state;
    Shown *shown = shown_of("reference", "target");
    const PanelPlaces large = shown_places(1280, 640), small = shown_places(640, 234);
    GraphPlanBox box = find_box(shown, large, GRAPH_PART_STORE, 3, 0); /* of conv2 */
    PanelReply reply = press(shown, large, box.place.x + 5, box.place.y + 5);
    assert_true(reply.taken && reply.sets_state);
    assert_int_equal(reply.action.kind, ACTION_NONE); /* looking changes nothing of the run */
    shown->view.state[PANEL_GRAPH] = reply.state;
    Picture picture = draw(shown, 1280, 640, THEME_DARK);
    assert_true(some_text_begins(shown, "conv2.W: "));
    picture_free(&picture);
    /* where the step is folded into another box the choice stays */
    box = find_box(shown, small, GRAPH_PART_STORE, 3, 0);
    picture = draw(shown, 640, 234, THEME_DARK);
    assert_true(some_text_begins(shown, "conv2.W: "));
    picture_free(&picture);
    box = find_box(shown, large, GRAPH_PART_STORE, 3, 0);
    reply = press(shown, large, box.place.x + 5, box.place.y + 5);
    assert_int_equal(reply.state.chosen, 0);
    assert_false(press(shown, large, 4, 4).sets_state);
    shown_free(shown);
}

static void the_wheel_goes_through_all_boxes_and_comes_round(void **state)
{
    (void)state;
    Shown *shown = shown_of("reference", "logistic");
    const PanelPlaces places = shown_places(854, 234);
    GraphPlan plan = graph_plan_make(places.body, &shown->snapshot.graph, SIZE_MAX);
    size_t seen[GRAPH_PLAN_BOXES], count = 0;
    double x = -1;
    PanelPointer pointer = {.kind = PANEL_POINTER_WHEEL, .x = 400, .y = 100};
    shown->view.state[PANEL_GRAPH] =
        press(shown, places, plan.box[0].place.x + 9, plan.box[0].place.y + 9).state;
    for (; count < plan.boxes; count++) {
        seen[count] = shown->view.state[PANEL_GRAPH].chosen;
        for (size_t k = 0; k < count; k++)
            assert_true(seen[k] != seen[count]);
        for (size_t i = 0; i < plan.boxes; i++) {
            double middle = plan.box[i].place.x + plan.box[i].place.width / 2;
            PanelReply at = press(shown, places, middle, plan.box[i].place.y + 9);
            if (at.state.chosen == 0) { /* the one that is chosen: never further left than the one before */
                assert_true(middle > x - 2);
                x = middle;
            }
        }
        pointer.wheel = -1;
        shown->view.state[PANEL_GRAPH] = panel_graph_pointer(places, shown_input(shown), &pointer).state;
    }
    assert_int_equal(shown->view.state[PANEL_GRAPH].chosen, seen[0]);
    pointer.wheel = 1;
    shown->view.state[PANEL_GRAPH] = panel_graph_pointer(places, shown_input(shown), &pointer).state;
    assert_int_equal(shown->view.state[PANEL_GRAPH].chosen, seen[count - 1]);
    shown_free(shown);
}

/* Reads "... one + other = sum" at the end of a text, in units of the last decimal. */
static bool adds_up(const char *text)
{
    const char *at = strrchr(text, ':');
    double one, other, sum;
    char sign;
    if (!at || sscanf(at + 1, "%lf %c %lf = %lf", &one, &sign, &other, &sum) != 4)
        return false;
    double unit = pow(10, (double)strspn(strchr(strchr(at, '='), '.') + 1, "0123456789"));
    return llround(one * unit) + (sign == '-' ? -1 : 1) * llround(other * unit) == llround(sum * unit);
}

static void a_pinned_parameter_says_what_its_gradient_is_made_of(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    const PanelPlaces places = shown_places(1280, 640);
    GraphPlan plan = graph_plan_make(places.body, graph, SIZE_MAX);
    /* the first cell of the parameters of conv1, at the left below the line and the titles */
    const double x = plan.detail.x + 1, y = plan.detail.y + 42;
    PanelReply reply = press(shown, places, x, y);
    assert_true(reply.taken && reply.sets_state);
    shown->view.state[PANEL_GRAPH] = reply.state;
    char words[80];
    snprintf(words, sizeof words,
             "conv1.W [0,0] is %s; its gradient A + B: ", shown_number(graph->block[0].values[0]));
    Picture picture = draw(shown, 1280, 640, THEME_DARK);
    assert_true(some_text_begins(shown, words));
    picture_free(&picture);
    picture = draw(shown, 854, 234, THEME_DARK); /* where there is room for the line alone too */
    assert_true(some_text_begins(shown, words));
    picture_free(&picture);
    const GraphMoment moment = graph_moment_of(&shown->snapshot);
    for (size_t i = 0; i < graph->block[2].rows * graph->block[2].cols; i += 7) {
        char text[300], *end;
        graph_words_of_parameter(&moment, (GraphEntry){&graph->block[2], i}, sizeof text, text);
        end = strstr(text, "; the last step added");
        assert_non_null(end);
        *end = 0;
        if (!adds_up(text))
            fail_msg("'%s' does not add up", text);
    }
    reply = press(shown, places, x, y); /* again: it is let go */
    assert_int_equal(reply.state.mode, 0);
    GraphPlanBox box = find_box(shown, places, GRAPH_PART_STORE, 2, 0); /* another box has other entries */
    assert_int_equal(press(shown, places, box.place.x + 9, box.place.y + 9).state.mode, 0);
    shown->view.state[PANEL_GRAPH].scroll = 1e9; /* an entry that this net has not */
    picture = draw(shown, 1280, 640, THEME_DARK);
    assert_true(some_text_begins(shown, "conv1.W: lengths"));
    picture_free(&picture);
    shown_free(shown);
}

static void the_mouse_over_a_box_or_a_cell_says_its_numbers(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    const PanelPlaces places = shown_places(1280, 640);
    Picture picture = draw(shown, 1280, 640, THEME_DARK);
    shown->log.count = 0;
    GraphPlanBox box = find_box(shown, places, GRAPH_PART_STEPS, 1, 1);
    panel_graph_hover(picture_paper(&picture), places, shown_input(shown), box.place.x + 4, box.place.y + 4);
    assert_int_equal(shown->log.count, 1);
    assert_true(some_text_begins(shown, "tanh1 in branch B: 12 \xc3\x97 64 numbers, length "));
    /* the detail shows conv1.W; the first cell of its picture is at the lower left */
    GraphPlan plan = graph_plan_make(places.body, &shown->snapshot.graph, SIZE_MAX);
    shown->log.count = 0;
    panel_graph_hover(picture_paper(&picture), places, shown_input(shown), plan.detail.x + 1,
                      plan.detail.y + 42);
    char words[80];
    snprintf(words, sizeof words, "conv1.W [0,0] = %.6g", shown->snapshot.graph.block[0].values[0]);
    assert_int_equal(shown_count(shown, words), 1);
    shown->log.count = 0;
    panel_graph_hover(picture_paper(&picture), places, shown_input(shown), places.body.x + 2,
                      places.body.y + 150);
    assert_int_equal(shown->log.count, 0);
    picture_free(&picture);
    shown_free(shown);
}

static void hover_at(Shown *shown, PanelPlaces places, double x, double y)
{
    Picture picture = picture_make((int)places.frame.width, (int)places.frame.height, 1);
    picture.paper.log = &shown->log;
    shown->log.count = 0;
    panel_graph_hover(picture_paper(&picture), places, shown_input(shown), x, y);
    picture_free(&picture);
}

static void the_mouse_over_an_edge_or_its_number_says_it_exactly(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    const PanelPlaces places = shown_places(1280, 640);
    char value[40], gradient[40];
    snprintf(value, sizeof value, "%.7g", graph->step_at[1].out[0].norm);
    snprintf(gradient, sizeof gradient, "%.7g", graph->step_at[1].out[0].gradient_norm);
    GraphPlanBox from = find_box(shown, places, GRAPH_PART_STEPS, 1, 0),
                 to = find_box(shown, places, GRAPH_PART_STEPS, 2, 0);
    const double x = (from.place.x + from.place.width + to.place.x) / 2,
                 y = from.place.y + from.place.height / 2;
    const double heights[] = {y, y - 0.75 * from.place.height, y + 0.75 * from.place.height};
    for (size_t i = 0; i < 3; i++) { /* on the line, on the number above, on the one below */
        hover_at(shown, places, x, heights[i]);
        assert_int_equal(shown->log.count, 1);
        assert_non_null(strstr(shown->log.boxes[0].text, "after tanh1 in branch A"));
        assert_non_null(strstr(shown->log.boxes[0].text, value));
        assert_non_null(strstr(shown->log.boxes[0].text, gradient));
    }
    GraphPlanBox store = find_box(shown, places, GRAPH_PART_STORE, 0, 0);
    snprintf(gradient, sizeof gradient, "%.7g",
             sqrt(pow(graph->block[0].share_norm[1], 2) + pow(graph->block[1].share_norm[1], 2)));
    hover_at(shown, places, store.place.x + store.place.width / 2, store.place.y + store.place.height + 12);
    assert_non_null(strstr(shown->log.boxes[0].text, "branch B"));
    assert_non_null(strstr(shown->log.boxes[0].text, gradient));
    shown_free(shown);
}

static void the_mouse_over_a_small_picture_says_the_entry_below_it(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    const PanelPlaces places = shown_places(1280, 640);
    GraphPlanBox box = find_box(shown, places, GRAPH_PART_STEPS, 1, 1);
    const SnapshotSignal *signal = &shown->snapshot.graph.step_at[1].out[1];
    char words[80];
    assert_true(box.picture.height > 6);
    const double last_x = box.picture.x + box.picture.width - 0.1;
    hover_at(shown, places, last_x, box.picture.y + 0.1);
    snprintf(words, sizeof words, "tanh1 [0,63] = %.6g", signal->values[63]);
    assert_int_equal(shown_count(shown, words), 1);
    hover_at(shown, places, last_x, box.gradient_picture.y + box.gradient_picture.height - 0.1);
    snprintf(words, sizeof words, "\xe2\x88\x82L/\xe2\x88\x82 tanh1 [11,63] = %.6g",
             signal->gradient[12 * 64 - 1]);
    assert_int_equal(shown_count(shown, words), 1);
    shown_set_phase(shown, SNAPSHOT_PHASE_FORWARD, 2, 0); /* the gradient does not exist */
    hover_at(shown, places, last_x, box.gradient_picture.y + 2);
    assert_int_equal(shown->log.count, 0);
    shown_free(shown);
}

static void a_box_is_hit_as_if_it_were_32_units_high(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    const PanelPlaces places = shown_places(854, 234);
    GraphPlan plan = graph_plan_make(places.body, &shown->snapshot.graph, SIZE_MAX);
    for (size_t i = 0; i < plan.boxes; i++) {
        Rect place = plan.box[i].place;
        double x = place.x + place.width / 2, y = place.y + place.height / 2;
        assert_int_equal(graph_plan_box_at(&plan, x, y), i);
        assert_int_equal(graph_plan_box_at(&plan, x, y - 15.9), i);
        assert_int_equal(graph_plan_box_at(&plan, x, y + 15.9), i);
        assert_int_equal(graph_plan_box_at(&plan, x - 15.9, y), i);
    }
    shown_free(shown);
}

static void the_entry_that_is_shown_adds_up_in_its_rounded_numbers_too(void **state)
{
    (void)state;
    const char *const nets[] = {"bromley1", "bromley2", "reference", "mlp"};
    for (size_t n = 0; n < 4; n++) {
        Shown *shown = shown_of(nets[n], "target");
        const SnapshotGraph *graph = &shown->snapshot.graph;
        const GraphMoment moment = graph_moment_of(&shown->snapshot);
        for (size_t step = 0; step < graph->encoder_steps; step++) {
            if (graph->step_at[step].block_count == 0)
                continue;
            GraphPlanBox box = find_box(shown, shown_places(1280, 640), GRAPH_PART_STORE, step, 0);
            char text[300];
            graph_words_of_box(graph, &moment, &box, sizeof text, text);
            if (!adds_up(text))
                fail_msg("'%s' does not add up", text);
        }
        shown_free(shown);
    }
}

static void without_a_pair_or_room_it_says_so(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    Picture picture = draw(shown, 160, 100, THEME_DARK);
    assert_true(some_text_begins(shown, "There is no room"));
    picture_free(&picture);
    shown->snapshot.graph.present = false;
    picture = draw(shown, 854, 234, THEME_DARK);
    assert_int_equal(shown_count(shown, "No pair is chosen."), 1);
    assert_false(press(shown, shown_places(854, 234), 100, 100).taken);
    assert_int_equal(panel_graph_inputs(&shown->snapshot, &shown->view), 0);
    picture_free(&picture);
    shown_free(shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_press_chooses_a_box_and_a_second_one_lets_it_go),
        cmocka_unit_test(the_wheel_goes_through_all_boxes_and_comes_round),
        cmocka_unit_test(a_pinned_parameter_says_what_its_gradient_is_made_of),
        cmocka_unit_test(the_mouse_over_a_box_or_a_cell_says_its_numbers),
        cmocka_unit_test(the_mouse_over_an_edge_or_its_number_says_it_exactly),
        cmocka_unit_test(the_mouse_over_a_small_picture_says_the_entry_below_it),
        cmocka_unit_test(a_box_is_hit_as_if_it_were_32_units_high),
        cmocka_unit_test(the_entry_that_is_shown_adds_up_in_its_rounded_numbers_too),
        cmocka_unit_test(without_a_pair_or_room_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
