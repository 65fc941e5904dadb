/* A training that can be changed while it runs and taken back to any of its steps, with what was measured on the way.
 *
 * Steps follow from the seed, the numbers of the steps, and what was done to the training at which of them. So going
 * back and forward again gives the same bits, and meets again what was done; doing something else in the past begins
 * another run from there. */
#pragma once
#include "live/ghost.h"
#include "live/history.h"
#include "live/journal.h"
#include "live/keeps.h"
#include "live/watched.h"

typedef struct Run {
    Trainer *trainer;    /* borrowed */
    Watched *watched;    /* borrowed */
    bool endless;        /* goes on behind the planned epochs, at the rate reached there ... */
    bool made_endless;   /* ... and so it does from its start, rewound or not */
    TrainerTuning start; /* how the trainer was tuned at step 0, before what the journal says of it */
    Journal journal;
    Keeps keeps;
    History history;
    Ghost
        ghost; /* of the run before: the one that was rewound, or that lay ahead when something else was done */
    double loss;                 /* of the last step; NaN before the first */
    double loss_sum, pair_count; /* of the epoch under way */
    Status trouble;              /* why no further step is taken, unless ok */
    /* Raised by what was done since they were looked at: rows other than more at the end; the journal or the tuning. */
    bool history_changed, tuning_changed;
} Run;

/* A run before its first step, with its first row. The trainer stands at step 0, and both outlive the run. Free with
 * run_free, after trouble too. Trouble: no memory. */
Status run_create(Trainer *trainer, Watched *watched, bool endless, Run *run);
void run_free(Run *run);

/* Steps done; epochs done; whether all planned epochs are. */
uint64_t run_steps(const Run *run);
size_t run_epochs(const Run *run);
bool run_finished(const Run *run);

/* Takes a step, adds a row at the end of an epoch, and does again what lies ahead at the step it comes to. False, and
 * nothing is taken, when the run is finished or in trouble. */
bool run_step(Run *run);

/* Takes the run to how it stood, or will stand, after so many steps. Trouble: it ends before; it then stands there. */
Status run_go_to(Run *run, uint64_t step);

/* Applies an action of the training from the next step on. Trouble: the run cannot obey, and is as it was. */
Status run_tune(Run *run, const Action *action);

/* Goes on behind the planned epochs from now on, until it is rewound. */
void run_go_on(Run *run);

/* To the start, with this seed, tuned as it is now. */
void run_rewind(Run *run, uint64_t seed);
