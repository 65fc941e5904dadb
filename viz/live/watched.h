/* The pairs that are watched: which they are, and how they stand. They are never augmented, and looking at them changes
 * nothing of the training. */
#pragma once
#include "live/history.h"
#include "train/metrics.h"
#include "train/trainer.h"

/* Of the validation pairs at the last row: mean angles in degrees, equal error rate (0 .. 1), and the angle, in degrees,
 * at which the two errors are nearest to equal; NaN where an angle is no number. */
typedef struct WatchedSummary {
    double genuine_degrees, forged_degrees, eer, threshold;
} WatchedSummary;

typedef struct Watched {
    size_t count, training;  /* pairs; how many of them, the first, are of users who are trained on */
    Pair *pairs;             /* [count] */
    SnapshotPair *described; /* [count] */
    double *angles;          /* [count], radians: room for a measurement */
    double *norms;           /* [2 count]: likewise */
    MetricsScore *scores;    /* [2 count]: room for a summary */
    MetricsPoint *points;    /* [count + 1]: likewise */
} Watched;

/* Picks `count` pairs in the proportions of the mix, half of them of the users of the training. Free with watched_free,
 * after trouble too. Trouble: users who cannot give such pairs; no memory. */
Status watched_create(const Dataset *dataset, const Split *split, PairsMix mix, size_t count,
                      Watched *watched);
void watched_free(Watched *watched);

/* Adds a row to the history: every pair's angle as the net stands, the lengths of the embeddings, this training loss, and
 * the validation pairs' loss. */
Status watched_measure(Watched *watched, Trainer *trainer, double training_loss, History *history);

/* What the history's last row says of the validation pairs. */
WatchedSummary watched_summary(Watched *watched, const History *history);
