#define _XOPEN_SOURCE 700
/* The report in words, as JSON, as pictures, and as a failing cmocka test. */
#include "gradcheck/gradcheck.h"
#include "support/comma.h"
#include "support/test.h"

#include "gradcheck/gradcheck_cmocka.h"
#include <jansson.h>
#include <stdlib.h>

enum { ROWS = 4, COLS = 3, N = ROWS * COLS };

typedef struct Model {
    double x[N], g[N];
    double spoil; /* the gradient times this */
    bool nan, kink, outside;
} Model;

static int loss(void *user, double *value)
{
    const Model *m = user;
    *value = 0;
    for (size_t i = 0; i < N; i++)
        *value += sin(m->x[i] + (double)i) * (1 + (double)i);
    *value += m->kink ? fabs(m->x[0]) : 0;
    if (m->nan)
        *value = NAN;
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    (void)blocks;
    for (size_t i = 0; i < N; i++)
        m->g[i] = cos(m->x[i] + (double)i) * (1 + (double)i) * m->spoil;
    return m->outside ? 3 : 0;
}

static GradcheckReport *check(Model *m, const char *name)
{
    GradcheckBlock block = {.name = name, .value = m->x, .gradient = m->g, .rows = ROWS, .cols = COLS};
    GradcheckProblem problem = {.name = name,
                                .user = m,
                                .blocks = &block,
                                .n_blocks = 1,
                                .loss = loss,
                                .gradient = gradient,
                                .n_samples = 5};
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_OK);
    return report;
}

static const char long_name[] = "a\"name\\with\neverything\xc3\xa9\xff";

/* Every kind of report that is easily had. */
static GradcheckReport *some(size_t which)
{
    Model models[] = {{.spoil = 1},
                      {.spoil = 5},
                      {.spoil = -0.2},
                      {.spoil = 1, .nan = true},
                      {.spoil = 1, .kink = true},
                      {.spoil = 1, .outside = true},
                      {.spoil = NAN},
                      {.spoil = 0},
                      {.spoil = 1e300}};
    return which < sizeof models / sizeof *models ? check(&models[which], which % 2 ? "W" : long_name) : NULL;
}

static void no_line_is_wider_than_80_columns(void **state)
{
    (void)state;
    static char text[8192];
    GradcheckReport *report;
    for (size_t k = 0; (report = some(k)); k++) {
        size_t length =
            gradcheck_text_copy(report, &(GradcheckTextOptions){.entries = 20}, text, sizeof text);
        assert_int_equal(length, strlen(text));
        for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
            size_t columns = 0;
            for (char *c = line; *c; c++)
                columns += ((unsigned char)*c & 0xc0) != 0x80;
            if (columns > 80)
                print_error("%zu columns: %s\n", columns, line);
            assert_true(columns <= 80);
        }
        gradcheck_report_free(report);
    }
}

static void the_words_say_what_an_engineer_needs(void **state)
{
    (void)state;
    static char text[8192];
    GradcheckReport *report = some(1);
    gradcheck_text_copy(report, NULL, text, sizeof text);
    const char *needed[] = {"GRADIENT WRONG",
                            "(4x3): 12 of 12 entries outside their error bar",
                            "worst [",
                            "yours ",
                            "numeric ",
                            "bars",
                            "likely: 1/N is missing  (yours = 5 * numeric; N = 5)",
                            "reproduce: seed 1, h = 2^-",
                            "f+ = ",
                            "f- = "};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (!strstr(text, needed[i]))
            print_error("no '%s' in\n%s", needed[i], text);
        assert_non_null(strstr(text, needed[i]));
    }
    assert_null(strstr(text, "\033["));
    assert_int_equal(gradcheck_report_verdict(report), GRADCHECK_WRONG);
    gradcheck_text_copy(report, &(GradcheckTextOptions){.colour = true}, text, sizeof text);
    assert_non_null(strstr(text, "\033[31mGRADIENT WRONG\033[0m"));
    gradcheck_report_free(report);
}

