/* LeCun's scaled hyperbolic tangent, number by number (LeCun, "Generalization and network design strategies", 1989).
 *
 *     h = A tanh(2 z / 3),  A = 1.7159
 *     dL/dz = 2/3 A (1 - tanh^2) dh = 2/(3 A) (A - h)(A + h) dh
 *
 * With these constants h(1) is 1 and h(-1) is -1, so targets of +-1 lie inside the range, where the slope is large.
 * Saturated units: as in tanh.h. */
#pragma once
#include "net/step.h"

#include "base/public.h"

/* Writes h from z. */
void lecun_forward(size_t n, const real z[at_least(n)], real h[restrict at_least(n)]);

/* Given dh = dL/dh, ADDS to dz. */
void lecun_backward(size_t n, const real h[at_least(n)], const real dh[at_least(n)],
                    real dz[restrict at_least(n)]);

/* "lecun" */
extern const StepKind lecun_kind;

#include "base/public_end.h"
