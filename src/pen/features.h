/* The channels a net sees: a signature preprocessed as in Bromley et al. 1994 and turned into rows of 200
 * numbers.
 *
 * With x[i], y[i] the preprocessed points, i = 0 .. 199, and h the time between two of them (h = 1, or
 * duration / 199 seconds with absolute_time; the paper prints no formulas, these are the natural discrete
 * ones):
 *
 *     pen          +1 where the pen is on the paper, -1 where it is not
 *     x, y         the preprocessed position
 *     speed        |v|,  v[i] = (p[i+1] - p[i-1]) / 2h
 *     acc-c        centripetal: |v| wrap(theta[i+1] - theta[i-1]) / 2h: v^2/r on a circle to the left
 *     acc-t        tangential: (|v|[i+1] - |v|[i-1]) / 2h
 *     cos, sin     of the tangent's angle theta: vx/|v|, vy/|v|
 *     curve-cos,
 *     curve-sin    of the local curvature, the angle theta[i+1] - theta[i-1]
 *     pressure     0 .. 1; 0 where the pen is not on the paper
 *     log-duration ln(duration / 1 s), the same number 200 times
 *
 * wrap brings an angle into (-pi, pi]. At the two ends differences are one-sided (over one h); curvature and
 * acc-c, which need a neighbour on each side, repeat their neighbour's value. Where the pen stands still (it
 * moves less than 1e-9 in a step) the tangent has no direction: that of the instant before is kept; before
 * the first movement that of the first movement; (1, 0) for a pen that never moves. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "pen/signature.h"

#include "base/public.h"

enum { FEATURES_TIME = 200 }; /* instants */

/* What a row of the input shows; the formulas are above. */
typedef enum Feature {
    FEATURES_PEN,          /* "pen" */
    FEATURES_X,            /* "x" */
    FEATURES_Y,            /* "y" */
    FEATURES_SPEED,        /* "speed" */
    FEATURES_ACC_C,        /* "acc-c" */
    FEATURES_ACC_T,        /* "acc-t" */
    FEATURES_COS,          /* "cos" */
    FEATURES_SIN,          /* "sin" */
    FEATURES_CURVE_COS,    /* "curve-cos" */
    FEATURES_CURVE_SIN,    /* "curve-sin" */
    FEATURES_PRESSURE,     /* "pressure" */
    FEATURES_LOG_DURATION, /* "log-duration" */
    FEATURES_COUNT         /* how many there are */
} Feature;

/* Which rows the input has, and what time means in them. */
typedef struct FeatureSet {
    size_t count;                 /* of rows */
    Feature list[FEATURES_COUNT]; /* the rows, in this order; each at most once */
    bool absolute_time;  /* speed and accelerations per second; otherwise per step: duration is lost */
    bool pen_up_removed; /* the time the pen was in the air is cut out first (the paper's net 2) */
} FeatureSet;

/* "pen", "acc-c" ... */
const char *features_name(Feature feature);

/* The set that `names` stands for: names separated by commas, or one of the named sets
 *
 *     net1               pen,acc-c,acc-t,speed,cos,sin,curve-cos,curve-sin   (the paper's net 1)
 *     net3               x,y,pen,speed,cos,sin,curve-cos,curve-sin           (the paper's net 3)
 *     pressure           net3 with pressure in the place of pen
 *     pressure-duration  net3, pressure and log-duration
 *     all                every feature, in the order of the enumeration
 *
 * A name alone that is both a set and a feature ("pressure") is the set. The two options of the set are left
 * false. Trouble: an unknown name, a name twice, no name. */
Status features_parse(const char *text, FeatureSet *set);

/* Whether the set holds this feature. */
bool features_has(const FeatureSet *set, Feature feature);

/* The features of one signature: out[k * FEATURES_TIME + i] is feature set->list[k] at instant i, not scaled.
 * Writes over `out` and allocates nothing. Trouble: see preprocess_run; and a set with pressure for a
 * signature without. */
Status features_compute(const Signature *signature, const FeatureSet *set,
                        double *out /* [set->count][200] */);

/* What each feature is divided by; indexed by Feature, not by row. */
typedef struct FeatureScale {
    double divisor[FEATURES_COUNT]; /* positive; 1 for a feature that the set does not hold */
} FeatureScale;

/* Scaled values end here, on either side. */
enum { FEATURES_CLIP = 3 };

/* Divisors for the features of `count` TRAINING signatures (features[j] is what features_compute made): for
 * each feature the 90th percentile of |f|, the smallest value that at least 90 % of all the values do not
 * exceed; 1 where that is 0. With count = 0 every divisor is 1. */
Status features_scale_fit(const FeatureSet *set, size_t count, const double *const *features,
                          FeatureScale *scale);

/* Divides every row of `out` by its divisor and clips it to -FEATURES_CLIP .. FEATURES_CLIP. In place. */
void features_scale_apply(const FeatureSet *set, const FeatureScale *scale, double *out);

#include "base/public_end.h"
