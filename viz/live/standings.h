/* Where every pair stands now, in the margin of a plot whose vertical axis is the angle: a mark for each pair, and a
 * histogram of each class along the same axis. */
#pragma once
#include "draw/axis.h"
#include "draw/paper.h"
#include "live/snapshot.h"

typedef struct Standings {
    Axis angle;
    Rect strip, histogram; /* a histogram of width 0: there is no room */
} Standings;

/* The width of the margin beside a plot that shares `width` with it. */
double standings_width(double width);

/* The margin in `room`, beside a plot with this axis; width as standings_width said for `width`. */
Standings standings_in(Rect room, double width, Axis angle);

/* Draws both. False when memory is refused. */
bool standings_draw(const Paper *paper, const Standings *standings, const Snapshot *snapshot);

/* Rings the mark of one pair; nothing when it has no angle. */
void standings_draw_ring(const Paper *paper, const Standings *standings, const Snapshot *snapshot,
                         size_t pair, Colour colour);

/* The pair whose mark is nearest to a point and within reach, SIZE_MAX when none is. */
size_t standings_pair_at(const Standings *standings, const Snapshot *snapshot, double x, double y);
