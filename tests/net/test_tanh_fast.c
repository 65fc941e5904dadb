#include "net/tanh_fast.h"

#include "base/random.h"
#include "support/test.h"

enum { COUNT = 1003, GUARD = 16 }; /* no vector divides it; what stands behind stays as it was */

/* What stands behind the numbers that are asked for: those read, and those that must not be written. */
static void put_behind(real numbers[static COUNT + GUARD])
{
    for (size_t i = COUNT; i < COUNT + GUARD; i++)
        numbers[i] = REAL_C(0.25);
}

static void assert_behind(const real numbers[static COUNT + GUARD])
{
    for (size_t i = COUNT; i < COUNT + GUARD; i++)
        assert_true(numbers[i] == REAL_C(0.25));
}

/* Within 3 units in the last place of the C library's long double tanh, from the tiny to the saturated. */
static void it_is_the_hyperbolic_tangent(void **state)
{
    (void)state;
    static real z[COUNT + GUARD], h[COUNT + GUARD];
    Random random = random_seeded(1);
    put_behind(z);
    put_behind(h);
    for (int width = 0; width < LANES_WIDTHS; width++)
        for (int round = 0; lanes_has((LanesWidth)width) && round < 40; round++) {
            for (size_t i = 0; i < COUNT; i++)
                z[i] = (real)(random_normal(&random) * pow(10, round % 10 - 7));
            tanh_fast_at((LanesWidth)width).forward(COUNT, z, h);
            assert_behind(h);
            for (size_t i = 0; i < COUNT; i++) {
                long double truth = tanhl((long double)real_to_double(z[i]));
                double off = (double)fabsl((long double)real_to_double(h[i]) - truth);
                if (!(off <= 3 * (double)REAL_EPSILON * (double)fabsl(truth)))
                    fail_msg("tanh(%.17g) is %.17Lg, not %.17g", real_to_double(z[i]), truth,
                             real_to_double(h[i]));
            }
        }
}

static void its_ends_are_one_and_what_is_no_number_stays_none(void **state)
{
    (void)state;
    const real z[] = {0, 30, -30, (real)INFINITY, -(real)INFINITY, (real)NAN, (real)1e30, -(real)1e30};
    const double expected[] = {0, 1, -1, 1, -1, NAN, 1, -1};
    real h[8];
    for (int width = 0; width < LANES_WIDTHS; width++) {
        if (!lanes_has((LanesWidth)width))
            continue;
        tanh_fast_at((LanesWidth)width).forward(8, z, h);
        for (size_t i = 0; i < 8; i++)
            if (isnan(expected[i]))
                assert_true(isnan(real_to_double(h[i])));
            else
                assert_true(real_to_double(h[i]) == expected[i]);
    }
}

static void backward_adds_what_the_plain_loop_adds(void **state)
{
    (void)state;
    static real h[COUNT + GUARD], dh[COUNT + GUARD], dz[COUNT + GUARD], plain[COUNT];
    Random random = random_seeded(2);
    put_behind(h);
    put_behind(dh);
    put_behind(dz);
    for (int width = 0; width < LANES_WIDTHS; width++) {
        if (!lanes_has((LanesWidth)width))
            continue;
        for (size_t i = 0; i < COUNT; i++) {
            h[i] = (real)(2 * random_uniform(&random) - 1);
            dh[i] = (real)random_normal(&random);
            plain[i] = dz[i] = (real)random_normal(&random);
        }
        tanh_fast_at((LanesWidth)width).backward(COUNT, h, dh, dz);
        tanh_backward(COUNT, h, dh, plain);
        assert_behind(dz);
        for (size_t i = 0; i < COUNT; i++)
            assert_close(real_to_double(dz[i]), real_to_double(plain[i]), 64 * (double)REAL_EPSILON);
    }
}

/* sinh(d) / (cosh(z) cosh(z + d)): nothing cancels. */
static long double change_of(real z, real d)
{
    const long double at = (long double)real_to_double(z), by = (long double)real_to_double(d);
    return sinhl(by) / (coshl(at) * coshl(at + by));
}

/* Against the difference in long double: a small change is known to its own last digits, a large one to those of h. */
static void a_change_is_the_difference_of_two_tangents(void **state)
{
    (void)state;
    static real z[COUNT + GUARD], h[COUNT + GUARD], d[COUNT + GUARD], change[COUNT + GUARD];
    Random random = random_seeded(3);
    put_behind(z);
    put_behind(h);
    put_behind(d);
    put_behind(change);
    for (int width = 0; width < LANES_WIDTHS; width++)
        for (int round = 0; lanes_has((LanesWidth)width) && round < 40; round++) {
            bool small = round % 8 < 5; /* below 2^-11 */
            for (size_t i = 0; i < COUNT; i++) {
                z[i] = (real)(2 * random_normal(&random));
                h[i] = (real)tanhl((long double)real_to_double(z[i]));
                d[i] = (real)(0x1.fp-12 * (2 * random_uniform(&random) - 1) *
                              pow(10, small ? -2 * (round % 8) : round % 8 - 4));
            }
            tanh_fast_at((LanesWidth)width).change(COUNT, z, h, d, change);
            assert_behind(change);
            for (size_t i = 0; i < COUNT; i++) {
                long double truth = change_of(z[i], d[i]);
                /* h is rounded: of 1 - |h| no more is known than its last digit. */
                double room = small ? 8 * (double)fabsl(truth) + 2 * fabs(real_to_double(d[i])) + 0.5 : 4;
                if (!((double)fabsl((long double)real_to_double(change[i]) - truth) <=
                      room * (double)REAL_EPSILON))
                    fail_msg("from %.17g by %.17g it changes by %.17Lg, not %.17g", real_to_double(z[i]),
                             real_to_double(d[i]), truth, real_to_double(change[i]));
            }
        }
}

/* Whichever number of whichever vector it is, of whichever sign: all are then taken for large. */
static void one_large_change_among_small_ones_is_not_taken_for_small(void **state)
{
    (void)state;
    enum { MOST = 37 };
    real z[MOST], h[MOST], d[MOST], change[MOST];
    for (int width = 0; width < LANES_WIDTHS; width++)
        for (size_t n = 1; lanes_has((LanesWidth)width) && n <= MOST; n++)
            for (size_t large = 0; large < n; large++) {
                for (size_t i = 0; i < n; i++) {
                    z[i] = (real)(0.05 * (double)i - 0.5);
                    h[i] = (real)tanhl((long double)real_to_double(z[i]));
                    d[i] = (real)(i == large ? (i % 2 ? 0.5 : -0.5) : 1e-5);
                }
                tanh_fast_at((LanesWidth)width).change(n, z, h, d, change);
                for (size_t i = 0; i < n; i++)
                    assert_close(real_to_double(change[i]), (double)change_of(z[i], d[i]),
                                 4 * (double)REAL_EPSILON);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_hyperbolic_tangent),
        cmocka_unit_test(its_ends_are_one_and_what_is_no_number_stays_none),
        cmocka_unit_test(backward_adds_what_the_plain_loop_adds),
        cmocka_unit_test(a_change_is_the_difference_of_two_tangents),
        cmocka_unit_test(one_large_change_among_small_ones_is_not_taken_for_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
