#include "gradcheck/gradcheck_core.h"
#include "gradcheck/gradcheck_guard.h"
#include "gradcheck/gradcheck_judge.h"
#include "gradcheck/gradcheck_measure.h"
#include "gradcheck/gradcheck_noise.h"
#include "gradcheck/gradcheck_number.h"
#include "gradcheck/gradcheck_random.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = GRADCHECK_NOISE_POINTS, DIRECTIONS = 2000, WEIGHTS = 3000 };

/* ------------------------------------------------------------------------------------ a function of many outputs */

/* A map, or the gradient of a problem, with everything needed to differentiate it along lines. */
typedef struct Work {
    const GradcheckMap *map;  /* NULL: F is the problem's gradient */
    GradcheckProblem problem; /* holds the blocks for the session */
    GradcheckHessianVector product;
    GradcheckSession *session;
    GradcheckReport *report;
    size_t m;                /* outputs */
    double *at_zero, *sigma; /* [m] */
    double *analytic;        /* [m] */
    double *memory;          /* [m * POINTS] */
    void *out;               /* guarded: what the callbacks write to */
    GradcheckSlope *slopes;  /* [m] */
    GradcheckLadder *ladder;
    size_t evaluations;
} Work;

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

/* F at the present values. */
static int values_now(Work *work, double *out)
{
    if (!work->map)
        return gradcheck_session_gradient(work->session, GRADCHECK_FILL_RULE, out);
    gradcheck_guard_poison(GRADCHECK_DOUBLE, work->m, work->out);
    int code = work->map->values(work->map->user, work->out);
    work->evaluations++;
    size_t first = 0, unwritten = gradcheck_guard_unwritten(GRADCHECK_DOUBLE, work->m, work->out, &first);
    if (!gradcheck_guard_intact(GRADCHECK_DOUBLE, work->m, work->out))
        gradcheck_session_find(work->session, GRADCHECK_FINDING_OVERRUN,
                               "the values callback wrote outside its outputs");
    if (unwritten && !code)
        gradcheck_session_find(work->session, GRADCHECK_FINDING_NOT_WRITTEN,
                               "the values callback left %zu of %zu outputs unwritten, number %zu the first",
                               unwritten, work->m, first);
    memcpy(out, work->out, work->m * sizeof *out);
    if (code && code != GRADCHECK_OUTSIDE) {
        work->report->callback_code = code;
        gradcheck_session_stop(work->session, GRADCHECK_FAILED, "the values callback returned %d", code);
    }
    return code;
}

static int along_entry(void *context, double t, double *moved, double *out)
{
    Work *work = context;
    GradcheckSession *session = work->session;
    const GradcheckBlock *block = &session->blocks[session->line_block];
    size_t i = session->line_entry;
    double x = gradcheck_guard_get(block->type, session->values[session->line_block], i);
    if ((block->lower && x + t < block->lower[i]) || (block->upper && x + t > block->upper[i]) ||
        !gradcheck_guard_set(block->type, block->value, i, x + t)) {
        *moved = t;
        return GRADCHECK_OUTSIDE;
    }
    *moved = gradcheck_guard_get(block->type, block->value, i) - x;
    session->moved = true;
    int code = values_now(work, out);
    session->moved = false;
    gradcheck_guard_set(block->type, block->value, i, x);
    return code;
}

static int along_direction(void *context, double t, double *moved, double *out)
{
    Work *work = context;
    *moved = t;
    if (!gradcheck_session_move(work->session, t))
        return GRADCHECK_OUTSIDE;
    int code = values_now(work, out);
    gradcheck_session_move(work->session, 0);
    return code;
}

static void close_work(Work *work)
{
    if (work->session)
        gradcheck_session_close(work->session);
    gradcheck_line_free(work->ladder);
    gradcheck_guard_free(work->out);
    free(work->at_zero);
    free(work->sigma);
    free(work->analytic);
    free(work->memory);
    free(work->slopes);
}

