#include "draw/line.h"

#include <math.h>

typedef struct LinePoint {
    double x, y;
    size_t index;
} LinePoint;

/* The samples of one pixel column met so far. */
typedef struct LineColumn {
    double number;
    size_t count;
    LinePoint first, lowest, highest, last;
} LineColumn;

static void put(const Paper *paper, LinePoint point, bool *pen_down, size_t *points)
{
    if (*pen_down)
        cairo_line_to(paper->cr, point.x, point.y);
    else
        cairo_move_to(paper->cr, point.x, point.y);
    *pen_down = true;
    ++*points;
}

/* Draws what a column has gathered, in the order of the samples. */
static void flush(const Paper *paper, LineColumn *column, bool *pen_down, size_t *points)
{
    if (column->count == 0)
        return;
    LinePoint early = column->lowest, late = column->highest;
    if (early.index > late.index) {
        LinePoint swap = early;
        early = late;
        late = swap;
    }
    size_t drawn = column->first.index;
    put(paper, column->first, pen_down, points);
    if (early.index > drawn) {
        put(paper, early, pen_down, points);
        drawn = early.index;
    }
    if (late.index > drawn) {
        put(paper, late, pen_down, points);
        drawn = late.index;
    }
    if (column->last.index > drawn)
        put(paper, column->last, pen_down, points);
    column->count = 0;
}

static void gather(LineColumn *column, LinePoint point)
{
    if (column->count++ == 0)
        column->first = column->lowest = column->highest = point;
    if (point.y < column->lowest.y)
        column->lowest = point;
    if (point.y > column->highest.y)
        column->highest = point;
    column->last = point;
}

size_t line_path(const Paper *paper, const Plot *plot, LineData data)
{
    LineColumn column = {0};
    size_t points = 0;
    bool pen_down = false;
    const double scale = paper_scale(paper);
    for (size_t k = 0; k < data.count; k++) {
        LinePoint point = {axis_place(plot->x, data.first + (double)k * data.step),
                           axis_place(plot->y, data.values[k * data.stride]), k};
        if (!isfinite(point.y)) {
            if (!data.bridge_gaps) {
                flush(paper, &column, &pen_down, &points);
                pen_down = false;
            }
            continue;
        }
        double number = floor(point.x * scale);
        if (number != column.number)
            flush(paper, &column, &pen_down, &points);
        column.number = number;
        gather(&column, point);
    }
    flush(paper, &column, &pen_down, &points);
    return points;
}

void line_draw(const Paper *paper, const Plot *plot, LineData data, LineStyle style)
{
    paper_clip(paper, plot->area);
    cairo_new_path(paper->cr);
    line_path(paper, plot, data);
    plot_dash(paper, style.dash, style.width);
    cairo_set_line_width(paper->cr, paper_line_width(paper, style.width));
    /* A lone sample between gaps is a point of no length: a round cap shows it. */
    cairo_set_line_cap(paper->cr, style.dash == PLOT_SOLID ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(paper->cr, CAIRO_LINE_JOIN_ROUND);
    paper_colour(paper, style.colour, style.alpha);
    cairo_stroke(paper->cr);
    paper_unclip(paper);
}
