#include "gradcheck/gradcheck_source.h"
#include "gradcheck/gradcheck_core.h"
#include "gradcheck/gradcheck_guard.h"
#include "gradcheck/gradcheck_order.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_EVALUATIONS = 400000, PER_ENTRY = 8 };

/* ------------------------------------------------------------------------------------------------ part gradients */

typedef struct Part {
    const GradcheckCase *c;
    size_t index;       /* of the use or sample */
    const void *others; /* the block as it is */
} Part;

static int loss_of_use(void *user, double *loss)
{
    const Part *part = user;
    const GradcheckProblem *problem = part->c->problem;
    return problem->loss_of_use(problem->user, part->c->block, part->index, part->others, loss);
}

static int loss_of_sample(void *user, double *loss)
{
    const Part *part = user;
    const GradcheckProblem *problem = part->c->problem;
    return problem->loss_of_sample(problem->user, part->index, loss);
}

static int loss_of_step(void *user, double *loss)
{
    const Part *part = user;
    const GradcheckProblem *problem = part->c->problem;
    return problem->loss(problem->user, loss);
}

/* The three with one entry changed; the part has one block, the case's. */
static int use_with(void *user, size_t block, size_t entry, double value, double *loss)
{
    (void)block;
    const Part *part = user;
    const GradcheckProblem *problem = part->c->problem;
    return problem->loss_of_use_with(problem->user, part->index, part->c->block, entry, value, loss);
}

static int sample_with(void *user, size_t block, size_t entry, double value, double *loss)
{
    (void)block;
    const Part *part = user;
    const GradcheckProblem *problem = part->c->problem;
    return problem->loss_of_sample_with(problem->user, part->index, part->c->block, entry, value, loss);
}

static int step_with(void *user, size_t block, size_t entry, double value, double *loss)
{
    (void)block;
    const Part *part = user;
    const GradcheckProblem *problem = part->c->problem;
    return problem->loss_with(problem->user, part->c->block, entry, value, loss);
}

typedef int LossWith(void *user, size_t block, size_t entry, double value, double *loss);

static LossWith *with_of(const GradcheckProblem *problem, int (*loss)(void *, double *))
{
    if (loss == loss_of_use)
        return problem->loss_of_use_with ? use_with : NULL;
    if (loss == loss_of_sample)
        return problem->loss_of_sample_with ? sample_with : NULL;
    return problem->loss_with ? step_with : NULL;
}

/* Only the numeric side is wanted. */
static int no_gradient(void *user, const GradcheckBlock *blocks)
{
    (void)user;
    memset(blocks[0].gradient, 0, blocks[0].rows * blocks[0].cols * gradcheck_guard_size(blocks[0].type));
    return 0;
}

/* The numeric gradient of a part of the loss by the case's block, into `gradient`. False when it cannot be had. */
static bool measure(Part *part, int (*loss)(void *, double *), double *gradient)
{
    const GradcheckCase *c = part->c;
    if (c->n * PER_ENTRY + *c->evaluations > MOST_EVALUATIONS)
        return false;
    GradcheckBlock block = c->problem->blocks[c->block];
    block.gradient = NULL;
    GradcheckProblem problem = {
        .name = "part", .user = part, .blocks = &block, .n_blocks = 1, .loss = loss, .gradient = no_gradient};
    GradcheckOptions options = *c->options;
    options.mode = GRADCHECK_FULL;
    options.no_hygiene = true;
    options.entry = NULL;
    problem.loss_with = with_of(c->problem, loss);
    if (c->local)
        gradcheck_chain_moved(c->local);
    GradcheckReport *report;
    bool ok = gradcheck_core_run(&problem, &options, &report) == GRADCHECK_OK &&
              report->blocks[0].n_entries == c->n;
    for (size_t i = 0; i < c->n && ok; i++) {
        gradient[i] = report->blocks[0].entries[i].numeric;
        ok = isfinite(gradient[i]);
    }
    if (report)
        *c->evaluations += report->evaluations;
    gradcheck_report_free(report);
    if (c->local)
        gradcheck_chain_moved(c->local);
    return ok;
}

