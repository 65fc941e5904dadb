#include "live/graph_plan.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Sizes in units at scale 1. */
static const double text_size = 11, least_text = 10.7,
                    letter = 0.61; /* a letter of these names is at most so wide, in ems */
static const double name_width = 14, input_width = 24, parts_width = 36, value_width = 44, loss_width = 62;
static const double least_box = 40, box_height = 24, least_gap = 16, embedding_gap = 18;
static const double number_height = 13, line_height = 18;
static const double least_wide = 0.97, largest_scale = 1.6, most_gap = 52;

/* What the height leaves room for. */
typedef struct Rows {
    bool numbers, shares;
    double height; /* at scale 1 */
    double store;
    double share; /* between a store and the numbers of a branch */
} Rows;

static const Rows rows_for[] = {
    {true, true, 154, 30, 12},
    {true, false, 132, 20, 6},
    {false, false, 84, 20, 8},
};

enum { ROWS = sizeof rows_for / sizeof rows_for[0] };

static const double tight = 0.92; /* the rows may be squeezed so far before numbers are left out */

/* ---- widths ---- */

/* "W,b": the first letters of what the blocks' names say after the step's. */
static void write_store_label(const SnapshotGraph *graph, size_t first, size_t last,
                              char label[GRAPH_FOLD_LABEL])
{
    size_t step = first;
    while (step < last && graph->step_at[step].block_count == 0)
        step++;
    size_t filled = 0;
    for (size_t k = 0; k < graph->step_at[step].block_count; k++) {
        const char *name = graph->block[graph->step_at[step].first_block + k].name, *dot = strchr(name, '.');
        if (k > 0)
            label[filled++] = ',';
        label[filled++] = dot ? dot[1] : name[0];
    }
    label[filled] = 0;
}

static double group_width(const SnapshotGraph *graph, const GraphGroups *groups, size_t i)
{
    char label[GRAPH_FOLD_LABEL];
    graph_fold_write_label(graph, groups->first[i], groups->last[i], label);
    return fmax(least_box, letter * text_size * (double)strlen(label) + 8);
}

static size_t gap_count(const SnapshotGraph *graph, const GraphGroups *groups)
{
    return groups->count + (graph->on_cosine ? 3 : 2);
}

static double natural_width(const SnapshotGraph *graph, const GraphGroups *groups)
{
    double width = name_width + input_width + value_width + loss_width + embedding_gap;
    width += graph->on_cosine ? parts_width : 0;
    for (size_t i = 0; i < groups->count; i++)
        width += group_width(graph, groups, i);
    return width + least_gap * (double)gap_count(graph, groups);
}

/* As few joined as the width asks for. */
static GraphGroups fold_into(double width, const SnapshotGraph *graph, size_t lit)
{
    for (size_t level = 0;; level++) {
        GraphGroups groups = graph_fold(graph, level, lit);
        if (natural_width(graph, &groups) <= width || (groups.count == 1 && level > 0))
            return groups;
    }
}

/* ---- the measures of one plan ---- */

typedef struct Measures {
    const SnapshotGraph *graph;
    GraphGroups groups;
    Rows rows;
    double scale, text, gap, share, picture;
    double left;         /* of the names of the branches */
    double y[2], middle; /* the middles of the three rows */
} Measures;

/* The lines below the graph are taken off the room. */
static Rect take_lines(Rect room, GraphPlan *plan)
{
    double formula = line_height, detail = line_height;
    if (room.height >= 400) {
        formula = 2 * line_height;
        detail = round(0.36 * room.height);
    } else if (room.height < tight * rows_for[0].height + 2 * line_height) {
        detail = 0;
        formula = room.height < tight * rows_for[ROWS - 1].height + line_height ? 0 : line_height;
    }
    double bottom = room.y + room.height;
    plan->detail = (Rect){room.x, bottom - detail, room.width, detail};
    plan->formula = (Rect){room.x, bottom - detail - formula, room.width, formula};
    room.height -= formula + detail;
    return room;
}

