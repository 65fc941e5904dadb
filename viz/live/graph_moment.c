#include "live/graph_moment.h"

GraphMoment graph_moment_of(const Snapshot *snapshot)
{
    const size_t steps = snapshot->graph.steps;
    return (GraphMoment){
        .steps = steps, .forward = steps, .backward_begun = true, .backward = steps, .active = SIZE_MAX};
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
    return moment->active >= first && moment->active <= last ? moment->glow : 0;
}
