/* The rows, positions and derivatives that one step forgot. */
#include "gradcheck/gradcheck_guard.h"

#include "gradcheck/parts_of_sines.h"

/* --------------------------------------------------------------------------------------------------- steps of a chain */

enum { ROWS = 4, INS = 3, OUTS = 2 }; /* of each row */

/* One step whose forward is any of those below, made into a problem. */
typedef struct Stepped {
    Set s;
    double W[MOST], in[MOST];
    size_t n, forwards;
    size_t reads[1];
    GradcheckBlock block;
    GradcheckStep step;
    GradcheckProblem whole;
    GradcheckLocal *local;
} Stepped;

/* y_r0 = sum of W_i x_ri, y_r1 = sum of W_i^2 x_ri */
static int rows_forward(void *user, const void *in, void *out)
{
    Stepped *t = user;
    const double *x = in;
    t->forwards++;
    for (size_t r = 0; r < t->step.n_out / OUTS; r++)
        for (size_t o = 0; o < OUTS; o++) {
            double sum = 0;
            for (size_t i = 0; i < INS; i++)
                sum += x[r * INS + i] * (o ? t->W[i] * t->W[i] : t->W[i]);
            ((double *)out)[r * OUTS + o] = sum;
        }
    return 0;
}

/* As rows_forward, for one of the numbers. */
static int rows_with(void *user, const void *in, void *out, size_t block, size_t entry, double value,
                     size_t *changed, size_t *n_changed)
{
    const Stepped *t = user;
    double x[MOST], W[INS];
    memcpy(x, in, t->step.n_in * sizeof *x);
    memcpy(W, t->W, sizeof W);
    *(block ? &W[entry] : &x[entry]) = value;
    *n_changed = t->step.n_out;
    for (size_t o = 0; o < t->step.n_out; o++) {
        double sum = 0;
        for (size_t i = 0; i < INS; i++)
            sum += x[o / OUTS * INS + i] * (o % OUTS ? W[i] * W[i] : W[i]);
        ((double *)out)[o] = sum;
        changed[o] = o;
    }
    return 0;
}

static int no_vjp(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                  const GradcheckBlock *blocks)
{
    (void)user, (void)in, (void)out, (void)d_out, (void)d_in, (void)blocks;
    return 0;
}

static void set_up_step(Stepped *t, GradcheckStep step, size_t rows, size_t cols, size_t block)
{
    *t = (Stepped){.step = step};
    for (size_t i = 0; i < MOST; i++) {
        t->W[i] = wrong_block_number(i + 20) / 2;
        t->in[i] = wrong_block_number(i) / 2;
    }
    t->block = (GradcheckBlock){.name = "W", .value = t->W, .rows = rows, .cols = cols};
    t->step.user = t;
    t->step.vjp = no_vjp;
    t->step.blocks = t->reads;
    t->step.n_blocks = rows * cols > 0;
    t->whole = (GradcheckProblem){
        .blocks = &t->block, .n_blocks = 1, .steps = &t->step, .n_steps = 1, .input = t->in, .user = t};
    t->s.options = gradcheck_options();
    int code;
    t->local = gradcheck_chain_local(&t->whole, &t->s.options, 0, &code);
    assert_non_null(t->local);
    const GradcheckBlock *of = &t->local->blocks[block];
    fill_case(&t->s, of->rows, of->cols);
    t->s.c.problem = &t->local->problem;
    t->s.c.local = t->local;
    t->s.c.block = block;
    double value;
    assert_int_equal(t->local->problem.loss(t->local->problem.user, &value), 0);
    for (size_t i = 0; i < t->s.c.n; i++)
        t->s.value[i] = ((const double *)of->value)[i];
}

static double upstream(const Stepped *t, size_t i)
{
    return ((const double *)t->local->d_out)[i];
}

/* The part of the rows [from, to) in dL/dW_i. */
static double rows_slope(const Stepped *t, size_t from, size_t to, size_t i)
{
    double sum = 0;
    for (size_t r = from; r < to; r++)
        sum += t->in[r * INS + i] * (upstream(t, r * OUTS) + 2 * t->W[i] * upstream(t, r * OUTS + 1));
    return sum;
}

