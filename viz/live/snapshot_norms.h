/* The lengths |f| of the embeddings of all watched signatures.
 *
 * No loss on the cosine asks for a length, and yet it grows: the gradient by an embedding stands at a right angle to
 * it, so that a step along it always lengthens it; and the longer it is, the less a step turns it. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "live/snapshot_spread.h"

/* Row 0 before the first step, row k after k epochs. */
typedef struct SnapshotNorms {
    uint64_t version;
    size_t rows;
    SnapshotSpread all;
} SnapshotNorms;
