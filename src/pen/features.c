#include "pen/features.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mark.h"
#include "base/random.h"
#include "pen/preprocess.h"
#include "pen/shown.h"

static_assert((int)FEATURES_TIME == (int)PREPROCESS_TIME,
              "one instant of the path is one column of the features");

enum { N = FEATURES_TIME };

/* A pen that moves less than this in a step (in standard deviations of y) stands still: what is left is
 * rounding. */
static const double still = 1e-9;

static const char *const names[FEATURES_COUNT] = {
    [FEATURES_PEN] = "pen",
    [FEATURES_X] = "x",
    [FEATURES_Y] = "y",
    [FEATURES_SPEED] = "speed",
    [FEATURES_ACC_C] = "acc-c",
    [FEATURES_ACC_T] = "acc-t",
    [FEATURES_COS] = "cos",
    [FEATURES_SIN] = "sin",
    [FEATURES_CURVE_COS] = "curve-cos",
    [FEATURES_CURVE_SIN] = "curve-sin",
    [FEATURES_PRESSURE] = "pressure",
    [FEATURES_LOG_DURATION] = "log-duration",
};

static const struct {
    const char *name, *features;
} named_sets[] = {
    {"net1", "pen,acc-c,acc-t,speed,cos,sin,curve-cos,curve-sin"},
    {"net3", "x,y,pen,speed,cos,sin,curve-cos,curve-sin"},
    {"pressure", "x,y,pressure,speed,cos,sin,curve-cos,curve-sin"},
    {"pressure-duration", "x,y,pen,speed,cos,sin,curve-cos,curve-sin,pressure,log-duration"},
    {"all", "pen,x,y,speed,acc-c,acc-t,cos,sin,curve-cos,curve-sin,pressure,log-duration"},
};

const char *features_name(Feature feature)
{
    assert((int)feature >= 0 && feature < FEATURES_COUNT);
    return names[feature];
}

bool features_has(const FeatureSet *set, Feature feature)
{
    for (size_t k = 0; k < set->count; k++)
        if (set->list[k] == feature)
            return true;
    return false;
}

static Status add_named(const char *from, const char *end, FeatureSet *set)
{
    size_t length = (size_t)(end - from);
    Shown shown = shown_text(from, end);
    for (Feature feature = 0; feature < FEATURES_COUNT; feature++) {
        if (strlen(names[feature]) != length || memcmp(names[feature], from, length) != 0)
            continue;
        if (features_has(set, feature))
            return status_error(N_("features: expected each name once, found '%s' twice"), shown.text);
        set->list[set->count++] = feature;
        return status_ok();
    }
    return status_error(
        N_("features: expected names of %s, or one of net1, net3, pressure, pressure-duration, all; "
           "found '%s'"),
        named_sets[sizeof named_sets / sizeof *named_sets - 1].features, shown.text);
}

Status features_parse(const char *text, FeatureSet *set)
{
    for (size_t s = 0; s < sizeof named_sets / sizeof *named_sets; s++) {
        if (strcmp(text, named_sets[s].name) == 0) {
            text = named_sets[s].features;
            break;
        }
    }
    *set = (FeatureSet){0};
    FeatureSet parsed = {0};
    for (;;) {
        const char *end = text + strcspn(text, ",");
        Status status = add_named(text, end, &parsed);
        if (!status.ok)
            return status;
        if (*end == 0)
            break;
        text = end + 1;
    }
    *set = parsed;
    return status_ok();
}

/* ---------------------------------------------------------------- the formulas */

/* How the pen moves at every instant. */
typedef struct Motion {
    double speed[N];
    double cosine[N], sine[N];             /* of the tangent's angle */
    double curve_cosine[N], curve_sine[N]; /* of the angle between the tangents one before and one behind */
} Motion;

/* (f[i+1] - f[i-1]) / 2, and one-sided at the two ends: the change in one step. */
static double change(const double f[static N], size_t i)
{
    if (i == 0)
        return f[1] - f[0];
    if (i == N - 1)
        return f[N - 1] - f[N - 2];
    return (f[i + 1] - f[i - 1]) / 2;
}

static void find_motion(const Preprocessed *path, double h, Motion *motion)
{
    size_t first = N; /* the first instant at which the pen moves */
    for (size_t i = 0; i < N; i++) {
        double dx = change(path->x, i), dy = change(path->y, i), d = sqrt(dx * dx + dy * dy);
        motion->speed[i] = d / h;
        if (d > still) {
            motion->cosine[i] = dx / d;
            motion->sine[i] = dy / d;
            if (first == N)
                first = i;
        } else if (first < N) {
            motion->cosine[i] = motion->cosine[i - 1];
            motion->sine[i] = motion->sine[i - 1];
        }
    }
    for (size_t i = 0; i < first; i++) {
        motion->cosine[i] = first < N ? motion->cosine[first] : 1;
        motion->sine[i] = first < N ? motion->sine[first] : 0;
    }
    for (size_t i = 1; i < N - 1; i++) {
        double c0 = motion->cosine[i - 1], s0 = motion->sine[i - 1];
        double c1 = motion->cosine[i + 1], s1 = motion->sine[i + 1];
        motion->curve_cosine[i] = c1 * c0 + s1 * s0;
        motion->curve_sine[i] = s1 * c0 - c1 * s0;
    }
    motion->curve_cosine[0] = motion->curve_cosine[1];
    motion->curve_sine[0] = motion->curve_sine[1];
    motion->curve_cosine[N - 1] = motion->curve_cosine[N - 2];
    motion->curve_sine[N - 1] = motion->curve_sine[N - 2];
}