static GradcheckStatus open_work(Work *work, const GradcheckMap *map, size_t m,
                                 const GradcheckOptions *options, GradcheckReport **report)
{
    work->map = map;
    if (map)
        work->problem = (GradcheckProblem){.name = map->name,
                                           .user = map->user,
                                           .blocks = map->blocks,
                                           .n_blocks = map->n_blocks,
                                           .loss = no_loss,
                                           .gradient = no_gradient};
    work->report = *report = gradcheck_core_report(work->problem.name, options);
    if (!work->report)
        return GRADCHECK_NO_MEMORY;
    work->report->verdict = GRADCHECK_NOT_CHECKED;
    const char *refusal = gradcheck_session_refuses(&work->problem);
    if (!refusal && map && (!map->values || map->n_out == 0))
        refusal = "the map has no values callback or no outputs";
    if (refusal || (map && map->n_out > SIZE_MAX / (POINTS * 64 * sizeof(double)))) {
        snprintf(work->report->message, sizeof work->report->message, "%s",
                 refusal ? refusal : "too many outputs");
        return work->report->status = GRADCHECK_BAD_PROBLEM;
    }
    work->session = gradcheck_session_open(&work->problem, options, work->report);
    work->m = m = m ? m : work->session ? work->session->n : 1;
    work->at_zero = calloc(m, sizeof *work->at_zero);
    work->sigma = calloc(m, sizeof *work->sigma);
    work->analytic = calloc(m, sizeof *work->analytic);
    work->memory = calloc(m * POINTS, sizeof *work->memory);
    work->slopes = calloc(m, sizeof *work->slopes);
    work->out = gradcheck_guard_create(GRADCHECK_DOUBLE, m);
    work->ladder = gradcheck_line_ladder(m);
    bool ok = work->session && work->at_zero && work->sigma && work->analytic && work->memory &&
              work->slopes && work->out && work->ladder;
    if (ok)
        return GRADCHECK_OK;
    close_work(work);
    *work = (Work){.report = NULL};
    gradcheck_report_free(*report);
    *report = NULL;
    return GRADCHECK_NO_MEMORY;
}

