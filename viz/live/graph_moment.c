#include "live/graph_moment.h"

#include <math.h>

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

static void veil_blocks(const GraphMoment *moment, SnapshotGraph *graph)
{
    for (size_t i = 0; i < graph->blocks; i++) {
        SnapshotBlock *block = &graph->block[i];
        if (graph_moment_has_returned(moment, block->step))
            continue;
        block->share_norm[0] = block->share_norm[1] = block->sum_norm = block->used_norm = NAN;
        block->agreement = NAN;
        block->is_sum = true; /* nothing wrong is seen yet */
    }
}

static void veil_head(const GraphMoment *moment, SnapshotGraph *graph)
{
    const size_t compare = graph->encoder_steps;
    if (!graph_moment_has_output(moment, compare))
        graph->dot = graph->length[0] = graph->length[1] = graph->degrees = graph->value = NAN;
    if (!graph_moment_has_output(moment, compare + 1))
        graph->loss = NAN;
    if (!graph_moment_has_gradient(moment, compare))
        graph->value_gradient = NAN;
    if (!graph_moment_has_returned(moment, compare))
        graph->dot_gradient = graph->length_gradient[0] = graph->length_gradient[1] = NAN;
}

void graph_moment_veil(const GraphMoment *moment, SnapshotGraph *graph)
{
    for (size_t b = 0; b < SNAPSHOT_GRAPH_BRANCHES; b++) {
        if (!graph_moment_has_returned(moment, 0))
            graph->x[b].gradient_norm = NAN;
        for (size_t i = 0; i < graph->encoder_steps; i++) {
            if (!graph_moment_has_output(moment, i))
                graph->step_at[i].out[b].norm = NAN;
            if (!graph_moment_has_gradient(moment, i))
                graph->step_at[i].out[b].gradient_norm = NAN;
        }
    }
    veil_blocks(moment, graph);
    veil_head(moment, graph);
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
