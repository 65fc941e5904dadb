#include "support/test.h"

#include "train/optimizer.h"
#include <string.h>

#include <stdlib.h>

/* The options and what is expected are doubles in the wider builds too. */
#define TOLERANCE (50 * fmax((double)REAL_EPSILON, DBL_EPSILON))

static Optimizer *made(OptimizerOptions options, size_t n)
{
    Optimizer *optimizer;
    assert_ok(optimizer_create(options, n, &optimizer));
    return optimizer;
}

static void sgd_moves_against_the_gradient(void **state)
{
    (void)state;
    OptimizerOptions options = optimizer_defaults(OPTIMIZER_SGD);
    options.rate = 0.5;
    Optimizer *optimizer = made(options, 2);
    real p[] = {1, -2}, g[] = {4, 0.25};
    optimizer_step(optimizer, 2, p, g);
    assert_close(real_to_double(p[0]), -1, TOLERANCE);
    assert_close(real_to_double(p[1]), -2.125, TOLERANCE);
    assert_int_equal(optimizer_block_count(optimizer), 0);
    optimizer_destroy(optimizer);
}

/* For a constant gradient v after t steps is g (1 - mu^t) / (1 - mu). */
static void momentum_under_a_constant_gradient_is_a_geometric_sum(void **state)
{
    (void)state;
    OptimizerOptions options = optimizer_defaults(OPTIMIZER_MOMENTUM);
    options.rate = 0.1, options.momentum = 0.75;
    Optimizer *optimizer = made(options, 1);
    real p[] = {3}, g[] = {2};
    double expected = 3;
    for (int t = 1; t <= 20; t++) {
        optimizer_step(optimizer, 1, p, g);
        double v = 2 * (1 - pow(0.75, t)) / 0.25;
        expected -= 0.1 * v;
        assert_close(real_to_double(optimizer_block(optimizer, 0).values[0]), v, TOLERANCE);
        assert_close(real_to_double(p[0]), expected, TOLERANCE);
    }
    optimizer_destroy(optimizer);
}

/* m = 0.5 * 0 + 0.5 * 2 = 1, corrected 2; v = 0.25 * 4 = 1, corrected 4: p moves by 0.1 * 2 / (2 + 1).
 * Then g = -1: m = 0.5 - 0.5 = 0: p stays. Then g = 3: m = 1.5, corrected 1.5 / 0.875; v = 0.75 * (0.75 + 0.25) + 2.25. */
static void adam_is_the_published_algorithm(void **state)
{
    (void)state;
    OptimizerOptions options = optimizer_defaults(OPTIMIZER_ADAM);
    options.rate = 0.1, options.beta1 = 0.5, options.beta2 = 0.75, options.epsilon = 1;
    Optimizer *optimizer = made(options, 1);
    real p[] = {1}, g[3] = {2, -1, 3};
    optimizer_step(optimizer, 1, p, &g[0]);
    double expected = 1 - 0.2 / 3;
    assert_close(real_to_double(p[0]), expected, TOLERANCE);
    optimizer_step(optimizer, 1, p, &g[1]);
    assert_close(real_to_double(p[0]), expected, TOLERANCE);
    optimizer_step(optimizer, 1, p, &g[2]);
    expected -= 0.1 * (1.5 / 0.875) / (sqrt(3 / (1 - 0.421875)) + 1);
    assert_close(real_to_double(p[0]), expected, TOLERANCE);
    assert_string_equal(optimizer_block(optimizer, 0).name, "adam.m");
    assert_close(real_to_double(optimizer_block(optimizer, 0).values[0]), 1.5, TOLERANCE);
    assert_string_equal(optimizer_block(optimizer, 1).name, "adam.v");
    assert_close(real_to_double(optimizer_block(optimizer, 1).values[0]), 3, TOLERANCE);
    optimizer_destroy(optimizer);
}

