/* What callbacks do to memory and state, and how they end a check. */
#include "gradcheck/gradcheck.h"

#include "gradcheck/one_of_many.h"

static void a_loss_of_chance_is_named_and_a_reset_mends_it(void **state)
{
    (void)state;
    Model m = bowl_model();
    m.noise = 1e-3;
    expect_whole(&m, GRADCHECK_NOT_DETERMINISTIC, GRADCHECK_REASON_NONE);
    m.resets = true;
    expect_whole(&m, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    m = bowl_model();
    m.drift = 1e-9;
    expect_whole(&m, GRADCHECK_NOT_DETERMINISTIC, GRADCHECK_REASON_NONE);
    /* What is kept between calls may show late, and then not as a wrong gradient: the very last calls tell. */
    m = bowl_model();
    GradcheckReport *report = check(&m);
    size_t calls = m.calls;
    gradcheck_report_free(report);
    for (size_t late = 2; late < 4; late++) {
        m = bowl_model();
        m.changes_after = calls - late;
        report = check(&m);
        assert_int_equal(report->verdict, GRADCHECK_NOT_DETERMINISTIC);
        assert_non_null(strstr(report->findings[0].text, "after the check"));
        gradcheck_report_free(report);
    }
    m = bowl_model();
    /* Allowed to differ a little from call to call: the bars become wide enough. */
    m.drift = 0;
    m.noise = 1e-10;
    GradcheckOptions options = gradcheck_options();
    options.no_two_alike = true;
    options.small = 1;
    assert_int_equal(run(&m, &options, &report), GRADCHECK_OK);
    assert_int_equal(report->verdict, GRADCHECK_AGREES);
    assert_true(report->noise > 1e-11 && report->noise < 1e-9);
    gradcheck_report_free(report);
}

/* ------------------------------------------------------------------------------------------------------- hygiene */

static void expect_finding(Model *m, GradcheckFindingKind kind)
{
    GradcheckReport *report;
    assert_int_equal(run(m, NULL, &report), GRADCHECK_OK);
    bool found = false;
    for (size_t i = 0; i < report->n_findings; i++)
        found = found || report->findings[i].kind == kind;
    if (!found)
        show(report);
    assert_true(found);
    assert_true(report->verdict == GRADCHECK_IMPURE || report->verdict == GRADCHECK_WRONG);
    gradcheck_report_free(report);
}

static void what_callbacks_do_to_memory_is_noticed(void **state)
{
    (void)state;
    Model m = bowl_model(), before;
    m.changes_x = true;
    before = m;
    expect_finding(&m, GRADCHECK_FINDING_INPUT_CHANGED);
    assert_memory_equal(m.x, before.x, sizeof m.x);
    m = bowl_model();
    m.moves_x = true;
    expect_finding(&m, GRADCHECK_FINDING_INPUT_CHANGED);
    assert_memory_equal(m.x, before.x, sizeof m.x);
    m = bowl_model();
    m.changes_data = true;
    expect_finding(&m, GRADCHECK_FINDING_INPUT_CHANGED);
    m = bowl_model();
    m.unwritten = 3;
    expect_finding(&m, GRADCHECK_FINDING_NOT_WRITTEN);
    m = bowl_model();
    m.adds = m.overwrites = true;
    expect_finding(&m, GRADCHECK_FINDING_OVERWRITES);
    m = bowl_model();
    m.overruns = true;
    m.n = 5; /* so that the sixth is still there to be read */
    expect_finding(&m, GRADCHECK_FINDING_OVERRUN);
    m = bowl_model();
    m.adds = true;
    expect_whole(&m, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
}

static int adding_gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    double g[N];
    (void)blocks;
    d_bowl(m->x, g);
    for (size_t i = 0; i < N; i++)
        m->g[i] += g[i];
    return 0;
}

static void a_gradient_that_adds_unasked_is_told_from_one_not_written(void **state)
{
    (void)state;
    Model m = bowl_model();
    GradcheckBlock block = {.name = "x", .value = m.x, .gradient = m.g, .rows = 2, .cols = 3};
    GradcheckProblem problem = {
        .user = &m, .blocks = &block, .n_blocks = 1, .loss = loss, .gradient = adding_gradient};
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_OK);
    assert_int_equal(report->verdict, GRADCHECK_IMPURE);
    assert_int_equal(report->findings[0].kind, GRADCHECK_FINDING_ADDS);
    gradcheck_report_free(report);
}

/* ------------------------------------------------------------------------------------------- failures and cancelling */

