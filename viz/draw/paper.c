#include "draw/paper.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

double paper_scale(const Paper *paper)
{
    cairo_matrix_t matrix;
    cairo_get_matrix(paper->cr, &matrix);
    return hypot(matrix.xx, matrix.yx);
}

double paper_line_width(const Paper *paper, double width)
{
    return fmax(width, paper->theme->least_line / paper_scale(paper));
}

bool paper_has_pixels(const Paper *paper)
{
    return cairo_surface_get_type(cairo_get_group_target(paper->cr)) == CAIRO_SURFACE_TYPE_IMAGE;
}

void paper_colour(const Paper *paper, Colour colour, double alpha)
{
    cairo_set_source_rgba(paper->cr, colour.red, colour.green, colour.blue, alpha);
}

void paper_round_rect(const Paper *paper, Rect rect, double radius)
{
    double left = rect.x + radius, right = rect.x + rect.width - radius;
    double top = rect.y + radius, bottom = rect.y + rect.height - radius;
    cairo_new_sub_path(paper->cr);
    cairo_arc(paper->cr, right, top, radius, -pi / 2, 0);
    cairo_arc(paper->cr, right, bottom, radius, 0, pi / 2);
    cairo_arc(paper->cr, left, bottom, radius, pi / 2, pi);
    cairo_arc(paper->cr, left, top, radius, pi, 3 * pi / 2);
    cairo_close_path(paper->cr);
}

void paper_plate(const Paper *paper, Rect place, double radius, Colour ground, double width, Colour edge)
{
    paper_round_rect(paper, place, radius);
    paper_colour(paper, ground, 1);
    cairo_fill_preserve(paper->cr);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, width);
    paper_colour(paper, edge, 1);
    cairo_stroke(paper->cr);
}

void paper_fill(const Paper *paper, Rect rect, Colour colour, double alpha)
{
    cairo_rectangle(paper->cr, rect.x, rect.y, rect.width, rect.height);
    paper_colour(paper, colour, alpha);
    cairo_fill(paper->cr);
}

/* Moves a line of `*width` centred on the device coordinate `*middle` onto whole pixels. */
static void snap(double *middle, double *width)
{
    *width = fmax(1, round(*width));
    *middle = round(*middle - *width / 2) + *width / 2;
}

/* A sharp line between two points that share x or y. */
static void straight(const Paper *paper, double x1, double y1, double x2, double y2, double width,
                     Colour colour)
{
    width *= paper_scale(paper);
    cairo_user_to_device(paper->cr, &x1, &y1);
    cairo_user_to_device(paper->cr, &x2, &y2);
    if (y1 == y2) {
        snap(&y1, &width);
        y2 = y1;
    } else {
        snap(&x1, &width);
        x2 = x1;
    }
    cairo_save(paper->cr);
    cairo_identity_matrix(paper->cr);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_width(paper->cr, width);
    cairo_move_to(paper->cr, x1, y1);
    cairo_line_to(paper->cr, x2, y2);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
    cairo_restore(paper->cr);
}

void paper_horizontal(const Paper *paper, double from, double to, double y, double width, Colour colour)
{
    straight(paper, from, y, to, y, width, colour);
}

void paper_vertical(const Paper *paper, double x, double from, double to, double width, Colour colour)
{
    straight(paper, x, from, x, to, width, colour);
}

void paper_clip(const Paper *paper, Rect rect)
{
    cairo_save(paper->cr);
    cairo_rectangle(paper->cr, rect.x, rect.y, rect.width, rect.height);
    cairo_clip(paper->cr);
}

void paper_unclip(const Paper *paper)
{
    cairo_restore(paper->cr);
}

Rect paper_inset(Rect rect, double left, double top, double right, double bottom)
{
    return (Rect){rect.x + left, rect.y + top, fmax(0, rect.width - left - right),
                  fmax(0, rect.height - top - bottom)};
}

bool paper_contains(Rect rect, double x, double y)
{
    return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}
