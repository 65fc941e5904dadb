/* One's own signatures: a field to sign in, what the net sees of it, the three references and the one tried, and the
 * net's verdict, which moves while it is trained. */
#pragma once
#include "live/panels.h"

bool panel_own_draw(const Paper *paper, PanelPlaces places, PanelInput input);
uint64_t panel_own_inputs(const Snapshot *snapshot, const View *view);
PanelReply panel_own_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer);
void panel_own_widgets(const Paper *paper, PanelPlaces places, PanelInput input, WidgetList *list);
