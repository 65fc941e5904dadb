#define _POSIX_C_SOURCE 200809L
#include "pen/inkml.h"
#include "support/broken.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "pen/penfile.h"

/* Ink with this format and these traces, each on a line of its own (the first trace is on line 3). */
static const char *ink(const char *format, const char *traces)
{
    static char text[20000];
    snprintf(text, sizeof text,
             "<ink xmlns=\"http://www.w3.org/2003/InkML\">\n<traceFormat>%s</traceFormat>\n%s\n</ink>\n",
             format, traces);
    return text;
}

#define X_Y_T   "<channel name=\"X\"/><channel name=\"Y\"/><channel name=\"T\"/>"
#define X_Y_T_F X_Y_T "<channel name=\"F\" max=\"1000\"/>"

/* Twelve points of a usable signature, in two traces. */
static const char two_traces[] =
    "<trace>0 0 0, 10 5 10, 20 8 20, 30 9 30, 40 8 40, 50 5 50</trace>\n"
    "<trace>60 0 150, 70 5 160, 80 8 170, 90 9 180, 100 8 190, 110 5 200</trace>";

static Status parse(const char *text, Signature *signature)
{
    return broken_parse_text(inkml_parse, text, signature);
}

static Signature accepted(const char *text)
{
    Signature s;
    assert_ok(parse(text, &s));
    assert_ok(signature_check(&s));
    return s;
}

static void refused(const char *text, const char *sentence)
{
    Signature s = {.count = 5};
    assert_trouble(parse(text, &s), sentence);
    assert_int_equal(s.count, 0);
    assert_null(s.points);
}

static void traces_are_strokes_and_y_is_turned_round(void **state)
{
    (void)state;
    Signature s = accepted(ink(X_Y_T, two_traces));
    assert_int_equal(s.count, 12);
    assert_int_equal(signature_strokes(&s), 2);
    assert_int_equal(s.unit, SIGNATURE_COUNTS);
    assert_false(s.has_pressure);
    assert_close(s.points[1].x, 10, 0);
    assert_close(s.points[1].y, -5, 0);
    assert_close(s.points[6].t, 0.15, 1e-12);
    assert_false(s.points[0].ink);
    assert_true(s.points[5].ink);
    assert_false(s.points[6].ink);
    signature_free(&s);
}

static void the_declared_order_and_units_hold(void **state)
{
    (void)state;
    const char *format =
        "<channel name=\"T\" units=\"s\"/><channel name=\"F\" min=\"-100\" max=\"300\"/>"
        "<channel name=\"OTx\"/><channel name=\"Y\" units=\"cm\" orientation=\"-ve\"/>"
        "<channel name=\"X\" units=\"in\"/>"
        "<intermittentChannels><channel name=\"S1\" type=\"boolean\"/></intermittentChannels>";
    char points[2000] = "<trace>";
    for (int i = 0; i < 12; i++)
        sprintf(points + strlen(points), "%s7.%02d %d 45 %d %d%s", i ? ", " : "", i, 25 * i - 100, i, 2 * i,
                i == 3 ? " T" : "");
    strcat(points, "</trace>");
    Signature s = accepted(ink(format, points));
    assert_int_equal(s.unit, SIGNATURE_MILLIMETRES);
    assert_true(s.has_pressure);
    for (int i = 0; i < 12; i++) {
        assert_close(s.points[i].t, 0.01 * i, 1e-12);
        assert_close(s.points[i].pressure, i / 16.0, 1e-12);
        assert_close(s.points[i].y, 10 * i, 1e-12); /* -ve: it grows up in the file too */
        assert_close(s.points[i].x, 50.8 * i, 1e-12);
    }
    signature_free(&s);
}

