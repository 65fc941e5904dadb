#define _POSIX_C_SOURCE 200809L
#include "pen/svc2004.h"
#include "support/broken.h"
#include "support/own_folder.h"
#include "support/test.h"

#include <stdlib.h>

#include "base/files.h"
#include "pen/penfile.h"

/* Twelve points: two strokes, a lift of 110 ms between them. */
static const char good[] = "12\n"
                           "100 200 5000 0 1550 710 439\n"
                           "110 210 5010 1 1480 770 420\n"
                           "120 215 5020 1 1350 830 433\n"
                           "120 215 5030 1 1350 800 422\n"
                           "150 190 5040 1 1350 800 1023\n"
                           "160 180 5050 1 1350 800 0\n"
                           "300 100 5160 0 1350 800 100\n"
                           "310 110 5170 1 1350 800 200\n"
                           "320 130 5180 1 1350 800 300\n"
                           "330 120 5190 1 1350 800 300\n"
                           "340 110 5200 1 1350 800 300\n"
                           "350 100 5210 1 1350 800 300\n";

static Status parse(const char *text, Signature *signature)
{
    return broken_parse_text(svc2004_parse, text, signature);
}

/* The good file with its line `number` (from 1) changed. */
static const char *with_line(size_t number, const char *line)
{
    static char text[2000];
    const char *at = good;
    size_t length = 0;
    for (size_t k = 1; *at; k++) {
        size_t size = strcspn(at, "\n") + 1;
        if (k == number) {
            length += (size_t)snprintf(text + length, sizeof text - length, "%s\n", line);
        } else {
            memcpy(text + length, at, size);
            length += size;
        }
        at += size;
    }
    text[length] = 0;
    return text;
}

static void points_are_read(void **state)
{
    (void)state;
    Signature s;
    assert_ok(parse(good, &s));
    assert_int_equal(s.count, 12);
    assert_int_equal(s.unit, SIGNATURE_COUNTS);
    assert_true(s.has_pressure);
    assert_int_equal(s.times_repaired, 0);
    assert_int_equal(signature_strokes(&s), 2);
    assert_close(s.points[1].x, 110, 0);
    assert_close(s.points[1].y, 210, 0); /* y grows up there and here */
    assert_close(s.points[0].t, 0, 0);
    assert_close(s.points[6].t, 0.16, 1e-12);
    assert_close(s.points[4].pressure, 1, 0);
    assert_close(s.points[0].pressure, 439 / 1023.0, 1e-15);
    assert_false(s.points[0].ink);
    assert_true(s.points[3].ink); /* repeats (x, y) */
    assert_false(s.points[6].ink);
    assert_close(signature_duration(&s), 0.21, 1e-12);
    signature_free(&s);
}

static void odd_but_harmless_files_are_read(void **state)
{
    (void)state;
    Signature s;
    assert_ok(parse(with_line(2, "100 200 5000 1 1550 710 439"), &s)); /* button 1 first */
    assert_true(s.points[0].ink);
    assert_int_equal(signature_strokes(&s), 2);
    signature_free(&s);

    char crlf[2000];
    size_t length = 0;
    for (const char *at = good; *at; at++) {
        if (*at == '\n')
            crlf[length++] = '\r';
        crlf[length++] = *at;
    }
    strcpy(crlf + length, "\r\n  \r\n");
    assert_ok(parse(crlf, &s));
    assert_close(s.points[11].pressure, 300 / 1023.0, 1e-15);
    signature_free(&s);

    char unended[2000];
    strcpy(unended, good);
    unended[strlen(unended) - 1] = 0; /* the last line without its end */
    assert_ok(parse(unended, &s));
    signature_free(&s);

    assert_ok(parse(with_line(1, "  12\t"), &s));
    signature_free(&s);
    assert_ok(parse(with_line(5, "\t120.5  -215 5030\t1 1350 800 422 "), &s));
    assert_close(s.points[3].x, 120.5, 0);
    assert_close(s.points[3].y, -215, 0);
    signature_free(&s);
}

static void four_columns_are_a_signature_without_pressure(void **state)
{
    (void)state;
    char text[1000] = "12\n";
    for (int i = 0; i < 12; i++)
        sprintf(text + strlen(text), "%d %d %d %d\n", 10 * i, i * i, 10 * i, i > 0);
    Signature s;
    assert_ok(parse(text, &s));
    assert_false(s.has_pressure);
    assert_close(s.points[5].pressure, 0, 0);
    assert_close(s.points[5].y, 25, 0);
    signature_free(&s);
}

