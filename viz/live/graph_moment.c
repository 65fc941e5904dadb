#include "live/graph_moment.h"

GraphMoment graph_moment_of(const Snapshot *snapshot)
{
    const SnapshotPhase *phase = &snapshot->phase;
    const size_t steps = snapshot->graph.steps;
    GraphMoment moment = {
        .steps = steps, .forward = steps, .backward_begun = true, .backward = steps, .active = SIZE_MAX};
    if (phase->name == SNAPSHOT_PHASE_WHOLE || phase->steps != steps)
        return moment;
    /* In slow motion the light of what is at work is bright at first and fades until the next one's turn. */
    const double left = 1 - phase->progress;
    moment.glow = 0.4 + 0.6 * left * left;
    if (phase->name == SNAPSHOT_PHASE_UPDATE) {
        moment.flow = GRAPH_UPDATE;
        return moment;
    }
    moment.forward = phase->forward;
    moment.backward = phase->backward;
    moment.backward_begun = phase->name == SNAPSHOT_PHASE_BACKWARD;
    moment.flow = moment.backward_begun ? GRAPH_BACKWARD : GRAPH_FORWARD;
    moment.active = moment.backward_begun ? steps - phase->backward : phase->forward - 1;
    return moment;
}

bool graph_moment_has_output(const GraphMoment *moment, size_t step)
{
    return moment->forward > step;
}

bool graph_moment_has_gradient(const GraphMoment *moment, size_t step)
{
    return moment->backward_begun && moment->backward + step + 1 >= moment->steps;
}

bool graph_moment_has_returned(const GraphMoment *moment, size_t step)
{
    return moment->backward + step >= moment->steps;
}

double graph_moment_glow(const GraphMoment *moment, size_t first, size_t last)
{
    if (moment->active >= moment->steps)
        return 0;
    if (moment->active >= first && moment->active <= last)
        return moment->glow;
    /* What came before it in this phase, and not the loss, which is a phase of its own. */
    bool passed = moment->flow == GRAPH_BACKWARD ? first > moment->active : last < moment->active;
    return passed && moment->active + 1 < moment->steps ? 0.3 * moment->glow : 0;
}
