#include "live/check_saying.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In how many portions the entries of a check are shown. */
enum { PORTIONS = 24 };

void check_saying_free(CheckSaying *s)
{
    free(s->entries);
    *s = (CheckSaying){0};
}

/* False: no memory. */
static bool make_room(CheckSaying *s, size_t entries)
{
    if (entries <= s->room)
        return true;
    SnapshotCheckEntry *more = realloc(s->entries, entries * sizeof *more);
    if (!more)
        return false;
    s->entries = more;
    s->room = entries;
    return true;
}

/* The blocks and steps of another problem, of which nothing is known. */
static void describe(CheckSaying *s, const GradcheckProblem *problem, size_t entries)
{
    SnapshotCheck *check = &s->check;
    check->n_blocks = problem->n_blocks;
    check->n_entries = entries;
    check->n_steps = problem->n_steps;
    size_t first = 0;
    for (size_t b = 0; b < problem->n_blocks; b++) {
        const GradcheckBlock *from = &problem->blocks[b];
        s->blocks[b] = (SnapshotCheckBlock){.rows = from->rows, .cols = from->cols, .first = first};
        snprintf(s->blocks[b].name, sizeof s->blocks[b].name, "%s", from->name);
        first += from->rows * from->cols;
    }
    for (size_t i = 0; i < problem->n_steps; i++) {
        s->steps[i].verdict = GRADCHECK_NOT_CHECKED;
        snprintf(s->steps[i].name, sizeof s->steps[i].name, "%s", problem->steps[i].name);
    }
    for (size_t i = 0; i < entries; i++)
        s->entries[i] =
            (SnapshotCheckEntry){.yours = NAN, .measured = NAN, .bar = NAN, .verdict = GRADCHECK_NOT_CHECKED};
    check->has_word = false;
    check->curve.present = false;
}

bool check_saying_begin(CheckSaying *s, const GradcheckProblem *problem, uint64_t step, bool other)
{
    SnapshotCheck *check = &s->check;
    size_t entries = 0;
    for (size_t b = 0; b < problem->n_blocks; b++)
        entries += problem->blocks[b].rows * problem->blocks[b].cols;
    check->present = make_room(s, entries);
    if (check->present && (other || entries != check->n_entries))
        describe(s, problem, entries);
    check->measured = 0;
    check->trouble[0] = 0;
    check->working_on = step;
    check->version++;
    return check->present;
}

void check_saying_trouble(CheckSaying *s, const char *text)
{
    snprintf(s->check.trouble, sizeof s->check.trouble, "%.199s", text);
    s->check.version++;
}

/* The mistake that was recognised, in the first wrong step or in the whole. */
static void take_mistake(const GradcheckReport *report, SnapshotCheckWord *word)
{
    const GradcheckReport *of = report;
    if (report->first_wrong_step < report->n_steps && report->steps[report->first_wrong_step].local)
        of = report->steps[report->first_wrong_step].local;
    for (int part = 0; part < 2 && word->mistake == GRADCHECK_MISTAKE_NONE; part++, of = report)
        for (size_t b = 0; b < of->n_blocks && word->mistake == GRADCHECK_MISTAKE_NONE; b++) {
            word->mistake = of->blocks[b].likely.kind;
            word->factor = of->blocks[b].likely.factor;
        }
}

/* What the screen says, which alone has looked at the steps. */
static SnapshotCheckWord word_of(const CheckSaying *s, uint64_t step, const GradcheckReport *screen)
{
    SnapshotCheckWord word = {.step = step,
                              .verdict = screen->verdict,
                              .reason = screen->reason,
                              .resolution = screen->resolution,
                              .entries = s->check.n_entries,
                              .first_wrong_step =
                                  screen->n_steps > 0 ? screen->first_wrong_step : s->check.n_steps,
                              .joining = screen->wiring};
    take_mistake(screen, &word);
    return word;
}

void check_saying_screen(CheckSaying *s, uint64_t step, const GradcheckReport *screen, bool looked_closer)
{
    SnapshotCheck *check = &s->check;
    SnapshotCheckWord word = word_of(s, step, screen);
    word.looked_closer = looked_closer;
    for (size_t i = 0; i < screen->n_steps && i < check->n_steps; i++)
        s->steps[i].verdict = (unsigned char)screen->steps[i].verdict;
    bool both_right = check->has_word && check->word.every_entry && check->word.verdict == GRADCHECK_AGREES &&
                      word.verdict == GRADCHECK_AGREES;
    if (!both_right)
        check->word = word;
    check->has_word = true;
    check->version++;
}

