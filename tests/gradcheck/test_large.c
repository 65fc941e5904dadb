/* A block of many numbers: the screen that is cheap and finds it, and the losses with one number, or several, changed. */
#include "gradcheck/gradcheck.h"
#include "support/test.h"
#include <stdlib.h>

enum { MANY = 3000 };

typedef struct Large {
    double x[MANY], g[MANY], off;
    size_t off_at;
    bool shortcut_wrong, several_wrong;
    size_t calls, together;
} Large;

static double part(size_t i, double x)
{
    return sin(x + (double)i) / (1 + (double)(i % 7));
}

/* 1000 entries and 2000, or a tenth. */
static size_t first_part(void)
{
    return test_brief() ? MANY / 30 : MANY / 3;
}

static int large_loss(void *user, double *value)
{
    Large *l = user;
    *value = 0;
    l->calls++;
    for (size_t i = 0; i < 3 * first_part(); i++)
        *value += part(i, l->x[i]);
    return 0;
}

static int large_gradient(void *user, const GradcheckBlock *blocks)
{
    Large *l = user;
    (void)blocks;
    for (size_t i = 0; i < 3 * first_part(); i++)
        l->g[i] = cos(l->x[i] + (double)i) / (1 + (double)(i % 7)) * (i == l->off_at ? l->off : 1);
    return 0;
}

static int large_loss_with(void *user, size_t block, size_t entry, double value, double *loss)
{
    Large *l = user;
    static double base;
    static bool known;
    if (!known) {
        large_loss(user, &base);
        known = true;
    }
    (void)block;
    *loss = base - part(entry, l->x[entry]) + part(entry, value) * (l->shortcut_wrong ? 2 : 1);
    return 0;
}

static int large_losses_with(void *user, size_t block, size_t entry, size_t count, const double values[],
                             double losses[])
{
    Large *l = user;
    l->together += count;
    for (size_t i = 0; i < count; i++) {
        large_loss_with(user, block, entry, values[i], &losses[i]);
        losses[i] += l->several_wrong && i > 0;
    }
    return 0;
}

static GradcheckReport *check_large(Large *l, GradcheckMode mode, bool shortcut)
{
    for (size_t i = 0; i < MANY; i++)
        l->x[i] = 0.01 * (double)(i % 50);
    size_t first = first_part();
    GradcheckBlock blocks[] = {
        {.name = "first", .value = l->x, .gradient = l->g, .rows = 10, .cols = first / 10},
        {.name = "rest", .value = l->x + first, .gradient = l->g + first, .rows = 20, .cols = first / 10}};
    GradcheckProblem problem = {.user = l,
                                .blocks = blocks,
                                .n_blocks = 2,
                                .loss = large_loss,
                                .gradient = large_gradient,
                                .loss_with = NULL};
    if (shortcut) { /* one block: the entries of loss_with are counted from its beginning */
        blocks[0].rows = 30;
        problem.n_blocks = 1;
        problem.loss_with = large_loss_with;
    }
    GradcheckOptions options = gradcheck_options();
    options.mode = mode;
    options.full_limit = first * 3 / 2;
    GradcheckReport *report;
    l->calls = 0;
    assert_int_equal(gradcheck_run(&problem, &options, &report), GRADCHECK_OK);
    GradcheckCost cost = gradcheck_cost(&problem, &options);
    assert_true(report->evaluations >= cost.least * 9 / 10 && report->evaluations <= cost.most);
    return report;
}

static void a_screen_is_cheap_and_finds_the_block(void **state)
{
    (void)state;
    static Large l;
    l = (Large){.off = 1};
    GradcheckReport *report = check_large(&l, GRADCHECK_SCREEN, false);
    assert_int_equal(report->verdict, GRADCHECK_AGREES);
    assert_true(report->evaluations < 100);
    gradcheck_report_free(report);
    for (size_t k = 0; k < 20; k++) { /* one entry of 3000 with its sign flipped, wherever it is */
        l = (Large){.off = -1, .off_at = (k * 149 + 3) * first_part() / 1000};
        report = check_large(&l, GRADCHECK_SCREEN, false);
        assert_int_equal(report->verdict, GRADCHECK_WRONG);
        assert_int_equal(report->blocks[0].verdict,
                         l.off_at < first_part() ? GRADCHECK_WRONG : GRADCHECK_AGREES);
        assert_int_equal(report->blocks[1].verdict,
                         l.off_at < first_part() ? GRADCHECK_AGREES : GRADCHECK_WRONG);
        if (l.off_at < first_part()) { /* a block of full_limit entries or fewer is looked at more closely */
            assert_int_equal(report->blocks[0].likely.kind, GRADCHECK_MISTAKE_ONE_ENTRY);
            assert_int_equal(report->blocks[0].worst->index, l.off_at);
        }
        gradcheck_report_free(report);
    }
    l = (Large){.off = 1.01, .off_at = 77};
    report = check_large(&l, GRADCHECK_AUTO, false); /* the screen, then the wrong block entry by entry */
    assert_int_equal(report->verdict, GRADCHECK_WRONG);
    assert_int_equal(report->blocks[0].n_entries, first_part());
    assert_int_equal(report->blocks[0].worst->index, 77);
    assert_int_equal(report->blocks[0].verdicts[GRADCHECK_WRONG], 1);
    assert_null(report->blocks[1].entries);
    gradcheck_report_free(report);
}

