#include "pen/signature.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

Status signature_create(size_t count, Signature *signature)
{
    assert(count <= SIGNATURE_POINTS_MAX);
    *signature = (Signature){0};
    if (count == 0)
        return status_ok();
    signature->points = calloc(count, sizeof *signature->points);
    if (!signature->points)
        return status_no_memory("the points of a signature");
    signature->count = count;
    return status_ok();
}

void signature_free(Signature *signature)
{
    free(signature->points);
    *signature = (Signature){0};
}

Status signature_copy(const Signature *signature, Signature *copy)
{
    Status status = signature_create(signature->count, copy);
    if (!status.ok)
        return status;
    PenPoint *points = copy->points;
    *copy = *signature;
    copy->points = points;
    if (points)
        memcpy(points, signature->points, signature->count * sizeof *points);
    return status;
}

double signature_duration(const Signature *signature)
{
    if (signature->count == 0)
        return 0;
    return signature->points[signature->count - 1].t - signature->points[0].t;
}

size_t signature_strokes(const Signature *signature)
{
    size_t strokes = 0;
    for (size_t i = 1; i < signature->count; i++)
        strokes += signature->points[i].ink && (i == 1 || !signature->points[i - 1].ink);
    return strokes;
}

static int compare_numbers(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The lower median of the steps that go forward; 0 when there is none. */
static Status ordinary_step(const Signature *signature, double *ordinary)
{
    double *steps = malloc(signature->count * sizeof *steps);
    if (!steps)
        return status_no_memory("the time steps of a signature");
    size_t forward = 0;
    for (size_t i = 1; i < signature->count; i++) {
        double step = signature->points[i].t - signature->points[i - 1].t;
        if (step > 0)
            steps[forward++] = step;
    }
    qsort(steps, forward, sizeof *steps, compare_numbers);
    *ordinary = forward > 0 ? steps[(forward - 1) / 2] : 0;
    free(steps);
    return status_ok();
}

Status signature_repair_times(Signature *signature)
{
    if (signature->count == 0)
        return status_ok();
    PenPoint *points = signature->points;
    size_t stuck = 0;
    for (size_t i = 1; i < signature->count; i++)
        stuck += !(points[i].t > points[i - 1].t);
    double ordinary = 0;
    if (stuck > 0) {
        Status status = ordinary_step(signature, &ordinary);
        if (!status.ok)
            return status;
        if (ordinary == 0)
            return status_error("expected times that grow, found none that does");
    }
    double first = points[0].t, before = first, moved = 0;
    for (size_t i = 0; i < signature->count; i++) {
        double step = points[i].t - before;
        before = points[i].t;
        if (i > 0 && !(step > 0))
            moved += ordinary - step;
        points[i].t = before - first + moved;
    }
    signature->times_repaired += stuck;
    return status_ok();
}

static bool point_is_finite(const PenPoint *point)
{
    return isfinite(point->x) && isfinite(point->y) && isfinite(point->t) && isfinite(point->pressure);
}

Status signature_check(const Signature *signature)
{
    size_t count = signature->count;
    if (count < SIGNATURE_POINTS_MIN || count > SIGNATURE_POINTS_MAX)
        return status_error("expected %d to %d points, found %zu", SIGNATURE_POINTS_MIN, SIGNATURE_POINTS_MAX,
                            count);
    for (size_t i = 0; i < count; i++) {
        const PenPoint *point = &signature->points[i];
        if (!point_is_finite(point))
            return status_error("point %zu: expected finite numbers, found one that is not", i + 1);
        if (fabs(point->x) > SIGNATURE_REACH || fabs(point->y) > SIGNATURE_REACH)
            return status_error("point %zu: expected x and y within %d of 0, found %g, %g", i + 1,
                                SIGNATURE_REACH, point->x, point->y);
        if (point->pressure < 0 || point->pressure > 1)
            return status_error("point %zu: expected a pressure in 0 .. 1, found %g", i + 1, point->pressure);
        if (i > 0 && !(point->t > point[-1].t))
            return status_error(
                "point %zu: expected a time after that of the point before, found %g after %g", i + 1,
                point->t, point[-1].t);
    }
    double duration = signature_duration(signature);
    if (duration * 1000 < SIGNATURE_MILLISECONDS_MIN)
        return status_error("expected a signature of at least %d ms, found one of %g ms",
                            SIGNATURE_MILLISECONDS_MIN, duration * 1000);
    if (duration > SIGNATURE_SECONDS_MAX)
        return status_error("expected a signature of at most %d s, found one of %g s", SIGNATURE_SECONDS_MAX,
                            duration);
    return status_ok();
}
