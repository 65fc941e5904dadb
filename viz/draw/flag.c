#include "draw/flag.h"

#include <math.h>
#include <stdint.h>

enum { ROWS = 3 };
static const double head = 4, beside = 6, first_row = 14, row_height = 15;

static bool is_shown(const Plot *plot, double x)
{
    return x >= plot->x.low && x <= plot->x.high;
}

static void draw_pole(const Paper *paper, const Plot *plot, double x, Colour colour)
{
    const double dots[] = {1.5, 3}, top = plot->area.y;
    cairo_save(paper->cr);
    cairo_new_path(paper->cr);
    cairo_set_dash(paper->cr, dots, 2, 0);
    cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_width(paper->cr, 1.5);
    cairo_move_to(paper->cr, x, top);
    cairo_line_to(paper->cr, x, top + plot->area.height);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
    cairo_move_to(paper->cr, x - head, top);
    cairo_line_to(paper->cr, x + head, top);
    cairo_line_to(paper->cr, x, top + 1.6 * head);
    cairo_close_path(paper->cr);
    cairo_fill(paper->cr);
    cairo_restore(paper->cr);
}

/* A label goes right of its flag, or left of it at the end of the area, in the first row where it has room. */
static void draw_label(const Paper *paper, const Plot *plot, Flag flag, double taken[static ROWS])
{
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, flag.text_colour};
    const double width = text_width(paper, style, flag.label), end = plot->area.x + plot->area.width;
    double x = axis_place(plot->x, flag.x) + beside;
    if (x + width > end)
        x -= 2 * beside + width;
    for (size_t row = 0; row < ROWS; row++) {
        if (x < taken[row])
            continue;
        text_draw_on_plate(paper, style, x, plot->area.y + first_row + (double)row * row_height, TEXT_LEFT,
                           flag.label, paper->theme->panel);
        taken[row] = x + width + beside;
        return;
    }
}

void flag_draw(const Paper *paper, const Plot *plot, size_t count, const Flag flags[])
{
    double taken[ROWS]; /* up to there each row has labels */
    for (size_t row = 0; row < ROWS; row++)
        taken[row] = plot->area.x;
    for (size_t i = 0; i < count; i++)
        if (is_shown(plot, flags[i].x))
            draw_pole(paper, plot, axis_place(plot->x, flags[i].x), flags[i].colour);
    for (size_t i = 0; i < count; i++)
        if (is_shown(plot, flags[i].x))
            draw_label(paper, plot, flags[i], taken);
}

size_t flag_at(const Plot *plot, size_t count, const Flag flags[], double x, double y, double reach)
{
    size_t found = SIZE_MAX;
    double least = reach;
    if (!paper_contains(plot->area, x, y))
        return found;
    for (size_t i = 0; i < count; i++) {
        double away = fabs(axis_place(plot->x, flags[i].x) - x);
        if (!is_shown(plot, flags[i].x) || away > least)
            continue;
        least = away;
        found = i;
    }
    return found;
}
