/* Subsampling again, for vectors: average.h has the formulas, average.c the plain loops that say the same. The sums are
 * taken in the same order, so the results are the same, bit for bit. */
#pragma once
#include "net/average.h"
#include "net/lanes.h"

/* average_forward, as it is called. */
typedef void AverageForward(size_t channels, size_t in_time, size_t factor, const real *x, real *restrict y);

/* What does average_forward's work, in a width that lanes_has. Where the numbers have no vectors: average_forward. */
AverageForward *average_fast_at(LanesWidth width);

/* That of the widest there is. */
AverageForward *average_fast(void);