/* numeric + factor * part */
static const double *plus(const GradcheckCase *c, double factor, const double *part)
{
    for (size_t i = 0; i < c->n; i++)
        c->guess[i] = c->numeric[i] + factor * part[i];
    return c->guess;
}

bool gradcheck_source_uses(const GradcheckCase *c)
{
    const GradcheckBlock *block = &c->problem->blocks[c->block];
    size_t size = c->n * gradcheck_guard_size(block->type);
    if (c->local || block->uses < 2 || block->uses > 8 || !c->problem->loss_of_use)
        return false;
    void *others = malloc(size);
    bool found = false;
    if (others)
        memcpy(others, block->value, size);
    for (size_t use = 0; use < block->uses && others && !found; use++) {
        Part part = {c, use, others};
        if (!measure(&part, loss_of_use, c->other))
            break;
        size_t uses = block->uses;
        if (gradcheck_fit_explains(c, c->other, 0))
            found = gradcheck_fit_answer(
                c, GRADCHECK_MISTAKE_USE, 1,
                "only use %zu of %zu counts: the %s never added, or overwritten ('=' where '+=' "
                "is meant)",
                use, uses, uses == 2 ? "other is" : "others are");
        else if (gradcheck_fit_explains(c, plus(c, -1, c->other), 0))
            found =
                gradcheck_fit_answer(c, GRADCHECK_MISTAKE_USE, 1, "use %zu of %zu is left out", use, uses);
        else if (gradcheck_fit_explains(c, plus(c, -2, c->other), 0))
            found = gradcheck_fit_answer(c, GRADCHECK_MISTAKE_USE, -1,
                                         "use %zu of %zu enters with the wrong sign", use, uses);
    }
    free(others);
    return found;
}

/* 1/N when the loss is the mean over the samples, 1 when it is their sum: whichever comes closer. 0: not known. */
static double weight_of_sample(const GradcheckCase *c)
{
    const GradcheckProblem *problem = c->problem;
    double n = (double)problem->n_samples, sum = 0, loss, whole;
    for (size_t i = 0; i < problem->n_samples; i++, sum += loss)
        if (problem->loss_of_sample(problem->user, i, &loss))
            return 0;
    *c->evaluations += problem->n_samples + 1;
    if (problem->loss(problem->user, &whole))
        return 0;
    return fabs(whole - sum / n) < fabs(whole - sum) ? 1 / n : 1;
}

/* Nothing of any sample: a decay alone, or zeros. */
static bool is_multiple_of_value(const GradcheckCase *c)
{
    double factor = gradcheck_fit_factor(c, c->value);
    for (size_t i = 0; i < c->n; i++)
        c->guess[i] = factor * c->value[i];
    return gradcheck_fit_explains(c, c->guess, 1);
}

