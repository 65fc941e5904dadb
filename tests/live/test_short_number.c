#include "live/short_number.h"
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void numbers_are_written_as_a_person_would(void **state)
{
    (void)state;
    const struct {
        double value;
        int digits;
        const char *text;
    } cases[] = {
        {0, 3, "0"},          {0.05, 3, "0.05"},   {0.25, 2, "0.25"},     {2.345, 2, "2.3"},
        {2.345, 3, "2.35"},   {12.5, 3, "12.5"},   {12.5, 1, "12"},       {123.4, 2, "123"},
        {999.4, 3, "999"},    {999.6, 3, "1000"},  {1000, 3, "1000"},     {9999.4, 3, "9999"},
        {9999.6, 3, "10k"},   {12345, 3, "12.3k"}, {12345, 2, "12k"},     {999499, 3, "999k"},
        {999501, 3, "1M"},    {1e6, 3, "1M"},      {1234567, 3, "1.23M"}, {4.5e9, 3, "4.5G"},
        {9.87e14, 3, "987T"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(short_number(cases[i].value, cases[i].digits).text, cases[i].text);
}

static double worth(ShortNumber number)
{
    static const char units[] = "kMGT";
    char *end;
    double value = strtod(number.text, &end);
    const char *unit = *end ? strchr(units, *end) : NULL;
    assert_true(*end == 0 || (unit && end[1] == 0));
    return unit ? value * pow(1000, (double)(unit - units) + 1) : value;
}

/* Read again they are what they were, to half of the last digit; and the room for them is known. */
static void every_number_keeps_its_digits_and_its_room(void **state)
{
    (void)state;
    for (double value = 0.011; value < 0.9e15; value *= 1.0371) {
        ShortNumber number = short_number(value, 3);
        assert_true(strlen(number.text) <= 6 && !strchr(number.text, 'e'));
        assert_true(fabs(worth(number) - value) <= 0.00501 * value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_a_person_would),
        cmocka_unit_test(every_number_keeps_its_digits_and_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
