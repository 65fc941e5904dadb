/* The estimate from three steps, with values that are made to have given differences: D(h) of the slopes and S(h) of the
 * bends; and where the search goes from there. */
#include "gradcheck/gradcheck.h"

#include "gradcheck/made_values.h"

/* ------------------------------------------------------------------------------------------------------ two-sided */

static void a_central_estimate_is_the_fourth_order_formula_with_its_parts(void **state)
{
    (void)state;
    Ladder l;
    set_up(&l);
    set_three(l.D[0], 1, 1.25, 2.25); /* differences of 1/4 and 1: they shrink as h^2 */
    set_three(l.S[0], 0.125, 0.25, 0.5);
    GradcheckSlope slope = first_estimate(&l);
    double h = 0x1p-10;
    assert_int_equal(l.calls, 6);
    assert_true(slope.step == h && !slope.one_sided && !slope.outside);
    double f1 = slope.plus - slope.minus, D1 = 1.25;
    assert_close(slope.value, (8 * f1 - 4 * h * D1) / (12 * h),
                 1e-13); /* (8 (f1 - f-1) - (f2 - f-2)) / 12 h */
    assert_close(slope.truncation, fabs((4 * 1 - 1.25) / 3 - (4 * 1.25 - 2.25) / 3), 1e-13);
    assert_true(slope.kink == 0);
    assert_close(slope.plus, 0.25 + h * 1.0625, 1e-15);
    assert_close(slope.minus, 0.25 - h * 0.9375, 1e-15);
    assert_close_relative(slope.rounding, 5 * 1e-20 / h + 4 * DBL_EPSILON * slope.value, 1e-10);
    for (int k = 0; k < STEPS; k++) /* and of a falling function */
        l.D[0][k] *= -1;
    l.calls = 0;
    slope = first_estimate(&l);
    assert_close_relative(slope.rounding, 5 * 1e-20 / h + 4 * DBL_EPSILON * -slope.value, 1e-10);
}

static void the_noise_is_that_of_the_largest_value_where_that_is_more(void **state)
{
    (void)state;
    double h = 0x1p-10;
    static const struct {
        double zero, first, second, third, sigma, noise; /* D of the three steps; noise: what counts */
    } cases[] = {
        {0.25, 0, 0, 0, 0.125, 0.125},       {8, 0, 0, 0, 1e-3, 8 * 0x1p-4},
        {-8, 0, 0, 0, 1e-3, 8 * 0x1p-4},     {0, 8192, 8192, 8192, 1e-3, 0.5},
        {0, -8192, -8192, -8192, 1e-3, 0.5}, {0, 0, 0, 16384, 1e-3, 1},
        {0, 0, 16384, 0, 1e-3, 1},           {2, 1024, 1024, 1024, 1e-3, 3 * 0x1p-4},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Ladder l;
        set_up(&l);
        l.zero[0] = cases[k].zero;
        l.sigma[0] = cases[k].sigma;
        l.relative = 0x1p-4;
        set_three(l.D[0], cases[k].first, cases[k].second, cases[k].third);
        GradcheckSlope slope = first_estimate(&l);
        double counted = 5 * cases[k].noise / h;
        /* At 2h and 4h it counts a half and a quarter. */
        assert_true(fabs(slope.rounding - counted) <= 1e-9 * counted);
    }
}

/* The values of one side alone are large, of the second output. */
static void the_noise_of_an_output_is_that_of_its_own_values_on_either_side(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2)
        for (int side = -1; side <= 1; side += 2)
            for (int one_sided = 0; one_sided < 2; one_sided++) {
                Ladder l;
                GradcheckSlope slopes[OUTPUTS];
                int level;
                set_up(&l);
                l.m = 2;
                l.relative = 0x1p-4;
                l.zero[0] = l.zero[1] = 0;
                l.no_up = one_sided && side < 0;
                l.no_down = one_sided && side > 0;
                for (int k = 0; k < STEPS; k++) { /* F = sign 16384 t on this side, and 0 on the other */
                    l.D[1][k] = sign * 8192 * (one_sided ? 2 : 1);
                    l.S[1][k] = one_sided ? 0 : sign * side * 16384;
                    l.D[0][k] = 0;
                }
                assert_int_equal(measure(&l, (const double[]){1e25, 1e25}, 0, slopes, &level), 0);
                /* 16 at h; at 2h and 4h it is twice and four times as much, and counts a half and a quarter. */
                double counted = 5 * (one_sided ? 3.4 : 1) * 16 * 0x1p-4 * 0x1p10;
                assert_close_relative(slopes[1].rounding, counted, 1e-9);
                assert_true(slopes[0].rounding < 1e-12);
            }
}

