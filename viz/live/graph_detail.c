#include "live/graph_detail.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "draw/heat.h"
#include "words/words.h"

enum { WORDS_SIZE = 300, PICTURES_MAX = 10 };

static const double line_height = 18, words_size = 12, least_pictures = 64, title_height = 16;
static const char no_number[] = "\xe2\x80\x93";

/* ---- numbers ---- */

const SnapshotSignal *graph_detail_signal(const SnapshotGraph *graph, const GraphPlanBox *box)
{
    return box->part == GRAPH_PART_INPUT ? &graph->x[box->branch]
                                         : &graph->step_at[box->last].out[box->branch];
}

static double measured(const SnapshotBlock *block, GraphMeasure measure)
{
    switch (measure) {
    case GRAPH_OF_VALUES:
        return block->norm;
    case GRAPH_OF_SHARE_A:
        return block->share_norm[0];
    case GRAPH_OF_SHARE_B:
        return block->share_norm[1];
    case GRAPH_OF_USED:
        return block->used_norm;
    case GRAPH_OF_MOVE:
        return block->move_norm;
    }
    return NAN;
}

static bool belongs(const SnapshotBlock *block, size_t first, size_t last)
{
    return block->step >= first && block->step <= last;
}

double graph_detail_norm(const SnapshotGraph *graph, size_t first, size_t last, GraphMeasure measure)
{
    double squares = 0;
    for (size_t i = 0; i < graph->blocks; i++) {
        if (!belongs(&graph->block[i], first, last))
            continue;
        double norm = measured(&graph->block[i], measure);
        squares += norm * norm;
    }
    return sqrt(squares);
}

bool graph_detail_is_sum(const SnapshotGraph *graph, size_t first, size_t last)
{
    for (size_t i = 0; i < graph->blocks; i++)
        if (belongs(&graph->block[i], first, last) && !graph->block[i].is_sum)
            return false;
    return true;
}

/* The number, or a dash where it does not exist. */
static void write_number(bool exists, double value, char text[static GRAPH_NUMBER_SIZE])
{
    if (exists && !isnan(value))
        graph_write_number(value, text);
    else
        snprintf(text, GRAPH_NUMBER_SIZE, "%s", exists ? "nan" : no_number);
}

/* ---- the formula ---- */

/* The step of which the lines below the graph speak. */
static size_t step_of(const SnapshotGraph *graph, const GraphPlanBox *box)
{
    switch (box->part) {
    case GRAPH_PART_INPUT:
        return 0;
    case GRAPH_PART_LOSS:
        return graph->steps - 1;
    case GRAPH_PART_LENGTH:
    case GRAPH_PART_DOT:
    case GRAPH_PART_VALUE:
        return graph->encoder_steps;
    case GRAPH_PART_STORE:
        return box->first;
    case GRAPH_PART_STEPS:
        return box->last;
    }
    return 0;
}

/* "dW += ...;db += ..." with room between the gradients. */
static void write_formulas(const char *formulas, char text[static WORDS_SIZE])
{
    size_t filled = 0;
    for (const char *from = formulas; *from && filled + 8 < WORDS_SIZE; from++) {
        if (*from == ';')
            filled += (size_t)snprintf(text + filled, WORDS_SIZE - filled, "    ");
        else
            text[filled++] = *from;
    }
    text[filled] = 0;
}

/* A line "conv1    z = ..." with the name in front; what has no room at the end is left out, formula by formula. */
static void draw_formula_line(const Paper *paper, Rect room, const char *name, Colour colour,
                              const char *words)
{
    TextStyle strong = {words_size, TEXT_BOLD, paper->theme->text},
              style = {words_size, TEXT_REGULAR, colour};
    double used = *name ? text_fit(paper, strong, room, TEXT_LEFT, name) + 12 : 0;
    Rect rest = paper_inset(room, used, 0, 0, 0);
    char line[WORDS_SIZE];
    snprintf(line, sizeof line, "%s", words);
    char *end = line + strlen(line);
    while (text_width(paper, style, line) > rest.width && end > line) {
        while (end > line && strncmp(end, "    ", 4) != 0)
            end--;
        if (end > line)
            *end = 0;
    }
    text_fit(paper, style, rest, TEXT_LEFT, line);
}

