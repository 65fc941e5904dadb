/* The loss over the epochs, on the pairs trained on and on those held out. The wheel zooms the time axis, with Shift
 * the axis of losses; arrows point to what is then outside. */
#pragma once
#include "live/panels.h"

bool panel_loss_draw(const Paper *paper, PanelPlaces places, PanelInput input);
void panel_loss_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);
PanelReply panel_loss_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer);
uint64_t panel_loss_inputs(const Snapshot *snapshot, const View *view);
