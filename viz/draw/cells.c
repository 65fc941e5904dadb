#include "draw/cells.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static const double gap_from = 2.4;   /* cells of this size or more stand apart ... */
static const double pattern_from = 7; /* ... and of this size have a pattern each */
static const double hatch_step = 5;   /* between the lines over smaller ones */

Colour cells_colour(const Theme *theme, CellsMark mark)
{
    switch (mark) {
    case CELLS_RIGHT:
        return theme->forward;
    case CELLS_WRONG:
        return theme->wrong;
    case CELLS_UNSURE:
        return theme->muted;
    default:
        return theme->grid;
    }
}

static double cell_width(Cells cells)
{
    return cells.place.width / (double)cells.cols;
}

static double cell_height(Cells cells)
{
    return cells.place.height / (double)cells.rows;
}

/* How far cells stand apart. */
static double apart(Cells cells)
{
    double least = fmin(cell_width(cells), cell_height(cells));
    return least >= gap_from ? fmin(1, 0.2 * least) : 0;
}

/* The cells of one row from `first` to before `end`. */
static Rect run_place(Cells cells, size_t row, size_t first, size_t end)
{
    double width = cell_width(cells), height = cell_height(cells), gap = apart(cells);
    return (Rect){cells.place.x + (double)first * width, cells.place.y + (double)row * height,
                  (double)(end - first) * width - gap, height - gap};
}

/* Slanted lines through a place; where places touch, they go on from one to the next. */
static void hatch(cairo_t *cr, Rect place)
{
    const double left = place.x, right = place.x + place.width, top = place.y,
                 bottom = place.y + place.height;
    /* On a line x + y is the same everywhere. */
    const double first = ceil((left + top) / hatch_step), count = ceil((right + bottom) / hatch_step) - first;
    for (size_t i = 0; (double)i < count; i++) {
        double sum = (first + (double)i) * hatch_step;
        double from = fmax(left, sum - bottom), to = fmin(right, sum - top);
        if (from >= to)
            continue;
        cairo_move_to(cr, from, sum - from);
        cairo_line_to(cr, to, sum - to);
    }
}

static void add_pattern(cairo_t *cr, Rect place, CellsMark mark)
{
    double inset = fmin(place.width, place.height) * 0.25;
    if (mark == CELLS_WRONG) {
        cairo_move_to(cr, place.x + inset, place.y + inset);
        cairo_line_to(cr, place.x + place.width - inset, place.y + place.height - inset);
        cairo_move_to(cr, place.x + inset, place.y + place.height - inset);
        cairo_line_to(cr, place.x + place.width - inset, place.y + inset);
    } else {
        cairo_move_to(cr, place.x + inset, place.y + place.height / 2);
        cairo_line_to(cr, place.x + place.width - inset, place.y + place.height / 2);
    }
}

/* The patterns of cells that are large enough to have one each, or lines over all that are wrong. */
static void add_patterns(const Paper *paper, Cells cells, CellsMark mark)
{
    bool each = fmin(cell_width(cells), cell_height(cells)) >= pattern_from;
    cairo_new_path(paper->cr);
    for (size_t row = 0; row < cells.rows; row++)
        for (size_t first = 0, end; first < cells.cols; first = end) {
            const unsigned char *marks = cells.marks + row * cells.cols;
            for (end = first + 1; !each && end < cells.cols && marks[end] == marks[first];)
                end++;
            if (marks[first] == mark && each)
                add_pattern(paper->cr, run_place(cells, row, first, end), mark);
            else if (marks[first] == mark)
                hatch(paper->cr, run_place(cells, row, first, end));
        }
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 1.2);
    paper_colour(paper, paper->theme->panel, 1);
    cairo_stroke(paper->cr);
}

/* Lines between the columns; rows were drawn apart. */
static void draw_gaps(const Paper *paper, Cells cells)
{
    double gap = apart(cells), width = cell_width(cells);
    if (gap <= 0)
        return;
    cairo_new_path(paper->cr);
    for (size_t col = 1; col < cells.cols; col++)
        cairo_rectangle(paper->cr, cells.place.x + (double)col * width - gap, cells.place.y, gap,
                        cells.place.height);
    paper_colour(paper, paper->theme->panel, 1);
    cairo_fill(paper->cr);
}

/* All runs of one mark as one path. */
static void draw_mark(const Paper *paper, Cells cells, CellsMark mark)
{
    cairo_t *cr = paper->cr;
    bool small = fmin(cell_width(cells), cell_height(cells)) < gap_from;
    cairo_new_path(cr);
    for (size_t row = 0; row < cells.rows; row++)
        for (size_t first = 0, end; first < cells.cols; first = end) {
            const unsigned char *marks = cells.marks + row * cells.cols;
            for (end = first + 1; end < cells.cols && marks[end] == marks[first];)
                end++;
            if (marks[first] != mark)
                continue;
            Rect place = run_place(cells, row, first, end);
            cairo_rectangle(cr, place.x, place.y, place.width, place.height);
        }
    cairo_save(cr);
    if (small)
        cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE); /* no seams between rows */
    paper_colour(paper, cells_colour(paper->theme, mark), mark == CELLS_RIGHT ? 0.85 : 1);
    cairo_fill(cr);
    cairo_restore(cr);
}

void cells_draw(const Paper *paper, Cells cells)
{
    for (int mark = 0; mark < CELLS_MARKS; mark++)
        if (memchr(cells.marks, mark, cells.rows * cells.cols))
            draw_mark(paper, cells, (CellsMark)mark);
    draw_gaps(paper, cells);
    if (memchr(cells.marks, CELLS_WRONG, cells.rows * cells.cols))
        add_patterns(paper, cells, CELLS_WRONG);
    if (memchr(cells.marks, CELLS_UNSURE, cells.rows * cells.cols) &&
        fmin(cell_width(cells), cell_height(cells)) >= pattern_from)
        add_patterns(paper, cells, CELLS_UNSURE);
}

void cells_ring(const Paper *paper, Cells cells, size_t index)
{
    Rect place = run_place(cells, index / cells.cols, index % cells.cols, index % cells.cols + 1);
    double more = fmax(2, (7 - fmin(place.width, place.height)) / 2);
    place = paper_inset(place, -more, -more, -more, -more);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    for (int inner = 0; inner < 2; inner++) {
        cairo_rectangle(paper->cr, place.x, place.y, place.width, place.height);
        cairo_set_line_width(paper->cr, inner ? 1.5 : 4);
        paper_colour(paper, inner ? paper->theme->text : paper->theme->panel, 1);
        cairo_stroke(paper->cr);
    }
}

size_t cells_at(Cells cells, double x, double y)
{
    if (!paper_contains(cells.place, x, y))
        return SIZE_MAX;
    size_t col = (size_t)((x - cells.place.x) / cell_width(cells));
    size_t row = (size_t)((y - cells.place.y) / cell_height(cells));
    return row < cells.rows && col < cells.cols ? row * cells.cols + col : SIZE_MAX;
}

void cells_sign(const Paper *paper, double x, double y, double size, CellsMark mark)
{
    const unsigned char one = (unsigned char)mark;
    cells_draw(paper, (Cells){{x, y - size / 2, size, size}, 1, 1, &one});
}