void graph_detail_draw_formula(const Paper *paper, Rect room, const SnapshotGraph *graph,
                               const GraphMoment *moment, const GraphPlanBox *box)
{
    if (room.height < line_height)
        return;
    const Colour green = graph_number_style(paper, GRAPH_FORWARD, words_size).colour;
    const Colour pink = graph_number_style(paper, GRAPH_BACKWARD, words_size).colour;
    Rect line = {room.x, room.y, room.width, line_height};
    char forward[WORDS_SIZE], backward[WORDS_SIZE];
    if (moment->flow == GRAPH_UPDATE) {
        const Colour purple = graph_number_style(paper, GRAPH_UPDATE, words_size).colour;
        write_formulas(graph->update, forward);
        const char *explained = _("g is the mean gradient over the pairs of the batch");
        size_t filled = strlen(forward);
        if (room.height < 2 * line_height)
            snprintf(forward + filled, sizeof forward - filled, "    %s", explained);
        draw_formula_line(paper, line, _("update"), purple, forward);
        line.y += line_height;
        if (room.height >= 2 * line_height)
            draw_formula_line(paper, line, "", purple, explained);
        return;
    }
    const bool at_work = moment->active < graph->steps;
    const SnapshotStep *step = &graph->step_at[at_work ? moment->active : step_of(graph, box)];
    write_formulas(step->forward, forward);
    write_formulas(step->backward, backward);
    bool both = room.height >= 2 * line_height;
    bool back = at_work && moment->flow == GRAPH_BACKWARD;
    if (both || !back) {
        draw_formula_line(paper, line, step->name, green, forward);
        line.y += line_height;
    }
    if (both || back)
        draw_formula_line(paper, line, both ? "" : step->name, pink, backward);
}

/* ---- the line of words ---- */

/* Writes one + other = sum with so many decimals that the rounded numbers add up too; small ones as multiples of a
 * power of ten. */
static void write_sum(double one, double other, double sum, size_t size, char text[])
{
    const double largest = fmax(fabs(one), fmax(fabs(other), fabs(sum)));
    const int power = largest > 0 ? (int)floor(log10(largest)) : 0;
    const bool small = power < -4;
    const double scale = small ? pow(10, -power) : 1;
    const int least = small ? 2 : power < 2 ? 2 - power : 0;
    int decimals = least;
    for (int tried = least; tried <= least + 4; tried++) {
        double unit = pow(10, tried) * scale;
        if (round(one * unit) + round(other * unit) == round(sum * unit)) {
            decimals = tried;
            break;
        }
    }
    int written = snprintf(text, size, "%.*f %c %.*f = %.*f", decimals, one * scale, other < 0 ? '-' : '+',
                           decimals, fabs(other * scale), decimals, sum * scale);
    if (small && written > 0 && (size_t)written < size)
        snprintf(text + written, size - (size_t)written, ", \xc3\x97 1e%d", power);
}

static size_t largest_entry(const SnapshotBlock *block)
{
    size_t found = 0;
    for (size_t i = 1; i < block->rows * block->cols; i++)
        if (fabs(block->sum[i]) > fabs(block->sum[found]))
            found = i;
    return found;
}

/* The block that is spoken of: the first one of the box's steps. */
static const SnapshotBlock *first_block(const SnapshotGraph *graph, const GraphPlanBox *box)
{
    for (size_t i = 0; i < graph->blocks; i++)
        if (belongs(&graph->block[i], box->first, box->last))
            return &graph->block[i];
    return NULL;
}

static void say_store(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                      size_t size, char text[])
{
    const SnapshotBlock *block = first_block(graph, box);
    char value[GRAPH_NUMBER_SIZE], a[GRAPH_NUMBER_SIZE], b[GRAPH_NUMBER_SIZE], used[GRAPH_NUMBER_SIZE],
        sum[80];
    const bool exists = block && graph_moment_has_returned(moment, block->step);
    text[0] = 0;
    if (!block)
        return;
    write_number(true, block->norm, value);
    write_number(exists, block->share_norm[0], a);
    write_number(exists, block->share_norm[1], b);
    write_number(exists, block->used_norm, used);
    if (moment->flow == GRAPH_UPDATE) {
        write_number(block->move != NULL, block->move_norm, a);
        snprintf(text, size, _("%s: length %s; the last step moved it by %s"), block->name, value, a);
    } else if (block->of_head) {
        snprintf(text, size, _("%s: length %s, gradient %s; the head's own, no branch adds to it"),
                 block->name, value, used);
    } else if (!exists) {
        snprintf(text, size, _("%s: length %s; no gradient has come back yet"), block->name, value);
    } else if (!block->is_sum) {
        snprintf(text, size,
                 _("%s: branch A %s, branch B %s, but the gradient used has length %s: not their sum"),
                 block->name, a, b, used);
    } else {
        size_t entry = largest_entry(block);
        write_sum(block->share[0][entry], block->share[1][entry], block->sum[entry], sizeof sum, sum);
        snprintf(text, size, _("%s: lengths A %s, B %s, sum %s; its entry [%zu,%zu]: %s"), block->name, a, b,
                 used, entry / block->cols, entry % block->cols, sum);
    }
}

