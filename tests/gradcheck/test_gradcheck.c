#include "gradcheck/gradcheck.h"
#include "support/test.h"
#include <float.h>
#include <stdlib.h>

/* ------------------------------------------------------------- a function of a few numbers, given by two callbacks */

enum { N = 6 };

typedef struct Model {
    double x[N], g[N];
    float xf[N], gf[N];
    size_t n;
    double (*f)(const double *x);
    void (*df)(const double *x, double *g);
    bool is_float, float_loss, adds;
    double *lower, *upper;
    /* what goes wrong */
    size_t calls, gradients, fail_at, fail_gradient_at;
    int fail_with;
    double drift, noise;
    size_t changes_after; /* calls; 0: never */
    size_t unwritten;     /* the entry that the gradient leaves out, + 1 */
    bool changes_x, changes_data, moves_x, overruns, overwrites, resets;
    double data[3];
    uint64_t state;
} Model;

static void read_x(const Model *m, double x[N])
{
    for (size_t i = 0; i < N; i++)
        x[i] = m->is_float ? (double)m->xf[i] : m->x[i];
}

static int loss(void *user, double *value)
{
    Model *m = user;
    double x[N];
    read_x(m, x);
    if (++m->calls == m->fail_at)
        return m->fail_with;
    *value = m->f(x) + m->drift * (double)m->calls;
    m->state = m->state * 6364136223846793005u + 1442695040888963407u;
    *value += m->noise * ldexp((double)(m->state >> 11), -53);
    if (m->changes_after && m->calls > m->changes_after)
        *value += 1e-3;
    if (m->float_loss)
        *value = (double)(float)*value;
    if (m->changes_data)
        m->data[1] += 1;
    if (m->moves_x)
        m->x[0] += 1;
    return 0;
}

static int reset(void *user)
{
    ((Model *)user)->state = 5;
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    double x[N], g[N];
    read_x(m, x);
    if (++m->gradients == m->fail_gradient_at)
        return m->fail_with;
    m->df(x, g);
    for (size_t i = 0; i < m->n; i++) {
        if (i + 1 == m->unwritten)
            continue;
        if (m->is_float) {
            float *to = &((float *)blocks[0].gradient)[i];
            *to = (float)g[i] + (m->adds && !m->overwrites ? *to : 0);
        } else {
            double *to = &((double *)blocks[0].gradient)[i];
            *to = g[i] + (m->adds && !m->overwrites ? *to : 0);
        }
    }
    if (m->overruns)
        ((double *)blocks[0].gradient)[m->n] = 1;
    if (m->changes_x)
        m->x[0] = 7;
    return 0;
}

static GradcheckStatus run(Model *m, const GradcheckOptions *options, GradcheckReport **report)
{
    GradcheckBlock block = {.name = "x",
                            .value = m->is_float ? (void *)m->xf : (void *)m->x,
                            .gradient = m->overruns   ? NULL
                                        : m->is_float ? (void *)m->gf
                                                      : (void *)m->g,
                            .rows = 1,
                            .cols = m->n,
                            .type = m->is_float ? GRADCHECK_FLOAT : GRADCHECK_DOUBLE,
                            .adds = m->adds,
                            .lower = m->lower,
                            .upper = m->upper};
    GradcheckWatch watch = {"the data", m->data, sizeof m->data};
    GradcheckProblem problem = {.name = "test",
                                .user = m,
                                .blocks = &block,
                                .n_blocks = 1,
                                .loss = loss,
                                .gradient = gradient,
                                .watches = &watch,
                                .n_watches = 1,
                                .reset = m->resets ? reset : NULL};
    return gradcheck_run(&problem, options, report);
}

static GradcheckReport *check(Model *m)
{
    GradcheckReport *report;
    double x[N], g[N];
    float xf[N], gf[N];
    memcpy(x, m->x, sizeof x);
    memcpy(g, m->g, sizeof g);
    memcpy(xf, m->xf, sizeof xf);
    memcpy(gf, m->gf, sizeof gf);
    assert_int_equal(run(m, NULL, &report), GRADCHECK_OK);
    assert_memory_equal(x, m->x, sizeof x);
    assert_memory_equal(g, m->g, sizeof g);
    assert_memory_equal(xf, m->xf, sizeof xf);
    assert_memory_equal(gf, m->gf, sizeof gf);
    return report;
}

static void show(const GradcheckReport *report)
{
    static char text[4096];
    gradcheck_text_copy(report, &(GradcheckTextOptions){.entries = 9}, text, sizeof text);
    print_error("%s", text);
}

