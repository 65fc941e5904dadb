#include "live/panel_graph.h"

#include <math.h>
#include <stdio.h>

#include "draw/graph.h"
#include "draw/heat.h"
#include "live/graph_detail.h"
#include "live/graph_moment.h"
#include "live/graph_plan.h"
#include "live/graph_words.h"
#include "words/words.h"

enum { LABEL_SIZE = 64 };

/* All that drawing, hover and press read. */
typedef struct Graph {
    const SnapshotGraph *graph;
    GraphMoment moment;
    GraphPlan plan;
    size_t shown;      /* the box that the lines below the graph speak of */
    GraphEntry pinned; /* of its parameters, the one that they speak of */
} Graph;

/* ---- which box ---- */

/* A box by a number that outlives its plan (0: none), since folding moves the boxes. */
static size_t code_of(const GraphPlanBox *box)
{
    return 1 + ((size_t)box->part * SNAPSHOT_GRAPH_BRANCHES + box->branch) * SNAPSHOT_GRAPH_STEPS + box->last;
}

static size_t box_of_code(const GraphPlan *plan, size_t code)
{
    for (size_t i = 0; code > 0 && i < plan->boxes; i++) {
        const GraphPlanBox *box = &plan->box[i];
        size_t step = (code - 1) % SNAPSHOT_GRAPH_STEPS;
        size_t kind = (code - 1) / SNAPSHOT_GRAPH_STEPS;
        if (kind == (size_t)box->part * SNAPSHOT_GRAPH_BRANCHES + box->branch && step >= box->first &&
            step <= box->last)
            return i;
    }
    return SIZE_MAX;
}

/* The box that is spoken of while none is chosen: the step at work, in branch A; else the first parameters. */
static size_t box_by_itself(const Graph *graph)
{
    size_t first_store = 0;
    for (size_t i = graph->plan.boxes; i-- > 0;) {
        const GraphPlanBox *box = &graph->plan.box[i];
        if (box->part == GRAPH_PART_STORE)
            first_store = i;
    }
    for (size_t i = 0; i < graph->plan.boxes; i++) {
        const GraphPlanBox *box = &graph->plan.box[i];
        const size_t active = graph->moment.active;
        if ((box->part == GRAPH_PART_STEPS && active >= box->first && active <= box->last) ||
            (box->part == GRAPH_PART_VALUE && active == graph->graph->encoder_steps) ||
            (box->part == GRAPH_PART_LOSS && active == graph->graph->encoder_steps + 1))
            return i;
    }
    return first_store;
}

/* The panel's part of the view: `chosen` is the code of a box; of a pinned entry `mode` says the block of the box, from
 * 1 on, and `scroll` the index in it. */
static GraphEntry pinned_entry(const Graph *graph, const ViewPanel *state)
{
    const GraphPlanBox *box = &graph->plan.box[graph->shown];
    const SnapshotBlock *first =
        box->part == GRAPH_PART_STORE ? graph_numbers_first_block(graph->graph, box) : NULL;
    if (state->mode == 0 || !first || state->mode > graph->graph->step_at[first->step].block_count)
        return (GraphEntry){0};
    GraphEntry entry = {first + (state->mode - 1), (size_t)fmax(state->scroll, 0)};
    return entry.index < entry.block->rows * entry.block->cols ? entry : (GraphEntry){0};
}

/* False when there is nothing to draw: no pair, or no room. */
static bool graph_of(PanelPlaces places, PanelInput input, Graph *graph)
{
    const Snapshot *snapshot = input.snapshot;
    *graph = (Graph){.graph = &snapshot->graph};
    if (!snapshot->graph.present)
        return false;
    graph->moment = graph_moment_of(snapshot);
    graph->plan = graph_plan_make(places.body, graph->graph, graph->moment.active);
    if (!graph->plan.fits)
        return false;
    graph->shown = box_of_code(&graph->plan, input.view->state[PANEL_GRAPH].chosen);
    if (graph->shown == SIZE_MAX)
        graph->shown = box_by_itself(graph);
    graph->pinned = pinned_entry(graph, &input.view->state[PANEL_GRAPH]);
    return true;
}

/* ---- boxes ---- */