static void differences_that_do_not_shrink_widen_the_bar(void **state)
{
    (void)state;
    double h = 0x1p-10;
    /* sigma = grain * h. truncation: -1: |E1 - E2|; -2: three times the nearer difference; 0: no value, it diverges. */
    static const struct {
        double near, far, grain;
        int truncation;
    } cases[] = {
        {0.1, 0.4, 1e-9, -1}, {0.19, 0.4, 1e-9, -1}, {0.21, 0.4, 1e-9, -2},  {0.47, 0.4, 1e-9, -2},
        {0.49, 0.4, 1e-9, 0}, {0.39, 0.4, 0.12, -2}, {0.39, 0.4, 0.14, -1},  {0.5, 0.4, 0.11, -2},
        {0.56, 0.4, 0.11, 0}, {-0.49, 0.4, 1e-9, 0}, {-0.3, -0.4, 1e-9, -2}, {0.1, -0.4, 1e-9, -1},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Ladder l;
        set_up(&l);
        double near = cases[k].near, far = cases[k].far;
        set_three(l.D[0], 3, 3 + near, 3 + near + far);
        l.sigma[0] = cases[k].grain * h;
        GradcheckSlope slope = first_estimate(&l);
        double plain = fabs((4 * 3 - (3 + near)) / 3 - (4 * (3 + near) - (3 + near + far)) / 3);
        double expected = cases[k].truncation == -1 ? plain : fmax(plain, 3 * fabs(near));
        if (cases[k].truncation == 0) {
            /* No value there; smaller steps, where all is 1, have one. */
            assert_true(slope.step < h);
            continue;
        }
        if (fabs(slope.truncation - expected) > 1e-9)
            print_error("case %zu: %g, expected %g\n", k, slope.truncation, expected);
        assert_true(slope.step == h);
        assert_close(slope.truncation, expected, 1e-9);
    }
}

static void a_bend_that_does_not_shrink_is_a_kink(void **state)
{
    (void)state;
    double h = 0x1p-10;
    static const struct {
        double J1, J2, grain, kink; /* J = 2 S(h) - S(2h), and at twice the step */
    } cases[] = {
        {0, 0, 1e-9, 0},       {1, 1, 1e-9, 0.6},        {-1, -1, 1e-9, 0.6},    {0.1, 0.39, 1e-9, 0.234},
        {0.1, 0.41, 1e-9, 0},  {0.5, 0.1, 1e-9, 0.3},    {-0.5, 0.1, 1e-9, 0.3}, {0.1, -0.39, 1e-9, 0.234},
        {0.1, -0.41, 1e-9, 0}, {0.1, 0.1, 0.0118, 0.06}, {0.1, 0.1, 0.012, 0},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Ladder l;
        set_up(&l);
        double S1 = 2 - cases[k].J1;
        set_three(l.S[0], 1, S1, 2 * S1 - cases[k].J2);
        l.sigma[0] = cases[k].grain * h;
        GradcheckSlope slope = first_estimate(&l);
        assert_close(slope.kink, cases[k].kink, 1e-9);
    }
}

static void uneven_steps_widen_the_bar_by_what_they_are_off(void **state)
{
    (void)state;
    Ladder l;
    set_up(&l); /* the second step is a little more, or less, than twice the first */
    set_three(l.D[0], 1, 1.25, 2.25);
    for (int side = 0; side < 4; side++) {
        double uneven = side % 2 ? -0x1p-8 : 0x1p-8;
        memset(l.uneven_up, 0, sizeof l.uneven_up);
        memset(l.uneven_down, 0, sizeof l.uneven_down);
        (side < 2 ? l.uneven_up : l.uneven_down)[FIRST + 1 - LOWEST] = uneven;
        l.calls = 0;
        GradcheckSlope slope = first_estimate(&l);
        /* The differences stay, since they are straight on each side: 1/4 apart, and 2h is off by 2h / 256. */
        assert_close(slope.rounding, 0.25 * 2 * 0x1p-8, 1e-12);
    }
}

