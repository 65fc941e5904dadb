#include "pen/inktrace.h"
#include "support/edge.h"
#include "support/test.h"

enum { ROOM = 64 };

/* A format of these channels, each a name that may be followed by a space and its units. */
static InktraceFormat format_of(size_t count, const char *const channels[])
{
    InktraceFormat format = {0};
    for (size_t k = 0; k < count; k++) {
        char name[20];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(channels[k], " "), channels[k]);
        const char *units = strchr(channels[k], ' ');
        const char *attributes[] = {"name", name, units ? "units" : NULL, units ? units + 1 : NULL, NULL};
        assert_ok(inktrace_add_channel(&format, attributes, false, "file", 1));
    }
    return format;
}

static InktraceFormat x_y_t(void)
{
    return format_of(3, (const char *const[]){"X", "Y", "T"});
}

/* The points of a text that ends at the edge of the memory, behind those that were read before. */
static Status read_more(const InktraceFormat *format, const char *text, double offset, InktraceClock *clock,
                        Signature *signature)
{
    const Inktrace trace = {.name = "file", .line = 3, .offset = offset};
    size_t size = strlen(text);
    const char *at = edge_copy(text, size);
    return inktrace_read_points(&trace, format, at, at + size, clock, signature);
}

static Status read_all(const InktraceFormat *format, const char *text, PenPoint points[ROOM], size_t *count)
{
    Signature signature = {.points = points};
    InktraceClock clock = {0};
    Status status = read_more(format, text, 0, &clock, &signature);
    *count = signature.count;
    return status;
}

static void refused(const InktraceFormat *format, const char *text, const char *sentence)
{
    PenPoint points[ROOM];
    size_t count;
    assert_trouble(read_all(format, text, points, &count), sentence);
}

static void time_begins_with_the_first_point_of_all(void **state)
{
    (void)state;
    const InktraceFormat format = format_of(4, (const char *const[]){"OTx", "T", "X", "Y"});
    PenPoint points[ROOM];
    Signature s = {.points = points};
    InktraceClock clock = {0};
    assert_ok(read_more(&format, "7 100 1 2,8 110 1 2", 5000, &clock, &s));
    assert_ok(read_more(&format, "9 100 1 2,9 130 3 4", 5200, &clock, &s));
    assert_int_equal(s.count, 4);
    const double t[] = {0, 0.01, 0.2, 0.23};
    for (int i = 0; i < 4; i++)
        assert_close(points[i].t, t[i], 1e-12);
    assert_close(clock.latest, 0.23, 1e-12);
    assert_trouble(read_more(&format, "9 300 1 2", 5010, &clock, &s),
                   "file:3: expected a trace that begins after the one before, found one 0.02 s earlier");
}

/* Worked out by hand: plain values, then second differences, which go on from the last two of them. */
static void differences_go_on_from_plain_values(void **state)
{
    (void)state;
    const InktraceFormat format = x_y_t();
    PenPoint points[ROOM];
    size_t count;
    assert_ok(read_all(&format, "5 5 0,8\"2 10,\"1 0 20,* * 30,1 '3 40", points, &count));
    assert_int_equal(count, 5);
    /* x: 5, 8, then 3 + 1 = 4 on, 4 on, 4 + 1 = 5 on; y: 5, 2 on (there was one value only), 2 on, 2 on, 3 on */
    const double x[] = {5, 8, 12, 16, 21}, y[] = {5, 7, 9, 11, 14};
    for (int i = 0; i < 5; i++) {
        assert_close(points[i].x, x[i], 0);
        assert_close(points[i].y, -y[i], 0);
    }
}

static void what_is_read_over_may_be_true_false_or_far_away(void **state)
{
    (void)state;
    InktraceFormat format = format_of(4, (const char *const[]){"X", "OTx deg", "Y", "T"});
    const char *attributes[] = {"name", "B", NULL};
    assert_ok(inktrace_add_channel(&format, attributes, true, "file", 1));
    assert_ok(inktrace_add_channel(&format, attributes, true, "file", 1));
    PenPoint points[ROOM];
    size_t count;
    assert_ok(read_all(&format, "1 T 3 0,1 F 3 10 T,1 1e300 3 20 F *,1 -1e300 3 30 * 'F,1 * 3 40 5", points,
                       &count));
    assert_int_equal(count, 5);
    for (int i = 0; i < 5; i++)
        assert_true(points[i].x == 1 && points[i].y == -3);
    assert_ok(read_all(&format, "1F3 0,1T3 1,1 T3 2", points, &count)); /* as good as with a blank */
    for (int i = 0; i < 3; i++)
        assert_true(points[i].x == 1 && points[i].y == -3);
    refused(&format, "1 2 T 4", "file:3: expected a number, found 'T'");
    refused(&format, "1 2 3 4 5 6 7", "file:3: expected 4 numbers for a point, found more");
}

