/* How a gradient moves the parameters: plain SGD, SGD with momentum, Adam.
 *
 * Everything works on flat vectors: p the parameters, g the gradient of the loss by them, both of n numbers.
 * Step t = 0, 1, 2, ... first adds the weight decay, then moves:
 *
 *     g'       = g + wd p                             the gradient of loss + wd/2 |p|^2 (L2)
 *     SGD        p -= r(t) g'
 *     momentum   v = mu v + g'            p -= r(t) v
 *     Adam       m = b1 m + (1 - b1) g'   v = b2 v + (1 - b2) g'^2
 *                p -= r(t) (m / (1 - b1^(t+1))) / (sqrt(v / (1 - b2^(t+1))) + eps)
 *
 * Adam: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1. All state starts at 0.
 *
 * The rate falls linearly from `rate` at step 0 to `rate * last_fraction` at step `steps` - 1 and stays there;
 * last_fraction = 1 keeps it constant. The rate and Adam's corrections follow from the number of the step alone, so
 * a run resumes from that number and the state blocks to the same bits.
 *
 * The options are doubles in every build; the state has the build's own `real`. Nothing here decides on a number, so
 * in the complex build a step carries derivatives through (Adam's square root is the principal one; at a gradient of
 * exactly 0 it has no derivative). */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "net/real.h"

#include "base/public.h"

/* The three rules above. */
typedef enum OptimizerKind {
    OPTIMIZER_SGD,      /* plain */
    OPTIMIZER_MOMENTUM, /* with a velocity v */
    OPTIMIZER_ADAM,     /* with the means m and v of g and of its square */
    OPTIMIZER_KINDS     /* how many there are */
} OptimizerKind;

/* A rule and its numbers. */
typedef struct OptimizerOptions {
    OptimizerKind kind;   /* which rule */
    double rate;          /* > 0 */
    double last_fraction; /* 0 .. 1: what is left of the rate at the last step; 1: constant */
    uint64_t steps;       /* > 0: over how many steps the rate falls */
    double weight_decay;  /* wd >= 0 */
    double momentum;      /* mu in [0, 1); only OPTIMIZER_MOMENTUM reads it */
    double beta1, beta2;  /* b1 and b2, each in [0, 1); only Adam reads them */
    double epsilon;       /* > 0; only Adam reads it */
} OptimizerOptions;

/* A vector of the state, as a checkpoint keeps it. */
typedef struct OptimizerBlock {
    const char *name; /* "momentum.v", "adam.m", "adam.v" */
    size_t n;         /* how many numbers */
    real *values; /* the optimiser's own: reading and writing it is how a checkpoint is taken and restored */
} OptimizerBlock;

/* A rule with its state. */
typedef struct Optimizer Optimizer;

/* "sgd", "momentum", "adam". */
const char *optimizer_name(OptimizerKind kind);

/* How a step moves the parameters p by the gradient g, as above, without the weight decay; parts separated by ';'. */
const char *optimizer_formula(OptimizerKind kind);

/* The kind with this name in *kind, or a sentence that lists the names. */
Status optimizer_parse(const char *name, OptimizerKind *kind);

/* This kind with a constant rate (0.01; Adam 0.001), mu = 0.9, b1 = 0.9, b2 = 0.999, eps = 1e-8, no weight decay. */
OptimizerOptions optimizer_defaults(OptimizerKind kind);

/* Makes an optimiser for n parameters; the caller destroys it. Trouble: an option outside its range, no memory. */
Status optimizer_create(OptimizerOptions options, size_t n, Optimizer **optimizer);

/* NULL is fine. */
void optimizer_destroy(Optimizer *optimizer);

/* Weight decay leaves parameters first .. first + count - 1 alone from now on. Without such calls it pulls at all of
 * them, biases too; the net's biases are usually spared, since pulling at them does not make its function smoother. */
void optimizer_spare(Optimizer *optimizer, size_t first, size_t count);

/* r(t). */
double optimizer_rate(const Optimizer *optimizer, uint64_t step);

/* One step: moves params, which are the n the optimiser was made for, and counts it. Allocates nothing. The gradient
 * is taken as it is: a number that is not finite spreads into params, so the caller looks at it before. */
void optimizer_step(Optimizer *optimizer, size_t n, real params[at_least(n)],
                    const real gradient[at_least(n)]);

/* How many steps were taken: the number of the next one. */
uint64_t optimizer_steps_done(const Optimizer *optimizer);

/* Goes on as after `steps` steps; the caller fills the state blocks. */
void optimizer_resume(Optimizer *optimizer, uint64_t steps);

/* How many state blocks there are: 0 for SGD, 1 for momentum, 2 for Adam. */
size_t optimizer_block_count(const Optimizer *optimizer);
/* The index-th of them. */
OptimizerBlock optimizer_block(const Optimizer *optimizer, size_t index);

#include "base/public_end.h"
