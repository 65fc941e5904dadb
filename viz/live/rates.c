#include "live/rates.h"

#include <math.h>
#include <stdlib.h>

#include "train/metrics.h"

/* The scores of the pairs held out: a score is the higher the more genuine a pair looks, an angle the lower. */
static size_t take_scores(const SnapshotAngles *angles, MetricsScore *scores, Rates *rates)
{
    const float *now = angles->degrees + (angles->rows - 1) * angles->pairs;
    size_t count = 0;
    for (size_t i = 0; i < angles->pairs; i++) {
        if (!angles->pair[i].held_out || !isfinite(now[i]))
            continue;
        scores[count++] = (MetricsScore){.score = -now[i], .genuine = angles->pair[i].genuine};
        rates->genuine += angles->pair[i].genuine;
        rates->forged += !angles->pair[i].genuine;
    }
    return count;
}

static int by_falling_score(const void *one, const void *other)
{
    double a = ((const MetricsScore *)one)->score, b = ((const MetricsScore *)other)->score;
    return (a < b) - (a > b);
}

/* The curve's points come by rising score, from accepting all to rejecting all; angles rise the other way. A pair is
 * accepted from its own angle on, so that is where the steps are. */
static void take_steps(size_t n, const MetricsScore *sorted, const MetricsCurve *curve, Rates *rates)
{
    for (size_t i = 0, k = 0; i < curve->count; i++) {
        MetricsPoint point = curve->points[curve->count - 1 - i];
        rates->far[i] = (float)metrics_far(curve, point);
        rates->frr[i] = (float)metrics_frr(curve, point);
        if (i == 0)
            continue; /* below the smallest angle nothing is accepted */
        rates->degrees[i] = (float)-sorted[k].score;
        while (k < n && (float)-sorted[k].score == rates->degrees[i])
            k++;
    }
    rates->count = curve->count;
}

bool rates_measure(const SnapshotAngles *angles, Rates *rates)
{
    *rates = (Rates){0};
    if (angles->rows == 0 || angles->pairs == 0)
        return true;
    MetricsScore *scores = malloc(angles->pairs * sizeof *scores);
    if (!scores)
        return false;
    size_t n = take_scores(angles, scores, rates);
    MetricsCurve curve = {0};
    bool got = true;
    if (rates->genuine > 0 && rates->forged > 0) {
        got = metrics_curve(n, scores, &curve).ok;
        rates->degrees = calloc(n + 1, sizeof *rates->degrees);
        rates->far = calloc(n + 1, sizeof *rates->far);
        rates->frr = calloc(n + 1, sizeof *rates->frr);
        got = got && rates->degrees && rates->far && rates->frr;
    }
    if (got && curve.count > 0) {
        qsort(scores, n, sizeof *scores, by_falling_score);
        take_steps(n, scores, &curve, rates);
        MetricsEer eer = metrics_eer(&curve);
        rates->eer = eer.rate;
        rates->eer_degrees = -eer.nearest.threshold;
    }
    metrics_curve_free(&curve);
    free(scores);
    if (!got)
        rates_free(rates);
    return got;
}

void rates_free(Rates *rates)
{
    free(rates->degrees);
    free(rates->far);
    free(rates->frr);
    *rates = (Rates){0};
}
