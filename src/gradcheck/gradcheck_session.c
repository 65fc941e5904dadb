#include "gradcheck/gradcheck_session.h"
#include "gradcheck/gradcheck_guard.h"
#include "gradcheck/gradcheck_number.h"
#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double gradcheck_session_unit(GradcheckType type)
{
    return type == GRADCHECK_FLOAT ? FLT_EPSILON / 2 : DBL_EPSILON / 2;
}

/* ------------------------------------------------------------------------------------------ opening and closing */

static size_t entries_of(const GradcheckBlock *block)
{
    return block->rows * block->cols;
}

static size_t bytes_of(const GradcheckBlock *block)
{
    return entries_of(block) * gradcheck_guard_size(block->type);
}

const char *gradcheck_session_refuses(const GradcheckProblem *problem)
{
    if (!problem->loss || !problem->gradient)
        return "the problem has no loss or no gradient callback";
    if (!problem->blocks || problem->n_blocks == 0)
        return "the problem has no blocks";
    size_t n = 0;
    for (size_t b = 0; b < problem->n_blocks; b++) {
        const GradcheckBlock *block = &problem->blocks[b];
        if (!block->value || block->rows == 0 || block->cols == 0)
            return "a block has no values";
        if (block->cols > SIZE_MAX / sizeof(GradcheckEntry) / block->rows ||
            entries_of(block) > SIZE_MAX / sizeof(GradcheckEntry) - n)
            return "the blocks are larger than memory can be";
        n += entries_of(block);
        if (block->type != GRADCHECK_DOUBLE && block->type != GRADCHECK_FLOAT)
            return "a block has an unknown type";
        for (size_t i = 0; i < entries_of(block); i++) {
            double x = gradcheck_guard_get(block->type, block->value, i);
            if (!isfinite(x))
                return "a parameter is NaN or infinite";
            if ((block->lower && !(x >= block->lower[i])) || (block->upper && !(x <= block->upper[i])))
                return "a parameter lies outside its bounds";
        }
    }
    for (size_t t = 0; t < problem->n_terms; t++)
        if (problem->terms[t].block >= problem->n_blocks || !problem->terms[t].values)
            return "a term belongs to no block";
    return NULL;
}

static unsigned char *copy_of(const void *memory, size_t size)
{
    unsigned char *copy = malloc(size ? size : 1);
    if (copy && size)
        memcpy(copy, memory, size);
    return copy;
}

static bool open_blocks(GradcheckSession *session)
{
    const GradcheckProblem *problem = session->problem;
    GradcheckReport *report = session->report;
    for (size_t b = 0; b < problem->n_blocks; b++) {
        GradcheckBlock *block = &session->blocks[b];
        *block = problem->blocks[b];
        session->first[b + 1] = session->first[b] + entries_of(block);
        session->values[b] = copy_of(block->value, bytes_of(block));
        if (block->gradient)
            session->gradients[b] = copy_of(block->gradient, bytes_of(block));
        else
            block->gradient = gradcheck_guard_create(block->type, entries_of(block));
        if (!session->values[b] || !block->gradient ||
            (problem->blocks[b].gradient && !session->gradients[b]))
            return false;
        GradcheckBlockReport *r = &report->blocks[b];
        snprintf(r->name, sizeof r->name, "%s", block->name ? block->name : "?");
        r->rows = block->rows;
        r->cols = block->cols;
        r->verdict = GRADCHECK_NOT_CHECKED;
    }
    session->n = session->first[problem->n_blocks];
    for (size_t w = 0; w < problem->n_watches; w++)
        if (!(session->watched[w] = copy_of(problem->watches[w].memory, problem->watches[w].size)))
            return false;
    session->analytic = calloc(session->n, sizeof(double));
    session->direction = calloc(session->n, sizeof(double));
    session->ladder = gradcheck_line_ladder(1);
    return session->analytic && session->direction && session->ladder;
}

GradcheckReport *gradcheck_session_report(const char *name, const GradcheckOptions *options)
{
    GradcheckReport *report = calloc(1, sizeof *report);
    if (!report)
        return NULL;
    snprintf(report->name, sizeof report->name, "%s", name ? name : "");
    report->seed = options->seed;
    return report;
}