/* The decoding of differences, worked out by hand for each channel. */
static void differences_are_added_up(void **state)
{
    (void)state;
    Signature s = accepted(
        ink(X_Y_T, "<trace>1125 18432 0,'23'43'10,\"7\"-8 10,3-5 10,7 -3 10,6 2 10,6 8 10,3 6 10,2 4 10,"
                   "* * *,!5!6!1000,'1 '2 '10</trace>"));
    /* x: first difference 23, then second differences 7 3 7 6 6 3 2 0 add to it; then plain 5, difference 1 */
    const double x[] = {1125, 1148, 1178, 1211, 1251, 1297, 1349, 1404, 1461, 1518, 5, 6};
    /* y: 43, then -8 -5 -3 2 8 6 4 0 */
    const double y[] = {18432, 18475, 18510, 18540, 18567, 18596, 18633, 18676, 18723, 18770, 6, 8};
    const double t[] = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 1000, 1010};
    assert_int_equal(s.count, 12);
    for (int i = 0; i < 12; i++) {
        assert_close(s.points[i].x, x[i], 1e-12);
        assert_close(s.points[i].y, -y[i], 1e-12);
        assert_close(s.points[i].t, t[i] / 1000, 1e-12);
    }
    signature_free(&s);
    /* each trace begins with plain values; * repeats one */
    s = accepted(ink(X_Y_T,
                     "<trace>0 0 0,'1'1'10,1 1 10,1 1 10,1 1 10,1 1 10,1 1 10</trace><trace>9 8 100,* 7 110,"
                     "* 6 120,* 5 130,* 4 140,* 3 150</trace>"));
    assert_close(s.points[6].x, 6, 0);
    assert_close(s.points[7].x, 9, 0);
    assert_close(s.points[12].x, 9, 0);
    assert_close(s.points[12].y, -3, 0);
    signature_free(&s);
}

static void times_may_lie_in_the_traces_offset(void **state)
{
    (void)state;
    const char *traces = "<trace timeOffset=\"5000\">0 0 0,1 1 10,2 0 20,3 1 30,4 0 40,5 1 50</trace>\n"
                         "<trace timeOffset=\"5200.5\">0 0 0,1 1 10,2 0 20,3 1 30,4 0 40,5 1 50</trace>";
    Signature s = accepted(ink(X_Y_T, traces));
    assert_close(s.points[5].t, 0.05, 1e-12);
    assert_close(s.points[6].t, 0.2005, 1e-12);
    signature_free(&s);
    traces = "<trace>0 0 0,1 1 10,2 0 20,3 1 30,4 0 40,5 1 50</trace>\n"
             "<trace>0 0 0,1 1 10,2 0 20,3 1 30,4 0 40,5 1 50</trace>";
    refused(ink(X_Y_T, traces),
            "file:4: expected a trace that begins after the one before, found one 0.05 s earlier "
            "(is a timeOffset missing?)");
}

static void traces_in_the_air_and_continued_ones(void **state)
{
    (void)state;
    const char *traces =
        "<trace>0 0 0,1 1 10,2 0 20,3 1 30</trace><trace type=\"penUp\">4 0 40,5 1 50</trace>"
        "<trace type=\"penDown\">6 0 60,7 1 70,8 1 80,9 1 90</trace>"
        "<trace continuation=\"end\">9 2 100,9 3 110</trace><trace></trace><trace> </trace>";
    Signature s = accepted(ink(X_Y_T, traces));
    const bool expected[] = {0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1};
    assert_int_equal(s.count, 12);
    for (int i = 0; i < 12; i++)
        assert_int_equal(s.points[i].ink, expected[i]);
    signature_free(&s);
}

static void what_surrounds_the_ink_is_read_over(void **state)
{
    (void)state;
    char text[4000];
    snprintf(
        text, sizeof text,
        "<?xml version='1.0'?><i:ink "
        "xmlns:i='http://www.w3.org/2003/InkML'><i:definitions><i:context><i:inkSource>"
        "<i:traceFormat>%s</i:traceFormat></i:inkSource></i:context></i:definitions><i:annotation>trace 1 2 3"
        "</i:annotation><i:traceGroup>",
        "<i:channel name='X'/><i:channel name='Y'/><i:channel name='T'/>");
    for (int i = 0; i < 12; i++)
        sprintf(text + strlen(text), i ? "<!-- x -->,%d\n%d\t%d" : "<i:trace>%d %d %d", i, i % 2, 10 * i);
    strcat(text, "</i:trace></i:traceGroup></i:ink>");
    Signature s = accepted(text);
    assert_int_equal(s.count, 12);
    signature_free(&s);
}