/* ------------------------------------------------------------------------------------------------------- one-sided */

static void a_one_sided_estimate_is_the_third_order_formula_with_its_parts(void **state)
{
    (void)state;
    double h = 0x1p-10;
    for (int up = 0; up < 2; up++)
        for (int sign = -1; sign <= 1; sign += 2) {
            Ladder l;
            set_up(&l);
            l.no_up = !up;
            l.no_down = up;
            set_three(l.D[0], sign * 3, sign * 3.25, sign * 4); /* 1/4 and 3/4 apart */
            GradcheckSlope slope = first_estimate(&l);
            assert_true(slope.one_sided && slope.outside && slope.step == h);
            double R1 = 2 * 3 - 3.25, R2 = (8 * 3 - 6 * 3.25 + 4) / 3;
            assert_close(slope.value, sign * R2, 1e-12);
            assert_close(slope.truncation, fabs(R2 - R1), 1e-12);
            assert_close_relative(slope.rounding, 5 * 3.4 * 1e-20 / h + 4 * DBL_EPSILON * R2, 1e-9);
            assert_true(slope.kink == 0);
            assert_close(up ? slope.plus : slope.minus, 0.25 + (up ? 1 : -1) * sign * 3 * h, 1e-15);
            assert_true(isnan(up ? slope.minus : slope.plus));
        }
}

static void one_sided_differences_that_do_not_shrink_widen_the_bar(void **state)
{
    (void)state;
    double h = 0x1p-10;
    static const struct {
        double near, far, grain;
        int truncation;
    } cases[] = {
        {0.1, 0.4, 1e-9, -1}, {0.245, 0.4, 1e-9, -1}, {0.251, 0.4, 1e-9, -2}, {0.47, 0.4, 1e-9, -2},
        {0.49, 0.4, 1e-9, 0}, {0.39, 0.4, 0.12, -2},  {0.39, 0.4, 0.14, -1},  {0.5, 0.4, 0.031, -2},
        {0.5, 0.4, 0.028, 0}, {-0.49, 0.4, 1e-9, 0},  {-0.3, -0.4, 1e-9, -2},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Ladder l;
        set_up(&l);
        l.no_down = true;
        double D0 = 3, D1 = 3 + cases[k].near, D2 = D1 + cases[k].far;
        set_three(l.D[0], D0, D1, D2);
        l.sigma[0] = cases[k].grain * h;
        GradcheckSlope slope = first_estimate(&l);
        if (cases[k].truncation == 0) {
            assert_true(slope.step < h);
            continue;
        }
        double R1 = 2 * D0 - D1, plain = fabs((4 * R1 - (2 * D1 - D2)) / 3 - R1);
        assert_true(slope.step == h);
        assert_close(slope.truncation,
                     cases[k].truncation == -1 ? plain : fmax(plain, 4 * fabs(cases[k].near)), 1e-9);
    }
    for (int side = 0; side < 4; side++) { /* 2h and 4h that are not quite twice h and 2h */
        Ladder l;
        set_up(&l);
        l.no_down = side % 2 == 0;
        l.no_up = !l.no_down;
        set_three(l.D[0], 3, 3.25, 4);
        double *uneven = l.no_down ? l.uneven_up : l.uneven_down;
        uneven[FIRST + 1 + side / 2 - LOWEST] = 0x1p-8;
        GradcheckSlope slope = first_estimate(&l);
        /* Off by 2h / 256, and twice that against the third; or by 4h / 256. */
        double off = side / 2 ? 4 * 0x1p-8 : (2 + 4) * 0x1p-8;
        assert_close(slope.rounding, 2 * off * 0.25, 1e-12);
    }
}

/* ------------------------------------------------------------------------------------------------- where it goes next */