/* The noise of each output, along a random direction through all blocks; F(0) and determinism first. */
static bool measure_outputs(Work *work)
{
    GradcheckSession *session = work->session;
    double *values = work->memory;
    session->float_loss = false;
    int code = values_now(work, work->at_zero);
    if (!code && !session->stopped)
        code = values_now(work, values);
    for (size_t j = 0; j < work->m && !code; j++) {
        if (!isfinite(work->at_zero[j])) {
            gradcheck_session_stop(session, GRADCHECK_NOT_FINITE, "output %zu at the point is not finite", j);
            return false;
        }
        if (values[j] != work->at_zero[j] && !session->options.no_two_alike) {
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
    work->report->deviations = 4 + sqrt(2 * log((double)(work->m * session->n)));
    GradcheckLine line = gradcheck_session_direction(session, work->problem.n_blocks, 1);
    bool is_float = false;
    for (size_t b = 0; b < work->problem.n_blocks; b++)
        is_float = is_float || session->blocks[b].type == GRADCHECK_FLOAT;
    double h = ldexp(line.up >= line.down ? 1 : -1, is_float ? -14 : -24), unit = DBL_EPSILON / 2;
    for (int attempt = 0; attempt < 3 && !session->stopped; attempt++, h /= 100)
        for (size_t i = 0; i < POINTS; i++)
            if (along_direction(work, h * (double)i, &(double){0}, &values[i * work->m]) || session->stopped)
                for (size_t j = 0; j < work->m; j++)
                    values[i * work->m + j] = NAN;
            else if (i == POINTS - 1)
                for (size_t j = 0; j < work->m; j++) {
                    double column[POINTS];
                    for (size_t k = 0; k < POINTS; k++)
                        column[k] = values[k * work->m + j];
                    GradcheckNoise noise = gradcheck_noise_estimate(1, column);
                    if (noise.state == GRADCHECK_NOISE_FOUND && work->sigma[j] == 0)
                        work->sigma[j] = noise.sigma;
                }
    for (size_t j = 0; j < work->m; j++)
        work->sigma[j] = fmax(work->sigma[j] > 0 ? work->sigma[j] : 8 * unit * fabs(work->at_zero[j]),
                              unit * fabs(work->at_zero[j]));
    gradcheck_session_inspect(session, "the values callback");
    return !session->stopped;
}

static GradcheckStatus finish(Work *work, const GradcheckOptions *options)
{
    GradcheckReport *report = work->report;
    GradcheckSession *session = work->session;
    gradcheck_session_inspect(session, "a callback");
    bool stopped = session->stopped;
    report->evaluations += work->evaluations;
    close_work(work);
    gradcheck_judge_report(options, stopped, report);
    report->first_wrong_step = 0;
    return report->status;
}

static GradcheckEntry entry_of(size_t index, double analytic, double analytic_bar,
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
                            .reason = slope->outside ? GRADCHECK_DOMAIN : GRADCHECK_REASON_NONE,
                            .one_sided = slope->one_sided};
}

static GradcheckLine of_outputs(const Work *work, GradcheckLine line)
{
    line.m = work->m;
    line.at_zero = work->at_zero;
    line.sigma = work->sigma;
    line.relative_noise = DBL_EPSILON / 2;
    line.context = (void *)(uintptr_t)work;
    return line;
}

static bool new_entries(Work *work, GradcheckBlockReport *block, size_t rows, size_t cols)
{
    block->rows = rows;
    block->cols = cols;
    block->entries =
        rows > SIZE_MAX / sizeof *block->entries / cols ? NULL : calloc(rows * cols, sizeof *block->entries);
    if (!block->entries)
        gradcheck_session_stop(work->session, GRADCHECK_NOT_CHECKED, "out of memory");
    return block->entries != NULL;
}

/* -------------------------------------------------------------------------------------------------- the Jacobian */

/* Rounding of the analytic side: 64 units in the last place of the largest of the row or column it stands in. */
static double rounding(GradcheckType type, double largest)
{
    return 64 * gradcheck_session_unit(type) * largest;
}

static void check_column(Work *work, const double *jacobian, size_t b, size_t entry, int *level)
{
    GradcheckSession *session = work->session;
    GradcheckBlockReport *block = &work->report->blocks[b];
    size_t column = session->first[b] + entry;
    double largest = 0;
    for (size_t j = 0; j < work->m; j++) {
        double a = jacobian[j * session->n + column];
        work->analytic[j] = isfinite(a) ? a : 0;
        largest = fmax(largest, fabs(work->analytic[j]));
    }
    GradcheckLine line = of_outputs(work, gradcheck_session_entry(session, b, entry));
    line.at = along_entry;
    double bar = rounding(session->blocks[b].type, largest);
    gradcheck_line_measure(work->ladder, &line, work->analytic, bar, level, work->slopes, &(size_t){0});
    for (size_t j = 0; j < work->m && !session->stopped; j++) {
        size_t index = j * block->cols + entry;
        block->entries[index] = entry_of(index, jacobian[j * session->n + column], bar, &work->slopes[j]);
    }
}

static bool call_jacobian(Work *work, double *jacobian, size_t n)
{
    const GradcheckMap *map = work->map;
    gradcheck_guard_poison(GRADCHECK_DOUBLE, n, jacobian);
    int code = map->jacobian(map->user, jacobian);
    size_t first = 0, unwritten = gradcheck_guard_unwritten(GRADCHECK_DOUBLE, n, jacobian, &first);
    if (!gradcheck_guard_intact(GRADCHECK_DOUBLE, n, jacobian))
        gradcheck_session_find(work->session, GRADCHECK_FINDING_OVERRUN,
                               "the Jacobian callback wrote outside the matrix");
    if (unwritten && !code)
        gradcheck_session_find(
            work->session, GRADCHECK_FINDING_NOT_WRITTEN,
            "%zu of %zu entries of the Jacobian were never written, row %zu, column %zu the first", unwritten,
            n, first / work->session->n, first % work->session->n);
    if (code) {
        work->report->callback_code = code;
        gradcheck_session_stop(work->session, GRADCHECK_FAILED, "the Jacobian callback returned %d", code);
    }
    gradcheck_session_inspect(work->session, "the Jacobian callback");
    return !code;
}

GradcheckStatus gradcheck_map_jacobian(const GradcheckMap *map, const GradcheckOptions *options,
                                       GradcheckReport **report)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    Work work = {.map = map};
    GradcheckStatus status = open_work(&work, map, map->n_out, options, report);
    if (status != GRADCHECK_OK)
        return status;
    GradcheckSession *session = work.session;
    size_t n = session->n > SIZE_MAX / 16 / work.m ? 0 : session->n * work.m;
    double *jacobian = n && map->jacobian ? gradcheck_guard_create(GRADCHECK_DOUBLE, n) : NULL;
    if (!jacobian)
        gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED,
                               map->jacobian ? "out of memory" : "the map has no Jacobian callback");
    else if (measure_outputs(&work) && call_jacobian(&work, jacobian, n))
        for (size_t b = 0; b < map->n_blocks && !session->stopped; b++) {
            GradcheckBlockReport *block = &work.report->blocks[b];
            size_t cols = session->first[b + 1] - session->first[b];
            int level = -10;
            if (!new_entries(&work, block, work.m, cols))
                break;
            for (size_t e = 0; e < cols && !session->stopped; e++) {
                check_column(&work, jacobian, b, e, &level);
                gradcheck_session_progress(session);
            }
            block->n_entries = session->stopped ? 0 : work.m * cols;
        }
    gradcheck_guard_free(jacobian);
    return finish(&work, options);
}

