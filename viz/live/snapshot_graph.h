/* The chosen pair in the computation graph: every number of its forward and backward pass, as the net stands now.
 *
 * Filled by graph_source while a panel shows it. Arrays are row major and live until the next filling. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SNAPSHOT_GRAPH_STEPS = 32, SNAPSHOT_GRAPH_BLOCKS = 64, SNAPSHOT_GRAPH_BRANCHES = 2 };

/* What flows along an edge, and the gradient of the loss by it. */
typedef struct SnapshotSignal {
    size_t rows, cols; /* channels x time; a vector has one column */
    const double *values, *gradient;
    double norm, gradient_norm;
} SnapshotSignal;

/* A step of the net: those of the encoder, then the cosine, then the loss. */
typedef struct SnapshotStep {
    const char *name; /* "conv1" */
    const char *forward,
        *backward; /* its formulas; of the backward one line for each gradient, separated by ';' */
    size_t first_block, block_count; /* its parameters */
    SnapshotSignal
        out[SNAPSHOT_GRAPH_BRANCHES]; /* what leaves it in each branch; of the head's steps out[0] alone */
} SnapshotStep;

/* A named block of shared parameters. */
typedef struct SnapshotBlock {
    const char *name; /* "conv1.W" */
    size_t step;      /* whose it is */
    size_t rows, cols;
    bool of_head;         /* the loss's own: no branch adds to it, the head alone does */
    const double *values; /* the parameters */
    const double *share[SNAPSHOT_GRAPH_BRANCHES]; /* what came back along each branch */
    const double *sum;                            /* all shares added, entry by entry */
    const double *used; /* the gradient that the backward pass hands to the training */
    const double *move; /* what the last training step added; NULL: not known */
    double norm, share_norm[SNAPSHOT_GRAPH_BRANCHES], sum_norm, used_norm;
    double agreement; /* cosine of the angle between the two shares; NaN when one of them is 0 */
    double move_norm; /* NaN: not known */
    bool is_sum; /* `used` is the sum, but for rounding: false where a planted mistake joins them wrongly */
} SnapshotBlock;

typedef struct SnapshotGraph {
    uint64_t version;
    bool
        present; /* false: no panel asked for it, or the net is none of two branches, and nothing below counts */
    bool genuine;
    const char
        *update; /* how a training step moves the parameters p by the batch's mean gradient g; ';' as above */
    bool on_cosine;                            /* the head compares by the cosine; else by the distance */
    SnapshotSignal x[SNAPSHOT_GRAPH_BRANCHES]; /* the signatures as the net sees them */
    size_t encoder_steps, steps;               /* steps: the head's two too */
    SnapshotStep step_at[SNAPSHOT_GRAPH_STEPS];
    size_t blocks;
    SnapshotBlock block[SNAPSHOT_GRAPH_BLOCKS];
    /* Inside the cosine c = a.b / (|a| |b|): its three parts and dL by each, as if the others stood still. */
    double dot, dot_gradient;
    double length[SNAPSHOT_GRAPH_BRANCHES], length_gradient[SNAPSHOT_GRAPH_BRANCHES];
    double degrees; /* between the embeddings; NaN when one of them has length 0 */
    double value;   /* c; with the distance D */
    double value_gradient;
    double loss;
} SnapshotGraph;