static void a_small_buffer_is_filled_and_never_overrun(void **state)
{
    (void)state;
    char text[64], whole[8192];
    GradcheckReport *report = some(1);
    size_t length = gradcheck_text_copy(report, NULL, whole, sizeof whole);
    for (size_t size = 0; size < sizeof text; size++) {
        memset(text, 'x', sizeof text);
        assert_int_equal(gradcheck_text_copy(report, NULL, text, size), length);
        assert_true(size == 0 || strlen(text) == size - 1);
        assert_true(size == 0 || memcmp(text, whole, size - 1) == 0);
        assert_true(text[size] == 'x');
        gradcheck_json_copy(report, text, size);
        assert_true(text[size] == 'x');
    }
    gradcheck_report_free(report);
}

static void the_json_is_valid_and_holds_the_numbers(void **state)
{
    (void)state;
    GradcheckReport *report;
    for (size_t k = 0; (report = some(k)); k++) {
        size_t length = gradcheck_json_copy(report, NULL, 0);
        char *text = malloc(length + 1);
        assert_non_null(text);
        assert_int_equal(gradcheck_json_copy(report, text, length + 1), length);
        json_error_t error;
        json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, &error);
        if (!document)
            print_error("%s at %d: %.200s\n", error.text, error.position, text);
        assert_non_null(document);
        assert_string_equal(json_string_value(json_object_get(document, "verdict")),
                            gradcheck_verdict_name(report->verdict));
        json_t *block = json_array_get(json_object_get(document, "blocks"), 0);
        json_t *entries = json_object_get(block, "entries");
        assert_int_equal(json_array_size(entries), report->blocks[0].n_entries);
        for (size_t i = 0; i < json_array_size(entries); i++) {
            json_t *numeric = json_object_get(json_array_get(entries, i), "numeric");
            assert_true(json_real_value(numeric) == report->blocks[0].entries[i].numeric);
        }
        json_decref(document);
        free(text);
        gradcheck_report_free(report);
    }
}

static void a_decimal_comma_changes_nothing(void **state)
{
    (void)state;
    static char plain[20000], text[20000];
    if (!comma_begin())
        skip();
    comma_end();
    GradcheckReport *report = some(1);
    gradcheck_json_copy(report, plain, sizeof plain);
    assert_true(comma_begin());
    GradcheckReport *again = some(1);
    gradcheck_json_copy(again, text, sizeof text);
    comma_end();
    assert_string_equal(text, plain);
    gradcheck_report_free(report);
    gradcheck_report_free(again);
}

/* -------------------------------------------------------------------------------------------------------- pictures */

static GradcheckProblem problem_of(Model *m, GradcheckBlock *block)
{
    *block = (GradcheckBlock){.name = "W", .value = m->x, .gradient = m->g, .rows = ROWS, .cols = COLS};
    return (GradcheckProblem){.user = m, .blocks = block, .n_blocks = 1, .loss = loss, .gradient = gradient};
}

static void the_curve_is_a_v(void **state)
{
    (void)state;
    Model m = {.spoil = 1}, before = m;
    GradcheckBlock block;
    GradcheckProblem problem = problem_of(&m, &block);
    GradcheckCurve curve;
    assert_int_equal(gradcheck_curve_steps(&problem, NULL, 0, 4, &curve), GRADCHECK_OK);
    assert_memory_equal(&m, &before, sizeof m);
    assert_true(curve.n > 40);
    size_t least = 0;
    for (size_t i = 0; i < curve.n; i++)
        least = curve.error[i] < curve.error[least] ? i : least;
    assert_true(curve.step[least] < 1e-3 && curve.step[least] > 1e-8);
    assert_close(curve.error[3] / curve.error[4], 4, 0.1); /* h^2 on the right of the V */
    assert_close(curve.entry.numeric, 5 * cos(4), 1e-10);
    assert_int_equal(gradcheck_curve_steps(&problem, NULL, 0, N, &curve), GRADCHECK_BAD_PROBLEM);
    assert_int_equal(gradcheck_curve_steps(&problem, NULL, 1, 0, &curve), GRADCHECK_BAD_PROBLEM);
}

static void the_remainder_falls_as_a_square_only_for_the_gradient(void **state)
{
    (void)state;
    for (int wrong = 0; wrong < 2; wrong++) {
        Model m = {.spoil = wrong ? 1.1 : 1};
        GradcheckBlock block;
        GradcheckProblem problem = problem_of(&m, &block);
        GradcheckTaylor taylor;
        assert_int_equal(gradcheck_curve_taylor(&problem, NULL, &taylor), GRADCHECK_OK);
        assert_close(taylor.first[12] / taylor.first[13], 2, 0.1);
        assert_close(taylor.second[12] / taylor.second[13], wrong ? 2 : 4, 0.1);
        assert_true(taylor.floor > 0 && taylor.floor < 1e-10);
    }
}

