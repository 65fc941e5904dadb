/* States of a run that it can be taken back to, in bounded memory.
 *
 * A state is kept at every step. When there is no more room the one goes that is missed least: whose neighbours are
 * near each other for how long ago it was. So states are dense just behind the present and thin far behind it, and
 * going back d steps takes a replay of a small part of d. The first state stays. */
#pragma once
#include "train/trainer.h"

/* All that a step follows from, beside the seed. */
typedef struct Keep {
    uint64_t step;
    TrainerTuning tuning;
    double loss;                 /* of the step before; NaN at the start */
    double loss_sum, pair_count; /* of the epoch under way */
    real *state;                 /* as trainer_copy_state gives it */
} Keep;

typedef struct Keeps {
    size_t size;        /* numbers of a state, at most */
    size_t count, room; /* states there are; states there is memory for already */
    size_t most;        /* states in all: at least 2 */
    Keep *keeps;        /* [room], the first `count` by rising step; the rest is room to be used again */
} Keeps;

/* None yet, of this trainer; at most `bytes` are used (but two states in any case). Free with keeps_free, after trouble
 * too. Trouble: no memory for two states. */
Status keeps_create(const Trainer *trainer, size_t bytes, Keeps *keeps);
void keeps_free(Keeps *keeps);

/* Keeps how the trainer stands, `keep` telling the rest (its state is not looked at), unless that step is kept
 * already. */
void keeps_add(Keeps *keeps, const Trainer *trainer, const Keep *keep);

/* The last one at or before that step; NULL when there is none. */
const Keep *keeps_before(const Keeps *keeps, uint64_t step);

/* Forgets those behind that step: they belong to a run that will not be. */
void keeps_forget_after(Keeps *keeps, uint64_t step);

/* Forgets all. */
void keeps_forget(Keeps *keeps);
