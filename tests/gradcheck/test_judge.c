/* Verdicts from measurements that are made up: each rule from both sides of its edge. */
#include "gradcheck/gradcheck_judge.h"
#include "support/test.h"

static GradcheckEntry entry(double analytic, double numeric, double truncation, double rounding, double kink)
{
    return (GradcheckEntry){.analytic = analytic,
                            .numeric = numeric,
                            .truncation = truncation,
                            .rounding = rounding,
                            .kink = kink,
                            .bar = truncation + rounding + kink,
                            .step = 0x1p-10};
}

static void expect(GradcheckEntry e, double scale, GradcheckVerdict verdict, GradcheckReason reason)
{
    GradcheckOptions options = gradcheck_options();
    gradcheck_judge_entry(&options, scale, &e);
    assert_int_equal(e.verdict, verdict);
    assert_int_equal(e.reason, reason);
}

static void an_entry_is_what_was_measured(void **state)
{
    (void)state;
    GradcheckSlope slope = {.value = 3,
                            .truncation = 0.25,
                            .rounding = 0.5,
                            .kink = 0.125,
                            .step = 0x1p-4,
                            .plus = 7,
                            .minus = 6,
                            .one_sided = true,
                            .outside = true};
    GradcheckEntry e = gradcheck_judge_new(17, 2.5, 0.0625, &slope);
    assert_int_equal(e.index, 17);
    assert_true(e.analytic == 2.5 && e.numeric == 3 && e.bar == 0.9375);
    assert_true(e.truncation == 0.25 && e.rounding == 0.5 && e.kink == 0.125 &&
                e.analytic_rounding == 0.0625);
    assert_true(e.step == 0x1p-4 && e.loss_plus == 7 && e.loss_minus == 6 && e.one_sided);
    assert_int_equal(e.verdict, GRADCHECK_NOT_CHECKED);
    assert_int_equal(e.reason, GRADCHECK_DOMAIN);
    slope.outside = slope.one_sided = false;
    e = gradcheck_judge_new(0, 2.5, 0.0625, &slope);
    assert_int_equal(e.reason, GRADCHECK_REASON_NONE);
    assert_false(e.one_sided);
    slope.step = 0; /* nothing was measured */
    e = gradcheck_judge_new(0, 2.5, 0.0625, &slope);
    assert_true(isnan(e.numeric) && isnan(e.loss_plus) && isnan(e.loss_minus));
    assert_true(isinf(e.bar));
}

static void the_gap_is_counted_in_bars(void **state)
{
    (void)state;
    GradcheckEntry e = entry(1, 4, 0.5, 0.25, 0.75);
    assert_true(gradcheck_judge_gap(&e) == 2);
    e = entry(-4, -1, 0, 2, 0);
    assert_true(gradcheck_judge_gap(&e) == 1.5);
    e = entry(1, 1, 0, 0, 0);
    assert_true(gradcheck_judge_gap(&e) == 0);
    e = entry(1, 2, 0, 0, 0);
    assert_true(isinf(gradcheck_judge_gap(&e)));
    e = entry(1, 2, 0, 0.5, 0);
    e.step = 0;
    assert_true(gradcheck_judge_gap(&e) == 0);
    e.analytic = NAN;
    assert_true(isinf(gradcheck_judge_gap(&e)));
    e = entry(-INFINITY, 2, 0, 0.5, 0);
    assert_true(isinf(gradcheck_judge_gap(&e)));
}