/* ---------------------------------------------------------------------------------------------------------- cmocka */

static Model subject;

static void a_subject(void **state)
{
    (void)state;
    GradcheckBlock block;
    GradcheckProblem problem = problem_of(&subject, &block);
    gradcheck_assert_agrees(&problem, NULL);
}

static int run_subject(double spoil, bool kink)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_subject)};
    subject = (Model){.spoil = spoil, .kink = kink};
    return cmocka_run_group_tests_name("(a test that is to fail)", tests, NULL, NULL);
}

static char program[4096];

/* The macro is run in a program of its own: this one, with an argument. */
static void the_macro_fails_the_test_at_its_line_with_the_report(void **state)
{
    (void)state;
    static const char *const how[] = {"right", "wrong", "kink"};
    for (size_t i = 0; i < 3; i++) {
        char command[5000], text[4096];
        snprintf(command, sizeof command, "'%s' %s 2>&1", program, how[i]);
        FILE *pipe = popen(command, "r");
        assert_non_null(pipe);
        size_t length = fread(text, 1, sizeof text - 1, pipe);
        text[length] = 0;
        int status = pclose(pipe);
        assert_int_equal(status != 0, i > 0);
        assert_int_equal(strstr(text, "test_text.c:") != NULL, i > 0);
        assert_int_equal(strstr(text, "GRADIENT WRONG") != NULL, i == 1);
        assert_int_equal(strstr(text, "GRADIENT UNDECIDED") != NULL, i == 2);
    }
}

static void every_verdict_has_a_name_and_a_colour(void **state)
{
    (void)state;
    static const char *const names[] = {"agrees", "not checked", "cannot tell",       "impure",
                                        "wrong",  "not finite",  "not deterministic", "failed"};
    static const char *const reasons[] = {"", "kink", "noise", "rough", "domain", "point"};
    for (int v = -1; v <= GRADCHECK_VERDICTS; v++) {
        bool is_one = v >= 0 && v < GRADCHECK_VERDICTS;
        assert_string_equal(gradcheck_verdict_name((GradcheckVerdict)v), is_one ? names[v] : "?");
    }
    for (int r = -1; r <= GRADCHECK_REASONS; r++) {
        bool is_one = r >= 0 && r < GRADCHECK_REASONS;
        assert_string_equal(gradcheck_reason_name((GradcheckReason)r), is_one ? reasons[r] : "?");
    }
    for (int v = 0; v < GRADCHECK_VERDICTS; v++) { /* green, yellow, red */
        GradcheckReport report = {.verdict = (GradcheckVerdict)v, .message = "a message"};
        GradcheckTextOptions options = {.colour = true};
        char text[400];
        gradcheck_text_copy(&report, &options, text, sizeof text);
        const char *colour = v == GRADCHECK_AGREES        ? "\033[32m"
                             : v <= GRADCHECK_CANNOT_TELL ? "\033[33m"
                                                          : "\033[31m";
        assert_int_equal(strncmp(text, colour, strlen(colour)), 0);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verdict_has_a_name_and_a_colour),
        cmocka_unit_test(no_line_is_wider_than_80_columns),
        cmocka_unit_test(the_words_say_what_an_engineer_needs),
        cmocka_unit_test(a_small_buffer_is_filled_and_never_overrun),
        cmocka_unit_test(the_json_is_valid_and_holds_the_numbers),
        cmocka_unit_test(a_decimal_comma_changes_nothing),
        cmocka_unit_test(the_curve_is_a_v),
        cmocka_unit_test(the_remainder_falls_as_a_square_only_for_the_gradient),
        cmocka_unit_test(the_macro_fails_the_test_at_its_line_with_the_report),
    };
    snprintf(program, sizeof program, "%s", argv[0]);
    if (argc > 1)
        return run_subject(strcmp(argv[1], "wrong") == 0 ? 1.1 : 1, strcmp(argv[1], "kink") == 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
