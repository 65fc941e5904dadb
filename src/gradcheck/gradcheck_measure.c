#include "gradcheck/gradcheck_measure.h"
#include "gradcheck/gradcheck_along.h"
#include "gradcheck/gradcheck_judge.h"
#include "gradcheck/gradcheck_noise.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { POINTS = GRADCHECK_NOISE_POINTS, NOISE_LINES = 3, NOISE_DIRECTION = 1, SCREEN_DIRECTIONS = 1000 };

/* -------------------------------------------------------------------------------------------------------- noise */

static bool all_float(const GradcheckSession *session)
{
    for (size_t b = 0; b < session->problem->n_blocks; b++)
        if (session->blocks[b].type != GRADCHECK_FLOAT)
            return false;
    return true;
}

static bool all_finite(const double values[POINTS])
{
    bool finite = true;
    for (int i = 0; i < POINTS; i++)
        finite = finite && isfinite(values[i]);
    return finite;
}

/* Seven losses at spacing h on the noise direction; NaN when one is outside. */
static void sample_losses(GradcheckSession *session, const GradcheckLine *line, double h,
                          double values[POINTS])
{
    double sign = line->up >= line->down ? 1 : -1, moved;
    for (int i = 0; i < POINTS && !session->stopped; i++)
        if (line->at(session, sign * h * i, &moved, &values[i]))
            values[i] = NAN;
}

/* The last differences of seven losses are few and depend on each other: in one line of some hundred they are all several
 * times too small by chance. So the noise is looked at along two more lines, with the spacing that the first one found. */
static void more_lines(GradcheckSession *session, double h)
{
    double sum = session->report->noise, values[POINTS]; /* of squares: its root */
    int found = 1;
    for (int l = 1; l < NOISE_LINES; l++) {
        GradcheckLine line =
            gradcheck_along_direction(session, session->problem->n_blocks, NOISE_DIRECTION + l);
        sample_losses(session, &line, fmin(h, fmax(line.up, line.down) / POINTS), values);
        GradcheckNoise noise = {GRADCHECK_NOISE_TOO_FAR, 0};
        if (!session->stopped && all_finite(values))
            noise = gradcheck_noise_estimate(1, values);
        if (noise.state == GRADCHECK_NOISE_FOUND) {
            sum = hypot(sum, noise.sigma);
            found++;
        }
    }
    session->report->noise = sum / sqrt(found);
}

static void loss_noise(GradcheckSession *session)
{
    GradcheckReport *report = session->report;
    GradcheckLine line = gradcheck_along_direction(session, session->problem->n_blocks, NOISE_DIRECTION);
    double h = ldexp(1, all_float(session) ? -14 : -24), found_at = 0, guess = INFINITY, values[POINTS];
    h = fmin(h, fmax(line.up, line.down) / POINTS);
    bool close = false, far = false;
    for (int i = 0; i < 6 && !session->stopped && !(close && far); i++) {
        sample_losses(session, &line, h, values);
        double largest = 0;
        for (int k = 0; k < POINTS; k++)
            largest = fmax(largest, fabs(values[k]));
        GradcheckNoise noise = {GRADCHECK_NOISE_TOO_FAR, INFINITY};
        if (all_finite(values))
            noise = gradcheck_noise_estimate(1, values);
        if (noise.state == GRADCHECK_NOISE_FOUND) {
            found_at = h;
            bool confirms = report->noise_measured && noise.sigma > report->noise / 10;
            report->noise = confirms ? fmax(noise.sigma, report->noise) : noise.sigma;
            report->noise_measured = true;
            /* More noise than float32 has: a function that swings between the points would look the same, but not from
             * closer by. */
            if (confirms || noise.sigma <= 1e-6 * largest)
                break;
            h *= 0.01;
            continue;
        }
        if (report->noise_measured && noise.state == GRADCHECK_NOISE_TOO_CLOSE)
            break;
        close = close || noise.state == GRADCHECK_NOISE_TOO_CLOSE;
        far = far || noise.state == GRADCHECK_NOISE_TOO_FAR;
        if (noise.state == GRADCHECK_NOISE_TOO_FAR)
            guess = fmin(guess, noise.sigma);
        report->noise_measured = false;
        h *= noise.state == GRADCHECK_NOISE_TOO_FAR ? 0.01 : 100;
    }
    if (report->noise_measured)
        more_lines(session, found_at);
    double unit = gradcheck_session_unit(session->float_loss ? GRADCHECK_FLOAT : GRADCHECK_DOUBLE);
    double least =
        unit * fabs(report->loss) + (session->float_loss ? 1e-45 : 5e-324); /* nothing is smaller */
    report->float_loss = session->float_loss;
    if (!report->noise_measured)
        report->noise = fmax(8 * least, isfinite(guess) && close ? guess : 0);
    report->noise = fmax(report->noise, fmax(least, session->options.noise_floor));
}