static void what_is_not_of_the_format_is_read_over(void **state)
{
    (void)state;
    char many[3000] = "";
    for (int i = 0; i < 100; i++)
        strcat(many, "<annotation/>");
    strcat(many, "<channel/><channel name=\"X\"/>"); /* outside */
    strcat(many, two_traces);
    Signature s = accepted(
        ink("<intermittentChannels><channel name=\"A\"/></intermittentChannels><annotation/>" X_Y_T, many));
    assert_int_equal(s.count, 12);
    signature_free(&s);
}

static void repeated_times_are_repaired(void **state)
{
    (void)state;
    Signature s = accepted(
        ink(X_Y_T, "<trace>0 0 0,1 1 10,2 0 20,3 1 20,4 0 30,5 1 40,0 0 50,1 1 60,2 0 70,3 1 80</trace>"));
    assert_int_equal(s.times_repaired, 1);
    assert_close(s.points[9].t, 0.09, 1e-12);
    signature_free(&s);
}

static void broken_xml_is_told(void **state)
{
    (void)state;
    refused("", "file:1: expected well-formed XML, found: no element found");
    refused("12\n1 2 3", "file:1: expected well-formed XML, found: ");
    refused("<ink>\n<trace>", "file:2: expected ");
    refused("<ink>\n<trace></ink>",
            "expected a traceFormat with channels X, Y and T before the first trace, found none");
    refused("<html><ink/></html>", "file:1: expected an ink element, found 'html'");
    refused("<ink/>", "file: expected 10 to 65536 points, found 0");
    refused("<!DOCTYPE ink [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<ink>&b;</ink>",
            "file:1: expected InkML without a DOCTYPE, found 'ink'");
    refused("<ink>&nothing;</ink>", "file:1: expected well-formed XML, found: undefined entity");
    Signature s = {.count = 5, .points = (PenPoint *)1};
    assert_trouble(inkml_parse("file", "<ink>\0</ink>", 12, &s), "file:1: expected well-formed XML");
    s = (Signature){.count = 5, .points = (PenPoint *)1};
    assert_trouble(inkml_parse("file", "", INKML_BYTES_MAX + (size_t)1, &s),
                   "file: larger than the 33554432 bytes");
    assert_true(s.count == 0 && !s.points);
    char *zeros = calloc(1, INKML_BYTES_MAX);
    assert_non_null(zeros);
    assert_trouble(inkml_parse("file", zeros, INKML_BYTES_MAX, &s), "file:1: expected well-formed XML");
    free(zeros);
}

static void elements_within_each_other_have_an_end(void **state)
{
    (void)state;
    enum { DEEP = 1000000 };
    char *text = malloc(5 + 3 * DEEP + 1);
    assert_non_null(text);
    strcpy(text, "<ink>");
    for (size_t i = 0; i < DEEP; i++)
        memcpy(text + 5 + 3 * i, "<a>", 4);
    refused(text, "file:1: expected at most 64 elements within each other, found more");
    free(text);

    char whole[2000] = "", deep[500] = ""; /* ink and 63 more; what is refused is not read any more */
    for (int i = 0; i < 62; i++)
        strcat(deep, "<a>");
    snprintf(whole, sizeof whole, "%s<a/>", deep);
    for (int i = 0; i < 62; i++)
        strcat(whole, "</a>");
    strcat(whole, two_traces);
    Signature s = accepted(ink(X_Y_T, whole));
    signature_free(&s);
    snprintf(whole, sizeof whole, "<ink>%s<a><traceFormat/>", deep);
    refused(whole, "file:1: expected at most 64 elements within each other, found more");
}