static void the_switches_on_the_pens_side_are_not_its_tip(void **state)
{
    (void)state;
    Signature s;
    assert_ok(parse(with_line(4, "120 215 5020 2 1350 830 0"), &s));
    assert_false(s.points[2].ink);
    signature_free(&s);
    assert_ok(parse(with_line(4, "120 215 5020 4 1350 830 0"), &s));
    assert_false(s.points[2].ink);
    signature_free(&s);
    for (int button = 3; button <= 7; button += 2) {
        char line[60];
        snprintf(line, sizeof line, "120 215 5020 %d 1350 830 433", button);
        assert_ok(parse(with_line(4, line), &s));
        assert_true(s.points[2].ink);
        signature_free(&s);
    }
}

static void times_that_repeat_or_step_back_are_repaired(void **state)
{
    (void)state;
    Signature s;
    assert_ok(parse(with_line(4, "120 215 5010 1 1350 830 433"), &s)); /* equal: one step of 10 is put in */
    assert_int_equal(s.times_repaired, 1);
    assert_close(s.points[2].t, 0.02, 1e-12);
    assert_close(s.points[3].t, 0.04, 1e-12); /* 5030 - 5010 stays 20 ms */
    signature_free(&s);
    assert_ok(parse(with_line(4, "120 215 5002 1 1350 830 433"), &s)); /* 8 ms back */
    assert_int_equal(s.times_repaired, 1);
    assert_close(s.points[2].t, 0.02, 1e-12);
    assert_close(s.points[3].t, 0.048, 1e-12);
    assert_ok(signature_check(&s));
    signature_free(&s);
}

static void refused(const char *text, const char *sentence)
{
    Signature s = {.count = 77};
    assert_trouble(parse(text, &s), sentence);
    assert_int_equal(s.count, 0);
    assert_null(s.points);
}

static void a_bad_count_is_told(void **state)
{
    (void)state;
    refused("", "file:1: expected the number of points, found an empty file");
    refused("\n", "file:1: expected the number of points, found ''");
    refused("abc\n", "file:1: expected the number of points, found 'abc'");
    refused(with_line(1, "12 points"), "file:1: expected the number of points, found '12 points'");
    refused(with_line(1, "12.5"), "file:1: expected the number of points, found '12.5'");
    refused(with_line(1, "-12"), "file:1: expected 10 to 65536 points, found '-12'");
    refused(with_line(1, "9"), "file:1: expected 10 to 65536 points, found '9'");
    refused(with_line(1, "18446744073709551628"),
            "file:1: expected 10 to 65536 points, found '18446744073709551628'");
    refused(with_line(1, "1e99999"), "file:1: expected 10 to 65536 points, found '1e99999'");
    refused(with_line(1, "nan"), "file:1: expected the number of points, found 'nan'");
    refused("12\n", "file:2: expected point 1 of 12, found the end of the file");
    refused(with_line(1, "13"), "file:14: expected point 13 of 13, found the end of the file");
    refused(with_line(1, "11"),
            "file:13: expected the end of the file after 11 points, found '350 100 5210 1 1350 800 300'");
}

static void a_bad_line_is_told(void **state)
{
    (void)state;
    refused(with_line(4, "120 215 5020 1 1350 830"), "file:4: expected 7 numbers, found 6");
    refused(with_line(4, "120 215 5020 1 1350 830 433 1"), "file:4: expected 7 numbers, found 8");
    refused(with_line(4, ""), "file:4: expected 7 numbers, found 0");
    refused(with_line(2, "100 200 5000 0 1550"), "file:2: expected 7 numbers (or 4), found 5");
    refused(with_line(2, "100 200 5000 0"), "file:3: expected 4 numbers, found 7");
    refused(with_line(4, "120 2x5 5020 1 1350 830 433"), "file:4: expected a number, found '2x5'");
    refused(with_line(4, "nan 215 5020 1 1350 830 433"), "file:4: expected a number, found 'nan'");
    refused(with_line(4, "120 inf 5020 1 1350 830 433"), "file:4: expected a number, found 'inf'");
    refused(with_line(4, "0x10 215 5020 1 1350 830 433"), "file:4: expected a number, found '0x10'");
    refused(with_line(4, "120,5 215 5020 1 1350 830 433"), "file:4: expected a number, found '120,5'");
    refused(with_line(4, "1\x01\xff 215 5020 1 1350 830 433"), "file:4: expected a number, found '1?\?'");
    refused(with_line(4, "1111111111111111111111111111111111111111x 215 5020 1 1350 830 433"),
            "file:4: expected a number, found '1111111111111111111111111111...'");
    refused(with_line(4, "1e999 215 5020 1 1350 830 433"),
            "file:4: expected x of -1000000000 to 1000000000, found inf");
    refused(with_line(4, "120 -1e10 5020 1 1350 830 433"),
            "file:4: expected y of -1000000000 to 1000000000, found -1e+10");
    refused(with_line(4, "120 215 1e16 1 1350 830 433"), "file:4: expected a time of ");
    refused(with_line(4, "120 215 5020 8 1350 830 433"), "file:4: expected a button of 0 to 7, found 8");
    refused(with_line(4, "120 215 5020 0.5 1350 830 433"), "file:4: expected a button of 0 to 7, found 0.5");
    refused(with_line(4, "120 215 5020 1 1e10 830 433"), "file:4: expected an azimuth of ");
    refused(with_line(4, "120 215 5020 1 1350 -1e10 433"), "file:4: expected an altitude of ");
    refused(with_line(4, "120 215 5020 1 1350 830 1024"),
            "file:4: expected a pressure of 0 to 1023, found 1024");
    refused(with_line(4, "120 215 5020 1 1350 830 -1"), "file:4: expected a pressure of 0 to 1023, found -1");
}