/* -------------------------------------------------------------------------------- along directions: jvp and H v */

/* Puts the session's direction into the gradients of its blocks. */
static void direction_into_gradients(GradcheckSession *session)
{
    for (size_t b = 0; b < session->problem->n_blocks; b++)
        for (size_t e = session->first[b]; e < session->first[b + 1]; e++) {
            const GradcheckBlock *block = &session->blocks[b];
            gradcheck_guard_set(block->type, block->gradient, e - session->first[b], session->direction[e]);
            /* What the callback sees is what is differenced along. */
            session->direction[e] = gradcheck_guard_get(block->type, block->gradient, e - session->first[b]);
        }
}

static void differentiate(Work *work, GradcheckLine line, double bar, int *level)
{
    line = of_outputs(work, line);
    line.at = along_direction;
    gradcheck_line_measure(work->ladder, &line, work->analytic, bar, level, work->slopes, &(size_t){0});
}

static double largest_of(const double *values, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, isfinite(values[i]) ? fabs(values[i]) : 0);
    return largest;
}

GradcheckStatus gradcheck_map_tangent(const GradcheckMap *map, const GradcheckOptions *options,
                                      GradcheckReport **report)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    Work work = {.map = map};
    GradcheckStatus status = open_work(&work, map, map->n_out, options, report);
    if (status != GRADCHECK_OK)
        return status;
    GradcheckSession *session = work.session;
    GradcheckBlockReport *block = &work.report->blocks[0];
    size_t rows = options->screen_directions ? options->screen_directions : 1;
    work.report->n_blocks = 1; /* the outputs, whichever block moves them */
    snprintf(block->name, sizeof block->name, "J v");
    if (!map->jvp)
        gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED, "the map has no jvp callback");
    else if (measure_outputs(&work) && new_entries(&work, block, rows, work.m))
        for (size_t d = 0; d < rows && !session->stopped; d++) {
            int level = -12;
            GradcheckLine line = gradcheck_session_direction(session, map->n_blocks, DIRECTIONS + d);
            direction_into_gradients(session);
            gradcheck_guard_poison(GRADCHECK_DOUBLE, work.m, work.out);
            int code = map->jvp(map->user, session->blocks, work.out);
            if (!gradcheck_guard_intact(GRADCHECK_DOUBLE, work.m, work.out))
                gradcheck_session_find(session, GRADCHECK_FINDING_OVERRUN,
                                       "the jvp callback wrote outside its outputs");
            memcpy(work.analytic, work.out, work.m * sizeof *work.analytic);
            if (code)
                gradcheck_session_stop(session, GRADCHECK_FAILED, "the jvp callback returned %d", code);
            double bar = rounding(session->blocks[0].type, largest_of(work.analytic, work.m)),
                   *kept = work.memory;
            memcpy(kept, work.analytic, work.m * sizeof *kept);
            for (size_t j = 0; j < work.m; j++)
                work.analytic[j] = isfinite(kept[j]) ? kept[j] : 0;
            if (!session->stopped)
                differentiate(&work, line, bar, &level);
            for (size_t j = 0; j < work.m && !session->stopped; j++)
                block->entries[block->n_entries++] = entry_of(d * work.m + j, kept[j], bar, &work.slopes[j]);
        }
    status = finish(&work, options);
    return status;
}