static bool measure(Rect room, const SnapshotGraph *graph, size_t lit, Measures *m)
{
    *m = (Measures){.graph = graph};
    m->groups = fold_into(room.width, graph, lit);
    if (m->groups.count == 1) /* better without the step at work than without all of them */
        m->groups = fold_into(room.width, graph, SIZE_MAX);
    const double natural = natural_width(graph, &m->groups);
    double wide = room.width / natural;
    size_t rows = 0;
    while (rows < ROWS && room.height < tight * rows_for[rows].height)
        rows++;
    m->rows = rows_for[rows < ROWS ? rows : ROWS - 1];
    double high = room.height / m->rows.height;
    if (wide < least_wide || high < tight)
        return false;
    /* Pictures of the numbers take room before the letters grow. */
    const double pictures = 4 * 9;
    double with_pictures = (room.height - pictures) / m->rows.height;
    bool pictured = rows == 0 && with_pictures >= 1;
    m->scale = fmin(fmin(wide, pictured ? with_pictures : high), largest_scale);
    m->text = fmax(text_size * m->scale, least_text);
    double extra = room.width - natural * m->scale;
    m->gap = least_gap * m->scale + fmin(extra / (double)gap_count(graph, &m->groups), most_gap * m->scale);
    double used = natural * m->scale + (m->gap - least_gap * m->scale) * (double)gap_count(graph, &m->groups);
    m->left = room.x + fmax(0, (room.width - used) / 2);
    double rest = room.height - m->rows.height * m->scale;
    m->picture = pictured ? fmin(floor((rest - 4) / 4), 44) : 0;
    rest -= 4 * m->picture;
    m->share = m->rows.share * m->scale + fmin(rest / 2, 30 * m->scale);
    m->middle = room.y + room.height / 2;
    double number = m->rows.numbers ? number_height : 0;
    double apart = m->scale * (m->rows.store / 2 + number + box_height / 2) + m->share;
    m->y[0] = m->middle - apart;
    m->y[1] = m->middle + apart;
    return true;
}

/* ---- placing ---- */

static size_t add_box(GraphPlan *plan, GraphPlanBox box)
{
    assert(plan->boxes < GRAPH_PLAN_BOXES);
    plan->box[plan->boxes] = box;
    return plan->boxes++;
}

static double right_of(Rect place)
{
    return place.x + place.width;
}

static double middle_of(Rect place)
{
    return place.x + place.width / 2;
}

static Rect in_row(const Measures *m, double x, double y, double width)
{
    double height = box_height * m->scale;
    return (Rect){x, y - height / 2, width * m->scale, height};
}

/* Adds a way; its numbers stand over and under the point (x, y) of it, clear of the boxes. */
static GraphPlanWay *add_way(GraphPlan *plan, const Measures *m, size_t from, size_t to, double x, double y)
{
    assert(plan->ways < GRAPH_PLAN_WAYS);
    const double off = m->scale * (box_height + number_height) / 2;
    GraphPlanWay *way = &plan->way[plan->ways++];
    *way = (GraphPlanWay){.from = from,
                          .to = to,
                          .way = {.width = 1.25 * fmin(m->scale, 1.3)},
                          .has_number = m->rows.numbers,
                          .has_gradient = m->rows.numbers,
                          .number_x = x,
                          .number_y = y - off,
                          .gradient_x = x,
                          .gradient_y = y + off,
                          .align = TEXT_CENTRE};
    return way;
}

static void add_point(GraphPlanWay *way, double x, double y)
{
    assert(way->way.count < GRAPH_POINTS_MAX);
    way->way.x[way->way.count] = x;
    way->way.y[way->way.count++] = y;
}

/* A straight way to the right from one box to the next. */
static GraphPlanWay *join(GraphPlan *plan, const Measures *m, size_t from, size_t to, double y)
{
    double start = right_of(plan->box[from].place), end = plan->box[to].place.x;
    GraphPlanWay *way = add_way(plan, m, from, to, (start + end) / 2, y);
    add_point(way, start, y);
    add_point(way, end, y);
    return way;
}

