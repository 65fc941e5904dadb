#include "train/trainer.h"

#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "net/cosine.h"
#include "net/crowd.h"
#include "support/derivative.h"
#include "train/small_trainer.h"
#include "train/threads.h"

static void an_epoch_has_all_its_pairs_and_the_last_batch_is_what_is_left(void **state)
{
    (void)state;
    Trainer *trainer = small_trainer(small_trainer_options());
    assert_int_equal(trainer_steps_per_epoch(trainer), 4);
    size_t expected[] = {6, 6, 6, 2, 6};
    for (size_t i = 0; i < 5; i++) {
        StepRecord record;
        assert_ok(trainer_step(trainer, &record));
        assert_int_equal(record.pairs, expected[i]);
        assert_int_equal(record.step, i);
        assert_int_equal(record.epoch, i / 4);
        assert_int_equal(record.ends_epoch, i == 3);
        assert_int_equal(trainer_steps_done(trainer), i + 1);
    }
    trainer_destroy(trainer);
}

/* The move of a step of plain SGD is -rate times the gradient of the mean loss: measured here by differences of the
 * mean loss of the same batch, drawn again from the seed. */
typedef struct Drawn {
    const Trainer *trainer;
    const Net *net;
    real *params;
    Pair pairs[6];
    Activations values;
} Drawn;

static real mean_loss(void *context)
{
    Drawn *batch = context;
    real sum = 0;
    for (int k = 0; k < 6; k++) {
        const real *x[] = {trainer_input(batch->trainer, batch->pairs[k].items[0]),
                           trainer_input(batch->trainer, batch->pairs[k].items[1])};
        sum += siamese_forward(batch->net, batch->params, x, batch->pairs[k].label, &batch->values);
    }
    return sum / 6;
}

static void a_step_goes_down_the_gradient_of_the_mean_loss(void **state)
{
    (void)state;
    TrainerOptions options = small_trainer_options();
    options.optimizer = optimizer_defaults(OPTIMIZER_SGD);
    options.optimizer.rate = 0.25;
    Trainer *trainer = small_trainer(options);
    Model *model = trainer_model(trainer);
    size_t n = model->net.parameter_count;
    Drawn batch = {.trainer = trainer, .net = &model->net, .params = malloc(n * sizeof(real))};
    memcpy(batch.params, model->params, n * sizeof(real));
    assert_ok(siamese_create_activations(&model->net, &batch.values));
    PairsSource source;
    assert_ok(pairs_source_create(&small_dataset, small_split.count[SPLIT_TRAINING],
                                  small_split.users[SPLIT_TRAINING], options.mix, &source));
    Random random = random_stream(options.seed, 0);
    for (int k = 0; k < 6; k++)
        batch.pairs[k] = pairs_draw(&source, &random);

    StepRecord record;
    assert_ok(trainer_step(trainer, &record));
    assert_close(record.loss, real_to_double(mean_loss(&batch)), 20 * (double)REAL_EPSILON);
    for (size_t i = 0; i < n; i++) {
        double moved = real_to_double(model->params[i] - batch.params[i]);
        double measured = derivative_measure(mean_loss, &batch, &batch.params[i]);
        assert_close(moved, -0.25 * measured, fmax(DERIVATIVE_TOLERANCE, 1e-13));
    }
    siamese_destroy_activations(&batch.values);
    pairs_source_free(&source);
    free(batch.params);
    trainer_destroy(trainer);
}

static void assert_same_bits_whatever_the_threads(TrainerOptions options)
{
#ifdef _OPENMP
    int threads = omp_get_max_threads();
    omp_set_num_threads(1);
#endif
    Trainer *one = small_trainer(options);
    small_trainer_run(one, 9);
#ifdef _OPENMP
    omp_set_num_threads(3);
#endif
    Trainer *three = small_trainer(options);
    small_trainer_run(three, 9);
    small_trainer_assert_same(one, three);
#ifdef _OPENMP
    omp_set_num_threads(threads);
#endif
    trainer_destroy(one);
    trainer_destroy(three);
}

static void the_same_seed_gives_the_same_bits_whatever_the_threads(void **state)
{
    (void)state;
    TrainerOptions options = small_trainer_options();
    options.augment = true;
    assert_same_bits_whatever_the_threads(options);
    options.net.encoder = "flatten dense:6 tanh dense:4"; /* whose pairs go together */
    assert_ok(features_parse("x,y", &options.features));
    options.batch = options.pairs_per_epoch = 50;
    Trainer *trainer = small_trainer(options);
    Crowd crowd;
    assert_ok(crowd_create(trainer_net(trainer), &crowd));
    assert_true(crowd_takes(&crowd, trainer_net(trainer), 12));
    crowd_destroy(&crowd);
    trainer_destroy(trainer);
    assert_same_bits_whatever_the_threads(options);
}

