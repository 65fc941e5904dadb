/* The gradient check of the net as it is: the verdict, every step, every parameter, and how good a measurement is. */
#pragma once
#include "live/panels.h"

bool panel_check_draw(const Paper *paper, PanelPlaces places, PanelInput input);
void panel_check_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);
PanelReply panel_check_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer);
uint64_t panel_check_inputs(const Snapshot *snapshot, const View *view);
