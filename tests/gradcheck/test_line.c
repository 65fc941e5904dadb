/* The derivative along a line, against derivatives that are known: value and bar of each answer. */
#include "gradcheck/gradcheck.h"
#include "gradcheck/gradcheck_line.h"
#include "support/test.h"

enum { KINKS = 8, OUTPUTS = 3 };

/* A function of t with everything that can be in the way of a difference. */
typedef struct Curve {
    double slope, bend, third, fifth, kink_at[KINKS], kink[KINKS],
        noise;    /* kinks are flat on the side of 0 */
    double edge;  /* not finite below it */
    double grain; /* what t is rounded to; 0: not at all */
    int fail_at, calls;
    uint64_t state;
} Curve;

static double chance(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ldexp((double)(*state >> 11), -52) - 1;
}

static double exact(const Curve *c, double t)
{
    double value = 0.5 + t * (c->slope + t * (c->bend / 2 + t * (c->third / 6 + t * t * c->fifth / 120)));
    for (size_t i = 0; i < KINKS; i++)
        value += c->kink[i] * fmax(c->kink_at[i] > 0 ? t - c->kink_at[i] : c->kink_at[i] - t, 0);
    return value;
}

static int at(void *context, double t, double *moved, double *out)
{
    Curve *c = context;
    if (++c->calls == c->fail_at)
        return 5;
    *moved = c->grain > 0 ? round(t / c->grain) * c->grain : t;
    if (*moved < c->edge)
        return GRADCHECK_OUTSIDE;
    *out = exact(c, *moved) + c->noise * sqrt(3) * chance(&c->state);
    return 0;
}

static const double zero = 0.5;

static GradcheckLine line_of(Curve *c, double *sigma)
{
    *sigma = fmax(c->noise, 0x1p-54);
    return (GradcheckLine){.context = c,
                           .at = at,
                           .m = 1,
                           .at_zero = &zero,
                           .sigma = sigma,
                           .relative_noise = 0x1p-53,
                           .deviations = 7,
                           .down = INFINITY,
                           .up = INFINITY,
                           .size = 1,
                           .least = 1e-300};
}

/* The slope of c, which is compared with `analytic`; *level as gradcheck_line_measure has it. */
static GradcheckSlope slope_of(Curve *c, double analytic, int *level)
{
    double sigma;
    GradcheckLine line = line_of(c, &sigma);
    GradcheckLadder *ladder = gradcheck_line_ladder(1);
    GradcheckSlope slope;
    assert_non_null(ladder);
    assert_int_equal(gradcheck_line_measure(ladder, &line, &analytic, 0, level, &slope), 0);
    gradcheck_line_free(ladder);
    return slope;
}

static void a_smooth_function_is_measured_to_its_bar_at_every_level_of_noise(void **state)
{
    (void)state;
    uint64_t random = 1;
    size_t outside = 0, wide = 0, all = 0, calls = 0;
    for (int power = -52; power <= -16; power += 4)
        for (int k = 0; k < 400; k++) {
            Curve c = {.slope = chance(&random),
                       .bend = chance(&random),
                       .third = chance(&random),
                       .fifth = chance(&random),
                       .noise = ldexp(1, power),
                       .edge = -INFINITY,
                       .state = random};
            int level = (int)round(power / 5.0);
            GradcheckSlope slope = slope_of(&c, c.slope, &level);
            assert_false(slope.one_sided);
            assert_false(slope.outside);
            assert_true(slope.step > 0);
            all++;
            calls += (size_t)c.calls;
            outside += fabs(slope.value - c.slope) > gradcheck_line_bar(&slope);
            /* Balanced: truncation as h^4, rounding as 1/h. */
            wide += gradcheck_line_bar(&slope) > 60 * pow(c.noise, 0.8);
        }
    printf("  %zu smooth curves: %zu outside their bars, %zu bars wide, %.1f calls each\n", all, outside,
           wide, (double)calls / (double)all);
    assert_int_equal(outside, 0);
    assert_true(wide * 100 <= all);
    assert_true(calls <= 9 * all);
}

/* Eight kinks near the point, which bend the differences of every step that is larger than the way to them. A few in ten
 * thousand happen to look smooth at two sizes of step. */
static void kinks_near_by_do_not_make_a_bar_too_narrow(void **state)
{
    (void)state;
    uint64_t random = 5;
    size_t outside = 0, all = test_brief() ? 3000 : 40000, told = 0;
    for (size_t k = 0; k < all; k++) {
        Curve c = {.slope = chance(&random),
                   .bend = 0.1 * chance(&random),
                   .noise = 4e-8,
                   .edge = -INFINITY,
                   .state = random};
        for (size_t i = 0; i < KINKS; i++) {
            c.kink_at[i] = ldexp(chance(&random), -(int)(k % 8));
            c.kink[i] = 0.01 * chance(&random);
        }
        int level = -5;
        GradcheckSlope slope = slope_of(&c, c.slope, &level);
        double gap = fabs(slope.value - c.slope);
        outside += gap > gradcheck_line_bar(&slope);
        told += gradcheck_line_bar(&slope) < 0.005 * fabs(c.slope);
    }
    printf("  %zu curves with kinks: %zu outside their bars, %zu told\n", all, outside, told);
    assert_true(outside * 1000 <= all);
    assert_true(told * 10 >= all * 7);
}

