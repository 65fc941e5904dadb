/* Takes the chosen pair through the net once more, for the panels that show every number of it.
 *
 * It works in memory of its own: looking changes nothing of the training. */
#pragma once
#include <stdint.h>

#include "live/snapshot_graph.h"
#include "net/net.h"

typedef struct GraphSource GraphSource;

/* A source for any net; its memory is made by the first filling, and again when the net's shape has changed. Trouble:
 * no memory. The caller destroys it. */
Status graph_source_create(GraphSource **made);
void graph_source_destroy(GraphSource *source); /* NULL is fine */

/* Tells the parameters from which training step number `step` (from 0) is about to be taken, so that the graph can show
 * what that step added. A step that is not told of leaves its move unknown. Allocates nothing once filled. */
void graph_source_before_step(GraphSource *source, const Net *net, const real *params, uint64_t step);

/* What was told counts no more: the training goes to another step by a way that nobody tells of. */
void graph_source_forget(GraphSource *source);

/* What a filling shows. */
typedef struct GraphSubject {
    const Net *net;
    const real *params; /* the pair goes through the net with these */
    const real
        *now; /* the parameters after `steps_done` training steps: the same, or what a step has just made
                            of them */
    const real *x[2]; /* the pair */
    Label label;
    uint64_t steps_done;
    const char *update; /* the formula of the optimiser; lives as long as the program */
} GraphSubject;

/* Fills *graph with the forward and backward pass (dL = 1) of the pair, and raises its version. Where the net is none of
 * two branches, graph->present becomes false. Trouble: no memory; graph->present is false then. */
Status graph_source_fill(GraphSource *source, const GraphSubject *subject, SnapshotGraph *graph);
