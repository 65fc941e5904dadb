/* The Euclidean distance between two embeddings, and its gradient: the head of the contrastive loss.
 *
 *     D = |a - b|        dD/da = (a - b) / D        dD/db = -(a - b) / D
 *
 * At D = 0 there is no direction to move apart in: the gradient is defined as 0. (For a genuine pair that is exact,
 * its loss being 1/2 D^2; a forged pair of identical embeddings stays where it is until something else moves it.) */
#pragma once
#include "net/step.h"

#include "base/public.h"

/* |a - b|. */
real distance_forward(size_t n, const real a[at_least(n)], const real b[at_least(n)]);

/* Given D and dD = dL/dD, ADDS dL/da to da and dL/db to db. */
void distance_backward(size_t n, const real a[at_least(n)], const real b[at_least(n)], real D, real dD,
                       real da[restrict at_least(n)], real db[restrict at_least(n)]);

/* The head's step "distance": in 2 x n (a, then b) -> D. */
extern const StepKind distance_kind;

#include "base/public_end.h"
