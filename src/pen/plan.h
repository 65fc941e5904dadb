/* A writer's own plan of a signature: which strokes the hand has learnt, one after the other. Somebody's name
 * is made up, written out in a hand of its own (size, slant, width, roundness, tempo), and finished with a
 * flourish. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/random.h"
#include "pen/lognormal.h"

#include "base/public.h"

/* Strokes of a plan, and letters of a name with the final 0, at most. */
enum { PLAN_STROKES_MAX = 80, PLAN_NAME_MAX = 16 };

/* One stroke of the hand. */
typedef struct PlanStroke {
    Lognormal motion; /* mm; y up; t0 from the start of the signature */
    double accent;    /* how much harder than usual the pen is pressed, of the device's range */
    bool ink;         /* the pen is on the paper */
    size_t component; /* a stretch of ink between two lifts of the pen, with the way to it through the air */
} PlanStroke;

/* All strokes of a signature. */
typedef struct Plan {
    char name[PLAN_NAME_MAX];             /* what is written: made up, and not always legible */
    size_t count;                         /* of strokes */
    PlanStroke strokes[PLAN_STROKES_MAX]; /* in the order in which they begin */
} Plan;

/* A new plan with everything drawn from `random`. */
void plan_draw(Random *random, Plan *plan);

#include "base/public_end.h"