/* Of all that is asked after the first three steps, the first and the last exponent of the next three. */
static void the_steps_move_by_the_fifth_root_of_what_outweighs(void **state)
{
    (void)state;
    double h = 0x1p-10;
    static const struct {
        double truncation, rounding; /* of the first estimate; rounding is 5 grain */
        int move;                    /* 0: none */
    } cases[] = {
        {1e-3, 1e-3, 0},
        {2.9e-3, 1e-3, 0},
        {3.1e-3, 1e-3, -1},
        {1e-3 * 0x1p7, 1e-3, -1},
        {1e-3 * 0x1p8, 1e-3, -2},
        {1e-3 * 0x1p12, 1e-3, -2},
        {1e-3 * 0x1p13, 1e-3, -3},
        {1e-6 * 0x1p27, 1e-6, -5},
        {1e-6 * 0x1p28, 1e-6, -6},
        {1e-9 * 0x1p36, 1e-9, -6},
        {1e-3, 7.9e-3, 0},
        {1e-3, 8.1e-3, 1},
        {1e-3, 1e-3 * 0x1p7, 1},
        {1e-6, 1e-6 * 0x1p8, 2},
        {1e-6, 1e-6 * 0x1p12, 2},
        {1e-6, 1e-6 * 0x1p13, 3},
        {1e-6, 1e-6 * 0x1p18, 4},
        {1e-9, 1e-9 * 0x1p27, 4},
        {0, 1e-3, 4},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Ladder l;
        GradcheckSlope slope;
        int level;
        set_up(&l);
        /* Two differences that shrink well, and with them the two extrapolations as far apart as wanted. */
        double d = cases[k].truncation * 3 / 40, E1 = (4 - (1 + d)) / 3;
        double far = 3 * (1 + d) - 3 * (E1 - cases[k].truncation);
        set_three(l.D[0], 1, 1 + d, 1 + d + far);
        l.sigma[0] = cases[k].rounding / 5 * h;
        measure(&l, (const double[]){1}, 1e9, &slope, &level);
        int move = cases[k].move, first_new = move < 0 ? move : move > 3 ? move : 3;
        assert_int_equal(l.calls == 6, move == 0);
        if (move != 0 && l.asked[6] != FIRST + first_new)
            print_error("case %zu: to %d\n", k, l.asked[6] - FIRST);
        if (move != 0)
            assert_int_equal(l.asked[6], FIRST + first_new);
        if (move == 2 || move == 3) /* which asks for one or two steps more than a move by one */
            assert_int_equal(l.asked[8], FIRST + 4);
        if (move == 3)
            assert_int_equal(l.asked[10], FIRST + 5);
    }
}

static void edges_kinks_and_what_diverges_are_left_by_four_powers(void **state)
{
    (void)state;
    for (int why = 0; why < 4; why++) { /* one side; a kink; no value; a kink that the rounding outweighs */
        Ladder l;
        GradcheckSlope slope;
        int level;
        set_up(&l);
        l.no_down = why == 0;
        if (why == 0)
            set_three(l.D[0], 1, 1.01, 1.04);
        if (why % 2)
            set_three(l.S[0], 1, 1, 1); /* 0.6 */
        if (why == 2)
            set_three(l.D[0], 1, 2, 2.5);
        l.deviations = why == 3 ? 7 : 5;
        l.sigma[0] = why == 3 ? 0.1 * 0x1p-10 : 1e-20;
        measure(&l, (const double[]){1}, 1e9, &slope, &level);
        assert_int_equal(l.calls > 6, why < 3);
        if (why < 3)
            assert_int_equal(l.asked[6], FIRST - 4);
    }
}

static void a_callback_that_fails_ends_the_measurement(void **state)
{
    (void)state;
    for (int call = 1; call <= 6; call++) {
        Ladder l;
        GradcheckSlope slope;
        int level;
        set_up(&l);
        l.fails = call;
        assert_int_equal(measure(&l, (const double[]){1}, 1e9, &slope, &level), 7);
        assert_int_equal(l.calls, call);
    }
}