static void a_callback_may_fail_at_any_call_and_everything_is_put_back(void **state)
{
    (void)state;
    Model m = bowl_model(), before = m;
    GradcheckReport *report = check(&m);
    size_t calls = m.calls, gradients = m.gradients;
    gradcheck_report_free(report);
    assert_true(calls > 30 && gradients > 8);
    for (size_t at = 1; at <= calls + gradients; at++) {
        m = before;
        m.fail_with = 42;
        m.g[2] = 17;
        if (at <= calls)
            m.fail_at = at;
        else
            m.fail_gradient_at = at - calls;
        report = check(&m); /* compares the values and gradients bit for bit */
        assert_int_equal(report->verdict, GRADCHECK_FAILED);
        assert_int_equal(report->callback_code, 42);
        assert_non_null(strstr(report->message, "42"));
        gradcheck_report_free(report);
    }
}

static size_t cancel_at;

static int cancel(void *user, size_t made, size_t expected)
{
    (void)user;
    assert_true(made <= expected);
    return cancel_at-- == 0;
}

static void the_progress_callback_may_cancel_at_any_time(void **state)
{
    (void)state;
    for (size_t at = 0; at < N; at++) {
        Model m = bowl_model(), before = m;
        GradcheckOptions options = gradcheck_options();
        options.progress = cancel;
        cancel_at = at;
        GradcheckReport *report;
        assert_int_equal(run(&m, &options, &report), GRADCHECK_CANCELLED);
        assert_memory_equal(m.x, before.x, sizeof m.x);
        assert_memory_equal(m.g, before.g, sizeof m.g);
        assert_int_equal(report->blocks[0].n_entries, at + 1);
        assert_true(report->verdict == GRADCHECK_NOT_CHECKED || at + 1 == N);
        gradcheck_report_free(report);
    }
}

static void broken_problems_are_refused_with_a_sentence(void **state)
{
    (void)state;
    Model m = bowl_model();
    GradcheckBlock good = {.name = "x", .value = m.x, .gradient = m.g, .rows = 1, .cols = N}, none = good,
                   empty = good, large = good, outside = good;
    double above[N] = {1, 1, 1, 1, 1, 1};
    none.value = NULL;
    empty.rows = 0;
    large.rows = SIZE_MAX / 2;
    outside.lower = above;
    const GradcheckBlock *bad[] = {NULL, &none, &empty, &large, &outside};
    for (size_t i = 0; i < 5; i++) {
        GradcheckProblem problem = {
            .user = &m, .blocks = bad[i], .n_blocks = 1, .loss = loss, .gradient = gradient};
        GradcheckReport *report;
        assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_BAD_PROBLEM);
        assert_true(strlen(report->message) > 10);
        gradcheck_report_free(report);
    }
    GradcheckProblem problem = {.user = &m, .blocks = &good, .n_blocks = 1, .loss = loss};
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_BAD_PROBLEM);
    gradcheck_report_free(report);
    gradcheck_report_free(NULL);
}

static void the_self_test_knows_what_would_escape(void **state)
{
    (void)state;
    Model m = bowl_model();
    double decay[N], nothing[N];
    for (size_t i = 0; i < N; i++) {
        decay[i] = 1e-3 * m.x[i];
        nothing[i] = 1e-18 * m.x[i];
    }
    GradcheckTerm terms[] = {{"the decay", 0, decay}, {"a speck", 0, nothing}};
    GradcheckBlock block = {.name = "x", .value = m.x, .gradient = m.g, .rows = 2, .cols = 3};
    GradcheckProblem problem = {.user = &m,
                                .blocks = &block,
                                .n_blocks = 1,
                                .loss = loss,
                                .gradient = gradient,
                                .terms = terms,
                                .n_terms = 2};
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_OK);
    size_t seen = 0;
    for (size_t i = 0; i < report->n_notices; i++) {
        const GradcheckNotice *n = &report->notices[i];
        bool escapes = strstr(n->mistake, "speck") != NULL;
        assert_int_equal(n->noticed, escapes ? 0 : n->tried);
        seen += n->tried > 0;
    }
    assert_int_equal(seen, report->n_notices);
    assert_true(report->n_notices >= 8);
    gradcheck_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loss_of_chance_is_named_and_a_reset_mends_it),
        cmocka_unit_test(what_callbacks_do_to_memory_is_noticed),
        cmocka_unit_test(a_gradient_that_adds_unasked_is_told_from_one_not_written),
        cmocka_unit_test(a_callback_may_fail_at_any_call_and_everything_is_put_back),
        cmocka_unit_test(the_progress_callback_may_cancel_at_any_time),
        cmocka_unit_test(broken_problems_are_refused_with_a_sentence),
        cmocka_unit_test(the_self_test_knows_what_would_escape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
