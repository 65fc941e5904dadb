/* The run before this one, faintly: what was different, was it better? */
#pragma once
#include "draw/plot.h"
#include "live/snapshot.h"

/* Draws, over the axes of the angles, the band from the smallest to the largest angle of each class and its mean.
 * False when memory is refused. */
bool ghost_draw_angles(const Paper *paper, const Plot *plot, const SnapshotGhost *ghost);

/* Draws its losses. False when memory is refused. */
bool ghost_draw_losses(const Paper *paper, const Plot *plot, const SnapshotGhost *ghost);
