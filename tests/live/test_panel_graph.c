/* The drawn graph: its numbers stand where they belong and are those of the net, do not exist too early, and cover
 * nothing, for every net and loss at many sizes. */
#include "live/panel_graph.h"

#include <stdio.h>

#include "draw/graph.h"
#include "live/graph_plan.h"
#include "live/shown.h"

static Picture draw(Shown *shown, int width, int height, ThemeName theme)
{
    return shown_draw(shown, width, height, theme, panel_graph_draw);
}

static void assert_apart(const TextLog *log, int width, int height, const char *what)
{
    assert_int_equal(log->lost, 0);
    for (size_t i = 0; i < log->count; i++) {
        const Rect one = log->boxes[i].box;
        if (one.x < 0 || one.y < 0 || one.x + one.width > width || one.y + one.height > height)
            fail_msg("%s at %d x %d: '%s' is cut", what, width, height, log->boxes[i].text);
        for (size_t k = 0; k < i; k++) {
            const Rect other = log->boxes[k].box;
            if (one.x < other.x + other.width && other.x < one.x + one.width &&
                one.y < other.y + other.height && other.y < one.y + one.height)
                fail_msg("%s at %d x %d: '%s' covers '%s'", what, width, height, log->boxes[i].text,
                         log->boxes[k].text);
        }
    }
}

/* A number stands beside the boxes, a label inside of one: no text reaches over an edge. */
static void assert_no_box_is_crossed(const Shown *shown, int width, int height, const char *what)
{
    GraphPlan plan = graph_plan_make(shown_places(width, height).body, &shown->snapshot.graph,
                                     graph_moment_of(&shown->snapshot).active);
    for (size_t i = 0; plan.fits && i < shown->log.count; i++) {
        const Rect text = shown->log.boxes[i].box;
        const double x = text.x + text.width / 2, y = text.y + text.height / 2;
        for (size_t k = 0; k < plan.boxes; k++) {
            const Rect box = paper_inset(plan.box[k].place, 0, 1, 0, 1);
            bool apart = text.x >= box.x + box.width || box.x >= text.x + text.width ||
                         text.y + 0.76 * text.height <= box.y || box.y + box.height <= text.y;
            if (!apart && !paper_contains(plan.box[k].place, x, y))
                fail_msg("%s at %d x %d, phase %d: '%s' lies across a box (%s)", what, width, height,
                         (int)shown->snapshot.phase.name, shown->log.boxes[i].text, plan.box[k].label);
        }
    }
}

/* No number lies on a line. */
static void assert_no_line_is_crossed(const Shown *shown, int width, int height, const char *what)
{
    GraphPlan plan = graph_plan_make(shown_places(width, height).body, &shown->snapshot.graph,
                                     graph_moment_of(&shown->snapshot).active);
    for (size_t i = 0; plan.fits && i < shown->log.count; i++) {
        const Rect text = shown->log.boxes[i].box;
        for (size_t w = 0; w < plan.ways; w++) {
            const GraphWay *way = &plan.way[w].way;
            for (size_t k = 0; k + 1 < way->count; k++) {
                const bool level = way->y[k] == way->y[k + 1];
                const double beside_x = level ? 0 : 4, beside_y = level ? 4 : 0; /* the lanes */
                double left = fmin(way->x[k], way->x[k + 1]) - beside_x;
                double right = fmax(way->x[k], way->x[k + 1]) + beside_x;
                double top = fmin(way->y[k], way->y[k + 1]) - beside_y;
                double bottom = fmax(way->y[k], way->y[k + 1]) + beside_y;
                if (text.x < right && left < text.x + text.width && text.y + 0.1 * text.height < bottom &&
                    top < text.y + 0.76 * text.height)
                    fail_msg("%s at %d x %d: '%s' lies on the line from %s to %s", what, width, height,
                             shown->log.boxes[i].text, plan.box[plan.way[w].from].label,
                             plan.box[plan.way[w].to].label);
            }
        }
    }
}

static const char deep[] =
    "conv:12x9 tanh average:3 conv:16x9 tanh average:4 conv:8x5 tanh flatten dense:40 relu "
    "dense:32 lecun dense:24 relu dense:20 relu dense:18 relu dense:16 relu dense:14 relu "
    "dense:12 relu dense:10 tanh dense:8";

