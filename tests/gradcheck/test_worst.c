/* Which entry, and which block, is the worst of a report, and what is counted: compared with a search that asks every
 * entry about every other, on reports of random numbers. */
#include "gradcheck/gradcheck_judge.h"
#include "support/test.h"

enum { BLOCKS = 4, MOST = 6, ROUNDS = 3000 };

static uint64_t state_of_chance = 7;

static size_t chance(size_t n)
{
    state_of_chance = state_of_chance * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(state_of_chance >> 33) % n;
}

/* Few different numbers, so that many are equal: right, wrong, undecided, zeros, without a step, not finite. */
static GradcheckEntry any_entry(size_t index)
{
    static const double numbers[] = {0, 0, 1, -1, 2, -2, 3, NAN, INFINITY},
                        bars[] = {0, 1e-4, 1e-4, 0.5, 1, 4};
    GradcheckEntry e = {
        .index = index, .analytic = numbers[chance(chance(9) ? 7 : 9)], .numeric = numbers[chance(7)]};
    if (chance(3))
        e.numeric = e.analytic;
    e.rounding = e.bar = bars[chance(6)];
    e.truncation = chance(4) ? 0 : 1000 * e.rounding * (chance(2) ? 0.999 : 1.001);
    e.kink = chance(6) ? 0 : e.rounding;
    e.step = chance(6) ? 0.5 : 0;
    e.reason = chance(3) ? GRADCHECK_REASON_NONE : GRADCHECK_DOMAIN;
    if (e.step == 0)
        e.numeric = NAN;
    return e;
}

typedef struct Random {
    GradcheckReport report;
    GradcheckBlockReport blocks[BLOCKS];
    GradcheckEntry entries[BLOCKS][MOST];
} Random;

static void fill(Random *r)
{
    memset(r, 0, sizeof *r);
    r->report.blocks = r->blocks;
    r->report.n_blocks = 1 + chance(BLOCKS);
    for (size_t b = 0; b < r->report.n_blocks; b++) {
        size_t n = chance(8) ? 1 + chance(MOST) : 0;
        bool screened = chance(4) == 0;
        for (size_t i = 0; i < n; i++)
            r->entries[b][i] = any_entry(i);
        r->blocks[b] = (GradcheckBlockReport){.rows = 1, .cols = n + (chance(5) ? 0 : 1)};
        if (screened) {
            r->blocks[b].directions = r->entries[b];
            r->blocks[b].n_directions = n;
        } else {
            r->blocks[b].entries = r->entries[b];
            r->blocks[b].n_entries = n;
        }
        /* What an earlier judgement left. */
        r->blocks[b].scale = 99;
        r->blocks[b].zeros = 99;
        r->blocks[b].worst = &r->entries[0][0];
        r->blocks[b].verdicts[GRADCHECK_WRONG] = r->blocks[b].reasons[GRADCHECK_KINK] = 99;
        r->blocks[b].verdict = n ? GRADCHECK_FAILED : GRADCHECK_NOT_CHECKED;
        r->blocks[b].reason = n ? GRADCHECK_ROUGH : GRADCHECK_REASON_NONE;
        if (n == 0)
            r->blocks[b].worst = NULL;
    }
    r->report.reason = GRADCHECK_ROUGH;
}

static double finite_size(double value)
{
    return isfinite(value) ? fabs(value) : 0;
}

static double gap_of(const GradcheckEntry *e)
{
    double gap = fabs(e->analytic - e->numeric);
    return !isfinite(e->analytic)     ? INFINITY
           : e->step == 0 || gap == 0 ? 0
           : e->bar == 0              ? INFINITY
                                      : gap / e->bar;
}

