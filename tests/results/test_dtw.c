#include "base/random.h"
#include "results/dtw.h"
#include "support/test.h"

enum { LONGEST = 6 };

static double cost(size_t d, const double *a, size_t i, const double *b, size_t j)
{
    double sum = 0;
    for (size_t k = 0; k < d; k++)
        sum += pow(a[i * d + k] - b[j * d + k], 2);
    return sqrt(sum);
}

/* Every path from (i, j) back to (0, 0), tried one by one. */
static double cheapest_of_all_paths(size_t d, const double *a, size_t i, const double *b, size_t j)
{
    double before = i == 0 && j == 0 ? 0 : INFINITY;
    if (i > 0)
        before = fmin(before, cheapest_of_all_paths(d, a, i - 1, b, j));
    if (j > 0)
        before = fmin(before, cheapest_of_all_paths(d, a, i, b, j - 1));
    if (i > 0 && j > 0)
        before = fmin(before, cheapest_of_all_paths(d, a, i - 1, b, j - 1));
    return before + cost(d, a, i, b, j);
}

static void it_is_the_cheapest_of_all_paths(void **state)
{
    (void)state;
    Random random = random_seeded(6);
    for (int trial = 0; trial < 200; trial++) {
        double a[2 * LONGEST], b[2 * LONGEST], row[LONGEST];
        size_t n = 1 + random_below(&random, LONGEST), m = 1 + random_below(&random, LONGEST);
        for (size_t i = 0; i < 2 * LONGEST; i++) {
            a[i] = random_normal(&random);
            b[i] = random_normal(&random);
        }
        double expected = cheapest_of_all_paths(2, a, n - 1, b, m - 1) / (double)(n + m);
        assert_close(dtw_distance(n, a, m, b, 2, row), expected, 1e-14);
        assert_close(dtw_distance(m, b, n, a, 2, row), expected, 1e-14);
    }
}

/* 0 1 2 against 0 0 1 1 2: the same at another pace. Against 0 3 the 1 stays with the 0, and 1 + 1 is paid. */
static void a_change_of_pace_costs_nothing(void **state)
{
    (void)state;
    double row[LONGEST];
    const double a[] = {0, 1, 2}, slow[] = {0, 0, 1, 1, 2}, other[] = {0, 3};
    assert_close(dtw_distance(3, a, 5, slow, 1, row), 0, 0);
    assert_close(dtw_distance(3, a, 2, other, 1, row), 2.0 / 5, 1e-15);
    assert_close(dtw_distance(1, a, 1, other + 1, 1, row), 1.5, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_cheapest_of_all_paths),
        cmocka_unit_test(a_change_of_pace_costs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
