#include "base/random.h"
#include "support/test.h"

/* The first outputs of SplitMix64 for seed 0, as published with the algorithm's reference code. */
static void gives_the_published_sequence(void **state)
{
    (void)state;
    Random random = random_seeded(0);
    assert_true(random_next(&random) == 0xe220a8397b1dcdafULL);
    assert_true(random_next(&random) == 0x6e789e6aa1b965f4ULL);
    assert_true(random_next(&random) == 0x06c45d188009454fULL);
}

static void normals_have_mean_0_and_deviation_1(void **state)
{
    (void)state;
    enum { N = 200000 };
    Random random = random_seeded(7);
    double sum = 0, squares = 0;
    for (int i = 0; i < N; i++) {
        double x = random_normal(&random);
        sum += x;
        squares += x * x;
    }
    assert_close(sum / N, 0, 4 / sqrt(N)); /* four standard errors */
    assert_close(squares / N, 1, 4 * sqrt(2.0 / N));
}

static void below_is_even_and_in_range(void **state)
{
    (void)state;
    enum { N = 60000 };
    Random random = random_seeded(3);
    int counts[6] = {0};
    for (int i = 0; i < N; i++) {
        size_t drawn = random_below(&random, 6);
        assert_true(drawn < 6);
        counts[drawn]++;
    }
    for (int k = 0; k < 6; k++)
        assert_close(counts[k] / (double)N, 1.0 / 6, 4 * sqrt(5.0 / 36 / N));
}

static void streams_do_not_depend_on_what_was_drawn_and_differ(void **state)
{
    (void)state;
    Random a = random_stream(5, 9), again = random_stream(5, 9);
    random_next(&a);
    Random b = random_stream(5, 10), other_seed = random_stream(6, 9);
    uint64_t first = random_next(&again);
    assert_true(first != random_next(&b));
    assert_true(first != random_next(&other_seed));
    again = random_stream(5, 9);
    assert_true(first == random_next(&again));
}

static void shuffle_keeps_every_index_once(void **state)
{
    (void)state;
    enum { N = 50 };
    size_t indices[N];
    for (size_t i = 0; i < N; i++)
        indices[i] = i;
    Random random = random_seeded(1);
    random_shuffle(&random, N, indices);
    int seen[N] = {0}, moved = 0;
    for (size_t i = 0; i < N; i++) {
        seen[indices[i]]++;
        moved += indices[i] != i;
    }
    for (size_t i = 0; i < N; i++)
        assert_int_equal(seen[i], 1);
    assert_true(moved > N / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_published_sequence),
        cmocka_unit_test(normals_have_mean_0_and_deviation_1),
        cmocka_unit_test(below_is_even_and_in_range),
        cmocka_unit_test(streams_do_not_depend_on_what_was_drawn_and_differ),
        cmocka_unit_test(shuffle_keeps_every_index_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
