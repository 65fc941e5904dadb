/* What a check has found so far, put together from the checker's reports as they come, in the form that the panel shows. */
#pragma once
#include "live/snapshot_check.h"

/* Zeros to begin with. `check` points into the arrays after check_saying_copy. */
typedef struct CheckSaying {
    SnapshotCheck check;
    SnapshotCheckBlock blocks[SNAPSHOT_CHECK_BLOCKS];
    SnapshotCheckStep steps[SNAPSHOT_CHECK_STEPS];
    SnapshotCheckEntry *entries;
    size_t room; /* of entries */
} CheckSaying;

void check_saying_free(CheckSaying *saying);

/* A check of this problem begins, at the weights after `step`. What was said of the weights before stays until it is
 * replaced; what was said of another problem is forgotten. False: no memory. */
bool check_saying_begin(CheckSaying *saying, const GradcheckProblem *problem, uint64_t step, bool other);

/* Why there is no check. */
void check_saying_trouble(CheckSaying *saying, const char *text);

/* Takes what a look along random directions found; `looked_closer`: the mistake, if any, was looked for. Where all is
 * right, an earlier check of every entry is left to speak for the whole. */
void check_saying_screen(CheckSaying *saying, uint64_t step, const GradcheckReport *screen,
                         bool looked_closer);

/* Takes one entry as it comes. The version rises now and then only: a picture for each would cost too much. */
void check_saying_entry(CheckSaying *saying, size_t block, const GradcheckEntry *entry);

/* Takes the check of every entry, which weighs together with the screen before it. */
void check_saying_whole(CheckSaying *saying, uint64_t step, const GradcheckReport *screen,
                        const GradcheckReport *whole);

/* Takes the differences of one entry at many steps. */
void check_saying_curve(CheckSaying *saying, uint64_t step, size_t block, size_t entry,
                        const GradcheckCurve *curve);

/* The entry most worth looking at: the wrong one that is furthest off, or else the largest. */
void check_saying_foremost(const CheckSaying *saying, size_t *block, size_t *entry);

/* Makes `to` say the same, when it does not yet. Without memory it stays as it was. */
void check_saying_copy(const CheckSaying *from, CheckSaying *to);
