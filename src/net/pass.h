/* One pair taken through the net and back with every number kept, and what came back along each branch kept apart.
 *
 * A training step adds all of it into one gradient and forgets the rest. This is for who wants to look: the trace of a
 * pair, the window's graph. */
#pragma once
#include "net/siamese.h"

/* All numbers of one pair. */
typedef struct Pass {
    Activations values, gradients;   /* of every step, in every branch; the gradients are for dL = 1 */
    real *dx[NET_BRANCHES_MAX];      /* the gradient by each signature */
    real *dparams[NET_BRANCHES_MAX]; /* what came back to the parameters along each branch */
    real *dparams_head;              /* what the head's own parameters got (the logistic loss) */
    real *dparams_sum;               /* the gradient: all of these added, entry by entry */
    real *memory;                    /* all the arrays above, but the activations */
    size_t size;                     /* how many numbers that is */
} Pass;

/* Room for the passes of one net. Trouble: no memory. The caller frees it with pass_free, after trouble too. */
Status pass_create(const Net *net, Pass *pass);
void pass_free(Pass *pass); /* an all-zero one too */

/* Forward and backward (dL = 1) of one pair, or triplet: writes every array of `pass`, and returns the loss. Every
 * step's backward runs as it stands in the net, a fault planted there too; a fault in how the branches are joined
 * (net->branches_backward) is not looked at: dparams_sum is the right sum of what the steps gave. */
real pass_run(const Net *net, const real *params, const real *const x[], Label label, Pass *pass);
