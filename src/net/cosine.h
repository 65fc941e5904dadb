/* The cosine of the angle between two embeddings, and its gradient: the heart of a siamese net.
 *
 *     c = a.b / (|a| |b|) = cos(theta)
 *
 * Write a^ = a/|a|, b^ = b/|b|. Turning a towards b raises c; making a longer does not. So the gradient by a is the
 * part of b^ that is orthogonal to a (the projection along a taken out), over the length of a:
 *
 *     dc/da = (b^ - c a^) / |a|        orthogonal to a, of length sin(theta) / |a|
 *     dc/db = (a^ - c b^) / |b|        orthogonal to b, of length sin(theta) / |b|
 *
 * Derivation: d(a.b) = b.da and d|a| = a^.da, so dc = b.da / (|a||b|) - c (a^.da) / |a|.
 *
 * Zero norm: an embedding shorter than COSINE_SHORTEST has no direction. Then c = 0, both gradients are 0, and
 * `defined` is false so that the caller can say so. Each norm is tested by itself, not their product.
 * Rounding can take c a few units in the last place beyond +-1. It is left there: clamping belongs to what is shown,
 * never into a formula that is differentiated. For an angle to show, use cosine_angle. */
#pragma once
#include "net/step.h"

#include "base/public.h"

/* Below this length the squares of the entries underflow and the direction is lost. */
#define COSINE_SHORTEST real_part(real_sqrt((real)REAL_SMALLEST))

/* What the forward pass gives, and the backward pass needs again. */
typedef struct Cosine {
    real c;              /* 0 when not defined */
    real norm_a, norm_b; /* |a| and |b| */
    bool defined;        /* both are long enough to have a direction */
} Cosine;

/* |a|, the Euclidean length. */
real cosine_norm(size_t n, const real a[at_least(n)]);

/* The cosine of the angle between a and b. */
Cosine cosine_forward(size_t n, const real a[at_least(n)], const real b[at_least(n)]);

/* Given dc = dL/dc, ADDS dL/da to da and dL/db to db; nothing when the cosine is not defined. */
void cosine_backward(size_t n, const real a[at_least(n)], const real b[at_least(n)], Cosine cosine, real dc,
                     real da[restrict at_least(n)], real db[restrict at_least(n)]);

/* The angle between a and b in radians, 0 .. pi, for showing:
 *     theta = 2 atan2(| a |b| - b |a| |, | a |b| + b |a| |)
 * exact also near 0 and pi, where acos(c) reads 0 below 1e-8 (Kahan, "How futile are mindless assessments of roundoff
 * in floating-point computation?", 2006). A quarter turn (c = 0) when the cosine is not defined. */
double cosine_angle(size_t n, const real a[at_least(n)], const real b[at_least(n)]);

/* The head's step "cosine": in 2 x n (a, then b) -> c; or, for a triplet, in 3 x n (anchor, positive, negative) ->
 * c(anchor, positive), c(anchor, negative), where the anchor gets the gradients of both. */
extern const StepKind cosine_kind;

#include "base/public_end.h"
