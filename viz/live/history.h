/* What was measured of a run, a row for each epoch: the angle of every watched pair, the lengths of the embeddings, and
 * the two losses. */
#pragma once
#include "base/status.h"
#include "live/snapshot.h"

/* Row 0 before the first step, row k after k epochs. All zeros but for `pairs`: no row yet. */
typedef struct History {
    size_t pairs, rows;
    size_t known; /* rows measured before the run was taken back: those from `rows` on lie ahead */
    size_t room;
    float *degrees;               /* [row * pairs + pair], 0 .. 180; NaN where a pair has no angle */
    float *training, *validation; /* [row]; NaN where not measured */
    float *norm_low, *norm_mean, *norm_high; /* [row]: over the two embeddings of every pair */
} History;

void history_free(History *history);

/* Adds a row, from angles in radians and lengths, two for each pair, and forgets what lies ahead. Trouble: no memory; the
 * history is then as it was. */
Status history_add(History *history, const double angles[], const double norms[], double training,
                   double validation);

/* Back to the first `rows` rows; the others lie ahead. */
void history_go_back(History *history, size_t rows);

/* The next row, when it is known from before; false when it is to be measured. */
bool history_go_on(History *history);

/* Forgets what lies ahead; and all rows. */
void history_forget_ahead(History *history);
void history_clear(History *history);

/* The last row's angles, in degrees; NULL when there is no row. */
const float *history_last(const History *history);

/* Points the snapshot's angles, losses and norms at the rows and raises their versions. `grown`: the rows shown before are the
 * same, and at most some were added behind them. */
void history_show(const History *history, bool grown, Snapshot *snapshot);
