/* The lengths of the embeddings over the epochs, as a strip under the angles: why a run that goes on turns its pairs
 * less and less. */
#pragma once
#include "draw/plot.h"
#include "live/panels.h"

/* The plot in `area` over the time axis `x`: from 0 to somewhat above the longest embedding there was. */
Plot norms_plot(Rect area, AxisRange x, const SnapshotNorms *norms);

/* Draws mean and range, with a caption. False when memory is refused. */
bool norms_draw(const Paper *paper, const Plot *plot, const SnapshotNorms *norms);

/* The lengths at the epoch under the mouse, in words; false when there are none. */
enum { NORMS_WORDS = 120 };
bool norms_words(const Plot *plot, const SnapshotNorms *norms, double x, char words[static NORMS_WORDS]);
