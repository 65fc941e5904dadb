/* A trainer small enough for the tests, and the invented signatures that it trains on: tests that use one are run with
 * small_trainer_data before them and small_trainer_forget behind. */
#pragma once
#include <string.h>

#include "support/test.h"
#include "train/trainer.h"

static Dataset small_dataset;
static Split small_split;

static inline int small_trainer_data(void **state)
{
    (void)state;
    return !(dataset_synthesize(5, 4, 3, 2, NULL, &small_dataset).ok &&
             split_users(5, 1, 1, 1, &small_split).ok);
}

static inline int small_trainer_forget(void **state)
{
    (void)state;
    dataset_free(&small_dataset);
    split_free(&small_split);
    return 0;
}

static inline TrainerOptions small_trainer_options(void)
{
    TrainerOptions options = trainer_default_options();
    options.net.encoder = "conv:3x15/9 tanh flatten dense:4";
    options.batch = 6;
    options.pairs_per_epoch = 20;
    options.epochs = 3;
    return options;
}

static inline Trainer *small_trainer(TrainerOptions options)
{
    Trainer *trainer;
    assert_ok(trainer_create(&options, &small_dataset, &small_split, &trainer));
    return trainer;
}

static inline void small_trainer_run(Trainer *trainer, int steps)
{
    for (int i = 0; i < steps; i++) {
        StepRecord record;
        assert_ok(trainer_step(trainer, &record));
    }
}

static inline void small_trainer_assert_same(Trainer *a, Trainer *b)
{
    assert_memory_equal(trainer_model(a)->params, trainer_model(b)->params,
                        trainer_model(a)->net.parameter_count * sizeof(real));
}
