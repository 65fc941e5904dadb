/* The training: one pure step after the other.
 *
 * A step draws a batch of pairs, takes the mean of their losses and its gradient, and moves the parameters. What a step
 * does follows from the seed, its number and the parameters alone: nothing depends on the number of threads (the batch is
 * cut into the same parts, whose gradients are added in the same order), on the clock, or on who watches. */
#pragma once
#include "net/netcheck.h"
#include "net/siamese.h"
#include "pen/augment.h"
#include "train/model.h"
#include "train/optimizer.h"
#include "train/pairs.h"
#include "train/split.h"

#include "base/public.h"

/* Beyond these nobody trains; a file could name any, and memory would be asked for. */
enum { TRAINER_BATCH_MAX = 65536, TRAINER_PAIRS_MAX = 10000000, TRAINER_EPOCHS_MAX = 100000 };

/* A recipe. */
typedef struct TrainerOptions {
    NetOptions net;              /* its input shape is taken from the features */
    FeatureSet features;         /* what the net sees of a signature */
    PairsMix mix;                /* of the pairs */
    bool augment;                /* every signature is rotated, stretched, warped a little, anew each time */
    AugmentOptions augmentation; /* how far, where `augment` */
    OptimizerOptions optimizer;  /* optimizer.steps is set by the trainer, to the length of the run */
    size_t batch;                /* pairs in a step */
    size_t pairs_per_epoch;      /* an epoch is so many, whatever there is */
    size_t epochs;               /* the length of the run that the learning rate is planned for */
    uint64_t seed;               /* of the starting parameters, the pairs and the augmentation */
} TrainerOptions;

/* What one step did. */
typedef struct StepRecord {
    uint64_t step;        /* its number, from 0 */
    size_t epoch;         /* from 0 */
    bool ends_epoch;      /* the last step of its epoch */
    double loss;          /* the mean over the batch, before the step's move */
    double gradient_norm; /* of the mean's gradient, before weight decay */
    double rate;          /* the learning rate of the move */
    size_t pairs;         /* in this batch: the last of an epoch may be smaller */
    size_t without_angle; /* pairs of which an embedding had length 0: no angle, no gradient */
} StepRecord;

enum { TRAINER_FAULTS_MAX = 8, TRAINER_FAULT_SIZE = 48 };

/* A training under way: the model, the optimiser, the memory of a step. */
typedef struct Trainer Trainer;

/* The recipe of the paper as far as it is told (net 3's inputs, target -0.9 for forged pairs, 7,701 pairs an epoch),
 * with what the paper does not tell: SGD with momentum, batches of 32, 12 epochs. */
TrainerOptions trainer_default_options(void);

/* A trainer whose model is freshly initialised, its scales fitted on the training users. The data set and the split are
 * borrowed and outlive it. Trouble: options or data that cannot be trained with. The caller destroys it. */
Status trainer_create(const TrainerOptions *options, const Dataset *dataset, const Split *split,
                      Trainer **made);
void trainer_destroy(Trainer *trainer); /* NULL is fine */

/* Takes one step. Allocates nothing. Trouble: a loss or a gradient that is not finite; the sentence names the first step
 * of the net where it appears, and the parameters are as they were before. */
Status trainer_step(Trainer *trainer, StepRecord *record);

/* Back to step 0 with the starting parameters of this seed (the same one, or another). What was tuned stays so. */
void trainer_rewind(Trainer *trainer, uint64_t seed);

/* What can be changed between two steps of a run. */
typedef struct TrainerTuning {
    double rate;                  /* the learning rate at step 0; from there it falls as the options plan */
    char loss[16];                /* its name; see net_loss_name */
    double forged_target, margin; /* as in NetOptions */
    size_t fault_count;           /* mistakes of net/faults.h that stand in the place of right backwards */
    char faults[TRAINER_FAULTS_MAX][TRAINER_FAULT_SIZE]; /* "cosine-sign", "tanh-forgotten@tanh1" */
} TrainerTuning;

/* As it is tuned now; before trainer_tune, as the options say. */
TrainerTuning trainer_tuning(const Trainer *trainer);

/* Goes on with this tuning from the next step. A loss with parameters of its own (logistic) starts with them fresh, also
 * when it was left and comes back; all other parameters and the optimiser's state stay. Trouble: a loss for another
 * number of branches, a fault that is none or has no place in the net; nothing is changed then. */
Status trainer_tune(Trainer *trainer, const TrainerTuning *tuning);

/* How the mean over a batch and the weight decay are differentiated: for a check of what is trained. */
const NetcheckOptions *trainer_joins(const Trainer *trainer);

/* All that a step reads and changes, but for the tuning and the seed: at most trainer_state_size numbers under any loss,
 * copied by trainer_copy_state. trainer_go_back puts them back, under the tuning and seed they were copied under; the steps from
 * there have the same bits as those that were taken before. */
size_t trainer_state_size(const Trainer *trainer);
void trainer_copy_state(const Trainer *trainer, real state[]);
void trainer_go_back(Trainer *trainer, uint64_t steps_done, const real state[]);

/* The options it was made with, optimizer.steps filled in. */
const TrainerOptions *trainer_options(const Trainer *trainer);
Model *trainer_model(Trainer *trainer);         /* the trainer's own */
const Net *trainer_net(const Trainer *trainer); /* the model's */
Optimizer *trainer_optimizer(Trainer *trainer); /* the trainer's own; a checkpoint reads and restores it */
/* How many steps were taken since step 0; and how many make an epoch. */
uint64_t trainer_steps_done(const Trainer *trainer);
size_t trainer_steps_per_epoch(const Trainer *trainer);
/* What the net sees of an item of the data set, not augmented: net.input numbers. */
const real *trainer_input(const Trainer *trainer, size_t item);

/* Angles of `n` pairs as the net stands, in radians (of a triplet anchor and positive); the lengths |a| and |b| of the
 * two embeddings of each pair i in norms[2 i] and norms[2 i + 1], unless `norms` is NULL; and the mean loss, unless `loss`
 * is NULL. The pairs' two labels weigh as they come. Trouble: no memory. */
Status trainer_angles(Trainer *trainer, size_t n, const Pair pairs[], double angles[], double norms[],
                      double *loss);

#include "base/public_end.h"
