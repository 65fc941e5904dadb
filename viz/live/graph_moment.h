/* How far the pass through the graph has come: what exists already, and which step is at work.
 *
 * Steps are counted as the net lists them, the head's two last; a pass goes through them forward, then back. */
#pragma once
#include "draw/graph.h"
#include "live/snapshot.h"

typedef struct GraphMoment {
    size_t steps;        /* of the net */
    size_t forward;      /* of how many steps, from the first on, the output exists */
    bool backward_begun; /* dL/dL = 1 stands at the loss */
    size_t backward;     /* how many steps, from the last on, have handed their gradient back */
    size_t active;       /* the step at work; SIZE_MAX: none */
    GraphFlow flow;      /* what it does; GRAPH_UPDATE: all parameters are at work */
    double glow;         /* 0 .. 1: how strongly what is at work is lit */
} GraphMoment;

/* The moment that a snapshot shows; while no step is taken apart, everything exists and nothing is lit. */
GraphMoment graph_moment_of(const Snapshot *snapshot);

/* True when what leaves the step exists. */
bool graph_moment_has_output(const GraphMoment *moment, size_t step);

/* True when the gradient by what leaves the step exists. */
bool graph_moment_has_gradient(const GraphMoment *moment, size_t step);

/* True when the step has run backward: the gradients by its input and by its parameters exist. */
bool graph_moment_has_returned(const GraphMoment *moment, size_t step);

/* Makes NaN of every length and number of the graph that does not exist yet, for who writes numbers alone. (The arrays
 * are left as they are.) */
void graph_moment_veil(const GraphMoment *moment, SnapshotGraph *graph);

/* How strongly the steps first .. last are lit: fully where the one at work is among them, faintly where the phase has
 * passed them, 0 elsewhere. */
double graph_moment_glow(const GraphMoment *moment, size_t first, size_t last);
