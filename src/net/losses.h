/* The losses: one number for one pair, from its cosine c (or its distance D), and the derivative by that number.
 * `t` is a target, `m` a margin; y = +1 for a genuine pair and -1 for a forged one.
 *
 *     sum          -c genuine, +c forged                                      (stats.stackexchange.com/q/154652)
 *     target       1/2 (c - t)^2, t = 1 genuine, t = the forged target forged (Bromley et al. 1994: -0.9 or -1)
 *     margin       1 - c genuine, max(0, c - m) forged                        (cosine embedding loss)
 *     contrastive  1/2 D^2 genuine, 1/2 max(0, m - D)^2 forged                (Hadsell, Chopra, LeCun 2006)
 *     triplet      max(0, m + c(anchor, negative) - c(anchor, positive))      (Schroff et al. 2015, with cosines)
 *     logistic     log(1 + exp(-y (s c + b))), s and b learnt
 *
 * Where they die: see each. All of them are differentiable in c, and dc/da has length sin(theta)/|a|, so at 0 and at 180
 * degrees no loss moves a pair, not even one that sits at the wrong end. */
#pragma once
#include "net/step.h"

#include "base/public.h"

/* -c or +c. Its derivative never fades by itself; how many pairs of each label there are sets the balance. */
real losses_sum_forward(Label label, real c);
real losses_sum_backward(Label label); /* dL/dc = -1 genuine, +1 forged */

/* 1/2 (c - t)^2. With t = -0.9 a forged pair comes to rest at 154.158 degrees, a clean zero; with t = +-1 the gradient by
 * the embeddings falls as theta^3/2 near the target. */
real losses_target_forward(Label label, real forged_target, real c);
real losses_target_backward(Label label, real forged_target, real c); /* dL/dc = c - t */

/* 1 - c, or max(0, c - m). A kink at c = m, and no gradient below it: a forged pair is pushed only to the margin. */
real losses_margin_forward(Label label, real m, real c);
real losses_margin_backward(Label label, real m, real c); /* dL/dc = -1; or 1 where c > m, else 0 */

/* 1/2 D^2, or 1/2 max(0, m - D)^2. On the distance, so here the lengths of the embeddings count. */
real losses_contrastive_forward(Label label, real m, real D);
real losses_contrastive_backward(Label label, real m,
                                 real D); /* dL/dD = D; or -(m - D) where D < m, else 0 */

/* max(0, m + c_negative - c_positive): 0, and without a gradient, once the negative is m below the positive. */
real losses_triplet_forward(real m, real c_positive, real c_negative);
bool losses_triplet_is_active(real m, real c_positive,
                              real c_negative); /* then dL/dc = -1 positive, +1 negative */

/* log(1 + exp(-y z)) with z = s c + b, without overflow. A large s saturates it: right pairs stop mattering. */
real losses_logistic_forward(Label label, real z);
real losses_logistic_backward(Label label,
                              real z); /* dL/dz = -y sigmoid(-y z);  ds = c dz, db = dz, dc = s dz */

/* The head's last step "loss" for each of them: in c (triplet: the two c; contrastive: D) -> L. The target for
 * forged pairs, or the margin, is step->constant. The logistic loss has two parameter blocks, loss.scale and loss.bias. */
extern const StepKind losses_sum_kind, losses_target_kind, losses_margin_kind, losses_contrastive_kind,
    losses_triplet_kind, losses_logistic_kind;

enum { LOSSES_LOGISTIC_SCALE = 5 }; /* where the learnt scale starts */

#include "base/public_end.h"
