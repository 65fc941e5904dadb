/* Steps that are joined: what they give together, how it is said, and what a step in float32 can know. */
#include "gradcheck/gradcheck_chain.h"

#include "gradcheck/scaled_chain.h"

/* ------------------------------------------------------------------------------------------------------- the whole */

/* The whole may be wrong in another way than the first wrong step, for which there are no words: it is explained, too. */
static void the_whole_is_explained_where_the_step_is_not(void **state)
{
    (void)state;
    for (int named = 0; named < 2; named++) {
        Set s;
        set_up(&s, named ? WRONG_INPUT_GRADIENT : NEVER_ZERO);
        s.chain.gradient_factor = -1;
        GradcheckReport *report = run(&s, GRADCHECK_OK);
        assert_int_equal(report->first_wrong_step, 0);
        const GradcheckReport *local = report->steps[0].local;
        for (size_t b = 0; b < local->n_blocks; b++)
            assert_int_equal(local->blocks[b].likely.kind,
                             named && b == 0 ? GRADCHECK_MISTAKE_FACTOR : GRADCHECK_MISTAKE_NONE);
        for (size_t b = 0; b < report->n_blocks; b++) /* one answer is enough: the first wrong step's */
            assert_int_equal(report->blocks[b].likely.kind,
                             named ? GRADCHECK_MISTAKE_NONE : GRADCHECK_MISTAKE_SIGN);
        gradcheck_report_free(report);
    }
}

/* What gradcheck_chain_run finds of the joined steps when the loss is said to be `value`, the noise `noise`. */
static size_t findings(Set *s, double value, double noise, GradcheckFinding *finding)
{
    GradcheckReport *report = gradcheck_session_report("", &s->options);
    report->loss = value;
    report->noise = noise;
    assert_int_equal(gradcheck_chain_run(&s->problem, &s->options, report), GRADCHECK_OK);
    size_t n = report->n_findings;
    *finding = report->findings[0];
    gradcheck_report_free(report);
    return n;
}

static void the_joined_steps_must_give_the_loss_but_for_noise_and_rounding(void **state)
{
    (void)state;
    Set s;
    GradcheckFinding found;
    set_up(&s, 0);
    for (int sign = 1; sign >= -1; sign -= 2) {
        for (size_t i = 0; i < N; i++)
            s.chain.c[i] = sign * (double)(i + 1);
        double value = value_of(&s.chain);
        for (int side = 1; side >= -1; side -= 2) {
            assert_int_equal(findings(&s, value + side * 0.9995, 1e-3, &found), 0);
            assert_int_equal(findings(&s, value + side * 1.0005, 1e-3, &found), 1);
        }
        assert_int_equal(findings(&s, NAN, 1e-3, &found), 1);
        assert_int_equal(found.kind, GRADCHECK_FINDING_CHAIN);
    }
    s.chain.w[0] = s.chain.w[1] = s.chain.w[2] = 0;
    s.chain.b[0] = 2, s.chain.b[1] = s.chain.b[2] = 0;
    for (int sign = 1; sign >= -1; sign -= 2) { /* 4, below which 2^-53 of it can be told apart */
        s.chain.c[0] = sign * 2;
        assert_int_equal(findings(&s, sign * (4 - 64 * 0x1p-51), 0, &found), 0);
        assert_int_equal(findings(&s, sign * (4 - 65 * 0x1p-51), 0, &found), 1);
        assert_int_equal(findings(&s, sign * (4 + 64 * 0x1p-51), 0, &found), 0);
        assert_int_equal(findings(&s, sign * (4 + 66 * 0x1p-51), 0, &found), 1);
    }
    for (size_t i = 0; i < N; i++)
        s.chain.c[i] = 2;
    s.chain.b[0] = 1, s.chain.b[1] = 2, s.chain.b[2] = 0.5; /* 1 + 4 + 1/4 */
    assert_int_equal(findings(&s, 5, 0, &found), 1);
    assert_string_equal(found.text, "the steps one after the other give 5.25, the loss is 5");
    /* A step that fails is said where it is checked; outputs that are no loss are not compared. */
    s.chain.fails = 1;
    s.chain.code = FAILURE;
    assert_int_equal(findings(&s, 5, 0, &found), 0);
    s.chain.fails = 0;
    s.problem.n_steps = 1;
    assert_int_equal(findings(&s, 5, 0, &found), 0);
}

