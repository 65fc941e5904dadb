#include "gradcheck/gradcheck_outputs.h"
#include "gradcheck/gradcheck_along.h"
#include "gradcheck/gradcheck_guard.h"
#include "gradcheck/gradcheck_judge.h"
#include "gradcheck/gradcheck_noise.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = GRADCHECK_NOISE_POINTS };

static int no_loss(void *user, double *loss)
{
    (void)user;
    *loss = 0;
    return 0;
}

static int no_gradient(void *user, const GradcheckBlock *blocks)
{
    (void)user, (void)blocks;
    return 0;
}

GradcheckType gradcheck_outputs_type(const GradcheckOutputs *outputs)
{
    for (size_t b = 0; b < outputs->problem.n_blocks; b++)
        if (outputs->problem.blocks[b].type == GRADCHECK_FLOAT)
            return GRADCHECK_FLOAT;
    return GRADCHECK_DOUBLE;
}

/* F at the present values. */
int gradcheck_outputs_values(GradcheckOutputs *outputs, double *out)
{
    if (!outputs->map)
        return gradcheck_session_gradient(outputs->session, GRADCHECK_FILL_RULE, out);
    gradcheck_guard_poison(GRADCHECK_DOUBLE, outputs->m, outputs->out);
    int code = outputs->map->values(outputs->map->user, outputs->out);
    outputs->evaluations++;
    size_t first = 0,
           unwritten = gradcheck_guard_unwritten(GRADCHECK_DOUBLE, outputs->m, outputs->out, &first);
    if (!gradcheck_guard_intact(GRADCHECK_DOUBLE, outputs->m, outputs->out))
        gradcheck_session_find(outputs->session, GRADCHECK_FINDING_OVERRUN,
                               "the values callback wrote outside its outputs");
    if (unwritten && !code)
        gradcheck_session_find(outputs->session, GRADCHECK_FINDING_NOT_WRITTEN,
                               "the values callback left %zu of %zu outputs unwritten, number %zu the first",
                               unwritten, outputs->m, first);
    memcpy(out, outputs->out, outputs->m * sizeof *out);
    if (code && code != GRADCHECK_OUTSIDE) {
        outputs->report->callback_code = code;
        gradcheck_session_stop(outputs->session, GRADCHECK_FAILED, "the values callback returned %d", code);
    }
    return code;
}

int gradcheck_outputs_along_entry(void *context, double t, double *moved, double *out)
{
    GradcheckOutputs *outputs = context;
    GradcheckSession *session = outputs->session;
    const GradcheckBlock *block = &session->blocks[session->line_block];
    size_t i = session->line_entry;
    double x = gradcheck_guard_get(block->type, session->values[session->line_block], i);
    if ((block->lower && x + t < block->lower[i]) || (block->upper && x + t > block->upper[i]) ||
        !gradcheck_guard_set(block->type, block->value, i, x + t)) {
        *moved = t;
        return GRADCHECK_OUTSIDE;
    }
    *moved = gradcheck_guard_get(block->type, block->value, i) - x;
    int code = gradcheck_outputs_values(outputs, out);
    gradcheck_guard_set(block->type, block->value, i, x);
    return code;
}

int gradcheck_outputs_along_direction(void *context, double t, double *moved, double *out)
{
    GradcheckOutputs *outputs = context;
    *moved = t;
    if (!gradcheck_along_move(outputs->session, t))
        return GRADCHECK_OUTSIDE;
    int code = gradcheck_outputs_values(outputs, out);
    gradcheck_along_move(outputs->session, 0);
    return code;
}

void gradcheck_outputs_close(GradcheckOutputs *outputs)
{
    if (outputs->session)
        gradcheck_session_close(outputs->session);
    gradcheck_line_free(outputs->ladder);
    gradcheck_guard_free(outputs->out);
    free(outputs->at_zero);
    free(outputs->sigma);
    free(outputs->analytic);
    free(outputs->memory);
    free(outputs->slopes);
}

GradcheckStatus gradcheck_outputs_open(GradcheckOutputs *outputs, const GradcheckOptions *options,
                                       GradcheckReport **report)
{
    const GradcheckMap *map = outputs->map;
    if (map)
        outputs->problem = (GradcheckProblem){.name = map->name,
                                              .user = map->user,
                                              .blocks = map->blocks,
                                              .n_blocks = map->n_blocks,
                                              .loss = no_loss,
                                              .gradient = no_gradient};
    outputs->report = *report = gradcheck_session_report(outputs->problem.name, options);
    if (!outputs->report)
        return GRADCHECK_NO_MEMORY;
    outputs->report->verdict = GRADCHECK_NOT_CHECKED;
    const char *refusal = gradcheck_session_refuses(&outputs->problem);
    if (!refusal && map && (!map->values || map->n_out == 0))
        refusal = "the map has no values callback or no outputs";
    if (refusal || (map && map->n_out > SIZE_MAX / (POINTS * 64 * sizeof(double)))) {
        snprintf(outputs->report->message, sizeof outputs->report->message, "%s",
                 refusal ? refusal : "too many outputs");
        return outputs->report->status = GRADCHECK_BAD_PROBLEM;
    }
    outputs->session = gradcheck_session_open(&outputs->problem, options, outputs->report);
    size_t m = map ? map->n_out : outputs->session ? outputs->session->n : 1;
    outputs->m = m;
    outputs->at_zero = calloc(m, sizeof *outputs->at_zero);
    outputs->sigma = calloc(m, sizeof *outputs->sigma);
    outputs->analytic = calloc(m, sizeof *outputs->analytic);
    outputs->memory = calloc(m * POINTS, sizeof *outputs->memory);
    outputs->slopes = calloc(m, sizeof *outputs->slopes);
    outputs->out = gradcheck_guard_create(GRADCHECK_DOUBLE, m);
    outputs->ladder = gradcheck_line_ladder(m);
    bool ok = outputs->session && outputs->at_zero && outputs->sigma && outputs->analytic &&
              outputs->memory && outputs->slopes && outputs->out && outputs->ladder;
    if (ok)
        return GRADCHECK_OK;
    gradcheck_outputs_close(outputs);
    *outputs = (GradcheckOutputs){.report = NULL};
    gradcheck_report_free(*report);
    *report = NULL;
    return GRADCHECK_NO_MEMORY;
}

