#include "draw/graph.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double lane = 3; /* from the middle of a way to each of its lines */

Colour graph_colour(const Theme *theme, GraphFlow flow)
{
    return flow == GRAPH_FORWARD    ? theme->forward
           : flow == GRAPH_BACKWARD ? theme->backward
                                    : theme->validation;
}

TextStyle graph_number_style(const Paper *paper, GraphFlow flow, double size)
{
    const Theme *theme = paper->theme;
    /* The greens and purples of lines are too pale for letters. */
    Colour colour = flow == GRAPH_BACKWARD ? theme->backward_text
                                           : theme_mix(graph_colour(theme, flow), theme->text, 0.4);
    return (TextStyle){size, TEXT_REGULAR, colour};
}

/* ---- boxes ---- */

static void frame(const Paper *paper, Rect place, double radius, double width, Colour colour)
{
    paper_round_rect(paper, place, radius);
    cairo_set_line_width(paper->cr, width);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
}

void graph_draw_box(const Paper *paper, GraphBox box)
{
    const Theme *theme = paper->theme;
    const double radius = box.form == GRAPH_SIGNAL ? box.place.height / 2 : 4;
    const Colour light = graph_colour(theme, box.flow);
    const bool lit = box.glow > 0;
    cairo_save(paper->cr);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    if (lit) { /* light that fades outwards */
        for (int ring = 3; ring > 0; ring--) {
            double out = 2.0 * ring;
            paper_round_rect(paper, paper_inset(box.place, -out, -out, -out, -out), radius + out);
            paper_colour(paper, light, 0.16 * box.glow);
            cairo_fill(paper->cr);
        }
    }
    Colour ground = box.form == GRAPH_STORE ? theme->window : theme_mix(theme->panel, theme->border, 0.45);
    paper_round_rect(paper, box.place, radius);
    paper_colour(paper, lit ? theme_mix(ground, light, 0.35 * box.glow) : ground, 1);
    cairo_fill(paper->cr);
    if (!box.exists && !lit) {
        const double dashes[] = {3, 3};
        cairo_set_dash(paper->cr, dashes, 2, 0);
    }
    Colour line = lit ? light : box.exists ? theme->axis : theme->border;
    frame(paper, box.place, radius, lit ? 2 : 1, box.chosen ? theme->text : line);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    if (box.form == GRAPH_STORE)
        frame(paper, paper_inset(box.place, 2.5, 2.5, 2.5, 2.5), 2, 0.75,
              box.exists ? theme->axis : theme->border);
    if (box.chosen)
        frame(paper, paper_inset(box.place, -2, -2, -2, -2), radius + 2, 2, theme->text);
    cairo_restore(paper->cr);
    if (box.label)
        text_fit(paper,
                 (TextStyle){box.text_size, TEXT_REGULAR, box.exists || lit ? theme->text : theme->muted},
                 paper_inset(box.place, 2, 0, 2, 0), TEXT_CENTRE, box.label);
}

/* ---- ways ---- */

/* Moves every point of the way to its left by `by` (to its right: negative), so that the pieces stay parallel. */
static void shift(const GraphWay *way, double by, double x[GRAPH_POINTS_MAX], double y[GRAPH_POINTS_MAX])
{
    double left_x[GRAPH_POINTS_MAX], left_y[GRAPH_POINTS_MAX];
    const size_t pieces = way->count - 1;
    for (size_t i = 0; i < pieces; i++) {
        double dx = way->x[i + 1] - way->x[i], dy = way->y[i + 1] - way->y[i];
        double length = fmax(hypot(dx, dy), 1e-9);
        left_x[i] = dy / length; /* y grows downwards: the left of (1, 0) is (0, -1) */
        left_y[i] = -dx / length;
    }
    for (size_t i = 0; i < way->count; i++) {
        size_t before = i > 0 ? i - 1 : 0, after = i < pieces ? i : pieces - 1;
        double sum_x = left_x[before] + left_x[after], sum_y = left_y[before] + left_y[after];
        double scale = 2 / fmax(sum_x * sum_x + sum_y * sum_y, 1); /* of a right angle: onto the diagonal */
        x[i] = way->x[i] + by * sum_x * scale;
        y[i] = way->y[i] + by * sum_y * scale;
    }
}