static void a_bad_format_is_told(void **state)
{
    (void)state;
    refused(ink("<channel name=\"X\"/><channel name=\"Y\"/>", two_traces),
            "file:2: expected channels X, Y and T in the traceFormat, found none named T");
    refused(ink("<channel name=\"T\"/><channel name=\"Y\"/>", two_traces), "found none named X");
    refused(ink("<channel name=\"T\"/><channel name=\"X\"/>", two_traces), "found none named Y");
    refused(ink("", two_traces), "found none named X");
    refused(ink(X_Y_T "<channel name=\"X\"/>", two_traces), "file:2: expected each channel once, found 'X'");
    refused(ink(X_Y_T "<channel/>", two_traces), "file:2: expected a channel with a name, found one without");
    refused(ink(X_Y_T "<intermittentChannels><channel name=\"F\"/></intermittentChannels>", two_traces),
            "file:2: expected X, Y, T and F among the regular channels, found 'F'");
    refused(ink("<channel name=\"X\" units=\"mm\"/><channel name=\"Y\"/><channel name=\"T\"/>", two_traces),
            "file:2: expected X and Y both in a unit of length or neither, found one of each");
    refused(ink("<channel name=\"X\" units=\"furlong\"/>", two_traces),
            "file:2: expected units mm, cm, m, in, pt, pc, himetric, dev or px, found 'furlong'");
    refused(ink("<channel name=\"T\" units=\"dev\"/>", two_traces),
            "file:2: expected units s, ms or us for T, found 'dev'");
    refused(ink("<channel name=\"Y\" orientation=\"up\"/>", two_traces),
            "file:2: expected orientation +ve or -ve, found 'up'");
    refused(ink("<channel name=\"F\" max=\"much\"/>", two_traces),
            "file:2: expected a number for max, found 'much'");
    refused(ink("<channel name=\"F\" min=\"1e999\"/>", two_traces),
            "file:2: expected a number for min, found '1e999'");
    refused(ink("<channel name=\"F\" min=\"3\" max=\"3\"/>", two_traces),
            "file:2: expected a max of F above its min, found 3 and 3");
    refused(ink("<channel name=\"F\" min=\"-1.7e308\" max=\"1.7e308\"/>", two_traces),
            "file:2: expected a max of F above");
    refused(ink(X_Y_T "</traceFormat><traceFormat>", two_traces),
            "file:2: expected one traceFormat, found a second");
    char many[2000] = X_Y_T;
    for (int i = 0; i < 14; i++)
        strcat(many, "<channel name=\"A\"/>");
    refused(ink(many, two_traces), "file:2: expected at most 16 channels, found more");
}

