#define _POSIX_C_SOURCE 200809L
#include "train/checkpoint.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "support/own_folder.h"
#include "support/test.h"

static char path[100];
static Dataset dataset;
static Split split;
static Source source;

static int make_all(void **state)
{
    (void)state;
    source = source_defaults();
    source.users = 5;
    source.genuine = source.forged = 3;
    if (own_folder_make(state) != 0 || !source_open(&source, &dataset, &split).ok)
        return -1;
    snprintf(path, sizeof path, "%s/model.safetensors", own_folder);
    return 0;
}

static int free_all(void **state)
{
    (void)state;
    dataset_free(&dataset);
    split_free(&split);
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", own_folder);
    return system(command);
}

static Trainer *make(const char *loss, OptimizerKind kind)
{
    TrainerOptions options = trainer_default_options();
    options.net.encoder = "conv:3x15/9 tanh flatten dense:4";
    options.net.loss = loss;
    options.optimizer = optimizer_defaults(kind);
    options.optimizer.last_fraction = 0.1;
    options.augment = true;
    options.batch = 6;
    options.pairs_per_epoch = 20;
    options.epochs = 3;
    options.seed = 18446744073709551615u;
    Trainer *trainer;
    assert_ok(trainer_create(&options, &dataset, &split, &trainer));
    return trainer;
}

static void run(Trainer *trainer, int steps)
{
    for (int i = 0; i < steps; i++) {
        StepRecord record;
        assert_ok(trainer_step(trainer, &record));
    }
}

/* The other builds round to double on the way through the file. */
#if !defined REAL_LONGDOUBLE && !defined REAL_QUAD
static Trainer *resume(void)
{
    CheckpointRun loaded;
    Dataset data;
    Split roles;
    Trainer *trainer;
    assert_ok(checkpoint_load_run(path, &loaded));
    assert_ok(source_open(&loaded.source, &data, &roles));
    assert_int_equal(data.count, dataset.count);
    dataset_free(&data);
    split_free(&roles);
    assert_ok(trainer_create(&loaded.options, &dataset, &split, &trainer));
    assert_ok(checkpoint_restore(path, trainer));
    return trainer;
}

static void going_on_from_a_file_gives_the_bits_of_never_having_stopped(void **state)
{
    (void)state;
    const char *losses[] = {"target", "logistic", "triplet"};
    for (int l = 0; l < 3; l++)
        for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
            Trainer *through = make(losses[l], kind), *stopped = make(losses[l], kind);
            run(through, 11);
            run(stopped, 5);
            assert_ok(checkpoint_save(path, stopped, &source));
            trainer_destroy(stopped);
            Trainer *resumed = resume();
            assert_int_equal(trainer_steps_done(resumed), 5);
            run(resumed, 6);
            assert_memory_equal(trainer_model(through)->params, trainer_model(resumed)->params,
                                trainer_model(through)->net.parameter_count * sizeof(real));
            trainer_destroy(through);
            trainer_destroy(resumed);
        }
}
#endif

static void a_loaded_model_sees_and_judges_as_the_saved_one(void **state)
{
    (void)state;
    Trainer *trainer = make("target", OPTIMIZER_MOMENTUM);
    run(trainer, 3);
    trainer_model(trainer)->threshold = 0.375;
    assert_ok(checkpoint_save(path, trainer, &source));
    Model model;
    assert_ok(checkpoint_load_model(path, &model));
    assert_close(model.threshold, 0.375, 0);
    assert_int_equal(model.net.parameter_count, trainer_model(trainer)->net.parameter_count);
    real x[8 * 200];
    assert_ok(model_see(&model, &dataset.items[7].signature, x));
    for (int i = 0; i < 8 * 200; i++)
        assert_true(x[i] == trainer_input(trainer, 7)[i]);
    model_free(&model);
    trainer_destroy(trainer);
}

#if !defined REAL_LONGDOUBLE && !defined REAL_QUAD && !defined REAL_FLOAT
#define EXACT 0
#else
#define EXACT 1e-6
#endif

