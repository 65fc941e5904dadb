#include "train/trainer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "net/cosine.h"
#include "support/derivative.h"
#include "support/test.h"

static Dataset dataset;
static Split split;

static int make_data(void **state)
{
    (void)state;
    return !(dataset_synthesize(5, 4, 3, 2, NULL, &dataset).ok && split_users(5, 1, 1, 1, &split).ok);
}

static int free_data(void **state)
{
    (void)state;
    dataset_free(&dataset);
    split_free(&split);
    return 0;
}

static TrainerOptions small_options(void)
{
    TrainerOptions options = trainer_default_options();
    options.net.encoder = "conv:3x15/9 tanh flatten dense:4";
    options.batch = 6;
    options.pairs_per_epoch = 20;
    options.epochs = 3;
    return options;
}

static Trainer *make(TrainerOptions options)
{
    Trainer *trainer;
    assert_ok(trainer_create(&options, &dataset, &split, &trainer));
    return trainer;
}

static void an_epoch_has_all_its_pairs_and_the_last_batch_is_what_is_left(void **state)
{
    (void)state;
    Trainer *trainer = make(small_options());
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
    TrainerOptions options = small_options();
    options.optimizer = optimizer_defaults(OPTIMIZER_SGD);
    options.optimizer.rate = 0.25;
    Trainer *trainer = make(options);
    Model *model = trainer_model(trainer);
    size_t n = model->net.parameter_count;
    Drawn batch = {.trainer = trainer, .net = &model->net, .params = malloc(n * sizeof(real))};
    memcpy(batch.params, model->params, n * sizeof(real));
    assert_ok(siamese_create_activations(&model->net, &batch.values));
    PairsSource source;
    assert_ok(pairs_source_create(&dataset, split.count[SPLIT_TRAINING], split.users[SPLIT_TRAINING],
                                  options.mix, &source));
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

static void run(Trainer *trainer, int steps)
{
    for (int i = 0; i < steps; i++) {
        StepRecord record;
        assert_ok(trainer_step(trainer, &record));
    }
}

static void assert_same_params(Trainer *a, Trainer *b)
{
    assert_memory_equal(trainer_model(a)->params, trainer_model(b)->params,
                        trainer_model(a)->net.parameter_count * sizeof(real));
}

static void the_same_seed_gives_the_same_bits_whatever_the_threads(void **state)
{
    (void)state;
    TrainerOptions options = small_options();
    options.augment = true;
#ifdef _OPENMP
    int threads = omp_get_max_threads();
    omp_set_num_threads(1);
#endif
    Trainer *one = make(options);
    run(one, 9);
#ifdef _OPENMP
    omp_set_num_threads(3);
#endif
    Trainer *three = make(options);
    run(three, 9);
    assert_same_params(one, three);
#ifdef _OPENMP
    omp_set_num_threads(threads);
#endif
    trainer_destroy(one);
    trainer_destroy(three);
}

static void rewinding_to_the_same_seed_repeats_and_to_another_does_not(void **state)
{
    (void)state;
    Trainer *trainer = make(small_options()), *fresh = make(small_options());
    run(trainer, 7);
    trainer_rewind(trainer, trainer_options(trainer)->seed);
    assert_int_equal(trainer_steps_done(trainer), 0);
    run(trainer, 5);
    run(fresh, 5);
    assert_same_params(trainer, fresh);
    trainer_rewind(trainer, 99);
    run(trainer, 5);
    assert_memory_not_equal(trainer_model(trainer)->params, trainer_model(fresh)->params,
                            trainer_model(fresh)->net.parameter_count * sizeof(real));
    trainer_destroy(trainer);
    trainer_destroy(fresh);
}

static void every_loss_trains_the_loss_down(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        TrainerOptions options = small_options();
        options.net.loss = net_loss_name(l);
        options.optimizer.rate = 0.01;
        options.epochs = 25;
        Trainer *trainer = make(options);
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
    Trainer *trainer = make(small_options());
    Model *model = trainer_model(trainer);
    StepRecord record;
    run(trainer, 2);
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
    Trainer *trainer = make(small_options());
    TrainerTuning tuning = trainer_tuning(trainer);
    Step *tanh = &trainer_model(trainer)->net.steps[1];
    assert_string_equal(tanh->name, "tanh1");
    StepRecord record;
    run(trainer, 1);
    tanh->backward = backward_of_nothing;
    assert_trouble(trainer_step(trainer, &record), "step 1: tanh1 gave a gradient that is not finite");
    assert_ok(trainer_tune(trainer, &tuning)); /* puts the right one back */
    assert_ok(trainer_step(trainer, &record));
    trainer_destroy(trainer);
}

static void pairs_without_an_angle_are_counted(void **state)
{
    (void)state;
    Trainer *trainer = make(small_options());
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
    Trainer *trainer = make(small_options());
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
    siamese_destroy_activations(&values);
    trainer_destroy(trainer);
}

/* ---- tuning ---- */

/* After the change a step is that of a trainer which was made with the new loss and stands at the same parameters. */
static void a_loss_changed_between_steps_is_trained_from_there(void **state)
{
    (void)state;
    const char *losses[] = {"sum", "margin", "logistic", "contrastive", "target"};
    Trainer *changed = make(small_options());
    for (size_t l = 0; l < 5; l++) {
        run(changed, 2);
        TrainerTuning tuning = trainer_tuning(changed);
        snprintf(tuning.loss, sizeof tuning.loss, "%s", losses[l]);
        tuning.forged_target = 0.25;
        tuning.margin = 0.125;
        assert_ok(trainer_tune(changed, &tuning));
        TrainerOptions options = small_options();
        options.net.loss = losses[l];
        options.net.forged_target = 0.25;
        options.net.margin = 0.125;
        Trainer *made = make(options);
        size_t n = trainer_model(made)->net.parameter_count;
        assert_int_equal(trainer_model(changed)->net.parameter_count, n);
        real *starts = malloc(n * sizeof(real)),
             *state_now = malloc(trainer_state_size(changed) * sizeof(real));
        memcpy(starts, trainer_model(made)->params, n * sizeof(real));
        assert_true(trainer_state_size(changed) >= 2 * n);
        trainer_copy_state(changed, state_now);
        for (size_t i = net_encoder_parameters(&trainer_model(made)->net); i < n; i++)
            assert_true(state_now[i] == starts[i] && state_now[n + i] == 0); /* the loss's own: fresh */
        trainer_go_back(made, trainer_steps_done(changed), state_now);
        run(changed, 1);
        run(made, 1);
        assert_same_params(changed, made);
        assert_string_equal(trainer_options(changed)->net.loss, losses[l]);
        free(starts);
        free(state_now);
        trainer_destroy(made);
    }
    trainer_destroy(changed);
}

static void the_rate_changes_and_goes_on_falling_as_planned(void **state)
{
    (void)state;
    Trainer *trainer = make(small_options());
    run(trainer, 5);
    double before = optimizer_rate(trainer_optimizer(trainer), 5),
           last = optimizer_rate(trainer_optimizer(trainer), 11);
    TrainerTuning tuning = trainer_tuning(trainer);
    tuning.rate *= 3;
    assert_ok(trainer_tune(trainer, &tuning));
    assert_int_equal(trainer_steps_done(trainer), 5);
    assert_close_relative(optimizer_rate(trainer_optimizer(trainer), 5), 3 * before, 1e-14);
    assert_close_relative(optimizer_rate(trainer_optimizer(trainer), 11), 3 * last, 1e-14);
    StepRecord record;
    assert_ok(trainer_step(trainer, &record));
    assert_close_relative(record.rate, 3 * before, 1e-14);
    trainer_destroy(trainer);
}

/* How far one step of plain SGD moves the parameters, with this fault or (NULL) none. The caller frees it. */
static real *move_with(const char *fault, double decay)
{
    TrainerOptions options = small_options();
    options.optimizer = optimizer_defaults(OPTIMIZER_SGD);
    options.optimizer.rate = 0.25;
    options.optimizer.weight_decay = decay;
    Trainer *trainer = make(options);
    const Model *model = trainer_model(trainer);
    size_t n = model->net.parameter_count;
    real *move = malloc(n * sizeof(real));
    memcpy(move, model->params, n * sizeof(real));
    if (fault) {
        TrainerTuning tuning = trainer_tuning(trainer);
        tuning.fault_count = 1;
        snprintf(tuning.faults[0], sizeof tuning.faults[0], "%s", fault);
        assert_ok(trainer_tune(trainer, &tuning));
    }
    run(trainer, 1);
    for (size_t i = 0; i < n; i++)
        move[i] = model->params[i] - move[i];
    trainer_destroy(trainer);
    return move;
}

static void assert_scaled(const real *move, const real *right, size_t n, double factor)
{
    for (size_t i = 0; i < n; i++)
        assert_close(real_to_double(move[i]), factor * real_to_double(right[i]), 40 * (double)REAL_EPSILON);
}

static void a_planted_fault_is_what_is_trained_with(void **state)
{
    (void)state;
    Trainer *trainer = make(small_options());
    const Net *net = &trainer_model(trainer)->net;
    size_t n = net->parameter_count, bias = net_block(net, 1)->offset, biases = net_block(net, 1)->rows;
    assert_string_equal(net_block(net, 1)->name, "conv1.b");
    real *right = move_with(NULL, 0);
    real *move = move_with("cosine-sign", 0);
    assert_scaled(move, right, n, -1);
    free(move);
    move = move_with("mean-forgotten", 0);
    assert_scaled(move, right, n, 6);
    free(move);
    move = move_with("branches-averaged", 0);
    assert_scaled(move, right, n, 0.5);
    free(move);
    move = move_with("conv-bias-last@conv1", 0); /* wrong in the bias alone */
    assert_scaled(move, right, bias, 1);
    bool moved_alike = true;
    for (size_t i = bias; i < bias + biases; i++)
        moved_alike = moved_alike && fabs(real_to_double(move[i]) - real_to_double(right[i])) < 1e-6;
    assert_false(moved_alike);
    free(move);
    /* What the decay moves is halved, and the rest is not. */
    real *decayed = move_with(NULL, 0.5);
    move = move_with("decay-halved", 0.5);
    for (size_t i = 0; i < n; i++)
        assert_close(real_to_double(move[i] - right[i]), real_to_double(decayed[i] - right[i]) / 2,
                     40 * (double)REAL_EPSILON);
    assert_memory_not_equal(move, right, n * sizeof(real));
    free(move);
    free(decayed);
    free(right);
    trainer_destroy(trainer);
}

static void without_its_fault_a_trainer_is_as_it_was(void **state)
{
    (void)state;
    Trainer *one = make(small_options()), *other = make(small_options());
    run(one, 3);
    run(other, 3);
    TrainerTuning tuning = trainer_tuning(one), faulty = tuning;
    faulty.fault_count = 2;
    strcpy(faulty.faults[0], "branches-one");
    strcpy(faulty.faults[1], "mean-forgotten");
    assert_ok(trainer_tune(one, &faulty));
    assert_non_null(trainer_model(one)->net.branches_backward);
    assert_true(trainer_joins(one)->mean_backward != netcheck_mean_backward);
    assert_ok(trainer_tune(one, &tuning));
    run(one, 3);
    run(other, 3);
    assert_same_params(one, other);
    trainer_destroy(one);
    trainer_destroy(other);
}

static void a_tuning_that_is_refused_changes_nothing(void **state)
{
    (void)state;
    Trainer *trainer = make(small_options());
    const TrainerTuning before = trainer_tuning(trainer);
    const struct {
        const char *loss, *fault, *sentence;
        double rate;
    } cases[] = {
        {"triplet", NULL, "compares 3 signatures, and this net has 2 branches", 0.1},
        {"cow", NULL, "'cow' is no loss", 0.1},
        {"sum", "cow", "'cow' is no fault", 0.1},
        {"sum", "target-sign", "no target step", 0.1},
        {"sum", "cosine-sign@tanh1", "changes nothing in the step tanh1", 0.1},
        {"sum", "decay-halved", "there is no weight decay", 0.1},
        {"sum", NULL, "learning rate", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TrainerTuning tuning = before;
        snprintf(tuning.loss, sizeof tuning.loss, "%s", cases[i].loss);
        tuning.rate = cases[i].rate;
        tuning.fault_count = cases[i].fault != NULL;
        snprintf(tuning.faults[0], sizeof tuning.faults[0], "%s", cases[i].fault ? cases[i].fault : "");
        assert_trouble(trainer_tune(trainer, &tuning), cases[i].sentence);
        const TrainerTuning now = trainer_tuning(trainer);
        assert_memory_equal(&now, &before, sizeof now);
        assert_string_equal(trainer_model(trainer)->net.loss, "target");
    }
    trainer_destroy(trainer);
}

static void steps_taken_again_from_a_kept_state_have_the_same_bits(void **state)
{
    (void)state;
    for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        TrainerOptions options = small_options();
        options.augment = true;
        options.optimizer = optimizer_defaults(kind);
        Trainer *straight = make(options), *back = make(options);
        run(straight, 7);
        run(back, 3);
        real *kept = malloc(trainer_state_size(back) * sizeof(real));
        trainer_copy_state(back, kept);
        run(back, 4);
        trainer_go_back(back, 3, kept);
        assert_int_equal(trainer_steps_done(back), 3);
        run(back, 4);
        assert_same_params(straight, back);
        free(kept);
        trainer_destroy(straight);
        trainer_destroy(back);
    }
}

static void what_cannot_be_trained_is_refused(void **state)
{
    (void)state;
    Trainer *trainer;
    TrainerOptions options = small_options();
    options.batch = 0;
    assert_trouble(trainer_create(&options, &dataset, &split, &trainer), "at least one pair");
    options = small_options();
    options.net.encoder = "nothing";
    assert_trouble(trainer_create(&options, &dataset, &split, &trainer), "'nothing'");
    options = small_options();
    options.net.encoder = "flatten";
    assert_trouble(trainer_create(&options, &dataset, &split, &trainer), "no parameters");
    assert_null(trainer);
    options.net.loss = "logistic"; /* which has some, until another loss is chosen */
    assert_ok(trainer_create(&options, &dataset, &split, &trainer));
    TrainerTuning tuning = trainer_tuning(trainer);
    snprintf(tuning.loss, sizeof tuning.loss, "target");
    assert_trouble(trainer_tune(trainer, &tuning), "no parameters");
    trainer_destroy(trainer);
    options = small_options();
    options.mix = (PairsMix){{0, 0, 0}};
    assert_trouble(trainer_create(&options, &dataset, &split, &trainer), "mix");
    options = small_options();
    options.optimizer.rate = -1;
    Status status = trainer_create(&options, &dataset, &split, &trainer);
    assert_false(status.ok);
    assert_null(trainer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_epoch_has_all_its_pairs_and_the_last_batch_is_what_is_left),
        cmocka_unit_test(a_step_goes_down_the_gradient_of_the_mean_loss),
        cmocka_unit_test(the_same_seed_gives_the_same_bits_whatever_the_threads),
        cmocka_unit_test(rewinding_to_the_same_seed_repeats_and_to_another_does_not),
        cmocka_unit_test(every_loss_trains_the_loss_down),
        cmocka_unit_test(a_number_that_is_not_finite_stops_it_and_the_step_is_named),
        cmocka_unit_test(a_gradient_that_is_not_finite_is_named_by_its_step),
        cmocka_unit_test(pairs_without_an_angle_are_counted),
        cmocka_unit_test(angles_and_lengths_are_those_of_the_embeddings),
        cmocka_unit_test(a_loss_changed_between_steps_is_trained_from_there),
        cmocka_unit_test(the_rate_changes_and_goes_on_falling_as_planned),
        cmocka_unit_test(a_planted_fault_is_what_is_trained_with),
        cmocka_unit_test(without_its_fault_a_trainer_is_as_it_was),
        cmocka_unit_test(a_tuning_that_is_refused_changes_nothing),
        cmocka_unit_test(steps_taken_again_from_a_kept_state_have_the_same_bits),
        cmocka_unit_test(what_cannot_be_trained_is_refused),
    };
    return cmocka_run_group_tests(tests, make_data, free_data);
}
