/* The directions of the embeddings of all watched signatures, in the plane in which they spread most: a disc, in which
 * a net that cannot tell writers apart is one spot. The chosen pair is joined by a line. */
#pragma once
#include "live/panels.h"

bool panel_embedding_draw(const Paper *paper, PanelPlaces places, PanelInput input);
void panel_embedding_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);

/* A pair of the signature at a point; of a signature of the chosen pair the next pair it belongs to, so that clicking
 * goes through them all. */
size_t panel_embedding_pair_at(PanelPlaces places, PanelInput input, double x, double y);

/* The wheel zooms about the mouse, a double click shows all. */
PanelReply panel_embedding_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer);

/* To choose the axes now, or to leave it to the epochs. */
void panel_embedding_widgets(const Paper *paper, PanelPlaces places, PanelInput input, WidgetList *list);
uint64_t panel_embedding_inputs(const Snapshot *snapshot, const View *view);
