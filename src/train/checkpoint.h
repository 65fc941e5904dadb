/* A model in a file, with what its training needs to go on: safetensors, so that NumPy and PyTorch open it too.
 *
 * Tensors: each parameter block under its name ("conv1.W", rows x cols), "features.scale" (one divisor for each row of
 * the input), "verify.pooled" (a variance for each number of an embedding), the optimiser's state ("optimizer.momentum.v", flat). Metadata: the net, the features, the recipe, the
 * source of the data and the seeds, all as text; enough to make the whole run again.
 *
 * In REAL=float the numbers are F32, in every other build F64: going on from a file gives the same bits as never having
 * stopped in the float and double builds (the others round to double on the way). */
#pragma once
#include "train/source.h"
#include "train/trainer.h"

#include "base/public.h"

/* Writes the trainer's model and state to `path`; a reader never meets half of it, and on trouble what stood there
 * stays. */
Status checkpoint_save(const char *path, Trainer *trainer, const Source *source);

/* The model alone, ready to judge signatures. The caller frees it with model_free. Trouble: a file that is no model of
 * this program, is broken, or does not fit together; nothing is kept then. */
Status checkpoint_load_model(const char *path, Model *model);

/* What a run was made of. The texts of `options` live in the struct, so it must not be copied. */
typedef struct CheckpointRun {
    TrainerOptions options;         /* what the trainer was made with */
    Source source;                  /* where the signatures come from */
    uint64_t steps_done;            /* how far it had come */
    double threshold;               /* the model's */
    ModelVerification verification; /* but for the pooled variances, which are a tensor */
    char encoder[512], loss[16], features[256], optimizer[16]; /* the texts */
} CheckpointRun;

/* Reads what is needed to make the data and the trainer again. */
Status checkpoint_load_run(const char *path, CheckpointRun *run);

/* Puts parameters, scales, threshold, the optimiser's state and the step number of the file into a trainer that was made
 * with checkpoint_load_run's options. On trouble the trainer is to be thrown away. */
Status checkpoint_restore(const char *path, Trainer *trainer);

#include "base/public_end.h"
