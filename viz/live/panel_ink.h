/* The two signatures of the chosen pair, at one scale; stroke by stroke; beside them, when asked for, what the net sees. */
#pragma once
#include "live/panels.h"

bool panel_ink_draw(const Paper *paper, PanelPlaces places, PanelInput input);
uint64_t panel_ink_inputs(const Snapshot *snapshot, const View *view);
PanelReply panel_ink_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer);
void panel_ink_widgets(const Paper *paper, PanelPlaces places, PanelInput input, WidgetList *list);
