/* Hundreds of curves over the same 0, 1, 2 ... in one colour: the angle of every pair over the epochs.
 *
 * Stroking 200 curves of 2000 points takes cairo a third of a second. Here each curve is a function of x, so its
 * line is known column by column: at a place x a line of width w covers the values the curve takes in x +- w/2 and a
 * little more, middle +- sqrt(E^2 + (w/2)^2) with E half the extent of those values (exact for a straight line, no
 * overshoot at a spike). The shares of the pixels so covered are gathered in a mask, finer than the pixels along x,
 * and the mask is painted once. Curves that have only grown are drawn on from where they ended. On SVG and PDF, where
 * there are no pixels, the curves are stroked. A single curve of thousands of points is drawn faster this way, too. */
#pragma once
#include <stdint.h>

#include "draw/line.h"

typedef struct BundleData {
    size_t curves, points; /* values[point * curves + curve]; point k lies at x = k; NaN leaves a gap ... */
    const float *values;
    size_t count;          /* of the curves to draw ... */
    const size_t *members; /* ... and which */
    bool bridge_gaps;      /* NaN: go straight on to the next number instead */
    uint64_t
        history; /* differs whenever more has changed since the last drawing than points added at the end */
} BundleData;

/* The mask of a drawing, kept for the next one. Zeros to begin with. */
typedef struct BundleMask {
    cairo_surface_t *mask;
    int left, top;     /* of its pixel 0, 0: device pixels */
    double mapping[4]; /* from points and values to strips and rows */
    LineStyle style;
    uint64_t history;
    size_t points, count;
    int column;        /* where the next drawing goes on: pixels right of `left` */
    float *dash_place; /* [count]: how far into its dash and gap each curve is there, pixels */
} BundleMask;

/* Draws the curves, clipped to the plot's area, one over the other with the style's alpha each. The gaps of
 * dashed lines are elsewhere in each. *kept (NULL: nothing is kept) is used where it still fits, and brought up to
 * date. False when memory is refused; nothing is drawn then. */
bool bundle_draw(const Paper *paper, const Plot *plot, BundleData data, LineStyle style, BundleMask *kept);

/* Frees what is kept. */
void bundle_forget(BundleMask *kept);