/* Half the spread of a loss that is never the same twice. */
static void spread(GradcheckSession *session)
{
    for (int i = 0; i < 8 && session->options.no_two_alike && !session->stopped; i++) {
        double loss;
        if (gradcheck_session_loss(session, &loss) == 0)
            session->report->noise = fmax(session->report->noise, fabs(loss - session->report->loss));
    }
}

/* One estimate for each block from seven gradients, point after point in `values`; what was not found stays as it is. */
static void block_noises(GradcheckSession *session, const double *values, double *scratch, bool *found)
{
    for (size_t b = 0; b < session->problem->n_blocks; b++) {
        size_t first = session->first[b], n = session->first[b + 1] - first;
        bool finite = true;
        for (size_t i = 0; i < POINTS; i++)
            for (size_t e = 0; e < n; e++) {
                scratch[i * n + e] = values[i * session->n + first + e];
                finite = finite && isfinite(scratch[i * n + e]);
            }
        if (found[b] || !finite)
            continue;
        GradcheckNoise noise = gradcheck_noise_estimate(n, scratch);
        double *sigma = &session->report->blocks[b].analytic_noise;
        found[b] = noise.state != GRADCHECK_NOISE_TOO_FAR;
        /* Too far apart before and too close now, with nothing between: what was seen before is on the safe side. */
        if (noise.state != GRADCHECK_NOISE_TOO_CLOSE || *sigma == 0)
            *sigma = noise.sigma;
    }
}

/* Entries used for the noise of the gradient are limited only by memory: seven copies of it, twice. */
static void gradient_noise(GradcheckSession *session)
{
    size_t blocks = session->problem->n_blocks;
    if (session->n > SIZE_MAX / (2 * POINTS * sizeof(double)))
        return;
    double *values = malloc(2 * POINTS * session->n * sizeof *values);
    bool *found = calloc(blocks, sizeof *found);
    GradcheckLine line = gradcheck_along_direction(session, blocks, NOISE_DIRECTION);
    double sign = line.up >= line.down ? 1 : -1, h = ldexp(1, all_float(session) ? -12 : -22);
    h = fmin(h, fmax(line.up, line.down) / POINTS);
    for (int attempt = 0; attempt < 3 && values && found && !session->stopped; attempt++, h /= 256) {
        for (size_t i = 0; i < POINTS && !session->stopped; i++) {
            double *at = &values[i * session->n];
            bool inside = gradcheck_along_move(session, sign * h * (double)i);
            if (!inside || gradcheck_session_gradient(session, GRADCHECK_FILL_RULE, at))
                for (size_t e = 0; e < session->n; e++)
                    at[e] = NAN;
            gradcheck_along_move(session, 0);
        }
        block_noises(session, values, values + POINTS * session->n, found);
        bool all = true;
        for (size_t b = 0; b < blocks; b++)
            all = all && found[b];
        if (all)
            break;
    }
    for (size_t b = 0; b < blocks && found; b++) {
        /* A guess, in units in the last place of the largest entry: where no estimate came out, and where the gradient
         * never changed (of a linear function): it may be a sum of many numbers all the same. */
        double *sigma = &session->report->blocks[b].analytic_noise, scale = 0;
        for (size_t e = session->first[b]; e < session->first[b + 1]; e++)
            if (isfinite(session->analytic[e]))
                scale = fmax(scale, fabs(session->analytic[e]));
        if (!found[b] || *sigma == 0)
            *sigma = (found[b] ? 16 : 64) * gradcheck_session_unit(session->blocks[b].type) * scale;
    }
    free(found);
    free(values);
}

