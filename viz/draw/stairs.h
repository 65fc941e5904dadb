/* A curve that goes in steps: an error rate against the threshold. */
#pragma once
#include "draw/line.h"

/* Draws, clipped to the plot's area, y[i] from x[i] to x[i + 1], and the last one to the end of the axis. x never
 * falls. */
void stairs_draw(const Paper *paper, const Plot *plot, size_t count, const float x[], const float y[],
                 LineStyle style);

/* y at a place on the x axis; NaN before the first. */
double stairs_value(size_t count, const float x[], const float y[], double at);
