/* Dynamic time warping as anybody would first write it: a yardstick for the results, no part of the library. */
#pragma once
#include <stddef.h>

/* The cheapest way to walk through both sequences from their first points to their last, where a step goes on in `a`, in
 * `b`, or in both, and costs the distance |a_i - b_j| of the two points it arrives at (Sakoe and Chiba 1978, symmetric, all
 * weights 1), divided by n + m. `a` is n x d, `b` is m x d, row major; n, m >= 1. Every pair of points is looked at: there
 * is no band. `row` has room for m numbers and is overwritten. */
double dtw_distance(size_t n, const double *a, size_t m, const double *b, size_t d, double *row);
