/* What every drawing function draws on: a cairo context in logical units, with the colours and faces to use.
 *
 * One logical unit is a pixel of a 1280 x 720 window; the caller has scaled the context, so that a drawing function
 * gives its sizes as plain numbers (text 13, a line 1.5) and never multiplies by a scale. */
#pragma once
#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>

#include "draw/fonts.h"
#include "draw/theme.h"

typedef struct Rect {
    double x, y, width, height;
} Rect;

typedef struct TextLog TextLog; /* draw/text.h */

typedef struct Paper {
    cairo_t *cr;
    const Theme *theme;
    const Fonts *fonts;
    TextLog *log; /* NULL, or where the box of every text is written down */
} Paper;

/* Pixels of the target to one logical unit. */
double paper_scale(const Paper *paper);

/* The width of a line of data: `width`, but never thinner than the theme wants its lines. */
double paper_line_width(const Paper *paper, double width);

/* True when the target has pixels (an image), false when it is made of shapes (SVG, PDF). */
bool paper_has_pixels(const Paper *paper);

/* Makes `colour` the source, `alpha` 0 .. 1 of it. */
void paper_colour(const Paper *paper, Colour colour, double alpha);

/* Adds a rectangle with round corners to the path. */
void paper_round_rect(const Paper *paper, Rect rect, double radius);

/* Fills a rectangle with rounded corners, and draws its edge, a solid line of that width (units) and colour. */
void paper_plate(const Paper *paper, Rect place, double radius, Colour ground, double width, Colour edge);

/* Fills a rectangle. */
void paper_fill(const Paper *paper, Rect rect, Colour colour, double alpha);

/* A sharp line of `width` (at least one pixel, moved onto whole pixels), along x or along y. */
void paper_horizontal(const Paper *paper, double from, double to, double y, double width, Colour colour);
void paper_vertical(const Paper *paper, double x, double from, double to, double width, Colour colour);

/* Nothing is drawn outside `rect` until paper_unclip. */
void paper_clip(const Paper *paper, Rect rect);
void paper_unclip(const Paper *paper);

/* `rect` with its edges moved inwards. */
Rect paper_inset(Rect rect, double left, double top, double right, double bottom);

/* True when the point lies in `rect` (left and top edges belong to it, the others do not). */
bool paper_contains(Rect rect, double x, double y);
