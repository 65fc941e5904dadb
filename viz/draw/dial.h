/* Two embeddings in the plane they span, exact: a at 0 degrees, b at their angle, and the gradients that turn them.
 *
 * dc/da is orthogonal to a, so -dL/da and -dL/db lie in this plane, each at a right angle to its vector: both turn
 * their vector, none lengthens it at once. With p = |a||dL/da| = |b||dL/db| (the pull) their lengths are p/|a| and
 * p/|b|. A wrong backward may turn the two otherwise, or stretch them: its arrows are drawn as they are. */
#pragma once
#include "draw/paper.h"

/* |v| times the parts of a step down the loss from the embedding v: at a right angle to it (> 0: away from the other one,
 * it opens the angle), and along it (> 0: it makes it longer). */
typedef struct DialPull {
    double turn, stretch;
} DialPull;

typedef struct DialData {
    double degrees;        /* 0 .. 180 between a and b; NaN when one of them has no direction */
    double norm_a, norm_b; /* |a|, |b|: drawn in their true proportion, the longer one at full length */
    DialPull a, b;         /* as long as they are right: a.turn = b.turn = the pull, and no stretch */
    double full_pull; /* the pull whose arrow, on a vector of mean length, has the greatest length; > 0 */
    Colour colour;    /* of the class: b, and the sector between the two */
    const char *gradient_a, *gradient_b; /* words at the arrows */
} DialData;

/* Draws the dial as large as `room` allows. */
void dial_draw(const Paper *paper, Rect room, DialData data);

/* The height dial_draw makes use of in a room of this width. */
double dial_height(double width);
