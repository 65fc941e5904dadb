/* A plan as a hand carries it out once: never quite as planned.
 *
 * The departure is drawn once for every component (a stretch of ink between two lifts of the pen) and shared
 * by its strokes. For each parameter it is a LEVEL of the deviation that a human eye still admits, to either
 * side,
 *
 *     length A     -10 .. +10 %         tempo (waits between strokes)  -8.5 .. +8.25 %
 *     mu           -37.75 .. +39.5 %    sigma                          -28.75 .. +32.5 %
 *
 * and for the two directions of a stroke an angle. Up to a level of 0.25 a reader takes the result for the
 * same writer's, from there to 0.75 for another's, above it for no writing at all. (The ranges and levels
 * published for duplicates of this model.)
 *
 * mu trades with t0: where mu changes, t0 moves so that the stroke is half done at the same moment. */
#pragma once
#include "base/random.h"
#include "pen/plan.h"

/* How far a performance departs from its plan. */
typedef struct PerformManner {
    double level_low, level_high; /* the level is uniform between them */
    double angle;      /* rad; the start and the end of a stroke's arc each turn by U(-angle, angle) */
    double tremor;     /* relative, and rad: each stroke's own normal departure, beside its component's */
    double pace;       /* relative, normal: one signature is quicker than another as a whole */
    double accents;    /* part of the plan's accents that is met; the rest is drawn anew */
    double slowness;   /* every time is longer by this factor */
    double hesitation; /* probability of a stop of U(0.1, 0.3) s before a stroke */
} PerformManner;

/* The writer: levels U(0, 0.25), angle 0.1, tremor 0.02, pace 0.05. */
PerformManner perform_genuine(void);

/* A forger who has practised: levels U(0.4, 0.65), angle 0.2, tremor 0.03, pace 0.1; neither slow nor
 * hesitant. The pace is this project's own: who has not got the rhythm in his hand misses the writer's tempo by
 * more than the writer does, but is as often too quick as too slow. */
PerformManner perform_forged(void);

/* Writes over *performed, which may not be the plan itself. */
void perform_plan(const Plan *plan, const PerformManner *manner, Random *random, Plan *performed);
