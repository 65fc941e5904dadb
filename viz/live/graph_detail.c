#include "live/graph_detail.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "draw/heat.h"
#include "live/graph_words.h"
#include "words/words.h"

enum { PICTURES_MAX = 10 };

static const double line_height = 18, words_size = 12, least_pictures = 64, title_height = 16;
static const char no_number[] = "\xe2\x80\x93";

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
static void write_formulas(const char *formulas, char text[static GRAPH_WORDS_SIZE])
{
    size_t filled = 0;
    for (const char *from = formulas; *from && filled + 8 < GRAPH_WORDS_SIZE; from++) {
        if (*from == ';')
            filled += (size_t)snprintf(text + filled, GRAPH_WORDS_SIZE - filled, "    ");
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
    char line[GRAPH_WORDS_SIZE];
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
    char forward[GRAPH_WORDS_SIZE], backward[GRAPH_WORDS_SIZE];
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

/* ---- the pictures ---- */

typedef struct Picture {
    Rect place;
    const char *title;          /* above it; translated */
    const char *sign;           /* between it and the one before: "+", "="; NULL: nothing */
    const char *name;           /* of what it shows an entry of, "conv1.W" */
    const SnapshotBlock *block; /* of parameters; NULL: of what flows */
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
                                .block = block,
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
    const SnapshotBlock *block = graph_numbers_first_block(graph, box);
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

/* Takes clauses off the end, "...; so and so", until the rest has room: half a number would be a wrong one. */
static void keep_what_fits(const Paper *paper, TextStyle style, double width, char words[])
{
    char *end;
    while (text_width(paper, style, words) > width && (end = strrchr(words, ';')) != NULL)
        *end = 0;
}

/* A frame round the cell, large enough to be seen. */
static void mark_cell(const Paper *paper, const Picture *picture, size_t index)
{
    const double width = picture->place.width / (double)picture->cols;
    const double height = picture->place.height / (double)picture->rows;
    const size_t row = index / picture->cols, column = index % picture->cols;
    const double x = picture->place.x + ((double)column + 0.5) * width;
    const double y = picture->place.y + ((double)row + 0.5) * height;
    const double wide = fmax(width, 5) + 3, high = fmax(height, 5) + 3;
    cairo_set_dash(paper->cr, NULL, 0, 0);
    for (int ring = 0; ring < 2; ring++) { /* seen on every ground */
        cairo_rectangle(paper->cr, x - wide / 2, y - high / 2, wide, high);
        cairo_set_line_width(paper->cr, ring == 0 ? 4 : 2);
        paper_colour(paper, ring == 0 ? paper->theme->panel : paper->theme->text, 1);
        cairo_stroke(paper->cr);
    }
}

bool graph_detail_draw(const Paper *paper, Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                       const GraphPlanBox *box, GraphEntry pinned)
{
    if (room.height < line_height)
        return true;
    const bool warns = box->part == GRAPH_PART_STORE && !graph_numbers_is_sum(graph, box->first, box->last) &&
                       graph_moment_has_returned(moment, box->first);
    char words[GRAPH_WORDS_SIZE];
    if (pinned.block)
        graph_words_of_parameter(moment, pinned, sizeof words, words);
    else
        graph_words_of_box(graph, moment, box, sizeof words, words);
    const Colour colour = warns ? paper->theme->warning_text : paper->theme->text;
    const TextStyle style = {words_size, TEXT_REGULAR, colour};
    keep_what_fits(paper, style, room.width, words);
    text_fit(paper, style, (Rect){room.x, room.y, room.width, line_height}, TEXT_LEFT, words);
    Picture pictures[PICTURES_MAX];
    size_t count = pictures_of(room, graph, moment, box, pictures);
    bool enough_memory = true;
    for (size_t i = 0; i < count && enough_memory; i++) {
        enough_memory = draw_picture(paper, &pictures[i]);
        if (pinned.block && pictures[i].block == pinned.block && pictures[i].values)
            mark_cell(paper, &pictures[i], pinned.index);
    }
    return enough_memory;
}

/* The picture at a point, and the cell of it; NULL when there is none or it shows nothing. */
static const Picture *picture_at(size_t count, const Picture pictures[], double x, double y, size_t *row,
                                 size_t *col)
{
    for (size_t i = 0; i < count; i++)
        if (pictures[i].values &&
            heat_cell_at(pictures[i].place, pictures[i].rows, pictures[i].cols, x, y, row, col))
            return &pictures[i];
    return NULL;
}

GraphEntry graph_detail_entry_at(Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                                 const GraphPlanBox *box, double x, double y)
{
    Picture pictures[PICTURES_MAX];
    size_t count = pictures_of(room, graph, moment, box, pictures), row, col;
    const Picture *picture = picture_at(count, pictures, x, y, &row, &col);
    return picture && picture->block ? (GraphEntry){picture->block, row * picture->cols + col}
                                     : (GraphEntry){0};
}

bool graph_detail_say(Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                      const GraphPlanBox *box, double x, double y, size_t size, char text[])
{
    Picture pictures[PICTURES_MAX];
    size_t count = pictures_of(room, graph, moment, box, pictures), row, col;
    const Picture *picture = picture_at(count, pictures, x, y, &row, &col);
    if (picture)
        graph_words_of_entry(picture->name, picture->rows, row, col,
                             picture->values[row * picture->cols + col], size, text);
    return picture != NULL;
}
