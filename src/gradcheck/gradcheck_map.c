#include "gradcheck/gradcheck_along.h"
#include "gradcheck/gradcheck_guard.h"
#include "gradcheck/gradcheck_judge.h"
#include "gradcheck/gradcheck_noise.h"
#include "gradcheck/gradcheck_outputs.h"
#include "gradcheck/gradcheck_random.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = GRADCHECK_NOISE_POINTS, DIRECTIONS = 2000, WEIGHTS = 3000 };

/* -------------------------------------------------------------------------------------------------- the Jacobian */

/* Rounding of the analytic side: 64 units in the last place of the largest of the row or column it stands in. */
static double rounding(GradcheckType type, double largest)
{
    return 64 * gradcheck_session_unit(type) * largest;
}

static double largest_of(const double *values, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, isfinite(values[i]) ? fabs(values[i]) : 0);
    return largest;
}

static void check_column(GradcheckOutputs *outputs, const double *jacobian, size_t b, size_t entry,
                         int *level)
{
    GradcheckSession *session = outputs->session;
    GradcheckBlockReport *block = &outputs->report->blocks[b];
    size_t column = session->first[b] + entry;
    for (size_t j = 0; j < outputs->m; j++)
        outputs->analytic[j] = jacobian[j * session->n + column];
    GradcheckLine line = gradcheck_outputs_line(outputs, gradcheck_along_entry(session, b, entry));
    line.at = gradcheck_outputs_along_entry;
    double bar = rounding(session->blocks[b].type, largest_of(outputs->analytic, outputs->m));
    gradcheck_line_measure(outputs->ladder, &line, outputs->analytic, bar, level, outputs->slopes);
    for (size_t j = 0; j < outputs->m && !session->stopped; j++) {
        size_t index = j * block->cols + entry;
        block->entries[index] = gradcheck_judge_new(index, outputs->analytic[j], bar, &outputs->slopes[j]);
    }
}

static bool call_jacobian(GradcheckOutputs *outputs, double *jacobian, size_t n)
{
    const GradcheckMap *map = outputs->map;
    gradcheck_guard_poison(GRADCHECK_DOUBLE, n, jacobian);
    int code = map->jacobian(map->user, jacobian);
    size_t first = 0, unwritten = gradcheck_guard_unwritten(GRADCHECK_DOUBLE, n, jacobian, &first);
    if (!gradcheck_guard_intact(GRADCHECK_DOUBLE, n, jacobian))
        gradcheck_session_find(outputs->session, GRADCHECK_FINDING_OVERRUN,
                               "the Jacobian callback wrote outside the matrix");
    if (unwritten && !code)
        gradcheck_session_find(
            outputs->session, GRADCHECK_FINDING_NOT_WRITTEN,
            "%zu of %zu entries of the Jacobian were never written, row %zu, column %zu the first", unwritten,
            n, first / outputs->session->n, first % outputs->session->n);
    if (code) {
        outputs->report->callback_code = code;
        gradcheck_session_stop(outputs->session, GRADCHECK_FAILED, "the Jacobian callback returned %d", code);
    }
    gradcheck_session_inspect(outputs->session, "the Jacobian callback");
    return !code;
}

GradcheckStatus gradcheck_map_jacobian(const GradcheckMap *map, const GradcheckOptions *options,
                                       GradcheckReport **report)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    GradcheckOutputs outputs = {.map = map};
    GradcheckStatus status = gradcheck_outputs_open(&outputs, options, report);
    if (status != GRADCHECK_OK)
        return status;
    GradcheckSession *session = outputs.session;
    size_t n = session->n > SIZE_MAX / 16 / outputs.m ? 0 : session->n * outputs.m;
    double *jacobian = n && map->jacobian ? gradcheck_guard_create(GRADCHECK_DOUBLE, n) : NULL;
    if (!jacobian)
        gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED,
                               map->jacobian ? "out of memory" : "the map has no Jacobian callback");
    else if (gradcheck_outputs_measure(&outputs) && call_jacobian(&outputs, jacobian, n))
        for (size_t b = 0; b < map->n_blocks && !session->stopped; b++) {
            GradcheckBlockReport *block = &outputs.report->blocks[b];
            size_t cols = session->first[b + 1] - session->first[b];
            int level = -10;
            if (!gradcheck_outputs_new_entries(&outputs, block, outputs.m, cols))
                break;
            for (size_t e = 0; e < cols && !session->stopped; e++) {
                check_column(&outputs, jacobian, b, e, &level);
                gradcheck_session_progress(session);
            }
            block->n_entries = session->stopped ? 0 : outputs.m * cols;
        }
    gradcheck_guard_free(jacobian);
    return gradcheck_outputs_finish(&outputs, options);
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

