/* A batch of pairs (or triplets) taken through the net and back: the mean of their losses, and its gradient.
 *
 * The batch is cut into the same parts whatever the number of threads, each part adds its pairs' gradients in order, and
 * the parts are added in order: the same bits always. */
#pragma once
#include "net/mean.h"
#include "net/siamese.h"
#include "pen/augment.h"
#include "train/model.h"
#include "train/pairs.h"

/* Room for batches, kept between steps. */
typedef struct Batch Batch;

/* What a batch is made of; all borrowed. */
typedef struct BatchTask {
    const Model *model;     /* the net, its parameters, how it sees a signature */
    const Dataset *dataset; /* whose items the pairs name */
    const real *inputs;     /* what the net sees of every item, not augmented */
    const AugmentOptions
        *augmentation;           /* NULL: none; else every signature is changed a little, anew each step */
    uint64_t seed, step;         /* of the augmentation */
    size_t count;                /* at least 1, at most what the batch was made for */
    const Pair *pairs;           /* [count] */
    MeanBackward *mean_backward; /* how the mean's gradient becomes the pairs': mean_backward */
} BatchTask;

/* What a batch gives. */
typedef struct BatchResult {
    double loss;          /* the mean over the pairs */
    real *gradient;       /* its, by every parameter; the batch's own, the caller may add to it */
    size_t without_angle; /* pairs of which an embedding had length 0: no angle, no gradient */
} BatchResult;

/* Room for batches of up to `most` pairs of this net, with up to `parameters` parameters (never fewer than the net has),
 * and for the longest signature of the data set. The caller destroys it. Trouble: no memory. */
Status batch_create(const Net *net, size_t parameters, size_t most, const Dataset *dataset, Batch **made);
void batch_destroy(Batch *batch); /* NULL is fine */

/* Runs it. Allocates nothing. Trouble: a loss or a gradient that is not finite; the sentence names the first step of the
 * net where it appears. */
Status batch_run(Batch *batch, const BatchTask *task, BatchResult *result);