static void rows_of_a_step_are_missing_alone_or_turned(void **state)
{
    (void)state;
    static const struct {
        size_t rows, from, to;
        const char *alone, *missing;
    } cases[] = {
        {4, 3, 4, "only the last row counts", "the last row is left out"},
        {4, 0, 1, "only the first row counts", "the first row is left out"},
        {4, 0, 2, "only the first half of the rows counts", "only the second half of the rows counts"},
        {2, 1, 2, "only the last row counts", "the last row is left out"},
    };
    for (size_t k = 0; k < 2 * sizeof cases / sizeof *cases; k++)
        for (int how = 0; how < 3; how++) {
            Stepped t;
            char text[120];
            bool with = k >= sizeof cases / sizeof *cases; /* by the quick callback */
            k -= with ? sizeof cases / sizeof *cases : 0;
            size_t rows = cases[k].rows;
            set_up_step(&t,
                        (GradcheckStep){.n_in = rows * INS,
                                        .n_out = rows * OUTS,
                                        .in_rows = rows,
                                        .out_rows = rows,
                                        .forward = rows_forward,
                                        .forward_with = with ? rows_with : NULL},
                        1, INS, 1);
            for (size_t i = 0; i < INS; i++) {
                double part = rows_slope(&t, cases[k].from, cases[k].to, i);
                t.s.numeric[i] = rows_slope(&t, 0, rows, i);
                t.s.yours[i] = how == 0 ? part : t.s.numeric[i] - how * part;
            }
            if (how < 2)
                snprintf(text, sizeof text, "%s: not summed ('=' where '+=' is meant)  (%zu rows)",
                         how == 0 ? cases[k].alone : cases[k].missing, rows);
            else
                snprintf(text, sizeof text, "a part of the %zu rows enters with the wrong sign", rows);
            size_t before = t.forwards;
            wrong_block_expect_in(&t.s.c, gradcheck_source_rows, GRADCHECK_MISTAKE_ROW, how == 2 ? -1 : 1,
                                  text);
            if (!with)
                assert_int_equal(t.s.evaluations, t.forwards - before);
            double still, quick; /* what is kept between the quick calls is that of the whole again */
            assert_int_equal(t.local->problem.loss(t.local->problem.user, &still), 0);
            if (with) {
                assert_int_equal(t.local->problem.loss_with(t.local->problem.user, 1, 0, t.W[0], &quick), 0);
                assert_close(quick, still, 1e-14);
            }
            assert_memory_equal(t.local->d_out, t.local->d_out_copy, rows * OUTS * sizeof(double));
            for (size_t i = 0; i < INS; i++)
                t.s.yours[i] *= 1.1;
            wrong_block_expect_none_in(&t.s.c, gradcheck_source_rows);
            gradcheck_chain_free(t.local);
            k += with ? sizeof cases / sizeof *cases : 0;
        }
    Stepped t;
    for (int why = 0; why < 4; why++) {
        set_up_step(&t,
                    (GradcheckStep){.n_in = ROWS * INS,
                                    .n_out = ROWS * OUTS,
                                    .in_rows = ROWS,
                                    .out_rows = why == 1   ? 1
                                                : why == 2 ? 3
                                                           : ROWS, /* 3 does not go into 8 */
                                    .forward = rows_forward},
                    1, INS, 1);
        for (size_t i = 0; i < INS; i++) {
            t.s.numeric[i] = rows_slope(&t, 0, ROWS, i);
            t.s.yours[i] = why == 1 ? 0 : rows_slope(&t, 3, ROWS, i);
        }
        t.s.c.block = why == 3 ? 0 : 1;
        t.s.evaluations = why == 0 ? 400000 : 0; /* no evaluation is left */
        size_t before = t.forwards;
        wrong_block_expect_none_in(&t.s.c, gradcheck_source_rows);
        assert_int_equal(t.forwards, before);
        gradcheck_chain_free(t.local);
    }
}