/* The part of one sample, with any constant (1 or 1/N), with and without the terms that are no sample's. */
static bool sample(const GradcheckCase *c, size_t index, const char *which)
{
    Part part = {c, index, NULL};
    if (!measure(&part, loss_of_sample, c->other))
        return false;
    double fit[2];
    double factor = gradcheck_fit_factor(c, c->other);
    for (size_t i = 0; i < c->n; i++)
        c->guess[i] = factor * c->other[i];
    bool alone = factor != 0 && gradcheck_fit_explains(c, c->guess, 1);
    if (!alone && !is_multiple_of_value(c) && gradcheck_fit_two(c->n, c->yours, c->other, c->value, fit)) {
        for (size_t i = 0; i < c->n; i++)
            c->guess[i] = fit[0] * c->other[i] + fit[1] * c->value[i];
        factor = fit[0];
        alone = c->n > 4 && gradcheck_fit_explains(c, c->guess, 2);
    }
    if (alone)
        return gradcheck_fit_answer(
            c, GRADCHECK_MISTAKE_SAMPLE, factor,
            "only the %s sample counts: '=' where '+=' is meant  (yours = %.4g * its gradient)", which,
            factor);
    double up = 0, down = 0;
    for (size_t i = 0; i < c->n; i++) {
        up += (c->yours[i] - c->numeric[i]) * c->other[i];
        down += c->other[i] * c->other[i];
    }
    static const struct {
        double share;
        const char *words;
    } shares[] = {{-1, "the %s sample is left out"},
                  {1, "the %s sample is counted twice"},
                  {-2, "the %s sample enters with the wrong sign"}};
    const double weight = down != 0 ? weight_of_sample(c) : 0;
    if (weight == 0)
        return false;
    const double share = up / down / weight;
    for (size_t k = 0; k < 3; k++)
        if (fabs(share - shares[k].share) < 1e-3 &&
            gradcheck_fit_explains(c, plus(c, up / down, c->other), 1))
            return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_SAMPLE, share, shares[k].words, which);
    return false;
}

bool gradcheck_source_samples(const GradcheckCase *c)
{
    if (c->local || c->problem->n_samples < 2 || !c->problem->loss_of_sample || c->n < 3)
        return false;
    return sample(c, c->problem->n_samples - 1, "last") || sample(c, 0, "first");
}

/* ------------------------------------------------------------------------------------------------------- of a step */

/* The gradient when the upstream gradient is zero outside rows [from, to). */
static bool rows_alone(const GradcheckCase *c, size_t from, size_t to, double *gradient)
{
    GradcheckLocal *local = c->local;
    const GradcheckStep *step = local->step;
    size_t row = step->n_out / step->out_rows, size = step->n_out * gradcheck_guard_size(step->type);
    for (size_t i = 0; i < step->n_out; i++)
        if (i / row < from || i / row >= to)
            gradcheck_guard_set(step->type, local->d_out, i, 0);
    Part part = {c, 0, NULL};
    bool ok = measure(&part, loss_of_step, gradient);
    memcpy(local->d_out, local->d_out_copy, size);
    return ok;
}

bool gradcheck_source_rows(const GradcheckCase *c)
{
    if (!c->local || c->block == 0 || c->local->step->out_rows < 2 ||
        c->local->step->n_out % c->local->step->out_rows)
        return false;
    size_t rows = c->local->step->out_rows;
    const struct {
        size_t from, to;
        const char *counts, *missing;
    } parts[] = {
        {rows - 1, rows, "only the last row counts", "the last row is left out"},
        {0, 1, "only the first row counts", "the first row is left out"},
        {0, rows / 2, "only the first half of the rows counts", "only the second half of the rows counts"}};
    for (size_t k = 0; k < (rows == 2 ? 2 : 3); k++) {
        if (!rows_alone(c, parts[k].from, parts[k].to, c->other))
            return false;
        bool alone = gradcheck_fit_explains(c, c->other, 0);
        if (alone || gradcheck_fit_explains(c, plus(c, -1, c->other), 0))
            return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_ROW, 1,
                                        "%s: not summed ('=' where '+=' is meant)  (%zu rows)",
                                        alone ? parts[k].counts : parts[k].missing, rows);
        if (gradcheck_fit_explains(c, plus(c, -2, c->other), 0))
            return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_ROW, -1,
                                        "a part of the %zu rows enters with the wrong sign", rows);
    }
    return false;
}

static double upstream(const GradcheckCase *c, size_t i)
{
    return gradcheck_guard_get(c->local->step->type, c->local->d_out, i);
}

