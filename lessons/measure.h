/* A gradient measured by differences, with its error bars: what stands in the check lines. The step is chosen by the
 * checker (src/gradcheck). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "gradcheck/gradcheck.h"

typedef struct Measure {
    double value,
        bar;     /* the derivative, and how far off the measurement may be; NaN when it could not be made */
    bool agrees; /* the derivative by hand lies within the bar, which is small enough to tell */
    GradcheckVerdict verdict; /* agrees, wrong, or cannot tell ... */
    GradcheckReason reason;   /* ... and why not */
} Measure;

/* The power of ten at or above a bar: what is told of it, for its digits are chance. */
double measure_decade(double bar);

/* How many decimals of the measured value stand above its bar, at most `most`. */
int measure_decimals(double bar, int most);

/* Measures the derivatives of f at x[n] and compares `hand`, the n derivatives worked out by hand. f gives the same value
 * for the same x. Returns true when all agree. */
bool measure_gradient(size_t n, const double x[static n], double (*f)(const double x[], const void *context),
                      const void *context, const double hand[static n], Measure measured[static n]);