static void numbers_have_limits(void **state)
{
    (void)state;
    const InktraceFormat format = x_y_t();
    PenPoint points[ROOM];
    size_t count;
    assert_ok(read_all(&format, "1e15 -1e15 0,-1e15 1e15 1", points, &count));
    assert_close(points[0].x, 1e15, 0);
    refused(&format, "1.01e15 2 3", "file:3: expected numbers within 1e15 of 0, found 1.01e+15");
    refused(&format, "1 -1.01e15 3", "file:3: expected numbers within 1e15 of 0, found -1.01e+15");
    refused(&format, "1 2 -1e16", "file:3: expected numbers within 1e15 of 0, found -1e+16");
}

static void pressure_lies_between_min_and_max(void **state)
{
    (void)state;
    InktraceFormat format = x_y_t();
    const char *attributes[] = {"max", "7", "min", "-1", "name", "F", NULL};
    assert_ok(inktrace_add_channel(&format, attributes, false, "file", 1));
    PenPoint points[ROOM];
    size_t count;
    assert_ok(read_all(&format, "1 2 0 -1,1 2 1 7,1 2 2 5", points, &count));
    assert_true(points[0].pressure == 0 && points[1].pressure == 1 && points[2].pressure == 0.75);
    refused(&format, "1 2 3 -1.1",
            "file:3: expected F between its channel's min and max, -1 and 7, found -1.1");
    refused(&format, "1 2 3 7.1",
            "file:3: expected F between its channel's min and max, -1 and 7, found 7.1");
    InktraceFormat usual = format_of(4, (const char *const[]){"X", "Y", "T", "F"}), without = x_y_t();
    assert_ok(read_all(&usual, "1 2 0 0,1 2 1 0.5,1 2 1 1", points, &count));
    assert_true(points[0].pressure == 0 && points[1].pressure == 0.5 && points[2].pressure == 1);
    assert_ok(read_all(&without, "1 2 0,1 2 1,1 2 1", points, &count));
    assert_true(points[0].pressure == 0 && points[1].pressure == 0 && points[2].pressure == 0);
}

static void units_are_what_their_names_say(void **state)
{
    (void)state;
    static const struct {
        const char *units;
        double factor;
        bool length;
    } cases[] = {
        {"mm", 1, true},    {"cm", 10, true},        {"m", 1000, true},
        {"in", 25.4, true}, {"pt", 25.4 / 72, true}, {"pc", 25.4 / 6, true},
        {"dev", 1, false},  {"px", 1, false},        {"himetric", 0.01, true},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char x[20], y[20];
        snprintf(x, sizeof x, "X %s", cases[k].units);
        snprintf(y, sizeof y, "Y %s", cases[k].units);
        InktraceFormat format = format_of(3, (const char *const[]){x, y, "T us"});
        assert_ok(inktrace_check_format(&format, "file", 2));
        PenPoint points[ROOM];
        Signature s = {.points = points, .unit = cases[k].length ? SIGNATURE_COUNTS : SIGNATURE_MILLIMETRES};
        InktraceClock clock = {0};
        assert_ok(read_more(&format, "3 4 0,5 6 7", 0, &clock, &s));
        assert_close_relative(points[1].x, 5 * cases[k].factor, 1e-15);
        assert_close_relative(points[1].y, -6 * cases[k].factor, 1e-15);
        assert_close_relative(points[1].t, 7e-6, 1e-15);
        assert_int_equal(s.unit, cases[k].length ? SIGNATURE_MILLIMETRES : SIGNATURE_COUNTS);
    }
}