GradcheckStatus gradcheck_map_hessian(const GradcheckProblem *problem, GradcheckHessianVector product,
                                      const GradcheckOptions *options, GradcheckReport **report)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    Work work = {.problem = *problem, .product = product};
    GradcheckStatus status = open_work(&work, NULL, 0, options, report);
    if (status != GRADCHECK_OK)
        return status;
    GradcheckSession *session = work.session;
    size_t blocks = problem->n_blocks, rows = options->screen_directions ? options->screen_directions : 1;
    GradcheckBlock *v = calloc(blocks, sizeof *v), *out = calloc(blocks, sizeof *out);
    bool ok = v && out;
    for (size_t b = 0; b < blocks && ok; b++) {
        v[b] = out[b] = problem->blocks[b];
        v[b].gradient = gradcheck_guard_create(v[b].type, v[b].rows * v[b].cols);
        out[b].gradient = gradcheck_guard_create(v[b].type, v[b].rows * v[b].cols);
        ok = v[b].gradient && out[b].gradient &&
             new_entries(&work, &work.report->blocks[b], rows, v[b].rows * v[b].cols);
    }
    if (!ok)
        gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED, "out of memory");
    if (ok && measure_outputs(&work))
        for (size_t d = 0; d < rows && !session->stopped; d++) {
            int level = -12;
            GradcheckLine line = gradcheck_session_direction(session, blocks, DIRECTIONS + d);
            direction_into_gradients(session);
            for (size_t b = 0; b < blocks; b++) {
                size_t n = v[b].rows * v[b].cols;
                memcpy(v[b].gradient, session->blocks[b].gradient, n * gradcheck_guard_size(v[b].type));
                gradcheck_guard_poison(out[b].type, n, out[b].gradient);
            }
            int code = product(problem->user, v, out);
            if (code)
                gradcheck_session_stop(session, GRADCHECK_FAILED, "the Hessian-vector callback returned %d",
                                       code);
            gradcheck_session_inspect(session, "the Hessian-vector callback");
            double *kept = work.memory;
            for (size_t b = 0; b < blocks; b++) {
                size_t n = v[b].rows * v[b].cols;
                if (!gradcheck_guard_intact(out[b].type, n, out[b].gradient) ||
                    !gradcheck_guard_intact(v[b].type, n, v[b].gradient))
                    gradcheck_session_find(session, GRADCHECK_FINDING_OVERRUN,
                                           "the Hessian-vector callback wrote outside block %s",
                                           work.report->blocks[b].name);
                for (size_t i = 0; i < n; i++)
                    kept[session->first[b] + i] = gradcheck_guard_get(out[b].type, out[b].gradient, i);
            }
            for (size_t j = 0; j < work.m; j++)
                work.analytic[j] = isfinite(kept[j]) ? kept[j] : 0;
            double bar = rounding(session->blocks[0].type, largest_of(work.analytic, work.m));
            if (!session->stopped)
                differentiate(&work, line, bar, &level);
            for (size_t b = 0; b < blocks && !session->stopped; b++)
                for (size_t e = session->first[b]; e < session->first[b + 1]; e++) {
                    GradcheckBlockReport *block = &work.report->blocks[b];
                    block->entries[block->n_entries++] =
                        entry_of(d * block->cols + e - session->first[b], kept[e], bar, &work.slopes[e]);
                }
        }
    for (size_t b = 0; b < blocks; b++) {
        if (v)
            gradcheck_guard_free(v[b].gradient);
        if (out)
            gradcheck_guard_free(out[b].gradient);
    }
    free(v);
    free(out);
    return finish(&work, options);
}

/* -------------------------------------------------------------------------------- transposed products, adjointness */

typedef struct Weighted {
    const GradcheckMap *map;
    double *weights, *out;
} Weighted;

static int weighted_loss(void *user, double *loss)
{
    const Weighted *w = user;
    for (size_t j = 0; j < w->map->n_out; j++)
        w->out[j] = NAN;
    int code = w->map->values(w->map->user, w->out);
    *loss = 0;
    for (size_t j = 0; j < w->map->n_out; j++)
        *loss += w->weights[j] * w->out[j];
    return code;
}

static int weighted_gradient(void *user, const GradcheckBlock *blocks)
{
    const Weighted *w = user;
    memcpy(w->out, w->weights, w->map->n_out * sizeof *w->out); /* a copy: theirs to spoil */
    return w->map->vjp(w->map->user, w->out, blocks);
}

GradcheckStatus gradcheck_map_vjp(const GradcheckMap *map, const GradcheckOptions *options,
                                  GradcheckReport **report)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    Weighted w = {map, NULL, NULL};
    if (map->n_out && map->n_out < SIZE_MAX / sizeof(double)) {
        w.weights = malloc(map->n_out * sizeof(double));
        w.out = malloc(map->n_out * sizeof(double));
    }
    bool ok = w.weights && w.out;
    GradcheckRandom random = gradcheck_random_stream(options->seed, WEIGHTS);
    for (size_t j = 0; j < map->n_out && ok; j++)
        w.weights[j] = gradcheck_random_normal(&random);
    GradcheckProblem problem = {.name = map->name,
                                .user = &w,
                                .blocks = map->blocks,
                                .n_blocks = map->n_blocks,
                                .loss = map->values ? weighted_loss : NULL,
                                .gradient = map->vjp ? weighted_gradient : NULL};
    GradcheckStatus status = GRADCHECK_NO_MEMORY;
    *report = NULL;
    if (ok)
        status = gradcheck_run(&problem, options, report);
    free(w.weights);
    free(w.out);
    return status;
}