static void say_signal(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                       size_t size, char text[])
{
    const SnapshotSignal *signal = graph_detail_signal(graph, box);
    const bool input = box->part == GRAPH_PART_INPUT;
    char value[GRAPH_NUMBER_SIZE], gradient[GRAPH_NUMBER_SIZE], shape[48];
    write_number(input || graph_moment_has_output(moment, box->last), signal->norm, value);
    write_number(input ? graph_moment_has_returned(moment, 0) : graph_moment_has_gradient(moment, box->last),
                 signal->gradient_norm, gradient);
    if (signal->cols == 1)
        snprintf(shape, sizeof shape, "%zu", signal->rows);
    else
        snprintf(shape, sizeof shape, "%zu \xc3\x97 %zu", signal->rows, signal->cols);
    if (input)
        snprintf(text, size, _("signature %c as the net sees it: %s numbers, length %s, gradient %s"),
                 "AB"[box->branch], shape, value, gradient);
    else
        snprintf(text, size, _("%s in branch %c: %s numbers, length %s, gradient %s"),
                 graph->step_at[box->last].name, "AB"[box->branch], shape, value, gradient);
}

static void say_head(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                     size_t size, char text[])
{
    const size_t compare = graph->encoder_steps;
    const bool compared = graph_moment_has_output(moment, compare);
    const bool parted = graph_moment_has_returned(moment, compare);
    char one[GRAPH_NUMBER_SIZE], other[GRAPH_NUMBER_SIZE], third[GRAPH_NUMBER_SIZE],
        fourth[GRAPH_NUMBER_SIZE];
    const char letter = "ab"[box->branch];
    text[0] = 0;
    if (box->part == GRAPH_PART_LENGTH) {
        write_number(compared, graph->length[box->branch], one);
        write_number(parted, graph->length_gradient[box->branch], other);
        snprintf(text, size, _("the length of the embedding: |%c| = %s; the gradient by it is %s"), letter,
                 one, other);
    } else if (box->part == GRAPH_PART_DOT) {
        write_number(compared, graph->dot, one);
        write_number(parted, graph->dot_gradient, other);
        snprintf(text, size,
                 _("the product of the embeddings: a\xc2\xb7"
                   "b = %s; the gradient by it is %s"),
                 one, other);
    } else if (box->part == GRAPH_PART_VALUE && graph->on_cosine) {
        write_number(compared, graph->dot, one);
        write_number(compared, graph->length[0], other);
        write_number(compared, graph->length[1], third);
        write_number(compared, graph->value, fourth);
        if (isnan(graph->degrees))
            snprintf(text, size, _("an embedding of length 0 has no angle: the cosine counts as 0"));
        else
            snprintf(text, size,
                     _("cos = a\xc2\xb7"
                       "b / (|a| |b|) = %s / (%s \xc2\xb7 %s) = %s, which is an angle of %.1f\xc2\xb0"),
                     one, other, third, fourth, graph->degrees);
    } else if (box->part == GRAPH_PART_VALUE) {
        write_number(compared, graph->value, one);
        write_number(graph_moment_has_gradient(moment, compare), graph->value_gradient, other);
        snprintf(text, size, _("the distance of the embeddings is %s; the gradient by it is %s"), one, other);
    } else if (box->part == GRAPH_PART_LOSS) {
        write_number(graph_moment_has_output(moment, compare + 1), graph->loss, one);
        write_number(graph_moment_has_gradient(moment, compare), graph->value_gradient, other);
        if (graph->genuine)
            snprintf(text, size, _("the loss of this genuine pair is %s; the gradient it hands back is %s"),
                     one, other);
        else
            snprintf(text, size, _("the loss of this forged pair is %s; the gradient it hands back is %s"),
                     one, other);
    }
}

