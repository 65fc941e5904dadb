#include "live/panel_numbers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "draw/graph.h"
#include "live/graph_moment.h"
#include "live/pair_rows.h"
#include "words/words.h"

enum { COLUMNS = 6, VALUE_SIZE = 24 };

static const double row_height = 18, text_size = 13, title_height = 20;
static const double pair_width = 356, name_width = 92, column_width = 80, least_column = 60, between = 20;
static const char no_value[] = "\xe2\x80\x93";

/* ---- one number, always with the same decimals ---- */

/* "0.0213", "12.3456", "784.123", and "2.13e-05" below a thousandth: the same decimals as long as it does not grow or
 * shrink by much, and never more than eight characters beside the sign. */
static void write_value(double value, char text[static VALUE_SIZE])
{
    double size = fabs(value);
    if (isnan(value))
        snprintf(text, VALUE_SIZE, "%s", no_value);
    else if (!(size > 0))
        snprintf(text, VALUE_SIZE, "0");
    else if (size >= 0.001 && size < 100000)
        snprintf(text, VALUE_SIZE, "%.*f", size < 100 ? 4 : size < 1000 ? 3 : size < 10000 ? 2 : 1, value);
    else
        snprintf(text, VALUE_SIZE, "%.2e", value);
}

/* ---- the table of the blocks ---- */

typedef enum Column { COLUMN_LENGTH, COLUMN_A, COLUMN_B, COLUMN_SUM, COLUMN_AGREEMENT, COLUMN_MOVED } Column;

/* The columns that stay when so many have room. */
static const Column columns_for[COLUMNS + 1][COLUMNS] = {
    [3] = {COLUMN_A, COLUMN_B, COLUMN_SUM},
    [4] = {COLUMN_A, COLUMN_B, COLUMN_SUM, COLUMN_AGREEMENT},
    [5] = {COLUMN_A, COLUMN_B, COLUMN_SUM, COLUMN_AGREEMENT, COLUMN_MOVED},
    [6] = {COLUMN_LENGTH, COLUMN_A, COLUMN_B, COLUMN_SUM, COLUMN_AGREEMENT, COLUMN_MOVED},
};

static const char *column_title(Column column)
{
    switch (column) {
    case COLUMN_LENGTH:
        return "|W|";
    case COLUMN_A:
        return _("from A");
    case COLUMN_B:
        return _("from B");
    case COLUMN_SUM:
        return "A + B";
    case COLUMN_AGREEMENT:
        return _("agree");
    case COLUMN_MOVED:
        return _("moved");
    }
    return "";
}

static const char *column_tip(Column column)
{
    switch (column) {
    case COLUMN_LENGTH:
        return _("the length of the block: the root of the sum of its squares");
    case COLUMN_A:
        return _("the length of the gradient that came back along branch A");
    case COLUMN_B:
        return _("the length of the gradient that came back along branch B");
    case COLUMN_SUM:
        return _("the length of their sum, the gradient of the shared block; lengths do not add, entries do");
    case COLUMN_AGREEMENT:
        return _("the cosine between the two: 1 they want the same, 0 they do not care, \xe2\x88\x92"
                 "1 they oppose");
    case COLUMN_MOVED:
        return _("how far the last step moved the block, in hundredths of its length");
    }
    return "";
}

