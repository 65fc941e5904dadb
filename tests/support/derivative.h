/* The derivative of a function by one of its numbers, found without knowing its formula: what every hand-written
 * backward pass of the tests is held against.
 *
 *     REAL=complex   Im f(x + i h) / h with h = 1e-100: exact to rounding, if f is analytic
 *     otherwise      (4 D(h) - D(2h)) / 3 from central differences D: exact to about 1e-11 in double, 1e-3 in float */
#pragma once
#include <stddef.h>

#include "net/real.h"

/* How closely a right gradient agrees, relative to the larger of the two and of the largest entry around it. */
#if defined REAL_COMPLEX
#define DERIVATIVE_TOLERANCE 1e-14
#elif defined REAL_FLOAT
#define DERIVATIVE_TOLERANCE 1e-2
#else
#define DERIVATIVE_TOLERANCE 1e-9
#endif

/* df/dx where f(context) reads *x; *x is as before afterwards. */
double derivative_measure(real (*f)(void *context), void *context, real *x);

/* Fails at file:line unless |analytic - measured| <= DERIVATIVE_TOLERANCE * max(|analytic|, |measured|, scale). */
void derivative_compare(double analytic, double measured, double scale, const char *what, size_t index,
                        const char *file, int line);
