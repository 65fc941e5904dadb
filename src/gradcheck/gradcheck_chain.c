#include "gradcheck/gradcheck_chain.h"
#include "gradcheck/gradcheck_core.h"
#include "gradcheck/gradcheck_guard.h"
#include "gradcheck/gradcheck_judge.h"
#include "gradcheck/gradcheck_number.h"
#include "gradcheck/gradcheck_random.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UPSTREAM = 500 };

static void *user_of(const GradcheckProblem *problem, const GradcheckStep *step)
{
    return step->user ? step->user : problem->user;
}

/* ----------------------------------------------------------------------------------------- a step as a problem */

static int local_loss(void *user, double *loss)
{
    GradcheckLocal *local = user;
    const GradcheckStep *step = local->step;
    gradcheck_guard_poison(step->type, step->n_out, local->out);
    int code = step->forward(user_of(local->whole, step), local->in, local->out);
    if (code)
        return code;
    local->out_overrun |= !gradcheck_guard_intact(step->type, step->n_out, local->out);
    size_t unwritten = gradcheck_guard_unwritten(step->type, step->n_out, local->out, &local->out_first);
    local->out_unwritten = unwritten > local->out_unwritten ? unwritten : local->out_unwritten;
    double sum = 0;
    for (size_t i = 0; i < step->n_out; i++)
        sum +=
            gradcheck_guard_get(step->type, local->d_out, i) * gradcheck_guard_get(step->type, local->out, i);
    *loss = sum;
    return 0;
}

/* upstream . forward without any change, and the outputs that go with it. */
static int fill_still(GradcheckLocal *local)
{
    const GradcheckStep *step = local->step;
    int code = step->forward(user_of(local->whole, step), local->in, local->still);
    if (code)
        return code;
    memcpy(local->with, local->still, step->n_out * gradcheck_guard_size(step->type));
    local->still_loss = 0;
    for (size_t i = 0; i < step->n_out; i++)
        local->still_loss += gradcheck_guard_get(step->type, local->d_out, i) *
                             gradcheck_guard_get(step->type, local->still, i);
    local->still_is_filled = true;
    return 0;
}

/* The loss grows by upstream . (what the outputs change by): rounded once, at the end. */
static int local_loss_with(void *user, size_t block, size_t entry, double value, double *loss)
{
    GradcheckLocal *local = user;
    const GradcheckStep *step = local->step;
    int code = local->still_is_filled ? 0 : fill_still(local);
    if (code)
        return code;
    size_t n = 0;
    code = step->forward_with(user_of(local->whole, step), local->in, local->with, block, entry, value,
                              local->changed, &n);
    if (code) {
        gradcheck_chain_moved(local);
        return code;
    }
    double growth = n <= step->n_out ? 0 : NAN; /* of more outputs than there are nothing is believed */
    for (size_t k = 0; k < n && n <= step->n_out; k++) {
        size_t i = local->changed[k];
        if (i >= step->n_out)
            return GRADCHECK_OUTSIDE;
        double before = gradcheck_guard_get(step->type, local->still, i);
        growth += gradcheck_guard_get(step->type, local->d_out, i) *
                  (gradcheck_guard_get(step->type, local->with, i) - before);
        gradcheck_guard_set(step->type, local->with, i, before);
    }
    *loss = local->still_loss + growth;
    return 0;
}

void gradcheck_chain_moved(GradcheckLocal *local)
{
    local->still_is_filled = false;
}

static int local_gradient(void *user, const GradcheckBlock *blocks)
{
    GradcheckLocal *local = user;
    const GradcheckStep *step = local->step;
    size_t size = step->n_out * gradcheck_guard_size(step->type);
    memcpy(local->out_copy, local->out, size);
    int code = step->vjp(user_of(local->whole, step), local->in, local->out, local->d_out, blocks[0].gradient,
                         blocks + 1);
    local->out_changed |= memcmp(local->out_copy, local->out, size) != 0;
    local->d_out_changed |= memcmp(local->d_out_copy, local->d_out, size) != 0;
    local->out_overrun |= !gradcheck_guard_intact(step->type, step->n_out, local->out) ||
                          !gradcheck_guard_intact(step->type, step->n_out, local->d_out);
    memcpy(local->d_out, local->d_out_copy, size);
    return code;
}

