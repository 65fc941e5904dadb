#include <math.h>
#include <string.h>

#include "live/session_parts.h"

static void add(Script *script, Status *status, uint64_t step, Action action)
{
    if (status->ok)
        *status = script_add(script, step, &action);
}

/* What makes of a run as the options say one that starts tuned like this one. */
static void add_start(const TrainerTuning *made, const TrainerTuning *start, Script *script, Status *status)
{
    if (strcmp(made->loss, start->loss) != 0)
        add(script, status, 0, action_named(ACTION_LOSS, start->loss));
    if (made->forged_target != start->forged_target)
        add(script, status, 0, action_value(ACTION_TARGET, start->forged_target));
    if (!isnan(start->margin) && made->margin != start->margin)
        add(script, status, 0, action_value(ACTION_MARGIN, start->margin));
    if (made->rate != start->rate)
        add(script, status, 0, action_value(ACTION_RATE, start->rate));
    for (size_t i = 0; i < start->fault_count; i++)
        add(script, status, 0, action_named(ACTION_FAULT, start->faults[i]));
}

Status session_summary_script(const Session *session, Script *script)
{
    const Run *run = &session->run;
    const SnapshotChosen *chosen = &session->snapshot.chosen;
    Status status = status_ok();
    add_start(&session->made, &run->start, script, &status);
    if (run->endless && !run->made_endless)
        add(script, &status, 0, action_plain(ACTION_GO_ON));
    for (size_t i = 0; i < run->journal.met; i++)
        add(script, &status, run->journal.entries[i].step, run->journal.entries[i].action);
    if (chosen->present)
        add(script, &status, run_steps(run), action_number(ACTION_CHOOSE, chosen->pair));
    if (!isnan(session->held_threshold))
        add(script, &status, run_steps(run), action_value(ACTION_THRESHOLD, session->held_threshold));
    return status;
}
