/* Memory that is lent to callbacks: every byte around it is watched, and every number in it that was not written is seen. */
#include "gradcheck/gradcheck_guard.h"
#include "support/test.h"
#include <float.h>

enum { AROUND = 64, N = 5 };

static const GradcheckType types[] = {GRADCHECK_DOUBLE, GRADCHECK_FLOAT};

static void every_byte_before_and_behind_is_watched_and_mended(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        size_t bytes = N * (types[k] == GRADCHECK_FLOAT ? 4 : 8);
        unsigned char *memory = gradcheck_guard_create(types[k], N);
        assert_non_null(memory);
        assert_true(gradcheck_guard_intact(types[k], N, memory));
        for (int at = -AROUND; at < (int)bytes + AROUND; at++) {
            bool inside = at >= 0 && at < (int)bytes;
            memory[at] ^= 0x10;
            assert_int_equal(gradcheck_guard_intact(types[k], N, memory), inside);
            assert_true(gradcheck_guard_intact(types[k], N, memory)); /* said once */
        }
        gradcheck_guard_free(memory);
    }
    gradcheck_guard_free(NULL);
    assert_null(gradcheck_guard_create(GRADCHECK_DOUBLE, SIZE_MAX / 8));
    assert_null(gradcheck_guard_create(GRADCHECK_DOUBLE, (size_t)1 << 61)); /* 2^64 bytes */
}

static void what_was_not_written_is_counted_and_the_first_is_told(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++)
        for (unsigned written = 0; written < 1u << N; written++) {
            void *memory = gradcheck_guard_create(types[k], N);
            size_t count = 0, first = N, told = N;
            for (size_t i = 0; i < N; i++) {
                assert_true(isnan(gradcheck_guard_get(types[k], memory, i)));
                if (written >> i & 1)
                    assert_true(gradcheck_guard_set(types[k], memory, i, (double)i));
                else {
                    count++;
                    first = i < first ? i : first;
                }
            }
            assert_int_equal(gradcheck_guard_unwritten(types[k], N, memory, &told), count);
            assert_int_equal(told, first);
            assert_true(gradcheck_guard_intact(types[k], N, memory));
            for (size_t i = 0; i < N; i++)
                if (written >> i & 1)
                    assert_true(gradcheck_guard_get(types[k], memory, i) == (double)i);
            gradcheck_guard_poison(types[k], 2, memory); /* again, the first two of them */
            count = 2;
            for (size_t i = 2; i < N; i++)
                count += !(written >> i & 1);
            assert_int_equal(gradcheck_guard_unwritten(types[k], N, memory, &told), count);
            assert_int_equal(told, 0);
            gradcheck_guard_free(memory);
        }
}

static void numbers_of_its_type_are_set_and_no_others(void **state)
{
    (void)state;
    double doubles[2] = {1, 1};
    float floats[2] = {1, 1};
    static const double values[] = {2,     -3,      FLT_MAX,  -(double)FLT_MAX, 1e39,
                                    -1e39, DBL_MAX, -DBL_MAX, INFINITY,         -INFINITY};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (int k = 0; k < 2; k++) {
            doubles[1] = floats[1] = 1;
            bool fits = k == 0 ? !isinf(values[i]) : fabs(values[i]) < 1e39;
            void *memory = k == 0 ? (void *)doubles : (void *)floats;
            assert_int_equal(gradcheck_guard_set(types[k], memory, 1, values[i]), fits);
            assert_true(gradcheck_guard_get(types[k], memory, 1) == (fits ? values[i] : 1));
            assert_true(gradcheck_guard_get(types[k], memory, 0) == 1);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_before_and_behind_is_watched_and_mended),
        cmocka_unit_test(what_was_not_written_is_counted_and_the_first_is_told),
        cmocka_unit_test(numbers_of_its_type_are_set_and_no_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
