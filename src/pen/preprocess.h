/* The preprocessing of Bromley et al. 1994, in the paper's order:
 *
 *     1. fit x(t) ~ a + b t and y(t) ~ c + d t by least squares over the points, and subtract both: where on the
 *        paper a signature stands, and how its line rises, no longer matter;
 *     2. divide x and y by the standard deviation of the y that is left: its size no longer matters;
 *     3. resample to 200 instants, regular in time, by linear interpolation. */
#pragma once
#include <stdbool.h>

#include "base/status.h"
#include "pen/signature.h"

#include "base/public.h"

/* How many points a signature has from then on. */
enum { PREPROCESS_TIME = 200 }; /* instants */

/* A signature after the three steps. */
typedef struct Preprocessed {
    double x[PREPROCESS_TIME], y[PREPROCESS_TIME]; /* in standard deviations of y */
    double pressure[PREPROCESS_TIME];              /* 0 .. 1; 0 where the pen is not on the paper */
    bool ink[PREPROCESS_TIME];                     /* the pen is on the paper */
    double duration;                               /* seconds from the first instant to the last */
} Preprocessed;

/* Instant k is at k duration / 199. One within (t[i-1], t[i]] takes the ink of point i, the first that of the
 * point after it. Between points in the air the path is the straight line, and the pressure 0.
 *
 * With `pen_up_removed` the time during which the pen is in the air is cut out before step 3 (steps 1 and 2
 * are the same): the path then jumps from the end of a stroke to the start of the next, all instants have
 * ink, and duration is the time with the pen on the paper.
 *
 * Allocates nothing. Trouble, in a sentence without a file name: a signature that signature_check refuses;
 * one whose y is a straight line in time, up to rounding and up to a billionth of its extent (nothing is left
 * to divide by); with pen_up_removed one with ink for less than SIGNATURE_MILLISECONDS_MIN. */
Status preprocess_run(const Signature *signature, bool pen_up_removed, Preprocessed *out);

#include "base/public_end.h"
