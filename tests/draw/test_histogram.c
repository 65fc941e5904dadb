#include "draw/histogram.h"
#include "draw/picture.h"

static void values_are_counted_where_they_fall(void **state)
{
    (void)state;
    const float values[] = {0, 4.9F, 5, 90, 179.9F, 180, 180.1F, -0.1F, NAN};
    size_t counts[36];
    assert_int_equal(histogram_count(9, values, 0, 180, 36, counts), 6);
    assert_int_equal(counts[0], 2);
    assert_int_equal(counts[1], 1);
    assert_int_equal(counts[18], 1);
    assert_int_equal(counts[35], 2); /* 180 belongs to the last */
    size_t sum = 0;
    for (size_t i = 0; i < 36; i++)
        sum += counts[i];
    assert_int_equal(sum, 6);
    assert_int_equal(histogram_count(0, values, 0, 180, 36, counts), 0);
    assert_int_equal(counts[0], 0);
}

static void a_bar_is_as_long_as_its_count(void **state)
{
    (void)state;
    const size_t counts[] = {0, 2, 4, 0};
    Picture picture = picture_make(100, 80, 1);
    Axis along = {.low = 0, .high = 4, .from = 80, .to = 0};
    histogram_draw(picture_paper(&picture), along, 0, 4, 4, counts, 10, 80, 4,
                   (HistogramStyle){white, PLOT_SOLID});
    Colour filled = {0.3, 0.3, 0.3};
    assert_true(picture_is(&picture, 45, 50, filled, 4)); /* bin 1: rows 40 .. 60, to x = 50 */
    assert_true(picture_is(&picture, 55, 50, black, 0));
    assert_true(picture_is(&picture, 85, 30, filled, 4)); /* bin 2: rows 20 .. 40, to x = 90 */
    assert_true(picture_is(&picture, 95, 30, black, 0));
    assert_true(picture_is(&picture, 15, 10, black, 0)); /* empty bins: nothing, not even an outline */
    assert_true(picture_is(&picture, 10, 70, black, 0));
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_counted_where_they_fall),
        cmocka_unit_test(a_bar_is_as_long_as_its_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
