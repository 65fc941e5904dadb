/* What a plot does not reach: arrowheads at its upper and lower edge where a curve runs on outside, so that nothing is
 * hidden by the choice of an axis. */
#pragma once
#include "draw/line.h"

typedef struct BeyondCount {
    size_t above,
        below; /* samples that the x axis shows and the y axis does not; infinite ones too, NaN not */
} BeyondCount;

/* Counts them. On a logarithmic axis values of 0 and less lie below. */
BeyondCount beyond_count(const Plot *plot, LineData data);

/* Draws the arrowheads, one for all samples that lie close together. */
void beyond_draw(const Paper *paper, const Plot *plot, LineData data, Colour colour);