static double glow_of(const Graph *graph, const GraphPlanBox *box)
{
    const GraphMoment *moment = &graph->moment;
    const size_t compare = graph->graph->encoder_steps;
    switch (box->part) {
    case GRAPH_PART_INPUT:
        return 0;
    case GRAPH_PART_STORE: /* it takes part in its step's work, and alone in the update */
        return moment->flow == GRAPH_UPDATE ? moment->glow : graph_moment_glow(moment, box->first, box->last);
    case GRAPH_PART_STEPS:
        return graph_moment_glow(moment, box->first, box->last);
    case GRAPH_PART_LENGTH:
    case GRAPH_PART_DOT:
    case GRAPH_PART_VALUE:
        return graph_moment_glow(moment, compare, compare);
    case GRAPH_PART_LOSS:
        return graph_moment_glow(moment, compare + 1, compare + 1);
    }
    return 0;
}

static void number(double value, char text[static GRAPH_NUMBER_SIZE])
{
    if (isnan(value))
        snprintf(text, GRAPH_NUMBER_SIZE, "nan");
    else
        graph_write_number(value, text);
}

/* The parameters' length and below it that of the gradient (or of the move, while they are moved). */
static void draw_store_words(const Paper *paper, const Graph *graph, const GraphPlanBox *box)
{
    const double size = graph->plan.text_size;
    const bool update = graph->moment.flow == GRAPH_UPDATE;
    const GraphFlow flow = update ? GRAPH_UPDATE : GRAPH_BACKWARD;
    const Theme *theme = paper->theme;
    char value[GRAPH_NUMBER_SIZE], below[GRAPH_NUMBER_SIZE];
    Rect room = paper_inset(box->place, 5, 3, 5, 3);
    const bool two_lines = room.height >= 1.9 * size;
    Rect line = {room.x, room.y, room.width, two_lines ? room.height / 2 : room.height};
    TextStyle name = {size, TEXT_BOLD, theme->text};
    number(graph_numbers_norm(graph->graph, box->first, box->last, GRAPH_NUMBERS_VALUES), value);
    double used = text_fit(paper, name, line, TEXT_LEFT, box->label);
    TextStyle style = graph_number_style(paper, GRAPH_FORWARD, size);
    if (text_width(paper, style, value) + used + 3 <= line.width)
        text_fit(paper, style, line, TEXT_RIGHT, value);
    if (!two_lines)
        return;
    line.y += line.height;
    const double norm = graph_numbers_norm(graph->graph, box->first, box->last,
                                           update ? GRAPH_NUMBERS_MOVE : GRAPH_NUMBERS_USED);
    if (update ? isnan(norm) : !graph_moment_has_returned(&graph->moment, box->first))
        return;
    number(norm, below);
    style = graph_number_style(paper, flow, size);
    const bool wrong = !update && !graph_numbers_is_sum(graph->graph, box->first, box->last);
    if (wrong)
        style.colour = theme->warning_text;
    const char *sign = update ? "\xce\x94" : wrong ? "\xe2\x89\xa0" : "\xce\xa3";
    if (text_width(paper, style, sign) + text_width(paper, style, below) + 3 <= line.width)
        text_fit(paper, style, line, TEXT_LEFT, sign);
    if (text_width(paper, style, below) <= line.width)
        text_fit(paper, style, line, TEXT_RIGHT, below);
}

static void draw_box(const Paper *paper, const Graph *graph, size_t i, bool chosen)
{
    const GraphPlanBox *box = &graph->plan.box[i];
    char label[LABEL_SIZE], value[GRAPH_NUMBER_SIZE];
    snprintf(label, sizeof label, "%s", box->label);
    if (box->part == GRAPH_PART_LOSS && graph_numbers_exist(graph->graph, &graph->moment, box)) {
        number(graph->graph->loss, value);
        snprintf(label, sizeof label, "L %s", value);
    }
    GraphForm form = box->part == GRAPH_PART_STORE   ? GRAPH_STORE
                     : box->part == GRAPH_PART_INPUT ? GRAPH_SIGNAL
                                                     : GRAPH_STEP;
    graph_draw_box(paper, (GraphBox){.place = box->place,
                                     .form = form,
                                     .label = form == GRAPH_STORE ? NULL : label,
                                     .text_size = graph->plan.text_size,
                                     .exists = graph_numbers_exist(graph->graph, &graph->moment, box),
                                     .chosen = chosen && i == graph->shown,
                                     .glow = glow_of(graph, box),
                                     .flow = graph->moment.flow});
    if (form == GRAPH_STORE)
        draw_store_words(paper, graph, box);
}

