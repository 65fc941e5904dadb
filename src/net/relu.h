/* The rectifier, number by number.
 *
 *     h = max(0, z)        dL/dz = dh where z > 0, else 0
 *
 * At z = 0 it has no derivative; 0 is used. A net whose last step is a rectifier has no negative entries in its
 * embeddings, and so no angle beyond 90 degrees. */
#pragma once
#include "net/step.h"

/* Writes h from z. */
void relu_forward(size_t n, const real z[static n], real h[restrict static n]);

/* Given dh = dL/dh, ADDS to dz. */
void relu_backward(size_t n, const real z[static n], const real dh[static n], real dz[restrict static n]);

/* "relu" */
extern const StepKind relu_kind;