/* With both corrections a constant gradient gives the same step from the first one on, whatever its size. */
static void adam_moves_by_the_rate_however_small_the_gradient(void **state)
{
    (void)state;
    OptimizerOptions options = optimizer_defaults(OPTIMIZER_ADAM);
    options.rate = 0.25, options.epsilon = 1e-20;
    Optimizer *optimizer = made(options, 2);
    real p[] = {0, 0}, g[] = {(real)1e-6, -300};
    for (int t = 1; t <= 8; t++) {
        optimizer_step(optimizer, 2, p, g);
        assert_close(real_to_double(p[0]), -0.25 * t, 100 * TOLERANCE);
        assert_close(real_to_double(p[1]), 0.25 * t, 100 * TOLERANCE);
    }
    optimizer_destroy(optimizer);
}

static void weight_decay_is_the_gradient_of_half_the_squares_and_spares_what_it_is_told_to(void **state)
{
    (void)state;
    for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        OptimizerOptions options = optimizer_defaults(kind);
        options.rate = 0.125;
        Optimizer *plain = made(options, 4);
        options.weight_decay = 0.5;
        Optimizer *decaying = made(options, 4);
        optimizer_spare(decaying, 1, 2);
        real p[] = {1, 2, -3, 4}, q[] = {1, 2, -3, 4}, g[] = {0.5, -1, 2, 1};
        for (int t = 0; t < 5; t++) {
            real with_penalty[] = {g[0] + p[0] / 2, g[1], g[2], g[3] + p[3] / 2};
            optimizer_step(plain, 4, p, with_penalty);
            optimizer_step(decaying, 4, q, g);
            for (int i = 0; i < 4; i++)
                assert_close(real_to_double(q[i]), real_to_double(p[i]), TOLERANCE);
        }
        optimizer_destroy(plain);
        optimizer_destroy(decaying);
    }
}

static void the_rate_falls_in_a_line_to_its_fraction_and_stays_there(void **state)
{
    (void)state;
    OptimizerOptions options = optimizer_defaults(OPTIMIZER_SGD);
    options.rate = 0.5, options.last_fraction = 0.02, options.steps = 99;
    Optimizer *optimizer = made(options, 1);
    assert_close(optimizer_rate(optimizer, 0), 0.5, 1e-15);
    assert_close(optimizer_rate(optimizer, 49), 0.255, 1e-15); /* half way */
    assert_close(optimizer_rate(optimizer, 98), 0.01, 1e-15);
    assert_close(optimizer_rate(optimizer, 99), 0.01, 1e-15);
    assert_close(optimizer_rate(optimizer, 1000000), 0.01, 1e-15);
    for (uint64_t t = 2; t < 99; t++)
        assert_close(optimizer_rate(optimizer, t) - optimizer_rate(optimizer, t - 1), -0.49 / 98, 1e-14);

    real p[] = {0}, g[] = {1};
    for (int t = 0; t < 99; t++)
        optimizer_step(optimizer, 1, p, g);
    assert_close(real_to_double(p[0]), -99 * 0.255, 10 * TOLERANCE); /* the steps use these rates */
    optimizer_destroy(optimizer);

    options.steps = 2;
    optimizer = made(options, 1);
    assert_close(optimizer_rate(optimizer, 0), 0.5, 1e-15);
    assert_close(optimizer_rate(optimizer, 1), 0.01, 1e-15);
    optimizer_destroy(optimizer);

    options.steps = 1;
    optimizer = made(options, 1);
    assert_close(optimizer_rate(optimizer, 0), 0.5, 0);
    optimizer_destroy(optimizer);
}

/* 1/2 (3 (p0 - 1)^2 + 0.5 (p1 + 2)^2 + p0 p1). */
static void quadratic_gradient(const real p[2], real g[2])
{
    g[0] = 3 * (p[0] - 1) + p[1] / 2;
    g[1] = (p[1] + 2) / 2 + p[0] / 2;
}

static void run(Optimizer *optimizer, int steps, real p[2])
{
    for (int t = 0; t < steps; t++) {
        real g[2];
        quadratic_gradient(p, g);
        optimizer_step(optimizer, 2, p, g);
    }
}

