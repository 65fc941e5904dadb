#include "gradcheck/gradcheck_judge.h"
#include "gradcheck/gradcheck_lines.h"
#include "gradcheck/gradcheck_number.h"
#include "gradcheck/gradcheck_report.h"
#include "gradcheck/gradcheck_sink.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LIST = 512 }; /* bytes of an enumeration of names */

static const char *colour_of(GradcheckVerdict verdict)
{
    return verdict == GRADCHECK_AGREES                                            ? "\033[32m"
           : verdict == GRADCHECK_CANNOT_TELL || verdict == GRADCHECK_NOT_CHECKED ? "\033[33m"
                                                                                  : "\033[31m";
}

static const char *title_of(GradcheckVerdict verdict)
{
    static const char *const titles[GRADCHECK_VERDICTS] = {
        "GRADIENT AGREES", "GRADIENT NOT CHECKED", "GRADIENT UNDECIDED",         "GRADIENT IMPURE",
        "GRADIENT WRONG",  "GRADIENT NOT FINITE",  "GRADIENT NOT DETERMINISTIC", "GRADIENT NOT COMPUTED"};
    return titles[verdict];
}

static const char *advice_of(GradcheckReason reason)
{
    static const char *const advice[GRADCHECK_REASONS] = {
        "",
        "the slopes left and right of the point differ (a kink) and yours lies between them: move the point "
        "a little",
        "too small for the noise of the loss: compute it in double, take another point, or ask for less "
        "(small, "
        "resolution)",
        "the loss bends too fast for every step that its noise allows: take another point, or scale the "
        "parameters",
        "the loss is not finite near the point, or the bounds leave no room: move the point into the domain",
        "the gradient is zero within its bars (dead, saturated, or not used): this point cannot test it, "
        "take another"};
    return advice[reason];
}

/* ------------------------------------------------------------------------------------------------------ a block */

static const GradcheckEntry *measured(const GradcheckBlockReport *block, size_t *n)
{
    *n = block->entries ? block->n_entries : block->n_directions;
    return block->entries ? block->entries : block->directions;
}

static const char *what_of(const GradcheckBlockReport *block)
{
    return block->entries ? "entries" : "directions";
}

static void place(char *text, size_t size, const GradcheckBlockReport *block, const GradcheckEntry *entry)
{
    if (block->entries)
        gradcheck_number_print(text, size, "[%zu,%zu]", entry->index / block->cols,
                               entry->index % block->cols);
    else
        gradcheck_number_print(text, size, "direction %zu", entry->index);
}

static void entry_line(GradcheckLines *writer, const char *label, const GradcheckBlockReport *block,
                       const GradcheckEntry *entry)
{
    char numeric_text[GRADCHECK_NUMBER_SIZE], yours_text[GRADCHECK_NUMBER_SIZE], at[64], tail[96];
    double gap = gradcheck_judge_gap(entry), bar = entry->bar - entry->analytic_rounding;
    const char *numeric = gradcheck_number_measured(numeric_text, entry->numeric, bar);
    const char *yours = gradcheck_number_beside(yours_text, entry->analytic, entry->numeric, bar);
    place(at, sizeof at, block, entry);
    if (entry->verdict == GRADCHECK_CANNOT_TELL)
        gradcheck_number_print(tail, sizeof tail, "%s", gradcheck_reason_name(entry->reason));
    else if (isfinite(gap))
        gradcheck_number_print(tail, sizeof tail, "gap %.2g bars", gap);
    else
        gradcheck_number_print(tail, sizeof tail, "%s", gradcheck_verdict_name(entry->verdict));
    gradcheck_lines_print(writer, 2, NULL, "%s%s  yours %s  numeric %s  %s", label, at, yours, numeric, tail);
}