void check_saying_entry(CheckSaying *s, size_t block, const GradcheckEntry *entry)
{
    s->entries[s->blocks[block].first + entry->index] =
        (SnapshotCheckEntry){.yours = entry->analytic,
                             .measured = entry->numeric,
                             .bar = entry->bar,
                             .verdict = (unsigned char)entry->verdict,
                             .reason = (unsigned char)entry->reason};
    if (++s->check.measured % (1 + s->check.n_entries / PORTIONS) == 0)
        s->check.version++;
}

void check_saying_whole(CheckSaying *s, uint64_t step, const GradcheckReport *screen,
                        const GradcheckReport *whole)
{
    SnapshotCheckWord word = word_of(s, step, screen);
    word.every_entry = word.looked_closer = true;
    word.resolution = whole->resolution;
    if (whole->verdict >= screen->verdict) {
        word.verdict = whole->verdict;
        word.reason = whole->reason;
    }
    take_mistake(whole, &word);
    for (size_t b = 0; b < whole->n_blocks; b++) {
        const GradcheckBlockReport *block = &whole->blocks[b];
        for (size_t i = 0; i < block->n_entries; i++) {
            /* Beside the whole of its block a verdict may be another than it was when the entry came. */
            SnapshotCheckEntry *to = &s->entries[s->blocks[b].first + block->entries[i].index];
            to->verdict = (unsigned char)block->entries[i].verdict;
            to->reason = (unsigned char)block->entries[i].reason;
        }
        s->blocks[b].bar = block->resolution;
        word.wrong += block->verdicts[GRADCHECK_WRONG] + block->verdicts[GRADCHECK_NOT_FINITE];
        word.undecided += block->verdicts[GRADCHECK_CANNOT_TELL];
    }
    s->check.word = word;
    s->check.has_word = true;
    s->check.version++;
}

void check_saying_curve(CheckSaying *s, uint64_t step, size_t block, size_t entry,
                        const GradcheckCurve *curve)
{
    SnapshotCheckCurve *shown = &s->check.curve;
    *shown = (SnapshotCheckCurve){.present = true,
                                  .step = step,
                                  .block = block,
                                  .entry = entry,
                                  .count = curve->n,
                                  .chosen = curve->entry.step,
                                  .bar = curve->entry.bar,
                                  .yours = curve->entry.analytic,
                                  .measured = curve->entry.numeric};
    memcpy(shown->h, curve->step, sizeof shown->h);
    memcpy(shown->error, curve->error, sizeof shown->error);
    memcpy(shown->noise, curve->noise, sizeof shown->noise);
    s->check.version++;
}

void check_saying_foremost(const CheckSaying *s, size_t *block, size_t *entry)
{
    bool wrong = false;
    double most = -1;
    *block = *entry = 0;
    for (size_t b = 0; b < s->check.n_blocks; b++)
        for (size_t i = 0; i < s->blocks[b].rows * s->blocks[b].cols; i++) {
            const SnapshotCheckEntry *e = &s->entries[s->blocks[b].first + i];
            bool is_wrong = e->verdict == GRADCHECK_WRONG;
            double size = fabs(is_wrong ? e->yours - e->measured : e->measured);
            if (e->verdict == GRADCHECK_NOT_CHECKED || (wrong && !is_wrong) ||
                (wrong == is_wrong && !(size > most)))
                continue;
            wrong = is_wrong;
            most = size;
            *block = b;
            *entry = i;
        }
}

void check_saying_copy(const CheckSaying *from, CheckSaying *to)
{
    const SnapshotCheck *check = &from->check;
    if (check->version == to->check.version || !make_room(to, check->n_entries))
        return;
    to->check = *check;
    memcpy(to->blocks, from->blocks, check->n_blocks * sizeof *from->blocks);
    memcpy(to->steps, from->steps, check->n_steps * sizeof *from->steps);
    if (check->n_entries > 0)
        memcpy(to->entries, from->entries, check->n_entries * sizeof *from->entries);
    to->check.blocks = to->blocks;
    to->check.entries = to->entries;
    to->check.steps = to->steps;
}