/* Draws the pieces with an arrowhead at the last point. */
static void draw_lane(const Paper *paper, size_t count, const double x[], const double y[], double width,
                      Colour colour)
{
    const size_t last = count - 1;
    double dx = x[last] - x[last - 1], dy = y[last] - y[last - 1], length = hypot(dx, dy);
    const double head = fmin(3 + 2 * width, length);
    if (!(length > 0))
        return;
    dx /= length;
    dy /= length;
    const double neck_x = x[last] - head * dx, neck_y = y[last] - head * dy;
    cairo_set_line_width(paper->cr, width);
    paper_colour(paper, colour, 1);
    cairo_move_to(paper->cr, x[0], y[0]);
    for (size_t i = 1; i < last; i++)
        cairo_line_to(paper->cr, x[i], y[i]);
    cairo_line_to(paper->cr, neck_x, neck_y);
    cairo_stroke(paper->cr);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    const double half = 0.45 * head;
    cairo_move_to(paper->cr, x[last], y[last]);
    cairo_line_to(paper->cr, neck_x - half * dy, neck_y + half * dx);
    cairo_line_to(paper->cr, neck_x + half * dy, neck_y - half * dx);
    cairo_close_path(paper->cr);
    cairo_fill(paper->cr);
}

void graph_draw_way(const Paper *paper, const GraphWay *way)
{
    const Theme *theme = paper->theme;
    double x[GRAPH_POINTS_MAX], y[GRAPH_POINTS_MAX], back_x[GRAPH_POINTS_MAX], back_y[GRAPH_POINTS_MAX];
    cairo_save(paper->cr);
    cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(paper->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    if (!way->forward) {
        const double dashes[] = {3, 3};
        cairo_set_dash(paper->cr, dashes, 2, 0);
    }
    shift(way, lane, x, y);
    draw_lane(paper, way->count, x, y, way->forward_lit ? 2 * way->width : way->width,
              way->forward ? theme->forward : theme->border);
    if (way->backward) {
        shift(way, -lane, x, y);
        for (size_t i = 0; i < way->count; i++) {
            back_x[i] = x[way->count - 1 - i];
            back_y[i] = y[way->count - 1 - i];
        }
        cairo_set_dash(paper->cr, NULL, 0, 0);
        draw_lane(paper, way->count, back_x, back_y, way->backward_lit ? 2 * way->width : way->width,
                  theme->backward);
    }
    cairo_restore(paper->cr);
}

/* ---- numbers ---- */

void graph_draw_number(const Paper *paper, GraphFlow flow, double size, double x, double y, TextAlign align,
                       const char *text)
{
    text_draw(paper, graph_number_style(paper, flow, size), x, y, align, text);
}

void graph_write_number(double value, char text[static GRAPH_NUMBER_SIZE])
{
    double size = fabs(value);
    if (!(size > 0) && !isnan(value)) {
        snprintf(text, GRAPH_NUMBER_SIZE, "0"); /* a zero has no sign here */
    } else if (!isfinite(value)) {
        snprintf(text, GRAPH_NUMBER_SIZE, "%s", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
    } else if (size < 0.000995 || size >= 99995) {
        /* "2.1e-05" has two characters that say nothing. */
        char long_form[GRAPH_NUMBER_SIZE];
        snprintf(long_form, sizeof long_form, "%.1e", value);
        char *exponent = strchr(long_form, 'e');
        snprintf(text, GRAPH_NUMBER_SIZE, "%.*se%d", (int)(exponent - long_form), long_form,
                 (int)strtol(exponent + 1, NULL, 10));
    } else {
        int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : 4;
        snprintf(text, GRAPH_NUMBER_SIZE, "%.*f", decimals, value);
    }
    if (text[0] == '-') { /* the sign as a letter of its own: U+2212, as long as a plus */
        char rest[GRAPH_NUMBER_SIZE];
        snprintf(rest, sizeof rest, "%s", text + 1);
        snprintf(text, GRAPH_NUMBER_SIZE, "\xe2\x88\x92%.12s", rest);
    }
}