static void only_one_position_counts(void **state)
{
    (void)state;
    static const struct {
        size_t n, n_out, out_rows, rows, positions;
        bool channels_last, first;
    } cases[] = {
        {3, 12, 1, 1, 4, false, false}, {3, 12, 0, 1, 4, false, true},  {3, 12, 1, 1, 4, true, false},
        {3, 12, 1, 1, 4, true, true},   {3, 24, 2, 2, 4, false, false}, {3, 36, 3, 3, 4, true, true},
        {3, 36, 3, 3, 4, false, true},  {3, 36, 3, 1, 12, false, true}, {4, 8, 1, 1, 2, false, false}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Stepped t;
        size_t n = cases[k].n, rows = cases[k].rows, positions = cases[k].positions, of_row = n * positions;
        set_up_step(&t,
                    (GradcheckStep){.n_in = cases[k].n_out / OUTS * INS,
                                    .n_out = cases[k].n_out,
                                    .out_rows = cases[k].out_rows,
                                    .forward = rows_forward},
                    1, n, 1);
        for (size_t i = 0; i < n; i++) {
            t.s.yours[i] = t.s.numeric[i] = 0;
            for (size_t r = 0; r < rows; r++)
                for (size_t p = 0; p < positions; p++) {
                    double u =
                        upstream(&t, r * of_row + (cases[k].channels_last ? p * n + i : i * positions + p));
                    t.s.numeric[i] += u;
                    t.s.yours[i] += p == (cases[k].first ? 0 : positions - 1) ? u : 0;
                }
        }
        char text[90];
        snprintf(text, sizeof text, "not summed over the %zu positions: only the %s counts", positions,
                 cases[k].first ? "first" : "last");
        wrong_block_expect_in(&t.s.c, gradcheck_source_positions, GRADCHECK_MISTAKE_POSITION, 1, text);
        t.s.yours[1] *= 1.1;
        wrong_block_expect_none_in(&t.s.c, gradcheck_source_positions);
        t.s.yours[1] /= 1.1;
        t.s.c.block = 0;
        wrong_block_expect_none_in(&t.s.c, gradcheck_source_positions);
        gradcheck_chain_free(t.local);
    }
    Stepped one; /* where all but one entry happen to be right, that one is explained */
    set_up_step(&one, (GradcheckStep){.n_in = 18, .n_out = 12, .forward = rows_forward}, 1, 3, 1);
    for (size_t i = 0; i < 3; i++)
        one.s.numeric[i] = one.s.yours[i] = upstream(&one, 4 * i + 3);
    one.s.numeric[1] += 5;
    assert_true(gradcheck_source_positions(&one.s.c));
    gradcheck_chain_free(one.local);
    for (int few = 0; few < 2; few++) { /* two entries, or one position */
        Stepped t;
        set_up_step(&t, (GradcheckStep){.n_in = 6, .n_out = few ? 3 : 4, .forward = rows_forward}, 1,
                    few ? 3 : 2, 1);
        for (size_t i = 0; i < t.s.c.n; i++) {
            t.s.yours[i] = upstream(&t, few ? i : 2 * i + 1);
            t.s.numeric[i] = few ? 0 : upstream(&t, 2 * i) + upstream(&t, 2 * i + 1);
        }
        wrong_block_expect_none_in(&t.s.c, gradcheck_source_positions);
        gradcheck_chain_free(t.local);
    }
}

/* y = tanh x, or x^3 */
static bool cubes;

static int pointwise(void *user, const void *in, void *out)
{
    const Stepped *t = user;
    for (size_t i = 0; i < t->step.n_out; i++) {
        double x = ((const double *)in)[i];
        ((double *)out)[i] = cubes ? x * x * x : tanh(x);
    }
    return 0;
}

