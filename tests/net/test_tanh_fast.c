#include "net/tanh_fast.h"

#include "base/random.h"
#include "support/test.h"

enum { COUNT = 1003, GUARD = 16 }; /* no vector divides it; what stands behind stays as it was */

static void assert_zeros(const real behind[static GUARD])
{
    for (size_t i = 0; i < GUARD; i++)
        assert_true(behind[i] == 0);
}

/* Within 3 units in the last place of the C library's long double tanh, from the tiny to the saturated. */
static void it_is_the_hyperbolic_tangent(void **state)
{
    (void)state;
    static real z[COUNT], h[COUNT + GUARD];
    Random random = random_seeded(1);
    for (int width = 0; width < LANES_WIDTHS; width++)
        for (int round = 0; lanes_has((LanesWidth)width) && round < 40; round++) {
            for (size_t i = 0; i < COUNT; i++)
                z[i] = (real)(random_normal(&random) * pow(10, round % 10 - 7));
            tanh_fast_at((LanesWidth)width).forward(COUNT, z, h);
            assert_zeros(h + COUNT);
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
    static real h[COUNT], dh[COUNT], dz[COUNT + GUARD], plain[COUNT];
    Random random = random_seeded(2);
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
        assert_zeros(dz + COUNT);
        for (size_t i = 0; i < COUNT; i++)
            assert_close(real_to_double(dz[i]), real_to_double(plain[i]), 64 * (double)REAL_EPSILON);
    }
}

/* Against the difference in long double: a small change is known to its own last digits, a large one to those of h. */
static void a_change_is_the_difference_of_two_tangents(void **state)
{
    (void)state;
    static real z[COUNT], h[COUNT], d[COUNT], change[COUNT + GUARD];
    Random random = random_seeded(3);
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
            assert_zeros(change + COUNT);
            for (size_t i = 0; i < COUNT; i++) {
                /* sinh(d) / (cosh(z) cosh(z + d)): nothing cancels */
                long double at = (long double)real_to_double(z[i]), by = (long double)real_to_double(d[i]);
                long double truth = sinhl(by) / (coshl(at) * coshl(at + by));
                /* h is rounded: of 1 - |h| no more is known than its last digit. */
                double room = small ? 8 * (double)fabsl(truth) + 2 * (double)fabsl(by) + 0.5 : 4;
                if (!((double)fabsl((long double)real_to_double(change[i]) - truth) <=
                      room * (double)REAL_EPSILON))
                    fail_msg("from %.17g by %.17g it changes by %.17Lg, not %.17g", real_to_double(z[i]),
                             real_to_double(d[i]), truth, real_to_double(change[i]));
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_hyperbolic_tangent),
        cmocka_unit_test(its_ends_are_one_and_what_is_no_number_stays_none),
        cmocka_unit_test(backward_adds_what_the_plain_loop_adds),
        cmocka_unit_test(a_change_is_the_difference_of_two_tangents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