static void differentiate(GradcheckOutputs *outputs, GradcheckLine line, double bar, int *level)
{
    line = gradcheck_outputs_line(outputs, line);
    line.at = gradcheck_outputs_along_direction;
    gradcheck_line_measure(outputs->ladder, &line, outputs->analytic, bar, level, outputs->slopes);
}

GradcheckStatus gradcheck_map_tangent(const GradcheckMap *map, const GradcheckOptions *options,
                                      GradcheckReport **report)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    GradcheckOutputs outputs = {.map = map};
    GradcheckStatus status = gradcheck_outputs_open(&outputs, options, report);
    if (status != GRADCHECK_OK)
        return status;
    GradcheckSession *session = outputs.session;
    GradcheckBlockReport *block = &outputs.report->blocks[0];
    size_t rows = options->screen_directions ? options->screen_directions : 1;
    outputs.report->n_blocks = 1; /* the outputs, whichever block moves them */
    snprintf(block->name, sizeof block->name, "J v");
    if (!map->jvp)
        gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED, "the map has no jvp callback");
    else if (gradcheck_outputs_measure(&outputs) &&
             gradcheck_outputs_new_entries(&outputs, block, rows, outputs.m))
        for (size_t d = 0; d < rows && !session->stopped; d++) {
            int level = -12;
            GradcheckLine line = gradcheck_along_direction(session, map->n_blocks, DIRECTIONS + d);
            direction_into_gradients(session);
            gradcheck_guard_poison(GRADCHECK_DOUBLE, outputs.m, outputs.out);
            int code = map->jvp(map->user, session->blocks, outputs.out);
            if (!gradcheck_guard_intact(GRADCHECK_DOUBLE, outputs.m, outputs.out))
                gradcheck_session_find(session, GRADCHECK_FINDING_OVERRUN,
                                       "the jvp callback wrote outside its outputs");
            memcpy(outputs.analytic, outputs.out, outputs.m * sizeof *outputs.analytic);
            if (code) {
                outputs.report->callback_code = code;
                gradcheck_session_stop(session, GRADCHECK_FAILED, "the jvp callback returned %d", code);
            }
            gradcheck_session_inspect(session, "the jvp callback");
            double bar = rounding(gradcheck_outputs_type(&outputs), largest_of(outputs.analytic, outputs.m));
            if (!session->stopped)
                differentiate(&outputs, line, bar, &level);
            for (size_t j = 0; j < outputs.m && !session->stopped; j++)
                block->entries[block->n_entries++] =
                    gradcheck_judge_new(d * outputs.m + j, outputs.analytic[j], bar, &outputs.slopes[j]);
        }
    status = gradcheck_outputs_finish(&outputs, options);
    return status;
}

/* The product along the session's direction; notes what the callback does besides. */
static void call_product(GradcheckOutputs *outputs, GradcheckHessianVector product, GradcheckBlock *v,
                         GradcheckBlock *out)
{
    GradcheckSession *session = outputs->session;
    size_t blocks = outputs->problem.n_blocks;
    for (size_t b = 0; b < blocks; b++) {
        size_t n = v[b].rows * v[b].cols;
        memcpy(v[b].gradient, session->blocks[b].gradient, n * gradcheck_guard_size(v[b].type));
        gradcheck_guard_poison(out[b].type, n, out[b].gradient);
    }
    int code = product(outputs->problem.user, v, out);
    if (code) {
        outputs->report->callback_code = code;
        gradcheck_session_stop(session, GRADCHECK_FAILED, "the Hessian-vector callback returned %d", code);
    }
    gradcheck_session_inspect(session, "the Hessian-vector callback");
    for (size_t b = 0; b < blocks; b++) {
        size_t n = v[b].rows * v[b].cols;
        if (!gradcheck_guard_intact(out[b].type, n, out[b].gradient) ||
            !gradcheck_guard_intact(v[b].type, n, v[b].gradient))
            gradcheck_session_find(session, GRADCHECK_FINDING_OVERRUN,
                                   "the Hessian-vector callback wrote outside block %s",
                                   outputs->report->blocks[b].name);
        for (size_t i = 0; i < n; i++)
            outputs->analytic[session->first[b] + i] = gradcheck_guard_get(out[b].type, out[b].gradient, i);
    }
}