/* A glance at c, with `analytic` to compare. */
static GradcheckSlope glance_at(Curve *c, double analytic, double wanted, int *level)
{
    double sigma;
    GradcheckLine line = line_of(c, &sigma);
    GradcheckLadder *ladder = gradcheck_line_ladder(1);
    GradcheckSlope slope;
    assert_non_null(ladder);
    assert_int_equal(gradcheck_line_glance(ladder, &line, analytic, 0, wanted, level, &slope), 0);
    gradcheck_line_free(ladder);
    return slope;
}

static Curve smooth(uint64_t *random)
{
    return (Curve){.slope = chance(random),
                   .bend = chance(random),
                   .third = chance(random),
                   .fifth = chance(random),
                   .noise = 0x1p-52,
                   .edge = -INFINITY,
                   .state = *random};
}

static void a_glance_is_enough_for_a_right_slope_and_its_bar_holds_it(void **state)
{
    (void)state;
    uint64_t random = 11;
    size_t enough = 0, all = 4000;
    int level = -10; /* it finds the one that suits */
    for (size_t k = 0; k < all; k++) {
        Curve c = smooth(&random);
        GradcheckSlope slope = glance_at(&c, c.slope, 1e-7, &level);
        assert_int_equal(c.calls, 4);
        if (slope.step == 0)
            continue;
        enough++;
        assert_true(fabs(slope.value - c.slope) <= gradcheck_line_bar(&slope));
        assert_true(gradcheck_line_bar(&slope) <= 1e-7);
    }
    assert_true(level >= -18 && level <= -13);
    assert_true(enough * 100 >= all * 98);
}

static void a_glance_is_not_enough_for_what_is_wrong_or_wide_or_has_a_kink(void **state)
{
    (void)state;
    uint64_t random = 12;
    for (size_t k = 0; k < 2000; k++) {
        int level = -15;
        Curve c = smooth(&random);
        double off = ldexp(chance(&random) > 0 ? 1 : -1, -(int)(k % 24) - 2); /* down to 3e-8 */
        assert_true(glance_at(&c, c.slope + off, 1e-7, &level).step == 0);
        c.calls = 0;
        level = -15;
        assert_true(glance_at(&c, c.slope, 1e-13, &level).step == 0); /* no bar is that small */
        c.calls = 0;
        level = -15;
        c.kink_at[0] = 0;
        c.kink[0] = off;
        /* The mean of the slopes left and right, which a central difference gives. */
        assert_true(glance_at(&c, c.slope - off / 2, 1e-7, &level).step == 0);
        c.calls = 0;
        level = -15;
        c.kink[0] = 0;
        c.edge = 0; /* finite on one side only */
        assert_true(glance_at(&c, c.slope, 1e-7, &level).step == 0);
    }
}

static int many(void *context, size_t count, const double t[], double moved[], double out[])
{
    for (size_t i = 0; i < count; i++) {
        out[i] = NAN;
        int code = at(context, t[i], &moved[i], &out[i]);
        if (code && code != GRADCHECK_OUTSIDE)
            return code;
    }
    return 0;
}

/* A line that knows several values at once gives what it gives one by one. */
static void several_values_at_once_are_the_same_values(void **state)
{
    (void)state;
    uint64_t random = 13;
    for (size_t k = 0; k < 500; k++) {
        Curve c[2];
        c[0] = smooth(&random);
        c[0].kink_at[0] = k % 2 ? ldexp(1, -9) : 0;
        c[0].kink[0] = k % 2 ? 0.25 : 0;
        c[0].edge = k % 3 ? -INFINITY : -ldexp(1, -12);
        c[1] = c[0];
        GradcheckSlope slope[2];
        int level[2] = {-11, -11};
        for (int i = 0; i < 2; i++) {
            double sigma, analytic = c[i].slope + (k % 5 ? 0 : 1e-6);
            GradcheckLine line = line_of(&c[i], &sigma);
            line.at_many = i ? many : NULL;
            GradcheckLadder *ladder = gradcheck_line_ladder(1);
            assert_non_null(ladder);
            assert_int_equal(gradcheck_line_measure(ladder, &line, &analytic, 0, &level[i], &slope[i]), 0);
            gradcheck_line_free(ladder);
        }
        assert_int_equal(level[0], level[1]);
        assert_memory_equal(&slope[0].value, &slope[1].value, sizeof(double));
        assert_true(gradcheck_line_bar(&slope[0]) == gradcheck_line_bar(&slope[1]));
    }
    Curve failing = smooth(&random);
    failing.fail_at = 3;
    double sigma, analytic = failing.slope;
    GradcheckLine line = line_of(&failing, &sigma);
    line.at_many = many;
    GradcheckLadder *ladder = gradcheck_line_ladder(1);
    GradcheckSlope slope;
    int level = -11;
    assert_int_equal(gradcheck_line_measure(ladder, &line, &analytic, 0, &level, &slope), 5);
    gradcheck_line_free(ladder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_smooth_function_is_measured_to_its_bar_at_every_level_of_noise),
        cmocka_unit_test(kinks_near_by_do_not_make_a_bar_too_narrow),
        cmocka_unit_test(a_glance_is_enough_for_a_right_slope_and_its_bar_holds_it),
        cmocka_unit_test(a_glance_is_not_enough_for_what_is_wrong_or_wide_or_has_a_kink),
        cmocka_unit_test(several_values_at_once_are_the_same_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
