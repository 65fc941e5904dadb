/* Fully connected layer, linear.
 *
 *     x: n      W: units x n      b: units      z: units
 *
 *     z[o] = b[o] + sum_i W[o,i] x[i]
 *
 *     dL/dW[o,i] = dz[o] x[i]        (an outer product: each weight is used once, by one output, on one input)
 *     dL/db[o]   = dz[o]
 *     dL/dx[i]   = sum_o W[o,i] dz[o]
 *
 * A signal of channels x time is taken as the vector of all its numbers, channel by channel.
 *
 * These are the plain loops, to be read; dense_fast.h has what a training runs. */
#pragma once
#include "net/step.h"

#include "base/public.h"

/* Writes z from x, W and b. */
void dense_forward(size_t n, size_t units, const real *W, const real *b, const real *x, real *restrict z);

/* Given dz = dL/dz, ADDS to dW, to db and, unless it is NULL, to dx. */
void dense_backward(size_t n, size_t units, const real *W, const real *x, const real *dz, real *restrict dW,
                    real *restrict db, real *restrict dx);

/* What some inputs in a row, of `count` signals, add to z: the dense layer without its biases, where all other inputs are
 * zero. W begins with the weight of the first unit and the first such input; its rows are `stride` apart. x: count x n,
 * z: count x units. Writes z. */
void dense_products(size_t n, size_t stride, size_t units, const real *W, size_t count, const real *x,
                    real *restrict z);

/* "dense:UNITS" */
extern const StepKind dense_kind;

#include "base/public_end.h"