static void a_block_counts_its_entries_and_knows_the_worst(void **state)
{
    (void)state;
    size_t points = 0, undecided = 0;
    for (int round = 0; round < ROUNDS; round++) {
        Random r;
        fill(&r);
        GradcheckOptions options = gradcheck_options();
        options.allow = (unsigned)chance(4) == 0 ? 1u << (1 + chance(GRADCHECK_REASONS - 1)) : 0;
        GradcheckBlockReport *block = &r.blocks[0], before = *block;
        GradcheckEntry *entries = r.entries[0];
        size_t n = block->n_entries + block->n_directions;
        gradcheck_judge_block(&options, block);
        if (n == 0) {
            assert_memory_equal(block, &before, sizeof before);
            continue;
        }
        double squares = 0, largest = 0, bar = 0, gap = 0;
        size_t zeros = 0, verdicts[GRADCHECK_VERDICTS] = {0}, reasons[GRADCHECK_REASONS] = {0};
        GradcheckVerdict heaviest = GRADCHECK_AGREES;
        bool nothing = true;
        for (size_t i = 0; i < n; i++) {
            const GradcheckEntry *e = &entries[i];
            double size = fmax(finite_size(e->analytic), finite_size(e->numeric));
            squares += size * size;
            largest = size > largest ? size : largest;
            zeros += e->analytic == 0 && e->numeric == 0;
            verdicts[e->verdict]++;
            reasons[e->reason]++;
            bool allowed = options.allow >> e->reason & 1 && e->reason;
            heaviest = !allowed && e->verdict > heaviest ? e->verdict : heaviest;
            if (e->verdict == GRADCHECK_AGREES) {
                bar = e->bar > bar ? e->bar : bar;
                gap = fabs(e->analytic - e->numeric) > gap ? fabs(e->analytic - e->numeric) : gap;
            }
            bool zero = e->step > 0 && fabs(e->analytic) <= e->bar && fabs(e->numeric) <= e->bar &&
                        fabs(e->analytic - e->numeric) <= e->bar &&
                        e->kink + e->truncation <= 1000 * e->rounding;
            nothing = nothing && zero;
        }
        double scale = block->entries ? largest : sqrt(squares / (double)n);
        assert_close_relative(block->scale, scale, 1e-15);
        assert_int_equal(block->zeros, zeros);
        assert_memory_equal(block->verdicts, verdicts, sizeof verdicts);
        assert_memory_equal(block->reasons, reasons, sizeof reasons);
        assert_close(block->resolution, scale > 0 ? bar / scale : 0, 1e-15);
        assert_close(block->agreement, scale > 0 ? gap / scale : 0, 1e-15);
        points += nothing;
        assert_int_equal(reasons[GRADCHECK_POINT], nothing ? n : 0);
        bool short_of = block->entries && n < block->cols && heaviest == GRADCHECK_AGREES;
        assert_int_equal(block->verdict, short_of ? GRADCHECK_NOT_CHECKED : heaviest);
        undecided += block->verdict == GRADCHECK_CANNOT_TELL;
        for (size_t k = 1; k < GRADCHECK_REASONS; k++) /* no reason is more frequent than the block's */
            if (block->verdict == GRADCHECK_CANNOT_TELL && !(options.allow >> k & 1))
                assert_true(reasons[k] < reasons[block->reason] ||
                            (reasons[k] == reasons[block->reason] && k >= (size_t)block->reason));
        if (block->verdict != GRADCHECK_CANNOT_TELL)
            assert_int_equal(block->reason, GRADCHECK_REASON_NONE);
        size_t worst = (size_t)(block->worst - entries);
        for (size_t i = 0; i < n; i++) { /* none is worse, and none before it as bad */
            const GradcheckEntry *e = &entries[i], *w = block->worst;
            bool worse = e->verdict > w->verdict || (e->verdict == w->verdict && gap_of(e) > gap_of(w));
            bool same = e->verdict == w->verdict && gap_of(e) == gap_of(w);
            assert_false(worse || (same && i < worst));
        }
    }
    assert_true(points > 20 && undecided > 100);
}

