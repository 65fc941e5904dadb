/* All that the window shows of a training, at one moment: plain numbers and borrowed arrays.
 *
 * The window reads nothing else of the trainer, and writes nothing. Whoever fills a snapshot keeps the arrays alive
 * and unchanged until the next one is filled, and raises a part's `version` whenever anything in that part changed:
 * a part whose version stands still is not drawn again. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draw/ink.h"
#include "live/snapshot_check.h"
#include "live/snapshot_embedding.h"
#include "live/snapshot_ghost.h"
#include "live/snapshot_graph.h"
#include "live/snapshot_marks.h"
#include "live/snapshot_norms.h"
#include "live/snapshot_own.h"
#include "live/snapshot_phase.h"
#include "live/snapshot_settings.h"
#include "live/snapshot_tuning.h"

enum { SNAPSHOT_LABEL = 96 };

/* How the run goes. Has no version: it is shown in the bars alone, which compare their words. */
typedef struct SnapshotRun {
    bool running;         /* false: paused */
    bool finished;        /* all planned epochs are done */
    size_t epoch, epochs; /* epochs done; epochs planned (0: no end) */
    uint64_t step;        /* training steps done */
    size_t epoch_steps;   /* of an epoch */
    double loss;          /* of the last step; NaN before the first */
    double learning_rate;
    uint64_t seed;
    double speed_wanted;    /* steps per second asked for; infinite: as fast as it goes */
    double speed_measured;  /* steps per second in the last moments; 0 while paused */
    double frames_measured; /* pictures of the window per second in the last moments */
    const char
        *trouble; /* NULL, or the sentence that says why the run stopped (a loss that is not a number) */
} SnapshotRun;

typedef struct SnapshotPair {
    char label[SNAPSHOT_LABEL]; /* "writer 3: genuine 4 / forgery 2" */
    bool genuine;               /* both signatures are the writer's own */
    bool held_out;              /* never trained on */
} SnapshotPair;

/* The watched pairs and their angles: row 0 before the first step, row k after k epochs. */
typedef struct SnapshotAngles {
    uint64_t version;
    uint64_t
        history; /* differs whenever more has changed than rows added at the end: other pairs, a rewind */
    size_t pairs, rows;
    const SnapshotPair *pair; /* [pairs] */
    const float *degrees;     /* [row * pairs + pair], 0 .. 180; NaN where a pair has no angle */
    double threshold;    /* degrees; at or below it a pair is accepted as genuine. NaN: none chosen yet */
    bool threshold_held; /* the person put it there; false: it follows the errors of the held-out pairs */
} SnapshotAngles;

/* Row 0 before the first step, row k over epoch k; NaN where not measured. */
typedef struct SnapshotLosses {
    uint64_t version;
    size_t rows;
    const float *training, *validation; /* [rows] */
} SnapshotLosses;

/* One of the two signatures of the chosen pair. */
typedef struct SnapshotInk {
    const char *name; /* "genuine 4" */
    size_t count;
    const InkPoint *points;
    size_t seen_count; /* what the net sees of it: preprocessed; 0: it sees none */
    const InkPoint *seen_points;
} SnapshotInk;

/* The pair that all panels speak of. */
typedef struct SnapshotChosen {
    uint64_t version;      /* of the numbers, which move at every step */
    uint64_t ink_version;  /* of a and b, which move only with the choice (they are costly to draw) */
    bool present;          /* false: no pair is chosen, and nothing below counts */
    size_t pair;           /* index into the watched pairs */
    double degrees;        /* between the embeddings a and b, now; NaN when one of them has length 0 */
    double norm_a, norm_b; /* |a|, |b| */
    double cosine;
    double dcosine; /* dL/dc of this pair */
    double pull;    /* |a||dL/da| = |dL/dc| sin(theta); > 0 when a step down the loss opens the angle */
    /* What the net's backward truly gives, a planted mistake in it included: |v| times the parts of -dL/dv at a right
     * angle to the embedding v (> 0 opens) and along it (> 0 lengthens). Right: both turns are the pull, no stretch.
     * With a mistake the pull is the mean of the turns, and so are the curves. */
    double turn_a, stretch_a, turn_b, stretch_b;
    size_t
        pull_samples; /* of the two curves: pull, signed likewise, at equal distances from 0 to 180 degrees */
    const float *pull_genuine, *pull_forged;
    SnapshotInk a, b;
} SnapshotChosen;

typedef struct Snapshot {
    SnapshotRun run;
    SnapshotSettings settings; /* no version: for captions alone */
    SnapshotAngles angles;
    SnapshotLosses losses;
    SnapshotNorms norms;
    SnapshotEmbedding embedding;
    SnapshotChosen chosen;
    SnapshotMarks marks;
    SnapshotGhost ghost;
    SnapshotGraph graph;
    SnapshotCheck check;
    SnapshotTuning tuning;
    SnapshotPhase phase;
    SnapshotOwn own;
} Snapshot;

/* The angle of a pair in the last row; NaN when there is no row. */
double snapshot_angle_now(const Snapshot *snapshot, size_t pair);

/* The threshold in degrees; without one 90, where the cosine is 0. */
double snapshot_threshold(const Snapshot *snapshot);

/* True when the pair is on the right side of the threshold now (genuine: at or below it; forged: above it). False for
 * a pair without an angle. */
bool snapshot_is_right(const Snapshot *snapshot, size_t pair);

/* The pair furthest on the wrong side of the threshold (or, if all are right, nearest to it); SIZE_MAX when no pair
 * has an angle. Of equals the first. */
size_t snapshot_worst_pair(const Snapshot *snapshot);

/* The pair `by` places (+1 or -1) after the chosen one, round the end; the first when none is chosen; SIZE_MAX when
 * there are no pairs. */
size_t snapshot_neighbour(const Snapshot *snapshot, int by);

/* The number of watched pairs of a class. */
size_t snapshot_count(const Snapshot *snapshot, bool genuine);
