#include "net/dense_fast.h"

#include "base/random.h"
#include "support/test.h"

enum { UNITS_MAX = 33, INPUTS_MAX = 230, GUARD = 64 };

static real W[UNITS_MAX * INPUTS_MAX + GUARD], b[UNITS_MAX + GUARD], x[INPUTS_MAX + GUARD],
    dz[UNITS_MAX + GUARD];

static void fill(Random *random, size_t n, real *numbers)
{
    for (size_t i = 0; i < n; i++)
        numbers[i] = (real)random_normal(random);
}

/* What stands behind the numbers is as it was, to the bit. */
static void assert_alike(const real *fast, const real *plain, size_t n, size_t terms)
{
    assert_memory_equal(fast + n, plain + n, GUARD * sizeof(real));
    for (size_t i = 0; i < n; i++)
        if (!(fabs(real_to_double(fast[i]) - real_to_double(plain[i])) <=
              16 * (double)terms * (double)REAL_EPSILON))
            fail_msg("number %zu is %.17g, and by the plain loops %.17g", i, real_to_double(fast[i]),
                     real_to_double(plain[i]));
}

static void assert_width_agrees(LanesWidth width, size_t n, size_t units)
{
    static real z[2][UNITS_MAX + GUARD], dW[2][UNITS_MAX * INPUTS_MAX + GUARD], db[2][UNITS_MAX + GUARD],
        dx[2][INPUTS_MAX + GUARD];
    Random random = random_seeded(n + 1000 * units);
    memset(z, 0, sizeof z);
    memset(dW[0], 0, sizeof dW[0]);
    memset(db[0], 0, sizeof db[0]);
    memset(dx[0], 0, sizeof dx[0]);
    fill(&random, units * n, W);
    fill(&random, units, b);
    fill(&random, n, x);
    fill(&random, units, dz);
    fill(&random, units * n, dW[0]);
    fill(&random, units, db[0]);
    fill(&random, n, dx[0]);
    memcpy(dW[1], dW[0], sizeof dW[0]);
    memcpy(db[1], db[0], sizeof db[0]);
    memcpy(dx[1], dx[0], sizeof dx[0]);
    DenseFast fast = dense_fast_at(width);
    fast.forward(n, units, W, b, x, z[0]);
    dense_forward(n, units, W, b, x, z[1]);
    assert_alike(z[0], z[1], units, n);
    fast.backward(n, units, W, x, dz, dW[0], db[0], dx[0]);
    dense_backward(n, units, W, x, dz, dW[1], db[1], dx[1]);
    assert_alike(dW[0], dW[1], units * n, 2);
    assert_alike(db[0], db[1], units, 2);
    assert_alike(dx[0], dx[1], n, units);
    fast.backward(n, units, W, x, dz, dW[0], db[0], NULL);
}

static void every_width_agrees_with_the_plain_loops(void **state)
{
    (void)state;
    const size_t inputs[] = {1, 2, 7, 12, 16, 31, 224, 230}, units[] = {1, 2, 3, 4, 5, 8, 12, 32, 33};
    for (int width = 0; width < LANES_WIDTHS; width++)
        for (size_t i = 0; lanes_has((LanesWidth)width) && i < sizeof inputs / sizeof inputs[0]; i++)
            for (size_t u = 0; u < sizeof units / sizeof units[0]; u++)
                assert_width_agrees((LanesWidth)width, inputs[i], units[u]);
}

/* A run of inputs out of longer rows, of one signal up to eleven. */
static void products_agree_with_the_plain_loops(void **state)
{
    (void)state;
    enum { SIGNALS_MAX = 11 };
    static real in[(SIGNALS_MAX + 1) * INPUTS_MAX], z[2][SIGNALS_MAX * UNITS_MAX + GUARD];
    const size_t inputs[] = {1, 7, 14, 16, 31, 224}, units[] = {1, 3, 4, 8, 32, 33};
    Random random = random_seeded(7);
    fill(&random, UNITS_MAX * INPUTS_MAX, W);
    fill(&random, (SIGNALS_MAX + 1) * INPUTS_MAX, in);
    for (int width = 0; width < LANES_WIDTHS; width++)
        for (size_t i = 0; lanes_has((LanesWidth)width) && i < sizeof inputs / sizeof inputs[0]; i++)
            for (size_t u = 0; u < sizeof units / sizeof units[0]; u++)
                for (size_t count = 1; count <= SIGNALS_MAX; count++) {
                    size_t n = inputs[i], stride = n + (i % 3);
                    memset(z, 0, sizeof z);
                    dense_fast_at((LanesWidth)width).products(n, stride, units[u], W, count, in, z[0]);
                    dense_products(n, stride, units[u], W, count, in, z[1]);
                    assert_alike(z[0], z[1], count * units[u], n);
                }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_width_agrees_with_the_plain_loops),
        cmocka_unit_test(products_agree_with_the_plain_loops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
