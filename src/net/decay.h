/* Weight decay: weights, not biases, are pulled towards 0.
 *
 *     D = decay/2 sum over the weights of w^2        dD/dw = decay w */
#pragma once
#include "net/net.h"

#include "base/public.h"

/* D, in double: the checker adds it to a loss that it measures. */
double decay_forward(const Net *net, const real *params, double decay);

/* By how much D grows when one weight becomes `value`: decay/2 (value^2 - weight^2), without the cancellation. */
double decay_growth(double decay, double weight, double value);

/* Given dL = dL/dD, ADDS dL decay w to dparams for every weight w. */
typedef void DecayBackward(const Net *net, const real *params, real decay, real dL, real *dparams);

/* The right one; a planted fault puts another in its place. */
DecayBackward decay_backward;

#include "base/public_end.h"
