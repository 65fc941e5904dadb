#include "draw/axis.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static void a_value_is_placed_and_read_back(void **state)
{
    (void)state;
    Axis axis = {.low = 0, .high = 180, .from = 400, .to = 40};
    assert_close(axis_place(axis, 0), 400, 1e-12);
    assert_close(axis_place(axis, 180), 40, 1e-12);
    assert_close(axis_place(axis, 45), 310, 1e-12);
    assert_close(axis_value(axis, 310), 45, 1e-12);
    Axis decades = {.low = 0.01, .high = 100, .from = 0, .to = 400, .logarithmic = true};
    assert_close(axis_place(decades, 1), 200, 1e-12);
    assert_close(axis_place(decades, 10), 300, 1e-12);
    assert_close(axis_value(decades, 100), 0.1, 1e-12);
    assert_true(isnan(axis_place(decades, 0)));
    assert_true(isnan(axis_place(decades, -1)));
}

static void ticks_are_round_inside_and_as_many_as_fit(void **state)
{
    (void)state;
    const struct {
        double low, high, step;
        size_t most, count;
    } cases[] = {
        {0, 1, 0.2, 6, 6},          {0, 0.8, 0.2, 7, 5}, {0, 120, 20, 11, 7},  {-1.5, 1.5, 0.5, 8, 7},
        {0.013, 0.094, 0.02, 5, 4}, {3, 7, 1, 5, 5},     {0, 2000, 500, 9, 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Ticks ticks = axis_ticks(cases[i].low, cases[i].high, cases[i].most, 0);
        assert_close(ticks.step, cases[i].step, 1e-12);
        assert_int_equal(ticks.count, cases[i].count);
        for (size_t k = 0; k < ticks.count; k++) {
            assert_true(ticks.values[k] >= cases[i].low - 1e-9 && ticks.values[k] <= cases[i].high + 1e-9);
            assert_close(ticks.values[k] / ticks.step, round(ticks.values[k] / ticks.step), 1e-9);
        }
    }
}

static void no_range_gives_more_ticks_than_asked_for(void **state)
{
    (void)state;
    srand(1);
    for (int i = 0; i < 20000; i++) {
        double low = (rand() % 20001 - 10000) * pow(10, rand() % 13 - 6);
        double high = low + (1 + rand() % 10000) * pow(10, rand() % 9 - 4);
        size_t most = 2 + (size_t)(rand() % 20);
        if (!(high > low + 1e-9 * fabs(low)))
            continue;
        Ticks ticks = axis_ticks(low, high, most, 0);
        assert_true(ticks.count <= most);
        assert_true(ticks.step > 0);
    }
}

static void a_step_is_kept_while_it_serves(void **state)
{
    (void)state;
    double step = axis_ticks(0, 100, 6, 0).step;
    assert_close(step, 20, 1e-12);
    assert_close(axis_ticks(0, 62, 6, step).step, 20, 1e-12); /* afresh it would be 20 or 10 */
    assert_close(axis_ticks(0, 45, 6, step).step, 20, 1e-12);
    assert_close(axis_ticks(0, 45, 6, 0).step, 10, 1e-12);
    assert_close(axis_ticks(0, 15, 6, step).step, 5, 1e-12);   /* one tick is not enough */
    assert_close(axis_ticks(0, 140, 6, step).step, 50, 1e-12); /* eight are too many */
}

static void angles_have_a_tick_every_thirty_degrees(void **state)
{
    (void)state;
    Ticks ticks = axis_ticks_every(0, 180, 30);
    assert_int_equal(ticks.count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_close(ticks.values[i], 30.0 * (double)i, 1e-12);
}

static void assert_ticks(Ticks ticks, size_t count, const double expected[])
{
    assert_int_equal(ticks.count, count);
    for (size_t i = 0; i < count; i++)
        assert_close_relative(ticks.values[i], expected[i], 1e-9);
}

static void logarithmic_ticks_are_powers_of_ten_and_what_fits_between(void **state)
{
    (void)state;
    assert_ticks(axis_ticks_logarithmic(0.1, 1, 6), 4, (const double[]){0.1, 0.2, 0.5, 1});
    assert_ticks(axis_ticks_logarithmic(1e-4, 1, 6), 5, (const double[]){1e-4, 1e-3, 1e-2, 0.1, 1});
    assert_ticks(axis_ticks_logarithmic(1e-8, 1, 5), 5, (const double[]){1e-8, 1e-6, 1e-4, 1e-2, 1});
    assert_ticks(axis_ticks_logarithmic(2.5, 7, 6), 1, (const double[]){5});
}

static void labels_have_the_decimals_their_step_needs(void **state)
{
    (void)state;
    const struct {
        double value, step;
        const char *label;
    } cases[] = {
        {0.2, 0.2, "0.2"},
        {1, 0.2, "1.0"},
        {0.05, 0.05, "0.05"},
        {40, 20, "40"},
        {-1, 0.5, "-1.0"},
        {0, 0.25e-6, "0"},
        {3e-7, 1e-7, "3e-07"},
        {1234567, 1, "1234567"},
        {2e9, 1e9, "2e+09"},
        {0.01, 0, "0.01"},
        {100, 0, "100"},
        {1e-6, 0, "1e-06"},
        {0.123457, 1e-6, "0.123457"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char label[40];
        axis_label(cases[i].value, cases[i].step, sizeof label, label);
        assert_string_equal(label, cases[i].label);
    }
}

static void a_range_stands_still_while_its_data_fill_a_third(void **state)
{
    (void)state;
    AxisRange range = axis_follow((AxisRange){0}, 0.1, 0.73);
    assert_close(range.low, 0, 1e-12); /* zero is near enough to be shown */
    assert_close(range.high, 0.8, 1e-12);
    AxisRange same = axis_follow(range, 0.05, 0.5);
    assert_close(same.high, 0.8, 1e-12);
    AxisRange larger = axis_follow(range, 0.05, 0.83);
    assert_true(larger.high >= 0.83 && larger.high < 1.1);
    AxisRange smaller = axis_follow(range, 0.01, 0.19);
    assert_close(smaller.high, 0.2, 1e-9);
    AxisRange negative = axis_follow((AxisRange){0}, -0.9, 0.8);
    assert_true(negative.low <= -0.9 && negative.low > -1.2);
    AxisRange point = axis_follow((AxisRange){0}, 3, 3);
    assert_true(point.low < 3 && point.high > 3);
    AxisRange zero = axis_follow((AxisRange){0}, 0, 0);
    assert_true(zero.low < 0 && zero.high > 0);
}

static void a_logarithmic_range_ends_at_powers_of_ten(void **state)
{
    (void)state;
    AxisRange range = axis_follow_logarithmic((AxisRange){0}, 0.003, 0.7);
    assert_close_relative(range.low, 0.001, 1e-9);
    assert_close_relative(range.high, 1, 1e-9);
    AxisRange one = axis_follow_logarithmic((AxisRange){0}, 0.1, 0.1);
    assert_true(one.low < one.high && one.low <= 0.1 && one.high >= 0.1);
    AxisRange kept = axis_follow_logarithmic(range, 0.02, 0.7);
    assert_close_relative(kept.low, 0.001, 1e-9);
}

static void counted_things_end_at_round_numbers_and_never_past_the_plan(void **state)
{
    (void)state;
    assert_int_equal(axis_count_end(0, 0), 10);
    assert_int_equal(axis_count_end(10, 500), 10);
    assert_int_equal(axis_count_end(11, 500), 20);
    assert_int_equal(axis_count_end(21, 500), 50);
    assert_int_equal(axis_count_end(86, 120), 100);
    assert_int_equal(axis_count_end(101, 120), 120);
    assert_int_equal(axis_count_end(120, 120), 120);
    assert_int_equal(axis_count_end(3, 5), 5);
    assert_int_equal(axis_count_end(1999, 0), 2000);
    assert_int_equal(axis_count_end(121, 120), 200); /* went on past its plan */
    assert_true(axis_count_end(SIZE_MAX, 0) == SIZE_MAX);
}

static void powers_of_ten_are_written_as_on_paper(void **state)
{
    (void)state;
    static const struct {
        int power;
        const char *label;
    } cases[] = {
        {-12, "10\xe2\x81\xbb\xc2\xb9\xc2\xb2"}, {-1, "0.1"}, {0, "1"}, {2, "100"}, {3, "10\xc2\xb3"},
        {-4, "10\xe2\x81\xbb\xe2\x81\xb4"}};
    char label[24];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        axis_power_label(cases[i].power, sizeof label, label);
        assert_string_equal(label, cases[i].label);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(powers_of_ten_are_written_as_on_paper),
        cmocka_unit_test(a_value_is_placed_and_read_back),
        cmocka_unit_test(ticks_are_round_inside_and_as_many_as_fit),
        cmocka_unit_test(no_range_gives_more_ticks_than_asked_for),
        cmocka_unit_test(a_step_is_kept_while_it_serves),
        cmocka_unit_test(angles_have_a_tick_every_thirty_degrees),
        cmocka_unit_test(logarithmic_ticks_are_powers_of_ten_and_what_fits_between),
        cmocka_unit_test(labels_have_the_decimals_their_step_needs),
        cmocka_unit_test(a_range_stands_still_while_its_data_fill_a_third),
        cmocka_unit_test(a_logarithmic_range_ends_at_powers_of_ten),
        cmocka_unit_test(counted_things_end_at_round_numbers_and_never_past_the_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
