/* The hyperbolic tangent, number by number.
 *
 *     h = tanh(z)        dL/dz = (1 - h^2) dh = (1 - h)(1 + h) dh
 *
 * Written with h, which the forward pass has kept, not with z. The product form keeps its digits near saturation.
 * Saturated: beyond |z| of about 19.06 in double (9.01 in float) tanh(z) rounds to +-1 and the gradient is exactly
 * 0, as it is true to the last bit of h; such a unit does not learn until something else moves its z.
 *
 * These are the plain loops, to be read; tanh_fast.h has what a training runs. */
#pragma once
#include "net/step.h"

#include "base/public.h"

/* Writes h from z. */
void tanh_forward(size_t n, const real z[at_least(n)], real h[restrict at_least(n)]);

/* Given dh = dL/dh, ADDS to dz. */
void tanh_backward(size_t n, const real h[at_least(n)], const real dh[at_least(n)],
                   real dz[restrict at_least(n)]);

/* By how much h changes when z changes by d: writes tanh(z + d) - h, given z and h = tanh(z). */
void tanh_change(size_t n, const real z[at_least(n)], const real h[at_least(n)], const real d[at_least(n)],
                 real change[restrict at_least(n)]);

/* "tanh" */
extern const StepKind tanh_kind;

#include "base/public_end.h"