static void no_label_covers_another_for_any_net_loss_size_and_phase(void **state)
{
    (void)state;
    const char *const nets[] = {"bromley1", "bromley2", "reference", "mlp", "dense:8 dense:8 dense:8", deep};
    const int sizes[][2] = {{1280, 640}, {854, 234}, {640, 300},  {520, 240},
                            {420, 200},  {300, 260}, {2000, 1000}};
    for (size_t n = 0; n < sizeof nets / sizeof nets[0]; n++)
        for (size_t l = 0; net_loss_name(l); l++) {
            if (strcmp(net_loss_name(l), "triplet") == 0)
                continue;
            Shown *shown = shown_of(nets[n], net_loss_name(l));
            const size_t steps = shown->snapshot.graph.steps;
            for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
                for (size_t p = 0; p < 5; p++) {
                    shown_set_phase(shown, (SnapshotPhaseName)p, p == 1 ? steps / 2 : steps,
                                    p == 3             ? steps / 2
                                    : p == 1 || p == 2 ? 0
                                                       : steps);
                    Picture picture = draw(shown, sizes[s][0], sizes[s][1], (ThemeName)(s % 2));
                    assert_true(shown->log.count > 0);
                    assert_apart(&shown->log, sizes[s][0], sizes[s][1], nets[n]);
                    assert_no_box_is_crossed(shown, sizes[s][0], sizes[s][1], nets[n]);
                    assert_no_line_is_crossed(shown, sizes[s][0], sizes[s][1], nets[n]);
                    picture_free(&picture);
                }
            shown_free(shown);
        }
}