static void a_report_knows_its_worst_block_and_weighs_all_that_was_found(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        Random r;
        fill(&r);
        GradcheckReport *report = &r.report;
        report->n_findings = chance(3);
        for (size_t i = 0; i < report->n_findings; i++)
            report->findings[i].kind = (GradcheckFindingKind)chance(GRADCHECK_FINDING_CHAIN + 1);
        GradcheckOptions options = gradcheck_options();
        gradcheck_judge_report(&options, false, report);
        GradcheckVerdict heaviest = GRADCHECK_AGREES;
        GradcheckReason reason = GRADCHECK_REASON_NONE;
        double agreement = 0, resolution = 0;
        for (size_t b = 0; b < report->n_blocks; b++) {
            const GradcheckBlockReport *block = &r.blocks[b];
            if (block->verdict > heaviest) {
                heaviest = block->verdict;
                reason = block->reason;
            }
            agreement = block->agreement > agreement ? block->agreement : agreement;
            resolution = block->resolution > resolution ? block->resolution : resolution;
        }
        for (size_t i = 0; i < report->n_findings; i++) {
            GradcheckFindingKind kind = report->findings[i].kind;
            GradcheckVerdict of = kind == GRADCHECK_FINDING_CHAIN   ? GRADCHECK_AGREES
                                  : kind == GRADCHECK_FINDING_STATE ? GRADCHECK_NOT_DETERMINISTIC
                                                                    : GRADCHECK_IMPURE;
            reason = of > heaviest ? GRADCHECK_REASON_NONE : reason;
            heaviest = of > heaviest ? of : heaviest;
        }
        assert_int_equal(report->verdict, heaviest);
        assert_int_equal(report->reason, reason);
        assert_true(report->agreement == agreement && report->resolution == resolution);
        size_t w = report->worst_block;
        if (w == report->n_blocks) {
            for (size_t b = 0; b < report->n_blocks; b++)
                assert_null(r.blocks[b].worst);
            continue;
        }
        assert_non_null(r.blocks[w].worst);
        for (size_t b = 0; b < report->n_blocks; b++) {
            if (!r.blocks[b].worst)
                continue;
            bool heavier = r.blocks[b].verdict > r.blocks[w].verdict,
                 same = r.blocks[b].verdict == r.blocks[w].verdict;
            double gap = gap_of(r.blocks[b].worst), most = gap_of(r.blocks[w].worst);
            assert_false(heavier || (same && (gap > most || (gap == most && b < w))));
        }
    }
}

static bool comes_before(const GradcheckEntry *a, const GradcheckEntry *b)
{
    if (a->verdict != b->verdict)
        return a->verdict > b->verdict;
    return gap_of(a) != gap_of(b) ? gap_of(a) > gap_of(b) : a->index < b->index;
}

static void entries_are_listed_the_worst_first(void **state)
{
    (void)state;
    size_t listed = 0;
    for (int round = 0; round < ROUNDS / 10; round++) {
        Random r;
        fill(&r);
        r.report.n_blocks = 1;
        if (!r.blocks[0].entries || r.blocks[0].n_entries < 2)
            continue;
        size_t n = r.blocks[0].n_entries;
        r.blocks[0].name[0] = 'W';
        GradcheckOptions options = gradcheck_options();
        gradcheck_judge_report(&options, false, &r.report);
        if (r.report.verdict != GRADCHECK_WRONG && r.report.verdict != GRADCHECK_NOT_FINITE)
            continue;
        for (size_t most = 1; most <= n + 1; most++) {
            static char text[8192];
            GradcheckTextOptions words = {.entries = most};
            gradcheck_text_copy(&r.report, &words, text, sizeof text);
            const GradcheckEntry *last = NULL;
            const char *at = strstr(text, "worst ");
            size_t seen = 0, expected = most < n ? most : n;
            for (; seen < expected; seen++) {
                at = at ? strstr(at, "[0,") : NULL;
                assert_non_null(at);
                const GradcheckEntry *e = &r.entries[0][strtoul(at += 3, NULL, 10)];
                assert_true(!last || comes_before(last, e));
                last = e;
            }
            at = strstr(at, "      [0,"); /* and no more of them */
            assert_null(at);
            listed++;
        }
    }
    assert_true(listed > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_counts_its_entries_and_knows_the_worst),
        cmocka_unit_test(a_report_knows_its_worst_block_and_weighs_all_that_was_found),
        cmocka_unit_test(entries_are_listed_the_worst_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
