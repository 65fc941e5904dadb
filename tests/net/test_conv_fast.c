#include "net/conv_fast.h"

#include <stdlib.h>

#include "base/random.h"
#include "support/test.h"

/* Shapes of the nets that are used, and of every kind of rest: maps, channels and instants that no block divides, kernels
 * longer than the signal's rest, steps longer than the kernel, fewer instants than a vector has,
 * signals too long to be dealt out and nearly so. */
static const ConvShape shapes[] = {
    {8, 200, 12, 9, 1}, {12, 64, 16, 9, 1}, {8, 200, 12, 11, 3}, {12, 64, 16, 10, 3}, {6, 64, 4, 8, 1},
    {1, 1, 1, 1, 1},    {1, 40, 1, 40, 1},  {3, 41, 7, 5, 2},    {2, 90, 3, 2, 5},    {5, 37, 6, 4, 4},
    {1, 100, 2, 70, 1}, {2, 33, 5, 1, 1},   {4, 50, 9, 17, 1},   {7, 23, 1, 3, 3},    {3, 19, 2, 4, 1},
    {3, 1500, 2, 5, 3}, {2, 2046, 3, 4, 3}, {2, 2047, 3, 4, 3},  {1, 200, 2, 9, 200}, {2, 400, 4, 12, 12},
    {1, 200, 2, 64, 1}, {2, 130, 1, 65, 1}, {5, 900, 2, 3, 1},
};
enum { SHAPES = sizeof shapes / sizeof shapes[0], GUARD = 16 };

/* What is only read ends where its memory ends: a sanitizer sees a step beyond. */
static real *random_inputs(Random *random, size_t n)
{
    real *numbers = malloc(n * sizeof(real));
    assert_non_null(numbers);
    for (size_t i = 0; i < n; i++)
        numbers[i] = (real)random_normal(random);
    return numbers;
}

/* Behind them stands -0, which not even a zero that is added leaves as it is. */
static real *random_numbers(Random *random, size_t n)
{
    real *numbers = malloc((n + GUARD) * sizeof(real));
    assert_non_null(numbers);
    for (size_t i = 0; i < n + GUARD; i++)
        numbers[i] = i < n ? (real)random_normal(random) : -(real)0.0;
    return numbers;
}

static real *same_numbers(const real *numbers, size_t n)
{
    real *same = malloc((n + GUARD) * sizeof(real));
    assert_non_null(same);
    memcpy(same, numbers, (n + GUARD) * sizeof(real));
    return same;
}

/* `terms`: how many rounded products went into each sum. What stands behind the numbers is as it was, to the bit. */
static void assert_alike(const real *fast, const real *plain, size_t n, size_t terms)
{
    for (size_t i = 0; i < n; i++) {
        double difference = real_to_double(fast[i]) - real_to_double(plain[i]);
        if (!(fabs(difference) <= 4 * (double)terms * (double)REAL_EPSILON))
            fail_msg("number %zu is %.17g, and by the plain loops %.17g", i, real_to_double(fast[i]),
                     real_to_double(plain[i]));
    }
    assert_memory_equal(fast + n, plain + n, GUARD * sizeof(real));
}

static void assert_width_agrees(LanesWidth width, ConvShape s)
{
    Random random = random_seeded(1 + s.maps + 100 * s.in_time);
    size_t out = s.maps * conv_out_time(s), in = s.in_channels * s.in_time, fan_in = s.in_channels * s.kernel;
    real *W = random_inputs(&random, s.maps * fan_in), *b = random_inputs(&random, s.maps);
    real *x = random_inputs(&random, in), *dz = random_inputs(&random, out);
    real *z = random_numbers(&random, out), *z_plain = same_numbers(z, out);
    real *dW = random_numbers(&random, s.maps * fan_in), *dW_plain = same_numbers(dW, s.maps * fan_in);
    real *db = random_numbers(&random, s.maps), *db_plain = same_numbers(db, s.maps);
    real *dx = random_numbers(&random, in), *dx_plain = same_numbers(dx, in);

    ConvFast fast = conv_fast_at(width);
    fast.forward(s, W, b, x, z);
    conv_forward(s, W, b, x, z_plain);
    assert_alike(z, z_plain, out, 4 * fan_in);
    /* Both add to the same random numbers, so one that overwrites is found. */
    fast.backward(s, W, x, dz, dW, db, dx);
    conv_backward(s, W, x, dz, dW_plain, db_plain, dx_plain);
    assert_alike(dW, dW_plain, s.maps * fan_in, 4 * conv_out_time(s));
    assert_alike(db, db_plain, s.maps, 4 * conv_out_time(s));
    assert_alike(dx, dx_plain, in, 4 * s.maps * s.kernel);
    fast.backward(s, W, x, dz, dW, db, NULL); /* nobody wants the gradient by a signature */

    real *all[] = {W, b, x, dz, z, z_plain, dW, dW_plain, db, db_plain, dx, dx_plain};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        free(all[i]);
}

static void every_width_agrees_with_the_plain_loops(void **state)
{
    (void)state;
    for (int width = 0; width < LANES_WIDTHS; width++)
        for (size_t i = 0; i < SHAPES; i++)
            if (lanes_has((LanesWidth)width))
                assert_width_agrees((LanesWidth)width, shapes[i]);
}

static void a_number_that_is_none_reaches_what_it_should(void **state)
{
    (void)state;
    ConvShape s = {.in_channels = 1, .in_time = 40, .maps = 1, .kernel = 3, .step = 1};
    real W[3] = {1, 1, 1}, b[1] = {0}, x[40] = {0}, z[38];
    x[20] = (real)NAN;
    conv_fast().forward(s, W, b, x, z);
    for (size_t t = 0; t < 38; t++)
        assert_int_equal(isnan(real_to_double(z[t])), t >= 18 && t <= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_width_agrees_with_the_plain_loops),
        cmocka_unit_test(a_number_that_is_none_reaches_what_it_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
