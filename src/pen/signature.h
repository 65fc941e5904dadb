/* A signature: what a pen did, point by point. The readers make it, everything else looks at it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

#include "base/public.h"

/* What a signature may be: see signature_check. */
enum {
    SIGNATURE_POINTS_MIN = 10,      /* a tenth of a second at 100 points a second: less is a dot or a tick */
    SIGNATURE_POINTS_MAX = 1 << 16, /* over ten minutes at 100 points a second */
    SIGNATURE_MILLISECONDS_MIN =
        50,                      /* speeds stay finite; the shortest of the SVC2004 collection lasts 790 ms */
    SIGNATURE_SECONDS_MAX = 60,  /* the longest of the SVC2004 collection lasts 9.4 s */
    SIGNATURE_REACH = 1000000000 /* |x| and |y| at most: their squares and sums then stay exact enough */
};

/* What x and y are measured in. Features do not depend on it; a picture's scale and a file's header do. */
typedef enum SignatureUnit {
    SIGNATURE_COUNTS,     /* the device's own steps, whatever they are */
    SIGNATURE_MILLIMETRES /* on the paper */
} SignatureUnit;

/* Where the pen was at one moment. */
typedef struct PenPoint {
    double x, y;     /* y grows UP, whatever the file's habit */
    double t;        /* seconds since the first point; strictly increasing */
    double pressure; /* 0 .. 1 of the device's range; 0 where the signature has no pressure */
    bool ink;        /* the pen touched the paper on the way from the point before to this one; of the first
                        point, which has none before, what the file says: nothing looks at it */
} PenPoint;

/* All points of one signature. */
typedef struct Signature {
    size_t count;          /* of points */
    PenPoint *points;      /* owned: signature_free gives it back */
    SignatureUnit unit;    /* of x and y */
    bool has_pressure;     /* false: every pressure is 0 and means nothing */
    size_t times_repaired; /* points whose time did not grow and was made to, see signature_repair_times */
} Signature;

/* A signature with room for `count` points, all zero. `count` is at most SIGNATURE_POINTS_MAX. The caller
 * frees it with signature_free. */
Status signature_create(size_t count, Signature *signature);

/* Frees the points and leaves an empty signature. One that is empty already (all zero) is fine. */
void signature_free(Signature *signature);

/* A copy with its own points; the caller frees it. */
Status signature_copy(const Signature *signature, Signature *copy);

/* Seconds from the first point to the last; 0 for fewer than two points. */
double signature_duration(const Signature *signature);

/* Strokes: stretches of at least two points between which the pen did not leave the paper. A lone dot is
 * none: it cannot be told from a point in the air. */
size_t signature_strokes(const Signature *signature);

/* Makes the times strictly increasing and lets them start at 0. A pen samples at a fixed rate, so a step that
 * does not go forward means that its clock was set back, not that the pen was: such a point is put one
 * ordinary step (the lower median of the steps that do go forward) after the one before, and all later points
 * move with it. The number of such points is added to times_repaired. Trouble when no step goes forward at
 * all. */
Status signature_repair_times(Signature *signature);

/* Whether a signature can be used: SIGNATURE_POINTS_MIN .. SIGNATURE_POINTS_MAX points, all numbers finite, x
 * and y within SIGNATURE_REACH, times strictly increasing, no shorter than SIGNATURE_MILLISECONDS_MIN, no
 * longer than SIGNATURE_SECONDS_MAX, pressure in 0 .. 1. The sentence names no file: the caller knows where
 * the signature came from. */
Status signature_check(const Signature *signature);

#include "base/public_end.h"