GradcheckSession *gradcheck_session_open(const GradcheckProblem *problem, const GradcheckOptions *options,
                                         GradcheckReport *report)
{
    GradcheckSession *session = calloc(1, sizeof *session);
    if (!session)
        return NULL;
    size_t blocks = problem->n_blocks;
    *session =
        (GradcheckSession){.problem = problem, .options = *options, .report = report, .float_loss = true};
    session->blocks = calloc(blocks, sizeof *session->blocks);
    session->first = calloc(blocks + 1, sizeof *session->first);
    session->values = calloc(blocks, sizeof *session->values);
    session->gradients = calloc(blocks, sizeof *session->gradients);
    session->unwritten = calloc(blocks, sizeof *session->unwritten);
    session->unwritten_first = calloc(blocks, sizeof *session->unwritten_first);
    session->watched = calloc(problem->n_watches + 1, sizeof *session->watched);
    report->blocks = calloc(blocks, sizeof *report->blocks);
    report->n_blocks = report->blocks ? blocks : 0;
    if (!session->blocks || !session->first || !session->values || !session->gradients || !session->watched ||
        !session->unwritten || !session->unwritten_first || !report->blocks || !open_blocks(session)) {
        gradcheck_session_close(session);
        return NULL;
    }
    return session;
}

void gradcheck_session_close(GradcheckSession *session)
{
    const GradcheckProblem *problem = session->problem;
    for (size_t b = 0; b < problem->n_blocks; b++) {
        GradcheckBlock *block = session->blocks ? &session->blocks[b] : NULL;
        if (block && session->values && session->values[b]) {
            memcpy(block->value, session->values[b], bytes_of(block));
            free(session->values[b]);
        }
        if (block && session->gradients && session->gradients[b]) {
            memcpy(block->gradient, session->gradients[b], bytes_of(block));
            free(session->gradients[b]);
        } else if (block && block->gradient && !problem->blocks[b].gradient) {
            gradcheck_guard_free(block->gradient);
        }
    }
    for (size_t w = 0; session->watched && w < problem->n_watches; w++)
        free(session->watched[w]);
    gradcheck_line_free(session->ladder);
    free(session->analytic);
    free(session->direction);
    free(session->unwritten);
    free(session->unwritten_first);
    free(session->watched);
    free(session->gradients);
    free(session->values);
    free(session->first);
    free(session->blocks);
    free(session);
}

/* ---------------------------------------------------------------------------------------------- notes and stops */

void gradcheck_session_find(GradcheckSession *session, GradcheckFindingKind kind, const char *format, ...)
{
    GradcheckReport *report = session->report;
    char text[GRADCHECK_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    gradcheck_number_vprint(text, sizeof text, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < report->n_findings; i++)
        if (report->findings[i].kind == kind && strcmp(report->findings[i].text, text) == 0)
            return;
    if (report->n_findings == GRADCHECK_FINDINGS)
        return;
    GradcheckFinding *finding = &report->findings[report->n_findings++];
    finding->kind = kind;
    memcpy(finding->text, text, sizeof text);
}

void gradcheck_session_stop(GradcheckSession *session, GradcheckVerdict verdict, const char *format, ...)
{
    if (session->stopped)
        return;
    session->stopped = true;
    session->report->verdict = verdict;
    va_list arguments;
    va_start(arguments, format);
    gradcheck_number_vprint(session->report->message, sizeof session->report->message, format, arguments);
    va_end(arguments);
}

void gradcheck_session_progress(GradcheckSession *session)
{
    if (session->stopped || !session->options.progress)
        return;
    size_t made = session->report->evaluations;
    if (made > session->expected)
        session->expected = made;
    if (session->options.progress(session->options.progress_user, made, session->expected)) {
        gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED, "cancelled after %zu evaluations", made);
        session->report->status = GRADCHECK_CANCELLED;
    }
}

void gradcheck_session_inspect(GradcheckSession *session, const char *callback)
{
    for (size_t b = 0; b < session->problem->n_blocks; b++) {
        GradcheckBlock *block = &session->blocks[b];
        if (memcmp(block->value, session->values[b], bytes_of(block)) == 0)
            continue;
        gradcheck_session_find(session, GRADCHECK_FINDING_INPUT_CHANGED, "%s changed the values of block %s",
                               callback, session->report->blocks[b].name);
        memcpy(block->value, session->values[b], bytes_of(block));
    }
    for (size_t w = 0; w < session->problem->n_watches; w++) {
        const GradcheckWatch *watch = &session->problem->watches[w];
        if (memcmp(watch->memory, session->watched[w], watch->size) == 0)
            continue;
        gradcheck_session_find(session, GRADCHECK_FINDING_INPUT_CHANGED,
                               "%s changed %s, which it may only read", callback,
                               watch->name ? watch->name : "what is watched");
        memcpy(session->watched[w], watch->memory, watch->size); /* said once */
    }
    session->since_inspection = 0;
}

/* ------------------------------------------------------------------------------------------------- evaluations */

static int failed(GradcheckSession *session, const char *callback, int code)
{
    session->report->callback_code = code;
    gradcheck_session_stop(session, GRADCHECK_FAILED, "the %s callback returned %d", callback, code);
    return code;
}