/* Every number of the recipe and of the source is another one, none of them a default. */
static void all_that_a_run_is_made_of_is_read_as_it_was_written(void **state)
{
    (void)state;
    TrainerOptions o = trainer_default_options();
    o.net.encoder = "flatten dense:2";
    o.net.loss = "margin";
    o.net.forged_target = -0.625;
    o.net.margin = 0.375;
    assert_ok(features_parse("x,y,speed", &o.features));
    o.features.absolute_time = o.features.pen_up_removed = true;
    o.mix = (PairsMix){{0.25, 1.5, 3}};
    o.augment = true;
    o.augmentation = (AugmentOptions){.rotation = 0.11, .warp = 0.012, .stretch = 0.13, .time = 0.14};
    o.optimizer = (OptimizerOptions){.kind = OPTIMIZER_ADAM,
                                     .rate = 0.001953125,
                                     .last_fraction = 0.21,
                                     .weight_decay = 0.22,
                                     .momentum = 0.23,
                                     .beta1 = 0.24,
                                     .beta2 = 0.25,
                                     .epsilon = 0.26};
    o.batch = 5, o.pairs_per_epoch = 11, o.epochs = 7, o.seed = 1ull << 63 | 5;
    const Source s = {.folder = "some/folder",
                      .users = 31,
                      .genuine = 13,
                      .forged = 17,
                      .seed = 1ull << 62 | 3,
                      .slowness = 1.25,
                      .validation_share = 0.3,
                      .test_share = 0.35,
                      .split_seed = 1ull << 61 | 9};
    Trainer *trainer;
    assert_ok(trainer_create(&o, &dataset, &split, &trainer));
    run(trainer, 4);
    Model *model = trainer_model(trainer);
    model->threshold = 0.4;
    model->verification.calibrated = true;
    for (size_t i = 0; i < MODEL_SCORES; i++)
        model->verification.threshold[i] = i == MODEL_MAX ? NAN : 10.5 + (double)i;
    for (size_t i = 0; i < 2; i++)
        model->verification.pooled[i] = 0.1 + (double)i;
    assert_ok(checkpoint_save(path, trainer, &s));

    CheckpointRun r;
    assert_ok(checkpoint_load_run(path, &r));
    const TrainerOptions *p = &r.options;
    assert_string_equal(p->net.encoder, o.net.encoder);
    assert_string_equal(p->net.loss, "margin");
    assert_close(p->net.forged_target, o.net.forged_target, 0);
    assert_close(p->net.margin, o.net.margin, 0);
    assert_int_equal(p->features.count, 3);
    assert_memory_equal(p->features.list, o.features.list, 3 * sizeof *o.features.list);
    assert_true(p->features.absolute_time && p->features.pen_up_removed);
    assert_memory_equal(&p->mix, &o.mix, sizeof o.mix);
    assert_true(p->augment);
    assert_memory_equal(&p->augmentation, &o.augmentation, sizeof o.augmentation);
    assert_int_equal(p->optimizer.kind, OPTIMIZER_ADAM);
    assert_close(p->optimizer.rate, o.optimizer.rate, 0);
    assert_close(p->optimizer.last_fraction, o.optimizer.last_fraction, 0);
    assert_close(p->optimizer.weight_decay, o.optimizer.weight_decay, 0);
    assert_close(p->optimizer.momentum, o.optimizer.momentum, 0);
    assert_close(p->optimizer.beta1, o.optimizer.beta1, 0);
    assert_close(p->optimizer.beta2, o.optimizer.beta2, 0);
    assert_close(p->optimizer.epsilon, o.optimizer.epsilon, 0);
    assert_true(p->batch == 5 && p->pairs_per_epoch == 11 && p->epochs == 7 && p->seed == o.seed);
    assert_int_equal(r.steps_done, 4);
    assert_close(r.threshold, 0.4, 0);
    assert_string_equal(r.source.folder, "some/folder");
    assert_true(r.source.users == 31 && r.source.genuine == 13 && r.source.forged == 17);
    assert_true(r.source.seed == s.seed && r.source.split_seed == s.split_seed);
    assert_close(r.source.slowness, 1.25, 0);
    assert_close(r.source.validation_share, 0.3, 0);
    assert_close(r.source.test_share, 0.35, 0);

    Model loaded;
    assert_ok(checkpoint_load_model(path, &loaded));
    assert_close(loaded.threshold, 0.4, 0);
    assert_true(loaded.verification.calibrated);
    for (size_t i = 0; i < MODEL_SCORES; i++)
        assert_true(i == MODEL_MAX ? isnan(loaded.verification.threshold[i])
                                   : loaded.verification.threshold[i] == 10.5 + (double)i);
    for (size_t i = 0; i < 2; i++)
        assert_close(loaded.verification.pooled[i], 0.1 + (double)i, 0);
    for (size_t k = 0; k < 3; k++)
        assert_close(loaded.scale.divisor[o.features.list[k]], model->scale.divisor[o.features.list[k]], 0);
    for (size_t i = 0; i < model->net.parameter_count; i++)
        assert_close(real_to_double(loaded.params[i]), real_to_double(model->params[i]), EXACT);
    assert_true(loaded.features.absolute_time);
    model_free(&loaded);
    trainer_destroy(trainer);
}