static void a_derivative_is_left_out_or_taken_elsewhere_or_has_other_constants(void **state)
{
    (void)state;
    enum { SIX = 6 };
    static const char *texts[] = {
        "the step's own derivative is left out  (yours = the upstream gradient)",
        "the derivative is computed from the input where the output is meant  (yours = (1 +0 in -1 in^2) * "
        "upstream)",
        "the derivative is computed from the input  (yours = (0.5 -0.25 in +2 in^2) * upstream)",
        "the derivative has other constants  (yours = (1.25 +0.5 out -1.5 out^2) * upstream, numeric has 1, "
        "+0, -1)"};
    for (int k = 0; k < 4; k++) {
        Stepped t;
        cubes = k == 2;
        set_up_step(&t, (GradcheckStep){.n_in = SIX, .n_out = SIX, .forward = pointwise}, 0, 0, 0);
        for (size_t i = 0; i < SIX; i++) {
            double x = t.in[i], y = tanh(x), u = upstream(&t, i);
            t.s.numeric[i] = u * (cubes ? 3 * x * x : 1 - y * y);
            t.s.yours[i] = u * (k == 0   ? 1
                                : k == 1 ? 1 - x * x
                                : k == 2 ? 0.5 - 0.25 * x + 2 * x * x
                                         : 1.25 + 0.5 * y - 1.5 * y * y);
        }
        wrong_block_expect_in(&t.s.c, gradcheck_source_derivative, GRADCHECK_MISTAKE_DERIVATIVE, k == 0,
                              texts[k]);
        t.s.yours[2] += 0.01;
        wrong_block_expect_none_in(&t.s.c, gradcheck_source_derivative);
        t.s.yours[2] -= 0.01;
        t.s.c.block = 1;
        wrong_block_expect_none_in(&t.s.c, gradcheck_source_derivative);
        t.s.c.block = 0;
        t.s.c.n = SIX - 1;
        wrong_block_expect_none_in(&t.s.c, gradcheck_source_derivative);
        t.s.c.n = SIX;
        t.step.n_in = SIX + 1; /* not one output for each input */
        wrong_block_expect_none_in(&t.s.c, gradcheck_source_derivative);
        t.step.n_in = SIX;
        if (k == 3) { /* from the output only where the right one is, too */
            t.s.numeric[3] += 0.01;
            wrong_block_expect_none_in(&t.s.c, gradcheck_source_derivative);
        }
        gradcheck_chain_free(t.local);
    }
    /* How well the right one must be one of the output: to a millionth, and to four bars. */
    for (int bars = 0; bars < 2; bars++)
        for (int side = 0; side < 2; side++) {
            Stepped t;
            cubes = false;
            set_up_step(&t, (GradcheckStep){.n_in = 8, .n_out = 8, .forward = pointwise}, 0, 0, 0);
            double size = 0, off = 0, spread[8], fit[3][8], residual;
            for (size_t i = 0; i < 8; i++) {
                double y = tanh(t.in[i]), u = upstream(&t, i);
                t.s.numeric[i] = u * (1 - y * y);
                t.s.yours[i] = u * (1.25 - 1.5 * y * y);
                size += t.s.numeric[i] * t.s.numeric[i];
                spread[i] = wrong_block_number(i + 30);
                fit[0][i] = u, fit[1][i] = u * y, fit[2][i] = u * y * y;
                t.s.bar[i] = bars ? 1e-5 : 0;
            }
            for (int j = 0; j < 4; j++) { /* spread is made orthogonal to the three */
                double *v = j < 3 ? fit[j] : spread, length = 0;
                for (int q = 0; q < j; q++) {
                    double along = 0;
                    for (size_t i = 0; i < 8; i++)
                        along += v[i] * fit[q][i];
                    for (size_t i = 0; i < 8; i++)
                        v[i] -= along * fit[q][i];
                }
                for (size_t i = 0; i < 8; i++)
                    length += v[i] * v[i];
                for (size_t i = 0; i < 8; i++)
                    v[i] /= sqrt(length);
            }
            residual = bars ? 4 * 1e-5 * sqrt(8) : 1e-6 * sqrt(size);
            off = residual * (side ? 1.02 : 0.98);
            for (size_t i = 0; i < 8; i++)
                t.s.numeric[i] += off * spread[i];
            if (side)
                wrong_block_expect_none_in(&t.s.c, gradcheck_source_derivative);
            else
                assert_true(gradcheck_source_derivative(&t.s.c));
            gradcheck_chain_free(t.local);
        }
}

/* y = W x for each row of x, or a kernel W of one channel over one row. */
static bool kernel;

static int product(void *user, const void *in, void *out)
{
    Stepped *t = user;
    size_t rows = t->block.rows, cols = t->block.cols;
    t->forwards++;
    for (size_t o = 0; o < t->step.n_out; o++) {
        double sum = 0;
        for (size_t i = 0; i < cols; i++)
            sum += kernel ? t->W[i] * ((const double *)in)[o + i]
                          : t->W[o % rows * cols + i] * ((const double *)in)[o / rows * cols + i];
        ((double *)out)[o] = sum;
    }
    return 0;
}

