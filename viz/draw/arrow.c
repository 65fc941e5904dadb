#include "draw/arrow.h"

#include <math.h>

void arrow_draw(const Paper *paper, double x1, double y1, double x2, double y2, double width, Colour colour)
{
    double length = hypot(x2 - x1, y2 - y1);
    if (!(length > 0) || !isfinite(length))
        return;
    const double along_x = (x2 - x1) / length, along_y = (y2 - y1) / length;
    const double head = fmin(4 * width, length / 2), half = 0.5 * head;
    const double neck_x = x2 - head * along_x, neck_y = y2 - head * along_y;
    cairo_save(paper->cr);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_width(paper->cr, fmin(width, head / 2));
    paper_colour(paper, colour, 1);
    cairo_move_to(paper->cr, x1, y1);
    cairo_line_to(paper->cr, neck_x + 0.5 * along_x, neck_y + 0.5 * along_y); /* no seam below the head */
    cairo_stroke(paper->cr);
    cairo_move_to(paper->cr, x2, y2);
    cairo_line_to(paper->cr, neck_x - half * along_y, neck_y + half * along_x);
    cairo_line_to(paper->cr, neck_x + half * along_y, neck_y - half * along_x);
    cairo_close_path(paper->cr);
    cairo_fill(paper->cr);
    cairo_restore(paper->cr);
}