static size_t file_size;
static char *file_bytes;

static Status write_bytes(FILE *file, const void *context)
{
    size_t size = *(const size_t *)context;
    return fwrite(file_bytes, 1, size, file) == size ? status_ok() : status_error("short write");
}

static void write_changed(size_t size)
{
    assert_ok(files_replace(path, write_bytes, &size));
}

/* Cut anywhere, the file is refused with its name, and nothing is kept. */
static void a_broken_file_is_refused_with_a_sentence(void **state)
{
    (void)state;
    Trainer *trainer = make("target", OPTIMIZER_MOMENTUM);
    assert_ok(checkpoint_save(path, trainer, &source));
    assert_ok(files_read(path, 1 << 24, &file_bytes, &file_size));
    Model model;
    for (size_t size = 0; size < file_size; size += 97) {
        write_changed(size);
        assert_trouble(checkpoint_load_model(path, &model), "model.safetensors");
        assert_null(model.params);
    }
    const struct {
        const char *from, *to; /* of the same length */
    } changes[] = {
        {"twingrad model", "somebody model"},
        {"conv1.W", "conv9.W"},
        {"features.scale", "features.skale"},
        {"conv:3x15/9", "conv:4x15/9"},
        {"net3", "net3"},
        {"\"target\"", "\"targat\""},
        {"threshold", "thresholt"},
        {"momentum\"", "momentem\""},
        {"train.batch", "train.botch"},
    };
    for (size_t c = 0; c < sizeof changes / sizeof changes[0]; c++) {
        if (strcmp(changes[c].from, changes[c].to) == 0)
            continue;
        char *found = NULL;
        for (size_t i = 0; i + strlen(changes[c].from) <= file_size && !found; i++)
            if (memcmp(file_bytes + i, changes[c].from, strlen(changes[c].from)) == 0)
                found = file_bytes + i;
        assert_non_null(found);
        memcpy(found, changes[c].to, strlen(changes[c].to));
        write_changed(file_size);
        assert_trouble(checkpoint_load_model(path, &model), "model.safetensors");
        memcpy(found, changes[c].from, strlen(changes[c].from));
    }
    write_changed(file_size);
    assert_ok(checkpoint_load_model(path, &model));
    model_free(&model);
    free(file_bytes);
    trainer_destroy(trainer);
    assert_trouble(checkpoint_load_model("/nowhere/model", &model), "/nowhere/model");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#if !defined REAL_LONGDOUBLE && !defined REAL_QUAD
        cmocka_unit_test(going_on_from_a_file_gives_the_bits_of_never_having_stopped),
#endif
        cmocka_unit_test(all_that_a_run_is_made_of_is_read_as_it_was_written),
        cmocka_unit_test(a_loaded_model_sees_and_judges_as_the_saved_one),
        cmocka_unit_test(a_broken_file_is_refused_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, make_all, free_all);
}
