/* Flags on the time axis of a plot: here the learning rate was changed, there the loss. */
#pragma once
#include "draw/plot.h"

typedef struct Flag {
    double x; /* on the plot's axis */
    Colour colour, text_colour;
    const char *label;
} Flag;

/* Draws each flag whose x the axis shows: a dotted line down the plot, a small head at its upper end, and its label
 * beside it, in up to three rows; a label for which no row has room is left out (the flag still shows that something is
 * there). Flags are in the order of x. */
void flag_draw(const Paper *paper, const Plot *plot, size_t count, const Flag flags[]);

/* The flag whose line is nearest to a point in the area and not further than `reach`; SIZE_MAX when there is none. Of
 * flags at the same place the last. */
size_t flag_at(const Plot *plot, size_t count, const Flag flags[], double x, double y, double reach);