typedef struct Seen {
    size_t entries, wrong, last;
    bool in_order;
} Seen;

static void see_entry(void *user, size_t block, const GradcheckEntry *entry)
{
    Seen *seen = user;
    seen->in_order = seen->in_order && entry->index == seen->entries && block == 0;
    seen->entries++;
    seen->wrong += entry->verdict == GRADCHECK_WRONG;
    seen->last = entry->verdict == GRADCHECK_WRONG ? entry->index : seen->last;
}

static void every_entry_is_told_of_as_it_comes(void **state)
{
    (void)state;
    static Large l;
    l = (Large){.off = 1.01, .off_at = 3 * first_part() - 9};
    for (size_t i = 0; i < MANY; i++)
        l.x[i] = 0.01 * (double)(i % 50);
    GradcheckBlock block = {
        .name = "all", .value = l.x, .gradient = l.g, .rows = 30, .cols = first_part() / 10};
    GradcheckProblem problem = {
        .user = &l, .blocks = &block, .n_blocks = 1, .loss = large_loss, .gradient = large_gradient};
    GradcheckOptions options = gradcheck_options();
    Seen seen = {.in_order = true};
    options.entry = see_entry;
    options.entry_user = &seen;
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, &options, &report), GRADCHECK_OK);
    assert_true(seen.in_order);
    assert_int_equal(seen.entries, 3 * first_part());
    assert_int_equal(seen.wrong, 1);
    assert_int_equal(seen.last, l.off_at);
    gradcheck_report_free(report);
}

static void the_shortcut_is_used_when_it_is_right_and_found_out_when_not(void **state)
{
    (void)state;
    static Large l;
    l = (Large){.off = 1};
    GradcheckReport *report = check_large(&l, GRADCHECK_FULL, true);
    assert_int_equal(report->verdict, GRADCHECK_AGREES);
    assert_true(l.calls < 60);
    assert_true(report->evaluations >= 4 * report->blocks[0].n_entries);
    gradcheck_report_free(report);
    l = (Large){.off = 1, .shortcut_wrong = true};
    report = check_large(&l, GRADCHECK_FULL, true);
    assert_int_equal(report->verdict, GRADCHECK_IMPURE);
    assert_int_equal(report->findings[0].kind, GRADCHECK_FINDING_SHORTCUT);
    assert_int_equal(report->blocks[0].verdict, GRADCHECK_AGREES); /* measured with the loss itself */
    gradcheck_report_free(report);
}

static void several_losses_at_once_are_used_when_they_are_right_and_found_out_when_not(void **state)
{
    (void)state;
    static Large l;
    GradcheckReport *report[2];
    for (int i = 0; i < 3; i++) {
        l = (Large){.off = 1.01, .off_at = 5, .several_wrong = i == 2};
        for (size_t k = 0; k < MANY; k++)
            l.x[k] = 0.01 * (double)(k % 50);
        GradcheckBlock block = {
            .name = "all", .value = l.x, .gradient = l.g, .rows = 30, .cols = first_part() / 10};
        GradcheckProblem problem = {.user = &l,
                                    .blocks = &block,
                                    .n_blocks = 1,
                                    .loss = large_loss,
                                    .gradient = large_gradient,
                                    .loss_with = large_loss_with,
                                    .losses_with = i ? large_losses_with : NULL};
        GradcheckReport *made;
        assert_int_equal(gradcheck_run(&problem, NULL, &made), GRADCHECK_OK);
        if (i < 2) {
            report[i] = made;
            continue;
        }
        assert_int_equal(made->n_findings, 1);
        assert_int_equal(made->findings[0].kind, GRADCHECK_FINDING_SHORTCUT);
        assert_non_null(strstr(made->findings[0].text, "losses_with contradicts loss"));
        assert_int_equal(l.together, 2); /* and is not believed again */
        gradcheck_report_free(made);
    }
    const GradcheckBlockReport *one = &report[0]->blocks[0], *several = &report[1]->blocks[0];
    assert_int_equal(one->verdict, GRADCHECK_WRONG);
    assert_int_equal(one->worst->index, 5);
    assert_int_equal(one->n_entries, several->n_entries);
    for (size_t i = 0; i < one->n_entries; i++) {
        assert_true(one->entries[i].numeric == several->entries[i].numeric);
        assert_true(one->entries[i].bar == several->entries[i].bar);
        assert_int_equal(one->entries[i].verdict, several->entries[i].verdict);
    }
    gradcheck_report_free(report[0]);
    gradcheck_report_free(report[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_screen_is_cheap_and_finds_the_block),
        cmocka_unit_test(every_entry_is_told_of_as_it_comes),
        cmocka_unit_test(the_shortcut_is_used_when_it_is_right_and_found_out_when_not),
        cmocka_unit_test(several_losses_at_once_are_used_when_they_are_right_and_found_out_when_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
