#include "pen/hwr.h"

#include <stdlib.h>

#include "support/broken.h"

/* Twelve points, three of them in the air (a pressure below 50); padded with blanks, as the collection's are. */
static const char good[] = "NFI-00101001 12\n"
                           "  1000  2000     0  1200   600\n"
                           "  1005  2010    60  1200   600\n"
                           "  1010  2030   512  1200   600\n"
                           "  1020  2040  1023  1200   600\n"
                           "  1030  2030    50  1200   600\n"
                           "  1040  2020    49  1200   600\n"
                           "  1080  2010     0  1200   600\n"
                           "  1090  2000    70  1200   600\n"
                           "  1100  2010   300  1200   600\n"
                           "  1110  2020   300  1200   600\n"
                           "  1120  2030   300  1200   600\n"
                           "  1130  2020   300  1200   600\n";

static Status parse(const char *text, Signature *signature)
{
    return broken_parse_text(hwr_parse, text, signature);
}

static void points_are_read_with_y_turned_round_and_200_a_second(void **state)
{
    (void)state;
    Signature s;
    assert_ok(parse(good, &s));
    assert_int_equal(s.count, 12);
    assert_int_equal(s.unit, SIGNATURE_COUNTS);
    assert_true(s.has_pressure);
    assert_close(s.points[2].x, 1010, 0);
    assert_close(s.points[2].y, -2030, 0);
    assert_close(s.points[3].pressure, 1, 0);
    for (size_t i = 0; i < s.count; i++)
        assert_close(s.points[i].t, 0.005 * (double)i, 1e-15);
    signature_free(&s);
}

static void ink_is_where_the_pen_presses_at_both_ends_of_the_way(void **state)
{
    (void)state;
    static const bool ink[12] = {0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1};
    Signature s;
    assert_ok(parse(good, &s));
    for (size_t i = 0; i < s.count; i++)
        assert_int_equal(s.points[i].ink, ink[i]);
    assert_int_equal(signature_strokes(&s), 2);
    signature_free(&s);
    assert_ok(parse(broken_with(good, "2000     0", "2000   500"), &s)); /* it begins on the paper */
    assert_true(s.points[0].ink && s.points[1].ink);
    signature_free(&s);
    assert_ok(parse(broken_with(good, "2020    49", "2020    60"), &s)); /* 50 before it is on the paper */
    assert_true(s.points[5].ink);
    signature_free(&s);
}

static void every_departure_is_told_with_its_line(void **state)
{
    (void)state;
    static const BrokenCase cases[] = {
        {NULL, "", "file:1: expected a name and the number of points, found an empty file"},
        {NULL, "\n", "file:1: expected a name and the number of points, found ''"},
        {NULL, "NFI\n", "file:1: expected the number of points, found ''"},
        {" 12\n", " 9\n", "file:1: expected 10 to 65536 points, found '9'"},
        {" 12\n", " 13\n", "file:14: expected point 13 of 13"},
        {" 12\n", " 11\n", "file:13: expected the end of the file after 11 points"},
        {" 1023 ", " ", "file:5: expected 5 numbers, found 4"},
        {" 1023 ", " 1024 ", "file:5: expected a pressure of 0 to 1023, found 1024"},
        {" 1023 ", " inf ", "file:5: expected a number, found 'inf'"},
    };
    broken_is_told(hwr_parse, good, sizeof cases / sizeof *cases, cases);
    Signature s;
    assert_trouble(hwr_parse("file", good, HWR_BYTES_MAX + (size_t)1, &s), "larger than the 8388608 bytes");
}

static void a_name_may_be_any_word(void **state)
{
    (void)state;
    Signature s;
    assert_ok(parse(broken_with(good, "NFI-00101001 12\n", "  35\t12 \r\n"), &s));
    assert_int_equal(s.count, 12);
    signature_free(&s);
}

static void broken_files_never_crash(void **state)
{
    (void)state;
    broken_campaign(hwr_parse, good, sizeof good - 1, "0123456789  -.e\n\r", 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_read_with_y_turned_round_and_200_a_second),
        cmocka_unit_test(ink_is_where_the_pen_presses_at_both_ends_of_the_way),
        cmocka_unit_test(every_departure_is_told_with_its_line),
        cmocka_unit_test(a_name_may_be_any_word),
        cmocka_unit_test(broken_files_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
