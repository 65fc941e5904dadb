#define _POSIX_C_SOURCE 200809L
#include "base/decimal.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/comma.h"
#include "support/test.h"

static void written(double value, const char *longest, const char *shortest)
{
    char text[DECIMAL_SIZE];
    decimal_write(value, text);
    assert_string_equal(text, longest);
    decimal_write_short(value, text);
    assert_string_equal(text, shortest);
}

static void numbers_are_written_long_and_short(void **state)
{
    (void)state;
    written(0.1, "0.10000000000000001", "0.1");
    written(-2, "-2", "-2");
    written(1.0 / 3, "0.33333333333333331", "0.3333333333333333");
    written(-DBL_MAX, "-1.7976931348623157e+308", "-1.7976931348623157e+308");
    written(5e-324, "4.9406564584124654e-324", "5e-324");
    written(INFINITY, "inf", "inf");
    written(NAN, "nan", "nan");
}

static void every_number_comes_back_to_the_bit(void **state)
{
    (void)state;
    Random random = random_seeded(3);
    for (int i = 0; i < 20000; i++) {
        char text[DECIMAL_SIZE];
        double value, again;
        const uint64_t bits = random_next(&random);
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        (i % 2 ? decimal_write : decimal_write_short)(value, text);
        assert_true(decimal_read(text, &again));
        assert_memory_equal(&again, &value, sizeof value);
    }
}

static void what_is_more_or_less_than_a_number_is_refused(void **state)
{
    (void)state;
    double value;
    const char *const refused[] = {"", " 1", "1 ", "1x", "x", "0,5", "1e", "--1", "\n1", "1..2"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_false(decimal_read(refused[i], &value));
    assert_true(decimal_read("-1e-3", &value));
    assert_close(value, -0.001, 0);
}

static void a_decimal_comma_changes_nothing(void **state)
{
    (void)state;
    if (!comma_begin())
        skip();
    double value = 0;
    char text[DECIMAL_SIZE], half[8];
    decimal_write_short(0.25, text);
    const bool point = decimal_read("0.5", &value), comma = decimal_read("0,5", &(double){0});
    snprintf(half, sizeof half, "%.1f", 0.5); /* and the locale is as before */
    comma_end();
    assert_string_equal(text, "0.25");
    assert_true(point && value == 0.5 && !comma);
    assert_string_equal(half, "0,5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_long_and_short),
        cmocka_unit_test(every_number_comes_back_to_the_bit),
        cmocka_unit_test(what_is_more_or_less_than_a_number_is_refused),
        cmocka_unit_test(a_decimal_comma_changes_nothing),
    };
    return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
