#include "pen/number.h"
#include "support/edge.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"

static void numbers_are_read_as_strtod_reads_them(void **state)
{
    (void)state;
    const char *texts[] = {"0",           "7",
                           "-12",         "+3.5",
                           ".25",         "4.",
                           "1e3",         "2.5E-2",
                           "-0.000125",   "1234567890123.5",
                           "0.1",         "31275.775",
                           "1e22",        "1e-22",
                           "7e+2",        "0e400",
                           "-0e-400",     "123456789012345e22",
                           "12345678e-22"};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        size_t size = strlen(texts[k]);
        const char *at = edge_copy(texts[k], size), *end = at + size;
        double value;
        assert_true(number_read(&at, end, &value));
        assert_ptr_equal(at, end);
        assert_true(value == strtod(texts[k], NULL)); /* the very same double */
    }
}

static void fifteen_digits_and_22_places_are_read_as_the_nearest_number(void **state)
{
    (void)state;
    Random random = random_seeded(9);
    for (int exponent = -22; exponent <= 22; exponent++)
        for (int k = 0; k < 40; k++) {
            char text[40];
            snprintf(text, sizeof text, "%.0fe%d", floor(random_between(&random, 1e13, 999999999999999)),
                     exponent);
            const char *at = text;
            double value;
            assert_true(number_read(&at, text + strlen(text), &value));
            assert_true(value == strtod(text, NULL));
        }
}

static void long_and_large_numbers_are_close_or_infinite(void **state)
{
    (void)state;
    const char *texts[] = {"3.14159265358979323846264338327950288",
                           "123456789012345678901234567890",
                           "1e300",
                           "1e-300",
                           "99999999999999999999",
                           "1e23",
                           "1e-23",
                           "17e-290",
                           "4e307",
                           "0.00000000000000000000000000000000000012345678901234567890"};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        const char *at = texts[k];
        double value;
        assert_true(number_read(&at, at + strlen(at), &value));
        assert_close_relative(value, strtod(texts[k], NULL), 1e-14);
    }
    const char *large = "1e999999999999", *small = "1e-999999999999";
    double value;
    assert_true(number_read(&large, large + strlen(large), &value));
    assert_true(isinf(value));
    assert_true(number_read(&small, small + strlen(small), &value));
    assert_true(value == 0);
}

static void what_is_no_decimal_number_is_not_read(void **state)
{
    (void)state;
    const char *texts[] = {"", "-", "+", ".", "-.", "nan", "inf", "-inf", "x1", "e5", " 1", ",5"};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        size_t size = strlen(texts[k]);
        const char *begin = edge_copy(texts[k], size), *at = begin;
        double value;
        assert_false(number_read(&at, begin + size, &value));
        assert_ptr_equal(at, begin);
    }
}

static void reading_stops_behind_the_number_and_never_passes_the_end(void **state)
{
    (void)state;
    const struct {
        const char *text;
        size_t size, used;
        double value;
    } cases[] = {{"12,5", 4, 2, 12},  {"0x10", 4, 1, 0}, {"1.2.3", 5, 3, 1.2}, {"5e", 2, 1, 5},
                 {"5e+", 3, 1, 5},    {"5e-x", 4, 1, 5}, {"5e++1", 5, 1, 5},   {"789", 2, 2, 78},
                 {"3e21", 3, 3, 300}, {"4-5", 3, 1, 4}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const char *begin = edge_copy(cases[k].text, cases[k].size), *at = begin;
        double value;
        assert_true(number_read(&at, begin + cases[k].size, &value));
        assert_int_equal(at - begin, cases[k].used);
        assert_true(value == cases[k].value);
    }
}

static const char *written(double value, int decimals)
{
    static char text[64];
    memset(text, 0, sizeof text);
    FILE *file = tmpfile();
    number_write(file, value, decimals);
    rewind(file);
    size_t size = fread(text, 1, sizeof text - 1, file);
    text[size] = 0;
    fclose(file);
    return text;
}

static void numbers_are_written_short_and_rounded(void **state)
{
    (void)state;
    assert_string_equal(written(0, 6), "0");
    assert_string_equal(written(-0.0, 6), "0");
    assert_string_equal(written(12.5, 6), "12.5");
    assert_string_equal(written(-0.0625, 6), "-0.0625");
    assert_string_equal(written(1.0000001, 6), "1");
    assert_string_equal(written(-0.0000004, 6), "0");
    assert_string_equal(written(-0.000001, 6), "-0.000001");
    assert_string_equal(written(0.999999999, 6), "1");
    assert_string_equal(written(2.005, 3), "2.005");
    assert_string_equal(written(7.5, 0), "8");
    assert_string_equal(written(999999999.999999, 6), "999999999.999999");
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    Random random = random_seeded(2);
    for (int k = 0; k < 200; k++) {
        double value = random_between(&random, -1000, 1000), back;
        const char *text = written(value, 6), *at = text;
        assert_true(number_read(&at, text + strlen(text), &back));
        assert_true(fabs(back - value) <= 0.5000001e-6);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_as_strtod_reads_them),
        cmocka_unit_test(fifteen_digits_and_22_places_are_read_as_the_nearest_number),
        cmocka_unit_test(long_and_large_numbers_are_close_or_infinite),
        cmocka_unit_test(what_is_no_decimal_number_is_not_read),
        cmocka_unit_test(reading_stops_behind_the_number_and_never_passes_the_end),
        cmocka_unit_test(numbers_are_written_short_and_rounded),
        cmocka_unit_test(what_is_written_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