static void bad_points_are_told(void **state)
{
    (void)state;
    refused(ink(X_Y_T, "<trace>1 2 3,\n4 5</trace>"), "file:4: expected 3 numbers for a point, found 2");
    refused(ink(X_Y_T, "<trace>1 2 3,</trace>"), "file:3: expected 3 numbers for a point, found 0");
    refused(ink(X_Y_T, "<trace>,1 2 3</trace>"), "file:3: expected 3 numbers for a point, found 0");
    refused(ink(X_Y_T, "<trace>1 2 3 4</trace>"), "file:3: expected 3 numbers for a point, found more");
    refused(ink(X_Y_T, "<trace>1 2 3,4 x5y 6</trace>"), "file:3: expected a number, found 'x5y'");
    refused(ink(X_Y_T, "<trace>1 nan 3</trace>"), "file:3: expected a number, found 'nan'");
    refused(ink(X_Y_T, "<trace>1.2.3 4</trace>"), "file:3: expected a number, found '1.2.3'");
    refused(ink(X_Y_T, "<trace>1 T 3</trace>"), "file:3: expected a number, found 'T'");
    refused(ink(X_Y_T, "<trace>1 ? 3</trace>"), "file:3: expected a number, found '?'");
    refused(ink(X_Y_T, "<trace>#1F 2 3</trace>"), "file:3: expected a number, found '#1F'");
    refused(ink(X_Y_T, "<trace>'1 2 3</trace>"), "file:3: expected a number, found ''1'");
    refused(ink(X_Y_T, "<trace>* 2 3</trace>"), "file:3: expected a number, found '*'");
    refused(ink(X_Y_T, "<trace>1e999 2 3</trace>"), "file:3: expected numbers within 1e15 of 0, found inf");
    refused(ink(X_Y_T, "<trace>1 2 3,'1e999 1 1,-1e999 1 1</trace>"),
            "file:3: expected numbers within 1e15 of 0, found inf");
    refused(ink(X_Y_T_F, "<trace>1 2 3 1001</trace>"),
            "file:3: expected F between its channel's min and max, 0 and 1000, found 1001");
    refused(ink(X_Y_T, "<trace timeOffset=\"soon\">1 2 3</trace>"),
            "file:3: expected a number for timeOffset, found 'soon'");
    refused(ink(X_Y_T, "<trace><trace>1 2 3</trace></trace>"),
            "file:3: expected numbers in a trace, found another trace");
    refused("<ink><trace timeOffset=\"soon\"></trace></ink>",
            "file:1: expected a traceFormat with channels X, Y and T before the first trace, found none");
    refused(ink(X_Y_T, "<trace><trace timeOffset=\"soon\"></trace></trace>"),
            "file:3: expected numbers in a trace, found another trace");
    refused(ink(X_Y_T, "<trace>x</trace>"), "file:3: expected a number, found 'x'");
    refused(ink(X_Y_T, "<trace>1 2 3</trace>"), "file: expected 10 to 65536 points, found 1");
    refused(
        ink(X_Y_T, "<trace>0 0 0,2e9 1 10,2 0 20,3 1 20,4 0 30,5 1 40,0 0 50,1 1 60,2 0 70,3 1 80</trace>"),
        "file: point 2: expected x and y within 1000000000 of 0, found 2e+09, -1");
}

/* So many points in traces of a thousand, 0.9 ms apart. */
static char *traces_of(size_t points)
{
    char *text = malloc(20 * points + 1000);
    assert_non_null(text);
    size_t size = (size_t)sprintf(text, "<ink><traceFormat>" X_Y_T "</traceFormat><trace>");
    for (size_t i = 0; i < points; i++)
        size += (size_t)sprintf(text + size, "%s%zu %zu %.1f",
                                i == 0     ? ""
                                : i % 1000 ? ","
                                           : "</trace><trace>",
                                i % 9, i % 7, 0.9 * (double)i);
    sprintf(text + size, "</trace></ink>");
    return text;
}

static void too_many_points_are_refused(void **state)
{
    (void)state;
    static const size_t counts[] = {300, 1000, 3500, SIGNATURE_POINTS_MAX};
    for (int k = 0; k < 4; k++) {
        char *text = traces_of(counts[k]);
        Signature s;
        assert_ok(inkml_parse("file", text, strlen(text), &s));
        free(text);
        assert_int_equal(s.count, counts[k]);
        assert_close(s.points[s.count - 1].x, (double)((s.count - 1) % 9), 0);
        assert_int_equal(signature_strokes(&s), (s.count + 998) / 1000);
        signature_free(&s);
    }
    char *text = traces_of(SIGNATURE_POINTS_MAX + (size_t)1);
    refused(text, "file:1: expected at most 65536 points, found more");
    free(text);
}