/* All shared blocks as one: lengths of the whole vectors. */
static SnapshotBlock all_blocks(const SnapshotGraph *graph)
{
    SnapshotBlock all = {.name = _("all of them"), .is_sum = true};
    double norm = 0, share[2] = {0}, sum = 0, used = 0, move = 0;
    for (size_t i = 0; i < graph->blocks; i++) {
        const SnapshotBlock *block = &graph->block[i];
        if (block->of_head)
            continue;
        norm += block->norm * block->norm;
        sum += block->sum_norm * block->sum_norm;
        used += block->used_norm * block->used_norm;
        move += block->move_norm * block->move_norm;
        for (size_t b = 0; b < 2; b++)
            share[b] += block->share_norm[b] * block->share_norm[b];
        all.is_sum = all.is_sum && block->is_sum;
    }
    all.norm = sqrt(norm);
    all.share_norm[0] = sqrt(share[0]);
    all.share_norm[1] = sqrt(share[1]);
    all.sum_norm = sqrt(sum);
    all.used_norm = sqrt(used);
    all.move_norm = sqrt(move);
    /* |A + B|^2 = |A|^2 + |B|^2 + 2 A.B */
    all.agreement = share[0] > 0 && share[1] > 0
                        ? (sum - share[0] - share[1]) / (2 * all.share_norm[0] * all.share_norm[1])
                        : NAN;
    return all;
}

static void write_cell(const SnapshotBlock *block, Column column, char text[static VALUE_SIZE])
{
    switch (column) {
    case COLUMN_LENGTH:
        write_value(block->norm, text);
        return;
    case COLUMN_A:
        write_value(block->of_head ? NAN : block->share_norm[0], text);
        return;
    case COLUMN_B:
        write_value(block->of_head ? NAN : block->share_norm[1], text);
        return;
    case COLUMN_SUM:
        write_value(block->used_norm, text);
        return;
    case COLUMN_AGREEMENT:
        snprintf(text, VALUE_SIZE, isnan(block->agreement) ? no_value : "%.3f", block->agreement);
        return;
    case COLUMN_MOVED: {
        double share = 100 * block->move_norm / block->norm;
        snprintf(text, VALUE_SIZE, isfinite(share) ? (share < 10 ? "%.3f %%" : "%.1f %%") : no_value, share);
        return;
    }
    }
}

/* ---- where everything stands ---- */

/* A table with named rows and columns of one width. */
typedef struct Grid {
    Rect place;
    double scale;
    size_t rows, columns; /* that have room, below the line of titles */
    size_t first;         /* of what the rows show: the index of the first */
} Grid;

typedef struct Tables {
    double scale;
    Rect pair;
    size_t pair_columns; /* its rows stand in so many columns */
    Grid blocks, steps;  /* of no rows where there is no room */
} Tables;

enum { STEP_COLUMNS = 5 };

static double grid_height(double scale, size_t rows)
{
    return scale * (title_height + row_height * (double)rows);
}

/* As much of a table as has room in `place`. */
static Grid grid_in(Rect place, double scale, size_t rows, size_t columns)
{
    Grid grid = {.place = place, .scale = scale};
    double wide = (place.width / scale - name_width) / least_column;
    double high = (place.height / scale - title_height) / row_height + 0.01;
    if (wide < 3 || high < 2)
        return grid;
    grid.columns = wide < (double)columns ? (size_t)wide : columns;
    grid.rows = high < (double)rows ? (size_t)high : rows;
    return grid;
}

/* `scroll`: which block the person has moved to the top. */
static Tables tables_of(Rect body, const SnapshotGraph *graph, double scroll)
{
    const size_t rows = graph->blocks + 1, steps = graph->encoder_steps + 1, half = (PAIR_ROWS + 1) / 2;
    const double beside = pair_width + between + name_width + COLUMNS * least_column;
    Tables tables = {.scale = 1, .pair = body, .pair_columns = 2};
    Rect rest;
    if (body.width >= beside) {
        double all = grid_height(1, rows) + between + grid_height(1, steps);
        tables.scale =
            fmax(1, fmin(fmin(body.width / beside, body.height / fmax(all, grid_height(1, half))), 1.4));
        tables.pair.width = pair_width * tables.scale;
        rest = paper_inset(body, tables.pair.width + between * tables.scale, 0, 0, 0);
    } else {
        if (body.width < 0.85 * pair_width)
            tables.pair_columns = 1;
        double used = grid_height(1, tables.pair_columns == 1 ? PAIR_ROWS : half) + 8;
        tables.pair.height = fmin(used, body.height);
        rest = paper_inset(body, 0, used, 0, 0);
    }
    tables.blocks = grid_in(rest, tables.scale, rows, COLUMNS);
    tables.blocks.first = (size_t)fmin(fmax(scroll, 0), (double)(rows - tables.blocks.rows));
    rest = paper_inset(rest, 0, grid_height(tables.scale, tables.blocks.rows) + between * tables.scale, 0, 0);
    if (grid_in(rest, tables.scale, steps, STEP_COLUMNS).rows == steps) /* whole or not at all */
        tables.steps = grid_in(rest, tables.scale, steps, STEP_COLUMNS);
    return tables;
}

