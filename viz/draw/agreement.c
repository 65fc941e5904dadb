#include "draw/agreement.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/marker.h"
#include "draw/plot.h"

static const double band = 0.07; /* of half an axis: what is linear around zero */
static const double reach = 8;
static const double apart = 1.5; /* dots nearer to each other are drawn as one */

Agreement agreement_make(Rect area, size_t n, const AgreementPoint points[])
{
    double largest = 0, smallest = HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        const double sizes[] = {fabs(points[i].x), fabs(points[i].y)};
        for (int k = 0; k < 2 && isfinite(points[i].x) && isfinite(points[i].y); k++) {
            largest = fmax(largest, sizes[k]);
            smallest = sizes[k] > 0 ? fmin(smallest, sizes[k]) : smallest;
        }
    }
    if (!(largest > 0))
        return (Agreement){area, 1e-2, 1};
    double last = ceil(log10(largest) - 1e-9), first = floor(log10(smallest) + 1e-9);
    first = fmin(fmax(first, last - 9), last - 2);
    return (Agreement){area, pow(10, first), pow(10, last)};
}

/* -1 .. 1 */
static double share_of(const Agreement *a, double value)
{
    double size = fabs(value);
    double share = size <= a->low ? band * size / a->low
                                  : band + (1 - band) * log10(size / a->low) / log10(a->high / a->low);
    return copysign(share, value);
}

double agreement_place_x(const Agreement *a, double value)
{
    return a->area.x + a->area.width * (1 + share_of(a, value)) / 2;
}

double agreement_place_y(const Agreement *a, double value)
{
    return a->area.y + a->area.height * (1 - share_of(a, value)) / 2;
}

static void line(const Paper *paper, double x0, double y0, double x1, double y1, PlotDash dash, Colour colour)
{
    cairo_save(paper->cr);
    plot_dash(paper, dash, 1);
    cairo_set_line_width(paper->cr, 1);
    cairo_move_to(paper->cr, x0, y0);
    cairo_line_to(paper->cr, x1, y1);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
    cairo_restore(paper->cr);
}

/* "-10^power" when the sign is negative. */
static void write_power(int power, int sign, char label[static 32])
{
    char size[24];
    axis_power_label(power, sizeof size, size);
    snprintf(label, 32, "%s%s", sign < 0 ? "\xe2\x88\x92" : "", size);
}

/* A label at +-10^power below the area and beside it, where there is room; what is free shrinks towards zero. */
static void draw_labels(const Paper *paper, const Agreement *a, int power, double *free_x, double *free_y)
{
    const Rect area = a->area;
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    char label[32];
    double value = pow(10, power), x = agreement_place_x(a, value), y = agreement_place_y(a, value);
    write_power(power, -1, label);
    double half = text_width(paper, style, label) / 2;
    bool fits_x = x + half <= *free_x && x - half > area.x + area.width / 2 + 10;
    bool fits_y = y >= *free_y && y < area.y + area.height / 2 - 12;
    for (int sign = -1; sign <= 1; sign += 2) {
        write_power(power, sign, label);
        if (fits_x)
            text_draw(paper, style, agreement_place_x(a, sign * value), area.y + area.height + 12,
                      TEXT_CENTRE, label);
        if (fits_y)
            text_draw(paper, style, area.x - 7, agreement_place_y(a, sign * value), TEXT_RIGHT, label);
    }
    *free_x = fits_x ? x - half - 12 : *free_x;
    *free_y = fits_y ? y + 16 : *free_y;
}

/* Lines at powers of ten of either sign; the two diagonals. */
static void draw_grid(const Paper *paper, const Agreement *a)
{
    const Rect area = a->area;
    const Theme *theme = paper->theme;
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, theme->muted};
    int first = (int)lround(log10(a->low)), last = (int)lround(log10(a->high));
    double bottom = area.y + area.height, right = area.x + area.width, free_x = HUGE_VAL, free_y = -HUGE_VAL;
    for (int power = last; power >= first; power--) {
        for (int sign = -1; sign <= 1; sign += 2) {
            double value = sign * pow(10, power);
            paper_vertical(paper, agreement_place_x(a, value), area.y, bottom, 1, theme->grid);
            paper_horizontal(paper, area.x, right, agreement_place_y(a, value), 1, theme->grid);
        }
        draw_labels(paper, a, power, &free_x, &free_y);
    }
    text_draw(paper, style, area.x + area.width / 2, bottom + 12, TEXT_CENTRE, "0");
    text_draw(paper, style, area.x - 7, area.y + area.height / 2, TEXT_RIGHT, "0");
    paper_vertical(paper, area.x + area.width / 2, area.y, bottom, 1, theme->axis);
    paper_horizontal(paper, area.x, right, area.y + area.height / 2, 1, theme->axis);
    line(paper, area.x, bottom, right, area.y, PLOT_SOLID, theme->axis);
    line(paper, area.x, area.y, right, bottom, PLOT_DASHED, theme->grid);
}