/* Whatever the bytes, the answer is yes with a usable signature or no with a sentence. */
static void broken_files_never_crash(void **state)
{
    (void)state;
    char whole[3000];
    strcpy(
        whole,
        ink(X_Y_T_F,
            "<trace timeOffset=\"1\">0 0 0 1,'1'1'10'0,\"7\"-8 0 0,3-5 0 0,7 -3 0 0,6 2 0 0</trace>"
            "<trace type=\"penUp\">6 8 90 10,3 6 100 20,!2!4!110!9,* * 120 *,5 6 130 7,1 2 140 9</trace>"));
    Signature s;
    assert_ok(parse(whole, &s));
    signature_free(&s);
    broken_campaign(inkml_parse, whole, strlen(whole), "0123456789 -.e,'\"!*?<>/&=TF", 20000);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    char path[] = "/tmp/twingrad-inkml-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    Random random = random_seeded(13);
    Signature s, back;
    assert_ok(signature_create(50, &s));
    for (int pressure = 0; pressure < 2; pressure++) {
        double t = 0;
        for (size_t i = 0; i < s.count; i++) {
            s.points[i] = (PenPoint){.x = random_between(&random, -1e6, 1e6),
                                     .y = random_between(&random, -100, 100),
                                     .t = t,
                                     .pressure = pressure ? random_uniform(&random) : 0,
                                     .ink = i > 0 && random_uniform(&random) < 0.8};
            t += random_between(&random, 0.002, 0.1);
        }
        s.has_pressure = pressure;
        s.unit = pressure ? SIGNATURE_MILLIMETRES : SIGNATURE_COUNTS;
        assert_ok(inkml_write(path, &s));
        assert_ok(penfile_read(path, &back, NULL));
        assert_int_equal(back.count, s.count);
        assert_int_equal(back.unit, s.unit);
        assert_int_equal(back.has_pressure, s.has_pressure);
        assert_int_equal(back.times_repaired, 0);
        for (size_t i = 0; i < s.count; i++) {
            assert_true(fabs(back.points[i].x - s.points[i].x) < 0.6e-6);
            assert_true(fabs(back.points[i].y - s.points[i].y) < 0.6e-6);
            assert_true(fabs(back.points[i].t - s.points[i].t) < 0.6e-6);
            assert_true(fabs(back.points[i].pressure - s.points[i].pressure) < 0.6e-6);
            assert_int_equal(back.points[i].ink, s.points[i].ink);
        }
        signature_free(&back);
    }
    s.points[7].y = NAN;
    assert_trouble(inkml_write(path, &s), "point 8: expected finite numbers");
    assert_trouble(penfile_read("/nowhere/at/all", &back, NULL), "cannot be opened");
    signature_free(&s);
    unlink(path);
}

static void six_digits_are_written_and_three_of_a_millisecond(void **state)
{
    (void)state;
    PenPoint points[10];
    for (size_t i = 0; i < 10; i++)
        points[i] =
            (PenPoint){.x = 1 / 3.0, .y = 2 / 3.0, .t = (double)i / 70, .pressure = 1 / 7.0, .ink = true};
    Signature s = {.count = 10,
                   .points = (PenPoint *)(uintptr_t)edge_copy(points, sizeof points),
                   .has_pressure = true},
              back;
    char path[] = "/tmp/twingrad-inkml-XXXXXX", *text;
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    assert_ok(inkml_write(path, &s)); /* the first point's ink, which means nothing, too */
    size_t size;
    assert_ok(files_read(path, 10000, &text, &size));
    assert_non_null(strstr(text, "<trace contextRef=\"#pen\">\n    0.333333 -0.666667 0 0.142857,\n    "
                                 "0.333333 -0.666667 14.286 0.142857,\n"));
    free(text);
    assert_ok(penfile_read(path, &back, NULL));
    assert_int_equal(back.count, 10);
    signature_free(&back);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_are_strokes_and_y_is_turned_round),
        cmocka_unit_test(the_declared_order_and_units_hold),
        cmocka_unit_test(differences_are_added_up),
        cmocka_unit_test(times_may_lie_in_the_traces_offset),
        cmocka_unit_test(traces_in_the_air_and_continued_ones),
        cmocka_unit_test(what_surrounds_the_ink_is_read_over),
        cmocka_unit_test(what_is_not_of_the_format_is_read_over),
        cmocka_unit_test(repeated_times_are_repaired),
        cmocka_unit_test(broken_xml_is_told),
        cmocka_unit_test(elements_within_each_other_have_an_end),
        cmocka_unit_test(a_bad_format_is_told),
        cmocka_unit_test(bad_points_are_told),
        cmocka_unit_test(too_many_points_are_refused),
        cmocka_unit_test(broken_files_never_crash),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(six_digits_are_written_and_three_of_a_millisecond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
