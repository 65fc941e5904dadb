#include "draw/plot.h"

#include <math.h>
#include <stdio.h>

Plot plot_in(Rect area, AxisRange x, AxisRange y, bool logarithmic_y)
{
    return (Plot){
        .area = area,
        .x = {.low = x.low, .high = x.high, .from = area.x, .to = area.x + area.width},
        .y = {.low = y.low,
              .high = y.high,
              .from = area.y + area.height,
              .to = area.y,
              .logarithmic = logarithmic_y},
    };
}

static TextStyle label_style(const Paper *paper)
{
    return (TextStyle){PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
}

static void write_label(double value, double step, const char *unit, size_t size, char *label)
{
    char number[40];
    axis_label(value, step, sizeof number, number);
    snprintf(label, size, "%s%s", number, unit);
}

void plot_grid_y(const Paper *paper, const Plot *plot, const Ticks *ticks, const char *unit)
{
    const double right = plot->area.x + plot->area.width;
    for (size_t i = 0; i < ticks->count; i++) {
        char label[60];
        double y = axis_place(plot->y, ticks->values[i]);
        paper_horizontal(paper, plot->area.x, right, y, 1, paper->theme->grid);
        write_label(ticks->values[i], ticks->step, unit, sizeof label, label);
        text_draw(paper, label_style(paper), plot->area.x - 7, y, TEXT_RIGHT, label);
    }
}

void plot_grid_x(const Paper *paper, const Plot *plot, const Ticks *ticks, const char *unit, const char *name)
{
    const double bottom = plot->area.y + plot->area.height;
    const double row = bottom + PLOT_BELOW - 9, gap = 8;
    TextStyle style = label_style(paper);
    double free_from = plot->area.x - 9;
    if (ticks->count > 0) { /* clear of a first label that stands at the corner */
        char label[60];
        write_label(ticks->values[0], ticks->step, unit, sizeof label, label);
        double left = axis_place(plot->x, ticks->values[0]) - text_width(paper, style, label) / 2;
        free_from = fmin(free_from, left - 5);
    }
    text_draw(paper, style, free_from, row, TEXT_RIGHT, name);
    for (size_t i = 0; i < ticks->count; i++) {
        char label[60];
        double x = axis_place(plot->x, ticks->values[i]);
        paper_vertical(paper, x, plot->area.y, bottom, 1, paper->theme->grid);
        write_label(ticks->values[i], ticks->step, unit, sizeof label, label);
        double half = text_width(paper, style, label) / 2;
        if (x - half < free_from)
            continue;
        text_draw(paper, style, x, row, TEXT_CENTRE, label);
        free_from = x + half + gap;
    }
}

size_t plot_ticks_wanted(double length, double spacing)
{
    return (size_t)fmax(2, fmin(AXIS_TICKS - 1, floor(length / spacing) + 1));
}

void plot_dash(const Paper *paper, PlotDash dash, double width)
{
    const double w = fmax(1, width);
    const double dashed[] = {PLOT_DASH_ON * w, PLOT_DASH_OFF * w}, dash_dot[] = {9 * w, 3 * w, 2 * w, 3 * w};
    if (dash == PLOT_SOLID)
        cairo_set_dash(paper->cr, NULL, 0, 0);
    else if (dash == PLOT_DASHED)
        cairo_set_dash(paper->cr, dashed, 2, 0);
    else
        cairo_set_dash(paper->cr, dash_dot, 4, 0);
}

void plot_level(const Paper *paper, const Plot *plot, double value, PlotDash dash, double width,
                Colour colour)
{
    double y = axis_place(plot->y, value);
    if (!(value >= plot->y.low && value <= plot->y.high) || !isfinite(y))
        return;
    cairo_save(paper->cr);
    plot_dash(paper, dash, width);
    cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_width(paper->cr, paper_line_width(paper, width));
    cairo_move_to(paper->cr, plot->area.x, y);
    cairo_line_to(paper->cr, plot->area.x + plot->area.width, y);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
    cairo_restore(paper->cr);
}
