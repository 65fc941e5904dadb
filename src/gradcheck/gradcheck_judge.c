#include "gradcheck/gradcheck_judge.h"
#include <math.h>
#include <string.h>

double gradcheck_judge_gap(const GradcheckEntry *entry)
{
    if (!isfinite(entry->analytic))
        return INFINITY;
    if (entry->step == 0)
        return 0;
    double gap = fabs(entry->analytic - entry->numeric);
    return gap == 0 ? 0 : entry->bar > 0 ? gap / entry->bar : INFINITY;
}

GradcheckEntry gradcheck_judge_new(size_t index, double analytic, double analytic_bar,
                                   const GradcheckSlope *slope)
{
    return (GradcheckEntry){.index = index,
                            .analytic = analytic,
                            .numeric = slope->step > 0 ? slope->value : NAN,
                            .bar = gradcheck_line_bar(slope) + analytic_bar,
                            .truncation = slope->truncation,
                            .rounding = slope->rounding,
                            .kink = slope->kink,
                            .analytic_rounding = analytic_bar,
                            .step = slope->step,
                            .loss_plus = slope->step > 0 ? slope->plus : NAN,
                            .loss_minus = slope->step > 0 ? slope->minus : NAN,
                            .verdict = GRADCHECK_NOT_CHECKED,
                            .reason = slope->outside ? GRADCHECK_DOMAIN : GRADCHECK_REASON_NONE,
                            .one_sided = slope->one_sided};
}

static GradcheckReason reason_of(const GradcheckEntry *entry, bool outside)
{
    if (entry->step == 0)
        return outside ? GRADCHECK_DOMAIN : GRADCHECK_ROUGH;
    if (entry->kink > 0 && entry->kink >= entry->rounding)
        return GRADCHECK_KINK;
    if (outside && entry->truncation >= entry->rounding)
        return GRADCHECK_DOMAIN;
    return entry->truncation > entry->rounding ? GRADCHECK_ROUGH : GRADCHECK_NOISE;
}

void gradcheck_judge_entry(const GradcheckOptions *options, double scale, GradcheckEntry *entry)
{
    bool outside = entry->reason == GRADCHECK_DOMAIN;
    double size = fmax(fmax(fabs(entry->analytic), fabs(entry->numeric)), options->small * scale);
    entry->reason = GRADCHECK_REASON_NONE;
    if (!isfinite(entry->analytic)) {
        entry->verdict = GRADCHECK_NOT_FINITE;
    } else if (entry->step > 0 && fabs(entry->analytic - entry->numeric) > entry->bar) {
        entry->verdict = GRADCHECK_WRONG;
    } else if (entry->step > 0 && entry->bar <= options->resolution * size) {
        entry->verdict = GRADCHECK_AGREES;
    } else {
        entry->verdict = GRADCHECK_CANNOT_TELL;
        entry->reason = reason_of(entry, outside);
    }
}

/* Where nothing but noise is left the steps grow until its own changes look like a bend or a kink: a hundred times the
 * rounding was seen. Real ones are larger by many powers of ten. */
enum { NOISE_ALONE = 1000 };

/* Zero within the bars everywhere: right or wrong by any factor, it would look the same. */
static bool tests_nothing(const GradcheckEntry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const GradcheckEntry *e = &entries[i];
        if (e->verdict == GRADCHECK_WRONG || e->verdict == GRADCHECK_NOT_FINITE || e->step == 0 ||
            fabs(e->analytic) > e->bar || fabs(e->numeric) > e->bar ||
            e->kink + e->truncation > NOISE_ALONE * e->rounding)
            return false;
    }
    return n > 0;
}

static void count(const GradcheckOptions *options, GradcheckBlockReport *block, const GradcheckEntry *entries,
                  size_t n)
{
    double furthest = -1, largest_bar = 0, largest_gap = 0;
    size_t most = 0;
    for (size_t i = 0; i < n; i++) {
        const GradcheckEntry *e = &entries[i];
        bool allowed = e->reason && (options->allow & (1u << e->reason));
        block->verdicts[e->verdict]++;
        block->reasons[e->reason]++;
        block->zeros += e->analytic == 0 && e->numeric == 0;
        if (e->verdict > block->verdict && !allowed)
            block->verdict = e->verdict;
        if (e->verdict == GRADCHECK_AGREES) {
            largest_bar = fmax(largest_bar, e->bar);
            largest_gap = fmax(largest_gap, fabs(e->analytic - e->numeric));
        }
        /* The worst is looked for among the heaviest verdict. */
        double gap = gradcheck_judge_gap(e);
        if (!block->worst || e->verdict > block->worst->verdict ||
            (e->verdict == block->worst->verdict && gap > furthest)) {
            block->worst = e;
            furthest = gap;
        }
    }
    for (int r = 1; r < GRADCHECK_REASONS; r++)
        if (block->verdict == GRADCHECK_CANNOT_TELL && block->reasons[r] > most &&
            !(options->allow & (1u << r))) {
            most = block->reasons[r];
            block->reason = (GradcheckReason)r;
        }
    block->resolution = block->scale > 0 ? largest_bar / block->scale : 0;
    block->agreement = block->scale > 0 ? largest_gap / block->scale : 0;
}