static void draw_bars(const Paper *paper, const Agreement *a, size_t n, const AgreementPoint points[])
{
    cairo_new_path(paper->cr);
    for (size_t i = 0; i < n; i++) {
        const AgreementPoint *p = &points[i];
        if (!isfinite(p->x) || !isfinite(p->y) || !isfinite(p->bar))
            continue;
        double left = agreement_place_x(a, p->x - p->bar), right = agreement_place_x(a, p->x + p->bar);
        double y = agreement_place_y(a, p->y);
        if (right - left < 3)
            continue;
        cairo_move_to(paper->cr, fmax(left, a->area.x), y);
        cairo_line_to(paper->cr, fmin(right, a->area.x + a->area.width), y);
    }
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 1);
    paper_colour(paper, paper->theme->muted, 0.7);
    cairo_stroke(paper->cr);
}

static MarkerStyle style_of(const Paper *paper, CellsMark mark, size_t n)
{
    double size = n > 2000 ? 3.5 : n > 300 ? 4.5 : 6;
    return (MarkerStyle){.shape = mark == CELLS_WRONG ? MARKER_TRIANGLE : MARKER_CIRCLE,
                         .size = mark == CELLS_WRONG ? size + 2 : size,
                         .colour = cells_colour(paper->theme, mark),
                         .alpha = 0.8,
                         .hollow = mark == CELLS_UNSURE,
                         .ground = paper->theme->panel};
}

/* Which places, a little apart, have a dot already: of thousands on the diagonal most would lie on others. */
typedef struct Taken {
    size_t width, height;
    unsigned char *at;
} Taken;

static bool take(const Agreement *a, Taken *taken, double x, double y)
{
    double column = (x - a->area.x) / apart, row = (y - a->area.y) / apart;
    if (!(column >= 0 && row >= 0) || column >= (double)taken->width || row >= (double)taken->height)
        return isfinite(column + row);
    unsigned char *at = &taken->at[(size_t)row * taken->width + (size_t)column];
    bool was_free = *at == 0;
    *at = 1;
    return was_free;
}

/* Those of one mark, in pieces of one stroke each. */
static void draw_points(const Paper *paper, const Agreement *a, size_t n, const AgreementPoint points[],
                        CellsMark mark, Taken *taken)
{
    enum { PIECE = 64 };
    double x[PIECE], y[PIECE];
    size_t count = 0;
    memset(taken->at, 0, taken->width * taken->height);
    for (size_t i = 0; i < n; i++) {
        if (points[i].mark != mark)
            continue;
        x[count] = agreement_place_x(a, points[i].x);
        y[count] = agreement_place_y(a, points[i].y);
        count += take(a, taken, x[count], y[count]);
        if (count == PIECE) {
            marker_draw(paper, style_of(paper, mark, n), count, x, y);
            count = 0;
        }
    }
    marker_draw(paper, style_of(paper, mark, n), count, x, y);
}

bool agreement_draw(const Paper *paper, const Agreement *a, size_t n, const AgreementPoint points[],
                    size_t chosen, const char *name)
{
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    Taken taken = {(size_t)ceil(a->area.width / apart) + 1, (size_t)ceil(a->area.height / apart) + 1, NULL};
    taken.at = malloc(taken.width * taken.height);
    if (!taken.at)
        return false;
    draw_grid(paper, a);
    draw_bars(paper, a, n, points);
    const CellsMark order[] = {CELLS_RIGHT, CELLS_UNSURE, CELLS_WRONG};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        draw_points(paper, a, n, points, order[i], &taken);
    free(taken.at);
    text_fit(paper, style,
             (Rect){a->area.x - PLOT_LEFT, a->area.y - AGREEMENT_ABOVE, a->area.width + PLOT_LEFT,
                    AGREEMENT_ABOVE - 6},
             TEXT_RIGHT, name);
    if (chosen >= n || !isfinite(points[chosen].x) || !isfinite(points[chosen].y))
        return true;
    cairo_new_path(paper->cr);
    cairo_arc(paper->cr, agreement_place_x(a, points[chosen].x), agreement_place_y(a, points[chosen].y), 7, 0,
              7);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 1.5);
    paper_colour(paper, paper->theme->text, 1);
    cairo_stroke(paper->cr);
    return true;
}

size_t agreement_at(const Agreement *a, size_t n, const AgreementPoint points[], double x, double y)
{
    size_t found = SIZE_MAX;
    double nearest = reach;
    for (size_t i = 0; i < n; i++) {
        double away = hypot(agreement_place_x(a, points[i].x) - x, agreement_place_y(a, points[i].y) - y);
        if (points[i].mark != CELLS_UNKNOWN && away < nearest) {
            nearest = away;
            found = i;
        }
    }
    return found;
}