static void a_wrong_whole_of_right_steps_is_wrongly_joined(void **state)
{
    (void)state;
    for (int wrong = 0; wrong < 4; wrong++) { /* the whole, or a step, or both */
        Set s;
        set_up(&s, wrong >= 2 ? WRONG_INPUT_GRADIENT : 0);
        s.chain.gradient_factor = wrong % 2 ? 2 : 1;
        GradcheckReport *report = run(&s, GRADCHECK_OK);
        assert_int_equal(report->wiring, wrong == 1);
        assert_int_equal(report->composed_agrees, wrong == 1);
        assert_int_equal(report->first_wrong_step, wrong >= 2 ? 0 : 2);
        gradcheck_report_free(report);
    }
    Set s;
    set_up(&s, 0);
    s.chain.w_factor = 2; /* in the first block alone */
    GradcheckReport *report = run(&s, GRADCHECK_OK);
    assert_true(report->wiring && report->composed_agrees);
    gradcheck_report_free(report);
}

static void how_steps_are_joined_is_said_without_an_explanation_too(void **state)
{
    (void)state;
    for (int wrong = 0; wrong < 2; wrong++) {
        Set s;
        set_up(&s, 0);
        s.options.no_explaining = true;
        s.chain.gradient_factor = wrong ? 2 : 1;
        GradcheckReport *report = run(&s, GRADCHECK_OK);
        assert_int_equal(report->wiring, wrong);
        assert_int_equal(report->composed_agrees, wrong);
        assert_int_equal(report->blocks[0].likely.kind, GRADCHECK_MISTAKE_NONE);
        gradcheck_report_free(report);
    }
}

static bool composes(Set *s, const GradcheckReport *report)
{
    return gradcheck_chain_composes(&s->problem, &s->options, report);
}

static void steps_that_are_joined_give_each_entry_within_its_bar(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 0);
    GradcheckReport *report = run(&s, GRADCHECK_OK);
    assert_true(composes(&s, report));
    double right[2][N];
    for (size_t i = 0; i < N; i++) { /* by the chain rule */
        right[1][i] = s.chain.c[i] * (s.chain.w[i] * s.chain.x[i] + s.chain.b[i]);
        right[0][i] = right[1][i] * s.chain.x[i];
    }
    for (size_t b = 0; b < 2; b++)
        for (size_t i = 0; i < N; i++)
            for (int side = 1; side >= -1; side -= 2) {
                GradcheckEntry *e = &report->blocks[b].entries[i], kept = *e;
                e->bar = 0.25;
                e->numeric = right[b][i] + side * 0.249;
                assert_true(composes(&s, report));
                e->numeric = right[b][i] + side * 0.251;
                assert_false(composes(&s, report));
                e->step = 0; /* not measured */
                assert_true(composes(&s, report));
                e->step = kept.step;
                e->bar = 0; /* rounding is left room for */
                e->numeric = right[b][i] * (1 + side * 0.8e-9);
                assert_true(composes(&s, report));
                e->numeric = right[b][i] * (1 + side * 1.2e-9);
                assert_false(composes(&s, report));
                *e = kept;
            }
    GradcheckEntry *e = &report->blocks[1].entries[0], kept = *e;
    e->numeric = 0;
    e->bar = fabs(right[1][0]);
    assert_true(composes(&s, report));
    *e = kept;
    s.chain.trouble = BACKWARD_WITHOUT_B;
    assert_false(composes(&s, report));
    s.chain.trouble = 0;
    s.chain.fails = s.chain.calls + 1;
    s.chain.code = FAILURE;
    assert_false(composes(&s, report));
    s.chain.fails = 0;
    s.steps[1].n_out = 2; /* ends in no loss */
    assert_false(composes(&s, report));
    gradcheck_report_free(report);
}

static size_t entries_told;

static void count_entry(void *user, size_t block, const GradcheckEntry *entry)
{
    (void)user, (void)block, (void)entry;
    entries_told++;
}

static void the_evaluations_of_steps_are_counted_apart_and_their_entries_are_not_told(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 0);
    s.options.entry = count_entry;
    entries_told = 0;
    GradcheckReport *report = run(&s, GRADCHECK_OK);
    assert_int_equal(entries_told, 2 * N);
    assert_int_equal(report->others,
                     report->steps[0].local->evaluations + report->steps[1].local->evaluations);
    assert_true(report->steps[0].local->evaluations >= 9 * 6); /* w, b and the input */
    gradcheck_report_free(report);
}