static void headline_block(GradcheckLines *writer, const char *title, const GradcheckBlockReport *block)
{
    size_t n;
    measured(block, &n);
    const char *colour = colour_of(block->verdict);
    if (block->verdict == GRADCHECK_CANNOT_TELL)
        gradcheck_lines_print(writer, 0, colour, "%s  block %s (%zux%zu): %zu of %zu %s cannot be told",
                              title, block->name, block->rows, block->cols,
                              block->verdicts[GRADCHECK_CANNOT_TELL], n, what_of(block));
    else if (block->verdict == GRADCHECK_NOT_FINITE)
        gradcheck_lines_print(writer, 0, colour, "%s  block %s (%zux%zu): %zu of %zu %s are NaN or infinite",
                              title, block->name, block->rows, block->cols,
                              block->verdicts[GRADCHECK_NOT_FINITE], n, what_of(block));
    else
        gradcheck_lines_print(
            writer, 0, colour, "%s  block %s (%zux%zu): %zu of %zu %s outside their error bar", title,
            block->name, block->rows, block->cols, block->verdicts[GRADCHECK_WRONG], n, what_of(block));
}

static int by_gap(const void *a, const void *b)
{
    const GradcheckEntry *p = *(const GradcheckEntry *const *)a, *q = *(const GradcheckEntry *const *)b;
    double gap = gradcheck_judge_gap(p), other = gradcheck_judge_gap(q);
    if (p->verdict != q->verdict)
        return p->verdict > q->verdict ? -1 : 1;
    return gap > other ? -1 : gap < other ? 1 : p->index < q->index ? -1 : p->index > q->index;
}

/* At most `most` entries, the worst first; from the second on when the first stands there already. */
static void list_entries(GradcheckLines *writer, const GradcheckBlockReport *block, size_t first, size_t most)
{
    size_t n;
    const GradcheckEntry *entries = measured(block, &n);
    if (first >= most || first >= n)
        return;
    const GradcheckEntry **sorted = malloc(n * sizeof *sorted);
    if (!sorted) {
        gradcheck_lines_print(writer, 2, NULL, "There is not enough memory to list more of %s.", block->name);
        return;
    }
    for (size_t i = 0; i < n; i++)
        sorted[i] = &entries[i];
    qsort(sorted, n, sizeof *sorted, by_gap);
    if (first == 0)
        gradcheck_lines_print(writer, 2, NULL, "%s of %s, the worst first:", what_of(block), block->name);
    for (size_t i = first; i < n && i < most; i++)
        entry_line(writer, "      ", block, sorted[i]);
    free(sorted);
}

static void block_in_detail(GradcheckLines *writer, const char *title, const GradcheckBlockReport *block,
                            size_t entries)
{
    headline_block(writer, title, block);
    if (block->worst)
        entry_line(writer, "worst ", block, block->worst);
    list_entries(writer, block, 1, entries);
    if (block->reason && block->verdict == GRADCHECK_CANNOT_TELL)
        gradcheck_lines_print(writer, 2, NULL, "%s: %s", gradcheck_reason_name(block->reason),
                              advice_of(block->reason));
    if (block->likely.text[0])
        gradcheck_lines_print(writer, 2, NULL, "likely: %s", block->likely.text);
}

static bool needs_detail(const GradcheckBlockReport *block)
{
    return block->verdict != GRADCHECK_AGREES && block->verdict != GRADCHECK_NOT_CHECKED;
}

/* The blocks that are not right; the worst with everything, the others in a line or two. */
static void blocks_in_detail(GradcheckLines *writer, const GradcheckReport *report, size_t entries,
                             const char *title)
{
    size_t shown = report->worst_block;
    if (shown < report->n_blocks && needs_detail(&report->blocks[shown]))
        block_in_detail(writer, title, &report->blocks[shown], entries);
    char also[LIST] = "", piece[128];
    for (size_t b = 0; b < report->n_blocks; b++) {
        const GradcheckBlockReport *block = &report->blocks[b];
        size_t n, bad = block->verdicts[block->verdict];
        if (b == shown || !needs_detail(block))
            continue;
        measured(block, &n);
        gradcheck_number_print(piece, sizeof piece, "%s%s (%s, %zu of %zu)", also[0] ? ", " : "", block->name,
                               gradcheck_verdict_name(block->verdict), bad, n);
        gradcheck_lines_append(also, sizeof also, piece);
    }
    if (also[0])
        gradcheck_lines_print(writer, 2, NULL, "also: %s", also);
    for (size_t b = 0; b < report->n_blocks; b++) {
        const GradcheckBlockReport *block = &report->blocks[b];
        if (b == shown || !needs_detail(block))
            continue;
        list_entries(writer, block, 0, entries);
        if (block->likely.text[0] && strcmp(block->likely.text, report->blocks[shown].likely.text) != 0)
            gradcheck_lines_print(writer, 2, NULL, "likely, in %s: %s", block->name, block->likely.text);
        if (block->reason && block->reason != report->blocks[shown].reason)
            gradcheck_lines_print(writer, 2, NULL, "%s in %s: %s", gradcheck_reason_name(block->reason),
                                  block->name, advice_of(block->reason));
    }
}

