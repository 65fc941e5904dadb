/* The axis of time, which all panels that show epochs share: which epochs it shows, and how the mouse changes that.
 *
 * The wheel zooms about the mouse and, with Control, moves along the axis; a drag moves it, too; a double click brings
 * all of the run back. */
#pragma once
#include "draw/plot.h"
#include "live/panels.h"

/* ViewPanel.mode while the axis is dragged; `scroll` is then the epoch under the mouse. */
enum { TIME_AXIS_HELD = 1 };

/* The epochs to show: those that were asked for, or from 0 to somewhat more than are done. */
AxisRange time_axis_range(const Snapshot *snapshot, const View *view);

/* Draws an arrowhead at that end of the axis beyond which there are more epochs of the run. */
void time_axis_draw_ends(const Paper *paper, const Plot *plot, const Snapshot *snapshot);

/* What the mouse asks for in a plot over this axis that stands in panel `panel`; not taken when it is no concern of
 * the axis: a press or a double click while all is shown. */
PanelReply time_axis_pointer(const Plot *plot, PanelName panel, PanelInput input,
                             const PanelPointer *pointer);

/* A number that changes whenever the axis does. */
uint64_t time_axis_inputs(const Snapshot *snapshot, const View *view);
