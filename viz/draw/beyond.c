#include "draw/beyond.h"

#include <math.h>

static const double half = 4, height = 7, apart = 12;

/* 1 above, -1 below, 0 neither. */
static int side_of(const Plot *plot, LineData data, size_t k)
{
    double x = data.first + (double)k * data.step, value = data.values[k * data.stride];
    if (isnan(value) || x < plot->x.low || x > plot->x.high)
        return 0;
    return value > plot->y.high ? 1 : value < plot->y.low ? -1 : 0;
}

BeyondCount beyond_count(const Plot *plot, LineData data)
{
    BeyondCount count = {0};
    for (size_t k = 0; k < data.count; k++) {
        int side = side_of(plot, data, k);
        count.above += side > 0;
        count.below += side < 0;
    }
    return count;
}

void beyond_draw(const Paper *paper, const Plot *plot, LineData data, Colour colour)
{
    double last[2] = {-HUGE_VAL, -HUGE_VAL}; /* where the last arrowhead of each edge stands */
    cairo_new_path(paper->cr);
    for (size_t k = 0; k < data.count; k++) {
        int side = side_of(plot, data, k);
        double x = axis_place(plot->x, data.first + (double)k * data.step);
        if (side == 0 || x < last[side > 0] + apart)
            continue;
        last[side > 0] = x;
        double tip = plot->area.y + (side > 0 ? 0 : plot->area.height), foot = tip + side * height;
        cairo_move_to(paper->cr, x, tip);
        cairo_line_to(paper->cr, x - half, foot);
        cairo_line_to(paper->cr, x + half, foot);
        cairo_close_path(paper->cr);
    }
    paper_colour(paper, colour, 1);
    cairo_fill(paper->cr);
}
