/* How the training is set at the moment, where that can be changed while it runs. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "live/action.h"

enum { SNAPSHOT_FAULTS_MAX = 8 };

typedef struct SnapshotTuning {
    uint64_t version;
    char loss[16];
    double forged_target; /* the cosine that the target loss wants of forged pairs */
    double margin;        /* of the margin loss; NaN: the loss has none */
    size_t fault_count;   /* mistakes planted in the net that is trained */
    char faults[SNAPSHOT_FAULTS_MAX][ACTION_NAME_SIZE];
} SnapshotTuning;
