#include "train/metrics.h"

#include "base/random.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_score(const void *a, const void *b)
{
    double left = ((const MetricsScore *)a)->score, right = ((const MetricsScore *)b)->score;
    return (left > right) - (left < right);
}

/* Whether error rates can be made of them. */
static Status check(size_t n, const MetricsScore *scores)
{
    size_t genuine = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(scores[i].score))
            return status_error("score %zu of %zu is %g: expected a finite number", i + 1, n,
                                scores[i].score);
        genuine += scores[i].genuine;
    }
    if (genuine == 0 || genuine == n)
        return status_error("%zu genuine and %zu forged scores: error rates need at least one of each",
                            genuine, n - genuine);
    return status_ok();
}

static void copy_sorted(size_t n, const MetricsScore *scores, MetricsScore *sorted)
{
    memcpy(sorted, scores, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_score);
}

/* Checks the scores and gives a copy of them in rising order. */
static Status sorted_copy(size_t n, const MetricsScore *scores, MetricsScore **sorted)
{
    Status status = check(n, scores);
    if (!status.ok)
        return status;
    *sorted = malloc(n * sizeof **sorted);
    if (!*sorted)
        return status_no_memory("the scores");
    copy_sorted(n, scores, *sorted);
    return status_ok();
}

/* A threshold that rejects `lower` and accepts `upper`, half way where a double stands there. */
static double between(double lower, double upper)
{
    double middle = lower / 2 + upper / 2; /* the sum could overflow */
    return middle > lower ? middle : upper;
}

/* Fills the curve from scores in rising order. With weights the scores of user u count weights[u] times. */
static void fill(size_t n, const MetricsScore *sorted, const size_t *weights, MetricsCurve *curve)
{
    curve->genuine = curve->forged = 0;
    for (size_t i = 0; i < n; i++)
        *(sorted[i].genuine ? &curve->genuine : &curve->forged) += weights ? weights[sorted[i].user] : 1;
    size_t accepts = curve->forged, rejects = 0, i = 0;
    curve->points[0] = (MetricsPoint){sorted[0].score, accepts, rejects};
    curve->count = 1;
    while (i < n) {
        double score = sorted[i].score;
        for (; i < n && sorted[i].score == score; i++) {
            size_t weight = weights ? weights[sorted[i].user] : 1;
            if (sorted[i].genuine)
                rejects += weight;
            else
                accepts -= weight;
        }
        double threshold = i < n ? between(score, sorted[i].score) : nextafter(score, INFINITY);
        curve->points[curve->count++] = (MetricsPoint){threshold, accepts, rejects};
    }
}

Status metrics_curve(size_t n, const MetricsScore *scores, MetricsCurve *curve)
{
    *curve = (MetricsCurve){0};
    MetricsScore *sorted;
    Status status = sorted_copy(n, scores, &sorted);
    if (!status.ok)
        return status;
    curve->points = malloc((n + 1) * sizeof *curve->points);
    if (curve->points)
        fill(n, sorted, NULL, curve);
    else
        status = status_no_memory("the error rates' curve");
    free(sorted);
    return status;
}

Status metrics_curve_within(size_t n, const MetricsScore *scores, MetricsScore *sorted, MetricsPoint *points,
                            MetricsCurve *curve)
{
    *curve = (MetricsCurve){0};
    Status status = check(n, scores);
    if (!status.ok)
        return status;
    copy_sorted(n, scores, sorted);
    curve->points = points;
    fill(n, sorted, NULL, curve);
    return status;
}

void metrics_curve_free(MetricsCurve *curve)
{
    free(curve->points);
    *curve = (MetricsCurve){0};
}

double metrics_far(const MetricsCurve *curve, MetricsPoint point)
{
    return (double)point.false_accepts / (double)curve->forged;
}

double metrics_frr(const MetricsCurve *curve, MetricsPoint point)
{
    return (double)point.false_rejects / (double)curve->genuine;
}

MetricsPoint metrics_at(size_t n, const MetricsScore *scores, double threshold)
{
    MetricsPoint point = {.threshold = threshold};
    for (size_t i = 0; i < n; i++) {
        bool accepted = scores[i].score >= threshold;
        point.false_accepts += accepted && !scores[i].genuine;
        point.false_rejects += !accepted && scores[i].genuine;
    }
    return point;
}

/* (FAR - FRR) * genuine * forged: whole numbers, so that equality is exact. */
static int64_t excess(const MetricsCurve *curve, MetricsPoint point)
{
    assert(curve->genuine < INT32_MAX && curve->forged < INT32_MAX);
    return (int64_t)point.false_accepts * (int64_t)curve->genuine -
           (int64_t)point.false_rejects * (int64_t)curve->forged;
}

MetricsEer metrics_eer(const MetricsCurve *curve)
{
    size_t k = 1; /* FAR - FRR is 1 at the first point and -1 at the last */
    while (excess(curve, curve->points[k]) >= 0)
        k++;
    MetricsPoint below = curve->points[k - 1], above = curve->points[k];
    int64_t before = excess(curve, below), after = excess(curve, above);
    double far_below = metrics_far(curve, below), far_above = metrics_far(curve, above);
    double part =
        (double)before / (double)(before - after); /* 0 where the two rates are equal: no rounding */
    return (MetricsEer){
        .rate = far_below + part * (far_above - far_below),
        .nearest = before < -after ? below : above,
    };
}

