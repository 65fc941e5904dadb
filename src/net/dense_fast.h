/* The dense layer again, as fast as the processor allows: dense.h has the formulas, dense.c the plain loops that say the
 * same. Sums are taken in another order, so results differ from the plain ones by rounding. */
#pragma once
#include "net/dense.h"
#include "net/lanes.h"

/* One width's functions; they do what dense_forward, dense_backward and dense_products do. */
typedef struct DenseFast {
    /* dense_forward. */
    void (*forward)(size_t n, size_t units, const real *W, const real *b, const real *x, real *restrict z);
    /* dense_backward. */
    void (*backward)(size_t n, size_t units, const real *W, const real *x, const real *dz, real *restrict dW,
                     real *restrict db, real *restrict dx);
    void (*products)(size_t n, size_t stride, size_t units, const real *W, size_t count, const real *x,
                     real *restrict z);
} DenseFast;

/* The kernels of a width that lanes_has. Where the numbers have no vectors: the plain functions. */
DenseFast dense_fast_at(LanesWidth width);

/* The kernels of the widest there is. */
DenseFast dense_fast(void);