static void threads_that_are_sent_away_between_steps_change_no_bit(void **state)
{
    (void)state;
    Trainer *trainer = small_trainer(small_trainer_options()), *left = small_trainer(small_trainer_options());
    for (int i = 0; i < 5; i++) {
        small_trainer_run(trainer, 1);
        threads_rest();
        threads_rest(); /* twice is once */
    }
    small_trainer_run(left, 5);
    small_trainer_assert_same(trainer, left);
    trainer_destroy(trainer);
    trainer_destroy(left);
}

static void assert_same_state(const Trainer *a, const Trainer *b)
{
    const size_t size = trainer_state_size(a) * sizeof(real);
    real *of_a = calloc(1, size), *of_b = calloc(1, size);
    assert_int_equal(trainer_state_size(b) * sizeof(real), size);
    trainer_copy_state(a, of_a);
    trainer_copy_state(b, of_b);
    assert_memory_equal(of_a, of_b, size);
    free(of_a);
    free(of_b);
}

static void a_trainer_that_was_rewound_is_one_that_was_made_with_this_seed(void **state)
{
    (void)state;
    for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        TrainerOptions options = small_trainer_options();
        options.optimizer = optimizer_defaults(kind);
        options.augment = true;
        Trainer *rewound = small_trainer(options);
        options.seed = 99;
        Trainer *made = small_trainer(options);
        small_trainer_run(rewound, 3);
        trainer_rewind(rewound, 99);
        assert_int_equal(trainer_options(rewound)->seed, 99);
        assert_same_state(rewound, made);
        small_trainer_run(rewound, 5);
        small_trainer_run(made, 5);
        assert_same_state(rewound, made);
        trainer_destroy(rewound);
        trainer_destroy(made);
    }
}

static void rewinding_to_the_same_seed_repeats_and_to_another_does_not(void **state)
{
    (void)state;
    Trainer *trainer = small_trainer(small_trainer_options()),
            *fresh = small_trainer(small_trainer_options());
    small_trainer_run(trainer, 7);
    trainer_rewind(trainer, trainer_options(trainer)->seed);
    assert_int_equal(trainer_steps_done(trainer), 0);
    small_trainer_run(trainer, 5);
    small_trainer_run(fresh, 5);
    small_trainer_assert_same(trainer, fresh);
    trainer_rewind(trainer, 99);
    small_trainer_run(trainer, 5);
    assert_memory_not_equal(trainer_model(trainer)->params, trainer_model(fresh)->params,
                            trainer_model(fresh)->net.parameter_count * sizeof(real));
    trainer_destroy(trainer);
    trainer_destroy(fresh);
}

static void every_loss_trains_the_loss_down(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        TrainerOptions options = small_trainer_options();
        options.net.loss = net_loss_name(l);
        options.optimizer.rate = 0.01;
        options.epochs = 25;
        Trainer *trainer = small_trainer(options);
        double first = 0, last = 0;
        for (int epoch = 0; epoch < 25; epoch++)
            for (int i = 0; i < 4; i++) {
                StepRecord record;
                assert_ok(trainer_step(trainer, &record));
                first += epoch < 3 ? record.loss : 0;
                last += epoch >= 22 ? record.loss : 0;
            }
        assert_true(last < first - 0.05 * fabs(first));
        trainer_destroy(trainer);
    }
}

static void a_number_that_is_not_finite_stops_it_and_the_step_is_named(void **state)
{
    (void)state;
    Trainer *trainer = small_trainer(small_trainer_options());
    Model *model = trainer_model(trainer);
    StepRecord record;
    small_trainer_run(trainer, 2);
    model->params[net_block(&model->net, 2)->offset] = (real)NAN; /* in dense1 */
    assert_string_equal(net_block(&model->net, 2)->name, "dense1.W");
    real *before = malloc(model->net.parameter_count * sizeof(real));
    memcpy(before, model->params, model->net.parameter_count * sizeof(real));
    assert_trouble(trainer_step(trainer, &record), "step 2: dense1 gave a number that is not finite");
    assert_memory_equal(before, model->params, model->net.parameter_count * sizeof(real));
    assert_int_equal(trainer_steps_done(trainer), 2);
    free(before);
    trainer_destroy(trainer);
}

static void backward_of_nothing(const Step *step, const real *params, Label label, const real *in,
                                const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)out, (void)dout, (void)dparams;
    for (size_t i = 0; i < step_size(step->in); i++)
        din[i] += (real)NAN;
}

