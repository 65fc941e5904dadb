/* Subsampling: the mean of each `factor` (f) successive instants of a channel.
 *
 *     x: channels x in_time      y: channels x (in_time / f, rounded down)
 *
 *     y[c,t] = 1/f sum_j x[c, f t + j],   j = 0 .. f-1
 *     dL/dx[c, f t + j] = dy[c,t] / f
 *
 * Instants left over at the end (in_time not a multiple of f) are not looked at and get no gradient.
 *
 * These are the plain loops, to be read; average_fast.h has what a training runs on the way forward. */
#pragma once
#include "net/step.h"

#include "base/public.h"

/* Writes y from x. */
void average_forward(size_t channels, size_t in_time, size_t factor, const real *x, real *restrict y);

/* Given dy = dL/dy, ADDS to dx. */
void average_backward(size_t channels, size_t in_time, size_t factor, const real *dy, real *restrict dx);

/* "average:FACTOR" */
extern const StepKind average_kind;

#include "base/public_end.h"
