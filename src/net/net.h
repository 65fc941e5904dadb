/* A siamese net: the steps of one encoder, which every branch walks, and the two steps of the head.
 *
 *     input -> step 1 -> ... -> step k = embedding          the encoder, once for each branch, same parameters
 *     embeddings -> cosine (or distance) -> loss            the head
 *
 * All parameters stand in one flat vector, which the caller owns; the steps' blocks name its parts. */
#pragma once
#include <stdint.h>

#include "base/random.h"
#include "net/step.h"

#include "base/public.h"

/* Steps of an encoder, of the head, of both; and branches, at most. */
enum { NET_ENCODER_STEPS_MAX = 30, NET_HEAD_STEPS = 2, NET_STEPS_MAX = 32, NET_BRANCHES_MAX = 3 };
enum { NET_LOSS_PARAMETERS_MAX = 2 }; /* that a loss has of its own (the logistic: scale and bias) */

/* What a net is made from. */
typedef struct NetOptions {
    const char
        *encoder; /* a name ("bromley1", see net_known) or a description, as "conv:12x11/3 tanh dense:8" */
    Shape input;  /* of one signature: channels x time */
    const char *loss;     /* sum target margin contrastive triplet logistic */
    double forged_target; /* the target loss only: -0.9 (the paper's), -1, 0 */
    double margin;        /* the losses with a margin; NaN: the loss's own default (net_loss_margin) */
} NetOptions;

typedef struct Net Net;
struct Activations; /* net/siamese.h */

/* From the embeddings down every branch: ADDS to dparams what comes back along each. `gradients` holds the gradient by
 * the embeddings; the other arguments are siamese_backward's. */
typedef void NetBranchesBackward(const Net *net, const real *params, const real *const x[], Label label,
                                 const struct Activations *values, struct Activations *gradients,
                                 real *dparams);

/* A net, whole in itself: copied, it is another one. */
struct Net {
    Step steps[NET_STEPS_MAX]; /* the encoder's, then the head's */
    /* NULL: the sum over the branches (siamese.c). A fault or a student's exercise may stand in its place. */
    NetBranchesBackward *branches_backward;
    size_t encoder_steps;         /* how many of `steps` are the encoder's */
    size_t branches;              /* 2; 3 with the triplet loss */
    Shape input;                  /* of one branch */
    size_t embedding;             /* how many numbers describe one signature */
    size_t parameter_count;       /* the length of the flat vector */
    char encoder[512];            /* the description, names written out */
    char loss[16];                /* its name */
    double forged_target, margin; /* as in NetOptions */
};

/* bromley1 (the paper's first architecture), 8 x 200 input, target loss with -0.9 for forged pairs. */
NetOptions net_default_options(void);

/* A net of the given shape. Nothing to free. Trouble: a description or a loss that is not understood, shapes that do not
 * fit, a net larger than 2^26 parameters or activations. */
Status net_create(const NetOptions *options, Net *net);

/* Puts another loss in the place of the net's, with the arguments of NetOptions. The encoder stays as it is, a fault in
 * it too; the head is made anew, without one. The encoder's parameters stand first in the flat vector and stay where they
 * are; behind them come the loss's own, if it has any (net_start_loss). Trouble: no such loss, one for another number of
 * branches, a target or margin that is not finite; the net is then as it was. */
Status net_change_loss(Net *net, const char *loss, double forged_target, double margin);

/* Takes every fault and every student's exercise out: all backwards are the right ones. */
void net_repair(Net *net);

/* The named encoders: bromley1 and bromley2 (the paper's two architectures, 3004 and 634 parameters on 8 x 200),
 * reference (9820) and mlp (308 on 16 x 1) of the benchmarks. NULL after the last. */
const char *net_known(size_t index, const char **description);

/* The losses' names, NULL after the last. */
const char *net_loss_name(size_t index);

/* The margin a loss is used with when none is given; NaN for a loss without a margin or an unknown one. */
double net_loss_margin(const char *loss);

/* Steps in all: the encoder's and the head's. */
size_t net_step_count(const Net *net);
const Step *net_cosine_step(const Net *net); /* the head's first step: cosine, or distance */
const Step *net_loss_step(const Net *net);   /* the head's last step */

/* The index-th parameter block, in the order of the flat vector; NULL after the last. */
const StepBlock *net_block(const Net *net, size_t index);

/* Starting values: weights normal with mean 0 and standard deviation 1/sqrt(fan_in) (LeCun, Bottou, Orr, Müller,
 * "Efficient BackProp", 1998), so that sums have the size of their inputs; biases 0; the logistic scale 5. */
void net_initialise(const Net *net, uint64_t seed, real *params);

/* How many parameters the encoder has: those of the loss, if any, stand behind them. */
size_t net_encoder_parameters(const Net *net);

/* Starting values for the loss's own parameters alone. */
void net_start_loss(const Net *net, real *params);

#include "base/public_end.h"
