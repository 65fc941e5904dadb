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

/* The picture of the detail at a point says its number there: true, and *text (of `size` bytes) holds the words. */
bool graph_detail_say(Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                      const GraphPlanBox *box, double x, double y, size_t size, char text[]);