bool gradcheck_source_positions(const GradcheckCase *c)
{
    if (!c->local || c->block == 0 || c->n < 3)
        return false;
    size_t n_out = c->local->step->n_out, alike = c->local->step->out_rows ? c->local->step->out_rows : 1;
    for (size_t rows = 1; rows <= alike; rows += alike > 1 ? alike - 1 : 1) {
        size_t of_row = n_out / rows, positions = of_row / c->n;
        if (of_row % c->n || positions < 2)
            continue;
        for (int form = 0; form < 4; form++) { /* channels first or last; the last or the first position */
            size_t t = form % 2 ? 0 : positions - 1;
            for (size_t i = 0; i < c->n; i++) {
                c->guess[i] = 0;
                for (size_t r = 0; r < rows; r++)
                    c->guess[i] += upstream(c, r * of_row + (form < 2 ? i * positions + t : t * c->n + i));
            }
            if (gradcheck_fit_explains(c, c->guess, 0))
                return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_POSITION, 1,
                                            "not summed over the %zu positions: only the %s counts",
                                            positions, form % 2 ? "first" : "last");
        }
    }
    return false;
}

/* target = upstream * (a + b z + d z^2) with z the state: three constants by least squares (normal equations). */
static bool shape(const GradcheckCase *c, const double *target, const double *state, double constants[3])
{
    double A[3][4] = {{0}};
    for (size_t i = 0; i < c->n; i++) {
        double u = upstream(c, i), p[3] = {u, u * state[i], u * state[i] * state[i]};
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++)
                A[j][k] += p[j] * p[k];
            A[j][3] += p[j] * target[i];
        }
    }
    for (int j = 0; j < 3; j++) {
        if (!(fabs(A[j][j]) > 0))
            return false;
        for (int r = 0; r < 3; r++) {
            double f = r == j ? 0 : A[r][j] / A[j][j];
            for (int k = j; k < 4; k++)
                A[r][k] -= f * A[j][k];
        }
    }
    for (int j = 0; j < 3; j++) {
        constants[j] = A[j][3] / A[j][j];
        constants[j] = fabs(constants[j]) < 1e-7 ? 0 : constants[j];
    }
    return isfinite(constants[0] + constants[1] + constants[2]);
}

static const double *shaped(const GradcheckCase *c, const double *state, const double constants[3])
{
    for (size_t i = 0; i < c->n; i++)
        c->guess[i] = upstream(c, i) * (constants[0] + state[i] * (constants[1] + state[i] * constants[2]));
    return c->guess;
}

static bool explains_numeric(const GradcheckCase *c, const double *guess)
{
    double residual = 0, size = 0, bars = 0;
    for (size_t i = 0; i < c->n; i++) {
        residual += pow(c->numeric[i] - guess[i], 2);
        size += pow(c->numeric[i], 2);
        bars += pow(c->bar[i], 2);
    }
    return sqrt(residual) <= fmax(4 * sqrt(bars), 1e-6 * sqrt(size)) && residual <= 1e-4 * size;
}

bool gradcheck_source_derivative(const GradcheckCase *c)
{
    if (!c->local || c->block != 0 || c->local->step->n_in != c->local->step->n_out || c->n < 6)
        return false;
    double constants[3], right[3];
    for (size_t i = 0; i < c->n; i++)
        c->guess[i] = upstream(c, i);
    if (gradcheck_fit_explains(c, c->guess, 0))
        return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_DERIVATIVE, 1,
                                    "the step's own derivative is left out  (yours = the upstream gradient)");
    const GradcheckStep *step = c->local->step;
    /* The local check ends with the unmoved forward's output in place. */
    for (size_t i = 0; i < c->n; i++)
        c->other[i] = gradcheck_guard_get(step->type, c->local->out, i);
    bool of_output = shape(c, c->numeric, c->other, right) && explains_numeric(c, shaped(c, c->other, right));
    if (shape(c, c->yours, c->value, constants) &&
        gradcheck_fit_explains(c, shaped(c, c->value, constants), 3))
        return gradcheck_fit_answer(
            c, GRADCHECK_MISTAKE_DERIVATIVE, 0,
            "the derivative is computed from the input%s  (yours = (%.4g %+.4g in %+.4g in^2) "
            "* upstream)",
            of_output ? " where the output is meant" : "", constants[0], constants[1], constants[2]);
    if (of_output && shape(c, c->yours, c->other, constants) &&
        gradcheck_fit_explains(c, shaped(c, c->other, constants), 3))
        return gradcheck_fit_answer(
            c, GRADCHECK_MISTAKE_DERIVATIVE, 0,
            "the derivative has other constants  (yours = (%.4g %+.4g out %+.4g out^2) * upstream, "
            "numeric has %.4g, %+.4g, %+.4g)",
            constants[0], constants[1], constants[2], right[0], right[1], right[2]);
    return false;
}