static void a_gradient_that_is_not_finite_is_named_by_its_step(void **state)
{
    (void)state;
    Trainer *trainer = small_trainer(small_trainer_options());
    TrainerTuning tuning = trainer_tuning(trainer);
    Step *tanh = &trainer_model(trainer)->net.steps[1];
    assert_string_equal(tanh->name, "tanh1");
    StepRecord record;
    small_trainer_run(trainer, 1);
    tanh->backward = backward_of_nothing;
    assert_trouble(trainer_step(trainer, &record), "step 1: tanh1 gave a gradient that is not finite");
    assert_ok(trainer_tune(trainer, &tuning)); /* puts the right one back */
    assert_ok(trainer_step(trainer, &record));
    trainer_destroy(trainer);
}

static void pairs_without_an_angle_are_counted(void **state)
{
    (void)state;
    Trainer *trainer = small_trainer(small_trainer_options());
    Model *model = trainer_model(trainer);
    memset(model->params, 0, model->net.parameter_count * sizeof(real));
    StepRecord record;
    assert_ok(trainer_step(trainer, &record));
    assert_int_equal(record.without_angle, 6);
    assert_close(record.gradient_norm, 0, 0);
    trainer_destroy(trainer);
}

static void angles_and_lengths_are_those_of_the_embeddings(void **state)
{
    (void)state;
    Trainer *trainer = small_trainer(small_trainer_options());
    const Model *model = trainer_model(trainer);
    Pair pairs[] = {{.items = {0, 1}, .label = LABEL_GENUINE},
                    {.items = {0, 5}, .label = LABEL_FORGED},
                    {.items = {3, 3}, .label = LABEL_GENUINE}};
    double angles[3], norms[6], loss;
    assert_ok(trainer_angles(trainer, 3, pairs, angles, norms, &loss));
    Activations values;
    assert_ok(siamese_create_activations(&model->net, &values));
    double expected = 0;
    for (int k = 0; k < 3; k++) {
        const real *x[] = {trainer_input(trainer, pairs[k].items[0]),
                           trainer_input(trainer, pairs[k].items[1])};
        expected +=
            real_to_double(siamese_forward(&model->net, model->params, x, pairs[k].label, &values)) / 3;
        assert_close(cos(angles[k]), real_to_double(values.head[0][0]), 8 * (double)REAL_EPSILON);
        for (int side = 0; side < 2; side++) {
            double squares = 0;
            for (size_t i = 0; i < model->net.embedding; i++)
                squares += pow(real_to_double(values.embeddings[(size_t)side * model->net.embedding + i]), 2);
            assert_close(norms[2 * k + side], sqrt(squares), 8 * (double)REAL_EPSILON);
        }
    }
    assert_close(angles[2], 0, 0);
    assert_close(loss, expected, 8 * (double)REAL_EPSILON);
    double again[3];
    assert_ok(trainer_angles(trainer, 3, pairs, again, NULL, NULL));
    assert_memory_equal(again, angles, sizeof again);
    assert_ok(trainer_angles(trainer, 0, pairs, NULL, NULL, &loss));
    assert_close(loss, 0, 0);
    siamese_destroy_activations(&values);
    trainer_destroy(trainer);
}

/* The scales are those of the features of the users for training, genuine and forged, and of nobody else's. */
static void the_scales_are_those_of_the_training_users(void **state)
{
    (void)state;
    TrainerOptions options = small_trainer_options();
    Trainer *trainer = small_trainer(options);
    const size_t size = options.features.count * FEATURES_TIME;
    double *features = malloc(small_dataset.count * size * sizeof *features);
    const double **rows = malloc(small_dataset.count * sizeof *rows);
    size_t count = 0;
    for (size_t i = 0; i < small_dataset.count; i++)
        for (size_t u = 0; u < small_split.count[SPLIT_TRAINING]; u++)
            if (small_dataset.items[i].user == small_split.users[SPLIT_TRAINING][u]) {
                rows[count] = features + count * size;
                assert_ok(features_compute(&small_dataset.items[i].signature, &options.features,
                                           features + count * size));
                count++;
            }
    assert_int_equal(count, 3 * 7);
    FeatureScale expected;
    assert_ok(features_scale_fit(&options.features, count, rows, &expected));
    bool all_1 = true;
    for (size_t k = 0; k < options.features.count; k++) {
        const Feature feature = options.features.list[k];
        assert_close(trainer_model(trainer)->scale.divisor[feature], expected.divisor[feature], 0);
        all_1 = all_1 && expected.divisor[feature] == 1;
    }
    assert_false(all_1);
    free(features);
    free(rows);
    trainer_destroy(trainer);
}