static void each_output_has_its_own_estimate(void **state)
{
    (void)state;
    Ladder l;
    GradcheckSlope slopes[OUTPUTS];
    int level;
    set_up(&l);
    l.m = 2;
    set_three(l.D[0], 1, 1.25, 2.25);
    set_three(l.D[1], -5, -5.5, -8);
    set_three(l.S[1], 1, 1, 1);
    assert_int_equal(measure(&l, (const double[]){1e25, 1e25}, 0, slopes, &level), 0);
    assert_int_equal(l.calls, 6);
    assert_close(slopes[0].value, (4 - 1.25) / 3, 1e-12);
    assert_close(slopes[1].value, (-20 + 5.5) / 3, 1e-12);
    assert_true(slopes[0].kink == 0);
    assert_close(slopes[1].kink, 0.6, 1e-12);
    assert_close(slopes[1].plus, -1 + 0x1p-10 * (-5 + 0.5), 1e-15);
    assert_close(slopes[1].minus, -1 - 0x1p-10 * (-5 - 0.5), 1e-15);
    assert_int_equal(level, FIRST);
    l.calls = 0; /* on one side, too */
    l.no_up = true;
    assert_int_equal(measure(&l, (const double[]){1e25, 1e25}, 0, slopes, &level), 0);
    assert_true(slopes[1].one_sided);
    assert_close(slopes[1].minus, -1 - 0x1p-10 * (-5 - 0.5), 1e-15);
    assert_true(isnan(slopes[1].plus) && isnan(slopes[0].plus));
    /* Where the first steps are too large the values are those of the smaller ones that are tried next. */
    for (int side = -1; side <= 1; side++) {
        set_up(&l);
        l.m = 2;
        l.no_up = side < 0;
        l.no_down = side > 0;
        for (size_t j = 0; j < 2; j++)
            set_three(l.D[j], 2, 3, 4.5);
        assert_int_equal(measure(&l, (const double[]){1, 1}, 1e9, slopes, &level), 0);
        for (size_t j = 0; j < 2; j++) {
            double h = slopes[j].step, D = l.D[j][ilogb(h) - LOWEST];
            assert_true(h > 0 && h < 0x1p-10);
            double plus = slopes[j].plus, minus = slopes[j].minus;
            assert_true(side < 0 ? isnan(plus) : fabs(plus - ((j ? -1 : 0.25) + h * D)) < 1e-15);
            assert_true(side > 0 ? isnan(minus) : fabs(minus - ((j ? -1 : 0.25) - h * D)) < 1e-15);
        }
    }
}

static void a_difference_that_overflows_is_no_value(void **state)
{
    (void)state;
    Ladder l;
    GradcheckSlope slope;
    int level;
    set_up(&l);
    for (int k = 0; k < STEPS; k++)
        l.D[0][k] = DBL_MAX / 2; /* a number, four times of which is none */
    measure(&l, (const double[]){1}, 1e9, &slope, &level);
    assert_true(slope.step == 0 && slope.outside);
}

/* A side on which one of the three values is missing is left out, whichever it is. */
static void a_side_with_a_hole_is_left_out(void **state)
{
    (void)state;
    for (int hole = FIRST; hole < FIRST + 3; hole++) {
        Ladder l;
        GradcheckSlope slope;
        int level;
        set_up(&l);
        l.hole = hole;
        measure(&l, (const double[]){1}, 1e9, &slope, &level);
        assert_true(slope.one_sided && slope.step == 0x1p-10);
        assert_close(slope.value, 1, 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_central_estimate_is_the_fourth_order_formula_with_its_parts),
        cmocka_unit_test(the_noise_is_that_of_the_largest_value_where_that_is_more),
        cmocka_unit_test(the_noise_of_an_output_is_that_of_its_own_values_on_either_side),
        cmocka_unit_test(differences_that_do_not_shrink_widen_the_bar),
        cmocka_unit_test(a_bend_that_does_not_shrink_is_a_kink),
        cmocka_unit_test(uneven_steps_widen_the_bar_by_what_they_are_off),
        cmocka_unit_test(a_one_sided_estimate_is_the_third_order_formula_with_its_parts),
        cmocka_unit_test(one_sided_differences_that_do_not_shrink_widen_the_bar),
        cmocka_unit_test(the_steps_move_by_the_fifth_root_of_what_outweighs),
        cmocka_unit_test(edges_kinks_and_what_diverges_are_left_by_four_powers),
        cmocka_unit_test(a_callback_that_fails_ends_the_measurement),
        cmocka_unit_test(each_output_has_its_own_estimate),
        cmocka_unit_test(a_difference_that_overflows_is_no_value),
        cmocka_unit_test(a_side_with_a_hole_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