void gradcheck_measure_noise(GradcheckSession *session)
{
    session->report->deviations = 4 + sqrt(2 * log((double)session->n));
    loss_noise(session);
    spread(session);
    if (!session->stopped)
        gradient_noise(session);
    gradcheck_session_inspect(session, "a callback");
}

double gradcheck_measure_analytic_bar(const GradcheckSession *session, size_t b, size_t entry,
                                      const double *weights)
{
    double sigma = session->report->deviations * session->report->blocks[b].analytic_noise;
    bool is_float = session->blocks[b].type == GRADCHECK_FLOAT;
    double unit = 4 * gradcheck_session_unit(session->blocks[b].type);
    sigma += is_float ? 1.5e-45 : 5e-324; /* what underflows to 0 */
    if (!weights)
        return sigma + unit * fabs(session->analytic[session->first[b] + entry]);
    double squares = 0, sum = 0;
    for (size_t e = session->first[b]; e < session->first[b + 1]; e++) {
        squares += weights[e] * weights[e];
        sum += fabs(weights[e] * session->analytic[e]);
    }
    return sigma * sqrt(squares) + unit * sum;
}

/* -------------------------------------------------------------------------------------------------- derivatives */

int gradcheck_measure_level(const GradcheckSession *session)
{
    double size = fabs(session->report->loss), ratio = size > 0 ? session->report->noise / size : 0;
    return (int)fmin(fmax(round(log2(fmax(ratio, 1e-20)) / 5), -12), -3);
}

GradcheckEntry gradcheck_measure_entry(GradcheckSession *session, size_t block, size_t entry, int *level)
{
    double analytic = session->analytic[session->first[block] + entry];
    double bar = isfinite(analytic) ? gradcheck_measure_analytic_bar(session, block, entry, NULL) : 0;
    double compare = isfinite(analytic) ? analytic : 0;
    GradcheckLine line = gradcheck_along_entry(session, block, entry);
    GradcheckSlope slope = {.step = 0};
    gradcheck_line_measure(session->ladder, &line, &compare, bar, level, &slope);
    return gradcheck_judge_new(entry, analytic, bar, &slope);
}

/* Judged beside the largest analytic entry of its block. */
static void tell(const GradcheckSession *session, size_t b, double scale, GradcheckEntry entry)
{
    if (!session->options.entry)
        return;
    gradcheck_judge_entry(&session->options, scale, &entry);
    session->options.entry(session->options.entry_user, b, &entry);
}

static double largest_analytic(const GradcheckSession *session, size_t b)
{
    double largest = 0;
    for (size_t e = session->first[b]; e < session->first[b + 1]; e++)
        if (isfinite(session->analytic[e]))
            largest = fmax(largest, fabs(session->analytic[e]));
    return largest;
}

/* How glances at the entries of a block went so far. */
typedef struct Glances {
    int level;
    size_t enough, not_enough;
} Glances;

/* Where h^2, the truncation of a difference of neighbours, is of the size of noise / h. */
static int glance_level(const GradcheckSession *session)
{
    double size = fabs(session->report->loss), ratio = size > 0 ? session->report->noise / size : 0;
    return (int)fmin(fmax(round(log2(fmax(ratio, 1e-20)) / 3) + 2, -20), -4);
}

