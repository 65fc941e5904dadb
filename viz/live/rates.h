/* The two error rates of the pairs held out, at every threshold: measured by train/metrics from the angles of the last
 * row, when somebody looks. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "live/snapshot.h"

typedef struct Rates {
    size_t genuine,
        forged;         /* how many pairs of each have an angle; with none of a class nothing else counts */
    size_t count;       /* of the steps below */
    float *degrees;     /* owned, as the next two: from here on, up to the next, ... */
    float *far, *frr;   /* ... these shares, 0 .. 1, of the forged are accepted and of the genuine rejected */
    double eer;         /* where the two are equal, 0 .. 1 ... */
    double eer_degrees; /* ... and the threshold nearest to it */
} Rates;

/* False when memory is refused. The caller frees *rates with rates_free. */
bool rates_measure(const SnapshotAngles *angles, Rates *rates);
void rates_free(Rates *rates);