/* ------------------------------------------------------------------------------------------------------ the rest */

static void agreeing_blocks(GradcheckLines *writer, const GradcheckReport *report)
{
    char names[LIST] = "", tail[160] = "";
    size_t n = 0;
    for (size_t b = 0; b < report->n_blocks; b++)
        if (report->blocks[b].verdict == GRADCHECK_AGREES) {
            n++;
            gradcheck_lines_append(names, sizeof names, " ");
            gradcheck_lines_append(names, sizeof names, report->blocks[b].name);
        }
    if (n == 0)
        return;
    gradcheck_number_print(tail, sizeof tail, "%s to %.1g; resolution of this check %.2g of |g|max",
                           n == 1 ? "agrees" : "agree", report->agreement, report->resolution);
    gradcheck_lines_print(writer, 2, NULL, "%s%s %s", n == 1 ? "block" : "blocks", names, tail);
}

/* "9..4", "3", "1 0": the numbers of the steps in [from, to] going down. */
static void range(char *text, size_t size, size_t high, size_t low)
{
    if (high == low)
        gradcheck_number_print(text, size, "step %zu is", high);
    else
        gradcheck_number_print(text, size, "steps %zu..%zu are", high, low);
}

static void first_wrong_step(GradcheckLines *writer, const GradcheckReport *report)
{
    size_t first = report->first_wrong_step;
    const GradcheckStepReport *step = &report->steps[first];
    char behind[80] = "";
    if (first + 1 < report->n_steps) {
        range(behind, sizeof behind, report->n_steps - 1, first + 1);
        gradcheck_lines_append(behind, sizeof behind, " right; ");
    }
    gradcheck_lines_print(writer, 2, NULL, "%sstep %zu, %s, is the first wrong one", behind, first,
                          step->name);
    if (step->local && step->local->message[0])
        gradcheck_lines_print(writer, 4, NULL, "%s", step->local->message);
    for (size_t i = 0; step->local && i < step->local->n_findings; i++)
        gradcheck_lines_print(writer, 4, NULL, "found: %s", step->local->findings[i].text);
    for (size_t b = 0; step->local && b < step->local->n_blocks; b++) {
        const GradcheckBlockReport *block = &step->local->blocks[b];
        if (!needs_detail(block) || block->verdict == GRADCHECK_CANNOT_TELL)
            continue;
        size_t n;
        measured(block, &n);
        gradcheck_lines_print(writer, 4, NULL, "its gradient by %s: %zu of %zu %s outside their error bar",
                              b ? block->name : "its input",
                              block->verdicts[GRADCHECK_WRONG] + block->verdicts[GRADCHECK_NOT_FINITE], n,
                              what_of(block));
        if (block->worst)
            entry_line(writer, "  worst ", block, block->worst);
        if (block->likely.text[0])
            gradcheck_lines_print(writer, 4, NULL, "likely: %s", block->likely.text);
    }
    char also[LIST] = "", number[96];
    for (size_t i = first; i-- > 0;)
        if (report->steps[i].verdict > GRADCHECK_CANNOT_TELL) {
            gradcheck_number_print(number, sizeof number, "%s%zu, %s", also[0] ? "; " : "", i,
                                   report->steps[i].name);
            gradcheck_lines_append(also, sizeof also, number);
        }
    if (also[0])
        gradcheck_lines_print(writer, 2, NULL, "also wrong by themselves: %s", also);
    else if (first > 0) {
        range(number, sizeof number, first - 1, 0);
        gradcheck_lines_print(writer, 2, NULL, "%s right by %s and only inherit%s it", number,
                              first == 1 ? "itself" : "themselves", first == 1 ? "s" : "");
    }
}

