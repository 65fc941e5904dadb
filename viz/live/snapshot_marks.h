/* What a person changed in the course of the run, for the time axis. */
#pragma once
#include <stdbool.h>

#include "live/action.h"

typedef struct SnapshotMark {
    double epoch;  /* when: steps done / steps of an epoch */
    uint64_t step; /* the same in steps */
    Action action; /* a rate, a loss, a target, a margin, a planted mistake, a repair */
    bool ahead;    /* the run was taken back to before it, and will meet it again */
} SnapshotMark;

typedef struct SnapshotMarks {
    uint64_t version;
    size_t count;
    const SnapshotMark *mark; /* [count], in the order of time */
} SnapshotMarks;