void gradcheck_chain_free(GradcheckLocal *local)
{
    if (!local)
        return;
    gradcheck_guard_free(local->in);
    gradcheck_guard_free(local->out);
    gradcheck_guard_free(local->d_out);
    gradcheck_guard_free(local->still);
    gradcheck_guard_free(local->with);
    free(local->changed);
    free(local->d_out_copy);
    free(local->out_copy);
    free(local->blocks);
    free(local);
}

/* Every forward up to step `index`: what that step reads, in memory of its own. */
static void *input_of(const GradcheckProblem *problem, size_t index, int *code)
{
    const GradcheckStep *steps = problem->steps;
    void *state = gradcheck_guard_create(steps[0].type, steps[0].n_in);
    *code = 0;
    if (state)
        memcpy(state, problem->input, steps[0].n_in * gradcheck_guard_size(steps[0].type));
    for (size_t i = 0; i < index && state; i++) {
        void *next = gradcheck_guard_create(steps[i].type, steps[i].n_out);
        if (next)
            *code = steps[i].forward(user_of(problem, &steps[i]), state, next);
        gradcheck_guard_free(state);
        state = next;
        if (*code) {
            gradcheck_guard_free(state);
            return NULL;
        }
    }
    return state;
}

static void fill_local(GradcheckLocal *local, const GradcheckProblem *problem,
                       const GradcheckOptions *options, size_t index)
{
    const GradcheckStep *step = local->step;
    GradcheckRandom random = gradcheck_random_stream(options->seed, UPSTREAM + index);
    for (size_t i = 0; i < step->n_out; i++)
        gradcheck_guard_set(step->type, local->d_out, i, gradcheck_random_normal(&random));
    memcpy(local->d_out_copy, local->d_out, step->n_out * gradcheck_guard_size(step->type));
    size_t rows = step->in_rows ? step->in_rows : 1;
    rows = step->n_in % rows ? 1 : rows;
    local->blocks[0] = (GradcheckBlock){.name = "input",
                                        .value = local->in,
                                        .rows = rows,
                                        .cols = step->n_in / rows,
                                        .type = step->type,
                                        .adds = step->adds};
    for (size_t k = 0; k < step->n_blocks; k++)
        local->blocks[1 + k] = problem->blocks[step->blocks[k]];
    local->problem = (GradcheckProblem){.name = step->name,
                                        .user = local,
                                        .blocks = local->blocks,
                                        .n_blocks = 1 + step->n_blocks,
                                        .loss = local_loss,
                                        .gradient = local_gradient,
                                        .loss_with = step->forward_with ? local_loss_with : NULL,
                                        .watches = problem->watches,
                                        .n_watches = problem->n_watches,
                                        .factors = problem->factors,
                                        .n_factors = problem->n_factors,
                                        .n_samples = problem->n_samples};
}

GradcheckLocal *gradcheck_chain_local(const GradcheckProblem *problem, const GradcheckOptions *options,
                                      size_t index, int *code)
{
    const GradcheckStep *step = &problem->steps[index];
    GradcheckLocal *local = calloc(1, sizeof *local);
    if (!local) {
        *code = 0;
        return NULL;
    }
    local->whole = problem;
    local->step = step;
    local->in = input_of(problem, index, code);
    local->out = gradcheck_guard_create(step->type, step->n_out);
    local->d_out = gradcheck_guard_create(step->type, step->n_out);
    local->d_out_copy = malloc(step->n_out * sizeof(double));
    local->out_copy = malloc(step->n_out * sizeof(double));
    local->blocks = calloc(1 + step->n_blocks, sizeof *local->blocks);
    bool got =
        local->in && local->out && local->d_out && local->d_out_copy && local->out_copy && local->blocks;
    if (step->forward_with) {
        local->still = gradcheck_guard_create(step->type, step->n_out);
        local->with = gradcheck_guard_create(step->type, step->n_out);
        local->changed = calloc(step->n_out + 1, sizeof *local->changed);
        got = got && local->still && local->with && local->changed;
    }
    if (!got) {
        gradcheck_chain_free(local);
        return NULL;
    }
    fill_local(local, problem, options, index);
    return local;
}

