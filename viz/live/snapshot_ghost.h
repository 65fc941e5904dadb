/* The run before this one, to be compared with: what is left of it when the same window starts another. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "live/snapshot_spread.h"

/* Row 0 before its first step, row k after k epochs. */
typedef struct SnapshotGhost {
    uint64_t version;
    size_t rows; /* 0: there was no run before */
    uint64_t seed;
    SnapshotSpread genuine, forged;     /* degrees, of the watched pairs of a class that have an angle */
    const float *training, *validation; /* its losses; NaN where not measured */
} SnapshotGhost;