/* The place of the k-th row of the pair; of no height when there is no room for it. */
static Rect pair_place(const Tables *tables, size_t k)
{
    const size_t per_column = (PAIR_ROWS + tables->pair_columns - 1) / tables->pair_columns;
    const double gap = 20 * tables->scale, height = row_height * tables->scale;
    /* The second column has the longer names. */
    const double first = tables->pair_columns == 1 ? tables->pair.width : 0.46 * (tables->pair.width - gap);
    Rect place = {tables->pair.x,
                  tables->pair.y + title_height * tables->scale + (double)(k % per_column) * height, first,
                  height};
    if (k >= per_column) {
        place.x += first + gap;
        place.width = tables->pair.width - gap - first;
    }
    if (place.y + height > tables->pair.y + tables->pair.height + 0.5)
        place.height = 0;
    return place;
}

static Rect cell_place(const Grid *grid, size_t column, size_t row)
{
    const double height = row_height * grid->scale, name = name_width * grid->scale;
    double width = fmin((grid->place.width - name) / (double)grid->columns, column_width * grid->scale);
    return (Rect){grid->place.x + name + (double)column * width,
                  grid->place.y + title_height * grid->scale + (double)row * height, width, height};
}

/* The whole column under its title. */
static Rect column_place(const Grid *grid, size_t column)
{
    Rect place = cell_place(grid, column, 0);
    place.y = grid->place.y;
    place.height = grid_height(grid->scale, grid->rows);
    return place;
}

/* ---- drawing ---- */

static void draw_row(const Paper *paper, Rect place, const PairRow *row, double scale)
{
    const Theme *theme = paper->theme;
    char value[VALUE_SIZE];
    if (row->degrees && !isnan(row->value))
        snprintf(value, sizeof value, "%.2f\xc2\xb0", row->value);
    else
        write_value(row->value, value);
    TextStyle strong = {text_size * scale, TEXT_BOLD, theme->text};
    TextStyle symbol = {text_size * scale, TEXT_REGULAR, theme->text};
    TextStyle words = {12 * scale, TEXT_REGULAR, theme->muted};
    const double value_width = 72 * scale;
    text_fit(paper, strong, place, TEXT_RIGHT, value);
    Rect names = paper_inset(place, 0, 0, value_width + 4, 0);
    double used = text_fit(paper, symbol, names, TEXT_RIGHT, row->symbol);
    names.width -= used > 0 ? used + 6 : 0;
    if (used <= 0 || text_width(paper, words, row->words) <= names.width) /* the symbol says enough */
        text_fit(paper, words, names, TEXT_LEFT, row->words);
}

static void draw_pair(const Paper *paper, const Tables *tables, const Snapshot *snapshot,
                      const SnapshotGraph *graph)
{
    PairRow rows[PAIR_ROWS];
    pair_rows_fill(snapshot, graph, rows);
    TextStyle title = {12 * tables->scale, TEXT_BOLD, paper->theme->muted};
    text_fit(paper, title,
             (Rect){tables->pair.x, tables->pair.y, tables->pair.width, title_height * tables->scale},
             TEXT_LEFT, _("the chosen pair, and the run"));
    for (size_t i = 0; i < PAIR_ROWS; i++) {
        Rect place = pair_place(tables, i);
        if (place.height > 0)
            draw_row(paper, place, &rows[i], tables->scale);
    }
}