static int call_reset(GradcheckSession *session)
{
    const GradcheckProblem *problem = session->problem;
    int code = problem->reset ? problem->reset(problem->user) : 0;
    return code ? failed(session, "reset", code) : 0;
}

/* What an evaluation returned, or NaN, or infinity, in one code. */
static int judge_loss(GradcheckSession *session, const char *callback, int code, double loss)
{
    session->report->evaluations++;
    session->since_inspection++;
    if (code == GRADCHECK_OUTSIDE)
        return code;
    if (code)
        return failed(session, callback, code);
    if (!isfinite(loss))
        return GRADCHECK_OUTSIDE;
    if (fabs(loss) > FLT_MAX || (double)(float)loss != loss)
        session->float_loss = false;
    return 0;
}

int gradcheck_session_loss(GradcheckSession *session, double *loss)
{
    int code = call_reset(session);
    if (code)
        return code;
    *loss = NAN;
    code = session->problem->loss(session->problem->user, loss);
    return judge_loss(session, "loss", code, *loss);
}

int gradcheck_session_loss_with(GradcheckSession *session, size_t block, size_t entry, double value,
                                double *loss)
{
    int code = call_reset(session);
    *loss = NAN;
    if (code)
        return code;
    code = session->problem->loss_with(session->problem->user, block, entry, value, loss);
    return judge_loss(session, "loss_with", code, *loss);
}

int gradcheck_session_losses_with(GradcheckSession *session, size_t block, size_t entry, size_t count,
                                  const double values[], double losses[])
{
    for (size_t i = 0; i < count; i++)
        losses[i] = NAN;
    int code = session->problem->losses_with(session->problem->user, block, entry, count, values, losses);
    for (size_t i = 0; i < count; i++) {
        int judged = judge_loss(session, "losses_with", code, losses[i]);
        if (judged && judged != GRADCHECK_OUTSIDE)
            return judged;
        if (judged)
            losses[i] = NAN;
    }
    return 0;
}

double gradcheck_session_preset(double scale, size_t i)
{
    return scale * (1 + (double)(i % 5) / 4); /* exact in float32 too */
}

double gradcheck_session_preset_scale(const GradcheckSession *session, size_t block)
{
    /* A block's gradient may be what is left of far larger numbers that cancel, and rounding then is of their size. */
    double scale = 0;
    for (size_t e = 0; e < session->n; e++) {
        bool inside = e >= session->first[block] && e < session->first[block + 1];
        double size = fabs(session->analytic[e]) / (inside ? 1 : 16);
        if (size > scale && isfinite(size))
            scale = size;
    }
    return scale > 1e-30 && scale < 1e30 ? ldexp(1, ilogb(scale)) : 1;
}

static void fill(GradcheckSession *session, GradcheckFill how)
{
    for (size_t b = 0; b < session->problem->n_blocks; b++) {
        GradcheckBlock *block = &session->blocks[b];
        if (how == GRADCHECK_FILL_RULE && !block->adds) {
            gradcheck_guard_poison(block->type, entries_of(block), block->gradient);
            continue;
        }
        double scale = how == GRADCHECK_FILL_NUMBERS ? gradcheck_session_preset_scale(session, b) : 0;
        for (size_t i = 0; i < entries_of(block); i++)
            gradcheck_guard_set(block->type, block->gradient, i, gradcheck_session_preset(scale, i));
    }
}

static void collect(GradcheckSession *session, double *into)
{
    for (size_t b = 0; b < session->problem->n_blocks; b++) {
        GradcheckBlock *block = &session->blocks[b];
        const char *name = session->report->blocks[b].name;
        size_t n = entries_of(block);
        if (!session->problem->blocks[b].gradient && !gradcheck_guard_intact(block->type, n, block->gradient))
            gradcheck_session_find(session, GRADCHECK_FINDING_OVERRUN,
                                   "the gradient callback wrote outside the gradient of block %s", name);
        session->unwritten[b] =
            gradcheck_guard_unwritten(block->type, n, block->gradient, &session->unwritten_first[b]);
        for (size_t i = 0; i < n; i++)
            into[session->first[b] + i] = gradcheck_guard_get(block->type, block->gradient, i);
    }
}

int gradcheck_session_gradient(GradcheckSession *session, GradcheckFill how, double *into)
{
    double loss;
    int code = gradcheck_session_loss(session, &loss);
    if (code == 0)
        code = call_reset(session);
    if (code)
        return code;
    fill(session, how);
    session->report->gradients++;
    code = session->problem->gradient(session->problem->user, session->blocks);
    if (code == GRADCHECK_OUTSIDE)
        return code;
    if (code)
        return failed(session, "gradient", code);
    collect(session, into);
    if (!session->moved)
        gradcheck_session_inspect(session, "the gradient callback");
    return 0;
}
