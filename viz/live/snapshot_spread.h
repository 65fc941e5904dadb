/* Many values at once, over the epochs: the smallest, their mean, the largest. */
#pragma once

typedef struct SnapshotSpread {
    const float *low, *mean, *high; /* [row]; NaN where there is no value */
} SnapshotSpread;