static void fill_centripetal(const Motion *motion, double h, double out[static N])
{
    for (size_t i = 1; i < N - 1; i++)
        out[i] = motion->speed[i] * atan2(motion->curve_sine[i], motion->curve_cosine[i]) / (2 * h);
    out[0] = out[1];
    out[N - 1] = out[N - 2];
}

static void fill(Feature feature, const Preprocessed *path, const Motion *motion, double h,
                 double out[static N])
{
    const double *row = NULL;
    switch (feature) {
    case FEATURES_PEN:
        for (size_t i = 0; i < N; i++)
            out[i] = path->ink[i] ? 1 : -1;
        return;
    case FEATURES_ACC_C:
        fill_centripetal(motion, h, out);
        return;
    case FEATURES_ACC_T:
        for (size_t i = 0; i < N; i++)
            out[i] = change(motion->speed, i) / h;
        return;
    case FEATURES_LOG_DURATION:
        for (size_t i = 0; i < N; i++)
            out[i] = log(path->duration);
        return;
    case FEATURES_X:
        row = path->x;
        break;
    case FEATURES_Y:
        row = path->y;
        break;
    case FEATURES_SPEED:
        row = motion->speed;
        break;
    case FEATURES_COS:
        row = motion->cosine;
        break;
    case FEATURES_SIN:
        row = motion->sine;
        break;
    case FEATURES_CURVE_COS:
        row = motion->curve_cosine;
        break;
    case FEATURES_CURVE_SIN:
        row = motion->curve_sine;
        break;
    case FEATURES_PRESSURE:
        row = path->pressure;
        break;
    case FEATURES_COUNT:
        break;
    }
    assert(row);
    memcpy(out, row, N * sizeof *out);
}

Status features_compute(const Signature *signature, const FeatureSet *set, double *out)
{
    if (features_has(set, FEATURES_PRESSURE) && !signature->has_pressure)
        return status_error(
            N_("expected a signature with pressure (a feature asks for it), found one without"));
    Preprocessed path;
    Status status = preprocess_run(signature, set->pen_up_removed, &path);
    if (!status.ok)
        return status;
    double h = set->absolute_time ? path.duration / (N - 1) : 1;
    Motion motion;
    find_motion(&path, h, &motion);
    for (size_t k = 0; k < set->count; k++)
        fill(set->list[k], &path, &motion, h, out + k * N);
    return status_ok();
}

/* ---------------------------------------------------------------- the scale */

/* The value that would stand at `rank` if the values were sorted (Hoare's selection). Reorders them. The
 * middle part takes all that equal the pivot, so that the many equal values of a pen channel cost one pass. */
static double select_rank(size_t count, double values[static count], size_t rank)
{
    Random random = random_seeded(count); /* any pivot gives the same result; a random one no bad case */
    size_t low = 0, high = count;
    for (;;) {
        double pivot = values[low + random_below(&random, high - low)];
        size_t less = low, more = high;
        for (size_t i = low; i < more;) {
            double value = values[i];
            if (value < pivot) {
                values[i++] = values[less];
                values[less++] = value;
            } else if (value > pivot) {
                values[i] = values[--more];
                values[more] = value;
            } else {
                i++;
            }
        }
        if (rank < less)
            high = less;
        else if (rank >= more)
            low = more;
        else
            return pivot;
    }
}

Status features_scale_fit(const FeatureSet *set, size_t count, const double *const *features,
                          FeatureScale *scale)
{
    for (size_t k = 0; k < FEATURES_COUNT; k++)
        scale->divisor[k] = 1;
    if (count == 0)
        return status_ok();
    double *values = count <= SIZE_MAX / (N * sizeof *values) ? malloc(count * N * sizeof *values) : NULL;
    if (!values)
        return status_no_memory(N_("the values of a feature"));
    for (size_t k = 0; k < set->count; k++) {
        for (size_t j = 0; j < count; j++)
            for (size_t i = 0; i < N; i++)
                values[j * N + i] = fabs(features[j][k * N + i]);
        size_t all = count * N; /* a multiple of 10 */
        double percentile = select_rank(all, values, all / 10 * 9 - 1);
        if (percentile > 0)
            scale->divisor[set->list[k]] = percentile;
    }
    free(values);
    return status_ok();
}

void features_scale_apply(const FeatureSet *set, const FeatureScale *scale, double *out)
{
    for (size_t k = 0; k < set->count; k++)
        for (size_t i = 0; i < N; i++) {
            double value = out[k * N + i] / scale->divisor[set->list[k]];
            out[k * N + i] = fmin(fmax(value, -FEATURES_CLIP), FEATURES_CLIP);
        }
}