MetricsPoint metrics_at_far(const MetricsCurve *curve, double far)
{
    size_t k = 0;
    while (metrics_far(curve, curve->points[k]) > fmax(far, 0)) /* 0 at the last point */
        k++;
    return curve->points[k];
}

MetricsPoint metrics_at_frr(const MetricsCurve *curve, double frr)
{
    size_t k = curve->count - 1;
    while (metrics_frr(curve, curve->points[k]) > fmax(frr, 0)) /* 0 at the first point */
        k--;
    return curve->points[k];
}

MetricsLine metrics_line(size_t n, const MetricsScore *scores, double line)
{
    MetricsLine result = {0};
    for (size_t i = 0; i < n; i++) {
        if (scores[i].genuine) {
            result.genuine++;
            result.genuine_above += scores[i].score > line;
        } else {
            result.forged++;
            result.forged_below += scores[i].score < line;
        }
    }
    return result;
}

MetricsInterval metrics_wilson(size_t hits, size_t trials)
{
    assert(trials > 0 && hits <= trials);
    const double z = 1.959963984540054; /* the normal distribution's 97.5 % quantile */
    double n = (double)trials, p = (double)hits / n, zz = z * z / n;
    double half = z * sqrt(p * (1 - p) / n + zz / (4 * n));
    /* At the two ends the formula gives exactly 0 and 1, but for rounding. */
    return (MetricsInterval){
        .low = hits == 0 ? 0 : (p + zz / 2 - half) / (1 + zz),
        .high = hits == trials ? 1 : (p + zz / 2 + half) / (1 + zz),
    };
}

/* ---------------------------------------------------------------- the bootstrap */

static int by_number(const void *a, const void *b)
{
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    return (left > right) - (left < right);
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Renames the users to 0, 1, 2 ... and returns how many there are. `names` has room for n numbers. */
static size_t number_users(size_t n, MetricsScore *scores, size_t *names)
{
    for (size_t i = 0; i < n; i++)
        names[i] = scores[i].user;
    qsort(names, n, sizeof *names, by_number);
    size_t users = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || names[i] != names[i - 1])
            names[users++] = names[i];
    }
    for (size_t i = 0; i < n; i++) {
        const size_t *found = bsearch(&scores[i].user, names, users, sizeof *names, by_number);
        scores[i].user = (size_t)(found - names);
    }
    return users;
}

static double quantile(size_t n, const double *rising, double q)
{
    double position = q * (double)(n - 1);
    size_t below = (size_t)position;
    if (below + 1 >= n)
        return rising[n - 1];
    return rising[below] + (position - (double)below) * (rising[below + 1] - rising[below]);
}

static MetricsInterval middle_95(size_t n, double *values)
{
    qsort(values, n, sizeof *values, by_value);
    return (MetricsInterval){quantile(n, values, 0.025), quantile(n, values, 0.975)};
}

/* What the replicates work with, made once. */
typedef struct Workspace {
    MetricsScore *sorted;
    size_t *names, *weights;
    double *eer, *frr;
    MetricsCurve curve;
} Workspace;

static void replicate_all(size_t n, Workspace *work, double far, size_t replicates, uint64_t seed,
                          MetricsBootstrap *result)
{
    for (size_t r = 0; r < replicates; r++) {
        Random random = random_stream(seed, r);
        memset(work->weights, 0, result->users * sizeof *work->weights);
        for (size_t u = 0; u < result->users; u++)
            work->weights[random_below(&random, result->users)]++;
        fill(n, work->sorted, work->weights, &work->curve);
        if (work->curve.genuine == 0 || work->curve.forged == 0)
            continue;
        work->eer[result->replicates] = metrics_eer(&work->curve).rate;
        work->frr[result->replicates] = metrics_frr(&work->curve, metrics_at_far(&work->curve, far));
        result->replicates++;
    }
}

static Status bootstrap_with(size_t n, Workspace *work, double far, size_t replicates, uint64_t seed,
                             MetricsBootstrap *result)
{
    work->names = calloc(n, sizeof *work->names);
    work->weights = calloc(n, sizeof *work->weights);
    work->eer = calloc(replicates, sizeof *work->eer);
    work->frr = calloc(replicates, sizeof *work->frr);
    work->curve.points = calloc(n + 1, sizeof *work->curve.points);
    if (!work->names || !work->weights || !work->eer || !work->frr || !work->curve.points)
        return status_no_memory("the bootstrap");
    result->users = number_users(n, work->sorted, work->names);
    if (result->users < 2)
        return status_error("all scores belong to one user: an interval over users needs at least 2");
    replicate_all(n, work, far, replicates, seed, result);
    if (result->replicates == 0)
        return status_error("none of %zu draws of %zu users had both genuine and forged scores", replicates,
                            result->users);
    result->eer = middle_95(result->replicates, work->eer);
    result->frr = middle_95(result->replicates, work->frr);
    return status_ok();
}

Status metrics_bootstrap(size_t n, const MetricsScore *scores, double far, size_t replicates, uint64_t seed,
                         MetricsBootstrap *bootstrap)
{
    assert(replicates > 0);
    *bootstrap = (MetricsBootstrap){0};
    Workspace work = {0};
    Status status = sorted_copy(n, scores, &work.sorted);
    if (status.ok)
        status = bootstrap_with(n, &work, far, replicates, seed, bootstrap);
    free(work.sorted);
    free(work.names);
    free(work.weights);
    free(work.eer);
    free(work.frr);
    metrics_curve_free(&work.curve);
    return status;
}
