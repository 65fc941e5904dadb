#include "live/graph_numbers.h"

#include <math.h>

const SnapshotSignal *graph_numbers_signal(const SnapshotGraph *graph, const GraphPlanBox *box)
{
    return box->part == GRAPH_PART_INPUT ? &graph->x[box->branch]
                                         : &graph->step_at[box->last].out[box->branch];
}

static double measured(const SnapshotBlock *block, GraphMeasure measure)
{
    switch (measure) {
    case GRAPH_NUMBERS_VALUES:
        return block->norm;
    case GRAPH_NUMBERS_SHARE_A:
        return block->share_norm[0];
    case GRAPH_NUMBERS_SHARE_B:
        return block->share_norm[1];
    case GRAPH_NUMBERS_USED:
        return block->used_norm;
    case GRAPH_NUMBERS_MOVE:
        return block->move_norm;
    }
    return NAN;
}

static bool belongs(const SnapshotBlock *block, size_t first, size_t last)
{
    return block->step >= first && block->step <= last;
}

double graph_numbers_norm(const SnapshotGraph *graph, size_t first, size_t last, GraphMeasure measure)
{
    double squares = 0;
    for (size_t i = 0; i < graph->blocks; i++) {
        if (!belongs(&graph->block[i], first, last))
            continue;
        double norm = measured(&graph->block[i], measure);
        squares += norm * norm;
    }
    return sqrt(squares);
}

bool graph_numbers_is_sum(const SnapshotGraph *graph, size_t first, size_t last)
{
    for (size_t i = 0; i < graph->blocks; i++)
        if (belongs(&graph->block[i], first, last) && !graph->block[i].is_sum)
            return false;
    return true;
}

const SnapshotBlock *graph_numbers_first_block(const SnapshotGraph *graph, const GraphPlanBox *box)
{
    for (size_t i = 0; i < graph->blocks; i++)
        if (belongs(&graph->block[i], box->first, box->last))
            return &graph->block[i];
    return NULL;
}

bool graph_numbers_exist(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box)
{
    switch (box->part) {
    case GRAPH_PART_INPUT:
    case GRAPH_PART_STORE:
        return true;
    case GRAPH_PART_STEPS:
        return graph_moment_has_output(moment, box->last);
    case GRAPH_PART_LENGTH:
    case GRAPH_PART_DOT:
    case GRAPH_PART_VALUE:
        return graph_moment_has_output(moment, graph->encoder_steps);
    case GRAPH_PART_LOSS:
        return graph_moment_has_output(moment, graph->steps - 1);
    }
    return true;
}

bool graph_numbers_returned(const GraphMoment *moment, const GraphPlanBox *box)
{
    return box->part == GRAPH_PART_INPUT ? graph_moment_has_returned(moment, 0)
                                         : graph_moment_has_gradient(moment, box->last);
}

GraphEdge graph_numbers_edge(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlan *plan,
                             const GraphPlanWay *way)
{
    const GraphPlanBox *from = &plan->box[way->from], *to = &plan->box[way->to];
    const size_t compare = graph->encoder_steps;
    const bool compared = graph_moment_has_output(moment, compare);
    const bool parted = graph_moment_has_returned(moment, compare);
    switch (from->part) {
    case GRAPH_PART_INPUT: {
        const SnapshotSignal *x = &graph->x[from->branch];
        return (GraphEdge){true, graph_numbers_returned(moment, from), x->norm, x->gradient_norm};
    }
    case GRAPH_PART_STEPS: {
        const SnapshotSignal *out = graph_numbers_signal(graph, from);
        return (GraphEdge){graph_moment_has_output(moment, from->last),
                           graph_moment_has_gradient(moment, from->last), out->norm, out->gradient_norm};
    }
    case GRAPH_PART_STORE:
        return (GraphEdge){
            graph_moment_has_output(moment, from->first), graph_moment_has_returned(moment, from->first), NAN,
            graph_numbers_norm(graph, from->first, from->last,
                               to->branch == 0 ? GRAPH_NUMBERS_SHARE_A : GRAPH_NUMBERS_SHARE_B)};
    case GRAPH_PART_LENGTH:
        return (GraphEdge){compared, parted, graph->length[from->branch],
                           graph->length_gradient[from->branch]};
    case GRAPH_PART_DOT:
        return (GraphEdge){compared, parted, graph->dot, graph->dot_gradient};
    case GRAPH_PART_VALUE:
        return (GraphEdge){compared, graph_moment_has_gradient(moment, compare), graph->value,
                           graph->value_gradient};
    case GRAPH_PART_LOSS:
        break;
    }
    return (GraphEdge){0};
}