static void a_channel_is_known_by_its_whole_name_alone(void **state)
{
    (void)state;
    InktraceFormat format = format_of(2, (const char *const[]){"Xr", "TWIST"});
    assert_false(format.has[INKTRACE_X] || format.has[INKTRACE_T]);
    assert_int_equal(format.channels[1].role, INKTRACE_OTHER);
    const char *attributes[] = {"xml:id", "name", "name", "Y", "orientation", "+ve", NULL};
    assert_ok(inktrace_add_channel(&format, attributes, false, "file", 1));
    assert_int_equal(format.channels[2].role, INKTRACE_Y);
    assert_close(format.channels[2].scale, -1, 0);
    const char *time[] = {"name", "T", "orientation", "-ve", NULL}; /* time has none */
    assert_ok(inktrace_add_channel(&format, time, false, "file", 1));
    assert_close(format.channels[3].scale, 1e-3, 0);
    const char *pressure[] = {"name", "F", "max", "3 ", NULL};
    assert_trouble(inktrace_add_channel(&format, pressure, false, "file", 1),
                   "file:1: expected a number for max, found '3 '");
}

static void a_point_may_have_sixteen_numbers(void **state)
{
    (void)state;
    InktraceFormat format = x_y_t();
    const char *attributes[] = {"name", "A", NULL};
    for (int k = 0; k < 13; k++)
        assert_ok(inktrace_add_channel(&format, attributes, k % 2, "file", 1));
    for (int k = 0; k < 2; k++)
        assert_trouble(inktrace_add_channel(&format, attributes, k, "file", 1),
                       "file:1: expected at most 16 channels, found more");
    assert_int_equal(format.count, 10);
    assert_int_equal(format.intermittent, 6);
}

static void only_a_middle_or_an_end_continues_a_trace(void **state)
{
    (void)state;
    static const struct {
        const char *continuation;
        bool continues;
    } cases[] = {{"begin", false}, {"middle", true}, {"end", true}};
    for (size_t k = 0; k < 3; k++) {
        Inktrace trace;
        const char *attributes[] = {"continuation", cases[k].continuation, NULL};
        assert_ok(inktrace_begin(&trace, attributes, "file", 4));
        assert_int_equal(trace.continues, cases[k].continues);
        assert_false(trace.in_air);
        assert_close(trace.offset, 0, 0);
        assert_int_equal(trace.line, 4);
    }
}

/* Wherever the text is cut off nothing behind it is looked at. */
static void a_text_that_is_cut_off_is_read_to_its_end(void **state)
{
    (void)state;
    InktraceFormat format = format_of(4, (const char *const[]){"X", "Y", "T", "OTx"});
    const char *attributes[] = {"name", "B", NULL};
    assert_ok(inktrace_add_channel(&format, attributes, true, "file", 1));
    const char whole[] = "1 -2.5e1 0 T F,\n'1\"2'10 * T,!3 !4 \r!20\t!F,x y";
    size_t read = 0, refusals = 0;
    for (size_t size = 0; size < sizeof whole; size++) {
        char text[sizeof whole];
        memcpy(text, whole, size);
        text[size] = 0;
        PenPoint points[ROOM];
        size_t count;
        if (read_all(&format, text, points, &count).ok)
            read++;
        else
            refusals++;
    }
    assert_true(read > 5 && refusals > 20);
    static const char zero[] = "1\0 2 3";
    Signature s = {0};
    InktraceClock clock = {0};
    const Inktrace trace = {.name = "file", .line = 3};
    assert_trouble(inktrace_read_points(&trace, &format, zero, zero + 6, &clock, &s),
                   "file:3: expected a number, found '1?'");
    refused(&format, "1 x", "file:3: expected a number, found 'x'");
    refused(&format, "1 x,5", "file:3: expected a number, found 'x'");
    refused(&format, "1 x\r5", "file:3: expected a number, found 'x'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_begins_with_the_first_point_of_all),
        cmocka_unit_test(differences_go_on_from_plain_values),
        cmocka_unit_test(what_is_read_over_may_be_true_false_or_far_away),
        cmocka_unit_test(numbers_have_limits),
        cmocka_unit_test(pressure_lies_between_min_and_max),
        cmocka_unit_test(units_are_what_their_names_say),
        cmocka_unit_test(a_channel_is_known_by_its_whole_name_alone),
        cmocka_unit_test(a_point_may_have_sixteen_numbers),
        cmocka_unit_test(only_a_middle_or_an_end_continues_a_trace),
        cmocka_unit_test(a_text_that_is_cut_off_is_read_to_its_end),
    };
    return cmocka_run_group_tests_name("inktrace", tests, NULL, NULL);
}
