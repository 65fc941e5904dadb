#include "pen/lognormal.h"

#include <assert.h>
#include <math.h>

/* Below this the arc is a straight line and the closed form 0/0. */
static const double straight = 1e-6;

static double part_done(const Lognormal *stroke, double t)
{
    double delay = t - stroke->t0;
    if (!(delay > 0))
        return 0;
    return 0.5 * (1 + erf((log(delay) - stroke->mu) / (stroke->sigma * sqrt(2))));
}

double lognormal_speed(const Lognormal *stroke, double t)
{
    double delay = t - stroke->t0;
    if (!(delay > 0))
        return 0;
    double z = (log(delay) - stroke->mu) / stroke->sigma;
    return stroke->length / (stroke->sigma * sqrt(2 * acos(-1)) * delay) * exp(-z * z / 2);
}

LognormalPoint lognormal_velocity(const Lognormal *stroke, double t)
{
    double speed = lognormal_speed(stroke, t);
    double phi = stroke->start + (stroke->end - stroke->start) * part_done(stroke, t);
    return (LognormalPoint){speed * cos(phi), speed * sin(phi)};
}

/* The arc's point at a part of its length. */
static LognormalPoint point_at(const Lognormal *stroke, double part)
{
    double turn = stroke->end - stroke->start;
    if (fabs(turn) < straight) {
        double run = stroke->length * part;
        return (LognormalPoint){run * cos(stroke->start), run * sin(stroke->start)};
    }
    double phi = stroke->start + turn * part, radius = stroke->length / turn;
    return (LognormalPoint){radius * (sin(phi) - sin(stroke->start)),
                            radius * (cos(stroke->start) - cos(phi))};
}

LognormalPoint lognormal_position(const Lognormal *stroke, double t)
{
    return point_at(stroke, part_done(stroke, t));
}

LognormalPoint lognormal_displacement(const Lognormal *stroke)
{
    return point_at(stroke, 1);
}

double lognormal_time(const Lognormal *stroke, double k)
{
    return stroke->t0 + exp(stroke->mu + k * stroke->sigma);
}

double lognormal_peak_time(const Lognormal *stroke)
{
    return lognormal_time(stroke, -stroke->sigma);
}

double lognormal_median_time(const Lognormal *stroke)
{
    return lognormal_time(stroke, 0);
}

void lognormal_aim(Lognormal *stroke, double dx, double dy, double turn)
{
    assert(fabs(turn) <= 6);
    /* The chord of an arc that turns by `turn` points midway between its two directions and is sin(turn/2)/(turn/2)
     * of its length. */
    double half = turn / 2, chord = hypot(dx, dy), direction = atan2(dy, dx);
    stroke->length = fabs(half) < straight ? chord : chord * half / sin(half);
    stroke->start = direction - half;
    stroke->end = direction + half;
}
