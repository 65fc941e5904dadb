#include "pen/lognormal.h"

#include <assert.h>
#include <math.h>

/* Below this the arc is a straight line and the closed form 0/0. */
static const double straight = 1e-6;

/* The arc's point where the direction is phi, at a part of its length. */
static LognormalPoint point_at(const LognormalCourse *course, double part, double sine, double cosine)
{
    const Lognormal *stroke = &course->stroke;
    if (fabs(course->turn) < straight) {
        double run = stroke->length * part;
        return (LognormalPoint){run * course->cosine, run * course->sine};
    }
    double radius = stroke->length / course->turn;
    return (LognormalPoint){radius * (sine - course->sine), radius * (course->cosine - cosine)};
}

LognormalCourse lognormal_course(const Lognormal *stroke)
{
    return (LognormalCourse){.stroke = *stroke,
                             .turn = stroke->end - stroke->start,
                             .sine = sin(stroke->start),
                             .cosine = cos(stroke->start)};
}

LognormalMoment lognormal_moment(const LognormalCourse *course, double t)
{
    const Lognormal *stroke = &course->stroke;
    double delay = t - stroke->t0;
    if (!(delay > 0))
        return (LognormalMoment){0};
    double log_delay = log(delay), z = (log_delay - stroke->mu) / stroke->sigma;
    double part = 0.5 * (1 + erf((log_delay - stroke->mu) / (stroke->sigma * sqrt(2))));
    double phi = stroke->start + course->turn * part, sine = sin(phi), cosine = cos(phi);
    double speed = stroke->length / (stroke->sigma * sqrt(2 * acos(-1)) * delay) * exp(-z * z / 2);
    return (LognormalMoment){.speed = speed,
                             .velocity = {speed * cosine, speed * sine},
                             .position = point_at(course, part, sine, cosine)};
}

double lognormal_speed(const Lognormal *stroke, double t)
{
    LognormalCourse course = lognormal_course(stroke);
    return lognormal_moment(&course, t).speed;
}

LognormalPoint lognormal_velocity(const Lognormal *stroke, double t)
{
    LognormalCourse course = lognormal_course(stroke);
    return lognormal_moment(&course, t).velocity;
}

LognormalPoint lognormal_position(const Lognormal *stroke, double t)
{
    LognormalCourse course = lognormal_course(stroke);
    return lognormal_moment(&course, t).position;
}

LognormalPoint lognormal_displacement(const Lognormal *stroke)
{
    LognormalCourse course = lognormal_course(stroke);
    double phi = stroke->start + course.turn;
    return point_at(&course, 1, sin(phi), cos(phi));
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