static void check_product(GradcheckOutputs *outputs, GradcheckHessianVector product, GradcheckBlock *v,
                          GradcheckBlock *out, size_t d)
{
    GradcheckSession *session = outputs->session;
    size_t blocks = outputs->problem.n_blocks;
    int level = -12;
    GradcheckLine line = gradcheck_along_direction(session, blocks, DIRECTIONS + d);
    direction_into_gradients(session);
    call_product(outputs, product, v, out);
    double bar = rounding(gradcheck_outputs_type(outputs), largest_of(outputs->analytic, outputs->m));
    if (!session->stopped)
        differentiate(outputs, line, bar, &level);
    for (size_t b = 0; b < blocks && !session->stopped; b++)
        for (size_t e = session->first[b]; e < session->first[b + 1]; e++) {
            GradcheckBlockReport *block = &outputs->report->blocks[b];
            block->entries[block->n_entries++] = gradcheck_judge_new(
                d * block->cols + e - session->first[b], outputs->analytic[e], bar, &outputs->slopes[e]);
        }
}

GradcheckStatus gradcheck_map_hessian(const GradcheckProblem *problem, GradcheckHessianVector product,
                                      const GradcheckOptions *options, GradcheckReport **report)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    GradcheckOutputs outputs = {.problem = *problem};
    GradcheckStatus status = gradcheck_outputs_open(&outputs, options, report);
    if (status != GRADCHECK_OK)
        return status;
    GradcheckSession *session = outputs.session;
    size_t blocks = problem->n_blocks, rows = options->screen_directions ? options->screen_directions : 1;
    GradcheckBlock *v = calloc(blocks, sizeof *v), *out = calloc(blocks, sizeof *out);
    bool ok = v && out;
    for (size_t b = 0; b < blocks && ok; b++) {
        v[b] = out[b] = problem->blocks[b];
        v[b].gradient = gradcheck_guard_create(v[b].type, v[b].rows * v[b].cols);
        out[b].gradient = gradcheck_guard_create(v[b].type, v[b].rows * v[b].cols);
        ok = v[b].gradient && out[b].gradient &&
             gradcheck_outputs_new_entries(&outputs, &outputs.report->blocks[b], rows, v[b].rows * v[b].cols);
    }
    if (!ok)
        gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED, "out of memory");
    else if (gradcheck_outputs_measure(&outputs))
        for (size_t d = 0; d < rows && !session->stopped; d++)
            check_product(&outputs, product, v, out, d);
    for (size_t b = 0; b < blocks; b++) {
        if (v)
            gradcheck_guard_free(v[b].gradient);
        if (out)
            gradcheck_guard_free(out[b].gradient);
    }
    free(v);
    free(out);
    return gradcheck_outputs_finish(&outputs, options);
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
    if (map->n_out < SIZE_MAX / 16) {
        w.weights = malloc((map->n_out + 1) * sizeof(double));
        w.out = malloc((map->n_out + 1) * sizeof(double));
    }
    bool ok = w.weights && w.out;
    GradcheckRandom random = gradcheck_random_stream(options->seed, WEIGHTS);
    for (size_t j = 0; j < map->n_out && ok; j++)
        w.weights[j] = gradcheck_random_normal(&random);
    GradcheckProblem problem = {.name = map->name,
                                .user = &w,
                                .blocks = map->blocks,
                                .n_blocks = map->n_blocks,
                                .loss = map->values && map->n_out ? weighted_loss : NULL,
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
static bool two_sides(GradcheckOutputs *outputs, const double *weights, double *forward, double *backward,
                      double *size)
{
    GradcheckSession *session = outputs->session;
    const GradcheckMap *map = outputs->map;
    *forward = *backward = *size = 0;
    direction_into_gradients(session);
    gradcheck_guard_poison(GRADCHECK_DOUBLE, outputs->m, outputs->out);
    int code = map->jvp(map->user, session->blocks, outputs->out);
    if (!gradcheck_guard_intact(GRADCHECK_DOUBLE, outputs->m, outputs->out))
        gradcheck_session_find(session, GRADCHECK_FINDING_OVERRUN,
                               "the jvp callback wrote outside its outputs");
    for (size_t j = 0; j < outputs->m; j++) {
        double part = weights[j] * ((double *)outputs->out)[j];
        *forward += part;
        *size += fabs(part);
    }
    for (size_t b = 0; b < map->n_blocks; b++)
        for (size_t e = session->first[b]; e < session->first[b + 1]; e++)
            gradcheck_guard_set(session->blocks[b].type, session->blocks[b].gradient, e - session->first[b],
                                session->blocks[b].adds ? 0 : NAN);
    memcpy(outputs->out, weights, outputs->m * sizeof *weights);
    if (!code)
        code = map->vjp(map->user, outputs->out, session->blocks);
    for (size_t b = 0; b < map->n_blocks; b++)
        for (size_t e = session->first[b]; e < session->first[b + 1]; e++) {
            double part = session->direction[e] * gradcheck_guard_get(session->blocks[b].type,
                                                                      session->blocks[b].gradient,
                                                                      e - session->first[b]);
            *backward += part;
            *size += fabs(part);
        }
    outputs->evaluations += 2;
    if (code) {
        outputs->report->callback_code = code;
        gradcheck_session_stop(session, GRADCHECK_FAILED, "the jvp or vjp callback returned %d", code);
    } else if (!isfinite(*forward) || !isfinite(*backward)) {
        gradcheck_session_stop(session, GRADCHECK_NOT_FINITE, "%s is not finite, or was not written whole",
                               isfinite(*forward) ? "J'u" : "J v");
    }
    return !session->stopped;
}

GradcheckStatus gradcheck_map_adjoint(const GradcheckMap *map, const GradcheckOptions *options,
                                      GradcheckReport **report)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    GradcheckOutputs outputs = {.map = map};
    GradcheckStatus status = gradcheck_outputs_open(&outputs, options, report);
    if (status != GRADCHECK_OK)
        return status;
    GradcheckSession *session = outputs.session;
    GradcheckBlockReport *block = &outputs.report->blocks[0];
    size_t rows = options->screen_directions ? options->screen_directions : 1;
    double *weights = outputs.memory;
    outputs.report->n_blocks = 1;
    outputs.report->deviations = 6;
    snprintf(block->name, sizeof block->name, "u.Jv = v.J'u");
    if (!map->jvp || !map->vjp)
        gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED, "the map has no jvp or no vjp callback");
    for (size_t d = 0; !session->stopped && d < rows &&
                       (block->entries || gradcheck_outputs_new_entries(&outputs, block, rows, 1));
         d++) {
        GradcheckRandom random = gradcheck_random_stream(options->seed, WEIGHTS + 1 + d);
        for (size_t j = 0; j < outputs.m; j++)
            weights[j] = gradcheck_random_normal(&random);
        gradcheck_along_direction(session, map->n_blocks, DIRECTIONS + d);
        double forward = 0, backward = 0, size = 0, spread = 0;
        double unit = gradcheck_session_unit(gradcheck_outputs_type(&outputs));
        /* Both sides are equal at every point: how far their difference changes from point to point is its noise. */
        double first = 0;
        for (int i = 0; i < POINTS && !session->stopped; i++) {
            double f, g;
            gradcheck_along_move(session, ldexp(i, -20) * sqrt(unit / DBL_EPSILON));
            if (!two_sides(&outputs, weights, &f, &g, &size))
                break;
            if (i == 0) {
                forward = f;
                backward = g;
                first = f - g;
            } else {
                spread = fmax(spread, fabs(f - g - first));
            }
        }
        gradcheck_along_move(session, 0);
        GradcheckSlope slope = {.value = forward, .step = 1, .plus = forward, .minus = backward};
        double limit = fmin(spread, sqrt(unit) * size); /* a wrong pair must not widen its own bar */
        slope.rounding = outputs.report->deviations * limit + 8 * unit * size;
        if (!session->stopped)
            block->entries[block->n_entries++] = gradcheck_judge_new(d, backward, 0, &slope);
    }
    return gradcheck_outputs_finish(&outputs, options);
}
