#include "live/walk.h"

#include <stdlib.h>
#include <string.h>

#include "words/words.h"

Status walk_create(const Trainer *trainer, Walk *walk)
{
    size_t steps = net_step_count(trainer_net(trainer));
    *walk = (Walk){.phase = {.steps = steps, .forward = steps, .backward = steps}};
    walk->before = malloc(trainer_state_size(trainer) * sizeof *walk->before);
    return walk->before ? status_ok() : status_no_memory(_("a copy of the parameters"));
}

void walk_free(Walk *walk)
{
    free(walk->before);
    *walk = (Walk){0};
}

static void go_forward(SnapshotPhase *phase, bool one_step)
{
    const size_t end = phase->steps - 1; /* up to the cosine; the loss is a phase of its own */
    phase->name = SNAPSHOT_PHASE_FORWARD;
    phase->forward = one_step ? phase->forward + 1 : end;
}

static void go_backward(SnapshotPhase *phase, bool one_step)
{
    phase->name = SNAPSHOT_PHASE_BACKWARD;
    phase->backward = one_step ? phase->backward + 1 : phase->steps;
}

static bool update(Walk *walk, Run *run)
{
    const Net *net = trainer_net(run->trainer);
    memcpy(walk->before, trainer_model(run->trainer)->params, net->parameter_count * sizeof(real));
    if (!run_step(run))
        return false;
    walk->phase.name = SNAPSHOT_PHASE_UPDATE;
    return true;
}

bool walk_on(Walk *walk, Run *run, bool one_step)
{
    SnapshotPhase *phase = &walk->phase;
    if (run_finished(run) || !run->trouble.ok)
        return false;
    phase->version++;
    switch (phase->name) {
    case SNAPSHOT_PHASE_WHOLE:
    case SNAPSHOT_PHASE_UPDATE:
        phase->forward = phase->backward = 0;
        go_forward(phase, one_step);
        return true;
    case SNAPSHOT_PHASE_FORWARD:
        if (phase->forward + 1 < phase->steps) {
            go_forward(phase, one_step);
        } else {
            phase->name = SNAPSHOT_PHASE_LOSS;
            phase->forward = phase->steps;
        }
        return true;
    case SNAPSHOT_PHASE_LOSS:
        go_backward(phase, one_step);
        return true;
    case SNAPSHOT_PHASE_BACKWARD:
        if (phase->backward == phase->steps)
            return update(walk, run);
        go_backward(phase, one_step);
        return true;
    }
    return false;
}

void walk_end(Walk *walk)
{
    SnapshotPhase *phase = &walk->phase;
    if (phase->name == SNAPSHOT_PHASE_WHOLE)
        return;
    phase->version++;
    phase->name = SNAPSHOT_PHASE_WHOLE;
    phase->forward = phase->backward = phase->steps;
}

bool walk_is_before_update(const Walk *walk)
{
    return walk->phase.name != SNAPSHOT_PHASE_WHOLE && walk->phase.name != SNAPSHOT_PHASE_UPDATE;
}