void graph_detail_say_box(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                          size_t size, char text[])
{
    if (box->part == GRAPH_PART_STORE)
        say_store(graph, moment, box, size, text);
    else if (box->part == GRAPH_PART_INPUT || box->part == GRAPH_PART_STEPS)
        say_signal(graph, moment, box, size, text);
    else
        say_head(graph, moment, box, size, text);
}

/* ---- the pictures ---- */

typedef struct Picture {
    Rect place;
    const char *title; /* above it; translated */
    const char *sign;  /* between it and the one before: "+", "="; NULL: nothing */
    const char *name;  /* of what it shows an entry of, "conv1.W" */
    size_t rows, cols;
    const double *values; /* NULL: they do not exist (yet) */
    double full;          /* of the colours */
    GraphFlow flow;
} Picture;

/* `count` pictures side by side, and the rows of them. */
static Rect picture_place(Rect room, size_t column, size_t columns, double top, double share)
{
    const double gap = 26, width = (room.width - gap * (double)(columns - 1)) / (double)columns;
    return (Rect){room.x + (double)column * (width + gap), room.y + title_height + top, width, share};
}

/* A block's row of pictures: W, the two shares, their sum, the last move. */
static size_t block_pictures(const SnapshotBlock *block, const GraphMoment *moment, Rect room, double top,
                             double height, Picture pictures[])
{
    const size_t n = block->rows * block->cols;
    const bool exists = graph_moment_has_returned(moment, block->step);
    /* One scale for the shares and the sum, so that they can be compared. */
    double full = heat_largest(n, block->used);
    for (size_t b = 0; b < 2; b++)
        full = fmax(full, heat_largest(n, block->share[b]));
    const struct {
        const char *title, *sign;
        const double *values;
        double full;
        GraphFlow flow;
    } columns[] = {
        {N_("the parameters"), NULL, block->values, heat_largest(n, block->values), GRAPH_FORWARD},
        {N_("through branch A"), NULL, exists ? block->share[0] : NULL, full, GRAPH_BACKWARD},
        {N_("through branch B"), "+", exists ? block->share[1] : NULL, full, GRAPH_BACKWARD},
        {N_("the gradient"), block->is_sum ? "=" : "\xe2\x89\xa0", exists ? block->used : NULL, full,
         GRAPH_BACKWARD},
        {N_("the last move"), NULL, block->move, block->move ? heat_largest(n, block->move) : 0,
         GRAPH_UPDATE},
    };
    const size_t count = sizeof columns / sizeof columns[0];
    for (size_t i = 0; i < count; i++)
        pictures[i] = (Picture){.place = picture_place(room, i, count, top, height),
                                .title = top > 0 ? NULL : _(columns[i].title),
                                .sign = block->of_head ? NULL : columns[i].sign,
                                .name = block->name,
                                .rows = block->rows,
                                .cols = block->cols,
                                .values = columns[i].values,
                                .full = columns[i].full,
                                .flow = columns[i].flow};
    return count;
}

static size_t store_pictures(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                             Rect room, Picture pictures[])
{
    const SnapshotBlock *block = first_block(graph, box);
    if (!block)
        return 0;
    const SnapshotStep *step = &graph->step_at[block->step];
    const double height = room.height - title_height;
    if (step->block_count < 2)
        return block_pictures(block, moment, room, 0, height, pictures);
    const double first = round(0.68 * height);
    size_t count = block_pictures(block, moment, room, 0, first, pictures);
    return count + block_pictures(block + 1, moment, room, first + 8, height - first - 8, pictures + count);
}

