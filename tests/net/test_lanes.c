#include "net/lanes.h"

#include <stdlib.h>

#include "support/test.h"

/* Of those that this processor has; without vectors the plain kernels run, and no width is asked for. */
static void the_best_width_is_the_widest_there_is(void **state)
{
    (void)state;
    assert_int_equal(lanes_has(LANES_ANY) != 0, LANES_POSSIBLE);
    assert_false(lanes_has(LANES_WIDTHS));
    int widest = LANES_ANY;
    for (int width = LANES_ANY; width < LANES_WIDTHS; width++)
        if (lanes_has((LanesWidth)width))
            widest = width;
    assert_int_equal(lanes_best(), widest);
}

/* Where something else stood before. */
static void numbers_begin_with_a_line_of_the_cache_and_are_zero(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 100; n++) {
        const size_t least = n ? n : 1;
        real *before[4];
        for (int i = 0; i < 4; i++) {
            before[i] = lanes_alloc(n);
            assert_non_null(before[i]);
            memset(before[i], 0xff, least * sizeof(real));
        }
        for (int i = 0; i < 4; i++)
            free(before[i]);
        real *numbers = lanes_alloc(n);
        assert_non_null(numbers);
        assert_true((uintptr_t)numbers % LANES_LINE == 0);
        for (size_t i = 0; i < least; i++)
            assert_true(numbers[i] == 0);
        free(numbers);
    }
}

/* More than can be counted in bytes: not even asked for. */
static void more_numbers_than_there_are_bytes_are_refused(void **state)
{
    (void)state;
    const size_t most = (SIZE_MAX - LANES_LINE) / sizeof(real);
    assert_null(lanes_alloc(most + 1));
    assert_null(lanes_alloc(SIZE_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_width_is_the_widest_there_is),
        cmocka_unit_test(numbers_begin_with_a_line_of_the_cache_and_are_zero),
        cmocka_unit_test(more_numbers_than_there_are_bytes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
