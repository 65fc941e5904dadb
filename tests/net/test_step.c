/* Every kind of step in the table, one by one: its backward against the measured derivative of its own forward, with a
 * random gradient from above (an all-ones one would cancel mistakes), and the contract that backward ADDS. */
#include "net/step.h"

#include <stdlib.h>

#include "base/random.h"
#include "net/conv.h"
#include "net/cosine.h"
#include "net/distance.h"
#include "net/losses.h"
#include "support/derivative.h"
#include "support/test.h"

enum { ROOM = 4096 };

typedef struct Bench {
    Step step;
    Label label;
    real params[ROOM], in[ROOM], out[ROOM], dout[ROOM];
    size_t parameter_count;
} Bench;

/* sum_i dout[i] out[i]: its gradient is what backward must give for this dout. */
static real weighted_output(void *context)
{
    Bench *bench = context;
    bench->step.forward(&bench->step, bench->params, bench->label, bench->in, bench->out);
    real sum = 0;
    for (size_t i = 0; i < step_size(bench->step.out); i++)
        sum += bench->dout[i] * bench->out[i];
    return sum;
}

static Bench *make_bench(const StepKind *kind, Shape in, const size_t arguments[STEP_ARGUMENTS_MAX],
                         Label label, uint64_t seed)
{
    Bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    bench->step =
        (Step){.name = "step1", .kind = kind, .forward = kind->forward, .backward = kind->backward, .in = in};
    bench->step.constant = REAL_C(0.25); /* a target or a margin; far from every kink of the values below */
    bench->label = label;
    for (size_t i = 0; arguments && i < STEP_ARGUMENTS_MAX; i++)
        bench->step.arguments[i] = arguments[i];
    assert_ok(kind->build(&bench->step));
    for (size_t i = 0; i < bench->step.block_count; i++) {
        bench->step.blocks[i].offset = bench->parameter_count;
        bench->parameter_count += bench->step.blocks[i].rows * bench->step.blocks[i].cols;
    }
    Random random = random_seeded(seed);
    assert_true(step_size(in) <= ROOM && step_size(bench->step.out) <= ROOM &&
                bench->parameter_count <= ROOM);
    for (size_t i = 0; i < bench->parameter_count; i++)
        bench->params[i] = (real)random_normal(&random);
    for (size_t i = 0; i < step_size(in); i++) {
        double x = random_normal(&random);
        bench->in[i] = (real)(x + copysign(0.3, x)); /* away from 0, where a rectifier has no derivative */
    }
    for (size_t i = 0; i < step_size(bench->step.out); i++)
        bench->dout[i] = (real)random_normal(&random);
    return bench;
}

static double largest(size_t n, const real *values)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(real_to_double(values[i])));
    return largest;
}

static void check_gradient(Bench *bench, size_t n, real *values, const real *gradient, const char *what)
{
    for (size_t i = 0; i < n; i++)
        derivative_compare(real_to_double(gradient[i]),
                           derivative_measure(weighted_output, bench, &values[i]), largest(n, gradient), what,
                           i, __FILE__, __LINE__);
}

/* Twice into the same buffers, which hold something before: what is there afterwards is that plus twice the gradient. */
static void check_that_backward_adds(Bench *bench, const real *dparams, const real *din)
{
    real *params_sum = calloc(ROOM, sizeof(real)), *in_sum = calloc(ROOM, sizeof(real));
    for (size_t i = 0; i < ROOM; i++)
        params_sum[i] = in_sum[i] = 3;
    for (int twice = 0; twice < 2; twice++)
        bench->step.backward(&bench->step, bench->params, bench->label, bench->in, bench->out, bench->dout,
                             params_sum, in_sum);
    double tolerance = 100 * (double)REAL_EPSILON;
    for (size_t i = 0; i < ROOM; i++) {
        assert_close(real_to_double(params_sum[i]), 3 + 2 * real_to_double(dparams[i]), tolerance * 100);
        assert_close(real_to_double(in_sum[i]), 3 + 2 * real_to_double(din[i]), tolerance * 100);
    }
    free(params_sum);
    free(in_sum);
}

static void check_step(const StepKind *kind, Shape in, const size_t *arguments, Label label, uint64_t seed)
{
    Bench *bench = make_bench(kind, in, arguments, label, seed);
    real *dparams = calloc(ROOM, sizeof(real)), *din = calloc(ROOM, sizeof(real));
    weighted_output(bench);
    bench->step.backward(&bench->step, bench->params, label, bench->in, bench->out, bench->dout, dparams,
                         din);
    check_gradient(bench, bench->parameter_count, bench->params, dparams, kind->name);
    check_gradient(bench, step_size(in), bench->in, din, kind->name);
    weighted_output(bench);
    check_that_backward_adds(bench, dparams, din);
    free(dparams);
    free(din);
    free(bench);
}