void gradcheck_judge_block(const GradcheckOptions *options, GradcheckBlockReport *block)
{
    bool full = block->entries != NULL;
    GradcheckEntry *entries = full ? block->entries : block->directions;
    size_t n = full ? block->n_entries : block->n_directions;
    if (n == 0)
        return;
    double squares = 0;
    block->scale = 0;
    block->zeros = 0;
    block->worst = NULL;
    memset(block->verdicts, 0, sizeof block->verdicts);
    memset(block->reasons, 0, sizeof block->reasons);
    for (size_t i = 0; i < n; i++) {
        double a = isfinite(entries[i].analytic) ? fabs(entries[i].analytic) : 0;
        double size = fmax(a, isfinite(entries[i].numeric) ? fabs(entries[i].numeric) : 0);
        block->scale = fmax(block->scale, size);
        squares += size * size;
    }
    if (!full)
        block->scale = sqrt(squares / (double)n);
    /* A direction that happens to be nearly orthogonal to the gradient is no small gradient. */
    GradcheckOptions of_block = *options;
    if (!full)
        of_block.small = 1;
    for (size_t i = 0; i < n; i++)
        gradcheck_judge_entry(&of_block, block->scale, &entries[i]);
    block->verdict = GRADCHECK_AGREES;
    block->reason = GRADCHECK_REASON_NONE;
    if (tests_nothing(entries, n))
        for (size_t i = 0; i < n; i++) {
            entries[i].verdict = GRADCHECK_CANNOT_TELL;
            entries[i].reason = GRADCHECK_POINT;
        }
    count(options, block, entries, n);
    if (full && block->n_entries < block->rows * block->cols && block->verdict == GRADCHECK_AGREES &&
        !block->directions)
        block->verdict = GRADCHECK_NOT_CHECKED; /* the check ended in the middle of it */
}

static GradcheckVerdict of_findings(const GradcheckReport *report)
{
    GradcheckVerdict verdict = GRADCHECK_AGREES;
    for (size_t i = 0; i < report->n_findings; i++) {
        GradcheckFindingKind kind = report->findings[i].kind;
        GradcheckVerdict v = kind == GRADCHECK_FINDING_STATE ? GRADCHECK_NOT_DETERMINISTIC : GRADCHECK_IMPURE;
        if (kind != GRADCHECK_FINDING_CHAIN && v > verdict)
            verdict = v;
    }
    return verdict;
}

static void heavier(GradcheckReport *report, GradcheckVerdict verdict, GradcheckReason reason)
{
    if (verdict > report->verdict) {
        report->verdict = verdict;
        report->reason = reason;
    }
}

void gradcheck_judge_report(const GradcheckOptions *options, bool stopped, GradcheckReport *report)
{
    GradcheckVerdict before = report->verdict;
    report->verdict = GRADCHECK_AGREES;
    report->reason = GRADCHECK_REASON_NONE;
    report->worst_block = report->n_blocks;
    report->agreement = report->resolution = 0;
    double furthest = -1;
    for (size_t b = 0; b < report->n_blocks; b++) {
        GradcheckBlockReport *block = &report->blocks[b];
        gradcheck_judge_block(options, block);
        heavier(report, block->verdict, block->reason);
        report->agreement = fmax(report->agreement, block->agreement);
        report->resolution = fmax(report->resolution, block->resolution);
        bool heavy = report->worst_block == report->n_blocks ||
                     block->verdict > report->blocks[report->worst_block].verdict;
        bool same = !heavy && block->verdict == report->blocks[report->worst_block].verdict;
        double gap = block->worst ? gradcheck_judge_gap(block->worst) : -1;
        if (block->worst && (heavy || (same && gap > furthest))) {
            report->worst_block = b;
            furthest = gap;
        }
    }
    for (size_t s = 0; s < report->n_steps; s++)
        heavier(report, report->steps[s].verdict, report->steps[s].reason);
    heavier(report, of_findings(report), GRADCHECK_REASON_NONE);
    if (stopped)
        heavier(report, before, GRADCHECK_REASON_NONE);
}