static void one_entry_has_one_verdict(void **state)
{
    (void)state;
    /* Wrong outside the bar only; agreeing when the bar is within half a per cent of the larger side. */
    expect(entry(1, 1.00390625, 0.00390625, 0, 0), 1, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(entry(1, 1.0039062500001, 0.00390625, 0, 0), 1, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(entry(-1, 1, 0, 0.1, 0), 1, GRADCHECK_WRONG, GRADCHECK_REASON_NONE);
    expect(entry(1, 1, 0, 0.00499, 0), 1, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(entry(1, 1, 0, 0.00501, 0), 1, GRADCHECK_CANNOT_TELL, GRADCHECK_NOISE);
    expect(entry(-2, -1.995, 0, 0.00999, 0), 1, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(entry(-1.995, -2, 0, 0.00999, 0), 1, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(entry(1.995, 2, 0, 0.01001, 0), 1, GRADCHECK_CANNOT_TELL, GRADCHECK_NOISE);
    /* A small one counts as a ten thousandth of its block. */
    expect(entry(0, 0, 0, 0.0049, 0), 1e4, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    expect(entry(0, 0, 0, 0.0051, 0), 1e4, GRADCHECK_CANNOT_TELL, GRADCHECK_NOISE);
    /* What the bar is mostly made of is the reason. */
    expect(entry(1, 1, 0.02, 0.01, 0), 1, GRADCHECK_CANNOT_TELL, GRADCHECK_ROUGH);
    expect(entry(1, 1, 0.01, 0.01, 0), 1, GRADCHECK_CANNOT_TELL, GRADCHECK_NOISE);
    expect(entry(1, 1, 0.02, 0.01, 0.01), 1, GRADCHECK_CANNOT_TELL, GRADCHECK_KINK);
    expect(entry(1, 1, 0.02, 0.01, 0.009), 1, GRADCHECK_CANNOT_TELL, GRADCHECK_ROUGH);
    expect(entry(1, 1, 0, 0.01, 0.009), 1, GRADCHECK_CANNOT_TELL, GRADCHECK_NOISE);
    expect(entry(1, 1, 0.02, 0, 0), 1, GRADCHECK_CANNOT_TELL, GRADCHECK_ROUGH);
    GradcheckEntry e = entry(1, 1, 0.02, 0.01, 0);
    e.reason = GRADCHECK_DOMAIN;
    expect(e, 1, GRADCHECK_CANNOT_TELL, GRADCHECK_DOMAIN);
    e = entry(1, 1, 0.01, 0.01, 0);
    e.reason = GRADCHECK_DOMAIN;
    expect(e, 1, GRADCHECK_CANNOT_TELL, GRADCHECK_DOMAIN);
    e.rounding = 0.02;
    expect(e, 1, GRADCHECK_CANNOT_TELL, GRADCHECK_NOISE);
    e.kink = 0.02;
    expect(e, 1, GRADCHECK_CANNOT_TELL, GRADCHECK_KINK);
    e = entry(1, 1, 0, 0.001, 0);
    e.reason = GRADCHECK_DOMAIN; /* measured from one side, and well */
    expect(e, 1, GRADCHECK_AGREES, GRADCHECK_REASON_NONE);
    /* Nothing measured. */
    e = entry(1, NAN, 0, 0, 0);
    e.step = 0;
    e.bar = INFINITY;
    expect(e, 1, GRADCHECK_CANNOT_TELL, GRADCHECK_ROUGH);
    e.reason = GRADCHECK_DOMAIN;
    expect(e, 1, GRADCHECK_CANNOT_TELL, GRADCHECK_DOMAIN);
    e.numeric = 5;
    e.bar = 0;
    expect(e, 1, GRADCHECK_CANNOT_TELL, GRADCHECK_DOMAIN);
    expect(entry(NAN, 1, 0, 1, 0), 1, GRADCHECK_NOT_FINITE, GRADCHECK_REASON_NONE);
    expect(entry(-INFINITY, 1, 0, 1, 0), 1, GRADCHECK_NOT_FINITE, GRADCHECK_REASON_NONE);
}

static GradcheckBlockReport block_of(GradcheckEntry *entries, size_t n, bool full)
{
    GradcheckBlockReport block = {.rows = n, .cols = 1};
    if (full) {
        block.entries = entries;
        block.n_entries = n;
    } else {
        block.directions = entries;
        block.n_directions = n;
    }
    return block;
}

static GradcheckBlockReport judged(GradcheckEntry *entries, size_t n, bool full, unsigned allow)
{
    GradcheckOptions options = gradcheck_options();
    options.allow = allow;
    GradcheckBlockReport block = block_of(entries, n, full);
    block.zeros = 99; /* of an earlier time */
    block.verdicts[GRADCHECK_WRONG] = 99;
    block.reasons[GRADCHECK_KINK] = 99;
    block.worst = entries;
    gradcheck_judge_block(&options, &block);
    return block;
}

static void a_block_is_as_heavy_as_its_heaviest_entry(void **state)
{
    (void)state;
    GradcheckEntry e[] = {entry(1, 1.0001, 0.0002, 0, 0),  entry(-4, -4.0004, 0.001, 0.001, 0),
                          entry(0, 0, 1e-6, 0, 0),         entry(2, 2, 0.0004, 0, 0),
                          entry(0.5, 0.5, 0.01, 0.001, 0), entry(0.25, 0.25, 0.0, 0.002, 0)};
    GradcheckBlockReport block = judged(e, 4, true, 0);
    assert_int_equal(block.verdict, GRADCHECK_AGREES);
    assert_int_equal(block.reason, GRADCHECK_REASON_NONE);
    assert_int_equal(block.verdicts[GRADCHECK_AGREES], 4);
    assert_int_equal(block.verdicts[GRADCHECK_WRONG], 0);
    assert_int_equal(block.reasons[GRADCHECK_REASON_NONE], 4);
    assert_int_equal(block.reasons[GRADCHECK_KINK], 0);
    assert_int_equal(block.zeros, 1);
    assert_close(block.scale, 4.0004, 1e-15);
    assert_close(block.resolution, 0.002 / 4.0004, 1e-15);
    assert_close(block.agreement, 0.0004 / 4.0004, 1e-12);
    assert_ptr_equal(block.worst, &e[0]); /* half a bar out; the second a fifth */
    block = judged(e, 6, true, 0);
    assert_int_equal(block.verdict, GRADCHECK_CANNOT_TELL);
    assert_int_equal(block.reason, GRADCHECK_NOISE); /* the first of two as frequent */
    assert_int_equal(block.verdicts[GRADCHECK_CANNOT_TELL], 2);
    assert_int_equal(block.reasons[GRADCHECK_ROUGH], 1);
    assert_int_equal(block.reasons[GRADCHECK_NOISE], 1);
    assert_close(block.resolution, 0.002 / 4.0004, 1e-15); /* of those that agree */
    assert_true(block.worst == &e[4] || block.worst == &e[5]);
    block = judged(e, 6, true, 1u << GRADCHECK_NOISE);
    assert_int_equal(block.verdict, GRADCHECK_CANNOT_TELL);
    assert_int_equal(block.reason, GRADCHECK_ROUGH);
    block = judged(e, 6, true, 1u << GRADCHECK_ROUGH | 1u << GRADCHECK_NOISE);
    assert_int_equal(block.verdict, GRADCHECK_AGREES);
    assert_int_equal(block.reason, GRADCHECK_REASON_NONE);
    assert_int_equal(block.verdicts[GRADCHECK_CANNOT_TELL], 2);
    /* The most frequent reason; the furthest out of the heaviest verdict is the worst. */
    e[0] = entry(0.25, 0.25, 0.003, 0, 0);
    block = judged(e, 6, true, 0);
    assert_int_equal(block.reason, GRADCHECK_ROUGH);
    e[1] = entry(3, 4, 0, 0.1, 0);
    e[3] = entry(3, 4.5, 0, 0.1, 0);
    e[5] = entry(3, 4, 0, 0.2, 0);
    block = judged(e, 6, true, 0);
    assert_int_equal(block.verdict, GRADCHECK_WRONG);
    assert_int_equal(block.reason, GRADCHECK_REASON_NONE);
    assert_int_equal(block.verdicts[GRADCHECK_WRONG], 3);
    assert_ptr_equal(block.worst, &e[3]);
    e[4].analytic = NAN;
    block = judged(e, 6, true, 0);
    assert_int_equal(block.verdict, GRADCHECK_NOT_FINITE);
    assert_ptr_equal(block.worst, &e[4]);
    assert_close(block.scale, 4.5, 1e-15); /* what is not finite has no size */
    e[4].analytic = 9;
    block = judged(e, 6, true, 0);
    assert_close(block.scale, 9, 1e-15);
    e[4].analytic = 0.5;
    e[4].numeric = INFINITY;
    e[4].step = 0;
    block = judged(e, 6, true, 0);
    assert_close(block.scale, 4.5, 1e-15);
}

static void a_screened_block_is_judged_by_its_root_mean_square(void **state)
{
    (void)state;
    GradcheckEntry d[] = {entry(3, 3, 0, 0.001, 0), entry(-4, -4, 0, 0.001, 0)};
    GradcheckBlockReport block = judged(d, 2, false, 0);
    assert_int_equal(block.verdict, GRADCHECK_AGREES);
    assert_close(block.scale, sqrt(12.5), 1e-15);
    d[0] = entry(0.01, 0.01, 0, 0.005, 0); /* nearly orthogonal to the gradient: no small gradient */
    block = judged(d, 2, false, 0);
    assert_int_equal(block.verdict, GRADCHECK_AGREES);
    d[0] = entry(0.01, 0.01, 0, 0.016, 0);
    block = judged(d, 2, false, 0);
    assert_int_equal(block.verdict, GRADCHECK_CANNOT_TELL);
}

static void a_point_where_all_is_zero_tests_nothing(void **state)
{
    (void)state;
    GradcheckEntry e[] = {entry(0, 1e-12, 0, 1e-11, 0), entry(1e-12, 0, 0, 1e-11, 0)};
    GradcheckBlockReport block = judged(e, 2, true, 0);
    assert_int_equal(block.verdict, GRADCHECK_CANNOT_TELL);
    assert_int_equal(block.reason, GRADCHECK_POINT);
    assert_int_equal(block.reasons[GRADCHECK_POINT], 2);
    block = judged(e, 2, true, 1u << GRADCHECK_POINT);
    assert_int_equal(block.verdict, GRADCHECK_AGREES);
    e[0] = entry(0, 2e-11, 0, 1e-11, 0); /* wrong */
    assert_int_equal(judged(e, 2, true, 0).verdict, GRADCHECK_WRONG);
    e[0] = entry(3e-11, 2.5e-11, 0, 1e-11, 0); /* too small to tell, but not zero */
    assert_int_equal(judged(e, 2, true, 0).reason, GRADCHECK_NOISE);
    e[0] = entry(0.9e-11, 1.5e-11, 0, 1e-11, 0); /* one side is not zero */
    assert_int_equal(judged(e, 2, true, 0).reason, GRADCHECK_NOISE);
    e[0] = entry(-1.5e-11, -0.9e-11, 0, 1e-11, 0);
    assert_int_equal(judged(e, 2, true, 0).reason, GRADCHECK_NOISE);
    e[0] = entry(0, 0, 5e-9, 1e-11, 4e-9); /* the steps' own changes in noise */
    assert_int_equal(judged(e, 2, true, 0).reason, GRADCHECK_POINT);
    e[0] = entry(0, 0, 6e-9, 1e-11, 5e-9); /* a kink or a bend */
    assert_int_not_equal(judged(e, 2, true, 0).reason, GRADCHECK_POINT);
    e[0] = entry(NAN, 0, 0, 1e-11, 0);
    assert_int_equal(judged(e, 2, true, 0).verdict, GRADCHECK_NOT_FINITE);
    e[0] = entry(0, 0, 0, 1e-11, 0);
    e[0].step = 0;
    e[0].reason = GRADCHECK_DOMAIN;
    assert_int_not_equal(judged(e, 2, true, 0).reason, GRADCHECK_POINT);
    assert_int_equal(e[0].reason, GRADCHECK_DOMAIN);
    e[0] = entry(0, 0, 0, 0, 0); /* no bar at all: zero, and known to be */
    e[1] = e[0];
    assert_int_equal(judged(e, 2, true, 0).reason, GRADCHECK_POINT);
    block = judged(e, 2, true, 1u << GRADCHECK_POINT);
    assert_true(block.scale == 0 && block.resolution == 0 && block.agreement == 0);
    assert_int_equal(block.zeros, 2);
}

static void a_block_that_was_left_in_the_middle_was_not_checked(void **state)
{
    (void)state;
    GradcheckOptions options = gradcheck_options();
    GradcheckEntry e[] = {entry(1, 1, 0, 1e-9, 0), entry(2, 2, 0, 1e-9, 0)};
    GradcheckBlockReport block = block_of(e, 2, true);
    block.rows = 3;
    gradcheck_judge_block(&options, &block);
    assert_int_equal(block.verdict, GRADCHECK_NOT_CHECKED);
    block.directions = e; /* a sample of the entries after a screen */
    gradcheck_judge_block(&options, &block);
    assert_int_equal(block.verdict, GRADCHECK_AGREES);
    block.directions = NULL;
    block.rows = 2;
    gradcheck_judge_block(&options, &block);
    assert_int_equal(block.verdict, GRADCHECK_AGREES);
    e[0].analytic = 2;
    block.rows = 3;
    gradcheck_judge_block(&options, &block);
    assert_int_equal(block.verdict, GRADCHECK_WRONG);
    GradcheckBlockReport empty = {.rows = 1, .cols = 1, .verdict = GRADCHECK_NOT_CHECKED, .scale = 5};
    gradcheck_judge_block(&options, &empty);
    assert_int_equal(empty.verdict, GRADCHECK_NOT_CHECKED);
    assert_true(empty.scale == 5);
}

static void a_report_is_as_heavy_as_its_heaviest_part(void **state)
{
    (void)state;
    GradcheckOptions options = gradcheck_options();
    GradcheckEntry a[] = {entry(1, 1.001, 0, 0.002, 0)}, b[] = {entry(4, 4.004, 0, 0.006, 0)},
                   c[] = {entry(1, 1, 0, 0.1, 0)}, d[] = {entry(1, 2, 0, 0.1, 0)},
                   e[] = {entry(1, 2, 0, 0.05, 0)};
    GradcheckBlockReport blocks[] = {block_of(a, 1, true), block_of(b, 1, true), block_of(c, 1, true),
                                     block_of(d, 1, true), block_of(e, 1, true)};
    GradcheckReport report = {.blocks = blocks, .n_blocks = 2, .verdict = GRADCHECK_FAILED};
    gradcheck_judge_report(&options, false, &report);
    assert_int_equal(report.verdict, GRADCHECK_AGREES);
    assert_int_equal(report.reason, GRADCHECK_REASON_NONE);
    assert_int_equal(report.worst_block, 1); /* 0.67 of a bar, against 0.5 */
    assert_close(report.agreement, 0.001 / 1.001, 1e-9);
    assert_close(report.resolution, 0.002 / 1.001, 1e-9);
    report.n_blocks = 3;
    gradcheck_judge_report(&options, false, &report);
    assert_int_equal(report.verdict, GRADCHECK_CANNOT_TELL);
    assert_int_equal(report.reason, GRADCHECK_NOISE);
    assert_int_equal(report.worst_block, 2);
    report.n_blocks = 5;
    gradcheck_judge_report(&options, false, &report);
    assert_int_equal(report.verdict, GRADCHECK_WRONG);
    assert_int_equal(report.reason, GRADCHECK_REASON_NONE);
    assert_int_equal(report.worst_block, 4);
    b[0].analytic = NAN;
    gradcheck_judge_report(&options, false, &report);
    assert_int_equal(report.verdict, GRADCHECK_NOT_FINITE);
    assert_int_equal(report.worst_block, 1);
    report.n_blocks = 0;
    report.verdict = GRADCHECK_WRONG;
    gradcheck_judge_report(&options, false, &report);
    assert_int_equal(report.verdict, GRADCHECK_AGREES);
    assert_int_equal(report.worst_block, 0);
    assert_true(report.agreement == 0 && report.resolution == 0);
    report.verdict = GRADCHECK_FAILED; /* why it stopped stays */
    gradcheck_judge_report(&options, true, &report);
    assert_int_equal(report.verdict, GRADCHECK_FAILED);
}

static void findings_and_steps_weigh_too(void **state)
{
    (void)state;
    GradcheckOptions options = gradcheck_options();
    GradcheckReport report = {.n_findings = 1};
    for (int kind = 0; kind <= GRADCHECK_FINDING_CHAIN; kind++) {
        report.findings[0].kind = (GradcheckFindingKind)kind;
        gradcheck_judge_report(&options, false, &report);
        assert_int_equal(report.verdict, kind == GRADCHECK_FINDING_CHAIN   ? GRADCHECK_AGREES
                                         : kind == GRADCHECK_FINDING_STATE ? GRADCHECK_NOT_DETERMINISTIC
                                                                           : GRADCHECK_IMPURE);
    }
    report.n_findings = 3;
    report.findings[0].kind = GRADCHECK_FINDING_STATE;
    report.findings[1].kind = GRADCHECK_FINDING_OVERRUN;
    gradcheck_judge_report(&options, false, &report);
    assert_int_equal(report.verdict, GRADCHECK_NOT_DETERMINISTIC);
    report.n_findings = 0;
    GradcheckStepReport steps[] = {{.verdict = GRADCHECK_AGREES},
                                   {.verdict = GRADCHECK_CANNOT_TELL, .reason = GRADCHECK_KINK}};
    report.steps = steps;
    report.n_steps = 2;
    gradcheck_judge_report(&options, false, &report);
    assert_int_equal(report.verdict, GRADCHECK_CANNOT_TELL);
    assert_int_equal(report.reason, GRADCHECK_KINK);
    steps[0].verdict = GRADCHECK_WRONG;
    gradcheck_judge_report(&options, false, &report);
    assert_int_equal(report.verdict, GRADCHECK_WRONG);
    assert_int_equal(report.reason, GRADCHECK_REASON_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_what_was_measured),
        cmocka_unit_test(the_gap_is_counted_in_bars),
        cmocka_unit_test(one_entry_has_one_verdict),
        cmocka_unit_test(a_block_is_as_heavy_as_its_heaviest_entry),
        cmocka_unit_test(a_screened_block_is_judged_by_its_root_mean_square),
        cmocka_unit_test(a_point_where_all_is_zero_tests_nothing),
        cmocka_unit_test(a_block_that_was_left_in_the_middle_was_not_checked),
        cmocka_unit_test(a_report_is_as_heavy_as_its_heaviest_part),
        cmocka_unit_test(findings_and_steps_weigh_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
