/* The numbers behind the two pictures, compared point by point with the function itself. */
#include "gradcheck/gradcheck.h"
#include "gradcheck/gradcheck_random.h"
#include "support/test.h"

/* exp(x0) + x1^3 + 2 z, with x doubles and z a float. */
typedef struct Model {
    double x[2], dx[2];
    float z, dz;
    double factor; /* of the gradient */
    int calls, fails;
} Model;

static double value_at(double x0, double x1, double z)
{
    return exp(x0) + x1 * x1 * x1 + 2 * z;
}

static int loss(void *user, double *value)
{
    Model *m = user;
    *value = value_at(m->x[0], m->x[1], (double)m->z);
    return ++m->calls == m->fails ? 5 : 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    const Model *m = user;
    double *g = blocks[0].gradient;
    g[0] = m->factor * exp(m->x[0]);
    g[1] = m->factor * 3 * m->x[1] * m->x[1];
    *(float *)blocks[1].gradient = 2;
    return 0;
}

typedef struct Set {
    Model m;
    GradcheckBlock blocks[2];
    GradcheckProblem problem;
    GradcheckOptions options;
} Set;

static void set_up(Set *s, double x0, double x1)
{
    *s = (Set){.m = {.x = {x0, x1}, .z = 0.1f, .factor = 1}, .options = gradcheck_options()};
    s->options.seed = 9;
    s->blocks[0] = (GradcheckBlock){.name = "x", .value = s->m.x, .gradient = s->m.dx, .rows = 1, .cols = 2};
    s->blocks[1] = (GradcheckBlock){
        .name = "z", .value = &s->m.z, .gradient = &s->m.dz, .rows = 1, .cols = 1, .type = GRADCHECK_FLOAT};
    s->problem = (GradcheckProblem){
        .user = &s->m, .blocks = s->blocks, .n_blocks = 2, .loss = loss, .gradient = gradient};
}

static double noise_of(Set *s)
{
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&s->problem, &s->options, &report), GRADCHECK_OK);
    double noise = report->noise;
    gradcheck_report_free(report);
    return noise;
}

