/* The loss over the epochs, on the pairs trained on and on those held out. */
#pragma once
#include "live/panels.h"

bool panel_loss_draw(const Paper *paper, PanelPlaces places, PanelInput input);
void panel_loss_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);
uint64_t panel_loss_inputs(const Snapshot *snapshot, const View *view);
