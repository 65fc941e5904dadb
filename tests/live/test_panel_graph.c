/* The drawn graph: its numbers stand where they belong and are those of the net, do not exist too early, and cover
 * nothing, for every net and loss at many sizes. */
#include "live/panel_graph.h"

#include <stdio.h>

#include "draw/graph.h"
#include "draw/picture.h"
#include "live/fake_graph.h"
#include "live/graph_plan.h"
#include "live/graph_words.h"

typedef struct Shown {
    Snapshot snapshot;
    View view;
    FakeGraph *fake;
    TextLog log;
} Shown;

static Shown *shown_of(const char *encoder, const char *loss)
{
    Shown *shown = calloc(1, sizeof *shown);
    assert_non_null(shown);
    shown->view = view_initial();
    shown->fake = fake_graph_make(encoder, loss, &shown->snapshot.graph);
    return shown;
}

static void free_shown(Shown *shown)
{
    fake_graph_free(shown->fake);
    free(shown);
}

static PanelInput input_of(const Shown *shown)
{
    return (PanelInput){&shown->snapshot, &shown->view, NULL};
}

static PanelPlaces places_in(double width, double height)
{
    return (PanelPlaces){{0, 0, width, height}, {12, 0, width - 24, 32}, {12, 32, width - 24, height - 38}};
}

static void set_phase(Shown *shown, SnapshotPhaseName name, size_t forward, size_t backward)
{
    const size_t steps = shown->snapshot.graph.steps;
    shown->snapshot.phase =
        (SnapshotPhase){shown->snapshot.phase.version + 1, name, steps, forward, backward};
}

/* Draws, and lists the texts. */
static Picture draw(Shown *shown, int width, int height, ThemeName theme)
{
    Picture picture = picture_make(width, height, 1);
    picture.paper.theme = theme_named(theme);
    picture.paper.log = &shown->log;
    shown->log.count = shown->log.lost = 0;
    assert_true(panel_graph_draw(picture_paper(&picture), places_in(width, height), input_of(shown)));
    return picture;
}

static size_t count_texts(const Shown *shown, const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < shown->log.count; i++)
        count += strcmp(shown->log.boxes[i].text, text) == 0;
    return count;
}

