/* The forward and the backward pass of a siamese net, for one pair (or one triplet).
 *
 * One encoder, used once for each branch with the SAME parameters. So a parameter w reaches the loss along every
 * branch, and by the chain rule its gradient is the SUM of what comes back along each:
 *
 *     dL/dw = (dL/dw through branch a) + (dL/dw through branch b)
 *
 * not their average. The backward pass does it by adding both into the same dparams. */
#pragma once
#include "net/net.h"

#include "base/public.h"

/* The numbers that a forward pass leaves behind and a backward pass needs; or, in the same layout, the gradient by each
 * of them. One allocation, made once; a training step makes none. */
typedef struct Activations {
    real *memory;                                           /* of all of them */
    size_t size;                                            /* how many numbers */
    real *encoder[NET_BRANCHES_MAX][NET_ENCODER_STEPS_MAX]; /* what left each step, in each branch */
    real *embeddings;           /* branches x embedding: the last step's, one branch after the other */
    real *head[NET_HEAD_STEPS]; /* the cosine (triplet: two; contrastive: the distance), and the loss */
} Activations;

/* Room for one pair's activations; siamese_destroy_activations frees it (an all-zero one too). */
Status siamese_create_activations(const Net *net, Activations *activations);
void siamese_destroy_activations(Activations *activations);

/* Walks the encoder's steps with one signature x (net->input) and leaves what each step gives in branch `branch` of
 * `values`. Returns the embedding (net->embedding numbers, inside `values`). */
const real *siamese_embed(const Net *net, const real *params, const real *x, size_t branch,
                          Activations *values);

/* The loss of embeddings that already stand in values->embeddings: the second half of siamese_forward. */
real siamese_compare(const Net *net, const real *params, Label label, Activations *values);

/* The loss of one pair. x: one signature for each branch (pair: the two; triplet: anchor, positive, negative).
 * Writes every activation into `values`. The triplet loss does not look at the label. */
real siamese_forward(const Net *net, const real *params, const real *const x[], Label label,
                     Activations *values);

/* The gradient of that loss, times dL: after siamese_forward with the same arguments, ADDS dL * d(loss)/d(params) to
 * dparams and writes the gradient by every activation into `gradients`. dL = 1 for one pair; 1/N for a pair of a batch
 * whose loss is the mean over N. */
void siamese_backward(const Net *net, const real *params, const real *const x[], Label label,
                      const Activations *values, real dL, Activations *gradients, real *dparams);

/* The two halves of siamese_backward, for who wants to look between them (trace, lessons, the checker): from the loss
 * to the embeddings, which also clears `gradients`; then down one branch, with dx (the gradient by its signature, added
 * to) or NULL. */
void siamese_backward_head(const Net *net, const real *params, Label label, const Activations *values,
                           real dL, Activations *gradients, real *dparams);
void siamese_backward_branch(const Net *net, const real *params, const real *x, Label label, size_t branch,
                             const Activations *values, Activations *gradients, real *dparams, real *dx);

#include "base/public_end.h"