static void draw_titles(const Paper *paper, const Grid *grid, const char *rows, const char *const columns[])
{
    TextStyle title = {12 * grid->scale, TEXT_BOLD, paper->theme->muted};
    Rect first = {grid->place.x, grid->place.y, name_width * grid->scale, title_height * grid->scale};
    text_fit(paper, title, first, TEXT_LEFT, rows);
    for (size_t c = 0; c < grid->columns; c++) {
        Rect cell = cell_place(grid, c, 0);
        cell.y = first.y;
        cell.height = first.height;
        text_fit(paper, title, paper_inset(cell, 3, 0, 0, 0), TEXT_RIGHT, columns[c]);
    }
}

static void draw_name(const Paper *paper, const Grid *grid, size_t row, TextFace face, const char *name)
{
    Rect cell = cell_place(grid, 0, row);
    text_fit(paper, (TextStyle){12 * grid->scale, face, paper->theme->text},
             (Rect){grid->place.x, cell.y, name_width * grid->scale - 4, cell.height}, TEXT_LEFT, name);
}

static void draw_block(const Paper *paper, const Grid *grid, const SnapshotBlock *block, size_t row,
                       TextFace face)
{
    const Theme *theme = paper->theme;
    draw_name(paper, grid, row, face, block->name);
    for (size_t c = 0; c < grid->columns; c++) {
        const Column column = columns_for[grid->columns][c];
        char text[VALUE_SIZE], marked[VALUE_SIZE + 8];
        write_cell(block, column, text);
        TextStyle style = {12 * grid->scale, face, theme->text};
        bool wrong = column == COLUMN_SUM && !block->is_sum;
        if (column == COLUMN_A || column == COLUMN_B || column == COLUMN_SUM)
            style.colour = graph_number_style(paper, GRAPH_BACKWARD, style.size).colour;
        if (column == COLUMN_MOVED)
            style.colour = graph_number_style(paper, GRAPH_UPDATE, style.size).colour;
        if (wrong)
            style.colour = theme->warning_text;
        snprintf(marked, sizeof marked, "%s%s", wrong ? "\xe2\x89\xa0 " : "", text);
        text_fit(paper, style, cell_place(grid, c, row), TEXT_RIGHT, marked);
    }
}

static void draw_blocks(const Paper *paper, const Grid *grid, const SnapshotGraph *graph)
{
    if (grid->rows < 2)
        return;
    const char *titles[COLUMNS];
    for (size_t c = 0; c < grid->columns; c++)
        titles[c] = column_title(columns_for[grid->columns][c]);
    char name[60];
    if (grid->rows < graph->blocks + 1)
        snprintf(name, sizeof name, _("%zu to %zu of %zu"), grid->first + 1, grid->first + grid->rows - 1,
                 graph->blocks);
    else
        snprintf(name, sizeof name, "%s", _("shared block"));
    draw_titles(paper, grid, name, titles);
    for (size_t i = 0; i + 1 < grid->rows; i++)
        draw_block(paper, grid, &graph->block[grid->first + i], i, TEXT_REGULAR);
    SnapshotBlock all = all_blocks(graph);
    Rect last = cell_place(grid, grid->columns - 1, grid->rows - 1);
    paper_horizontal(paper, grid->place.x, last.x + last.width, last.y, 1, paper->theme->grid);
    draw_block(paper, grid, &all, grid->rows - 1, TEXT_BOLD);
}

/* What leaves a step in both branches, and the gradient by it. */
static void draw_step(const Paper *paper, const Grid *grid, size_t row, const char *name,
                      const SnapshotSignal signals[static 2])
{
    char texts[STEP_COLUMNS][VALUE_SIZE];
    snprintf(texts[0], VALUE_SIZE, signals->cols == 1 ? "%zu" : "%zu\xc3\x97%zu", signals->rows,
             signals->cols);
    for (size_t b = 0; b < 2; b++) {
        write_value(signals[b].norm, texts[1 + b]);
        write_value(signals[b].gradient_norm, texts[3 + b]);
    }
    draw_name(paper, grid, row, TEXT_REGULAR, name);
    for (size_t c = 0; c < grid->columns; c++) {
        TextStyle style = graph_number_style(paper, c < 3 ? GRAPH_FORWARD : GRAPH_BACKWARD, 12 * grid->scale);
        if (c == 0)
            style.colour = paper->theme->muted;
        text_fit(paper, style, cell_place(grid, c, row), TEXT_RIGHT, texts[c]);
    }
}

