/* How far one training step has come, when it is walked through for all to see: forward, loss, backward, update.
 *
 * The numbers that are shown meanwhile are the chosen pair's, at the parameters from before the update. */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef enum SnapshotPhaseName {
    SNAPSHOT_PHASE_WHOLE, /* no step is under way: every number and every gradient is there */
    SNAPSHOT_PHASE_FORWARD,
    SNAPSHOT_PHASE_LOSS,
    SNAPSHOT_PHASE_BACKWARD,
    SNAPSHOT_PHASE_UPDATE /* the parameters have moved; the numbers are still those from before */
} SnapshotPhaseName;

typedef struct SnapshotPhase {
    uint64_t version;
    SnapshotPhaseName name;
    size_t steps; /* of the net's table: the encoder's, then the head's two */
    /* What is there, the rest being grey: numbers behind the first `forward` steps of the table; gradients by what goes
     * into the last `backward` steps. */
    size_t forward, backward;
    /* In slow motion how much of the time until the next part has gone, 0 .. 1; else 0. The loop's to fill, and not
     * counted by `version`. */
    double progress;
} SnapshotPhase;
