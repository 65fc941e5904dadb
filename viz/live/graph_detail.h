/* What stands below the graph: the formula of a step, and the numbers of the box that was chosen. */
#pragma once
#include "live/graph_moment.h"
#include "live/graph_plan.h"

/* Draws the formula of the step at work or, while none is, of the box's step: in one line what the moment is about; in
 * two lines forward and backward. */
void graph_detail_draw_formula(const Paper *paper, Rect room, const SnapshotGraph *graph,
                               const GraphMoment *moment, const GraphPlanBox *box);

/* Draws the box's numbers: a line of words, and where the room is high enough pictures of all its numbers. False when
 * memory is refused. */
bool graph_detail_draw(const Paper *paper, Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                       const GraphPlanBox *box);

/* Writes what the line of words says of a box. */
void graph_detail_say_box(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                          size_t size, char text[]);

/* The picture of the detail at a point says its number there: true, and *text (of `size` bytes) holds the words. */
bool graph_detail_say(Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                      const GraphPlanBox *box, double x, double y, size_t size, char text[]);

/* What leaves the box: the signal of its last step, in its branch. Of inputs and encoder steps alone. */
const SnapshotSignal *graph_detail_signal(const SnapshotGraph *graph, const GraphPlanBox *box);

/* The length of several blocks' numbers taken together: those of steps first .. last. */
typedef enum GraphMeasure {
    GRAPH_OF_VALUES,
    GRAPH_OF_SHARE_A,
    GRAPH_OF_SHARE_B,
    GRAPH_OF_USED,
    GRAPH_OF_MOVE
} GraphMeasure;
double graph_detail_norm(const SnapshotGraph *graph, size_t first, size_t last, GraphMeasure measure);

/* True when the gradient that the training gets is the sum of the shares in all blocks of steps first .. last. */
bool graph_detail_is_sum(const SnapshotGraph *graph, size_t first, size_t last);
