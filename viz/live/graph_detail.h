/* What stands below the graph: the formula of a step, and the numbers of the box that was chosen. */
#pragma once
#include "live/graph_moment.h"
#include "live/graph_numbers.h"

/* Draws the formula of the step at work or, while none is, of the box's step: in one line what the moment is about; in
 * two lines forward and backward. */
void graph_detail_draw_formula(const Paper *paper, Rect room, const SnapshotGraph *graph,
                               const GraphMoment *moment, const GraphPlanBox *box);

/* Draws the box's numbers: a line of words (of the pinned entry where there is one), and where the room is high enough
 * pictures of all its numbers, with a frame round the pinned one. False when memory is refused. */
bool graph_detail_draw(const Paper *paper, Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                       const GraphPlanBox *box, GraphEntry pinned);

/* The parameter whose cell is at a point of the detail's pictures; without a block where there is none. */
GraphEntry graph_detail_entry_at(Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                                 const GraphPlanBox *box, double x, double y);

/* The picture of the detail at a point says its number there: true, and *text (of `size` bytes) holds the words. */
bool graph_detail_say(Rect room, const SnapshotGraph *graph, const GraphMoment *moment,
                      const GraphPlanBox *box, double x, double y, size_t size, char text[]);
