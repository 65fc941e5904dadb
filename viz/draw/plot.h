/* The ground of a plot: grid, ticks and their labels, lines across it. */
#pragma once
#include "draw/axis.h"
#include "draw/paper.h"
#include "draw/text.h"

typedef struct Plot {
    Rect area; /* where values are drawn; labels stand outside it */
    Axis x, y;
} Plot;

/* Text of a tick, and the room labels need outside the area (logical units). */
enum { PLOT_TEXT = 12, PLOT_BELOW = 22, PLOT_LEFT = 44 };

/* The axes of `area` for these ranges: x to the right, y upwards. */
Plot plot_in(Rect area, AxisRange x, AxisRange y, bool logarithmic_y);

/* Grid lines across the area at the ticks of y, each with its label and `unit` (such as the degree sign) to the left
 * of the area. */
void plot_grid_y(const Paper *paper, const Plot *plot, const Ticks *ticks, const char *unit);

/* Grid lines at the ticks of x with labels under the area; a label that would touch its neighbour is left out. `name`
 * of the axis stands before the first label, under those of the vertical axis. */
void plot_grid_x(const Paper *paper, const Plot *plot, const Ticks *ticks, const char *unit,
                 const char *name);

/* How many ticks the length of an axis has room for: one label every `spacing` units, 2 .. AXIS_TICKS - 1. */
size_t plot_ticks_wanted(double length, double spacing);

/* A dashed line's dash and gap, in widths of the line. */
enum { PLOT_DASH_ON = 6, PLOT_DASH_OFF = 3 };

typedef enum PlotDash { PLOT_SOLID, PLOT_DASHED, PLOT_DASH_DOT } PlotDash;

/* Sets the dashes of the lines stroked next; `width` scales them. */
void plot_dash(const Paper *paper, PlotDash dash, double width);

/* A line right across the area at a value of y; nothing when the value is outside the axis or not finite. */
void plot_level(const Paper *paper, const Plot *plot, double value, PlotDash dash, double width,
                Colour colour);
