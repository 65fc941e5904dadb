/* What is left of a run when the same window starts another: enough to compare the two. */
#pragma once
#include "live/history.h"

typedef struct Ghost {
    uint64_t version;
    uint64_t seed;
    size_t rows, room;
    float *spread[2][3]; /* of the forged pairs, of the genuine ones: smallest, mean, largest, [row] each */
    float *training, *validation; /* [row] */
} Ghost;

void ghost_free(Ghost *ghost);

/* Takes all rows that the history knows, of these pairs; without memory for them there is no ghost. */
void ghost_take(const History *history, const SnapshotPair pairs[], uint64_t seed, Ghost *ghost);

/* Points the snapshot's part at it. */
void ghost_show(const Ghost *ghost, SnapshotGhost *shown);
