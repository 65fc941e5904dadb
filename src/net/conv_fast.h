/* The time delay layer again, as fast as the processor allows: conv.h has the formulas, conv.c the plain loops that say
 * the same. Sums are taken in another order, so results differ from the plain ones by rounding. */
#pragma once
#include "net/conv.h"
#include "net/lanes.h"

/* One width's pair of functions; they do what conv_forward and conv_backward do. */
typedef struct ConvFast {
    /* conv_forward. */
    void (*forward)(ConvShape s, const real *W, const real *b, const real *x, real *restrict z);
    /* conv_backward. */
    void (*backward)(ConvShape s, const real *W, const real *x, const real *dz, real *restrict dW,
                     real *restrict db, real *restrict dx);
} ConvFast;

/* The kernels of a width that lanes_has. Where the numbers have no vectors: the plain functions. */
ConvFast conv_fast_at(LanesWidth width);

/* The kernels of the widest there is. */
ConvFast conv_fast(void);
