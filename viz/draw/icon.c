#include "draw/icon.h"

#include <assert.h>

/* All shapes are given in a square from -1 to 1; y grows downwards. */

static void triangle(cairo_t *cr, double from, double to)
{
    cairo_move_to(cr, from, -0.85);
    cairo_line_to(cr, to, 0);
    cairo_line_to(cr, from, 0.85);
    cairo_close_path(cr);
}

static void bar(cairo_t *cr, double x, double width)
{
    cairo_rectangle(cr, x, -0.85, width, 1.7);
}

static void dot(cairo_t *cr, double x, double y, double radius)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, radius, 0, 6.283185307179586);
    cairo_close_path(cr);
}

static void dice(cairo_t *cr)
{
    cairo_set_line_width(cr, 0.22);
    cairo_rectangle(cr, -0.8, -0.8, 1.6, 1.6);
    cairo_stroke(cr);
    dot(cr, -0.36, -0.36, 0.19);
    dot(cr, 0, 0, 0.19);
    dot(cr, 0.36, 0.36, 0.19);
}

static void question(cairo_t *cr)
{
    cairo_set_line_width(cr, 0.26);
    cairo_arc(cr, 0, -0.4, 0.46, -3.0, 0.75);
    cairo_curve_to(cr, 0.12, 0.12, 0, 0.15, 0, 0.42);
    cairo_stroke(cr);
    dot(cr, 0, 0.8, 0.17);
}

static void lines(cairo_t *cr, double width, size_t count, const double points[])
{
    cairo_set_line_width(cr, width);
    cairo_move_to(cr, points[0], points[1]);
    for (size_t i = 1; i < count; i++)
        cairo_line_to(cr, points[2 * i], points[2 * i + 1]);
    cairo_stroke(cr);
}

static void sign(cairo_t *cr, IconName name)
{
    switch (name) {
    case ICON_LESS:
        lines(cr, 0.28, 2, (const double[]){-0.7, 0, 0.7, 0});
        break;
    case ICON_MORE:
        lines(cr, 0.28, 2, (const double[]){-0.7, 0, 0.7, 0});
        lines(cr, 0.28, 2, (const double[]){0, -0.7, 0, 0.7});
        break;
    case ICON_DOWN:
        lines(cr, 0.3, 3, (const double[]){-0.7, -0.35, 0, 0.4, 0.7, -0.35});
        break;
    case ICON_TICK:
        lines(cr, 0.3, 3, (const double[]){-0.75, 0.05, -0.2, 0.6, 0.8, -0.6});
        break;
    case ICON_DOTS:
        dot(cr, -0.7, 0, 0.2);
        dot(cr, 0, 0, 0.2);
        dot(cr, 0.7, 0, 0.2);
        break;
    case ICON_WARNING:
        lines(cr, 0.24, 4, (const double[]){0, -0.75, 0.85, 0.72, -0.85, 0.72, 0, -0.75});
        lines(cr, 0.24, 2, (const double[]){0, -0.2, 0, 0.15});
        dot(cr, 0, 0.48, 0.14);
        break;
    case ICON_DICE:
        dice(cr);
        break;
    case ICON_QUESTION:
        question(cr);
        break;
    default:
        break;
    }
}

static void solid(cairo_t *cr, IconName name)
{
    switch (name) {
    case ICON_PLAY:
        triangle(cr, -0.65, 0.85);
        break;
    case ICON_PAUSE:
        bar(cr, -0.7, 0.5);
        bar(cr, 0.2, 0.5);
        break;
    case ICON_STEP:
        bar(cr, -0.85, 0.34);
        triangle(cr, -0.3, 0.9);
        break;
    case ICON_STEP_BACK:
        bar(cr, 0.51, 0.34);
        triangle(cr, 0.3, -0.9);
        break;
    case ICON_PHASE:
        triangle(cr, -0.85, 0.05);
        dot(cr, 0.4, 0, 0.15);
        dot(cr, 0.85, 0, 0.15);
        break;
    case ICON_REWIND:
        bar(cr, -0.9, 0.28);
        triangle(cr, 0.15, -0.55);
        triangle(cr, 0.9, 0.2);
        break;
    default:
        break;
    }
}

void icon_draw(const Paper *paper, IconName name, double x, double y, double size, Colour colour)
{
    assert(name < ICON_COUNT);
    cairo_t *cr = paper->cr;
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, size / 2, size / 2);
    cairo_new_path(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    paper_colour(paper, colour, 1);
    sign(cr, name);
    solid(cr, name);
    cairo_fill(cr);
    cairo_restore(cr);
}
