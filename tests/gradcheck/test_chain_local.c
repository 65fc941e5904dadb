/* One step of a chain as a problem by itself: what it reads, what its loss is, and its loss with one number changed. */
#include "gradcheck/gradcheck_chain.h"

#include "gradcheck/scaled_chain.h"

/* ------------------------------------------------------------------------------------------- a step as a problem */

static void a_step_becomes_a_problem_whose_loss_is_its_output_times_random_numbers(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 0);
    s.options.seed = 42;
    int code = -1;
    for (size_t index = 0; index < 2; index++) {
        GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, index, &code);
        assert_non_null(local);
        assert_int_equal(code, 0);
        GradcheckRandom random = gradcheck_random_stream(42, 500 + index);
        double sum = 0, y[N], *d_out = local->d_out, *in = local->in;
        for (size_t i = 0; i < N; i++)
            y[i] = s.chain.w[i] * s.chain.x[i] + s.chain.b[i];
        for (size_t i = 0; i < s.steps[index].n_out; i++) {
            assert_true(d_out[i] == gradcheck_random_normal(&random));
            sum += d_out[i] * (index == 0 ? y[i] : value_of(&s.chain));
        }
        for (size_t i = 0; i < N; i++)
            assert_true(in[i] == (index == 0 ? s.chain.x[i] : y[i]));
        double value;
        assert_int_equal(local->problem.loss(local->problem.user, &value), 0);
        assert_close(value, sum, 1e-15);
        assert_int_equal(local->problem.n_blocks, index == 0 ? 3 : 1);
        assert_string_equal(local->problem.blocks[0].name, "input");
        assert_null(local->problem.loss_with);
        gradcheck_chain_free(local);
    }
    gradcheck_chain_free(NULL);
}

enum { WIDE = 600 };

/* Two sums of many numbers, and their product. */
static int two_sums(void *user, const void *in, void *out)
{
    (void)user;
    const double *x = in;
    double *sums = out;
    sums[0] = sums[1] = 0;
    for (size_t i = 0; i < WIDE; i++)
        sums[i % 2] += x[i];
    return 0;
}

static int two_sums_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                             const GradcheckBlock *blocks)
{
    (void)user, (void)in, (void)out, (void)blocks;
    for (size_t i = 0; i < WIDE; i++)
        ((double *)d_in)[i] = ((const double *)d_out)[i % 2];
    return 0;
}

static int product(void *user, const void *in, void *out)
{
    const Chain *chain = *(Chain **)user;
    const double *sums = in;
    *(double *)out = sums[0] * sums[1] * chain->w[0];
    return 0;
}

static int product_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                            const GradcheckBlock *blocks)
{
    (void)out;
    const Chain *chain = *(Chain **)user;
    const double *sums = in, *d = d_out;
    ((double *)d_in)[0] = d[0] * sums[1] * chain->w[0];
    ((double *)d_in)[1] = d[0] * sums[0] * chain->w[0];
    for (size_t i = 0; i < N; i++)
        ((double *)blocks[0].gradient)[i] += i == 0 ? d[0] * sums[0] * sums[1] : 0;
    return 0;
}

/* The first state has a size of its own, which no later one need have. */
static void a_step_may_make_little_of_much(void **state)
{
    (void)state;
    static double input[WIDE];
    Set s;
    set_up(&s, 0);
    for (size_t i = 0; i < WIDE; i++)
        input[i] = 0.25 + (double)(i % 7) / 8;
    double sums[2], value;
    two_sums(NULL, input, sums);
    s.problem.input = input;
    s.steps[0] = (GradcheckStep){
        .name = "sums", .n_in = WIDE, .n_out = 2, .forward = two_sums, .vjp = two_sums_backward};
    s.steps[1] = (GradcheckStep){.name = "product",
                                 .user = &s.of_step,
                                 .n_in = 2,
                                 .n_out = 1,
                                 .forward = product,
                                 .vjp = product_backward,
                                 .blocks = s.reads,
                                 .n_blocks = 1};
    for (size_t index = 0; index < 2; index++) {
        int code;
        GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, index, &code);
        assert_non_null(local);
        assert_memory_equal(local->in, index == 0 ? input : sums, s.steps[index].n_in * sizeof(double));
        assert_true(gradcheck_guard_intact(GRADCHECK_DOUBLE, s.steps[index].n_in, local->in));
        assert_int_equal(local->problem.loss(local->problem.user, &value), 0);
        assert_true(isfinite(value));
        gradcheck_chain_free(local);
    }
}

/* What stands behind the last step of an array is no step of the chain. */
static void a_chain_ends_with_its_last_step(void **state)
{
    (void)state;
    Set s;
    static float input[N] = {1, 2, 3};
    int code;
    set_up(&s, 0);
    s.steps[0].type = GRADCHECK_FLOAT;
    s.problem.input = input;
    s.problem.n_steps = 1;
    GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, 0, &code);
    assert_non_null(local);
    assert_memory_equal(local->in, input, sizeof input);
    assert_true(gradcheck_guard_intact(GRADCHECK_FLOAT, N, local->in));
    gradcheck_chain_free(local);
}

