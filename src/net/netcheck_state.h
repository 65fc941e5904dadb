/* What a check of a net holds: shared by netcheck.c (the whole net) and netcheck_chain.c (its steps). */
#pragma once
#include "net/crowd.h"
#include "net/netcheck.h"
#include "net/ripple.h"

#if defined REAL_FLOAT
#define NETCHECK_TYPE GRADCHECK_FLOAT
#else
#define NETCHECK_TYPE GRADCHECK_DOUBLE
#endif

enum { NETCHECK_BLOCKS_MAX = NET_STEPS_MAX * STEP_BLOCKS_MAX, NETCHECK_FACTORS_MAX = 3 };

/* A step of the chain: `rows` times the same step of the net. */
typedef struct NetcheckLink {
    Netcheck *netcheck;
    const Step *step; /* NULL: the mean, or the decay */
    size_t rows;
    bool of_pairs; /* a row is a pair, and has its label; otherwise a branch of one */
} NetcheckLink;

struct Netcheck {
    const Net *net;
    real *params;
    NetcheckBatch batch;
    NetcheckOptions options;

    real *dparams; /* what the blocks' gradients point into */
    real *dlosses; /* of the pairs */
    Activations values, gradients;
    Crowd crowd; /* where pairs go together, as in a training */

    /* For one entry changed: the activations of every pair, and what the decay adds, at the parameters of the problem. */
    Activations *base;
    double base_decay;
    bool base_is_filled;
    Ripple ripple;
    real *row; /* the largest input of a step, with one number changed */

    real *mixed_params;  /* for one use of a block: the block as the other branches read it */
    double *decay_terms; /* decay * w, like params */
    double *constants;   /* the target or margin of each pair */

    size_t n_blocks, n_weights, n_factors;
    GradcheckBlock blocks[NETCHECK_BLOCKS_MAX];
    size_t numbers[NETCHECK_BLOCKS_MAX]; /* 0, 1, 2 ...: a step names a run of them */
    size_t weights[NETCHECK_BLOCKS_MAX]; /* the blocks that the decay reads */
    size_t step_of[NETCHECK_BLOCKS_MAX], block_of[NETCHECK_BLOCKS_MAX]; /* of the net's, and of that step's */
    NetcheckLink links[NETCHECK_STEPS_MAX];
    GradcheckStep steps[NETCHECK_STEPS_MAX];
    GradcheckTerm terms[NETCHECK_BLOCKS_MAX], constant_term;
    GradcheckFactor factors[NETCHECK_FACTORS_MAX];
    GradcheckWatch watches[2];
    GradcheckProblem problem;
};
