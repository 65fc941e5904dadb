#include "draw/stairs.h"

#include <math.h>

void stairs_draw(const Paper *paper, const Plot *plot, size_t count, const float x[], const float y[],
                 LineStyle style)
{
    if (count == 0)
        return;
    paper_clip(paper, plot->area);
    cairo_new_path(paper->cr);
    for (size_t i = 0; i < count; i++) {
        double from = axis_place(plot->x, x[i]), height = axis_place(plot->y, y[i]);
        double to = axis_place(plot->x, i + 1 < count ? x[i + 1] : plot->x.high);
        cairo_line_to(paper->cr, from, height); /* begins the path the first time */
        cairo_line_to(paper->cr, to, height);
    }
    plot_dash(paper, style.dash, style.width);
    cairo_set_line_width(paper->cr, paper_line_width(paper, style.width));
    cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(paper->cr, CAIRO_LINE_JOIN_MITER);
    paper_colour(paper, style.colour, style.alpha);
    cairo_stroke(paper->cr);
    paper_unclip(paper);
}

double stairs_value(size_t count, const float x[], const float y[], double at)
{
    double value = NAN;
    for (size_t i = 0; i < count && x[i] <= at; i++)
        value = y[i];
    return value;
}
