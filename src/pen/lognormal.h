/* One stroke of the Sigma-Lognormal model: the movement that one command from the brain to the hand makes.
 * O'Reilly and Plamondon, "Development of a Sigma-Lognormal representation for on-line signatures", Pattern
 * Recognition 42 (2009) 3324-3337.
 *
 * With D = t - t0 > 0 (before that the stroke does not move):
 *
 *     speed      |v(t)| = A / (sigma sqrt(2 pi) D) exp(-(ln D - mu)^2 / (2 sigma^2))
 *     part done  F(t)   = 1/2 [1 + erf((ln D - mu) / (sigma sqrt 2))]
 *     direction  phi(t) = start + (end - start) F(t)
 *     position   the integral of |v| (cos phi, sin phi), in closed form
 *                x = A / (end - start) (sin phi - sin start),  y = A / (end - start) (cos start - cos phi)
 *
 * so a stroke is an arc of a circle, run through with a bell-shaped speed. A pen's movement is the sum of
 * strokes that overlap in time. */
#pragma once

#include "base/public.h"

/* The numbers of one stroke. */
typedef struct Lognormal {
    double t0;         /* s; the command */
    double mu, sigma;  /* of ln(D / 1 s): the delay and the width of the answer on a logarithmic scale */
    double length;     /* A, the length of the arc */
    double start, end; /* rad; directions, counterclockwise from +x; end > start turns left */
} Lognormal;

/* A place, or a velocity. */
typedef struct LognormalPoint {
    double x, y; /* to the right, and up */
} LognormalPoint;

/* A stroke with what does not change along it: for those who ask for many moments. */
typedef struct LognormalCourse {
    Lognormal stroke;    /* the numbers it comes from */
    double turn;         /* end - start */
    double sine, cosine; /* of the direction at the start */
} LognormalCourse;

/* The course of a stroke. */
LognormalCourse lognormal_course(const Lognormal *stroke);

/* What the next three functions tell, for little more than the price of one of them; all 0 before t0. */
typedef struct LognormalMoment {
    double speed;                      /* lognormal_speed */
    LognormalPoint velocity, position; /* lognormal_velocity, lognormal_position */
} LognormalMoment;

/* All of it at t. */
LognormalMoment lognormal_moment(const LognormalCourse *course, double t);

/* |v(t)|, in units of length per second. */
double lognormal_speed(const Lognormal *stroke, double t);

/* (vx, vy) at t. */
LognormalPoint lognormal_velocity(const Lognormal *stroke, double t);

/* Where the stroke has come at t from where it started, (0, 0) before t0. */
LognormalPoint lognormal_position(const Lognormal *stroke, double t);

/* Where the stroke ends: lognormal_position for t to infinity. */
LognormalPoint lognormal_displacement(const Lognormal *stroke);

/* The moment of the greatest speed, t0 + exp(mu - sigma^2), and that at which half the length is done, t0 +
 * exp(mu). */
double lognormal_peak_time(const Lognormal *stroke);
double lognormal_median_time(const Lognormal *stroke);

/* t0 + exp(mu + k sigma): the speed is noticeable from about k = -3 to k = 3. */
double lognormal_time(const Lognormal *stroke, double k);

/* The stroke from (0, 0) to (dx, dy) that turns left by `turn` (rad, within -6 .. 6; negative turns right):
 * sets length, start and end, and leaves the times. */
void lognormal_aim(Lognormal *stroke, double dx, double dy, double turn);

#include "base/public_end.h"