static void each_finds_the_bottom_of_a_bowl(void **state)
{
    (void)state;
    for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        OptimizerOptions options = optimizer_defaults(kind);
        options.rate = 0.05, options.steps = 4000, options.last_fraction = 0;
        Optimizer *optimizer = made(options, 2);
        real p[] = {5, 5};
        run(optimizer, 4000, p);
        /* 3 p0 + p1/2 = 3 and p0 + p1 = -2: p0 = 1.6, p1 = -3.6 */
        assert_close(real_to_double(p[0]), 1.6, 1e-4);
        assert_close(real_to_double(p[1]), -3.6, 1e-4);
        optimizer_destroy(optimizer);
    }
}

static void a_resumed_run_gives_the_same_bits(void **state)
{
    (void)state;
    for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        OptimizerOptions options = optimizer_defaults(kind);
        options.rate = 0.01, options.steps = 20, options.last_fraction = 0.1, options.weight_decay = 0.01;
        Optimizer *whole = made(options, 2), *first = made(options, 2), *second = made(options, 2);
        real p[] = {1, 2}, q[] = {1, 2};
        run(whole, 20, p);
        run(first, 7, q);
        assert_int_equal(optimizer_steps_done(first), 7);
        for (size_t b = 0; b < optimizer_block_count(first); b++) {
            OptimizerBlock from = optimizer_block(first, b), to = optimizer_block(second, b);
            assert_int_equal(to.n, 2);
            memcpy(to.values, from.values, to.n * sizeof(real));
        }
        optimizer_resume(second, optimizer_steps_done(first));
        run(second, 13, q);
        for (int i = 0; i < 2; i++)
            assert_true(real_part(p[i]) == real_part(q[i]));
        optimizer_destroy(whole);
        optimizer_destroy(first);
        optimizer_destroy(second);
    }
}

static void the_ends_of_the_ranges_are_allowed(void **state)
{
    (void)state;
    OptimizerOptions options = optimizer_defaults(OPTIMIZER_ADAM);
    options.beta1 = options.beta2 = options.last_fraction = options.weight_decay = 0;
    optimizer_destroy(made(options, 1));
    options = optimizer_defaults(OPTIMIZER_MOMENTUM);
    options.momentum = 0;
    optimizer_destroy(made(options, 1));
}

static void an_option_that_is_of_no_use_to_a_kind_may_be_anything(void **state)
{
    (void)state;
    for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        OptimizerOptions options = optimizer_defaults(kind);
        if (kind != OPTIMIZER_MOMENTUM)
            options.momentum = 7;
        if (kind != OPTIMIZER_ADAM)
            options.beta1 = options.beta2 = options.epsilon = -7;
        optimizer_destroy(made(options, 1));
    }
}

static void the_defaults_are_those_stated(void **state)
{
    (void)state;
    for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        OptimizerOptions options = optimizer_defaults(kind);
        assert_int_equal(options.kind, kind);
        assert_close(options.rate, kind == OPTIMIZER_ADAM ? 0.001 : 0.01, 0);
        assert_close(options.momentum, 0.9, 0);
        assert_close(options.beta1, 0.9, 0);
        assert_close(options.beta2, 0.999, 0);
        assert_close(options.epsilon, 1e-8, 0);
        assert_close(options.weight_decay, 0, 0);
        assert_close(options.last_fraction, 1, 0);
        assert_int_equal(options.steps, 1);
        Optimizer *optimizer = made(options, 1);
        assert_close(optimizer_rate(optimizer, 1000), options.rate, 0); /* constant */
        assert_int_equal(optimizer_block_count(optimizer), kind);       /* 0, 1, 2 */
        optimizer_destroy(optimizer);
    }
}

