/* How a change of a signal passes through one step.
 *
 * What is passed on is the change alone, out' - out, and of it only the region that it reaches. A linear step takes the
 * change of its input to that of its output:
 *
 *     out' - out = W (in' - in)
 *
 * tanh does it by its addition theorem (tanh_fast.h); lecun and relu are computed again by the function that their forward
 * runs. Rounded once where a forward pass rounds at every term: out + (out' - out) agrees with a forward pass of in' to
 * the last rounding, not to the bit.
 *
 * Several changes that reach the same region, "sheets", go through together: they share the weights that are loaded. */
#pragma once
#include "net/step.h"

/* Part of a signal: `channels` rows from `channel` on, in each `times` instants from `time` on. The changes of a region
 * stand without gaps: sheets x channels x times numbers. */
typedef struct RippleRegion {
    size_t channel, channels; /* the first row, and how many */
    size_t time, times;       /* the first instant, and how many */
} RippleRegion;

/* Scratch memory, for the steps of one net: each as long as the net's longest signal, `weights` as its largest block. */
typedef struct RippleRoom {
    real *weights; /* those of a convolution that the changed channels meet */
    real *zeros;   /* in the place of biases */
    real *wide;    /* a part of a signal between zeros */
} RippleRoom;

/* Whether the step is one of those that can be followed: its forward is the kind's own, and the kind is known here. */
bool ripple_step_follows(const Step *step);

/* Writes the changes of the step's outputs (at most sheets x all outputs) and returns their region. `changes` are those of
 * its inputs; in[s] and out[s] are the whole signals without the change that sheet s is about. */
RippleRegion ripple_step_onwards(RippleRoom room, const Step *step, const real *params, size_t sheets,
                                 const real *const in[], const real *const out[], RippleRegion region,
                                 const real *changes, real *restrict out_changes);

/* The same for a parameter of the step: entry `entry` of its block `block` grows by growth[s] in sheet s. */
RippleRegion ripple_step_of_parameter(const Step *step, size_t block, size_t entry, size_t sheets,
                                      const real growth[], const real *const in[],
                                      real *restrict out_changes);

/* Writes signal + one sheet's changes into the region of `changed` (or of `signal` itself). */
void ripple_step_change(Shape shape, RippleRegion region, const real *changes, const real *signal,
                        real *changed);