static void every_number_of_the_pass_stands_on_its_edge(void **state)
{
    (void)state;
    Shown *shown = shown_of("reference", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    Picture picture = draw(shown, 1280, 640, THEME_DARK);
    for (size_t b = 0; b < 2; b++) {
        assert_true(shown_count(shown, shown_number(graph->x[b].norm)) > 0);
        assert_true(shown_count(shown, shown_number(graph->x[b].gradient_norm)) > 0);
        for (size_t i = 0; i + 1 < graph->encoder_steps; i++) {
            assert_true(shown_count(shown, shown_number(graph->step_at[i].out[b].norm)) > 0);
            assert_true(shown_count(shown, shown_number(graph->step_at[i].out[b].gradient_norm)) > 0);
        }
        assert_true(shown_count(shown, shown_number(graph->length[b])) > 0);
        assert_true(shown_count(shown, shown_number(graph->length_gradient[b])) > 0);
    }
    assert_true(shown_count(shown, shown_number(graph->dot)) > 0);
    assert_true(shown_count(shown, shown_number(graph->value)) > 0);
    assert_true(shown_count(shown, shown_number(graph->value_gradient)) > 0);
    char loss[40];
    snprintf(loss, sizeof loss, "L %s", shown_number(graph->loss));
    assert_int_equal(shown_count(shown, loss), 1);
    picture_free(&picture);
    shown_free(shown);
}

/* Where a text stands; fails when it is not there once. */
static Rect where(const Shown *shown, const char *text)
{
    Rect found = {0};
    assert_int_equal(shown_count(shown, text), 1);
    for (size_t i = 0; i < shown->log.count; i++)
        if (strcmp(shown->log.boxes[i].text, text) == 0)
            found = shown->log.boxes[i].box;
    return found;
}

static void forward_stands_above_its_edge_and_the_gradient_below(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    Picture picture = draw(shown, 1280, 640, THEME_DARK);
    const SnapshotGraph *graph = &shown->snapshot.graph;
    GraphPlan plan = graph_plan_make(shown_places(1280, 640).body, graph, SIZE_MAX);
    for (size_t b = 0; b < 2; b++)
        for (size_t i = 0; i + 2 < graph->encoder_steps; i++) { /* flatten1 repeats the numbers of tanh2 */
            Rect above = where(shown, shown_number(graph->step_at[i].out[b].norm));
            Rect below = where(shown, shown_number(graph->step_at[i].out[b].gradient_norm));
            assert_true(above.y + above.height < plan.row_y[b] && below.y > plan.row_y[b]);
            assert_close(above.x + above.width / 2, below.x + below.width / 2, 1e-9);
        }
    picture_free(&picture);
    shown_free(shown);
}

static void what_does_not_exist_yet_has_no_number(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    shown_set_phase(shown, SNAPSHOT_PHASE_FORWARD, 2, 0); /* conv1, tanh1 */
    Picture picture = draw(shown, 1280, 640, THEME_DARK);
    assert_int_equal(shown_count(shown, shown_number(graph->step_at[0].out[0].norm)), 1);
    assert_int_equal(shown_count(shown, shown_number(graph->step_at[1].out[1].norm)), 1);
    assert_int_equal(shown_count(shown, shown_number(graph->step_at[2].out[0].norm)), 0);
    assert_int_equal(shown_count(shown, shown_number(graph->value)), 0);
    assert_int_equal(shown_count(shown, shown_number(graph->step_at[0].out[0].gradient_norm)), 0);
    assert_int_equal(shown_count(shown, "L"), 1);
    assert_int_equal(picture_count(&picture, picture.paper.theme->backward, 8), 0);
    picture_free(&picture);
    shown_set_phase(shown, SNAPSHOT_PHASE_BACKWARD, graph->steps, 3); /* the loss, the cosine, flatten1 */
    picture = draw(shown, 1280, 640, THEME_DARK);
    assert_int_equal(shown_count(shown, shown_number(graph->step_at[3].out[0].gradient_norm)), 2);
    assert_int_equal(shown_count(shown, shown_number(graph->step_at[2].out[0].gradient_norm)), 0);
    assert_int_equal(shown_count(shown, "\xce\xa3"), 0); /* no W has its gradient */
    assert_true(picture_count(&picture, picture.paper.theme->backward, 8) > 100);
    picture_free(&picture);
    shown_free(shown);
}

static void every_store_shows_both_shares_and_their_sum(void **state)
{
    (void)state;
    Shown *shown = shown_of("conv:6x9 tanh flatten dense:10 tanh dense:4", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    Picture picture = draw(shown, 1280, 640, THEME_LIGHT);
    assert_int_equal(shown_count(shown, "W,b"), 3);
    for (size_t i = 0; i < graph->blocks; i += 2) {
        double share[2] = {0}, sum = 0;
        for (size_t k = i; k < i + 2; k++) {
            const SnapshotBlock *block = &graph->block[k];
            for (size_t e = 0; e < block->rows * block->cols; e++) {
                share[0] += block->share[0][e] * block->share[0][e];
                share[1] += block->share[1][e] * block->share[1][e];
                sum += (block->share[0][e] + block->share[1][e]) * (block->share[0][e] + block->share[1][e]);
            }
        }
        assert_true(shown_count(shown, shown_number(sqrt(share[0]))) > 0);
        assert_true(shown_count(shown, shown_number(sqrt(share[1]))) > 0);
        assert_true(shown_count(shown, shown_number(sqrt(sum))) > 0);
    }
    picture_free(&picture);
    shown_set_phase(shown, SNAPSHOT_PHASE_UPDATE, graph->steps, graph->steps);
    picture = draw(shown, 1280, 640, THEME_LIGHT);
    assert_int_equal(shown_count(shown, "\xce\x94"), 3);
    assert_int_equal(shown_count(shown, "v = mu v + g    p -= r v"), 1);
    assert_int_equal(shown_count(shown, "\xce\xa3"), 0);
    picture_free(&picture);
    shown_free(shown);
}

static void what_has_no_room_in_the_line_is_left_out_clause_by_clause(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    Picture picture = draw(shown, 420, 260, THEME_DARK);
    bool found = false;
    for (size_t i = 0; i < shown->log.count; i++) {
        const TextBox *text = &shown->log.boxes[i];
        if (strncmp(text->text, "conv1.W: lengths A", 18) != 0)
            continue;
        found = true;
        assert_false(text->elided);
        assert_null(strchr(text->text, ';'));
    }
    assert_true(found);
    picture_free(&picture);
    shown_free(shown);
}

static void it_is_drawn_again_when_the_pass_or_the_phase_has_changed(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    uint64_t first = panel_graph_inputs(&shown->snapshot, &shown->view);
    assert_true(first == panel_graph_inputs(&shown->snapshot, &shown->view));
    shown_set_phase(shown, SNAPSHOT_PHASE_FORWARD, 1, 0);
    uint64_t second = panel_graph_inputs(&shown->snapshot, &shown->view);
    assert_true(second != first);
    fake_graph_fill(shown->fake, LABEL_FORGED, 2, &shown->snapshot.graph);
    assert_true(panel_graph_inputs(&shown->snapshot, &shown->view) != second);
    shown_free(shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_label_covers_another_for_any_net_loss_size_and_phase),
        cmocka_unit_test(every_number_of_the_pass_stands_on_its_edge),
        cmocka_unit_test(forward_stands_above_its_edge_and_the_gradient_below),
        cmocka_unit_test(what_does_not_exist_yet_has_no_number),
        cmocka_unit_test(every_store_shows_both_shares_and_their_sum),
        cmocka_unit_test(what_has_no_room_in_the_line_is_left_out_clause_by_clause),
        cmocka_unit_test(it_is_drawn_again_when_the_pass_or_the_phase_has_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
