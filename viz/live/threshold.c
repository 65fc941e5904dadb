#include "live/threshold.h"

#include <math.h>
#include <stdio.h>

#include "words/words.h"

static const char errors_format[] =
    N_("at %.1f\xc2\xb0: %zu of %zu forged accepted, %zu of %zu genuine rejected");

static const double reach = 7;

ThresholdErrors threshold_errors(const SnapshotAngles *angles, double degrees, bool held_out)
{
    ThresholdErrors errors = {0};
    const float *now = angles->rows > 0 ? angles->degrees + (angles->rows - 1) * angles->pairs : NULL;
    for (size_t i = 0; now && i < angles->pairs; i++) {
        if (angles->pair[i].held_out != held_out || isnan(now[i]))
            continue;
        bool accepted = now[i] <= degrees;
        errors.genuine += angles->pair[i].genuine;
        errors.forged += !angles->pair[i].genuine;
        errors.genuine_rejected += angles->pair[i].genuine && !accepted;
        errors.forged_accepted += !angles->pair[i].genuine && accepted;
    }
    return errors;
}

void threshold_words(const SnapshotAngles *angles, double degrees, char words[static THRESHOLD_WORDS])
{
    ThresholdErrors errors = threshold_errors(angles, degrees, true);
    snprintf(words, THRESHOLD_WORDS, _(errors_format), degrees, errors.forged_accepted, errors.forged,
             errors.genuine_rejected, errors.genuine);
}

void threshold_draw_grip(const Paper *paper, double x, double y, bool upright)
{
    const double along = 18, across = 9;
    double width = upright ? across : along, height = upright ? along : across;
    paper_plate(paper, (Rect){x - width / 2, y - height / 2, width, height}, across / 2, paper->theme->panel,
                2, paper->theme->threshold);
}

/* To a tenth of a degree: finer than a hand is. */
static double rounded(Axis axis, double place)
{
    return fmin(fmax(round(10 * axis_value(axis, place)) / 10, 0), 180);
}

PanelReply threshold_pointer(Axis axis, bool upright, bool inside, PanelName panel, PanelInput input,
                             const PanelPointer *pointer)
{
    PanelReply reply = {.taken = true, .state = input.view->state[panel]};
    double place = upright ? pointer->x : pointer->y;
    bool near = inside && pointer->button == 1 &&
                fabs(axis_place(axis, input.snapshot->angles.threshold) - place) <= reach;
    bool held = reply.state.mode == THRESHOLD_HELD;
    if (pointer->kind == PANEL_POINTER_PRESS && near) {
        reply.state.mode = THRESHOLD_HELD;
        reply.sets_state = true;
    } else if (pointer->kind == PANEL_POINTER_DOUBLE && near) {
        reply.action = action_plain(ACTION_THRESHOLD_FREE);
    } else if (pointer->kind == PANEL_POINTER_MOVE && held) {
        reply.action = action_value(ACTION_THRESHOLD, rounded(axis, place));
    } else if (pointer->kind == PANEL_POINTER_RELEASE && held) {
        reply.state.mode = 0;
        reply.sets_state = true;
    } else {
        return (PanelReply){0};
    }
    return reply;
}