/* ------------------------------------------------------------------------------------------------ the local check */

static void find(GradcheckReport *report, GradcheckFindingKind kind, const char *text)
{
    if (report->n_findings == GRADCHECK_FINDINGS)
        return;
    GradcheckFinding *finding = &report->findings[report->n_findings++];
    finding->kind = kind;
    snprintf(finding->text, sizeof finding->text, "%s", text);
}

static void zero_upstream(GradcheckLocal *local, const GradcheckOptions *options, GradcheckReport *report)
{
    GradcheckReport *scratch = gradcheck_session_report("", options);
    GradcheckSession *session = scratch ? gradcheck_session_open(&local->problem, options, scratch) : NULL;
    size_t size = local->step->n_out * gradcheck_guard_size(local->step->type);
    memset(local->d_out, 0, size);
    if (session && gradcheck_session_gradient(session, GRADCHECK_FILL_RULE, session->analytic) == 0)
        for (size_t b = 0; b < local->problem.n_blocks; b++)
            for (size_t e = session->first[b]; e < session->first[b + 1]; e++)
                if (session->analytic[e] != 0 && !isnan(session->analytic[e])) {
                    char text[GRADCHECK_TEXT_SIZE];
                    gradcheck_number_print(
                        text, sizeof text,
                        "an upstream gradient of zero gives %.3g in entry %zu of block %s, not 0",
                        session->analytic[e], e - session->first[b], scratch->blocks[b].name);
                    find(report, GRADCHECK_FINDING_NOT_ZERO, text);
                    break;
                }
    if (session)
        gradcheck_session_close(session);
    gradcheck_report_free(scratch);
}

static void note_memory(const GradcheckLocal *local, GradcheckReport *report)
{
    char text[GRADCHECK_TEXT_SIZE];
    if (local->out_overrun)
        find(report, GRADCHECK_FINDING_OVERRUN,
             "memory just outside the output or its gradient was written to");
    if (local->out_changed)
        find(report, GRADCHECK_FINDING_INPUT_CHANGED,
             "the backward changed the output, which it may only read");
    if (local->d_out_changed)
        find(report, GRADCHECK_FINDING_INPUT_CHANGED, "the backward changed the upstream gradient");
    if (local->out_unwritten) {
        snprintf(text, sizeof text, "the forward left %zu of %zu outputs unwritten, number %zu the first",
                 local->out_unwritten, local->step->n_out, local->out_first);
        find(report, GRADCHECK_FINDING_NOT_WRITTEN, text);
    }
}

/* Every output of a float32 step is rounded, which the sum of a few of them, a double, may not show. */
static double noise_floor(GradcheckLocal *local)
{
    const GradcheckStep *step = local->step;
    double loss, squares = 0, unit = gradcheck_session_unit(step->type);
    if (step->type != GRADCHECK_FLOAT || local->problem.loss(local, &loss) != 0)
        return 0;
    for (size_t i = 0; i < step->n_out; i++) {
        double error = unit * gradcheck_guard_get(step->type, local->d_out, i) *
                       gradcheck_guard_get(step->type, local->out, i);
        squares += isfinite(error) ? error * error : 0;
    }
    return sqrt(squares);
}