/* True when a glance at the entry was enough. Not even tried where it mostly was not. */
static bool glance_at(GradcheckSession *session, size_t b, size_t entry, double scale, Glances *glances,
                      GradcheckEntry *measured)
{
    double analytic = session->analytic[session->first[b] + entry];
    if (session->stopped || !isfinite(analytic) || glances->not_enough > 4 + glances->enough / 2)
        return false;
    double bar = gradcheck_measure_analytic_bar(session, b, entry, NULL);
    /* Well below what an entry needs to agree, so that a finer measurement comes to no other verdict; and where the noise
     * leaves less than six digits of the block, all that can be had are wanted. */
    double to_agree = session->options.resolution * fmax(fabs(analytic), session->options.small * scale);
    double wanted = fmin(to_agree / 16, 1e-6 * scale);
    GradcheckLine line = gradcheck_along_entry(session, b, entry);
    GradcheckSlope slope;
    gradcheck_line_glance(session->ladder, &line, analytic, bar, wanted, &glances->level, &slope);
    bool enough = slope.step > 0 && !session->stopped;
    glances->enough += enough;
    glances->not_enough += !enough;
    if (enough)
        *measured = gradcheck_judge_new(entry, analytic, bar, &slope);
    return enough;
}

/* An entry after its neighbours. first: the level that the noise alone suggests; *level: what the last neighbour used. */
static GradcheckEntry measure_beside(GradcheckSession *session, size_t b, size_t entry, int first, int *level)
{
    int used = *level;
    GradcheckEntry measured = gradcheck_measure_entry(session, b, entry, &used);
    /* A neighbour that is flat leaves large steps behind, over which this entry's slope may be lost. */
    if (*level > first + 3 && !session->stopped &&
        fabs(measured.analytic - measured.numeric) > measured.bar) {
        used = first;
        measured = gradcheck_measure_entry(session, b, entry, &used);
    }
    if (measured.step > 0 && !measured.one_sided)
        *level = used; /* the neighbour will want about the same step */
    return measured;
}

void gradcheck_measure_entries(GradcheckSession *session, size_t b, size_t limit)
{
    GradcheckBlockReport *block = &session->report->blocks[b];
    size_t n = session->first[b + 1] - session->first[b], count = n < limit ? n : limit;
    block->entries = calloc(count ? count : 1, sizeof *block->entries);
    if (!block->entries) {
        gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED, "out of memory");
        return;
    }
    double scale = largest_analytic(session, b);
    int first = gradcheck_measure_level(session), level = first;
    Glances glances = {.level = glance_level(session)};
    for (size_t i = 0; i < count && !session->stopped; i++) {
        size_t entry = count == n ? i : (size_t)((double)i * (double)n / (double)count);
        GradcheckEntry measured;
        if (!glance_at(session, b, entry, scale, &glances, &measured))
            measured = measure_beside(session, b, entry, first, &level);
        if (session->stopped)
            break;
        block->entries[block->n_entries++] = measured;
        tell(session, b, scale, measured);
        gradcheck_session_progress(session);
    }
    gradcheck_session_inspect(session, "the loss callback");
}

void gradcheck_measure_screen(GradcheckSession *session)
{
    size_t count = session->options.screen_directions ? session->options.screen_directions : 1;
    for (size_t b = 0; b < session->problem->n_blocks && !session->stopped; b++) {
        GradcheckBlockReport *block = &session->report->blocks[b];
        block->directions = calloc(count, sizeof *block->directions);
        if (!block->directions) {
            gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED, "out of memory");
            return;
        }
        int level = gradcheck_measure_level(session) - 2;
        for (size_t d = 0; d < count && !session->stopped; d++) {
            GradcheckLine line = gradcheck_along_direction(session, b, SCREEN_DIRECTIONS + b * 1024 + d);
            double analytic = 0;
            for (size_t e = session->first[b]; e < session->first[b + 1]; e++)
                analytic += session->analytic[e] * session->direction[e];
            double bar = gradcheck_measure_analytic_bar(session, b, 0, session->direction);
            double compare = isfinite(analytic) ? analytic : 0;
            GradcheckSlope slope = {.step = 0};
            gradcheck_line_measure(session->ladder, &line, &compare, isfinite(bar) ? bar : 0, &level, &slope);
            if (!session->stopped)
                block->directions[block->n_directions++] =
                    gradcheck_judge_new(d, analytic, isfinite(bar) ? bar : 0, &slope);
            gradcheck_session_progress(session);
        }
        gradcheck_session_inspect(session, "the loss callback");
    }
}