static void draw_steps(const Paper *paper, const Grid *grid, const SnapshotGraph *graph)
{
    if (grid->rows == 0)
        return;
    const char *const titles[STEP_COLUMNS] = {_("numbers"), _("|h| in A"), _("|h| in B"),
                                              "|\xe2\x88\x82L/\xe2\x88\x82h| A",
                                              "|\xe2\x88\x82L/\xe2\x88\x82h| B"};
    draw_titles(paper, grid, _("after step"), titles);
    draw_step(paper, grid, 0, "x", graph->x);
    for (size_t i = 0; i < graph->encoder_steps; i++)
        draw_step(paper, grid, i + 1, graph->step_at[i].name, graph->step_at[i].out);
}

bool panel_numbers_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const Snapshot *snapshot = input.snapshot;
    if (!snapshot->graph.present) {
        text_fit(paper, (TextStyle){12, TEXT_REGULAR, paper->theme->muted}, places.body, TEXT_CENTRE,
                 _("No pair is chosen."));
        return true;
    }
    const GraphMoment moment = graph_moment_of(snapshot);
    SnapshotGraph graph = snapshot->graph;
    graph_moment_veil(&moment, &graph);
    const Tables tables = tables_of(places.body, &graph, input.view->state[PANEL_NUMBERS].scroll);
    draw_pair(paper, &tables, snapshot, &graph);
    draw_blocks(paper, &tables.blocks, &graph);
    draw_steps(paper, &tables.steps, &graph);
    return true;
}

void panel_numbers_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y)
{
    const SnapshotGraph *graph = &input.snapshot->graph;
    if (!graph->present)
        return;
    const Tables tables = tables_of(places.body, graph, input.view->state[PANEL_NUMBERS].scroll);
    PairRow rows[PAIR_ROWS];
    pair_rows_fill(input.snapshot, graph, rows);
    for (size_t i = 0; i < PAIR_ROWS; i++)
        if (paper_contains(pair_place(&tables, i), x, y)) {
            panels_tip(paper, places.frame, x, y, rows[i].tip);
            return;
        }
    const Grid *blocks = &tables.blocks;
    for (size_t c = 0; c < blocks->columns; c++)
        if (paper_contains(column_place(blocks, c), x, y))
            panels_tip(paper, places.frame, x, y, column_tip(columns_for[blocks->columns][c]));
}

PanelReply panel_numbers_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer)
{
    const SnapshotGraph *graph = &input.snapshot->graph;
    PanelReply reply = {.state = input.view->state[PANEL_NUMBERS]};
    if (pointer->kind != PANEL_POINTER_WHEEL || !graph->present)
        return reply;
    const Tables tables = tables_of(places.body, graph, reply.state.scroll);
    if (tables.blocks.rows == 0 || tables.blocks.rows == graph->blocks + 1)
        return reply; /* all is there */
    const double most = (double)(graph->blocks + 1 - tables.blocks.rows);
    reply.taken = reply.sets_state = true;
    reply.state.scroll = fmin(fmax((double)tables.blocks.first - pointer->wheel, 0), most);
    return reply;
}

uint64_t panel_numbers_inputs(const Snapshot *snapshot, const View *view)
{
    (void)view;
    if (!snapshot->graph.present)
        return 0;
    const uint64_t pair = panels_mix(snapshot->graph.version, snapshot->chosen.version);
    return panels_mix(panels_mix(pair, snapshot->norms.version),
                      panels_mix(snapshot->phase.version, snapshot->phase.name));
}