/* Both sides of the dot-product test at the present values; `size` is what their rounding is relative to. */
static bool two_sides(Work *work, const double *weights, double *forward, double *backward, double *size)
{
    GradcheckSession *session = work->session;
    const GradcheckMap *map = work->map;
    *forward = *backward = *size = 0;
    direction_into_gradients(session);
    gradcheck_guard_poison(GRADCHECK_DOUBLE, work->m, work->out);
    int code = map->jvp(map->user, session->blocks, work->out);
    for (size_t j = 0; j < work->m; j++) {
        double part = weights[j] * ((double *)work->out)[j];
        *forward += part;
        *size += fabs(part);
    }
    for (size_t b = 0; b < map->n_blocks; b++)
        for (size_t e = session->first[b]; e < session->first[b + 1]; e++)
            gradcheck_guard_set(session->blocks[b].type, session->blocks[b].gradient, e - session->first[b],
                                session->blocks[b].adds ? 0 : NAN);
    memcpy(work->out, weights, work->m * sizeof *weights);
    if (!code)
        code = map->vjp(map->user, work->out, session->blocks);
    for (size_t b = 0; b < map->n_blocks; b++)
        for (size_t e = session->first[b]; e < session->first[b + 1]; e++) {
            double part = session->direction[e] * gradcheck_guard_get(session->blocks[b].type,
                                                                      session->blocks[b].gradient,
                                                                      e - session->first[b]);
            *backward += part;
            *size += fabs(part);
        }
    work->evaluations += 2;
    if (code) {
        work->report->callback_code = code;
        gradcheck_session_stop(session, GRADCHECK_FAILED, "the jvp or vjp callback returned %d", code);
    }
    return !code;
}

GradcheckStatus gradcheck_map_adjoint(const GradcheckMap *map, const GradcheckOptions *options,
                                      GradcheckReport **report)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    Work work = {.map = map};
    GradcheckStatus status = open_work(&work, map, map->n_out, options, report);
    if (status != GRADCHECK_OK)
        return status;
    GradcheckSession *session = work.session;
    GradcheckBlockReport *block = &work.report->blocks[0];
    size_t rows = options->screen_directions ? options->screen_directions : 1;
    double *weights = work.memory;
    work.report->n_blocks = 1;
    work.report->deviations = 6;
    snprintf(block->name, sizeof block->name, "u.Jv = v.J'u");
    if (!map->jvp || !map->vjp)
        gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED, "the map has no jvp or no vjp callback");
    for (size_t d = 0;
         !session->stopped && d < rows && (block->entries || new_entries(&work, block, rows, 1)); d++) {
        GradcheckRandom random = gradcheck_random_stream(options->seed, WEIGHTS + 1 + d);
        for (size_t j = 0; j < work.m; j++)
            weights[j] = gradcheck_random_normal(&random);
        gradcheck_session_direction(session, map->n_blocks, DIRECTIONS + d);
        double forward = 0, backward = 0, size = 0, spread = 0, unit = DBL_EPSILON / 2;
        for (size_t b = 0; b < map->n_blocks; b++)
            unit = fmax(unit, gradcheck_session_unit(session->blocks[b].type));
        /* Both sides are equal at every point: how far their difference changes from point to point is its noise. */
        double first = 0;
        for (int i = 0; i < POINTS && !session->stopped; i++) {
            double f, g;
            gradcheck_session_move(session, ldexp(i, -20) * sqrt(unit / DBL_EPSILON));
            if (!two_sides(&work, weights, &f, &g, &size))
                break;
            if (i == 0) {
                forward = f;
                backward = g;
                first = f - g;
            } else {
                spread = fmax(spread, fabs(f - g - first));
            }
        }
        gradcheck_session_move(session, 0);
        GradcheckSlope slope = {.value = forward, .step = 1, .plus = forward, .minus = backward};
        double limit = fmin(spread, sqrt(unit) * size); /* a wrong pair must not widen its own bar */
        slope.rounding = work.report->deviations * limit + 8 * unit * size;
        if (!session->stopped)
            block->entries[block->n_entries++] = entry_of(d, backward, 0, &slope);
    }
    return finish(&work, options);
}
