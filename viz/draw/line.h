/* One curve over 0, 1, 2 ...: as many points as it may have, its cost is that of its width in pixels, and no extreme
 * is lost.
 *
 * Of the samples that fall into one pixel column the first, the lowest, the highest and the last are kept, in their
 * order; the line through them covers the same pixels as the line through all. */
#pragma once
#include "draw/plot.h"

typedef struct LineData {
    size_t count;
    const float *values;
    size_t stride; /* of sample k: values[k * stride]; sample k lies at x = first + k * step */
    double first, step;
    bool bridge_gaps; /* NaN: true, go on straight to the next number; false, leave a gap */
} LineData;

typedef struct LineStyle {
    double width;
    PlotDash dash;
    Colour colour;
    double alpha;
} LineStyle;

/* Adds the decimated curve to the context's path and returns the number of points added. Infinite values (and, on a
 * logarithmic axis, those <= 0) count as NaN. step >= 0. */
size_t line_path(const Paper *paper, const Plot *plot, LineData data);

/* Draws the curve, clipped to the plot's area. */
void line_draw(const Paper *paper, const Plot *plot, LineData data, LineStyle style);
