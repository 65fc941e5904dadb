/* The two signatures of the chosen pair, at one scale. */
#pragma once
#include "live/panels.h"

bool panel_ink_draw(const Paper *paper, PanelPlaces places, PanelInput input);
uint64_t panel_ink_inputs(const Snapshot *snapshot, const View *view);
