#include "draw/pull.h"

#include <math.h>

#include "draw/arrow.h"
#include "draw/line.h"

AxisRange pull_range(const PullData *data)
{
    double low = 0, high = 0;
    for (size_t i = 0; i < data->count; i++) {
        const double values[] = {data->own.samples[i], data->other.samples[i]};
        for (size_t k = 0; k < 2; k++) {
            if (!isfinite(values[k]))
                continue;
            low = fmin(low, values[k]);
            high = fmax(high, values[k]);
        }
    }
    return axis_follow((AxisRange){0}, low, high);
}

double pull_largest(const PullData *data)
{
    double largest = 0;
    for (size_t i = 0; i < data->count; i++)
        if (isfinite(data->own.samples[i]))
            largest = fmax(largest, fabsf(data->own.samples[i]));
    return largest;
}

Plot pull_plot(Rect room, const PullData *data)
{
    Rect area = paper_inset(room, PLOT_LEFT, 8, 18, PLOT_BELOW);
    return plot_in(area, (AxisRange){0, 180}, pull_range(data), false);
}

static void draw_curve(const Paper *paper, const Plot *plot, size_t count, PullCurve curve, double width,
                       double alpha)
{
    LineData data = {.count = count,
                     .values = curve.samples,
                     .stride = 1,
                     .step = 180 / (double)(count - 1),
                     .bridge_gaps = true};
    line_draw(paper, plot, data, (LineStyle){width, curve.dash, curve.colour, alpha});
}

/* The ball, and the arrow that shows which way along the axis it is pushed. */
static void draw_ball(const Paper *paper, const Plot *plot, const PullData *data)
{
    double x = axis_place(plot->x, data->degrees), y = axis_place(plot->y, data->pull);
    if (!isfinite(x) || !isfinite(y))
        return;
    double largest = pull_largest(data), length = largest > 0 ? 46 * data->pull / largest : 0;
    if (fabs(length) > 2)
        arrow_draw(paper, x, y, x + length + (length > 0 ? 8 : -8), y, 3, paper->theme->backward);
    MarkerStyle ball = {.shape = data->ball, .size = 15, .colour = paper->theme->panel, .alpha = 1};
    marker_draw_one(paper, ball, x, y);
    ball.size = 12;
    ball.colour = data->own.colour;
    marker_draw_one(paper, ball, x, y);
}

void pull_draw(const Paper *paper, Rect room, const PullData *data)
{
    Plot plot = pull_plot(room, data);
    const Rect area = plot.area;
    Ticks x = axis_ticks_every(0, 180, 30);
    Ticks y = axis_ticks(plot.y.low, plot.y.high, plot_ticks_wanted(area.height, 34), 0);
    TextStyle words = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    plot_grid_x(paper, &plot, &x, "\xc2\xb0", "");
    plot_grid_y(paper, &plot, &y, "");
    paper_horizontal(paper, area.x, area.x + area.width, axis_place(plot.y, 0), 1.5, paper->theme->axis);
    draw_curve(paper, &plot, data->count, data->other, 1.5, 0.55);
    draw_curve(paper, &plot, data->count, data->own, 2.5, 1);
    /* Both curves are zero at both ends, so the corners at the left are free. */
    const bool room_for_words = area.height >= 48;
    if (plot.y.high > 0 && room_for_words)
        text_draw_on_plate(paper, words, area.x + 6, area.y + 10, TEXT_LEFT, data->opens,
                           paper->theme->panel);
    if (plot.y.low < 0 && room_for_words)
        text_draw_on_plate(paper, words, area.x + 6, area.y + area.height - 10, TEXT_LEFT, data->closes,
                           paper->theme->panel);
    draw_ball(paper, &plot, data);
}
