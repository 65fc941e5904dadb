/* The angle of every watched pair over the epochs, and where they all stand now.
 *
 * The vertical axis is fixed at 0 .. 180 degrees, so that pictures of different runs compare; the same axis carries, at
 * the right, each pair's mark of today and the two histograms. Below, over the same epochs, the lengths of the
 * embeddings, where there is room. */
#pragma once
#include "live/panels.h"

bool panel_angles_draw(const Paper *paper, PanelPlaces places, PanelInput input);
void panel_angles_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);

/* The pair whose mark, or else whose line, is nearest to the point and within reach; SIZE_MAX when none is. */
size_t panel_angles_pair_at(PanelPlaces places, PanelInput input, double x, double y);

/* The threshold is dragged, the time axis zoomed and moved. */
PanelReply panel_angles_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer);

uint64_t panel_angles_inputs(const Snapshot *snapshot, const View *view);