static GradcheckStatus check_step(const GradcheckProblem *problem, const GradcheckOptions *options,
                                  size_t index, GradcheckReport *whole)
{
    GradcheckStepReport *step = &whole->steps[index];
    int code;
    GradcheckLocal *local = gradcheck_chain_local(problem, options, index, &code);
    if (!local && !code)
        return GRADCHECK_NO_MEMORY;
    if (!local) {
        whole->callback_code = code;
        step->verdict = code == GRADCHECK_OUTSIDE ? GRADCHECK_NOT_FINITE : GRADCHECK_FAILED;
        snprintf(whole->message, sizeof whole->message, "a forward before step %s returned %d", step->name,
                 code);
        return GRADCHECK_OK;
    }
    GradcheckOptions of_step = *options;
    of_step.noise_floor = noise_floor(local);
    of_step.entry = NULL;
    GradcheckStatus status = gradcheck_core_run(&local->problem, &of_step, &step->local);
    if (status == GRADCHECK_BAD_PROBLEM) {
        /* The whole problem was not refused: what the step reads is not finite, and that is a step's fault before it. */
        step->verdict = GRADCHECK_NOT_CHECKED;
        status = GRADCHECK_OK;
    } else if (step->local) {
        bool stopped = step->local->message[0] != 0;
        whole->others += step->local->evaluations;
        if (!options->no_hygiene)
            note_memory(local, step->local);
        if (!options->no_hygiene && !stopped)
            zero_upstream(local, options, step->local);
        gradcheck_judge_report(options, stopped, step->local);
        step->verdict = step->local->verdict;
        step->reason = step->local->reason;
    }
    gradcheck_chain_free(local);
    return status;
}

/* --------------------------------------------------------------------------------------------------- the whole */

static const char *refuse(const GradcheckProblem *problem)
{
    if (!problem->input)
        return "the chain has no input";
    for (size_t i = 0; i < problem->n_steps; i++) {
        const GradcheckStep *step = &problem->steps[i];
        if (!step->forward || !step->vjp || !step->n_in || !step->n_out || (step->n_blocks && !step->blocks))
            return "a step of the chain has no forward, no vjp or no size";
        if (step->n_in > SIZE_MAX / 1024 || step->n_out > SIZE_MAX / 1024)
            return "a step of the chain is larger than memory can be";
        if (i > 0 && (step->n_in != step[-1].n_out || step->type != step[-1].type))
            return "a step of the chain does not read what the step before it writes";
        for (size_t k = 0; k < step->n_blocks; k++)
            if (step->blocks[k] >= problem->n_blocks)
                return "a step of the chain names a block that is not there";
    }
    return NULL;
}

/* Joins the steps: their parts of the parameters' gradients, summed into composed (n numbers), from 1 = dL/dL. */
static bool compose(GradcheckSession *session, double *composed)
{
    const GradcheckProblem *problem = session->problem;
    size_t last = problem->n_steps - 1;
    void *d_out = gradcheck_guard_create(problem->steps[last].type, 1);
    bool ok = d_out && gradcheck_guard_set(problem->steps[last].type, d_out, 0, 1);
    for (size_t i = last + 1; i-- > 0 && ok;) {
        const GradcheckStep *step = &problem->steps[i];
        int code;
        void *in = input_of(problem, i, &code), *out = gradcheck_guard_create(step->type, step->n_out);
        void *d_in = gradcheck_guard_create(step->type, step->n_in);
        GradcheckBlock *blocks = calloc(step->n_blocks + 1, sizeof *blocks);
        ok = in && out && d_in && blocks;
        for (size_t k = 0; k < step->n_in && ok; k++)
            gradcheck_guard_set(step->type, d_in, k, 0);
        for (size_t k = 0; k < step->n_blocks && ok; k++) {
            blocks[k] = session->blocks[step->blocks[k]];
            memset(blocks[k].gradient, 0,
                   blocks[k].rows * blocks[k].cols * gradcheck_guard_size(blocks[k].type));
        }
        ok = ok && step->forward(user_of(problem, step), in, out) == 0 &&
             step->vjp(user_of(problem, step), in, out, d_out, d_in, blocks) == 0;
        for (size_t k = 0; k < step->n_blocks && ok; k++)
            for (size_t e = 0; e < blocks[k].rows * blocks[k].cols; e++)
                composed[session->first[step->blocks[k]] + e] +=
                    gradcheck_guard_get(blocks[k].type, blocks[k].gradient, e);
        gradcheck_guard_free(in);
        gradcheck_guard_free(out);
        gradcheck_guard_free(d_out);
        free(blocks);
        d_out = d_in;
    }
    gradcheck_guard_free(d_out);
    return ok;
}