/* The noise of each output, along a random direction through all blocks; F(0) and determinism first. */
bool gradcheck_outputs_measure(GradcheckOutputs *outputs)
{
    GradcheckSession *session = outputs->session;
    double *values = outputs->memory;
    int code = gradcheck_outputs_values(outputs, outputs->at_zero);
    if (!code && !session->stopped)
        code = gradcheck_outputs_values(outputs, values);
    gradcheck_session_inspect(session, "the values callback"); /* now: moving along lines puts all back */
    for (size_t j = 0; j < outputs->m && !code; j++) {
        if (!isfinite(outputs->at_zero[j])) {
            gradcheck_session_stop(session, GRADCHECK_NOT_FINITE, "output %zu at the point is not finite", j);
            return false;
        }
        if (values[j] != outputs->at_zero[j] && !session->options.no_two_alike) {
            gradcheck_session_find(session, GRADCHECK_FINDING_STATE,
                                   "two calls at the same point differ in output %zu", j);
            gradcheck_session_stop(session, GRADCHECK_NOT_DETERMINISTIC,
                                   "two calls at the same point differ");
            return false;
        }
    }
    if (code == GRADCHECK_OUTSIDE)
        gradcheck_session_stop(session, GRADCHECK_NOT_FINITE, "the point lies outside the domain");
    if (code || session->stopped)
        return false;
    outputs->report->deviations = 4 + sqrt(2 * log((double)(outputs->m * session->n)));
    GradcheckLine line = gradcheck_along_direction(session, outputs->problem.n_blocks, 1);
    bool is_float = gradcheck_outputs_type(outputs) == GRADCHECK_FLOAT;
    double h = ldexp(line.up >= line.down ? 1 : -1, is_float ? -14 : -24), unit = DBL_EPSILON / 2;
    for (int attempt = 0; attempt < 3 && !session->stopped; attempt++, h /= 100)
        for (size_t i = 0; i < POINTS; i++)
            if (gradcheck_outputs_along_direction(outputs, h * (double)i, &(double){0},
                                                  &values[i * outputs->m]) ||
                session->stopped)
                for (size_t j = 0; j < outputs->m; j++)
                    values[i * outputs->m + j] = NAN;
            else if (i == POINTS - 1)
                for (size_t j = 0; j < outputs->m; j++) {
                    double column[POINTS];
                    for (size_t k = 0; k < POINTS; k++)
                        column[k] = values[k * outputs->m + j];
                    GradcheckNoise noise = gradcheck_noise_estimate(1, column);
                    if (noise.state == GRADCHECK_NOISE_FOUND && outputs->sigma[j] == 0)
                        outputs->sigma[j] = noise.sigma;
                }
    for (size_t j = 0; j < outputs->m; j++)
        outputs->sigma[j] =
            fmax(outputs->sigma[j] > 0 ? outputs->sigma[j] : 8 * unit * fabs(outputs->at_zero[j]),
                 unit * fabs(outputs->at_zero[j]));
    return !session->stopped;
}

GradcheckStatus gradcheck_outputs_finish(GradcheckOutputs *outputs, const GradcheckOptions *options)
{
    GradcheckReport *report = outputs->report;
    GradcheckSession *session = outputs->session;
    gradcheck_session_inspect(session, "a callback");
    bool stopped = session->stopped;
    report->evaluations += outputs->evaluations;
    gradcheck_outputs_close(outputs);
    gradcheck_judge_report(options, stopped, report);
    report->first_wrong_step = 0;
    return report->status;
}

GradcheckLine gradcheck_outputs_line(const GradcheckOutputs *outputs, GradcheckLine line)
{
    line.m = outputs->m;
    line.at_many = NULL;
    line.at_zero = outputs->at_zero;
    line.sigma = outputs->sigma;
    line.relative_noise = DBL_EPSILON / 2;
    line.context = (void *)(uintptr_t)outputs;
    return line;
}

bool gradcheck_outputs_new_entries(GradcheckOutputs *outputs, GradcheckBlockReport *block, size_t rows,
                                   size_t cols)
{
    block->rows = rows;
    block->cols = cols;
    block->entries =
        rows > SIZE_MAX / sizeof *block->entries / cols ? NULL : calloc(rows * cols, sizeof *block->entries);
    if (!block->entries)
        gradcheck_session_stop(outputs->session, GRADCHECK_NOT_CHECKED, "out of memory");
    return block->entries != NULL;
}
