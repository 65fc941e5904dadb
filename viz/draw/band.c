#include "draw/band.h"

#include <math.h>

/* A stretch of the band that falls into one pixel column. */
typedef struct Column {
    double x, low, high;
    size_t next; /* the first point after it */
} Column;

static bool is_there(const float low[], const float high[], size_t k)
{
    return isfinite(low[k]) && isfinite(high[k]);
}

/* The column that begins with point k, which is there; `count` ends the run of points. */
static Column column_from(const Paper *paper, const Plot *plot, size_t k, size_t count, const float low[],
                          const float high[])
{
    const double scale = paper_scale(paper);
    Column column = {axis_place(plot->x, (double)k), low[k], high[k], k + 1};
    const double pixel = floor(column.x * scale);
    while (column.next < count && floor(axis_place(plot->x, (double)column.next) * scale) == pixel) {
        column.low = fmin(column.low, low[column.next]);
        column.high = fmax(column.high, high[column.next]);
        column.next++;
    }
    return column;
}

/* Adds the outline of points first .. end - 1 to the path: along the upper curve, and back along the lower one. */
static void outline(const Paper *paper, const Plot *plot, size_t first, size_t end, const float low[],
                    const float high[])
{
    for (size_t k = first; k < end;) {
        Column column = column_from(paper, plot, k, end, low, high);
        double y = axis_place(plot->y, column.high);
        if (k == first)
            cairo_move_to(paper->cr, column.x, y);
        else
            cairo_line_to(paper->cr, column.x, y);
        k = column.next;
    }
    /* A path cannot be built from both ends, and columns are found from the left: so the lower curve is a second
     * walk, whose points are put in by going from the right end of each column to its left. */
    for (size_t k = end; k > first;) {
        size_t begin = k - 1;
        const double scale = paper_scale(paper), pixel = floor(axis_place(plot->x, (double)begin) * scale);
        while (begin > first && floor(axis_place(plot->x, (double)(begin - 1)) * scale) == pixel)
            begin--;
        Column column = column_from(paper, plot, begin, k, low, high);
        cairo_line_to(paper->cr, column.x, axis_place(plot->y, column.low));
        k = begin;
    }
    cairo_close_path(paper->cr);
}

void band_draw(const Paper *paper, const Plot *plot, size_t count, const float low[], const float high[],
               Colour colour, double alpha)
{
    size_t from = (size_t)fmax(0, floor(plot->x.low)), to = count;
    if (plot->x.high + 2 < (double)count)
        to = (size_t)fmax(0, plot->x.high + 2);
    paper_clip(paper, plot->area);
    cairo_new_path(paper->cr);
    for (size_t k = from; k < to;) {
        size_t end = k;
        while (end < to && is_there(low, high, end))
            end++;
        if (end > k)
            outline(paper, plot, k, end, low, high);
        k = end + 1;
    }
    paper_colour(paper, colour, alpha);
    cairo_fill(paper->cr);
    paper_unclip(paper);
}