static void expect_whole(Model *m, GradcheckVerdict verdict, GradcheckReason reason)
{
    GradcheckReport *report = check(m);
    if (report->verdict != verdict || report->reason != reason)
        show(report);
    assert_int_equal(report->verdict, verdict);
    assert_int_equal(report->reason, reason);
    gradcheck_report_free(report);
}

/* One number: the verdict on f at x when its derivative is said to be d. */
static double said;

static void says(const double *x, double *g)
{
    (void)x;
    g[0] = said;
}

static void expect(double (*f)(const double *), double x, double d, GradcheckVerdict verdict,
                   GradcheckReason reason)
{
    Model m = {.n = 1, .f = f, .df = says, .x = {x}};
    said = d;
    GradcheckReport *report = check(&m);
    if (report->verdict != verdict || report->reason != reason) {
        print_error("at %g, said %g\n", x, d);
        show(report);
    }
    assert_int_equal(report->verdict, verdict);
    assert_int_equal(report->reason, reason);
    gradcheck_report_free(report);
}

/* ---------------------------------------------------------------------------------------------- smooth functions */

static double bowl(const double *x)
{
    return exp(x[0]) * sin(x[1]) + x[2] * x[2] * x[0] + x[3] / (1 + x[2] * x[2]) + x[4] * x[5];
}

static void d_bowl(const double *x, double *g)
{
    double q = 1 + x[2] * x[2];
    g[0] = exp(x[0]) * sin(x[1]) + x[2] * x[2];
    g[1] = exp(x[0]) * cos(x[1]);
    g[2] = 2 * x[2] * x[0] - 2 * x[3] * x[2] / (q * q);
    g[3] = 1 / q;
    g[4] = x[5];
    g[5] = x[4];
}

static Model bowl_model(void)
{
    return (Model){.n = N,
                   .f = bowl,
                   .df = d_bowl,
                   .x = {0.3, -0.7, 1.1, 0.4, 0.9, -1.3},
                   .xf = {0.3f, -0.7f, 1.1f, 0.4f, 0.9f, -1.3f}};
}

static double off = 1; /* by what d_bowl_off multiplies one entry */
static size_t off_at;

static void d_bowl_off(const double *x, double *g)
{
    d_bowl(x, g);
    g[off_at] *= off;
}