static void options_outside_their_range_are_refused(void **state)
{
    (void)state;
    const struct {
        size_t offset;
        double value;
        const char *sentence;
    } wrong[] = {
        {offsetof(OptimizerOptions, rate), 0, "learning rate 0: expected"},
        {offsetof(OptimizerOptions, rate), NAN, "learning rate"},
        {offsetof(OptimizerOptions, rate), INFINITY, "learning rate inf"},
        {offsetof(OptimizerOptions, last_fraction), 1.5, "last fraction of the learning rate 1.5"},
        {offsetof(OptimizerOptions, last_fraction), -0.1, "last fraction"},
        {offsetof(OptimizerOptions, weight_decay), -1, "weight decay -1"},
        {offsetof(OptimizerOptions, weight_decay), NAN, "weight decay"},
        {offsetof(OptimizerOptions, beta1), 1, "beta1 1"},
        {offsetof(OptimizerOptions, beta1), -0.25, "beta1 -0.25"},
        {offsetof(OptimizerOptions, beta2), -0.5, "beta2 -0.5"},
        {offsetof(OptimizerOptions, beta2), 1, "beta2 1"},
        {offsetof(OptimizerOptions, epsilon), 0, "epsilon 0"},
    };
    Optimizer *optimizer;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        OptimizerOptions options = optimizer_defaults(OPTIMIZER_ADAM);
        *(double *)((char *)&options + wrong[i].offset) = wrong[i].value;
        assert_trouble(optimizer_create(options, 1, &optimizer), wrong[i].sentence);
        assert_null(optimizer);
    }
    OptimizerOptions options = optimizer_defaults(OPTIMIZER_MOMENTUM);
    options.momentum = 1;
    assert_trouble(optimizer_create(options, 1, &optimizer), "momentum 1");
    options.momentum = -0.5;
    assert_trouble(optimizer_create(options, 1, &optimizer), "momentum -0.5");
    options = optimizer_defaults(OPTIMIZER_SGD);
    options.steps = 0;
    assert_trouble(optimizer_create(options, 1, &optimizer), "0 steps");
    optimizer_destroy(NULL);
}

static void kinds_are_found_by_name(void **state)
{
    (void)state;
    OptimizerKind found;
    for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        assert_ok(optimizer_parse(optimizer_name(kind), &found));
        assert_int_equal(found, kind);
        assert_non_null(strstr(optimizer_formula(kind), "p -= r "));
        for (OptimizerKind other = 0; other < kind; other++) /* each moves in a way of its own */
            assert_string_not_equal(optimizer_formula(kind), optimizer_formula(other));
    }
    assert_trouble(optimizer_parse("adamw", &found), "adamw: no such optimiser");
}

/* The derivative of where a run ends by where it starts: a complex step against a central difference. */
static void a_complex_step_passes_through_every_kind(void **state)
{
    (void)state;
#ifndef REAL_COMPLEX
    print_message(
        "SKIPPED: only a complex build carries a derivative through the steps (make REAL=complex)\n");
    skip();
#else
    for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        OptimizerOptions options = optimizer_defaults(kind);
        options.rate = 0.02, options.weight_decay = 0.1;
        double h = 1e-5, end[2];
        for (int side = 0; side < 2; side++) {
            Optimizer *optimizer = made(options, 2);
            real p[] = {5 + (side ? h : -h), 5};
            run(optimizer, 6, p);
            end[side] = creal(p[1]);
            optimizer_destroy(optimizer);
        }
        Optimizer *optimizer = made(options, 2);
        real p[] = {5 + 1e-100 * I, 5};
        run(optimizer, 6, p);
        assert_close_relative(cimag(p[1]) / 1e-100, (end[1] - end[0]) / (2 * h), 1e-5);
        optimizer_destroy(optimizer);
    }
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sgd_moves_against_the_gradient),
        cmocka_unit_test(momentum_under_a_constant_gradient_is_a_geometric_sum),
        cmocka_unit_test(adam_is_the_published_algorithm),
        cmocka_unit_test(adam_moves_by_the_rate_however_small_the_gradient),
        cmocka_unit_test(weight_decay_is_the_gradient_of_half_the_squares_and_spares_what_it_is_told_to),
        cmocka_unit_test(the_rate_falls_in_a_line_to_its_fraction_and_stays_there),
        cmocka_unit_test(each_finds_the_bottom_of_a_bowl),
        cmocka_unit_test(a_resumed_run_gives_the_same_bits),
        cmocka_unit_test(the_ends_of_the_ranges_are_allowed),
        cmocka_unit_test(an_option_that_is_of_no_use_to_a_kind_may_be_anything),
        cmocka_unit_test(the_defaults_are_those_stated),
        cmocka_unit_test(options_outside_their_range_are_refused),
        cmocka_unit_test(kinds_are_found_by_name),
        cmocka_unit_test(a_complex_step_passes_through_every_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
