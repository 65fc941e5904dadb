/* The net as a problem for the gradient checker: a batch of pairs (or triplets), the mean of their losses, and, where
 * asked for, weight decay.
 *
 *     L = 1/N sum_p loss_p + decay/2 sum over the weights of w^2
 *
 * What is checked is what is trained: the gradient is siamese_backward's, pair by pair, or crowd_run's where pairs go
 * together. Beside it stands the same net as a chain of steps, so that the first wrong one is found:
 *
 *     conv1 ... flatten1     rows: the branches of pair 0, of pair 1, ...
 *     cosine (distance)      rows: the branches in, the pairs out
 *     loss                   rows: the pairs
 *     mean, and decay        one number
 *
 * The checker knows float and double. In a build with other numbers (REAL=longdouble, quad, complex) all of this
 * compiles, and netcheck_create says that it cannot be used. */
#pragma once
#include "gradcheck/gradcheck.h"
#include "net/decay.h"
#include "net/mean.h"
#include "net/siamese.h"

#include "base/public.h"

/* Whether the checker knows the numbers of this build. */
#if defined REAL_LONGDOUBLE || defined REAL_QUAD || defined REAL_COMPLEX
#define NETCHECK_POSSIBLE 0
#else
#define NETCHECK_POSSIBLE 1
#endif

/* Pairs of a batch, and steps of a chain, at most. */
enum { NETCHECK_PAIRS_MAX = 10000, NETCHECK_STEPS_MAX = NET_STEPS_MAX + 2 };

/* What is borrowed of the data: `count` pairs, each net->branches signatures of net->input numbers one after the other,
 * and a label for each pair. */
typedef struct NetcheckBatch {
    size_t count;        /* of pairs */
    const real *x;       /* the signatures */
    const Label *labels; /* one for each pair */
} NetcheckBatch;

/* What is added to the loss, and who differentiates the joins. */
typedef struct NetcheckOptions {
    double decay;                  /* 0: none, and no step for it */
    MeanBackward *mean_backward;   /* mean_backward, unless a fault stands in its place */
    DecayBackward *decay_backward; /* decay_backward, unless a fault does */
} NetcheckOptions;

/* No decay, the right backwards. */
NetcheckOptions netcheck_options(void);

/* The problem, with the memory it needs. */
typedef struct Netcheck Netcheck;

/* A problem for this net. The net, the parameters (which a check moves and puts back) and the batch are borrowed and
 * outlive it; a fault planted into the net before is found in it. The caller destroys it (NULL is fine). Trouble: no
 * memory, no pairs or too many, a decay that is no number, a build whose numbers the checker does not know. */
Status netcheck_create(const Net *net, real *params, NetcheckBatch batch, const NetcheckOptions *options,
                       Netcheck **made);
void netcheck_destroy(Netcheck *netcheck);

/* The problem at the present parameters, owned by `netcheck`: blocks named as in the table of steps; the loss, also with
 * one entry changed (what depends on it is recomputed, see net/ripple.h), of one pair, and of one branch's use of a shared block; the chain;
 * the decay as a term; the batch watched. Ask again after the parameters have been changed: what does not depend
 * on one entry is computed once for all. */
const GradcheckProblem *netcheck_problem(Netcheck *netcheck);

/* How many numbers a full check moves: the parameters, and what goes into each step of the chain. */
size_t netcheck_entries(const Netcheck *netcheck);

#include "base/public_end.h"
