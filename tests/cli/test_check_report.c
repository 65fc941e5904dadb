#define _POSIX_C_SOURCE 200809L
#include "cli/check_report.h"

#include <stdlib.h>
#include <string.h>

#include "program/terminal.h"
#include "support/test.h"

static void a_verdict_is_an_exit_status(void **state)
{
    (void)state;
    static const int statuses[GRADCHECK_VERDICTS] = {[GRADCHECK_AGREES] = 0,
                                                     [GRADCHECK_WRONG] = 1,
                                                     [GRADCHECK_IMPURE] = 1,
                                                     [GRADCHECK_NOT_FINITE] = 1,
                                                     [GRADCHECK_CANNOT_TELL] = 3,
                                                     [GRADCHECK_NOT_CHECKED] = 3,
                                                     [GRADCHECK_NOT_DETERMINISTIC] = 3,
                                                     [GRADCHECK_FAILED] = 2};
    GradcheckBlockReport block = {0};
    block.verdicts[GRADCHECK_AGREES] = 1;
    for (int v = 0; v < GRADCHECK_VERDICTS; v++) {
        GradcheckReport report = {.verdict = (GradcheckVerdict)v, .blocks = &block, .n_blocks = 1};
        assert_int_equal(check_report_exit_status(&report), statuses[v]);
        report.status = GRADCHECK_BAD_PROBLEM;
        assert_int_equal(check_report_exit_status(&report), 2);
    }
}

/* It agrees, and no entry of it was found to: all were allowed to be zero. */
static void what_tests_nothing_cannot_be_told(void **state)
{
    (void)state;
    GradcheckBlockReport blocks[3] = {0};
    GradcheckReport report = {.verdict = GRADCHECK_AGREES, .blocks = blocks, .n_blocks = 3};
    assert_int_equal(check_report_exit_status(&report), TERMINAL_CANNOT_TELL);
    for (int b = 0; b < 3; b++) {
        blocks[b].verdicts[GRADCHECK_AGREES] = 1;
        assert_int_equal(check_report_exit_status(&report), TERMINAL_YES);
        blocks[b].verdicts[GRADCHECK_AGREES] = 0;
        blocks[b].verdicts[GRADCHECK_AGREES + 1] = 1;
    }
    assert_int_equal(check_report_exit_status(&report), TERMINAL_CANNOT_TELL);
}

static void memory_that_was_wanting_is_found_in_any_step(void **state)
{
    (void)state;
    GradcheckReport local[3] = {0};
    GradcheckStepReport steps[4] = {0};
    for (int i = 0; i < 3; i++)
        steps[i == 2 ? 3 : i].local = &local[i]; /* the third has no check of its own */
    GradcheckReport report = {.steps = steps, .n_steps = 4};
    assert_false(check_report_lacks_memory(&report));
    snprintf(report.message, sizeof report.message, "out of memory, or nearly");
    assert_false(check_report_lacks_memory(&report));
    for (int i = 0; i < 3; i++) {
        snprintf(local[i].message, sizeof local[i].message, "out of memory");
        assert_true(check_report_lacks_memory(&report));
        local[i].message[0] = 0;
    }
    snprintf(report.message, sizeof report.message, "out of memory");
    assert_true(check_report_lacks_memory(&report));
}

static double x[2] = {1, 2}, dx[2];

static int loss(void *user, double *f)
{
    (void)user;
    *f = x[0] * x[0] * x[1];
    return 0;
}

static int gradient(void *user, const GradcheckBlock *block)
{
    (void)user;
    (void)block;
    dx[0] = 2 * x[0] * x[1];
    dx[1] = x[0] * x[0];
    return 0;
}

/* Whole, as the checker's own printing has it. */
static void a_report_is_written_whole(void **state)
{
    (void)state;
    const GradcheckBlock block = {.name = "x", .value = x, .gradient = dx, .rows = 2, .cols = 1};
    const GradcheckProblem problem = {
        .name = "test", .blocks = &block, .n_blocks = 1, .loss = loss, .gradient = gradient};
    const GradcheckOptions options = gradcheck_options();
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, &options, &report), GRADCHECK_OK);
    assert_int_equal(check_report_exit_status(report), 0);
    const GradcheckTextOptions text = {.colour = false};
    for (int json = 0; json < 2; json++) {
        char expected[8000];
        const size_t length = json ? gradcheck_json_copy(report, expected, sizeof expected)
                                   : gradcheck_text_copy(report, &text, expected, sizeof expected);
        assert_true(length > 50 && length < sizeof expected);
        char *written = check_report_write(report, &text, json);
        assert_string_equal(written, expected);
        free(written);
    }
    gradcheck_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verdict_is_an_exit_status),
        cmocka_unit_test(what_tests_nothing_cannot_be_told),
        cmocka_unit_test(memory_that_was_wanting_is_found_in_any_step),
        cmocka_unit_test(a_report_is_written_whole),
    };
    return cmocka_run_group_tests_name("check report", tests, NULL, NULL);
}
