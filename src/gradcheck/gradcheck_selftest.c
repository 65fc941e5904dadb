#include "gradcheck/gradcheck_selftest.h"
#include "gradcheck/gradcheck_number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static bool noticed(const GradcheckEntry *entry, double planted)
{
    return entry->step > 0 && fabs(planted - entry->numeric) > entry->bar;
}

typedef struct Plan {
    const char *name;
    double factor; /* the whole block times this */
} Plan;

static GradcheckNotice *notice(GradcheckReport *report, const char *name)
{
    GradcheckNotice *n = &report->notices[report->n_notices++];
    snprintf(n->mistake, sizeof n->mistake, "%.47s", name);
    return n;
}

/* What was measured of a block: its entries, or the directions of its screen. */
static const GradcheckEntry *measured(const GradcheckBlockReport *block, size_t *n)
{
    *n = block->entries ? block->n_entries : block->n_directions;
    return block->entries ? block->entries : block->directions;
}

static bool usable(const GradcheckBlockReport *block)
{
    return block->verdict == GRADCHECK_AGREES || block->verdict == GRADCHECK_CANNOT_TELL;
}

static void plant_factor(GradcheckReport *report, const char *name, double factor)
{
    GradcheckNotice *result = notice(report, name);
    for (size_t b = 0; b < report->n_blocks; b++) {
        size_t n;
        const GradcheckEntry *entries = measured(&report->blocks[b], &n);
        bool seen = false;
        if (!usable(&report->blocks[b]) || n == 0)
            continue;
        for (size_t i = 0; i < n && !seen; i++)
            seen = noticed(&entries[i], factor * entries[i].analytic);
        result->tried++;
        result->noticed += seen;
    }
}

static bool complete(const GradcheckBlockReport *block)
{
    return usable(block) && block->entries && block->n_entries == block->rows * block->cols;
}

static void plant_in_entries(GradcheckReport *report)
{
    GradcheckNotice *result = notice(report, "1 % in one entry");
    for (size_t b = 0; b < report->n_blocks; b++)
        for (size_t i = 0; complete(&report->blocks[b]) && i < report->blocks[b].n_entries; i++) {
            const GradcheckEntry *e = &report->blocks[b].entries[i];
            if (e->analytic == 0 && e->numeric == 0)
                continue; /* 1 % of nothing */
            result->tried++;
            result->noticed += noticed(e, 1.01 * e->analytic);
        }
    if (result->tried == 0)
        report->n_notices--;
}

static void plant_transposition(GradcheckReport *report)
{
    GradcheckNotice *result = notice(report, "a transposed matrix");
    for (size_t b = 0; b < report->n_blocks; b++) {
        const GradcheckBlockReport *block = &report->blocks[b];
        bool seen = false;
        if (!complete(block) || block->rows < 2 || block->cols < 2)
            continue;
        for (size_t r = 0; r < block->rows; r++)
            for (size_t c = 0; c < block->cols; c++) /* written with the strides of the transpose */
                seen = seen || noticed(&block->entries[r * block->cols + c],
                                       block->entries[(c * block->rows + r) % block->n_entries].analytic);
        result->tried++;
        result->noticed += seen;
    }
    if (result->tried == 0)
        report->n_notices--;
}

/* The first, and the last, row (column) never written. */
static void plant_zero_line(GradcheckReport *report, bool row)
{
    GradcheckNotice *result = notice(report, row ? "a last row of zeros" : "a last column of zeros");
    for (size_t b = 0; b < report->n_blocks; b++) {
        const GradcheckBlockReport *block = &report->blocks[b];
        bool seen = false;
        if (!complete(block) || (row ? block->rows : block->cols) < 2)
            continue;
        for (size_t i = 0; i < block->n_entries; i++)
            if (row ? i / block->cols == block->rows - 1 : i % block->cols == block->cols - 1)
                seen = seen || noticed(&block->entries[i], 0);
        result->tried++;
        result->noticed += seen;
    }
    if (result->tried == 0)
        report->n_notices--;
}

static void plant_term(const GradcheckTerm *term, GradcheckReport *report)
{
    const GradcheckBlockReport *block = &report->blocks[term->block];
    char name[2 * GRADCHECK_NAME_SIZE];
    snprintf(name, sizeof name, "%.30s left out", term->name ? term->name : "a term");
    if (!complete(block))
        return;
    GradcheckNotice *result = notice(report, name);
    result->tried = 1;
    for (size_t i = 0; i < block->n_entries && !result->noticed; i++)
        result->noticed = noticed(&block->entries[i], block->entries[i].analytic - term->values[i]);
}

GradcheckStatus gradcheck_selftest_run(const GradcheckProblem *problem, GradcheckReport *report)
{
    enum { GENERAL = 9 };
    report->notices = calloc(GENERAL + problem->n_terms, sizeof *report->notices);
    if (!report->notices)
        return GRADCHECK_NO_MEMORY;
    static const Plan plans[] = {{"a flipped sign", -1}, {"a factor of 2", 2}, {"1 % everywhere", 1.01}};
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
        plant_factor(report, plans[i].name, plans[i].factor);
    if (problem->n_samples > 1)
        plant_factor(report, "a forgotten 1/N", (double)problem->n_samples);
    plant_in_entries(report);
    plant_transposition(report);
    plant_zero_line(report, true);
    plant_zero_line(report, false);
    for (size_t t = 0; t < problem->n_terms; t++)
        plant_term(&problem->terms[t], report);
    if (report->notices[0].tried == 0) /* where no sign can be flipped, nothing else can be tried */
        report->n_notices = 0;
    return GRADCHECK_OK;
}
