/* What a change of one number does further on: only what depends on it is computed again.
 *
 * A changed weight reaches one map of its convolution, or one number of its dense layer; from there on a region of each
 * signal differs from what it was. The steps that are linear pass on the difference alone,
 *
 *     out' = out + W (in' - in)
 *
 * which is rounded once where a forward pass rounds at every term: the two agree to the last rounding, not to the bit.
 * The others (tanh, lecun, relu) are computed again by the function that their forward runs.
 *
 * Made for finite differences, which move every parameter by itself. */
#pragma once
#include "net/siamese.h"

/* Part of a signal: `channels` rows from `channel` on, in each `times` instants from `time` on. */
typedef struct RippleRegion {
    size_t channel, channels; /* the first row, and how many */
    size_t time, times;       /* the first instant, and how many */
} RippleRegion;

/* Every branch, as a set of bits. */
enum { RIPPLE_ALL = (1 << NET_BRANCHES_MAX) - 1 };

/* The one number that is changed: an entry of a parameter block of one of the encoder's steps. */
typedef struct RippleCause {
    size_t step, block, entry; /* the step of the encoder, its block, the entry in it */
    real value;                /* what it is changed to */
    unsigned
        branches; /* which branches read the changed number: bit b for branch b (RIPPLE_ALL: every one) */
} RippleCause;

/* Scratch memory, for one net. */
typedef struct Ripple {
    Activations changed; /* what comes out of each step with the change */
    real *difference;    /* of what goes into a step */
    real *weights;       /* those of a convolution that the changed channels meet */
    real *zeros;         /* in the place of biases */
    real *added;         /* to what comes out of a step */
} Ripple;

/* Room for one net; the caller destroys it. Trouble: no memory. */
Status ripple_create(const Net *net, Ripple *ripple);
/* An all-zero one too. */
void ripple_destroy(Ripple *ripple);

/* Whether the step is one of those that can be followed: its forward is the kind's own, and the kind is known here. */
bool ripple_follows(const Step *step);

/* Given in -> out, and `changed`, like `in`, of which only `region` counts and holds other numbers: writes the outputs
 * that differ into `out_changed` (like `out`, or `out` itself) and returns their region; the rest of it is left as it
 * is. */
RippleRegion ripple_onwards(Ripple *ripple, const Step *step, const real *params, const real *in,
                            const real *changed, RippleRegion region, const real *out, real *out_changed);

/* The same for a parameter of the step: entry `entry` of its block `block` becomes `value`. params stay as they are. */
RippleRegion ripple_of_parameter(const Step *step, const real *params, size_t block, size_t entry, real value,
                                 const real *in, const real *out, real *out_changed);

/* The loss of a pair with one number changed. `values` are the activations without the change (siamese_forward with the
 * same net, params, x and label); every step of the encoder from cause.step on must be one that is followed. */
real ripple_loss(Ripple *ripple, const Net *net, const real *params, const real *const x[], Label label,
                 const Activations *values, RippleCause cause);
