/* What the gradient check of the net says, as the panel shows it: a part of the snapshot. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gradcheck/gradcheck.h"
#include "net/net.h"

enum {
    SNAPSHOT_CHECK_NAME = GRADCHECK_NAME_SIZE,
    SNAPSHOT_CHECK_BLOCKS = NET_STEPS_MAX * STEP_BLOCKS_MAX,
    SNAPSHOT_CHECK_STEPS = NET_STEPS_MAX + 2,
    SNAPSHOT_CHECK_CURVE = GRADCHECK_CURVE_POINTS
};

/* One parameter. */
typedef struct SnapshotCheckEntry {
    double yours, measured, bar; /* measured: NaN when it could not be */
    unsigned char verdict;       /* a GradcheckVerdict; GRADCHECK_NOT_CHECKED: not measured yet */
    unsigned char reason;        /* a GradcheckReason */
} SnapshotCheckEntry;

typedef struct SnapshotCheckBlock {
    char name[SNAPSHOT_CHECK_NAME]; /* "conv1.W" */
    size_t rows, cols;
    size_t first; /* of its entries */
    double bar; /* the largest of those that agree, over the largest entry of the block; 0 while none does */
} SnapshotCheckBlock;

typedef struct SnapshotCheckStep {
    char name[SNAPSHOT_CHECK_NAME]; /* "tanh1"; the last are "mean" and, with weight decay, "decay" */
    unsigned char verdict;          /* of its backward by itself */
} SnapshotCheckStep;

/* What is said of the whole. */
typedef struct SnapshotCheckWord {
    uint64_t step;    /* the training step whose weights were checked */
    bool every_entry; /* false: by random directions alone, so far */
    GradcheckVerdict verdict;
    GradcheckReason reason;
    double
        resolution; /* a larger mistake, relative to the largest entry of its block, would have been seen */
    size_t wrong, undecided, entries; /* how many of the entries; with every_entry */
    size_t first_wrong_step;          /* of `steps`, counted from the loss backwards; n_steps: none */
    bool joining;                     /* every step is right by itself and the whole is wrong */
    bool looked_closer;               /* the mistake was looked for */
    GradcheckMistakeKind mistake;
    double factor; /* of some kinds: yours = factor * ... */
} SnapshotCheckWord;

/* Error against step for one entry: the "V". */
typedef struct SnapshotCheckCurve {
    bool present;
    uint64_t step;       /* the training step */
    size_t block, entry; /* of the block */
    size_t count;
    double h[SNAPSHOT_CHECK_CURVE], error[SNAPSHOT_CHECK_CURVE], noise[SNAPSHOT_CHECK_CURVE];
    double chosen, bar; /* the step that the check took, and its error bar */
    double yours, measured;
} SnapshotCheckCurve;

typedef struct SnapshotCheck {
    uint64_t version;
    bool present;        /* there is something to show: the blocks are known */
    bool working;        /* a check is under way ... */
    uint64_t working_on; /* ... of the weights after this step */
    size_t measured;     /* entries measured by it */
    char trouble[200];   /* why there is no check; empty */

    size_t n_blocks, n_entries, n_steps, pairs;
    const SnapshotCheckBlock *blocks;
    const SnapshotCheckEntry *entries; /* [n_entries], block after block */
    const SnapshotCheckStep *steps;
    bool has_word; /* false: nothing is known yet */
    SnapshotCheckWord word;
    SnapshotCheckCurve curve;
    size_t planted;                         /* mistakes that were planted */
    char planted_name[SNAPSHOT_CHECK_NAME]; /* the last of them */
} SnapshotCheck;