static void the_input_gradient_may_be_right_for_other_parameters(void **state)
{
    (void)state;
    static const struct {
        bool kernel;
        size_t rows, cols, n_in, n_out, group;
        const char *text;
    } cases[] = {
        {false, 3, 3, 6, 6, 0, "right for the transpose of W: the matrix is used the wrong way round"},
        {false, 2, 2, 6, 6, 0, "right for the transpose of W: the matrix is used the wrong way round"},
        {true, 1, 4, 9, 6, 4,
         "right for W with each group of 4 columns reversed: the kernel runs the wrong way"},
        {true, 1, 4, 9, 6, 2,
         "right for W with each group of 2 columns reversed: the kernel runs the wrong way"},
        {false, 2, 3, 6, 4, 3,
         "right for W with each group of 3 columns reversed: the kernel runs the wrong way"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        for (int how = 0; how < 5; how++) {
            Stepped t;
            kernel = cases[k].kernel;
            size_t rows = cases[k].rows, cols = cases[k].cols, group = cases[k].group;
            set_up_step(&t,
                        (GradcheckStep){.n_in = cases[k].n_in, .n_out = cases[k].n_out, .forward = product},
                        rows, cols, 0);
            double before[MOST];
            memcpy(before, t.W, sizeof before);
            for (size_t o = 0; o < cases[k].n_out; o++)
                for (size_t i = 0; i < cols; i++) {
                    size_t at = kernel ? o + i : o / rows * cols + i, r = kernel ? 0 : o % rows;
                    size_t wrong =
                        group ? r * cols + i / group * group + group - 1 - i % group : i * cols + r;
                    t.s.numeric[at] += upstream(&t, o) * t.W[r * cols + i];
                    t.s.yours[at] += upstream(&t, o) * t.W[wrong];
                }
            if (how == 0) {
                size_t forwards = t.forwards;
                wrong_block_expect_in(&t.s.c, gradcheck_source_parameters, GRADCHECK_MISTAKE_PARAMETERS, 1,
                                      cases[k].text);
                assert_int_equal(t.s.evaluations, t.forwards - forwards);
            } else if (how == 1) {
                t.s.yours[0] += 0.05;
                wrong_block_expect_none_in(&t.s.c, gradcheck_source_parameters);
            } else if (how == 2) { /* asked of a parameter, or of no step, it is not even tried */
                size_t forwards = t.forwards;
                t.s.c.block = 1;
                wrong_block_expect_none_in(&t.s.c, gradcheck_source_parameters);
                t.s.c.block = 0;
                t.s.c.local = NULL;
                wrong_block_expect_none_in(&t.s.c, gradcheck_source_parameters);
                assert_int_equal(t.forwards, forwards);
            } else if (how == 3) {
                t.local->blocks[1].name = NULL;
                assert_true(gradcheck_source_parameters(&t.s.c));
                assert_non_null(strstr(t.s.mistake.text, group ? "right for ? with" : "transpose of ?:"));
            } else { /* a glance at the worst entry saves the rest */
                size_t tried = cases[k].rows == cases[k].cols;
                for (size_t g = 2; g <= cols; g++)
                    tried += cols % g == 0;
                for (size_t worst = 0; worst < t.s.c.n; worst++)
                    for (int side = -1; side <= 1; side += 2) {
                        double kept = t.s.yours[worst];
                        t.s.yours[worst] = t.s.numeric[worst] + side * 50;
                        size_t forwards = t.forwards;
                        wrong_block_expect_none_in(&t.s.c, gradcheck_source_parameters);
                        assert_int_equal(t.forwards - forwards, 2 * tried);
                        t.s.yours[worst] = kept;
                    }
            }
            assert_memory_equal(t.W, before, sizeof before);
            assert_memory_equal(t.local->in, t.in, cases[k].n_in * sizeof(double));
            gradcheck_chain_free(t.local);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_a_step_are_missing_alone_or_turned),
        cmocka_unit_test(only_one_position_counts),
        cmocka_unit_test(a_derivative_is_left_out_or_taken_elsewhere_or_has_other_constants),
        cmocka_unit_test(the_input_gradient_may_be_right_for_other_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