static void every_encoder_step_has_the_right_backward(void **state)
{
    (void)state;
    const struct {
        const char *kind;
        Shape in;
        size_t arguments[STEP_ARGUMENTS_MAX];
    } cases[] = {
        {"conv", {3, 17}, {4, 5, 1}}, {"conv", {2, 20}, {3, 4, 3}}, /* the last instants are not reached */
        {"conv", {1, 1}, {1, 1, 1}},  {"conv", {5, 6}, {2, 6, 2}},  /* kernel as long as the signal */
        {"average", {3, 12}, {3}},    {"average", {2, 11}, {4}},    {"dense", {7, 1}, {5}},
        {"dense", {3, 4}, {2}},       {"tanh", {3, 5}, {0}},        {"lecun", {3, 5}, {0}},
        {"relu", {3, 5}, {0}},        {"flatten", {3, 5}, {0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_step(step_encoder_kind(cases[i].kind), cases[i].in, cases[i].arguments, LABEL_GENUINE, 100 + i);
    /* no kind may be forgotten above */
    for (size_t k = 0; step_encoder_kind_at(k); k++) {
        bool seen = false;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
            seen |= step_encoder_kind(cases[i].kind) == step_encoder_kind_at(k);
        assert_true(seen);
    }
}

static void every_head_step_has_the_right_backward(void **state)
{
    (void)state;
    const StepKind *losses[] = {&losses_sum_kind,         &losses_target_kind,  &losses_margin_kind,
                                &losses_contrastive_kind, &losses_triplet_kind, &losses_logistic_kind};
    for (Label label = LABEL_FORGED; label <= LABEL_GENUINE; label++) {
        check_step(&cosine_kind, (Shape){2, 9}, NULL, label, 7);
        check_step(&cosine_kind, (Shape){3, 9}, NULL, label, 8); /* a triplet */
        check_step(&distance_kind, (Shape){2, 9}, NULL, label, 9);
        for (size_t i = 0; i < sizeof losses / sizeof losses[0]; i++)
            for (uint64_t seed = 0; seed < 10; seed++)
                check_step(losses[i], (Shape){losses[i] == &losses_triplet_kind ? 2 : 1, 1}, NULL, label,
                           seed);
    }
}

static void backward_can_leave_out_the_gradient_by_the_input(void **state)
{
    (void)state;
    for (size_t k = 0; step_encoder_kind_at(k); k++) {
        const StepKind *kind = step_encoder_kind_at(k);
        size_t arguments[STEP_ARGUMENTS_MAX] = {2, kind == step_encoder_kind("conv") ? 2 : 0, 0};
        Bench *bench = make_bench(kind, (Shape){2, 6}, arguments, LABEL_GENUINE, k);
        real *with = calloc(ROOM, sizeof(real)), *without = calloc(ROOM, sizeof(real)),
             *din = calloc(ROOM, sizeof(real));
        weighted_output(bench);
        bench->step.backward(&bench->step, bench->params, LABEL_GENUINE, bench->in, bench->out, bench->dout,
                             with, din);
        bench->step.backward(&bench->step, bench->params, LABEL_GENUINE, bench->in, bench->out, bench->dout,
                             without, NULL);
        for (size_t i = 0; i < ROOM; i++)
            assert_true(with[i] == without[i]);
        free(with);
        free(without);
        free(din);
        free(bench);
    }
}

/* As the description of a net never has them, but whoever builds a step alone may. */
static void a_step_is_not_built_from_noughts(void **state)
{
    (void)state;
    const char *kinds[] = {"conv", "average", "dense"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const StepKind *kind = step_encoder_kind(kinds[i]);
        Step step = {.name = "step1", .kind = kind, .in = {2, 6}};
        assert_trouble(kind->build(&step), "step1: expected");
    }
    Step step = {.name = "conv1", .in = {2, 6}, .arguments = {0, 2, 1}};
    assert_trouble(conv_kind.build(&step), "expected conv:MAPSxKERNEL");
    step.arguments[0] = 3;
    assert_ok(conv_kind.build(&step));
}

static void the_kinds_of_an_encoder_are_counted_through(void **state)
{
    (void)state;
    const char *names[] = {"conv", "average", "dense", "tanh", "lecun", "relu", "flatten"};
    const size_t count = sizeof names / sizeof names[0];
    for (size_t i = 0; i < count; i++)
        assert_string_equal(step_encoder_kind_at(i)->name, names[i]);
    assert_null(step_encoder_kind_at(count));
    assert_null(step_encoder_kind_at(SIZE_MAX));
}

static void blocks_are_named_in_any_order(void **state)
{
    (void)state;
    Step step = {.name = "dense1"};
    step_name_block(&step, 0, "W", 2, 3, 3, true);
    assert_int_equal(step.block_count, 1);
    step = (Step){.name = "dense1"};
    step_name_block(&step, 1, "b", 2, 1, 3, false);
    step_name_block(&step, 0, "W", 2, 3, 3, true);
    assert_int_equal(step.block_count, 2);
    assert_string_equal(step.blocks[0].name, "dense1.W");
    assert_string_equal(step.blocks[1].name, "dense1.b");
    assert_true(step.blocks[0].is_weight && !step.blocks[1].is_weight);
    step = (Step){.name = "a_name_of_23_characters"}; /* what does not fit is cut */
    step_name_block(&step, 0, "gradient", 1, 1, 1, true);
    assert_string_equal(step.blocks[0].name, "a_name_of_23_ch.gradien");
}

static void a_name_that_is_no_step_is_not_found(void **state)
{
    (void)state;
    assert_null(step_encoder_kind("convolution"));
    assert_null(step_encoder_kind("cosine")); /* the head's, not an encoder's */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_encoder_step_has_the_right_backward),
        cmocka_unit_test(every_head_step_has_the_right_backward),
        cmocka_unit_test(backward_can_leave_out_the_gradient_by_the_input),
        cmocka_unit_test(a_step_is_not_built_from_noughts),
        cmocka_unit_test(the_kinds_of_an_encoder_are_counted_through),
        cmocka_unit_test(blocks_are_named_in_any_order),
        cmocka_unit_test(a_name_that_is_no_step_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
