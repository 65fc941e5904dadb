#include "gradcheck/gradcheck_explain.h"
#include "gradcheck/gradcheck_fit.h"
#include "gradcheck/gradcheck_guard.h"
#include "gradcheck/gradcheck_order.h"
#include "gradcheck/gradcheck_source.h"
#include <math.h>
#include <stdlib.h>

/* The simplest first: the first that fits is the answer. */
static bool (*const explanations[])(const GradcheckCase *) = {
    gradcheck_fit_zero,          gradcheck_order_one_place,   gradcheck_fit_known_factor,
    gradcheck_fit_norm,          gradcheck_fit_any_factor,    gradcheck_order_condition,
    gradcheck_fit_term,          gradcheck_fit_data_term,     gradcheck_fit_projection,
    gradcheck_order_transposed,  gradcheck_order_reversed,    gradcheck_order_swapped,
    gradcheck_order_shifted,     gradcheck_order_permuted,    gradcheck_source_positions,
    gradcheck_source_derivative, gradcheck_source_uses,       gradcheck_source_rows,
    gradcheck_source_samples,    gradcheck_source_parameters,
};

/* Every entry must have been measured: a hole would explain anything. */
static bool fill_case(GradcheckCase *c, const GradcheckBlockReport *block)
{
    for (size_t i = 0; i < c->n; i++) {
        const GradcheckEntry *e = &block->entries[i];
        c->yours[i] = e->analytic;
        c->numeric[i] = e->numeric;
        c->bar[i] = e->bar;
        if (e->step == 0 || !isfinite(e->analytic))
            return false;
    }
    const GradcheckBlock *of = &c->problem->blocks[c->block];
    for (size_t i = 0; i < c->n; i++)
        c->value[i] = gradcheck_guard_get(of->type, of->value, i);
    return true;
}

static GradcheckStatus explain(const GradcheckProblem *problem, const GradcheckOptions *options,
                               GradcheckReport *report, size_t b, GradcheckLocal *local, size_t *evaluations)
{
    GradcheckBlockReport *block = &report->blocks[b];
    size_t n = block->rows * block->cols;
    if (block->verdict != GRADCHECK_WRONG || block->n_entries != n || n > SIZE_MAX / (8 * sizeof(double)))
        return GRADCHECK_OK;
    double *memory = malloc(6 * n * sizeof *memory);
    if (!memory)
        return GRADCHECK_NO_MEMORY;
    GradcheckCase c = {.problem = problem,
                       .options = options,
                       .name = block->name,
                       .block = b,
                       .n = n,
                       .rows = block->rows,
                       .cols = block->cols,
                       .yours = memory,
                       .numeric = memory + n,
                       .bar = memory + 2 * n,
                       .value = memory + 3 * n,
                       .guess = memory + 4 * n,
                       .other = memory + 5 * n,
                       .local = local,
                       .evaluations = evaluations,
                       .mistake = &block->likely};
    bool found = !fill_case(&c, block);
    for (size_t i = 0; i < sizeof explanations / sizeof *explanations && !found; i++)
        found = explanations[i](&c);
    free(memory);
    return GRADCHECK_OK;
}

static GradcheckStatus explain_blocks(const GradcheckProblem *problem, const GradcheckOptions *options,
                                      GradcheckReport *report, GradcheckLocal *local, size_t *evaluations,
                                      bool *found)
{
    for (size_t b = 0; b < report->n_blocks; b++) {
        GradcheckStatus status = explain(problem, options, report, b, local, evaluations);
        if (status != GRADCHECK_OK)
            return status;
        *found = *found || report->blocks[b].likely.kind != GRADCHECK_MISTAKE_NONE;
    }
    return GRADCHECK_OK;
}

GradcheckStatus gradcheck_explain_report(const GradcheckProblem *problem, const GradcheckOptions *options,
                                         GradcheckReport *report)
{
    size_t evaluations = 0, step = report->first_wrong_step;
    bool found = false;
    GradcheckStatus status = GRADCHECK_OK;
    if (step < report->n_steps && report->steps[step].local) {
        int code = 0;
        GradcheckLocal *local = gradcheck_chain_local(problem, options, step, &code);
        double loss;
        if (!local)
            return code ? GRADCHECK_OK : GRADCHECK_NO_MEMORY;
        /* Leaves the step's output in place for the explanations that read it. */
        if (local->problem.loss(local->problem.user, &loss) == 0)
            status = explain_blocks(&local->problem, options, report->steps[step].local, local, &evaluations,
                                    &found);
        gradcheck_chain_free(local);
    }
    if (status == GRADCHECK_OK && !found)
        status = explain_blocks(problem, options, report, NULL, &evaluations, &found);
    report->others += evaluations;
    return status;
}
