/* Subsampling: the mean of each `factor` successive instants of a channel.
 *
 *     x: channels x in_time      y: channels x (in_time / factor, rounded down)
 *
 *     y[c,t] = 1/factor sum_j x[c, factor t + j],   j = 0 .. factor-1
 *     dL/dx[c, factor t + j] = dy[c,t] / factor
 *
 * Instants left over at the end (in_time not a multiple of factor) are not looked at and get no gradient.
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
