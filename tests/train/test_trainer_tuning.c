/* What is changed in a trainer between its steps: the loss, the rate, the mistakes planted, and a state put back. */
#include <stdlib.h>
#include <string.h>

#include "train/small_trainer.h"

/* After the change a step is that of a trainer which was made with the new loss and stands at the same parameters. */
static void a_loss_changed_between_steps_is_trained_from_there(void **state)
{
    (void)state;
    const char *losses[] = {"sum", "margin", "logistic", "contrastive", "target"};
    Trainer *changed = small_trainer(small_trainer_options());
    for (size_t l = 0; l < 5; l++) {
        small_trainer_run(changed, 2);
        TrainerTuning tuning = trainer_tuning(changed);
        snprintf(tuning.loss, sizeof tuning.loss, "%s", losses[l]);
        tuning.forged_target = 0.25;
        tuning.margin = 0.125;
        assert_ok(trainer_tune(changed, &tuning));
        const TrainerTuning now = trainer_tuning(changed);
        assert_memory_equal(&now, &tuning, sizeof now);
        assert_close(trainer_options(changed)->net.forged_target,
                     real_to_double(trainer_net(changed)->forged_target), 0);
        assert_close(trainer_options(changed)->net.margin, real_to_double(trainer_net(changed)->margin), 0);
        TrainerOptions options = small_trainer_options();
        options.net.loss = losses[l];
        options.net.forged_target = 0.25;
        options.net.margin = 0.125;
        Trainer *made = small_trainer(options);
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
        small_trainer_run(changed, 1);
        small_trainer_run(made, 1);
        small_trainer_assert_same(changed, made);
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
    Trainer *trainer = small_trainer(small_trainer_options());
    small_trainer_run(trainer, 5);
    double before = optimizer_rate(trainer_optimizer(trainer), 5),
           last = optimizer_rate(trainer_optimizer(trainer), 11);
    TrainerTuning tuning = trainer_tuning(trainer);
    tuning.rate *= 3;
    assert_ok(trainer_tune(trainer, &tuning));
    assert_close(trainer_options(trainer)->optimizer.rate, tuning.rate, 0);
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
    TrainerOptions options = small_trainer_options();
    options.optimizer = optimizer_defaults(OPTIMIZER_SGD);
    options.optimizer.rate = 0.25;
    options.optimizer.weight_decay = decay;
    Trainer *trainer = small_trainer(options);
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
    small_trainer_run(trainer, 1);
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
    Trainer *trainer = small_trainer(small_trainer_options());
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
    Trainer *one = small_trainer(small_trainer_options()), *other = small_trainer(small_trainer_options());
    small_trainer_run(one, 3);
    small_trainer_run(other, 3);
    TrainerTuning tuning = trainer_tuning(one), faulty = tuning;
    faulty.fault_count = 2;
    strcpy(faulty.faults[0], "branches-one");
    strcpy(faulty.faults[1], "mean-forgotten");
    assert_ok(trainer_tune(one, &faulty));
    assert_non_null(trainer_model(one)->net.branches_backward);
    assert_true(trainer_joins(one)->mean_backward != mean_backward);
    assert_ok(trainer_tune(one, &tuning));
    small_trainer_run(one, 3);
    small_trainer_run(other, 3);
    small_trainer_assert_same(one, other);
    trainer_destroy(one);
    trainer_destroy(other);
}

/* The loss's own parameters and the weight decay stay as well as the rest. */
static void a_tuning_to_what_is_so_already_changes_no_bit(void **state)
{
    (void)state;
    for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        TrainerOptions options = small_trainer_options();
        options.net.loss = "logistic";
        options.optimizer = optimizer_defaults(kind);
        options.optimizer.weight_decay = 0.1;
        Trainer *tuned = small_trainer(options), *left = small_trainer(options);
        small_trainer_run(tuned, 3);
        small_trainer_run(left, 3);
        const TrainerTuning tuning = trainer_tuning(tuned);
        assert_ok(trainer_tune(tuned, &tuning));
        small_trainer_assert_same(tuned, left);
        small_trainer_run(tuned, 3);
        small_trainer_run(left, 3);
        small_trainer_assert_same(tuned, left);
        trainer_destroy(tuned);
        trainer_destroy(left);
    }
}

static void a_tuning_that_is_refused_changes_nothing(void **state)
{
    (void)state;
    Trainer *trainer = small_trainer(small_trainer_options());
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
        TrainerOptions options = small_trainer_options();
        options.augment = true;
        options.optimizer = optimizer_defaults(kind);
        Trainer *straight = small_trainer(options), *back = small_trainer(options);
        small_trainer_run(straight, 7);
        small_trainer_run(back, 3);
        real *kept = malloc(trainer_state_size(back) * sizeof(real));
        trainer_copy_state(back, kept);
        small_trainer_run(back, 4);
        trainer_go_back(back, 3, kept);
        assert_int_equal(trainer_steps_done(back), 3);
        small_trainer_run(back, 4);
        small_trainer_assert_same(straight, back);
        free(kept);
        trainer_destroy(straight);
        trainer_destroy(back);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loss_changed_between_steps_is_trained_from_there),
        cmocka_unit_test(the_rate_changes_and_goes_on_falling_as_planned),
        cmocka_unit_test(a_planted_fault_is_what_is_trained_with),
        cmocka_unit_test(without_its_fault_a_trainer_is_as_it_was),
        cmocka_unit_test(a_tuning_to_what_is_so_already_changes_no_bit),
        cmocka_unit_test(a_tuning_that_is_refused_changes_nothing),
        cmocka_unit_test(steps_taken_again_from_a_kept_state_have_the_same_bits),
    };
    return cmocka_run_group_tests(tests, small_trainer_data, small_trainer_forget);
}