static void the_errors_of_central_differences_are_told_step_by_step(void **state)
{
    (void)state;
    static const struct {
        double x0, x1;
        size_t entry;
        int first; /* log2 of the first step */
    } cases[] = {{0.5, -0.25, 0, -1}, {0.5, -5, 1, 1}, {0.5, 0, 1, -1}, {0.5, 1.5, 1, -1}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        for (int wrong = 0; wrong < 2; wrong++) {
            Set s;
            GradcheckCurve curve;
            set_up(&s, cases[k].x0, cases[k].x1);
            s.m.factor = wrong ? 1.1 : 1;
            double noise = noise_of(&s);
            size_t e = cases[k].entry;
            assert_int_equal(gradcheck_curve_steps(&s.problem, &s.options, 0, e, &curve), GRADCHECK_OK);
            double x[2] = {cases[k].x0, cases[k].x1}, slope = e ? 3 * x[1] * x[1] : exp(x[0]);
            assert_close(curve.entry.numeric, slope, 1e-8);
            assert_close(curve.entry.analytic, slope * (wrong ? 1.1 : 1), 1e-15);
            if (slope != 0)
                assert_int_equal(curve.entry.verdict, wrong ? GRADCHECK_WRONG : GRADCHECK_AGREES);
            /* As long as the step is more than eight units of x. */
            size_t points = 0;
            while (points < GRADCHECK_CURVE_POINTS &&
                   ldexp(1, cases[k].first - (int)points) >= fmax(8 * 0x1p-53 * fabs(x[e]), 1e-300))
                points++;
            assert_int_equal(curve.n, points);
            for (size_t i = 0; i < curve.n; i++) {
                double h = ldexp(1, cases[k].first - (int)i), z = (double)0.1f;
                double plus = value_at(x[0] + (e ? 0 : h), x[1] + (e ? h : 0), z);
                double minus = value_at(x[0] - (e ? 0 : h), x[1] - (e ? h : 0), z);
                double moved = (x[e] + h) - x[e] + (x[e] - (x[e] - h));
                assert_true(curve.step[i] == h);
                assert_close_relative(curve.central[i], (plus - minus) / moved, 1e-15);
                assert_close(curve.error[i], fabs(curve.central[i] - curve.entry.numeric), 1e-15);
                assert_true(curve.noise[i] == noise / h);
            }
        }
}

static void a_curve_ends_at_bounds_and_is_of_the_numbers_of_its_type(void **state)
{
    (void)state;
    Set s;
    GradcheckCurve curve;
    set_up(&s, 0.5, -0.25);
    static const double lower[] = {0.5 - 0x1p-4, -9}, upper[] = {0.5 + 0x1p-6, 9};
    s.blocks[0].lower = lower;
    s.blocks[0].upper = upper;
    assert_int_equal(gradcheck_curve_steps(&s.problem, &s.options, 0, 0, &curve), GRADCHECK_OK);
    for (size_t i = 0; i < curve.n; i++)
        assert_int_equal(isnan(curve.central[i]), curve.step[i] > 0x1p-6);
    set_up(&s, 0.5, -0.25); /* the only thing that a straight line's differences are off by is rounding */
    assert_int_equal(gradcheck_curve_steps(&s.problem, &s.options, 1, 0, &curve), GRADCHECK_OK);
    assert_true(curve.n > 20);
    for (size_t i = 0; i < curve.n; i++)
        assert_true(isnan(curve.central[i]) || fabs(curve.central[i] - 2) <= 4e-16 / curve.step[i]);
    assert_int_equal(gradcheck_curve_steps(&s.problem, NULL, 0, 0, &curve),
                     GRADCHECK_OK); /* the usual options */
}

static void curves_of_what_is_not_there_are_refused_and_empty(void **state)
{
    (void)state;
    static const size_t places[][2] = {{0, 2}, {1, 1}, {2, 0}, {3, 0}};
    for (size_t k = 0; k < 4; k++) {
        Set s;
        GradcheckCurve curve = {.n = 7};
        set_up(&s, 0.5, -0.25);
        assert_int_equal(gradcheck_curve_steps(&s.problem, &s.options, places[k][0], places[k][1], &curve),
                         GRADCHECK_BAD_PROBLEM);
        assert_int_equal(curve.n, 0);
    }
    for (int late = 0; late < 3; late++) { /* refused, at the first call, at the last */
        Set s;
        GradcheckCurve curve;
        GradcheckTaylor taylor;
        set_up(&s, 0.5, -0.25);
        assert_int_equal(gradcheck_curve_steps(&s.problem, &s.options, 0, 0, &curve), GRADCHECK_OK);
        int calls = s.m.calls;
        s.m.calls = 0;
        assert_int_equal(gradcheck_curve_taylor(&s.problem, &s.options, &taylor), GRADCHECK_OK);
        int taylor_calls = s.m.calls;
        s.m.calls = 0;
        if (late == 0)
            s.problem.loss = NULL;
        s.m.fails = late == 1 ? 1 : late == 2 ? calls : 0;
        assert_int_equal(gradcheck_curve_steps(&s.problem, &s.options, 0, 0, &curve), GRADCHECK_BAD_PROBLEM);
        s.m.calls = 0;
        s.m.fails = late == 2 ? taylor_calls : s.m.fails;
        assert_int_equal(gradcheck_curve_taylor(&s.problem, &s.options, &taylor), GRADCHECK_BAD_PROBLEM);
        assert_true(s.m.x[0] == 0.5 && s.m.x[1] == -0.25 && s.m.z == 0.1f);
    }
}

static void taylors_remainder_is_told_along_a_direction_of_all_blocks(void **state)
{
    (void)state;
    for (int bounded = 0; bounded < 2; bounded++) {
        Set s;
        GradcheckTaylor taylor;
        set_up(&s, 0.5, -3);
        double v[3];
        GradcheckRandom random = gradcheck_random_stream(9, 2);
        v[0] = gradcheck_random_normal(&random);
        v[1] = gradcheck_random_normal(&random) * 3;
        v[2] = gradcheck_random_normal(&random);
        /* Little room ahead, more behind: it goes the other way. */
        double lower[] = {v[0] > 0 ? -99 : 0.4, -99}, upper[] = {v[0] > 0 ? 0.6 : 99, 99};
        s.blocks[0].lower = bounded ? lower : NULL;
        s.blocks[0].upper = bounded ? upper : NULL;
        double noise = noise_of(&s), sign = bounded ? -1 : 1;
        assert_int_equal(gradcheck_curve_taylor(&s.problem, &s.options, &taylor), GRADCHECK_OK);
        assert_true(taylor.floor == 2 * noise);
        assert_int_equal(taylor.n, GRADCHECK_CURVE_POINTS);
        double slope = v[0] * exp(0.5) + v[1] * 27 + v[2] * 2, zero = value_at(0.5, -3, (double)0.1f);
        for (size_t i = 0; i < taylor.n; i++) {
            double t = ldexp(1, -(int)i);
            assert_true(taylor.t[i] == t);
            /* The rounding of the float is taken off: as if it were a double. */
            double value =
                value_at(0.5 + sign * t * v[0], -3 + sign * t * v[1], (double)0.1f + sign * t * v[2]);
            assert_close(taylor.first[i], fabs(value - zero), 1e-13);
            assert_close(taylor.second[i], fabs(value - zero - sign * t * slope), 1e-13);
        }
    }
    Set s;
    GradcheckTaylor taylor;
    set_up(&s, 0.5, -3);
    assert_int_equal(gradcheck_curve_taylor(&s.problem, NULL, &taylor), GRADCHECK_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_errors_of_central_differences_are_told_step_by_step),
        cmocka_unit_test(a_curve_ends_at_bounds_and_is_of_the_numbers_of_its_type),
        cmocka_unit_test(curves_of_what_is_not_there_are_refused_and_empty),
        cmocka_unit_test(taylors_remainder_is_told_along_a_direction_of_all_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
