/* The room between two curves over 0, 1, 2 ...: between which angles a class of pairs lay. */
#pragma once
#include "draw/plot.h"

/* Fills, clipped to the plot's area, from low[k] up to high[k] at x = k, k = 0 .. count - 1; of the points that share a
 * pixel column the lowest and the highest count, so that the cost is that of the width. Where either is not finite
 * there is a gap. The axes are not logarithmic. */
void band_draw(const Paper *paper, const Plot *plot, size_t count, const float low[], const float high[],
               Colour colour, double alpha);
