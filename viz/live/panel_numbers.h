/* The numbers of the chosen pair, of the run, and of every block of parameters, as two tables that can be read aloud.
 *
 * Every number has its place and its decimals, so that only digits change while the training runs. */
#pragma once
#include "live/panels.h"

bool panel_numbers_draw(const Paper *paper, PanelPlaces places, PanelInput input);
void panel_numbers_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);
uint64_t panel_numbers_inputs(const Snapshot *snapshot, const View *view);
