/* The gradient check of a net that is being trained, over and over, beside the training.
 *
 * A thread of its own checks copies: of the net with the mistakes planted in it, of its weights, of a few pairs. So the
 * training neither waits for it nor can be touched by it. A check begins with random directions (every step of the net
 * by itself, and the whole), which finds and names a mistake within a fraction of a second; then every parameter is
 * measured, and told of as it comes. Unchanged weights are not checked twice, and without work the thread sleeps.
 *
 * All functions are for one thread, the one that trains. */
#pragma once
#include "base/status.h"
#include "live/snapshot_check.h"
#include "net/netcheck.h"

/* What is to be checked; all is copied. */
typedef struct CheckingSubject {
    const Net *net; /* with the planted mistakes */
    const real *params;
    NetcheckBatch batch;
    NetcheckOptions joins; /* how the mean and the weight decay are differentiated */
    uint64_t step;         /* training steps done */
    uint64_t kind;  /* differs when more than the weights does: another run, another mistake, another loss */
    size_t planted; /* mistakes, and the name of the last; NULL: none */
    const char *planted_name;
} CheckingSubject;

typedef struct Checking Checking;

/* Starts the thread, which sleeps. Trouble: no memory, no thread. */
Status checking_create(Checking **made);
/* Ends the check under way, and the thread; NULL is fine. */
void checking_destroy(Checking *checking);

/* True when a check of the run at this step would be begun now: the thread is free, the last check began a second ago or
 * more (and six times as long ago as it took), and it was of other weights; or it was of another kind, which ends a check under way. `now`: seconds, rising. */
bool checking_is_due(Checking *checking, uint64_t step, uint64_t kind, double now);

/* Begins a check, ending the one that is under way. Trouble: no memory. */
Status checking_begin(Checking *checking, const CheckingSubject *subject, double now);

/* Draws the error against the step for this entry (of this block) from now on. */
void checking_choose(Checking *checking, size_t block, size_t entry);

/* True while the thread works: what it says will change. */
bool checking_is_busy(Checking *checking);

/* Sleeps until the thread has nothing more to do. */
void checking_wait(Checking *checking);

/* What is known. It stays unchanged until the next call. */
const SnapshotCheck *checking_read(Checking *checking);