/* As many lines as points, `gap` ms apart. */
static char *lines_of(size_t points, double gap)
{
    char *text = malloc(40 * points + 40);
    assert_non_null(text);
    size_t size = (size_t)sprintf(text, "%zu\n", points);
    for (size_t i = 0; i < points; i++)
        size += (size_t)sprintf(text + size, "%zu %zu %.3f 1\n", i % 7, i % 5, gap * (double)i);
    return text;
}

static void ten_points_are_enough_and_65536_not_too_many(void **state)
{
    (void)state;
    static const size_t counts[] = {10, SIGNATURE_POINTS_MAX, SIGNATURE_POINTS_MAX + 1};
    for (int k = 0; k < 3; k++) {
        char *text = lines_of(counts[k], k ? 0.9 : 10);
        Signature s;
        Status status = parse(text, &s);
        free(text);
        if (k == 2) {
            assert_trouble(status, "file:1: expected 10 to 65536 points, found '65537'");
            continue;
        }
        assert_ok(status);
        assert_int_equal(s.count, counts[k]);
        signature_free(&s);
    }
}

/* 65536 points within 0.07 s: as whole milliseconds they would take a minute and six seconds. */
static void points_closer_than_milliseconds_tell_are_not_written(void **state)
{
    (void)state;
    Signature s;
    assert_ok(signature_create(SIGNATURE_POINTS_MAX, &s));
    for (size_t i = 0; i < s.count; i++)
        s.points[i] = (PenPoint){.x = (double)(i % 7), .t = 1e-6 * (double)i};
    char expected[300];
    snprintf(expected, sizeof expected,
             "%s: expected points that times of 1 ms tell apart, found 65536 within",
             own_folder_file("close"));
    assert_trouble(svc2004_write(own_folder_file("close"), &s), expected);
    signature_free(&s);
}

static void impossible_times_are_told(void **state)
{
    (void)state;
    refused(with_line(13, "350 100 99999 1 1350 800 300"), "file: expected a signature of at most 60 s");
    char text[1000] = "12\n";
    for (int i = 0; i < 12; i++)
        sprintf(text + strlen(text), "%d %d %d %d\n", i, i, 500, 1);
    refused(text, "file: expected times that grow, found none that does");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    Signature s;
    assert_trouble(svc2004_parse("file", "12\n\0\0\0\0", 7, &s),
                   "file:2: expected a number, found '?\?\?\?'");
    assert_trouble(svc2004_parse("file", "12\n", SVC2004_BYTES_MAX + (size_t)1, &s),
                   "file: larger than the 8388608 bytes");
    assert_true(s.count == 0 && !s.points);
    char *zeros = calloc(1, SVC2004_BYTES_MAX); /* not too large */
    assert_non_null(zeros);
    assert_trouble(svc2004_parse("file", zeros, SVC2004_BYTES_MAX, &s),
                   "file:1: expected the number of points");
    free(zeros);
    char name[2001];
    memset(name, 'n', sizeof name - 1);
    name[2000] = 0;
    assert_trouble(svc2004_parse(name, "", 0, &s), ":1: expected the number of points, found an empty file");
}

