#include "draw/marker.h"

#include <math.h>

static void circles(const Paper *paper, double diameter, size_t n, const double x[], const double y[])
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i]))
            continue;
        cairo_move_to(paper->cr, x[i], y[i]);
        cairo_close_path(paper->cr); /* of no length: the round cap is the dot */
    }
    cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(paper->cr, diameter);
    cairo_stroke(paper->cr);
}

static void triangles(const Paper *paper, double size, size_t n, const double x[], const double y[])
{
    /* Equilateral, of the circle's area, its centre of gravity at the point. */
    const double side = size * 1.347, height = side * 0.8660254;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i]))
            continue;
        cairo_move_to(paper->cr, x[i], y[i] - 2 * height / 3);
        cairo_line_to(paper->cr, x[i] + side / 2, y[i] + height / 3);
        cairo_line_to(paper->cr, x[i] - side / 2, y[i] + height / 3);
        cairo_close_path(paper->cr);
    }
    cairo_fill(paper->cr);
}

static void draw_group(const Paper *paper, MarkerStyle style, size_t n, const double x[], const double y[])
{
    void (*draw)(const Paper *, double, size_t, const double[], const double[]) =
        style.shape == MARKER_CIRCLE ? circles : triangles;
    paper_colour(paper, style.colour, style.alpha);
    draw(paper, style.size, n, x, y);
    if (style.hollow) {
        paper_colour(paper, style.ground, 1);
        draw(paper, style.size * (style.shape == MARKER_CIRCLE ? 0.58 : 0.45), n, x, y);
    }
}

void marker_draw(const Paper *paper, MarkerStyle style, size_t n, const double x[], const double y[])
{
    cairo_save(paper->cr);
    cairo_new_path(paper->cr);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    if (style.hollow)
        for (size_t i = 0; i < n; i++)
            draw_group(paper, style, 1, x + i, y + i);
    else
        draw_group(paper, style, n, x, y);
    cairo_restore(paper->cr);
}

void marker_draw_one(const Paper *paper, MarkerStyle style, double x, double y)
{
    marker_draw(paper, style, 1, &x, &y);
}
