/* Time delay layer: every output instant looks at `kernel` successive instants of all input channels through the
 * same weights, `step` instants further on each time (Waibel et al. 1989; Bromley et al. 1994).
 *
 *     x: in_channels x in_time      W: maps x in_channels x kernel      b: maps      z: maps x out_time
 *     out_time = (in_time - kernel) / step + 1, rounded down
 *
 *     z[o,t] = b[o] + sum_c sum_k W[o,c,k] x[c, step t + k]
 *
 * Each W[o,c,k] is used at every t, so its gradient is a sum over t (weight sharing in time, as the two branches of
 * a siamese net share in space); each x is seen by up to `kernel` instants, so its gradient is a sum over them:
 *
 *     dL/db[o]         = sum_t dz[o,t]
 *     dL/dW[o,c,k]     = sum_t dz[o,t] x[c, step t + k]
 *     dL/dx[c, i]      = sum over the o, t, k with step t + k = i of W[o,c,k] dz[o,t]
 *
 * No flip of the kernel anywhere: what is written is a correlation, and the sum over t + k = i turns it round by
 * itself in dL/dx.
 *
 * These are the plain loops, to be read; conv_fast.h has what a training runs. */
#pragma once
#include "net/step.h"

#include "base/public.h"

/* The sizes above; `step` is the distance between two instants looked at. */
typedef struct ConvShape {
    size_t in_channels, in_time; /* of x */
    size_t maps;                 /* channels of z */
    size_t kernel, step;         /* instants that one output looks at, and from one output to the next */
} ConvShape;

/* (in_time - kernel) / step + 1, rounded down; needs kernel <= in_time. */
size_t conv_out_time(ConvShape s);

/* Writes z from x, W and b. */
void conv_forward(ConvShape s, const real *W, const real *b, const real *x, real *restrict z);

/* Given dz = dL/dz, ADDS to dW, to db and, unless it is NULL, to dx. */
void conv_backward(ConvShape s, const real *W, const real *x, const real *dz, real *restrict dW,
                   real *restrict db, real *restrict dx);

/* "conv:MAPSxKERNEL/STEP" */
extern const StepKind conv_kind;

#include "base/public_end.h"