/* A block that two steps read gets the sum of both. */
static void a_block_of_two_steps_gets_the_sum_of_their_parts(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 0);
    GradcheckStep twice[3] = {s.steps[0], s.steps[0], s.steps[1]};
    s.problem.steps = twice;
    s.problem.n_steps = 3;
    /* y = w (w x + b) + b */
    GradcheckReport *report = run(&s, GRADCHECK_OK);
    for (size_t i = 0; i < N; i++) {
        double x = s.chain.x[i], w = s.chain.w[i], b = s.chain.b[i], y = w * (w * x + b) + b;
        report->blocks[0].entries[i].numeric = s.chain.c[i] * y * (2 * w * x + b);
        report->blocks[1].entries[i].numeric = s.chain.c[i] * y * (w + 1);
        report->blocks[0].entries[i].bar = report->blocks[1].entries[i].bar = 1e-12;
    }
    assert_true(composes(&s, report));
    gradcheck_report_free(report);
}

/* ---------------------------------------------------------------------------------------------------------- float32 */

static int copy(void *user, const void *in, void *out)
{
    (void)user;
    memcpy(out, in, N * sizeof(float));
    return 0;
}

static int copy_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                         const GradcheckBlock *blocks)
{
    (void)user, (void)in, (void)out, (void)blocks;
    memcpy(d_in, d_out, N * sizeof(float));
    return 0;
}

static int copy_doubles(void *user, const void *in, void *out)
{
    (void)user;
    memcpy(out, in, N * sizeof(double));
    return 0;
}

static int copy_doubles_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                                 const GradcheckBlock *blocks)
{
    (void)user, (void)in, (void)out, (void)blocks;
    memcpy(d_in, d_out, N * sizeof(double));
    return 0;
}

static void a_float32_step_is_no_better_than_its_outputs_are_rounded(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 0);
    static const float x[N] = {3, -1000, 0.5f};
    GradcheckStep step = {.name = "copy",
                          .n_in = N,
                          .n_out = N,
                          .type = GRADCHECK_FLOAT,
                          .forward = copy,
                          .vjp = copy_backward};
    s.problem.steps = &step;
    s.problem.n_steps = 1;
    s.problem.input = x;
    GradcheckReport *report = run(&s, GRADCHECK_OK);
    GradcheckRandom random = gradcheck_random_stream(1, 500);
    double squares_of = 0;
    for (size_t i = 0; i < N; i++) {
        double upstream = (float)gradcheck_random_normal(&random);
        squares_of += pow(0x1p-24 * upstream * x[i], 2);
    }
    assert_true(report->steps[0].local->noise >= sqrt(squares_of) * (1 - 1e-12));
    assert_true(report->steps[0].local->noise < 3 * sqrt(squares_of));
    assert_int_equal(report->steps[0].verdict, GRADCHECK_AGREES);
    gradcheck_report_free(report);
}

/* The random numbers are known, so that two products can be made to cancel. */
static void a_step_in_double_is_as_good_as_its_sum(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 0);
    GradcheckRandom random = gradcheck_random_stream(1, 500);
    double a = gradcheck_random_normal(&random), b = gradcheck_random_normal(&random), x[N] = {b, -a, 0};
    GradcheckStep step = {
        .name = "copy", .n_in = N, .n_out = N, .forward = copy_doubles, .vjp = copy_doubles_backward};
    s.problem.steps = &step;
    s.problem.n_steps = 1;
    s.problem.input = x;
    GradcheckReport *report = run(&s, GRADCHECK_OK);
    assert_true(report->steps[0].local->noise < 0x1p-53 * hypot(a * b, a * b));
    gradcheck_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_is_explained_where_the_step_is_not),
        cmocka_unit_test(the_joined_steps_must_give_the_loss_but_for_noise_and_rounding),
        cmocka_unit_test(a_wrong_whole_of_right_steps_is_wrongly_joined),
        cmocka_unit_test(how_steps_are_joined_is_said_without_an_explanation_too),
        cmocka_unit_test(steps_that_are_joined_give_each_entry_within_its_bar),
        cmocka_unit_test(the_evaluations_of_steps_are_counted_apart_and_their_entries_are_not_told),
        cmocka_unit_test(a_block_of_two_steps_gets_the_sum_of_their_parts),
        cmocka_unit_test(a_float32_step_is_no_better_than_its_outputs_are_rounded),
        cmocka_unit_test(a_step_in_double_is_as_good_as_its_sum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
