/* The rectifier, number by number.
 *
 *     h = max(0, z)        dL/dz = dh where z > 0, else 0
 *
 * At z = 0 it has no derivative; 0 is used. A net whose last step is a rectifier has no negative entries in its
 * embeddings, and so no angle beyond 90 degrees. */
#pragma once
#include "net/step.h"

#include "base/public.h"

/* Writes h from z. */
void relu_forward(size_t n, const real z[at_least(n)], real h[restrict at_least(n)]);

/* Given dh = dL/dh, ADDS to dz. */
void relu_backward(size_t n, const real z[at_least(n)], const real dh[at_least(n)],
                   real dz[restrict at_least(n)]);

/* "relu" */
extern const StepKind relu_kind;

#include "base/public_end.h"