/* Whether the entry that is furthest off comes out about right now: two evaluations before thousands. */
static bool glance(const GradcheckCase *c)
{
    const GradcheckBlock *block = &c->problem->blocks[c->block];
    size_t worst = 0;
    for (size_t i = 1; i < c->n; i++)
        if (fabs(c->yours[i] - c->numeric[i]) > fabs(c->yours[worst] - c->numeric[worst]))
            worst = i;
    double x = gradcheck_guard_get(block->type, block->value, worst), h = ldexp(fmax(fabs(x), 1), -8);
    double plus, minus;
    bool ok = gradcheck_guard_set(block->type, block->value, worst, x + h) &&
              c->problem->loss(c->problem->user, &plus) == 0 &&
              gradcheck_guard_set(block->type, block->value, worst, x - h) &&
              c->problem->loss(c->problem->user, &minus) == 0;
    gradcheck_guard_set(block->type, block->value, worst, x);
    *c->evaluations += 2;
    return ok &&
           fabs((plus - minus) / (2 * h) - c->yours[worst]) < 0.1 * fabs(c->yours[worst] - c->numeric[worst]);
}

/* Tries the input's gradient with one parameter block rearranged in place, and puts it back. */
static bool right_for(const GradcheckCase *c, const GradcheckBlock *block, size_t group)
{
    size_t n = block->rows * block->cols, size = gradcheck_guard_size(block->type);
    unsigned char *kept = malloc(n * size);
    double *values = malloc(2 * n * sizeof *values);
    bool fits = false;
    if (kept && values) {
        memcpy(kept, block->value, n * size);
        for (size_t i = 0; i < n; i++)
            values[i] = gradcheck_guard_get(block->type, block->value, i);
        if (group)
            gradcheck_order_reverse(block->rows, block->cols, group, values, values + n);
        else
            for (size_t i = 0; i < n; i++) /* square */
                values[n + i] = values[i % block->cols * block->cols + i / block->cols];
        for (size_t i = 0; i < n; i++)
            gradcheck_guard_set(block->type, block->value, i, values[n + i]);
        Part part = {c, 0, NULL};
        fits = glance(c) && measure(&part, loss_of_step, c->other) && gradcheck_fit_explains(c, c->other, 0);
        memcpy(block->value, kept, n * size);
    }
    free(values);
    free(kept);
    return fits;
}

bool gradcheck_source_parameters(const GradcheckCase *c)
{
    if (!c->local || c->block != 0)
        return false;
    for (size_t b = 1; b < c->problem->n_blocks; b++) {
        const GradcheckBlock *block = &c->problem->blocks[b];
        const char *name = block->name ? block->name : "?";
        if (block->rows == block->cols && block->rows > 1 && right_for(c, block, 0))
            return gradcheck_fit_answer(
                c, GRADCHECK_MISTAKE_PARAMETERS, 1,
                "right for the transpose of %.40s: the matrix is used the wrong way round", name);
        for (size_t group = 2; group <= block->cols; group++)
            if (block->cols % group == 0 && right_for(c, block, group))
                return gradcheck_fit_answer(
                    c, GRADCHECK_MISTAKE_PARAMETERS, 1,
                    "right for %.40s with each group of %zu columns reversed: the kernel runs "
                    "the wrong way",
                    name, group);
    }
    return false;
}
