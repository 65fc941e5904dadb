/* The computation graph of the chosen pair: x -> shared steps -> embeddings -> cosine -> loss, with what flows forward
 * above the edges and the gradients below, and at every W what came back along the two branches and its sum. */
#pragma once
#include "live/panels.h"

bool panel_graph_draw(const Paper *paper, PanelPlaces places, PanelInput input);
void panel_graph_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);
/* A press chooses the box that the lines below the graph speak of, or pins the parameter whose cell it hits; the wheel (and the arrow keys, which are one) goes
 * from box to box in the order of reading. */
PanelReply panel_graph_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer);
uint64_t panel_graph_inputs(const Snapshot *snapshot, const View *view);
