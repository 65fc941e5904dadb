/* How many values fall where, drawn along an axis that another plot uses too. */
#pragma once
#include "draw/plot.h"

/* Counts n values into bins of equal width over low .. high (high itself belongs to the last bin); values outside
 * and NaN are counted nowhere. Returns the number counted. */
size_t histogram_count(size_t n, const float values[], double low, double high, size_t bins,
                       size_t counts[static bins]);

typedef struct HistogramStyle {
    Colour colour;
    PlotDash dash; /* of the outline */
} HistogramStyle;

/* Draws the counts as one outlined shape: along `along` (the axis that low .. high were measured on, vertical), bars
 * growing from x = base to the right, `length` long for a count of `full`. */
void histogram_draw(const Paper *paper, Axis along, double low, double high, size_t bins,
                    const size_t counts[static bins], double base, double length, size_t full,
                    HistogramStyle style);