/* ---- edges ---- */

static void draw_way(const Paper *paper, const Graph *graph, const GraphPlanWay *placed)
{
    const GraphEdge edge = graph_numbers_edge(graph->graph, &graph->moment, &graph->plan, placed);
    GraphWay way = placed->way;
    const GraphPlanBox *to = &graph->plan.box[placed->to];
    way.forward = edge.forward;
    way.backward = edge.backward;
    way.forward_lit = graph->moment.flow == GRAPH_FORWARD && glow_of(graph, to) > 0;
    way.backward_lit = graph->moment.flow == GRAPH_BACKWARD && glow_of(graph, to) > 0;
    graph_draw_way(paper, &way);
}

static void draw_way_numbers(const Paper *paper, const Graph *graph, const GraphPlanWay *way)
{
    const GraphPlanBox *from = &graph->plan.box[way->from], *to = &graph->plan.box[way->to];
    const GraphEdge edge = graph_numbers_edge(graph->graph, &graph->moment, &graph->plan, way);
    const double size = graph->plan.text_size;
    char text[GRAPH_NUMBER_SIZE];
    if (way->has_number && edge.forward) {
        number(edge.value, text);
        bool embedding = from->part == GRAPH_PART_STEPS && to->part != GRAPH_PART_STEPS;
        if (embedding && to->part == GRAPH_PART_LENGTH) /* the next box says its length */
            snprintf(text, sizeof text, "%c", "ab"[from->branch]);
        graph_draw_number(paper, GRAPH_FORWARD, size, way->number_x, way->number_y, TEXT_CENTRE, text);
    }
    if (way->has_gradient && edge.backward) {
        number(edge.gradient, text);
        graph_draw_number(paper, GRAPH_BACKWARD, size, way->gradient_x, way->gradient_y, way->align, text);
    }
}

/* ---- the rest ---- */

static bool draw_picture(const Paper *paper, Rect place, bool there, const SnapshotSignal *signal,
                         const double *values, GraphFlow flow)
{
    const Theme *theme = paper->theme;
    const bool vector = signal->cols == 1;
    const HeatColours colours = {graph_colour(theme, flow), theme->forged, theme->panel, theme->warning_text};
    bool enough_memory = true;
    if (there)
        enough_memory =
            heat_draw(paper, place, vector ? 1 : signal->rows, vector ? signal->rows : signal->cols, values,
                      heat_largest(signal->rows * signal->cols, values), colours);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 0.75);
    cairo_rectangle(paper->cr, place.x, place.y, place.width, place.height);
    paper_colour(paper, theme->border, 1);
    cairo_stroke(paper->cr);
    return enough_memory;
}

/* Over a box of a branch: what leaves it, and the gradient by that. */
static bool draw_pictures(const Paper *paper, const Graph *graph, const GraphPlanBox *box)
{
    if (box->picture.height <= 0)
        return true;
    const SnapshotSignal *signal = graph_numbers_signal(graph->graph, box);
    const bool returned = graph_numbers_returned(&graph->moment, box);
    return draw_picture(paper, box->picture, graph_numbers_exist(graph->graph, &graph->moment, box), signal,
                        signal->values, GRAPH_FORWARD) &&
           draw_picture(paper, box->gradient_picture, returned, signal, signal->gradient, GRAPH_BACKWARD);
}

static void draw_row_names(const Paper *paper, const Graph *graph)
{
    const Theme *theme = paper->theme;
    for (size_t b = 0; b < 2; b++) {
        const char name[] = {"AB"[b], 0};
        bool own = b == 0 || graph->graph->genuine;
        TextStyle style = {graph->plan.text_size + 2, TEXT_BOLD,
                           own ? theme->genuine_text : theme->forged_text};
        text_draw(paper, style, graph->plan.row_x, graph->plan.row_y[b], TEXT_LEFT, name);
    }
}