bool gradcheck_chain_composes(const GradcheckProblem *problem, const GradcheckOptions *options,
                              const GradcheckReport *report)
{
    if (problem->steps[problem->n_steps - 1].n_out != 1)
        return false;
    GradcheckReport *scratch = gradcheck_session_report("", options);
    GradcheckSession *session = scratch ? gradcheck_session_open(problem, options, scratch) : NULL;
    double *composed = session ? calloc(session->n, sizeof *composed) : NULL;
    bool agrees = composed && compose(session, composed);
    for (size_t b = 0; b < report->n_blocks && agrees; b++)
        for (size_t i = 0; i < report->blocks[b].n_entries; i++) {
            const GradcheckEntry *e = &report->blocks[b].entries[i];
            double gap = fabs(composed[session->first[b] + e->index] - e->numeric);
            agrees = agrees && (e->step == 0 || gap <= e->bar + 1e-9 * fabs(e->numeric));
        }
    free(composed);
    if (session)
        gradcheck_session_close(session);
    gradcheck_report_free(scratch);
    return agrees;
}

static void compare_loss(const GradcheckProblem *problem, GradcheckReport *report)
{
    const GradcheckStep *last = &problem->steps[problem->n_steps - 1];
    int code;
    if (last->n_out != 1)
        return;
    void *out = input_of(problem, problem->n_steps, &code);
    if (!out)
        return;
    double loss = gradcheck_guard_get(last->type, out, 0);
    double room = 1000 * report->noise + 64 * gradcheck_session_unit(last->type) * fabs(loss);
    if (!(fabs(loss - report->loss) <= room)) {
        char text[GRADCHECK_TEXT_SIZE];
        gradcheck_number_print(text, sizeof text,
                               "the steps one after the other give %.10g, the loss is %.10g", loss,
                               report->loss);
        find(report, GRADCHECK_FINDING_CHAIN, text);
    }
    gradcheck_guard_free(out);
}

/* A step that could not be checked is not to blame either: it reads what is wrong already. */
static bool right(GradcheckVerdict verdict)
{
    return verdict == GRADCHECK_AGREES || verdict == GRADCHECK_CANNOT_TELL ||
           verdict == GRADCHECK_NOT_CHECKED;
}

GradcheckStatus gradcheck_chain_run(const GradcheckProblem *problem, const GradcheckOptions *options,
                                    GradcheckReport *report)
{
    const char *refusal = refuse(problem);
    if (refusal) {
        snprintf(report->message, sizeof report->message, "%s", refusal);
        return GRADCHECK_BAD_PROBLEM;
    }
    report->steps = calloc(problem->n_steps, sizeof *report->steps);
    if (!report->steps)
        return GRADCHECK_NO_MEMORY;
    report->first_wrong_step = report->n_steps = problem->n_steps;
    for (size_t i = 0; i < report->n_steps; i++) {
        snprintf(report->steps[i].name, sizeof report->steps[i].name, "%s",
                 problem->steps[i].name ? problem->steps[i].name : "?");
        report->steps[i].verdict = GRADCHECK_NOT_CHECKED;
    }
    compare_loss(problem, report);
    bool all_right = true;
    for (size_t i = report->n_steps; i-- > 0;) {
        GradcheckStatus status = check_step(problem, options, i, report);
        if (status != GRADCHECK_OK)
            return status;
        bool is_right = right(report->steps[i].verdict);
        if (!is_right && all_right)
            report->first_wrong_step = i;
        all_right = all_right && is_right;
    }
    bool whole_wrong = false;
    for (size_t b = 0; b < report->n_blocks; b++)
        whole_wrong = whole_wrong || report->blocks[b].verdict == GRADCHECK_WRONG;
    report->wiring = all_right && whole_wrong;
    return GRADCHECK_OK;
}

GradcheckStatus gradcheck_chain_look_closer(const GradcheckProblem *problem, const GradcheckOptions *options,
                                            size_t index, GradcheckReport *report)
{
    GradcheckOptions full = *options;
    full.mode = GRADCHECK_FULL;
    gradcheck_report_free(report->steps[index].local);
    report->steps[index].local = NULL;
    return check_step(problem, &full, index, report);
}
