/* What a change of one number does to the loss of a pair: only what depends on it is computed again.
 *
 * A changed weight reaches one map of its convolution, or one number of its dense layer; from there on a region of each
 * signal differs from what it was, and its change alone is passed on from step to step (ripple_step.h). The loss agrees
 * with that of a forward pass to the last rounding, not to the bit.
 *
 * Made for finite differences, which move every parameter by itself, to several values each. */
#pragma once
#include "net/ripple_step.h"
#include "net/siamese.h"

/* Every branch, as a set of bits; and how many values of a number go together at most. */
enum { RIPPLE_ALL = (1 << NET_BRANCHES_MAX) - 1, RIPPLE_AT_ONCE = 8 };

/* The one number that is changed: an entry of a parameter block of one of the encoder's steps. */
typedef struct RippleCause {
    size_t step, block, entry; /* the step of the encoder, its block, the entry in it */
    unsigned
        branches; /* which branches read the changed number: bit b for branch b (RIPPLE_ALL: every one) */
} RippleCause;

/* Scratch memory, for one net. */
typedef struct Ripple {
    RippleRoom room;     /* of the steps */
    real *waves[2];      /* the changes of a step's inputs and of its outputs, in turn */
    size_t at_once;      /* for how many values of a number they have room */
    Activations changed; /* the embeddings and the head with the number changed */
} Ripple;

/* Room for one net; the caller destroys it. Trouble: no memory, and then there is nothing to destroy. */
Status ripple_create(const Net *net, Ripple *ripple);
/* An all-zero one too. */
void ripple_destroy(Ripple *ripple);

/* The losses of a pair with one number changed, to each of `count` values in turn; the same as one value at a time, to the
 * last rounding (a compiler may join a product and its sum in one of the two loops). `values` are the activations without the change (siamese_forward with the same net, params, x and label); every
 * step of the encoder from cause.step on must be one that is followed. */
void ripple_losses(Ripple *ripple, const Net *net, const real *params, const real *const x[], Label label,
                   const Activations *values, RippleCause cause, size_t count, const real value[],
                   real loss[]);