/* Above the upper branch and below the lower one: the numbers, then the gradient by them. */
static void place_pictures(const Measures *m, GraphPlanBox *box)
{
    if (m->picture <= 0)
        return;
    const double off = m->scale * (box_height / 2 + number_height) + 1;
    double y = box->branch == 0 ? m->y[0] - off - 2 * m->picture : m->y[1] + off + 1;
    box->picture = (Rect){box->place.x, y, box->place.width, m->picture - 1};
    box->gradient_picture = (Rect){box->place.x, y + m->picture, box->place.width, m->picture - 1};
}

/* A branch from its signature to its embedding. Returns the last box. */
static size_t place_branch(GraphPlan *plan, const Measures *m, size_t branch)
{
    const double y = m->y[branch];
    double x = m->left + name_width * m->scale;
    GraphPlanBox input = {
        .part = GRAPH_PART_INPUT, .branch = branch, .label = "x", .place = in_row(m, x, y, input_width)};
    place_pictures(m, &input);
    size_t before = add_box(plan, input);
    for (size_t i = 0; i < m->groups.count; i++) {
        x = right_of(plan->box[before].place) + m->gap;
        GraphPlanBox box = {.part = GRAPH_PART_STEPS,
                            .branch = branch,
                            .first = m->groups.first[i],
                            .last = m->groups.last[i],
                            .place = in_row(m, x, y, group_width(m->graph, &m->groups, i))};
        graph_fold_write_label(m->graph, box.first, box.last, box.label);
        place_pictures(m, &box);
        size_t added = add_box(plan, box);
        join(plan, m, before, added, y);
        before = added;
    }
    return before;
}

/* How wide the parameters of a group may stand: as far as its neighbours' parameters and the turn at the end allow. */
static double store_width(const Measures *m, size_t group, double box)
{
    const GraphGroups *groups = &m->groups;
    bool alone = true;
    for (size_t i = group > 0 ? group - 1 : 0; i < groups->count && i <= group + 1; i++)
        alone =
            alone && (i == group || !graph_fold_has_parameters(m->graph, groups->first[i], groups->last[i]));
    double room = box + (alone && group + 1 < groups->count ? 2 * m->gap : m->gap) - 6;
    return fmin(room, fmax(box, 70 * m->scale));
}

/* The parameters of a group between its two boxes, and the ways to both. */
static void place_store(GraphPlan *plan, const Measures *m, size_t group, size_t upper, size_t lower)
{
    const GraphPlanBox *above = &plan->box[upper], *below = &plan->box[lower];
    if (!graph_fold_has_parameters(m->graph, above->first, above->last))
        return;
    const double height = m->rows.store * m->scale, x = middle_of(above->place);
    const double width = store_width(m, group, above->place.width);
    size_t store =
        add_box(plan, (GraphPlanBox){.part = GRAPH_PART_STORE,
                                     .first = above->first,
                                     .last = above->last,
                                     .label = "W",
                                     .place = {x - width / 2, m->middle - height / 2, width, height}});
    write_store_label(m->graph, above->first, above->last, plan->box[store].label);
    for (size_t b = 0; b < 2; b++) {
        double sign = b == 0 ? -1 : 1, start = m->middle + sign * height / 2;
        double end = b == 0 ? above->place.y + above->place.height : below->place.y;
        GraphPlanWay *way = add_way(plan, m, store, b == 0 ? upper : lower, x, m->middle);
        add_point(way, x, start);
        add_point(way, x, end);
        way->has_number = false;
        way->has_gradient = m->rows.shares;
        way->gradient_x = x - 8;
        way->gradient_y = start + sign * m->share / 2;
        way->align = TEXT_RIGHT;
    }
}

