/* What a trainer is made of: its recipe, its data, and what is refused. */
#include "train/trainer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "train/small_trainer.h"

static void what_cannot_be_trained_is_refused(void **state)
{
    (void)state;
    Trainer *trainer;
    TrainerOptions options = small_trainer_options();
    options.batch = 0;
    assert_trouble(trainer_create(&options, &small_dataset, &small_split, &trainer), "at least one pair");
    options = small_trainer_options();
    options.net.encoder = "nothing";
    assert_trouble(trainer_create(&options, &small_dataset, &small_split, &trainer), "'nothing'");
    options = small_trainer_options();
    options.net.encoder = "flatten";
    assert_trouble(trainer_create(&options, &small_dataset, &small_split, &trainer), "no parameters");
    assert_null(trainer);
    options.net.loss = "logistic"; /* which has some, until another loss is chosen */
    assert_ok(trainer_create(&options, &small_dataset, &small_split, &trainer));
    TrainerTuning tuning = trainer_tuning(trainer);
    snprintf(tuning.loss, sizeof tuning.loss, "target");
    assert_trouble(trainer_tune(trainer, &tuning), "no parameters");
    trainer_destroy(trainer);
    options = small_trainer_options();
    options.mix = (PairsMix){{0, 0, 0}};
    assert_trouble(trainer_create(&options, &small_dataset, &small_split, &trainer), "mix");
    options = small_trainer_options();
    options.optimizer.rate = -1;
    Status status = trainer_create(&options, &small_dataset, &small_split, &trainer);
    assert_false(status.ok);
    assert_null(trainer);
}

static void the_default_recipe_is_the_one_that_is_told(void **state)
{
    (void)state;
    const TrainerOptions options = trainer_default_options();
    assert_int_equal(options.optimizer.kind, OPTIMIZER_MOMENTUM);
    assert_close(options.optimizer.rate, 0.05, 0);
    assert_close(options.optimizer.last_fraction, 0.02, 0);
    assert_int_equal(options.batch, 32);
    assert_int_equal(options.pairs_per_epoch, 7701);
    assert_int_equal(options.epochs, 12);
    assert_int_equal(options.seed, 1);
    assert_false(options.augment);
    assert_close(options.net.forged_target, -0.9, 0);
    FeatureSet net3;
    assert_ok(features_parse("net3", &net3));
    assert_memory_equal(&options.features, &net3, sizeof net3);
}

