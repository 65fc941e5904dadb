/* Numbers in words, to the letter. */
#include "gradcheck/gradcheck_number.h"
#include "support/test.h"

static void measured(double value, double bar, const char *expected)
{
    char text[GRADCHECK_NUMBER_SIZE + 1];
    text[GRADCHECK_NUMBER_SIZE] = 'x';
    const char *said = gradcheck_number_measured(text, value, bar);
    if (strcmp(said, expected) != 0)
        print_error("%.17g, bar %.17g: %s, expected %s\n", value, bar, said, expected);
    assert_string_equal(said, expected);
    assert_true(text[GRADCHECK_NUMBER_SIZE] == 'x');
}

static void a_value_has_the_digits_that_its_bar_leaves(void **state)
{
    (void)state;
    measured(0.0832160123, 3e-7, "+0.0832160(3)");
    measured(-0.0832160123, 2.1e-7, "-0.0832160(3)"); /* the bar is rounded up */
    measured(1, 0.5, "+1.0(5)");
    measured(1, 1, "+1(1)");
    measured(1, 9.5, "+1(10)");
    measured(123, 20, "+123(20)");
    measured(99999, 1, "+99999(1)");
    measured(999999, 1, "+999999(1)"); /* 5 powers of ten are written out */
    measured(1e6, 1, "+1.000000(1)e+06");
    measured(1234567, 1000, "+1.235(1)e+06");
    measured(0.001, 1e-5, "+0.00100(1)"); /* and 3 below */
    measured(0.0009, 1e-5, "+9.0(1)e-04");
    measured(1.5e-10, 1e-12, "+1.50(1)e-10");
    measured(-1.5e-200, 1e-202, "-1.50(1)e-200");
    measured(2.5, 0, "+2.500000000000000(0)");
    measured(0, 0, "+0.000000000000000(0)");
    measured(20, 0, "+20.00000000000000(0)");
    measured(1, 1e-18, "+1.00000000000000000(1)"); /* 17 digits are all there are */
    measured(1, 1e-17, "+1.00000000000000000(1)");
    measured(1, 1e-16, "+1.0000000000000000(1)");
    measured(0.01, 1e-7, "+0.0100000(1)");
}

static void what_is_nothing_but_its_bar_is_zero(void **state)
{
    (void)state;
    measured(1e-5, 1e-5, "0(1e-05)");
    measured(-1e-7, 9e-4, "0(9e-04)");
    measured(1.01e-5, 1e-5, "+1(1)e-05");
    measured(0.5, 1e-3, "+0.500(1)");
    measured(0.0005, 1e-3, "+0.001(1)"); /* only where digits would be hard to read */
    measured(0.5, 1, "+0(1)");
    measured(5, 1e6, "0(1e+06)");
    measured(5, 9e5, "+5(900000)");
    measured(5, 999999.5, "+5(999999)"); /* six digits of it are enough */
    measured(0, 1e-3, "+0.000(1)");
    measured(0, 9.9e-4, "0(1e-03)");
}

static void what_is_not_finite_is_unknown(void **state)
{
    (void)state;
    measured(NAN, 1, "unknown");
    measured(1, NAN, "unknown");
    measured(INFINITY, 1, "unknown");
    measured(1, INFINITY, "unknown");
}

static void beside(double value, double of, double bar, const char *expected)
{
    char text[GRADCHECK_NUMBER_SIZE + 1];
    text[GRADCHECK_NUMBER_SIZE] = 'x';
    const char *said = gradcheck_number_beside(text, value, of, bar);
    if (strcmp(said, expected) != 0)
        print_error("%.17g beside %.17g, bar %.17g: %s, expected %s\n", value, of, bar, said, expected);
    assert_string_equal(said, expected);
    assert_true(text[GRADCHECK_NUMBER_SIZE] == 'x');
}

static void a_value_beside_a_measured_one_has_as_many_digits(void **state)
{
    (void)state;
    beside(0.25, 0.2500001, 1e-7, "+0.2500000");
    beside(-0.25, -0.2500001, 1e-9, "-0.250000000");
    beside(0.25, 0.24, 1e-7, "+0.25"); /* far away: six digits tell */
    beside(1 / 3.0, -1 / 3.0, 1e-7, "+0.333333");
    beside(1.0009, 1, 1e-6, "+1.000900");
    beside(1.0011, 1, 1e-6, "+1.0011");
    beside(0, 0, 1e-6, "0");
    beside(0, 1, 1e-6, "0");
    beside(1.5, NAN, NAN, "+1.5");
    beside(NAN, 1, 1e-6, "nan");
    beside(-INFINITY, 1, 1e-6, "-inf");
    beside(INFINITY, NAN, NAN, "inf");
    beside(1234567, 1234567, 1, "+1.234567e+06");
    beside(1.5e-10, 1.5e-10, 1e-12, "+1.50e-10");
    beside(1000.5, 1000, 0.01, "+1000.50");
    beside(1001, 1000, 0.01, "+1001.00"); /* alike: within a thousandth */
    /* One of the two may lie beyond what is written out. */
    for (int sign = -1; sign <= 1; sign += 2) {
        beside(sign * 1000001.0, sign * 999999.0, 0.01, sign < 0 ? "-1000001" : "+1000001");
        beside(sign * 300000.5, sign * 300000.0, 0.01, sign < 0 ? "-300000.50" : "+300000.50");
        beside(sign * 0.0009995, sign * 0.001, 1e-9, sign < 0 ? "-0.0009995" : "+0.0009995");
        beside(sign * 0.002, sign * 0.002, 1e-9, sign < 0 ? "-0.002000000" : "+0.002000000");
        beside(sign * 1.5e-200, sign * 1.5e-200, 1e-202, sign < 0 ? "-1.50e-200" : "+1.50e-200");
    }
    beside(1.5, 1.5, INFINITY, "+1.500000"); /* as many as usual beside what is not known to any */
    beside(1001.1, 1000, 0.01, "+1001.1");
    beside(0.00100001, 0.001, 1e-8, "+0.00100001");
    beside(999, 1000, 1e7, "+999");
}

static void print_uses_a_point_and_stays_within_its_buffer(void **state)
{
    (void)state;
    char text[8] = "xxxxxxx";
    assert_int_equal(gradcheck_number_print(text, 4, "%.1f%s", 1.5, "abc"), 6);
    assert_string_equal(text, "1.5");
    assert_string_equal(text + 4, "xxx");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_has_the_digits_that_its_bar_leaves),
        cmocka_unit_test(what_is_nothing_but_its_bar_is_zero),
        cmocka_unit_test(what_is_not_finite_is_unknown),
        cmocka_unit_test(a_value_beside_a_measured_one_has_as_many_digits),
        cmocka_unit_test(print_uses_a_point_and_stays_within_its_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
