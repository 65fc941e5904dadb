/* The status bar at the top (how the run goes) and the bar at the bottom (what that means, in words). */
#pragma once
#include "draw/paper.h"
#include "live/layout.h"
#include "live/snapshot.h"

/* Draws run or pause, the counters in the order of their importance as far as there is room. */
void bars_draw_status(const Paper *paper, const Layout *layout, const Snapshot *snapshot);

/* Draws as many of the sentences as have room, as large as lets them fit. */
void bars_draw_sentence(const Paper *paper, const Layout *layout, const Snapshot *snapshot);

/* Tells the trouble that stopped the run, in the banner's place. */
void bars_draw_banner(const Paper *paper, const Layout *layout, const Snapshot *snapshot);