/* |a|, a.b and |b|, which meet in the cosine. */
static size_t place_cosine(GraphPlan *plan, const Measures *m, const size_t last[2], double x)
{
    const double embedding = right_of(plan->box[last[0]].place);
    size_t dot = add_box(plan, (GraphPlanBox){.part = GRAPH_PART_DOT,
                                              .label = "a\xc2\xb7"
                                                       "b",
                                              .place = in_row(m, x, m->middle, parts_width)});
    double value_x = right_of(plan->box[dot].place) + m->gap;
    size_t value = add_box(plan, (GraphPlanBox){.part = GRAPH_PART_VALUE,
                                                .label = "cos",
                                                .place = in_row(m, value_x, m->middle, value_width)});
    const Rect place = plan->box[value].place;
    for (size_t b = 0; b < 2; b++) {
        GraphPlanBox box = {
            .part = GRAPH_PART_LENGTH, .branch = b, .place = in_row(m, x, m->y[b], parts_width)};
        snprintf(box.label, sizeof box.label, "|%c|", b == 0 ? 'a' : 'b');
        size_t length = add_box(plan, box);
        /* The embedding goes to its length and, on the same edge, down or up to the product; its numbers stand
         * before the turn. */
        double turn = x - 0.35 * (x - embedding), enter = m->middle + (b == 0 ? -6 : 6) * m->scale;
        GraphPlanWay *way = join(plan, m, last[b], length, m->y[b]);
        way->number_x = way->gradient_x = fmin((embedding + turn) / 2, turn - 2.2 * m->text);
        way = add_way(plan, m, last[b], dot, turn, m->y[b]);
        add_point(way, turn, m->y[b]);
        add_point(way, turn, enter);
        add_point(way, x, enter);
        way->has_number = way->has_gradient = false;
        double right = right_of(plan->box[length].place);
        way = add_way(plan, m, length, value, (right + place.x) / 2, m->y[b]);
        if (!m->rows.shares) { /* the rows stand too close for the inner one of its numbers */
            way->has_number = way->has_number && b == 0;
            way->has_gradient = way->has_gradient && b == 1;
        }
        add_point(way, right, m->y[b]);
        add_point(way, middle_of(place), m->y[b]);
        add_point(way, middle_of(place), b == 0 ? place.y : place.y + place.height);
    }
    /* Between the rows there may be no height for the numbers of the lengths and of the product as well. */
    const double needed = (box_height + 2 * number_height) * m->scale;
    GraphPlanWay *product = join(plan, m, dot, value, m->middle);
    product->has_number = product->has_gradient = m->y[1] - m->middle >= needed;
    return value;
}

static size_t place_distance(GraphPlan *plan, const Measures *m, const size_t last[2], double x)
{
    size_t value = add_box(plan, (GraphPlanBox){.part = GRAPH_PART_VALUE,
                                                .label = "|a\xe2\x88\x92"
                                                         "b|",
                                                .place = in_row(m, x, m->middle, value_width)});
    const Rect place = plan->box[value].place;
    for (size_t b = 0; b < 2; b++) {
        double right = right_of(plan->box[last[b]].place);
        GraphPlanWay *way = add_way(plan, m, last[b], value, (right + x) / 2, m->y[b]);
        add_point(way, right, m->y[b]);
        add_point(way, middle_of(place), m->y[b]);
        add_point(way, middle_of(place), b == 0 ? place.y : place.y + place.height);
    }
    return value;
}

/* The loss, and its own parameters above it where it has some. */
static void place_loss(GraphPlan *plan, const Measures *m, size_t value)
{
    const size_t step = m->graph->steps - 1;
    double x = right_of(plan->box[value].place) + m->gap;
    Rect place = in_row(m, x, m->middle, loss_width);
    size_t loss = add_box(
        plan,
        (GraphPlanBox){.part = GRAPH_PART_LOSS, .first = step, .last = step, .label = "L", .place = place});
    join(plan, m, value, loss, m->middle);
    if (!graph_fold_has_parameters(m->graph, step, step))
        return;
    const double height = m->rows.store * m->scale;
    size_t store = add_box(plan, (GraphPlanBox){.part = GRAPH_PART_STORE,
                                                .first = step,
                                                .last = step,
                                                .place = {x, m->y[0] - height / 2, place.width, height}});
    write_store_label(m->graph, step, step, plan->box[store].label);
    GraphPlanWay *way = add_way(plan, m, store, loss, middle_of(place), m->middle);
    add_point(way, middle_of(place), m->y[0] + height / 2);
    add_point(way, middle_of(place), place.y);
    way->has_number = way->has_gradient = false;
}