static void a_right_gradient_agrees_and_a_small_mistake_does_not(void **state)
{
    (void)state;
    Model m = bowl_model();
    expect_whole(&m, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    m.df = d_bowl_off;
    for (off_at = 0; off_at < N; off_at++)
        for (int k = 0; k < 2; k++) {
            off = k ? 1 + 1e-7 : 0.99;
            GradcheckReport *report = check(&m);
            assert_int_equal(report->verdict, GRADCHECK_WRONG);
            for (size_t i = 0; i < N; i++)
                assert_int_equal(report->blocks[0].entries[i].verdict,
                                 i == off_at ? GRADCHECK_WRONG : GRADCHECK_AGREES);
            assert_int_equal(report->blocks[0].worst->index, off_at);
            gradcheck_report_free(report);
        }
}

static void float32_is_never_called_wrong_and_errors_of_one_percent_never_right(void **state)
{
    (void)state;
    Model m = bowl_model();
    m.is_float = m.float_loss = true;
    GradcheckReport *report = check(&m);
    assert_true(report->verdict != GRADCHECK_WRONG);
    assert_true(report->float_loss);
    gradcheck_report_free(report);
    m.df = d_bowl_off;
    off = 1.01;
    for (off_at = 0; off_at < N; off_at++) {
        report = check(&m);
        assert_true(report->blocks[0].entries[off_at].verdict != GRADCHECK_AGREES);
        assert_true(report->blocks[0].verdicts[GRADCHECK_WRONG] <= 1);
        gradcheck_report_free(report);
    }
}

static double constant(const double *x)
{
    (void)x;
    return 3;
}

static double square(const double *x)
{
    return x[0] * x[0];
}

static double huge_scale(const double *x)
{
    return 1e200 * sin(x[0]);
}

static double tiny_scale(const double *x)
{
    return 1e-200 * sin(x[0]);
}

static double fine_grain(const double *x)
{
    return sin(1e8 * x[0]);
}

static void scales_and_constants(void **state)
{
    (void)state;
    expect(constant, 1, 0, GRADCHECK_CANNOT_TELL, GRADCHECK_POINT);
    expect(constant, 1, 1, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(constant, 0, 1e-6, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(square, 0, 0, GRADCHECK_CANNOT_TELL, GRADCHECK_POINT);
    expect(square, 0, 1e-3, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(square, 3, 6, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(square, 1e-9, 2e-9, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(square, 1e150, 2e150, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(square, 1e150, 2.01e150, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(square, 1e-150, 2e-150, GRADCHECK_CANNOT_TELL, GRADCHECK_POINT);
    expect(huge_scale, 1, 1e200 * cos(1), GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(huge_scale, 1, 1.01e200 * cos(1), GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(tiny_scale, 1, 1e-200 * cos(1), GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(tiny_scale, 1, 0, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(fine_grain, 1e-9, 1e8 * cos(0.1), GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(fine_grain, 1e-9, 1.01e8 * cos(0.1), GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
}

/* ------------------------------------------------------------------------------------------------- kinks and edges */

static double ramp(const double *x)
{
    return x[0] > 0 ? x[0] : 0;
}

static double leaky(const double *x)
{
    return x[0] > 0 ? x[0] + 1 : 0.1 * x[0] + 1;
}

static double hinge(const double *x)
{
    double d = x[0] - 0.5;
    return d > 0 ? d * d + d + 2 : 2;
}

static void a_kink_is_no_mistake_but_what_lies_outside_both_slopes_is(void **state)
{
    (void)state;
    expect(ramp, 0, 0, GRADCHECK_CANNOT_TELL, GRADCHECK_KINK);
    expect(ramp, 0, 1, GRADCHECK_CANNOT_TELL, GRADCHECK_KINK);
    expect(ramp, 0, 0.5, GRADCHECK_CANNOT_TELL, GRADCHECK_KINK);
    expect(ramp, 0, 2, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(ramp, 0, -1, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(leaky, 0, 0.1, GRADCHECK_CANNOT_TELL, GRADCHECK_KINK);
    expect(hinge, 0.5, 1, GRADCHECK_CANNOT_TELL, GRADCHECK_KINK);
    expect(hinge, 0.5, -1, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    /* A kink nearby is stepped around. */
    for (double near = 1e-2; near > 1e-6; near /= 10) {
        expect(leaky, near, 1, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
        expect(leaky, -near, 0.1, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
        expect(leaky, near, 0.1, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
        expect(leaky, -near, 1, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    }
}

static double logarithm(const double *x)
{
    return log(x[0]);
}

static double root(const double *x)
{
    return sqrt(x[0]);
}

static double power(const double *x)
{
    return x[0] < 0 ? NAN : x[0] * x[0] * sqrt(x[0]) + x[0] + 1;
}

static double smooth_from_zero(const double *x)
{
    return x[0] < 0 ? NAN : exp(x[0]);
}

static double island(const double *x)
{
    return x[0] == 1 ? 1 : NAN;
}

static double infinite_above(const double *x)
{
    return x[0] > 1 ? INFINITY : x[0] * x[0] * x[0];
}

static void edges_of_the_domain(void **state)
{
    (void)state;
    expect(logarithm, 2, 0.5, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(logarithm, 1e-5, 1e5, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(logarithm, 1e-5, 1.01e5, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(logarithm, 0, 1, GRADCHECK_NOT_FINITE, GRADCHECK_REASON_NONE);
    expect(logarithm, -1, 1, GRADCHECK_NOT_FINITE, GRADCHECK_REASON_NONE);
    expect(root, 1e-4, 50, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(root, 0, 1, GRADCHECK_CANNOT_TELL, GRADCHECK_DOMAIN);
    expect(root, 0, INFINITY, GRADCHECK_NOT_FINITE, GRADCHECK_REASON_NONE);
    expect(smooth_from_zero, 0, 1, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(smooth_from_zero, 0, 1.01, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(power, 0, 1, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(power, 0, 1.5, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(infinite_above, 1, 3, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(infinite_above, 1, -3, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(island, 1, 1, GRADCHECK_CANNOT_TELL, GRADCHECK_DOMAIN);
}

static double not_below_zero(const double *x)
{
    assert_true(x[0] >= 0 && x[0] <= 1);
    return x[0] * x[0] * x[0] + x[0];
}

static void the_bounds_are_never_left(void **state)
{
    (void)state;
    double lower = 0, upper = 1, at[] = {0, 1, 0.5, 1e-3, 1e-12};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        for (int wrong = 0; wrong < 2; wrong++) {
            Model m = {
                .n = 1, .f = not_below_zero, .df = says, .x = {at[i]}, .lower = &lower, .upper = &upper};
            said = 3 * at[i] * at[i] + (wrong ? 1.01 : 1);
            expect_whole(&m, wrong ? GRADCHECK_WRONG : GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
        }
    Model held = {.n = 1,
                  .f = not_below_zero,
                  .df = says,
                  .x = {0.5},
                  .lower = (double[]){0.5},
                  .upper = (double[]){0.5}};
    said = 1.75;
    expect_whole(&held, GRADCHECK_CANNOT_TELL, GRADCHECK_DOMAIN);
}

static void nan_and_infinity_anywhere_are_no_success(void **state)
{
    (void)state;
    const double bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t k = 0; k < 3; k++)
        for (off_at = 0; off_at < N; off_at++) {
            Model m = bowl_model();
            m.df = d_bowl_off;
            off = bad[k];
            GradcheckReport *report = check(&m);
            assert_int_equal(report->verdict, GRADCHECK_NOT_FINITE);
            assert_int_equal(report->blocks[0].entries[off_at].verdict, GRADCHECK_NOT_FINITE);
            assert_int_equal(report->blocks[0].verdicts[GRADCHECK_AGREES], N - 1);
            gradcheck_report_free(report);
            m = bowl_model();
            m.x[off_at] = bad[k];
            assert_int_equal(run(&m, NULL, &report), GRADCHECK_BAD_PROBLEM);
            gradcheck_report_free(report);
        }
}

/* ------------------------------------------------------------------------------------------------ noise and chance */

static double rough(const double *x)
{
    uint64_t bits; /* noise that is the same for the same x */
    memcpy(&bits, x, sizeof bits);
    bits = (bits ^ (bits >> 29)) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 32)) * 0x94d049bb133111ebu;
    return x[0] + 1e-3 * ldexp((double)(bits >> 11), -53);
}

static void noise_is_measured_and_not_taken_for_a_mistake(void **state)
{
    (void)state;
    Model m = {.n = 1, .f = rough, .df = says, .x = {0.3}};
    said = 1;
    GradcheckReport *report = check(&m);
    assert_true(report->verdict == GRADCHECK_CANNOT_TELL || report->verdict == GRADCHECK_AGREES);
    assert_true(report->noise > 1e-5);
    gradcheck_report_free(report);
    said = -5;
    expect_whole(&m, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
}

static void a_loss_of_chance_is_named_and_a_reset_mends_it(void **state)
{
    (void)state;
    Model m = bowl_model();
    m.noise = 1e-3;
    expect_whole(&m, GRADCHECK_NOT_DETERMINISTIC, GRADCHECK_REASON_NONE);
    m.resets = true;
    expect_whole(&m, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    m = bowl_model();
    m.drift = 1e-9;
    expect_whole(&m, GRADCHECK_NOT_DETERMINISTIC, GRADCHECK_REASON_NONE);
    /* What is kept between calls may show late, and then not as a wrong gradient: the very last calls tell. */
    m = bowl_model();
    GradcheckReport *report = check(&m);
    size_t calls = m.calls;
    gradcheck_report_free(report);
    for (size_t late = 2; late < 4; late++) {
        m = bowl_model();
        m.changes_after = calls - late;
        report = check(&m);
        assert_int_equal(report->verdict, GRADCHECK_NOT_DETERMINISTIC);
        assert_non_null(strstr(report->findings[0].text, "after the check"));
        gradcheck_report_free(report);
    }
    m = bowl_model();
    /* Allowed to differ a little from call to call: the bars become wide enough. */
    m.drift = 0;
    m.noise = 1e-10;
    GradcheckOptions options = gradcheck_options();
    options.no_two_alike = true;
    options.small = 1;
    assert_int_equal(run(&m, &options, &report), GRADCHECK_OK);
    assert_int_equal(report->verdict, GRADCHECK_AGREES);
    assert_true(report->noise > 1e-11 && report->noise < 1e-9);
    gradcheck_report_free(report);
}

/* ------------------------------------------------------------------------------------------------------- hygiene */

static void expect_finding(Model *m, GradcheckFindingKind kind)
{
    GradcheckReport *report;
    assert_int_equal(run(m, NULL, &report), GRADCHECK_OK);
    bool found = false;
    for (size_t i = 0; i < report->n_findings; i++)
        found = found || report->findings[i].kind == kind;
    if (!found)
        show(report);
    assert_true(found);
    assert_true(report->verdict == GRADCHECK_IMPURE || report->verdict == GRADCHECK_WRONG);
    gradcheck_report_free(report);
}

static void what_callbacks_do_to_memory_is_noticed(void **state)
{
    (void)state;
    Model m = bowl_model(), before;
    m.changes_x = true;
    before = m;
    expect_finding(&m, GRADCHECK_FINDING_INPUT_CHANGED);
    assert_memory_equal(m.x, before.x, sizeof m.x);
    m = bowl_model();
    m.moves_x = true;
    expect_finding(&m, GRADCHECK_FINDING_INPUT_CHANGED);
    assert_memory_equal(m.x, before.x, sizeof m.x);
    m = bowl_model();
    m.changes_data = true;
    expect_finding(&m, GRADCHECK_FINDING_INPUT_CHANGED);
    m = bowl_model();
    m.unwritten = 3;
    expect_finding(&m, GRADCHECK_FINDING_NOT_WRITTEN);
    m = bowl_model();
    m.adds = m.overwrites = true;
    expect_finding(&m, GRADCHECK_FINDING_OVERWRITES);
    m = bowl_model();
    m.overruns = true;
    m.n = 5; /* so that the sixth is still there to be read */
    expect_finding(&m, GRADCHECK_FINDING_OVERRUN);
    m = bowl_model();
    m.adds = true;
    expect_whole(&m, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
}

static int adding_gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    double g[N];
    (void)blocks;
    d_bowl(m->x, g);
    for (size_t i = 0; i < N; i++)
        m->g[i] += g[i];
    return 0;
}

static void a_gradient_that_adds_unasked_is_told_from_one_not_written(void **state)
{
    (void)state;
    Model m = bowl_model();
    GradcheckBlock block = {.name = "x", .value = m.x, .gradient = m.g, .rows = 2, .cols = 3};
    GradcheckProblem problem = {
        .user = &m, .blocks = &block, .n_blocks = 1, .loss = loss, .gradient = adding_gradient};
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_OK);
    assert_int_equal(report->verdict, GRADCHECK_IMPURE);
    assert_int_equal(report->findings[0].kind, GRADCHECK_FINDING_ADDS);
    gradcheck_report_free(report);
}

/* ------------------------------------------------------------------------------------------- failures and cancelling */

static void a_callback_may_fail_at_any_call_and_everything_is_put_back(void **state)
{
    (void)state;
    Model m = bowl_model(), before = m;
    GradcheckReport *report = check(&m);
    size_t calls = m.calls, gradients = m.gradients;
    gradcheck_report_free(report);
    assert_true(calls > 30 && gradients > 8);
    for (size_t at = 1; at <= calls + gradients; at++) {
        m = before;
        m.fail_with = 42;
        m.g[2] = 17;
        if (at <= calls)
            m.fail_at = at;
        else
            m.fail_gradient_at = at - calls;
        report = check(&m); /* compares the values and gradients bit for bit */
        assert_int_equal(report->verdict, GRADCHECK_FAILED);
        assert_int_equal(report->callback_code, 42);
        assert_non_null(strstr(report->message, "42"));
        gradcheck_report_free(report);
    }
}

static size_t cancel_at;

static int cancel(void *user, size_t made, size_t expected)
{
    (void)user;
    assert_true(made <= expected);
    return cancel_at-- == 0;
}

static void the_progress_callback_may_cancel_at_any_time(void **state)
{
    (void)state;
    for (size_t at = 0; at < N; at++) {
        Model m = bowl_model(), before = m;
        GradcheckOptions options = gradcheck_options();
        options.progress = cancel;
        cancel_at = at;
        GradcheckReport *report;
        assert_int_equal(run(&m, &options, &report), GRADCHECK_CANCELLED);
        assert_memory_equal(m.x, before.x, sizeof m.x);
        assert_memory_equal(m.g, before.g, sizeof m.g);
        assert_int_equal(report->blocks[0].n_entries, at + 1);
        assert_true(report->verdict == GRADCHECK_NOT_CHECKED || at + 1 == N);
        gradcheck_report_free(report);
    }
}

static void broken_problems_are_refused_with_a_sentence(void **state)
{
    (void)state;
    Model m = bowl_model();
    GradcheckBlock good = {.name = "x", .value = m.x, .gradient = m.g, .rows = 1, .cols = N}, none = good,
                   empty = good, large = good, outside = good;
    double above[N] = {1, 1, 1, 1, 1, 1};
    none.value = NULL;
    empty.rows = 0;
    large.rows = SIZE_MAX / 2;
    outside.lower = above;
    const GradcheckBlock *bad[] = {NULL, &none, &empty, &large, &outside};
    for (size_t i = 0; i < 5; i++) {
        GradcheckProblem problem = {
            .user = &m, .blocks = bad[i], .n_blocks = 1, .loss = loss, .gradient = gradient};
        GradcheckReport *report;
        assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_BAD_PROBLEM);
        assert_true(strlen(report->message) > 10);
        gradcheck_report_free(report);
    }
    GradcheckProblem problem = {.user = &m, .blocks = &good, .n_blocks = 1, .loss = loss};
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_BAD_PROBLEM);
    gradcheck_report_free(report);
    gradcheck_report_free(NULL);
}

static void the_same_seed_gives_the_same_report(void **state)
{
    (void)state;
    static char text[2][20000];
    for (int i = 0; i < 2; i++) {
        Model m = bowl_model();
        m.df = d_bowl_off;
        off = 1.5;
        off_at = 2;
        GradcheckReport *report = check(&m);
        assert_true(gradcheck_json_copy(report, text[i], sizeof text[i]) < sizeof text[i]);
        gradcheck_report_free(report);
    }
    assert_string_equal(text[0], text[1]);
}

static void allowed_reasons_do_not_count(void **state)
{
    (void)state;
    Model m = {.n = 1, .f = ramp, .df = says};
    said = 0;
    GradcheckOptions options = gradcheck_options();
    GradcheckReport *report;
    for (int allow = 0; allow < 2; allow++) {
        options.allow = allow ? 1u << GRADCHECK_KINK : 1u << GRADCHECK_POINT;
        assert_int_equal(run(&m, &options, &report), GRADCHECK_OK);
        assert_int_equal(report->verdict, allow ? GRADCHECK_AGREES : GRADCHECK_CANNOT_TELL);
        gradcheck_report_free(report);
    }
}

static void the_self_test_knows_what_would_escape(void **state)
{
    (void)state;
    Model m = bowl_model();
    double decay[N], nothing[N];
    for (size_t i = 0; i < N; i++) {
        decay[i] = 1e-3 * m.x[i];
        nothing[i] = 1e-18 * m.x[i];
    }
    GradcheckTerm terms[] = {{"the decay", 0, decay}, {"a speck", 0, nothing}};
    GradcheckBlock block = {.name = "x", .value = m.x, .gradient = m.g, .rows = 2, .cols = 3};
    GradcheckProblem problem = {.user = &m,
                                .blocks = &block,
                                .n_blocks = 1,
                                .loss = loss,
                                .gradient = gradient,
                                .terms = terms,
                                .n_terms = 2};
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_OK);
    size_t seen = 0;
    for (size_t i = 0; i < report->n_notices; i++) {
        const GradcheckNotice *n = &report->notices[i];
        bool escapes = strstr(n->mistake, "speck") != NULL;
        assert_int_equal(n->noticed, escapes ? 0 : n->tried);
        seen += n->tried > 0;
    }
    assert_int_equal(seen, report->n_notices);
    assert_true(report->n_notices >= 8);
    gradcheck_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_gradient_agrees_and_a_small_mistake_does_not),
        cmocka_unit_test(float32_is_never_called_wrong_and_errors_of_one_percent_never_right),
        cmocka_unit_test(scales_and_constants),
        cmocka_unit_test(a_kink_is_no_mistake_but_what_lies_outside_both_slopes_is),
        cmocka_unit_test(edges_of_the_domain),
        cmocka_unit_test(the_bounds_are_never_left),
        cmocka_unit_test(nan_and_infinity_anywhere_are_no_success),
        cmocka_unit_test(noise_is_measured_and_not_taken_for_a_mistake),
        cmocka_unit_test(a_loss_of_chance_is_named_and_a_reset_mends_it),
        cmocka_unit_test(what_callbacks_do_to_memory_is_noticed),
        cmocka_unit_test(a_gradient_that_adds_unasked_is_told_from_one_not_written),
        cmocka_unit_test(a_callback_may_fail_at_any_call_and_everything_is_put_back),
        cmocka_unit_test(the_progress_callback_may_cancel_at_any_time),
        cmocka_unit_test(broken_problems_are_refused_with_a_sentence),
        cmocka_unit_test(the_same_seed_gives_the_same_report),
        cmocka_unit_test(allowed_reasons_do_not_count),
        cmocka_unit_test(the_self_test_knows_what_would_escape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
