/* tanh for many numbers at once: tanh.h has the formulas, tanh.c the plain loops.
 *
 *     tanh(z) = e / (e + 2),  e = exp(2z) - 1
 *
 * and exp(y) - 1 = 2^n (exp(r) - 1) + (2^n - 1) with y = n ln 2 + r, |r| <= ln 2 / 2, where a short power series is exact
 * enough. No branch and no call: a compiler makes vectors of it. Within 3 units in the last place of the true value;
 * +-1 where tanh rounds to it; NaN stays NaN; for 0 and -0 it gives 0. *
 * A small change needs no tanh at all: by the addition theorem
 *
 *     tanh(z + d) - h = t (1 - h^2) / (1 + h t),  h = tanh(z),  t = tanh(d)
 *
 * where the first terms of d - d^3/3 + ... and of 1 - h t + ... are exact enough. Nothing cancels: a change is known better
 * than by the difference of two tanh. */
#pragma once
#include "net/lanes.h"
#include "net/tanh.h"

/* One width's pair of functions. */
typedef struct TanhFast {
    void (*forward)(size_t n, const real z[], real h[restrict]);                    /* tanh_forward's */
    void (*backward)(size_t n, const real h[], const real dh[], real dz[restrict]); /* tanh_backward's */
    void (*change)(size_t n, const real z[], const real h[], const real d[],
                   real change[restrict]); /* tanh_change's */
} TanhFast;

/* The kernels of a width that lanes_has. Where the numbers have no vectors: the plain functions. */
TanhFast tanh_fast_at(LanesWidth width);

/* The kernels of the widest there is. */
TanhFast tanh_fast(void);
