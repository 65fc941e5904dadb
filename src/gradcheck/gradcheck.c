#include "gradcheck/gradcheck.h"
#include "gradcheck/gradcheck_chain.h"
#include "gradcheck/gradcheck_core.h"
#include "gradcheck/gradcheck_explain.h"
#include "gradcheck/gradcheck_judge.h"
#include "gradcheck/gradcheck_selftest.h"
#include <stdio.h>

GradcheckOptions gradcheck_options(void)
{
    return (GradcheckOptions){
        .seed = 1, .full_limit = 20000, .screen_directions = 2, .resolution = 0.005, .small = 1e-4};
}

/* The wrong block with the fewest entries that is not too small to tell mistakes apart in; n_blocks when there is none. */
static size_t smallest_wrong_block(const GradcheckReport *report, size_t most)
{
    enum { ENOUGH = 6 };
    size_t found = report->n_blocks, best = 0;
    for (size_t b = 0; b < report->n_blocks; b++) {
        const GradcheckBlockReport *block = &report->blocks[b];
        size_t n = block->rows * block->cols;
        if (block->verdict != GRADCHECK_WRONG || n > most)
            continue;
        if (found == report->n_blocks || (n < best ? n >= ENOUGH : best < ENOUGH)) {
            found = b;
            best = n;
        }
    }
    return found;
}

static bool is_screened(const GradcheckReport *report)
{
    for (size_t b = 0; b < report->n_blocks; b++)
        if (report->blocks[b].entries)
            return false;
    return true;
}

/* What a screen found wrong is measured entry by entry in two places, the first wrong step and a small block of the
 * whole, so that the mistake can be named. */
static GradcheckStatus look_closer(const GradcheckProblem *problem, const GradcheckOptions *options,
                                   GradcheckReport *report)
{
    GradcheckStatus status = GRADCHECK_OK;
    size_t step = report->first_wrong_step, most = options->full_limit;
    if (step < report->n_steps) {
        const GradcheckReport *local = report->steps[step].local;
        if (local && is_screened(local) && smallest_wrong_block(local, most) < local->n_blocks)
            status = gradcheck_chain_look_closer(problem, options, step, report);
    }
    size_t b = smallest_wrong_block(report, most);
    if (status == GRADCHECK_OK && b < report->n_blocks && is_screened(report)) {
        status = gradcheck_core_look_closer(problem, options, b, report);
        gradcheck_judge_report(options, false, report);
    }
    return status;
}

GradcheckStatus gradcheck_explain(const GradcheckProblem *problem, const GradcheckOptions *options,
                                  GradcheckReport *report)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    GradcheckStatus status = look_closer(problem, options, report);
    if (status == GRADCHECK_OK)
        report->composed_agrees = report->wiring && gradcheck_chain_composes(problem, options, report);
    return status == GRADCHECK_OK ? gradcheck_explain_report(problem, options, report) : status;
}

GradcheckStatus gradcheck_run(const GradcheckProblem *problem, const GradcheckOptions *options,
                              GradcheckReport **report)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    GradcheckStatus status = gradcheck_core_run(problem, options, report);
    if (status != GRADCHECK_OK)
        return status;
    GradcheckReport *r = *report;
    bool stopped = r->message[0] != 0;
    if (!stopped && !options->no_chain && problem->n_steps > 0) {
        status = gradcheck_chain_run(problem, options, r);
        gradcheck_judge_report(options, false, r);
    }
    if (status == GRADCHECK_OK && !stopped && !options->no_explaining)
        status = gradcheck_explain(problem, options, r);
    else /* a chain that did not come to its end has no wiring */
        r->composed_agrees = r->wiring && gradcheck_chain_composes(problem, options, r);
    if (status == GRADCHECK_OK && !stopped)
        status = gradcheck_selftest_run(problem, r);
    r->status = status;
    if (status == GRADCHECK_CANCELLED)
        snprintf(r->message, sizeof r->message, "cancelled after %zu evaluations", r->evaluations);
    if (status == GRADCHECK_NO_MEMORY) {
        gradcheck_report_free(r);
        *report = NULL;
    }
    return status;
}

GradcheckCost gradcheck_cost(const GradcheckProblem *problem, const GradcheckOptions *options)
{
    GradcheckOptions defaults = gradcheck_options();
    return gradcheck_core_cost(problem, options ? options : &defaults);
}
