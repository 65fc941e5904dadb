#include "gradcheck/gradcheck.h"

#include "gradcheck/one_of_many.h"

/* ------------------------------------------------------------- a function of a few numbers, given by two callbacks */

/* ---------------------------------------------------------------------------------------------- smooth functions */

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
        cmocka_unit_test(the_same_seed_gives_the_same_report),
        cmocka_unit_test(allowed_reasons_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
