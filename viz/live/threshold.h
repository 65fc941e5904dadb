/* The threshold, wherever it is drawn across an axis of angles: it is taken hold of and dragged, and a double click
 * lets go of it, so that it follows the held-out pairs again. */
#pragma once
#include "draw/plot.h"
#include "live/panels.h"

/* ViewPanel.mode while the threshold is dragged. */
enum { THRESHOLD_HELD = 2 };

/* How many pairs a threshold accepts that it should not, and rejects that it should not. */
typedef struct ThresholdErrors {
    size_t forged, forged_accepted, genuine, genuine_rejected;
} ThresholdErrors;

/* The errors of a threshold among the pairs held out (or, `held_out` false, among those trained on) as they stand in
 * the last row. A pair without an angle is none of them. */
ThresholdErrors threshold_errors(const SnapshotAngles *angles, double degrees, bool held_out);

/* The same in words, "2 of 20 forged accepted, 1 of 20 genuine rejected", with "at 57.3 degrees" before them. */
enum { THRESHOLD_WORDS = 160 };
void threshold_words(const SnapshotAngles *angles, double degrees, char words[static THRESHOLD_WORDS]);

/* Draws the part that is taken hold of: a small plate in the threshold's colour, centred on a point. `upright`: the
 * line is vertical. */
void threshold_draw_grip(const Paper *paper, double x, double y, bool upright);

/* What the mouse asks for where angles lie along `axis`, which runs across (upright false: up and down) the panel
 * `panel`. `inside`: the mouse is where the threshold may be taken hold of. Not taken when it is no concern of the
 * threshold. */
PanelReply threshold_pointer(Axis axis, bool upright, bool inside, PanelName panel, PanelInput input,
                             const PanelPointer *pointer);
