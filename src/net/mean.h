/* The mean of the pairs' losses, the last step but the decay of what is trained:
 *
 *     M = 1/N sum_p loss_p        dM/dloss_p = 1/N */
#pragma once
#include <stddef.h>

#include "net/real.h"

#include "base/public.h"

/* Given dL = dL/dM, ADDS to dloss the gradient by each of the `count` losses: dL / count. */
typedef void MeanBackward(size_t count, real dL, real dloss[]);

/* The right one; a planted fault puts another in its place. */
MeanBackward mean_backward;

#include "base/public_end.h"