static void broken_files_never_crash(void **state)
{
    (void)state;
    broken_campaign(svc2004_parse, good, sizeof good - 1, "0123456789 -.e\n\r\tx", 20000);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    Signature s, back;
    assert_ok(parse(good, &s));
    assert_ok(svc2004_write(own_folder_file("file"), &s));
    assert_ok(penfile_read(own_folder_file("file"), &back, NULL));
    broken_assert_same(&back, &s); /* whole counts come back exactly */
    signature_free(&back);

    s.points[0].ink = true; /* the first point has no way before it: always written as 0 */
    assert_ok(svc2004_write(own_folder_file("file"), &s));
    assert_ok(penfile_read(own_folder_file("file"), &back, NULL));
    assert_false(back.points[0].ink);
    signature_free(&back);

    for (size_t i = 0; i < s.count; i++) /* 1.25 mm and so on, without pressure */
        s.points[i] = (PenPoint){.x = s.points[i].x / 80, .y = -1.5, .t = s.points[i].t, .ink = i % 4 != 0};
    s.unit = SIGNATURE_MILLIMETRES;
    s.has_pressure = false;
    assert_ok(svc2004_write(own_folder_file("file"), &s));
    assert_ok(penfile_read(own_folder_file("file"), &back, NULL));
    assert_int_equal(back.unit, SIGNATURE_COUNTS);
    assert_false(back.has_pressure);
    for (size_t i = 0; i < s.count; i++) {
        assert_close(back.points[i].x, round(s.points[i].x * 100), 0); /* 100 counts a millimetre */
        assert_close(back.points[i].y, -150, 0);
        assert_int_equal(back.points[i].ink, s.points[i].ink);
    }
    signature_free(&back);
    signature_free(&s);
}

static void what_cannot_be_used_is_not_written(void **state)
{
    (void)state;
    Signature s, back;
    assert_ok(parse(good, &s));
    assert_ok(svc2004_write(own_folder_file("file"), &s));
    s.points[3].x = NAN;
    assert_trouble(svc2004_write(own_folder_file("file"), &s), "point 4: expected finite numbers");
    assert_ok(penfile_read(own_folder_file("file"), &back, NULL)); /* what stood there still stands */
    signature_free(&back);
    s.points[3].x = 0;
    assert_trouble(svc2004_write("/nowhere/at/all", &s), "cannot be written");
    assert_trouble(penfile_read("/nowhere/at/all", &back, NULL), "cannot be opened");
    assert_null(back.points);
    signature_free(&s);
}

/* The counts were made beforehand by other means, from the same files. */
static void the_whole_collection_is_read(void **state)
{
    (void)state;
    const char *folder = getenv("SVC2004_DIR");
    if (!folder) {
        print_message("SKIPPED: SVC2004_DIR is not set, so the real signatures were not read\n");
        skip();
    }
    size_t points = 0, first_lifted = 0, lifted = 0, repaired = 0, files_repaired = 0, repeated = 0;
    size_t shortest = SIZE_MAX, longest = 0;
    double least = INFINITY, most = 0;
    for (int user = 1; user <= 40; user++) {
        for (int number = 1; number <= 40; number++) {
            char name[1000];
            snprintf(name, sizeof name, "%s/U%dS%d.TXT", folder, user, number);
            Signature s;
            assert_ok(penfile_read(name, &s, NULL));
            points += s.count;
            shortest = s.count < shortest ? s.count : shortest;
            longest = s.count > longest ? s.count : longest;
            first_lifted += !s.points[0].ink;
            repaired += s.times_repaired;
            files_repaired += s.times_repaired > 0;
            for (size_t i = 1; i < s.count; i++) {
                lifted += !s.points[i].ink;
                repeated += s.points[i].x == s.points[i - 1].x && s.points[i].y == s.points[i - 1].y;
            }
            double duration = signature_duration(&s);
            if (s.times_repaired == 0) {
                least = fmin(least, duration);
                most = fmax(most, duration);
            }
            signature_free(&s);
        }
    }
    assert_int_equal(points, 333133);
    /* 1593 files begin with button 0 and 7 with 2 or 4; 7480 more points have button 0 and 126 - 7 more 2 or 4 */
    assert_int_equal(first_lifted, 1600);
    assert_int_equal(lifted, 7480 + 119);
    assert_int_equal(repaired, 516 + 13); /* equal, and stepping back */
    assert_in_range(files_repaired, 431, 431 + 13);
    assert_int_equal(repeated, 10665);
    assert_int_equal(shortest, 80);
    assert_int_equal(longest, 713);
    assert_close(least, 0.79, 0.005);
    assert_close(most, 9.39, 0.005);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_read),
        cmocka_unit_test(odd_but_harmless_files_are_read),
        cmocka_unit_test(four_columns_are_a_signature_without_pressure),
        cmocka_unit_test(the_switches_on_the_pens_side_are_not_its_tip),
        cmocka_unit_test(times_that_repeat_or_step_back_are_repaired),
        cmocka_unit_test(a_bad_count_is_told),
        cmocka_unit_test(a_bad_line_is_told),
        cmocka_unit_test(ten_points_are_enough_and_65536_not_too_many),
        cmocka_unit_test(impossible_times_are_told),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(broken_files_never_crash),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(what_cannot_be_used_is_not_written),
        cmocka_unit_test(points_closer_than_milliseconds_tell_are_not_written),
        cmocka_unit_test(the_whole_collection_is_read),
    };
    return cmocka_run_group_tests(tests, own_folder_make, own_folder_remove);
}