static void steps(GradcheckLines *writer, const GradcheckReport *report)
{
    if (report->n_steps == 0)
        return;
    if (report->first_wrong_step < report->n_steps) {
        first_wrong_step(writer, report);
    } else if (report->wiring) {
        gradcheck_lines_print(
            writer, 2, NULL,
            "every one of the %zu steps is right by itself: the mistake is in the way they are joined%s",
            report->n_steps,
            report->composed_agrees
                ? " (joined by the checker, each adding its part, they give the numeric gradient)"
                : " (a shared block not summed, a term outside the chain)");
    } else {
        size_t undecided = 0, right = 0;
        for (size_t i = 0; i < report->n_steps; i++) {
            undecided += report->steps[i].verdict == GRADCHECK_CANNOT_TELL;
            right += report->steps[i].verdict == GRADCHECK_AGREES;
        }
        if (right)
            gradcheck_lines_print(writer, 2, NULL, "%zu of %zu steps are right by themselves", right,
                                  report->n_steps);
        for (size_t i = 0; i < report->n_steps && undecided; i++)
            if (report->steps[i].verdict == GRADCHECK_CANNOT_TELL)
                gradcheck_lines_print(writer, 2, NULL, "step %zu, %s, cannot be told (%s)", i,
                                      report->steps[i].name, gradcheck_reason_name(report->steps[i].reason));
    }
}

static void reproducer(GradcheckLines *writer, const GradcheckReport *report)
{
    if (report->worst_block >= report->n_blocks || !report->blocks[report->worst_block].worst)
        return;
    const GradcheckBlockReport *block = &report->blocks[report->worst_block];
    const GradcheckEntry *worst = block->worst;
    char at[64];
    place(at, sizeof at, block, worst);
    char step[32];
    if (worst->step == 0)
        return;
    int exponent;
    if (frexp(worst->step, &exponent) == 0.5)
        gradcheck_number_print(step, sizeof step, "2^%d", exponent - 1);
    else
        gradcheck_number_print(step, sizeof step, "%.9g", worst->step);
    gradcheck_lines_print(writer, 2, NULL, "reproduce: seed %llu, h = %s in %s %s, f+ = %.17g,",
                          (unsigned long long)report->seed, step, block->name, at, worst->loss_plus);
    gradcheck_lines_print(writer, 13, NULL, "f- = %.17g", worst->loss_minus);
}

static void self_test(GradcheckLines *writer, const GradcheckReport *report)
{
    char all[LIST] = "", some[LIST] = "", none[LIST] = "", piece[128];
    for (size_t i = 0; i < report->n_notices; i++) {
        const GradcheckNotice *n = &report->notices[i];
        if (n->tried == 0)
            continue;
        char *list = n->noticed == n->tried ? all : n->noticed ? some : none;
        gradcheck_number_print(piece, sizeof piece, "%s%s", list[0] ? ", " : "", n->mistake);
        gradcheck_lines_append(list, LIST, piece);
        gradcheck_number_print(piece, sizeof piece, " (in %zu of %zu)", n->noticed, n->tried);
        if (list == some)
            gradcheck_lines_append(list, LIST, piece);
    }
    if (all[0])
        gradcheck_lines_print(writer, 2, NULL, "would notice: %s", all);
    if (some[0])
        gradcheck_lines_print(writer, 2, NULL, "would notice only in part: %s", some);
    if (none[0])
        gradcheck_lines_print(writer, 2, NULL, "would not notice, below the resolution here: %s", none);
}