static void the_rows_of_an_input_are_those_that_the_step_tells_where_they_go_up(void **state)
{
    (void)state;
    static const struct {
        size_t n, told, rows, cols;
    } cases[] = {{3, 0, 1, 3}, {3, 1, 1, 3}, {3, 3, 3, 1}, {3, 2, 1, 3}, {2, 0, 1, 2}, {2, 2, 2, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Set s;
        int code;
        set_up(&s, 0);
        s.steps[0].n_in = cases[i].n;
        s.steps[0].in_rows = cases[i].told;
        GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, 0, &code);
        assert_int_equal(local->problem.blocks[0].rows, cases[i].rows);
        assert_int_equal(local->problem.blocks[0].cols, cases[i].cols);
        gradcheck_chain_free(local);
    }
}

/* ----------------------------------------------------------------------------------------- one number changed */

static int with_code, with_many, with_number;

/* Changes two outputs, the second by a part of the change. */
static int scale_with(void *user, const void *in, void *out, size_t block, size_t entry, double value,
                      size_t *changed, size_t *n_changed)
{
    const Chain *chain = *(Chain **)user;
    const double *x = in;
    double w = block == 1 ? value : chain->w[entry], b = block == 2 ? value : chain->b[entry];
    double *y = out;
    for (size_t i = 0; i < N; i++) /* what stands there is the forward without the change */
        assert_true(y[i] == chain->w[i] * x[i] + chain->b[i]);
    y[entry] = w * (block == 0 ? value : x[entry]) + b;
    changed[0] = entry;
    changed[1] = (entry + 1) % N;
    *n_changed = 2;
    if (with_many)
        *n_changed = (size_t)with_many;
    if (with_number)
        changed[1] = (size_t)with_number;
    return with_code;
}

static void a_loss_with_one_number_changed_is_that_of_the_changed_number(void **state)
{
    (void)state;
    Set s;
    int code;
    set_up(&s, 0);
    s.steps[0].forward_with = scale_with;
    GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, 0, &code);
    const GradcheckProblem *problem = &local->problem;
    for (int round = 0; round < 2; round++) {
        int calls = s.chain.calls;
        for (int i = 0; i < 5; i++) { /* one forward is enough for all of them */
            double with;
            assert_int_equal(problem->loss_with(problem->user, 1, 0, 1, &with), 0);
            assert_int_equal(s.chain.calls, calls + 1);
        }
        for (size_t b = 0; b < 3; b++)
            for (size_t e = 0; e < N; e++) {
                double *at = (double *)problem->blocks[b].value + e, kept = *at, whole, with;
                assert_int_equal(problem->loss_with(problem->user, b, e, kept + 0.375, &with), 0);
                *at += 0.375;
                assert_int_equal(problem->loss(problem->user, &whole), 0);
                *at = kept;
                assert_close(with, whole, 1e-14);
            }
        /* Another upstream gradient, and another parameter, to be told of. */
        ((double *)local->d_out)[1] = 4;
        s.chain.b[0] += 1;
        gradcheck_chain_moved(local);
    }
    gradcheck_chain_free(local);
}

static void what_cannot_be_told_of_one_number_is_no_loss(void **state)
{
    (void)state;
    Set s;
    int code;
    double value = 0;
    set_up(&s, 0);
    s.steps[0].forward_with = scale_with;
    GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, 0, &code);
    const GradcheckProblem *problem = &local->problem;
    with_many = N; /* as many as there are: the third number was left in the list by nobody */
    local->changed[2] = 2;
    assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), 0);
    assert_true(isfinite(value));
    for (with_many = N + 1; with_many >= -1;
         with_many -= N + 2) { /* more than there are, and very many more */
        assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), 0);
        assert_true(isnan(value));
        gradcheck_chain_moved(local);
    }
    gradcheck_chain_moved(local);
    with_many = 0;
    with_number = N; /* one that is not there */
    assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), GRADCHECK_OUTSIDE);
    gradcheck_chain_moved(local);
    with_number = 0;
    with_code = FAILURE; /* a failure, after which what stands in the outputs is made anew */
    assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), FAILURE);
    with_code = 0;
    assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), 0);
    gradcheck_chain_moved(local);
    s.chain.fails = 1; /* the forward itself */
    s.chain.code = FAILURE;
    assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), FAILURE);
    assert_int_equal(problem->loss(problem->user, &value), FAILURE);
    gradcheck_chain_free(local);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_becomes_a_problem_whose_loss_is_its_output_times_random_numbers),
        cmocka_unit_test(a_step_may_make_little_of_much),
        cmocka_unit_test(a_chain_ends_with_its_last_step),
        cmocka_unit_test(the_rows_of_an_input_are_those_that_the_step_tells_where_they_go_up),
        cmocka_unit_test(a_loss_with_one_number_changed_is_that_of_the_changed_number),
        cmocka_unit_test(what_cannot_be_told_of_one_number_is_no_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
