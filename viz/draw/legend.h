/* What the marks and lines of a plot mean, in one row. */
#pragma once
#include "draw/marker.h"
#include "draw/plot.h"

typedef enum LegendSign { LEGEND_CIRCLE, LEGEND_TRIANGLE, LEGEND_RING, LEGEND_LINE, LEGEND_BAND } LegendSign;

typedef struct LegendEntry {
    LegendSign sign;
    Colour colour;      /* of the sign */
    Colour text_colour; /* of the words */
    PlotDash dash;      /* of a line */
    double width;       /* of a line */
    const char *text;
} LegendEntry;

/* Draws as many of the entries as `room` is wide for, from the first on, ending at its right edge. An entry is drawn
 * whole or not at all. Returns how many were drawn. */
size_t legend_draw(const Paper *paper, Rect room, size_t count, const LegendEntry entries[static count]);

/* The width the first `count` entries need. */
double legend_width(const Paper *paper, size_t count, const LegendEntry entries[static count]);
