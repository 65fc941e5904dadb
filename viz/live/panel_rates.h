/* FAR and FRR, the shares of forged pairs accepted and of genuine pairs rejected, against the threshold; below them,
 * on the same axis, a dot for every pair held out, so that what is counted can be seen and pointed at. The threshold
 * can be dragged. */
#pragma once
#include "live/panels.h"

bool panel_rates_draw(const Paper *paper, PanelPlaces places, PanelInput input);
void panel_rates_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);
size_t panel_rates_pair_at(PanelPlaces places, PanelInput input, double x, double y);
PanelReply panel_rates_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer);
/* To move the threshold without a mouse, and to let go of it. */
void panel_rates_widgets(const Paper *paper, PanelPlaces places, PanelInput input, WidgetList *list);
uint64_t panel_rates_inputs(const Snapshot *snapshot, const View *view);
