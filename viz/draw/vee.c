#include "draw/vee.h"

#include <math.h>
#include <stdint.h>

#include "draw/legend.h"
#include "draw/marker.h"

static const double reach = 12;

enum { VEE_DOTS = 128 };

static bool is_drawn(double value)
{
    return value > 0 && isfinite(value);
}

Plot vee_plot(Rect area, const Vee *vee)
{
    AxisRange x = {0, 0}, y = {0, 0};
    double low[2] = {HUGE_VAL, HUGE_VAL}, high[2] = {0, 0};
    for (size_t i = 0; i < vee->count; i++) {
        if (!is_drawn(vee->error[i]) || !is_drawn(vee->step[i]))
            continue;
        low[0] = fmin(low[0], vee->step[i]);
        high[0] = fmax(high[0], vee->step[i]);
        low[1] = fmin(low[1], vee->error[i]);
        high[1] = fmax(high[1], vee->error[i]);
    }
    if (is_drawn(vee->bar))
        low[1] = fmin(low[1], vee->bar);
    x = axis_follow_logarithmic(x, is_drawn(low[0]) ? low[0] : 1e-12, high[0] > 0 ? high[0] : 1);
    y = axis_follow_logarithmic(y, is_drawn(low[1]) ? low[1] : 1e-12, high[1] > 0 ? high[1] : 1);
    Plot plot = plot_in(area, x, y, true);
    plot.x.logarithmic = true;
    return plot;
}

/* A curve with gaps where nothing is to be drawn. */
static void curve(const Paper *paper, const Plot *plot, size_t n, const double x[], const double y[],
                  PlotDash dash, double width, Colour colour)
{
    bool pen = false;
    cairo_save(paper->cr);
    cairo_rectangle(paper->cr, plot->area.x, plot->area.y, plot->area.width, plot->area.height);
    cairo_clip(paper->cr);
    for (size_t i = 0; i < n; i++) {
        bool drawn = is_drawn(x[i]) && is_drawn(y[i]);
        if (drawn && pen)
            cairo_line_to(paper->cr, axis_place(plot->x, x[i]), axis_place(plot->y, y[i]));
        else if (drawn)
            cairo_move_to(paper->cr, axis_place(plot->x, x[i]), axis_place(plot->y, y[i]));
        pen = drawn;
    }
    plot_dash(paper, dash, width);
    cairo_set_line_width(paper->cr, width);
    cairo_set_line_join(paper->cr, CAIRO_LINE_JOIN_ROUND);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
    cairo_restore(paper->cr);
}

/* The step that was taken, and the error bar there. */
static void draw_choice(const Paper *paper, const Plot *plot, const Vee *vee)
{
    double x = axis_place(plot->x, vee->chosen);
    plot_level(paper, plot, vee->bar, PLOT_DASH_DOT, 1.5, paper->theme->forward);
    if (is_drawn(vee->chosen) && x >= plot->area.x && x <= plot->area.x + plot->area.width)
        paper_vertical(paper, x, plot->area.y, plot->area.y + plot->area.height, 1.5, paper->theme->forward);
}

/* Lines at powers of ten, every few of them labelled. */
static void draw_grid(const Paper *paper, const Plot *plot, const char *name)
{
    const Theme *theme = paper->theme;
    const Rect area = plot->area;
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, theme->muted};
    const double bottom = area.y + area.height, row = bottom + PLOT_BELOW - 10;
    for (int upright = 0; upright < 2; upright++) {
        Axis axis = upright ? plot->y : plot->x;
        int first = (int)lround(log10(axis.low)), last = (int)lround(log10(axis.high));
        double least = upright ? 18 : 40, apart = fabs(axis.to - axis.from) / (last - first);
        int every = (int)fmax(1, ceil(least / apart));
        for (int power = first; power <= last; power++) {
            if ((last - power) % every != 0)
                continue;
            char label[24];
            double place = axis_place(axis, pow(10, power));
            axis_power_label(power, sizeof label, label);
            if (upright) {
                paper_horizontal(paper, area.x, area.x + area.width, place, 1, theme->grid);
                text_draw(paper, style, area.x - 7, place, TEXT_RIGHT, label);
            } else {
                double half = text_width(paper, style, label) / 2;
                paper_vertical(paper, place, area.y, bottom, 1, theme->grid);
                if (place - half > area.x + 8)
                    text_draw(paper, style, place, row, TEXT_CENTRE, label);
            }
        }
    }
    text_draw(paper, style, area.x + 2, row, TEXT_RIGHT, name);
}

/* What the lines are, from left to right at the upper edge as far as there is room. */
static void draw_names(const Paper *paper, const Plot *plot, const VeeWords *words)
{
    const Theme *theme = paper->theme;
    LegendEntry entries[] = {{LEGEND_LINE, theme->text, theme->text, PLOT_SOLID, 1.5, words->error},
                             {LEGEND_LINE, theme->validation, theme->text, PLOT_DASHED, 1.5, words->noise},
                             {LEGEND_LINE, theme->forward, theme->text, PLOT_DASH_DOT, 1.5, words->bar}};
    legend_draw(paper,
                (Rect){plot->area.x - PLOT_LEFT, plot->area.y - VEE_ABOVE, plot->area.width + PLOT_LEFT,
                       VEE_ABOVE - 6},
                3, entries);
}

void vee_draw(const Paper *paper, const Plot *plot, const Vee *vee, const VeeWords *words)
{
    const Theme *theme = paper->theme;
    double x[VEE_DOTS], y[VEE_DOTS];
    size_t dots = 0;
    draw_grid(paper, plot, words->step);
    draw_names(paper, plot, words);
    draw_choice(paper, plot, vee);
    curve(paper, plot, vee->count, vee->step, vee->noise, PLOT_DASHED, 1.5, theme->validation);
    curve(paper, plot, vee->count, vee->step, vee->error, PLOT_SOLID, 1.5, theme->text);
    for (size_t i = 0; i < vee->count && dots < VEE_DOTS; i++) {
        if (!is_drawn(vee->error[i]))
            continue;
        x[dots] = axis_place(plot->x, vee->step[i]);
        y[dots++] = axis_place(plot->y, vee->error[i]);
    }
    marker_draw(paper, (MarkerStyle){MARKER_CIRCLE, 4, theme->text, 1, false, theme->panel}, dots, x, y);
}

size_t vee_at(const Plot *plot, const Vee *vee, double x)
{
    size_t found = SIZE_MAX;
    double nearest = reach;
    for (size_t i = 0; i < vee->count; i++) {
        double away = fabs(axis_place(plot->x, vee->step[i]) - x);
        if (is_drawn(vee->error[i]) && away < nearest) {
            nearest = away;
            found = i;
        }
    }
    return found;
}