/* dL/dL = 1, with which the way back begins. */
static void draw_first_gradient(const Paper *paper, const Graph *graph)
{
    if (!graph_moment_has_gradient(&graph->moment, graph->graph->steps - 1))
        return;
    for (size_t i = 0; i < graph->plan.ways; i++) {
        const GraphPlanWay *way = &graph->plan.way[i];
        const GraphPlanBox *to = &graph->plan.box[way->to];
        if (to->part == GRAPH_PART_LOSS && way->has_gradient)
            graph_draw_number(paper, GRAPH_BACKWARD, graph->plan.text_size,
                              to->place.x + to->place.width / 2 + 8, way->gradient_y, TEXT_CENTRE, "1");
    }
}

/* In the head: the phase of the step that is walked through, and what the two colours mean, as far as there is room. */
static void draw_head(const Paper *paper, Rect head, const Snapshot *snapshot, const Graph *graph)
{
    static const char *const phases[] = {
        [SNAPSHOT_PHASE_FORWARD] = N_("forward"),
        [SNAPSHOT_PHASE_LOSS] = N_("loss"),
        [SNAPSHOT_PHASE_BACKWARD] = N_("backward"),
        [SNAPSHOT_PHASE_UPDATE] = N_("update"),
    };
    const double size = 12, gap = 14;
    if (snapshot->phase.name != SNAPSHOT_PHASE_WHOLE) {
        TextStyle style = graph_number_style(paper, graph->moment.flow, size + 1);
        style.face = TEXT_BOLD;
        double used = text_fit(paper, style, head, TEXT_LEFT, _(phases[snapshot->phase.name])) + gap;
        head = paper_inset(head, used, 0, 0, 0);
    }
    const bool pictures = graph->plan.box[0].picture.height > 0;
    const struct {
        TextStyle style;
        const char *words;
    } entries[] = {{graph_number_style(paper, GRAPH_BACKWARD, size), _("below: gradient, back")},
                   {graph_number_style(paper, GRAPH_FORWARD, size), _("above: length, forward")},
                   {{size, TEXT_REGULAR, paper->theme->forged_text}, _("in the pictures: below zero")}};
    for (size_t i = 0; i < (pictures ? 3 : 2); i++) {
        double width = text_width(paper, entries[i].style, entries[i].words);
        if (width > head.width)
            return;
        text_fit(paper, entries[i].style, head, TEXT_RIGHT, entries[i].words);
        head.width -= width + gap;
    }
}

bool panel_graph_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    Graph graph;
    if (!graph_of(places, input, &graph)) {
        TextStyle muted = {12, TEXT_REGULAR, paper->theme->muted};
        text_wrap(paper, muted, places.body,
                  input.snapshot->graph.present ? _("There is no room for the graph here.")
                                                : _("No pair is chosen."));
        return true;
    }
    const GraphPlan *plan = &graph.plan;
    bool enough_memory = true;
    draw_head(paper, places.head, input.snapshot, &graph);
    draw_row_names(paper, &graph);
    for (size_t i = 0; i < plan->ways; i++)
        draw_way(paper, &graph, &plan->way[i]);
    for (size_t i = 0; i < plan->boxes; i++)
        draw_box(paper, &graph, i, input.view->state[PANEL_GRAPH].chosen > 0);
    for (size_t i = 0; i < plan->boxes && enough_memory; i++)
        if (plan->box[i].part == GRAPH_PART_INPUT || plan->box[i].part == GRAPH_PART_STEPS)
            enough_memory = draw_pictures(paper, &graph, &plan->box[i]);
    for (size_t i = 0; i < plan->ways; i++)
        draw_way_numbers(paper, &graph, &plan->way[i]);
    draw_first_gradient(paper, &graph);
    const GraphPlanBox *shown = &plan->box[graph.shown];
    graph_detail_draw_formula(paper, plan->formula, graph.graph, &graph.moment, shown);
    return enough_memory &&
           graph_detail_draw(paper, plan->detail, graph.graph, &graph.moment, shown, graph.pinned);
}

