/* The numbers of the chosen pair, of the run, and of every block of parameters, as two tables that can be read aloud.
 *
 * Every number has its place and its decimals, so that only digits change while the training runs. */
#pragma once
#include "live/panels.h"

bool panel_numbers_draw(const Paper *paper, PanelPlaces places, PanelInput input);
void panel_numbers_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);
/* The wheel moves the blocks of a deep net, where not all have room. */
PanelReply panel_numbers_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer);
uint64_t panel_numbers_inputs(const Snapshot *snapshot, const View *view);