static const char *as_number(double value)
{
    static char text[GRAPH_NUMBER_SIZE];
    graph_write_number(value, text);
    return text;
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
    GraphPlan plan = graph_plan_make(places_in(width, height).body, &shown->snapshot.graph,
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
    GraphPlan plan = graph_plan_make(places_in(width, height).body, &shown->snapshot.graph,
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
                    set_phase(shown, (SnapshotPhaseName)p, p == 1 ? steps / 2 : steps,
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
            free_shown(shown);
        }
}

static void every_number_of_the_pass_stands_on_its_edge(void **state)
{
    (void)state;
    Shown *shown = shown_of("reference", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    Picture picture = draw(shown, 1280, 640, THEME_DARK);
    for (size_t b = 0; b < 2; b++) {
        assert_true(count_texts(shown, as_number(graph->x[b].norm)) > 0);
        assert_true(count_texts(shown, as_number(graph->x[b].gradient_norm)) > 0);
        for (size_t i = 0; i + 1 < graph->encoder_steps; i++) {
            assert_true(count_texts(shown, as_number(graph->step_at[i].out[b].norm)) > 0);
            assert_true(count_texts(shown, as_number(graph->step_at[i].out[b].gradient_norm)) > 0);
        }
        assert_true(count_texts(shown, as_number(graph->length[b])) > 0);
        assert_true(count_texts(shown, as_number(graph->length_gradient[b])) > 0);
    }
    assert_true(count_texts(shown, as_number(graph->dot)) > 0);
    assert_true(count_texts(shown, as_number(graph->value)) > 0);
    assert_true(count_texts(shown, as_number(graph->value_gradient)) > 0);
    char loss[40];
    snprintf(loss, sizeof loss, "L %s", as_number(graph->loss));
    assert_int_equal(count_texts(shown, loss), 1);
    picture_free(&picture);
    free_shown(shown);
}

/* Where a text stands; fails when it is not there once. */
static Rect where(const Shown *shown, const char *text)
{
    Rect found = {0};
    assert_int_equal(count_texts(shown, text), 1);
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
    GraphPlan plan = graph_plan_make(places_in(1280, 640).body, graph, SIZE_MAX);
    for (size_t b = 0; b < 2; b++)
        for (size_t i = 0; i + 2 < graph->encoder_steps; i++) { /* flatten1 repeats the numbers of tanh2 */
            Rect above = where(shown, as_number(graph->step_at[i].out[b].norm));
            Rect below = where(shown, as_number(graph->step_at[i].out[b].gradient_norm));
            assert_true(above.y + above.height < plan.row_y[b] && below.y > plan.row_y[b]);
            assert_close(above.x + above.width / 2, below.x + below.width / 2, 1e-9);
        }
    picture_free(&picture);
    free_shown(shown);
}

static void what_does_not_exist_yet_has_no_number(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    set_phase(shown, SNAPSHOT_PHASE_FORWARD, 2, 0); /* conv1, tanh1 */
    Picture picture = draw(shown, 1280, 640, THEME_DARK);
    assert_int_equal(count_texts(shown, as_number(graph->step_at[0].out[0].norm)), 1);
    assert_int_equal(count_texts(shown, as_number(graph->step_at[1].out[1].norm)), 1);
    assert_int_equal(count_texts(shown, as_number(graph->step_at[2].out[0].norm)), 0);
    assert_int_equal(count_texts(shown, as_number(graph->value)), 0);
    assert_int_equal(count_texts(shown, as_number(graph->step_at[0].out[0].gradient_norm)), 0);
    assert_int_equal(count_texts(shown, "L"), 1);
    assert_int_equal(picture_count(&picture, picture.paper.theme->backward, 8), 0);
    picture_free(&picture);
    set_phase(shown, SNAPSHOT_PHASE_BACKWARD, graph->steps, 3); /* the loss, the cosine, flatten1 */
    picture = draw(shown, 1280, 640, THEME_DARK);
    assert_int_equal(count_texts(shown, as_number(graph->step_at[3].out[0].gradient_norm)), 2);
    assert_int_equal(count_texts(shown, as_number(graph->step_at[2].out[0].gradient_norm)), 0);
    assert_int_equal(count_texts(shown, "\xce\xa3"), 0); /* no W has its gradient */
    assert_true(picture_count(&picture, picture.paper.theme->backward, 8) > 100);
    picture_free(&picture);
    free_shown(shown);
}

static void every_store_shows_both_shares_and_their_sum(void **state)
{
    (void)state;
    Shown *shown = shown_of("conv:6x9 tanh flatten dense:10 tanh dense:4", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    Picture picture = draw(shown, 1280, 640, THEME_LIGHT);
    assert_int_equal(count_texts(shown, "W,b"), 3);
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
        assert_true(count_texts(shown, as_number(sqrt(share[0]))) > 0);
        assert_true(count_texts(shown, as_number(sqrt(share[1]))) > 0);
        assert_true(count_texts(shown, as_number(sqrt(sum))) > 0);
    }
    picture_free(&picture);
    set_phase(shown, SNAPSHOT_PHASE_UPDATE, graph->steps, graph->steps);
    picture = draw(shown, 1280, 640, THEME_LIGHT);
    assert_int_equal(count_texts(shown, "\xce\x94"), 3);
    assert_int_equal(count_texts(shown, "v = mu v + g    p -= r v"), 1);
    assert_int_equal(count_texts(shown, "\xce\xa3"), 0);
    picture_free(&picture);
    free_shown(shown);
}

static PanelReply press(const Shown *shown, PanelPlaces places, double x, double y)
{
    PanelPointer pointer = {.kind = PANEL_POINTER_PRESS, .x = x, .y = y, .button = 1};
    return panel_graph_pointer(places, input_of(shown), &pointer);
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
    const PanelPlaces large = places_in(1280, 640), small = places_in(640, 234);
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
    free_shown(shown);
}

static void the_wheel_goes_through_all_boxes_and_comes_round(void **state)
{
    (void)state;
    Shown *shown = shown_of("reference", "logistic");
    const PanelPlaces places = places_in(854, 234);
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
        shown->view.state[PANEL_GRAPH] = panel_graph_pointer(places, input_of(shown), &pointer).state;
    }
    assert_int_equal(shown->view.state[PANEL_GRAPH].chosen, seen[0]);
    pointer.wheel = 1;
    shown->view.state[PANEL_GRAPH] = panel_graph_pointer(places, input_of(shown), &pointer).state;
    assert_int_equal(shown->view.state[PANEL_GRAPH].chosen, seen[count - 1]);
    free_shown(shown);
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
    const PanelPlaces places = places_in(1280, 640);
    GraphPlan plan = graph_plan_make(places.body, graph, SIZE_MAX);
    /* the first cell of the parameters of conv1, at the left below the line and the titles */
    const double x = plan.detail.x + 1, y = plan.detail.y + 42;
    PanelReply reply = press(shown, places, x, y);
    assert_true(reply.taken && reply.sets_state);
    shown->view.state[PANEL_GRAPH] = reply.state;
    char words[80];
    snprintf(words, sizeof words,
             "conv1.W [0,0] is %s; its gradient A + B: ", as_number(graph->block[0].values[0]));
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
    free_shown(shown);
}

static void the_mouse_over_a_box_or_a_cell_says_its_numbers(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    const PanelPlaces places = places_in(1280, 640);
    Picture picture = draw(shown, 1280, 640, THEME_DARK);
    shown->log.count = 0;
    GraphPlanBox box = find_box(shown, places, GRAPH_PART_STEPS, 1, 1);
    panel_graph_hover(picture_paper(&picture), places, input_of(shown), box.place.x + 4, box.place.y + 4);
    assert_int_equal(shown->log.count, 1);
    assert_true(some_text_begins(shown, "tanh1 in branch B: 12 \xc3\x97 64 numbers, length "));
    /* the detail shows conv1.W; the first cell of its picture is at the lower left */
    GraphPlan plan = graph_plan_make(places.body, &shown->snapshot.graph, SIZE_MAX);
    shown->log.count = 0;
    panel_graph_hover(picture_paper(&picture), places, input_of(shown), plan.detail.x + 1,
                      plan.detail.y + 42);
    char words[80];
    snprintf(words, sizeof words, "conv1.W [0,0] = %.6g", shown->snapshot.graph.block[0].values[0]);
    assert_int_equal(count_texts(shown, words), 1);
    shown->log.count = 0;
    panel_graph_hover(picture_paper(&picture), places, input_of(shown), places.body.x + 2,
                      places.body.y + 150);
    assert_int_equal(shown->log.count, 0);
    picture_free(&picture);
    free_shown(shown);
}

static void hover_at(Shown *shown, PanelPlaces places, double x, double y)
{
    Picture picture = picture_make((int)places.frame.width, (int)places.frame.height, 1);
    picture.paper.log = &shown->log;
    shown->log.count = 0;
    panel_graph_hover(picture_paper(&picture), places, input_of(shown), x, y);
    picture_free(&picture);
}

static void the_mouse_over_an_edge_or_its_number_says_it_exactly(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    const PanelPlaces places = places_in(1280, 640);
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
    free_shown(shown);
}

static void the_mouse_over_a_small_picture_says_the_entry_below_it(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    const PanelPlaces places = places_in(1280, 640);
    GraphPlanBox box = find_box(shown, places, GRAPH_PART_STEPS, 1, 1);
    const SnapshotSignal *signal = &shown->snapshot.graph.step_at[1].out[1];
    char words[80];
    assert_true(box.picture.height > 6);
    const double last_x = box.picture.x + box.picture.width - 0.1;
    hover_at(shown, places, last_x, box.picture.y + 0.1);
    snprintf(words, sizeof words, "tanh1 [0,63] = %.6g", signal->values[63]);
    assert_int_equal(count_texts(shown, words), 1);
    hover_at(shown, places, last_x, box.gradient_picture.y + box.gradient_picture.height - 0.1);
    snprintf(words, sizeof words, "\xe2\x88\x82L/\xe2\x88\x82 tanh1 [11,63] = %.6g",
             signal->gradient[12 * 64 - 1]);
    assert_int_equal(count_texts(shown, words), 1);
    set_phase(shown, SNAPSHOT_PHASE_FORWARD, 2, 0); /* the gradient does not exist */
    hover_at(shown, places, last_x, box.gradient_picture.y + 2);
    assert_int_equal(shown->log.count, 0);
    free_shown(shown);
}

static void a_box_is_hit_as_if_it_were_32_units_high(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    const PanelPlaces places = places_in(854, 234);
    GraphPlan plan = graph_plan_make(places.body, &shown->snapshot.graph, SIZE_MAX);
    for (size_t i = 0; i < plan.boxes; i++) {
        Rect place = plan.box[i].place;
        double x = place.x + place.width / 2, y = place.y + place.height / 2;
        assert_int_equal(graph_plan_box_at(&plan, x, y), i);
        assert_int_equal(graph_plan_box_at(&plan, x, y - 15.9), i);
        assert_int_equal(graph_plan_box_at(&plan, x, y + 15.9), i);
        assert_int_equal(graph_plan_box_at(&plan, x - 15.9, y), i);
    }
    free_shown(shown);
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
            GraphPlanBox box = find_box(shown, places_in(1280, 640), GRAPH_PART_STORE, step, 0);
            char text[300];
            graph_words_of_box(graph, &moment, &box, sizeof text, text);
            if (!adds_up(text))
                fail_msg("'%s' does not add up", text);
        }
        free_shown(shown);
    }
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
    free_shown(shown);
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
    assert_int_equal(count_texts(shown, "No pair is chosen."), 1);
    assert_false(press(shown, places_in(854, 234), 100, 100).taken);
    assert_int_equal(panel_graph_inputs(&shown->snapshot, &shown->view), 0);
    picture_free(&picture);
    free_shown(shown);
}