/* The words of the cell of a small picture at a point; false when there is none. */
static bool say_cell(const Graph *graph, double x, double y, size_t size, char text[])
{
    for (size_t i = 0; i < graph->plan.boxes; i++) {
        const GraphPlanBox *box = &graph->plan.box[i];
        const bool values = paper_contains(box->picture, x, y);
        if (!values && !paper_contains(box->gradient_picture, x, y))
            continue;
        const SnapshotSignal *signal = graph_numbers_signal(graph->graph, box);
        const size_t rows = signal->cols == 1 ? 1 : signal->rows,
                     cols = signal->cols == 1 ? signal->rows : signal->cols;
        size_t row, col;
        if (!heat_cell_at(values ? box->picture : box->gradient_picture, rows, cols, x, y, &row, &col) ||
            !(values ? graph_numbers_exist(graph->graph, &graph->moment, box)
                     : graph_numbers_returned(&graph->moment, box)))
            return false;
        const double number = (values ? signal->values : signal->gradient)[row * cols + col];
        char name[GRAPH_FOLD_LABEL + 24];
        snprintf(name, sizeof name, values ? "%s" : "\xe2\x88\x82L/\xe2\x88\x82 %s", box->label);
        graph_words_of_entry(name, rows, row, col, number, size, text);
        return true;
    }
    return false;
}

void panel_graph_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y)
{
    Graph graph;
    char words[GRAPH_WORDS_SIZE];
    if (!graph_of(places, input, &graph))
        return;
    const size_t box = graph_plan_box_at(&graph.plan, x, y), way = graph_plan_way_at(&graph.plan, x, y);
    if (box != SIZE_MAX)
        graph_words_of_box(graph.graph, &graph.moment, &graph.plan.box[box], sizeof words, words);
    else if (way != SIZE_MAX)
        graph_words_of_way(graph.graph, &graph.moment, &graph.plan, &graph.plan.way[way], sizeof words,
                           words);
    else if (!say_cell(&graph, x, y, sizeof words, words) &&
             !graph_detail_say(graph.plan.detail, graph.graph, &graph.moment, &graph.plan.box[graph.shown], x,
                               y, sizeof words, words))
        return;
    panels_tip(paper, places.frame, x, y, words);
}

/* Pins the parameter at a point of the detail, or lets it go when it is pinned already; false when there is none. */
static bool pin(const Graph *graph, double x, double y, ViewPanel *state)
{
    const GraphPlanBox *shown = &graph->plan.box[graph->shown];
    GraphEntry entry = graph_detail_entry_at(graph->plan.detail, graph->graph, &graph->moment, shown, x, y);
    if (!entry.block)
        return false;
    bool again = entry.block == graph->pinned.block && entry.index == graph->pinned.index;
    state->chosen = code_of(shown);
    state->mode = again ? 0 : 1 + (unsigned)(entry.block - graph_numbers_first_block(graph->graph, shown));
    state->scroll = again ? 0 : (double)entry.index;
    return true;
}

PanelReply panel_graph_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer)
{
    Graph graph;
    PanelReply reply = {.state = input.view->state[PANEL_GRAPH]};
    const bool turns = pointer->kind == PANEL_POINTER_WHEEL && fabs(pointer->wheel) > 0;
    const bool presses = pointer->kind == PANEL_POINTER_PRESS && pointer->button == 1;
    if ((!turns && !presses) || !graph_of(places, input, &graph))
        return reply;
    size_t found = turns ? graph_plan_neighbour(&graph.plan, graph.shown, pointer->wheel > 0 ? -1 : 1)
                         : graph_plan_box_at(&graph.plan, pointer->x, pointer->y);
    if (found == SIZE_MAX) {
        reply.taken = reply.sets_state = pin(&graph, pointer->x, pointer->y, &reply.state);
        return reply;
    }
    size_t code = code_of(&graph.plan.box[found]);
    reply.taken = reply.sets_state = true;
    reply.state.chosen = presses && reply.state.chosen == code ? 0 : code; /* a second press lets it go */
    reply.state.mode = 0;
    reply.state.scroll = 0;
    return reply;
}

uint64_t panel_graph_inputs(const Snapshot *snapshot, const View *view)
{
    (void)view;
    if (!snapshot->graph.present)
        return 0;
    const SnapshotPhase *phase = &snapshot->phase;
    const uint64_t light = phase->name == SNAPSHOT_PHASE_WHOLE ? 0 : (uint64_t)(32 * phase->progress);
    return panels_mix(panels_mix(snapshot->graph.version, phase->version),
                      panels_mix(1 + phase->name, light));
}
