/* The spine: a step is a pair of hand-written functions and the two formulas that they implement.
 *
 * An encoder is a list of steps; the head (the cosine, the loss) is two more. The forward and backward passes walk the
 * list; trace prints it; the window draws it; the checker checks each backward against differences of its own forward;
 * the optimiser and the file format take the names of the parameters from it.
 *
 * A new layer is one file (its formulas, its forward, its backward, its StepKind) and one line in step.c. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "net/label.h"
#include "net/real.h"

#include "base/public.h"

/* A signal of `channels` rows of `time` numbers each, row major. A vector of n numbers is n x 1. */
typedef struct Shape {
    size_t channels, time; /* rows, and numbers in each */
} Shape;

/* channels * time. */
size_t step_size(Shape shape);

/* Letters of a name with the final 0; blocks, and numbers in a description, at most. */
enum { STEP_NAME_SIZE = 24, STEP_BLOCKS_MAX = 2, STEP_ARGUMENTS_MAX = 3 };

/* A named part of the flat parameter vector: rows x cols numbers from `offset` on, row major. */
typedef struct StepBlock {
    char name[STEP_NAME_SIZE]; /* "conv1.W" */
    size_t offset, rows, cols; /* where it begins, and its shape */
    size_t fan_in; /* how many inputs one of its outputs sums over; initialisation divides by its root */
    real start; /* where a block that does not start at random starts (a bias, the logistic loss's scale) */
    bool is_weight; /* starts at random, and weight decay pulls at it */
} StepBlock;

typedef struct Step Step;

/* out = f(in; params). `params` is the whole flat vector; a step finds its own part by its blocks' offsets.
 * Writes every entry of out. */
typedef void StepForward(const Step *step, const real *params, Label label, const real *in, real *out);

/* The vector-Jacobian product of the same f, at the same in and out: given dout = dL/dout,
 *     din     += (d out / d in)^T     dout
 *     dparams += (d out / d params)^T dout
 * It ADDS to din and to dparams: in a siamese net both branches add into the same dparams.
 * din may be NULL when nobody wants it (the gradient by a signature). */
typedef void StepBackward(const Step *step, const real *params, Label label, const real *in, const real *out,
                          const real *dout, real *dparams, real *din);

/* What all steps of one kind share. */
typedef struct StepKind {
    const char *name;             /* as it stands in a net's description: "conv" */
    const char *arguments;        /* what follows it there: "MAPSxKERNEL/STEP"; "" for nothing */
    const char *forward_formula;  /* "z[o,t] = b[o] + sum ..." */
    const char *backward_formula; /* one line for each gradient, separated by ';' */
    /* Fills step->out and step->blocks (all but the offsets) from step->in and step->arguments. */
    Status (*build)(Step *step);
    StepForward *forward;   /* the step itself */
    StepBackward *backward; /* its vector-Jacobian product */
} StepKind;

/* One step of a net: its kind, its sizes, where its parameters stand. */
struct Step {
    char name[STEP_NAME_SIZE]; /* "conv1" */
    const StepKind *kind;      /* what it shares with others */
    StepForward *forward;      /* the kind's */
    StepBackward *backward;    /* the kind's, unless a fault or a student's exercise stands in its place */
    Shape in, out;             /* of the signal that goes in, and that comes out */
    size_t arguments[STEP_ARGUMENTS_MAX]; /* the numbers of the description, 0 where absent */
    real constant;      /* a loss: its target for forged pairs, or its margin; others: unused */
    size_t block_count; /* of parameters */
    StepBlock blocks[STEP_BLOCKS_MAX]; /* the first block_count count */
};

/* The kind of this name among those an encoder can be made of; NULL when there is none. */
const StepKind *step_encoder_kind(const char *name);

/* The index-th kind an encoder can be made of; NULL after the last. For help texts. */
const StepKind *step_encoder_kind_at(size_t index);

/* Names a block "STEP.SUFFIX" and gives its shape: for the build functions of the kinds. */
void step_name_block(Step *step, size_t block, const char *suffix, size_t rows, size_t cols, size_t fan_in,
                     bool is_weight);

#include "base/public_end.h"
