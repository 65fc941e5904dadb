/* The chosen pair: its two embeddings in their plane with the gradients that turn them, and what the loss does
 * at every other angle. */
#pragma once
#include "live/panels.h"

bool panel_pair_draw(const Paper *paper, PanelPlaces places, PanelInput input);
void panel_pair_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);
uint64_t panel_pair_inputs(const Snapshot *snapshot, const View *view);
