#define _POSIX_C_SOURCE 200809L
#include "pen/susig.h"

#include <stdlib.h>

#include "base/files.h"
#include "pen/penfile.h"
#include "support/broken.h"
#include "support/own_folder.h"

/* Twelve points: two strokes, a lift of 113 ms between them; the last point is no endpt, as in the collection. */
#define HEADING "X, Y, TStamp, Pres., EndPts\nDataSize: 12\n"
static const char good[] = HEADING "2133 2029 0 36 0\n"
                                   "2133 2035 10 68 0\n"
                                   "2140 2040 20 80 0\n"
                                   "2150 2030 30 84 0\n"
                                   "2160 2020 40 90 0\n"
                                   "2170 2010 50 1 1\n"
                                   "2300 2100 163 94 0\n"
                                   "2310 2110 173 112 0\n"
                                   "2320 2130 183 1023 0\n"
                                   "2330 2120 193 170 0\n"
                                   "2340 2110 203 188 0\n"
                                   "2350 2100 213 202 0\n";

static Status parse(const char *text, Signature *signature)
{
    return broken_parse_text(susig_parse, text, signature);
}

static void points_are_read_with_y_turned_round(void **state)
{
    (void)state;
    Signature s;
    assert_ok(parse(good, &s));
    assert_int_equal(s.count, 12);
    assert_int_equal(s.unit, SIGNATURE_COUNTS);
    assert_true(s.has_pressure);
    assert_close(s.points[2].x, 2140, 0);
    assert_close(s.points[2].y, -2040, 0); /* down there, up here */
    assert_close(s.points[6].t, 0.163, 1e-12);
    assert_close(s.points[0].pressure, 36 / 1023.0, 1e-15);
    assert_close(s.points[8].pressure, 1, 0);
    signature_free(&s);
}

static void a_stroke_ends_at_its_endpt_and_the_way_to_the_next_is_no_ink(void **state)
{
    (void)state;
    Signature s;
    assert_ok(parse(good, &s));
    assert_int_equal(signature_strokes(&s), 2);
    for (size_t i = 0; i < s.count; i++)
        assert_int_equal(s.points[i].ink, i != 0 && i != 6);
    signature_free(&s);
}

static void odd_but_harmless_files_are_read(void **state)
{
    (void)state;
    Signature s;
    assert_ok(parse(broken_with(good, "213 202 0\n", "213 202 1"),
                    &s)); /* an endpt at the end, and no end of the line */
    assert_int_equal(signature_strokes(&s), 2);
    signature_free(&s);
    assert_ok(parse(broken_with(good, "TStamp, Pres., EndPts\n", "TStamp, Pres., EndPts\r\n"), &s));
    signature_free(&s);
    assert_ok(parse(broken_with(good, "DataSize: 12", "DataSize:\t12 "), &s));
    signature_free(&s);
    assert_ok(parse(broken_with(good, "2140 2040 20", "2140 2040 10"), &s)); /* a time that repeats */
    assert_int_equal(s.times_repaired, 1);
    signature_free(&s);
}

static void every_departure_is_told_with_its_line(void **state)
{
    (void)state;
    static const BrokenCase cases[] = {
        {NULL, "", "file:1: expected 'X, Y, TStamp, Pres., EndPts', found an empty file"},
        {NULL, "Y, X\n", "file:1: expected 'X, Y, TStamp, Pres., EndPts', found 'Y, X'"},
        {NULL, "X, Y\n", "file:2: expected 'DataSize: ' and the number of points, found the end of the file"},
        {NULL, HEADING, "file:3: expected point 1 of 12, found the end of the file"},
        {"DataSize: 12", "12", "file:2: expected 'DataSize: '"},
        {"DataSize: 12", "DataSizes 12",
         "file:2: expected 'DataSize: ' and the number of points, found 'DataSizes"},
        {"DataSize: 12", "DataSize: many", "file:2: expected the number of points, found 'many'"},
        {"DataSize: 12", "DataSize: 99999999999", "file:2: expected 10 to 65536 points, found '99999999999'"},
        {"DataSize: 12", "DataSize: 13", "file:15: expected point 13 of 13, found the end of the file"},
        {"DataSize: 12", "DataSize: 11",
         "file:14: expected the end of the file after 11 points, found '2350 2100 213 202 0'"},
        {"20 80 0", "20 80", "file:5: expected 5 numbers, found 4"},
        {"20 80 0", "20 80 0 0", "file:5: expected 5 numbers, found 6"},
        {"20 80 0", "20 80 0 more", "file:5: expected 5 numbers, found 6"}, /* whatever it is */
        {"20 80 0", "20 80 2", "file:5: expected an end of stroke of 0 to 1, found 2"},
        {"20 80 0", "20 80 0.5", "file:5: expected an end of stroke"},
        {"20 80 0", "20 1024 0", "file:5: expected a pressure of 0 to 1023, found 1024"},
        {"20 80 0", "20 80.5 0", "file:5: expected a pressure"},
        {"2140 2040", "2140 nan", "file:5: expected a number, found 'nan'"},
        {"2140 2040", "2e9 2040", "file:5: expected x of -1000000000 to"},
    };
    broken_is_told(susig_parse, good, sizeof cases / sizeof *cases, cases);
    Signature s;
    assert_trouble(susig_parse("file", good, SUSIG_BYTES_MAX + (size_t)1, &s),
                   "larger than the 8388608 bytes");
}

