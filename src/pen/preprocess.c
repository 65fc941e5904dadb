#include "pen/preprocess.h"

#include <math.h>

/* What turns the raw coordinates of a signature into those without position, slope and size:
 * x' = (x - mean.x - slope.x (t - mean.t)) / size. */
typedef struct Trend {
    double mean_t, mean_x, mean_y;
    double slope_x, slope_y; /* per second */
    double size;             /* the standard deviation of y without its trend */
} Trend;

static Trend fit_trend(const Signature *signature)
{
    const PenPoint *p = signature->points;
    size_t count = signature->count;
    Trend trend = {0};
    for (size_t i = 0; i < count; i++) {
        trend.mean_t += p[i].t / (double)count;
        trend.mean_x += p[i].x / (double)count;
        trend.mean_y += p[i].y / (double)count;
    }
    double tt = 0, tx = 0, ty = 0;
    for (size_t i = 0; i < count; i++) {
        double t = p[i].t - trend.mean_t;
        tt += t * t;
        tx += t * (p[i].x - trend.mean_x);
        ty += t * (p[i].y - trend.mean_y);
    }
    trend.slope_x = tx / tt; /* times grow strictly: tt > 0 */
    trend.slope_y = ty / tt;
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        double y = p[i].y - trend.mean_y - trend.slope_y * (p[i].t - trend.mean_t);
        squares += y * y;
    }
    trend.size = sqrt(squares / (double)count);
    return trend;
}

/* What rounding leaves of a y that is a straight line in time, or that is nothing beside x. */
static double negligible_size(const Signature *signature)
{
    double low_x = INFINITY, high_x = -INFINITY, low_y = INFINITY, high_y = -INFINITY;
    for (size_t i = 0; i < signature->count; i++) {
        const PenPoint *point = &signature->points[i];
        low_x = fmin(low_x, point->x);
        high_x = fmax(high_x, point->x);
        low_y = fmin(low_y, point->y);
        high_y = fmax(high_y, point->y);
    }
    /* Where the rounding of a y that is far from 0 counts, all of them are as far. */
    return 1e-9 * fmax(high_x - low_x, high_y - low_y) + 1e-12 * fabs(high_y);
}

/* Seconds that the clock of the resampling advances on the way to point i. */
static double clock_step(const Signature *signature, size_t i, bool pen_up_removed)
{
    const PenPoint *p = signature->points;
    return pen_up_removed && !p[i].ink ? 0 : p[i].t - p[i - 1].t;
}

static void set_instant(const PenPoint *to, double part, const Trend *trend, size_t k, Preprocessed *out)
{
    const PenPoint *from = to - 1;
    double t = from->t + part * (to->t - from->t) - trend->mean_t;
    double x = from->x + part * (to->x - from->x) - trend->mean_x;
    double y = from->y + part * (to->y - from->y) - trend->mean_y;
    out->x[k] = (x - trend->slope_x * t) / trend->size;
    out->y[k] = (y - trend->slope_y * t) / trend->size;
    out->ink[k] = to->ink;
    out->pressure[k] = to->ink ? from->pressure + part * (to->pressure - from->pressure) : 0;
}

Status preprocess_run(const Signature *signature, bool pen_up_removed, Preprocessed *out)
{
    Status status = signature_check(signature);
    if (!status.ok)
        return status;
    Trend trend = fit_trend(signature);
    if (!(trend.size > negligible_size(signature)))
        return status_error("expected a y that goes up and down, found a straight line in time");

    out->duration = 0;
    size_t last = 0; /* the point at which the clock stops */
    for (size_t i = 1; i < signature->count; i++) {
        double step = clock_step(signature, i, pen_up_removed);
        out->duration += step;
        if (step > 0)
            last = i;
    }
    if (out->duration * 1000 < SIGNATURE_MILLISECONDS_MIN)
        return status_error("expected at least %d ms with the pen on the paper, found %g",
                            SIGNATURE_MILLISECONDS_MIN, out->duration * 1000);

    /* The stretch between points i-1 and i covers the clock's begin .. begin + step. */
    size_t i = 1;
    double begin = 0, step = clock_step(signature, 1, pen_up_removed);
    for (size_t k = 0; k < PREPROCESS_TIME; k++) {
        double instant = out->duration * (double)k / (PREPROCESS_TIME - 1);
        while ((step == 0 || instant > begin + step) && i < last) {
            begin += step;
            i++;
            step = clock_step(signature, i, pen_up_removed);
        }
        double part = fmin((instant - begin) / step, 1);
        set_instant(&signature->points[i], part, &trend, k, out);
    }
    return status_ok();
}