GraphPlan graph_plan_make(Rect room, const SnapshotGraph *graph, size_t lit)
{
    GraphPlan plan = {0};
    Measures m;
    if (!measure(take_lines(room, &plan), graph, lit, &m))
        return plan;
    plan.fits = true;
    plan.text_size = m.text;
    plan.row_x = m.left;
    size_t last[2], first = 0;
    for (size_t b = 0; b < 2; b++) {
        plan.row_y[b] = m.y[b];
        if (b == 1)
            first = plan.boxes;
        last[b] = place_branch(&plan, &m, b);
    }
    for (size_t i = 1; i <= m.groups.count; i++)
        place_store(&plan, &m, i - 1, i, first + i);
    double x = right_of(plan.box[last[0]].place) + m.gap + embedding_gap * m.scale;
    size_t value = graph->on_cosine ? place_cosine(&plan, &m, last, x) : place_distance(&plan, &m, last, x);
    place_loss(&plan, &m, value);
    return plan;
}

/* How far outside of `place` the point lies, 0 inside. */
static double distance_to(Rect place, double x, double y)
{
    double dx = fmax(fmax(place.x - x, x - right_of(place)), 0);
    double dy = fmax(fmax(place.y - y, y - place.y - place.height), 0);
    return hypot(dx, dy);
}

size_t graph_plan_box_at(const GraphPlan *plan, double x, double y)
{
    const double least = 32;
    size_t found = SIZE_MAX;
    double nearest = HUGE_VAL;
    for (size_t i = 0; plan->fits && i < plan->boxes; i++) {
        const Rect place = plan->box[i].place;
        double wide = fmax(0, (least - place.width) / 2), high = fmax(0, (least - place.height) / 2);
        double distance = distance_to(place, x, y);
        if (distance < nearest && paper_contains(paper_inset(place, -wide, -high, -wide, -high), x, y)) {
            nearest = distance;
            found = i;
        }
    }
    return found;
}

size_t graph_plan_way_at(const GraphPlan *plan, double x, double y)
{
    const double near = 7, number_width = 3.6 * plan->text_size, number_high = 0.6 * plan->text_size;
    for (size_t i = 0; plan->fits && i < plan->ways; i++) {
        const GraphPlanWay *way = &plan->way[i];
        double left = way->align == TEXT_RIGHT ? number_width : number_width / 2;
        Rect number = {way->number_x - left, way->number_y - number_high, number_width, 2 * number_high};
        Rect gradient = {way->gradient_x - left, way->gradient_y - number_high, number_width,
                         2 * number_high};
        if ((way->has_number && paper_contains(number, x, y)) ||
            (way->has_gradient && paper_contains(gradient, x, y)))
            return i;
    }
    for (size_t i = 0; plan->fits && i < plan->ways; i++) {
        const GraphWay *line = &plan->way[i].way;
        for (size_t k = 0; k + 1 < line->count; k++) {
            Rect piece = {fmin(line->x[k], line->x[k + 1]), fmin(line->y[k], line->y[k + 1]),
                          fabs(line->x[k + 1] - line->x[k]), fabs(line->y[k + 1] - line->y[k])};
            if (distance_to(piece, x, y) <= near)
                return i;
        }
    }
    return SIZE_MAX;
}

/* Negative, 0 or positive as `one` is read before, is, or is read after `other`. */
static int reading_order(const GraphPlanBox *one, const GraphPlanBox *other)
{
    double x = middle_of(one->place) - middle_of(other->place), y = one->place.y - other->place.y;
    return fabs(x) > 1 ? (x > 0) - (x < 0) : (y > 0) - (y < 0);
}

size_t graph_plan_neighbour(const GraphPlan *plan, size_t box, int by)
{
    size_t next = SIZE_MAX, end = box;
    for (size_t i = 0; i < plan->boxes; i++) {
        int order = by * reading_order(&plan->box[i], &plan->box[box]);
        if (order > 0 && (next == SIZE_MAX || by * reading_order(&plan->box[i], &plan->box[next]) < 0))
            next = i;
        if (by * reading_order(&plan->box[i], &plan->box[end]) < 0)
            end = i;
    }
    return next == SIZE_MAX ? end : next;
}