static size_t signal_pictures(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                              Rect room, Picture pictures[])
{
    const bool input = box->part == GRAPH_PART_INPUT;
    const size_t step = box->part == GRAPH_PART_STEPS ? box->last : graph->encoder_steps - 1;
    const SnapshotSignal *signals = input ? graph->x : graph->step_at[step].out;
    const bool exists = input || graph_moment_has_output(moment, step);
    const bool returned =
        input ? graph_moment_has_returned(moment, 0) : graph_moment_has_gradient(moment, step);
    const char *const titles[] = {_("values in branch A"), _("values in branch B"), _("gradient in branch A"),
                                  _("gradient in branch B")};
    for (size_t i = 0; i < 4; i++) {
        const SnapshotSignal *signal = &signals[i % 2], *other = &signals[1 - i % 2];
        const size_t n = signal->rows * signal->cols;
        const bool gradient = i >= 2;
        const double *values = gradient ? signal->gradient : signal->values;
        pictures[i] = (Picture){.place = picture_place(room, i, 4, 0, room.height - title_height),
                                .title = titles[i],
                                .name = input ? "x" : graph->step_at[step].name,
                                .rows = signal->cols == 1 ? 1 : signal->rows,
                                .cols = signal->cols == 1 ? signal->rows : signal->cols,
                                .values = (gradient ? returned : exists) ? values : NULL,
                                .full = fmax(heat_largest(n, values),
                                             heat_largest(n, gradient ? other->gradient : other->values)),
                                .flow = gradient ? GRAPH_BACKWARD : GRAPH_FORWARD};
    }
    return 4;
}

static size_t pictures_of(Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                          const GraphPlanBox *box, Picture pictures[static PICTURES_MAX])
{
    room = paper_inset(room, 0, line_height + 4, 0, 2);
    if (room.height < least_pictures)
        return 0;
    return box->part == GRAPH_PART_STORE ? store_pictures(graph, moment, box, room, pictures)
                                         : signal_pictures(graph, moment, box, room, pictures);
}

static bool draw_picture(const Paper *paper, const Picture *picture)
{
    const Theme *theme = paper->theme;
    const Rect place = picture->place;
    TextStyle small = {words_size, TEXT_REGULAR, theme->muted}, sign = {15, TEXT_BOLD, theme->text};
    if (picture->title)
        text_fit(paper, small, (Rect){place.x, place.y - title_height, place.width, title_height}, TEXT_LEFT,
                 picture->title);
    if (picture->sign)
        text_draw(paper, sign, place.x - 13, place.y + place.height / 2, TEXT_CENTRE, picture->sign);
    bool enough_memory = true;
    if (picture->values) {
        HeatColours colours = {graph_colour(theme, picture->flow), theme->forged, theme->panel,
                               theme->warning_text};
        enough_memory =
            heat_draw(paper, place, picture->rows, picture->cols, picture->values, picture->full, colours);
    } else {
        text_fit(paper, small, place, TEXT_CENTRE, no_number);
    }
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 1);
    cairo_rectangle(paper->cr, place.x - 0.5, place.y - 0.5, place.width + 1, place.height + 1);
    paper_colour(paper, theme->border, 1);
    cairo_stroke(paper->cr);
    return enough_memory;
}

bool graph_detail_draw(const Paper *paper, Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                       const GraphPlanBox *box)
{
    if (room.height < line_height)
        return true;
    const bool warns = box->part == GRAPH_PART_STORE && !graph_detail_is_sum(graph, box->first, box->last);
    char words[WORDS_SIZE];
    graph_detail_say_box(graph, moment, box, sizeof words, words);
    text_fit(paper,
             (TextStyle){words_size, TEXT_REGULAR, warns ? paper->theme->warning_text : paper->theme->text},
             (Rect){room.x, room.y, room.width, line_height}, TEXT_LEFT, words);
    Picture pictures[PICTURES_MAX];
    size_t count = pictures_of(room, graph, moment, box, pictures);
    bool enough_memory = true;
    for (size_t i = 0; i < count && enough_memory; i++)
        enough_memory = draw_picture(paper, &pictures[i]);
    return enough_memory;
}

bool graph_detail_say(Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                      const GraphPlanBox *box, double x, double y, size_t size, char text[])
{
    Picture pictures[PICTURES_MAX];
    size_t count = pictures_of(room, graph, moment, box, pictures), row, col;
    for (size_t i = 0; i < count; i++) {
        const Picture *picture = &pictures[i];
        if (!picture->values || !heat_cell_at(picture->place, picture->rows, picture->cols, x, y, &row, &col))
            continue;
        double value = picture->values[row * picture->cols + col];
        if (picture->rows == 1)
            snprintf(text, size, "%s [%zu] = %.6g", picture->name, col, value);
        else
            snprintf(text, size, "%s [%zu,%zu] = %.6g", picture->name, row, col, value);
        return true;
    }
    return false;
}
