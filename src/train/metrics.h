/* What scores are worth: error rates at a threshold and along all of them, and how sure one can be of them.
 *
 * A score is higher the more genuine a signature looks. A signature is accepted when score >= threshold:
 *
 *     FAR (false acceptance rate) = forged ones accepted / forged ones
 *     FRR (false rejection rate)  = genuine ones rejected / genuine ones
 *
 * Equal scores are accepted or rejected together. The counts stand beside every rate, since 1 of 20 and 50 of 1000
 * are not the same knowledge. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#include "base/public.h"

/* One judged signature. */
typedef struct MetricsScore {
    double score; /* higher: looks more genuine */
    size_t user;  /* any number that tells the people apart; only metrics_bootstrap reads it */
    bool genuine; /* what the signature is */
} MetricsScore;

/* What one threshold does. */
typedef struct MetricsPoint {
    double threshold;                    /* accepted at or above */
    size_t false_accepts, false_rejects; /* forged ones accepted, genuine ones rejected */
} MetricsPoint;

/* Everything that a threshold can do, from accepting all (points[0]) to rejecting all (the last point), by rising
 * threshold: with d different scores d + 1 points. A threshold stands half way between two neighbouring scores; the
 * first is the lowest score itself, the last the next double above the highest. */
typedef struct MetricsCurve {
    size_t genuine, forged; /* how many scores there are of each, none 0 */
    size_t count;           /* of points */
    MetricsPoint *points;   /* owned: metrics_curve_free gives them back */
} MetricsCurve;

/* The curve of n scores, freed by the caller with metrics_curve_free. Trouble: a score that is not finite, no genuine
 * or no forged one, no memory. */
Status metrics_curve(size_t n, const MetricsScore *scores, MetricsCurve *curve);

/* The same in the caller's memory, for who asks again and again: `sorted` has room for n scores, `points` for n + 1.
 * Allocates nothing, and nothing is to be freed: curve->points is `points`. */
Status metrics_curve_within(size_t n, const MetricsScore *scores, MetricsScore *sorted, MetricsPoint *points,
                            MetricsCurve *curve);
void metrics_curve_free(MetricsCurve *curve);

/* The rates at a point of this curve. */
double metrics_far(const MetricsCurve *curve, MetricsPoint point);
double metrics_frr(const MetricsCurve *curve, MetricsPoint point);

/* What this threshold does to these scores; it may come from other scores, those of validation users. */
MetricsPoint metrics_at(size_t n, const MetricsScore *scores, double threshold);

/* See metrics_eer. */
typedef struct MetricsEer {
    double rate;          /* FAR = FRR */
    MetricsPoint nearest; /* a threshold that can be used */
} MetricsEer;

/* The equal error rate. FAR falls and FRR rises in steps, so there may be no threshold where they are equal: `rate`
 * is read where the straight line between the two neighbouring points at which FAR - FRR changes its sign has FAR =
 * FRR (when the two are equal at a point, there). `nearest` is the one of the two points with the smaller |FAR - FRR|,
 * the higher threshold when both are as far: a threshold that can be used, with its counts. */
MetricsEer metrics_eer(const MetricsCurve *curve);

/* The lowest threshold whose FAR is at most `far`: its FRR is the "FRR at this FAR". No interpolation: what is told
 * can be reached. A `far` below 0 is taken for 0. */
MetricsPoint metrics_at_far(const MetricsCurve *curve, double far);

/* The highest threshold whose FRR is at most `frr`. An `frr` below 0 is taken for 0. */
MetricsPoint metrics_at_frr(const MetricsCurve *curve, double frr);

/* Bromley's Table 1: GA, the genuine pairs with an output above the line, and FR, the forged ones with one below it
 * (the paper's line is cos = 0). A score exactly on the line counts for neither. */
typedef struct MetricsLine {
    size_t genuine_above, genuine; /* above the line, in all */
    size_t forged_below, forged;   /* below it, in all */
} MetricsLine;
/* The four counts for this line. */
MetricsLine metrics_line(size_t n, const MetricsScore *scores, double line);

/* Both ends belong to it. */
typedef struct MetricsInterval {
    double low, high; /* its ends */
} MetricsInterval;

/* The 95 % interval of a proportion of which `hits` in `trials` (> 0) were seen, after Wilson, "Probable inference, the
 * law of succession, and statistical inference", JASA 22, 1927: with p = hits / trials, z = 1.96,
 *     (p + z^2/2n -+ z sqrt(p (1 - p) / n + z^2/4n^2)) / (1 + z^2/n).
 * It takes the trials for independent. The signatures of one user are not, so for rates over few users it is too
 * narrow: metrics_bootstrap is the one to tell. */
MetricsInterval metrics_wilson(size_t hits, size_t trials);

/* See metrics_bootstrap. */
typedef struct MetricsBootstrap {
    size_t users;        /* how many were drawn from each time; 0 where there was no memory to tell */
    size_t replicates;   /* of those asked for, how many had both genuine and forged scores */
    MetricsInterval eer; /* of metrics_eer's rate */
    MetricsInterval frr; /* of the FRR at metrics_at_far's point */
} MetricsBootstrap;

/* 95 % intervals from drawing as many users as there are, with replacement, `replicates` times: each user comes with
 * all their scores, so what the scores of one user have in common is not taken for knowledge about people. The ends
 * are the 2.5 % and 97.5 % quantiles of the replicates, interpolated between neighbours. Replicate r draws from
 * random_stream(seed, r). Trouble: as metrics_curve; fewer than 2 users; no usable replicate. */
Status metrics_bootstrap(size_t n, const MetricsScore *scores, double far, size_t replicates, uint64_t seed,
                         MetricsBootstrap *bootstrap);

#include "base/public_end.h"
