/* Many small marks at once: a circle for a genuine pair, a triangle for a forged one. */
#pragma once
#include "draw/paper.h"

typedef enum MarkerShape { MARKER_CIRCLE, MARKER_TRIANGLE } MarkerShape;

typedef struct MarkerStyle {
    MarkerShape shape;
    double size; /* diameter of the circle; the triangle is made to look as large */
    Colour colour;
    double alpha;
    bool hollow; /* an outline, filled with `ground` */
    Colour ground;
} MarkerStyle;

/* Draws a mark at each of the n points (those that are not finite are left out). All circles are one stroke of
 * round dots (thirty times faster than as many arcs), all triangles one path; so marks of one call do not darken
 * where they overlap. Hollow ones are drawn one after the other, each whole. */
void marker_draw(const Paper *paper, MarkerStyle style, size_t n, const double x[], const double y[]);

/* Draws one mark. */
void marker_draw_one(const Paper *paper, MarkerStyle style, double x, double y);