/* What the decay moves, in one step of plain SGD, is rate * decay * w of a weight, and nothing of a bias. */
static void weight_decay_leaves_the_biases_alone(void **state)
{
    (void)state;
    TrainerOptions options = small_trainer_options();
    options.optimizer = optimizer_defaults(OPTIMIZER_SGD);
    options.optimizer.rate = 0.25;
    Trainer *plain = small_trainer(options);
    options.optimizer.weight_decay = 0.5;
    Trainer *decaying = small_trainer(options);
    const Net *net = trainer_net(plain);
    for (size_t i = 0; i < net->parameter_count; i++)
        trainer_model(plain)->params[i] += (real)0.125;
    memcpy(trainer_model(decaying)->params, trainer_model(plain)->params,
           net->parameter_count * sizeof(real));
    real *before = malloc(net->parameter_count * sizeof(real));
    memcpy(before, trainer_model(plain)->params, net->parameter_count * sizeof(real));
    small_trainer_run(plain, 1);
    small_trainer_run(decaying, 1);
    const StepBlock *block;
    size_t biases = 0;
    for (size_t b = 0; (block = net_block(net, b)); b++)
        for (size_t i = block->offset; i < block->offset + block->rows * block->cols; i++) {
            const double moved = real_to_double(trainer_model(decaying)->params[i]) -
                                 real_to_double(trainer_model(plain)->params[i]);
            assert_close(moved, block->is_weight ? -0.25 * 0.5 * real_to_double(before[i]) : 0,
                         20 * (double)REAL_EPSILON);
            biases += !block->is_weight;
        }
    assert_int_equal(biases, 3 + 4);
    free(before);
    trainer_destroy(plain);
    trainer_destroy(decaying);
}

/* A step draws from a stream of its own: triplets where the loss compares three. */
static void a_step_draws_triplets_for_three_branches(void **state)
{
    (void)state;
    TrainerOptions options = small_trainer_options();
    options.net.loss = "triplet";
    Trainer *trainer = small_trainer(options);
    const Model *model = trainer_model(trainer);
    PairsSource source;
    Activations values;
    assert_ok(siamese_create_activations(&model->net, &values));
    assert_ok(pairs_source_create(&small_dataset, small_split.count[SPLIT_TRAINING],
                                  small_split.users[SPLIT_TRAINING], options.mix, &source));
    for (uint64_t step = 0; step < 4; step++) {
        const size_t count = step < 3 ? 6 : 2;
        Random random = random_stream(options.seed, 2 * step);
        double expected = 0;
        for (size_t k = 0; k < count; k++) {
            const Pair t = pairs_draw_triplet(&source, &random);
            const real *x[] = {trainer_input(trainer, t.items[0]), trainer_input(trainer, t.items[1]),
                               trainer_input(trainer, t.items[2])};
            expected += real_to_double(siamese_forward(&model->net, model->params, x, t.label, &values));
        }
        StepRecord record;
        assert_ok(trainer_step(trainer, &record));
        assert_close(record.loss, expected / (double)count, 20 * (double)REAL_EPSILON);
    }
    pairs_source_free(&source);
    siamese_destroy_activations(&values);
    trainer_destroy(trainer);
}

static void augmentation_is_what_is_trained_with(void **state)
{
    (void)state;
    TrainerOptions options = small_trainer_options();
    Trainer *plain = small_trainer(options);
    options.augment = true;
    Trainer *augmented = small_trainer(options);
    StepRecord of_plain, of_augmented;
    assert_ok(trainer_step(plain, &of_plain));
    assert_ok(trainer_step(augmented, &of_augmented));
    assert_true(fabs(of_plain.loss - of_augmented.loss) > 1e-4);
    assert_close(of_plain.loss, of_augmented.loss, 0.5);
    trainer_destroy(plain);
    trainer_destroy(augmented);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_epoch_has_all_its_pairs_and_the_last_batch_is_what_is_left),
        cmocka_unit_test(a_step_goes_down_the_gradient_of_the_mean_loss),
        cmocka_unit_test(the_same_seed_gives_the_same_bits_whatever_the_threads),
        cmocka_unit_test(threads_that_are_sent_away_between_steps_change_no_bit),
        cmocka_unit_test(a_trainer_that_was_rewound_is_one_that_was_made_with_this_seed),
        cmocka_unit_test(rewinding_to_the_same_seed_repeats_and_to_another_does_not),
        cmocka_unit_test(every_loss_trains_the_loss_down),
        cmocka_unit_test(a_number_that_is_not_finite_stops_it_and_the_step_is_named),
        cmocka_unit_test(a_gradient_that_is_not_finite_is_named_by_its_step),
        cmocka_unit_test(pairs_without_an_angle_are_counted),
        cmocka_unit_test(angles_and_lengths_are_those_of_the_embeddings),
        cmocka_unit_test(the_scales_are_those_of_the_training_users),
        cmocka_unit_test(weight_decay_leaves_the_biases_alone),
        cmocka_unit_test(a_step_draws_triplets_for_three_branches),
        cmocka_unit_test(augmentation_is_what_is_trained_with),
    };
    return cmocka_run_group_tests(tests, small_trainer_data, small_trainer_forget);
}
