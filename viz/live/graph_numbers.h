/* The numbers that stand in the graph, by box and by edge, and whether they exist yet. */
#pragma once
#include "live/graph_moment.h"
#include "live/graph_plan.h"

/* What leaves the box: the signal of its last step, in its branch. Of inputs and encoder steps alone. */
const SnapshotSignal *graph_numbers_signal(const SnapshotGraph *graph, const GraphPlanBox *box);

typedef enum GraphMeasure {
    GRAPH_NUMBERS_VALUES,
    GRAPH_NUMBERS_SHARE_A,
    GRAPH_NUMBERS_SHARE_B,
    GRAPH_NUMBERS_USED,
    GRAPH_NUMBERS_MOVE
} GraphMeasure;

/* The length of several blocks' numbers taken together: those of steps first .. last. */
double graph_numbers_norm(const SnapshotGraph *graph, size_t first, size_t last, GraphMeasure measure);

/* True when the gradient that the training gets is the sum of the shares in all blocks of steps first .. last. */
bool graph_numbers_is_sum(const SnapshotGraph *graph, size_t first, size_t last);

/* The first block of the box's steps, NULL when they have none. */
const SnapshotBlock *graph_numbers_first_block(const SnapshotGraph *graph, const GraphPlanBox *box);

/* One entry of a block, which a person has pinned; without a block: none. */
typedef struct GraphEntry {
    const SnapshotBlock *block;
    size_t index; /* row major */
} GraphEntry;

/* True when what stands in the middle of the box, or leaves it, exists. */
bool graph_numbers_exist(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box);

/* True when the gradient by what leaves the box exists. Of inputs and encoder steps alone. */
bool graph_numbers_returned(const GraphMoment *moment, const GraphPlanBox *box);

/* What has gone along a way, forward and back, and the two numbers on it: of vectors their lengths. NaN where there is
 * no such number. */
typedef struct GraphEdge {
    bool forward, backward;
    double value, gradient;
} GraphEdge;
GraphEdge graph_numbers_edge(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlan *plan,
                             const GraphPlanWay *way);