static void a_signature_has_pressure_where_one_point_has_it(void **state)
{
    (void)state;
    for (int pressed = 0; pressed < 2; pressed++) {
        char text[1000] = HEADING;
        for (int i = 0; i < 12; i++)
            sprintf(text + strlen(text), "%d %d %d %d 0\n", i, i % 3, 10 * i, pressed && i == 2);
        Signature s;
        assert_ok(parse(text, &s));
        assert_int_equal(s.has_pressure, pressed);
        signature_free(&s);
    }
}

static void broken_files_never_crash(void **state)
{
    (void)state;
    broken_campaign(susig_parse, good, sizeof good - 1, "0123456789 -.e\n\rX,:D", 20000);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    Signature s, back;
    assert_ok(parse(good, &s));
    s.points[6].ink = s.points[7].ink = s.points[8].ink = false; /* two points in the air */
    assert_ok(susig_write(own_folder_file("file"), &s));
    assert_ok(penfile_read(own_folder_file("file"), &back, NULL));
    broken_assert_same(&back, &s); /* whole counts come back exactly */
    signature_free(&back);

    for (size_t i = 0; i < s.count; i++)
        s.points[i].t += 7; /* the file's clock begins with the signature */
    char *text;
    size_t size;
    assert_ok(susig_write(own_folder_file("file"), &s));
    assert_ok(files_read(own_folder_file("file"), 2000, &text, &size));
    assert_non_null(strstr(text, HEADING "2133 2029 0 36 0\n2133 2035 10 68 0\n"));
    free(text);

    s.has_pressure = false;
    s.unit = SIGNATURE_MILLIMETRES;
    for (size_t i = 0; i < s.count; i++)
        s.points[i] = (PenPoint){.x = 0.5 * (double)i, .y = -1.254, .t = 0.01 * (double)i, .ink = i > 0};
    assert_ok(susig_write(own_folder_file("file"), &s));
    assert_ok(penfile_read(own_folder_file("file"), &back, NULL));
    assert_false(back.has_pressure);
    assert_close(back.points[3].x, 150, 0); /* counts of 0.01 mm */
    assert_close(back.points[3].y, -125, 0);
    signature_free(&back);

    s.points[3].y = INFINITY;
    assert_trouble(susig_write(own_folder_file("file"), &s), "point 4: expected finite numbers");
    assert_ok(penfile_read(own_folder_file("file"), &back, NULL)); /* what stood there still stands */
    signature_free(&back);
    signature_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_read_with_y_turned_round),
        cmocka_unit_test(a_stroke_ends_at_its_endpt_and_the_way_to_the_next_is_no_ink),
        cmocka_unit_test(odd_but_harmless_files_are_read),
        cmocka_unit_test(every_departure_is_told_with_its_line),
        cmocka_unit_test(a_signature_has_pressure_where_one_point_has_it),
        cmocka_unit_test(broken_files_never_crash),
        cmocka_unit_test(what_is_written_is_read_back),
    };
    return cmocka_run_group_tests(tests, own_folder_make, own_folder_remove);
}
