/* LeCun's scaled hyperbolic tangent, number by number (LeCun, "Generalization and network design strategies", 1989).
 *
 *     h = A tanh(2 z / 3),  A = 1.7159
 *     dL/dz = 2/3 A (1 - tanh^2) dh = 2/(3 A) (A - h)(A + h) dh
 *
 * With these constants h(1) is 1 and h(-1) is -1, so targets of +-1 lie inside the range, where the slope is large.
 * Saturated units: as in tanh.h. */
#pragma once
#include "net/step.h"

/* Writes h from z. */
void lecun_forward(size_t n, const real z[static n], real h[restrict static n]);

/* Given dh = dL/dh, ADDS to dz. */
void lecun_backward(size_t n, const real h[static n], const real dh[static n], real dz[restrict static n]);

/* "lecun" */
extern const StepKind lecun_kind;