static void zeros(GradcheckLines *writer, const GradcheckReport *report)
{
    for (size_t b = 0; b < report->n_blocks; b++) {
        const GradcheckBlockReport *block = &report->blocks[b];
        if (block->zeros && block->reason != GRADCHECK_POINT && block->entries)
            gradcheck_lines_print(
                writer, 2, NULL,
                "block %s: %zu of %zu entries are 0 on both sides; this point cannot test them", block->name,
                block->zeros, block->n_entries);
    }
}

static size_t compared(const GradcheckReport *report, size_t *directions)
{
    size_t entries = 0;
    *directions = 0;
    for (size_t b = 0; b < report->n_blocks; b++) {
        entries += report->blocks[b].n_entries;
        *directions += report->blocks[b].entries ? 0 : report->blocks[b].n_directions;
    }
    return entries;
}

static void headline(GradcheckLines *writer, const GradcheckReport *report, size_t entries)
{
    const char *title = title_of(report->verdict), *colour = colour_of(report->verdict);
    bool numbers =
        report->worst_block < report->n_blocks && needs_detail(&report->blocks[report->worst_block]);
    size_t directions, n = compared(report, &directions);
    if (report->verdict == GRADCHECK_AGREES) {
        char along[64] = "";
        if (directions)
            gradcheck_number_print(along, sizeof along, "%s%zu directions", n ? ", " : "", directions);
        if (n)
            gradcheck_lines_print(writer, 0, colour, "%s  %zu block%s, %zu entries%s", title,
                                  report->n_blocks, report->n_blocks == 1 ? "" : "s", n, along);
        else
            gradcheck_lines_print(writer, 0, colour, "%s  %zu block%s, %s", title, report->n_blocks,
                                  report->n_blocks == 1 ? "" : "s", along);
    } else if (report->message[0]) {
        gradcheck_lines_print(writer, 0, colour, "%s  %s", title, report->message);
    } else if (numbers && report->blocks[report->worst_block].verdict == report->verdict) {
        blocks_in_detail(writer, report, entries, title);
        return;
    } else if (report->first_wrong_step < report->n_steps) {
        const GradcheckStepReport *step = &report->steps[report->first_wrong_step];
        gradcheck_lines_print(writer, 0, colour, "%s  step %zu, %s%s", title, report->first_wrong_step,
                              step->name, numbers ? "" : "; the whole does not show it");
    } else {
        gradcheck_lines_print(writer, 0, colour, "%s", title);
    }
    if (numbers)
        blocks_in_detail(writer, report, entries, title_of(report->blocks[report->worst_block].verdict));
}

void gradcheck_text_write(const GradcheckReport *report, const GradcheckTextOptions *options,
                          GradcheckSink sink, void *user)
{
    GradcheckLines writer = {sink, user, options && options->colour};
    headline(&writer, report, options ? options->entries : 0);
    for (size_t i = 0; i < report->n_findings; i++)
        gradcheck_lines_print(&writer, 2, NULL, "found: %s", report->findings[i].text);
    steps(&writer, report);
    agreeing_blocks(&writer, report);
    zeros(&writer, report);
    if (report->n_notices)
        self_test(&writer, report);
    if (report->noise > 0 || report->evaluations)
        gradcheck_lines_print(&writer, 2, NULL, "loss %.10g, noise %.1e%s; %zu evaluations, %zu gradients%s",
                              report->loss, report->noise, report->noise_measured ? "" : " (guessed)",
                              report->evaluations, report->gradients,
                              report->float_loss ? "; the loss is a float32 number" : "");
    bool whole = report->worst_block < report->n_blocks && needs_detail(&report->blocks[report->worst_block]);
    if (whole)
        reproducer(&writer, report);
    else if (report->first_wrong_step < report->n_steps && report->steps[report->first_wrong_step].local)
        reproducer(&writer, report->steps[report->first_wrong_step].local);
}

size_t gradcheck_text_copy(const GradcheckReport *report, const GradcheckTextOptions *options, char *buffer,
                           size_t size)
{
    GradcheckSinkBuffer into = {buffer, size, 0};
    gradcheck_text_write(report, options, gradcheck_sink_fill, &into);
    return gradcheck_sink_end(&into);
}