static void the_limits_of_a_recipe_belong_to_it(void **state)
{
    (void)state;
    static const struct {
        size_t batch, pairs, epochs;
        const char *sentence; /* NULL: fine */
    } cases[] = {
        {1, 1, 1, NULL},
        {1, 0, 1, "at least one pair in a batch, one pair an epoch and one epoch"},
        {1, 1, 0, "at least one pair in a batch, one pair an epoch and one epoch"},
        {65536, 10000000, 100000, NULL},
        {65537, 1, 1, "at most 65536 pairs in a batch, 10000000 pairs an epoch and 100000 epochs"},
        {1, 10000001, 1, "at most 65536 pairs"},
        {1, 1, 100001, "at most 65536 pairs"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TrainerOptions options = small_trainer_options();
        options.batch = cases[i].batch;
        options.pairs_per_epoch = cases[i].pairs;
        options.epochs = cases[i].epochs;
        options.augmentation.rotation = 100; /* of no account: nothing is augmented */
        Trainer *trainer;
        Status status = trainer_create(&options, &small_dataset, &small_split, &trainer);
        if (cases[i].sentence)
            assert_trouble(status, cases[i].sentence);
        else
            assert_ok(status);
        trainer_destroy(trainer);
    }
    TrainerOptions options = small_trainer_options();
    options.augment = true;
    options.augmentation.rotation = 100;
    Trainer *trainer;
    assert_trouble(trainer_create(&options, &small_dataset, &small_split, &trainer), "the rotation");
}

static void the_rate_falls_over_the_whole_run(void **state)
{
    (void)state;
    static const size_t pairs[] = {18, 19, 24};
    for (size_t i = 0; i < 3; i++) {
        TrainerOptions options = small_trainer_options();
        options.pairs_per_epoch = pairs[i];
        options.optimizer.rate = 0.5;
        options.optimizer.last_fraction = 0.1;
        Trainer *trainer = small_trainer(options);
        const size_t steps = i == 0 ? 3 : 4; /* of six pairs */
        assert_int_equal(trainer_steps_per_epoch(trainer), steps);
        assert_int_equal(trainer_options(trainer)->optimizer.steps, 3 * steps);
        assert_close(optimizer_rate(trainer_optimizer(trainer), 3 * steps - 1), 0.05, 1e-15);
        assert_true(optimizer_rate(trainer_optimizer(trainer), 3 * steps - 2) > 0.051);
        trainer_destroy(trainer);
    }
}

static void a_trainer_keeps_its_texts_for_itself(void **state)
{
    (void)state;
    char encoder[] = "flatten dense:4", loss[] = "margin";
    TrainerOptions options = small_trainer_options();
    options.net.encoder = encoder;
    options.net.loss = loss;
    Trainer *trainer = small_trainer(options);
    memset(encoder, 'x', sizeof encoder - 1);
    memset(loss, 'x', sizeof loss - 1);
    assert_string_equal(trainer_options(trainer)->net.encoder, "flatten dense:4");
    assert_string_equal(trainer_options(trainer)->net.loss, "margin");
    trainer_destroy(trainer);
}

/* Nobody has two genuine signatures: no triplet can be drawn, and none is wanted. */
static void pairs_do_not_need_what_triplets_need(void **state)
{
    (void)state;
    Dataset dataset;
    Split split;
    TrainerOptions options = small_trainer_options();
    options.mix = (PairsMix){{0, 1, 1}};
    assert_ok(dataset_synthesize(3, 1, 1, 1, NULL, &dataset));
    assert_ok(split_users(3, 0, 0, 1, &split));
    Trainer *trainer;
    StepRecord record;
    assert_ok(trainer_create(&options, &dataset, &split, &trainer));
    assert_ok(trainer_step(trainer, &record));
    trainer_destroy(trainer);
    dataset_free(&dataset);
    split_free(&split);
}

static void signatures_that_cannot_be_trained_on_are_named(void **state)
{
    (void)state;
    Trainer *trainer;
    Split split;
    Dataset dataset;
    TrainerOptions options = small_trainer_options();
    /* One user with no forgery to take a negative from. */
    options.net.loss = "triplet";
    options.mix = (PairsMix){{1, 0, 0}};
    assert_ok(dataset_synthesize(2, 3, 0, 1, NULL, &dataset));
    assert_ok(split_users(2, 1, 0, 1, &split));
    assert_trouble(trainer_create(&options, &dataset, &split, &trainer),
                   "no other user to take a negative from");
    assert_null(trainer);
    /* A signature without extent: of a user for validation, and of the one for training. */
    options = small_trainer_options();
    options.mix = (PairsMix){{1, 0, 0}};
    for (SplitRole role = SPLIT_VALIDATION;; role--) {
        const DatasetItem *item = &dataset.items[dataset.users[split.users[role][0]].first + 1];
        for (size_t i = 0; i < item->signature.count; i++)
            item->signature.points[i].x = item->signature.points[i].y = 0;
        char expected[100];
        snprintf(expected, sizeof expected, "%s: expected a y", role == SPLIT_VALIDATION ? item->name : "");
        assert_trouble(trainer_create(&options, &dataset, &split, &trainer),
                       role == SPLIT_VALIDATION ? expected : "expected a y that goes up and down");
        assert_null(trainer);
        if (role == SPLIT_TRAINING)
            break;
    }
    dataset_free(&dataset);
    split_free(&split);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_trained_is_refused),
        cmocka_unit_test(the_default_recipe_is_the_one_that_is_told),
        cmocka_unit_test(the_limits_of_a_recipe_belong_to_it),
        cmocka_unit_test(the_rate_falls_over_the_whole_run),
        cmocka_unit_test(a_trainer_keeps_its_texts_for_itself),
        cmocka_unit_test(pairs_do_not_need_what_triplets_need),
        cmocka_unit_test(signatures_that_cannot_be_trained_on_are_named),
    };
    return cmocka_run_group_tests(tests, small_trainer_data, small_trainer_forget);
}