static void it_is_drawn_again_when_the_pass_or_the_phase_has_changed(void **state)
{
    (void)state;
    Shown *shown = shown_of("bromley1", "target");
    uint64_t first = panel_graph_inputs(&shown->snapshot, &shown->view);
    assert_true(first == panel_graph_inputs(&shown->snapshot, &shown->view));
    set_phase(shown, SNAPSHOT_PHASE_FORWARD, 1, 0);
    uint64_t second = panel_graph_inputs(&shown->snapshot, &shown->view);
    assert_true(second != first);
    fake_graph_fill(shown->fake, LABEL_FORGED, 2, &shown->snapshot.graph);
    assert_true(panel_graph_inputs(&shown->snapshot, &shown->view) != second);
    free_shown(shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_label_covers_another_for_any_net_loss_size_and_phase),
        cmocka_unit_test(every_number_of_the_pass_stands_on_its_edge),
        cmocka_unit_test(forward_stands_above_its_edge_and_the_gradient_below),
        cmocka_unit_test(what_does_not_exist_yet_has_no_number),
        cmocka_unit_test(every_store_shows_both_shares_and_their_sum),
        cmocka_unit_test(a_press_chooses_a_box_and_a_second_one_lets_it_go),
        cmocka_unit_test(the_wheel_goes_through_all_boxes_and_comes_round),
        cmocka_unit_test(a_pinned_parameter_says_what_its_gradient_is_made_of),
        cmocka_unit_test(the_mouse_over_a_box_or_a_cell_says_its_numbers),
        cmocka_unit_test(the_mouse_over_an_edge_or_its_number_says_it_exactly),
        cmocka_unit_test(the_mouse_over_a_small_picture_says_the_entry_below_it),
        cmocka_unit_test(a_box_is_hit_as_if_it_were_32_units_high),
        cmocka_unit_test(the_entry_that_is_shown_adds_up_in_its_rounded_numbers_too),
        cmocka_unit_test(what_has_no_room_in_the_line_is_left_out_clause_by_clause),
        cmocka_unit_test(without_a_pair_or_room_it_says_so),
        cmocka_unit_test(it_is_drawn_again_when_the_pass_or_the_phase_has_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
