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

/* The algorithm once more, as its paper gives it: the state goes on by the golden ratio, and is mixed. */
static uint64_t mixed(uint64_t state)
{
    state = (state ^ state >> 30) * 13787848793156543929u;
    state = (state ^ state >> 27) * 10723151780598845931u;
    return state ^ state >> 31;
}

static const uint64_t golden = 11400714819323198485u;

static void a_stream_begins_where_seed_and_index_say(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++)
        for (uint64_t index = 0; index < 20; index++) {
            const uint64_t outer = mixed((seed ^ 6364136223846793005u) + golden);
            const uint64_t inner = mixed(outer + index + golden);
            Random random = random_stream(seed, index);
            assert_true(random_next(&random) == mixed(inner + golden));
            assert_true(random_next(&random) == mixed(inner + 2 * golden));
        }
}

static void numbers_are_made_of_the_bits_as_is_told(void **state)
{
    (void)state;
    Random random = random_seeded(12), bits = random, more = random;
    for (int i = 0; i < 1000; i++) {
        const double uniform = ldexp((double)(random_next(&bits) / 2048), -53);
        assert_close(random_uniform(&random), uniform, 0);
        assert_close(random_between(&more, -2, 6), -2 + 8 * uniform, 0);
    }
    /* Box and Muller: the length from the first number, the direction from the second. */
    for (int i = 0; i < 1000; i++) {
        const double first = random_uniform(&bits), second = random_uniform(&bits);
        assert_close(random_normal(&random), sqrt(-2 * log1p(-first)) * cos(2 * acos(-1) * second), 1e-12);
    }
}

/* Of all 2^64 values those from the last whole multiple of n on are drawn anew: nearly half of them for this n. */
static void a_value_beyond_the_last_whole_multiple_is_drawn_anew(void **state)
{
    (void)state;
    const size_t n = SIZE_MAX / 2 + 2;
    Random random = random_seeded(8), bits = random;
    size_t anew = 0;
    for (int i = 0; i < 200; i++) {
        uint64_t drawn;
        while ((drawn = random_next(&bits)) >= n)
            anew++;
        assert_true(random_below(&random, n) == drawn);
    }
    assert_in_range(anew, 150, 260);
    const size_t few[] = {1, 2, 3, 10, 1000003};
    for (size_t k = 0; k < 5; k++)
        for (int i = 0; i < 200; i++)
            assert_true(random_below(&random, few[k]) == random_next(&bits) % few[k]);
}

static void a_shuffle_swaps_each_from_the_last_with_one_not_behind_it(void **state)
{
    (void)state;
    for (size_t n = 0; n < 20; n++) {
        size_t indices[20], expected[20];
        for (size_t i = 0; i < n; i++)
            indices[i] = expected[i] = i;
        Random random = random_seeded(n), again = random;
        random_shuffle(&random, n, indices);
        for (size_t i = n; i-- > 1;) {
            const size_t j = random_below(&again, i + 1), kept = expected[i];
            expected[i] = expected[j];
            expected[j] = kept;
        }
        assert_memory_equal(indices, expected, n * sizeof *indices);
        assert_true(random_next(&random) == random_next(&again));
    }
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
        cmocka_unit_test(a_stream_begins_where_seed_and_index_say),
        cmocka_unit_test(numbers_are_made_of_the_bits_as_is_told),
        cmocka_unit_test(a_value_beyond_the_last_whole_multiple_is_drawn_anew),
        cmocka_unit_test(a_shuffle_swaps_each_from_the_last_with_one_not_behind_it),
        cmocka_unit_test(normals_have_mean_0_and_deviation_1),
        cmocka_unit_test(below_is_even_and_in_range),
        cmocka_unit_test(streams_do_not_depend_on_what_was_drawn_and_differ),
        cmocka_unit_test(shuffle_keeps_every_index_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
