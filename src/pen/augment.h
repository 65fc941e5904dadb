/* The same signature written a little differently, so that a net does not learn its training signatures by
 * heart.
 *
 * With U(a) uniform in -a .. a, drawn anew for each call:
 *
 *     warp      x += U(warp) width sin(2 pi w (x - xmin) / width + phase), w uniform in 0.5 .. 1, phase in
 *               0 .. 2 pi; y alike
 *     stretch   of x by exp(U(stretch)) (a stretch of both axes would be undone by the preprocessing)
 *     rotation  by U(rotation) about the middle of its box
 *     time      t -> T' (s + U(2 time) / (2 pi) (sin(2 pi s + phase) - sin phase)), s = t / T,
 *               T' = T exp(U(time)): the whole is slower or faster, and so are its parts */
#pragma once
#include "base/random.h"
#include "pen/signature.h"

#include "base/public.h"

/* How far each change may go. */
typedef struct AugmentOptions {
    double rotation; /* rad, at most pi */
    double warp;     /* of width and height, at most 0.15: beyond it a curve would fold back on itself */
    double stretch;  /* relative, at most 0.5 */
    double time;     /* relative, at most 0.4: time still grows strictly */
} AugmentOptions;

/* Rotation 5 degrees, warp 0.03, stretch 0.05, time 0.05. */
AugmentOptions augment_defaults(void);

/* Trouble where one of the changes may go further than that, or is no number. */
Status augment_check(const AugmentOptions *options);

/* Writes the changed signature over *out, whose points are the caller's and have room for signature->count;
 * every other field is copied. Pressure and ink stay. The options pass augment_check. out->points may be signature->points. Allocates
 * nothing. The signature passes signature_check; the result of a signature near the limits of length or reach
 * may not. */
void augment_signature(const Signature *signature, const AugmentOptions *options, Random *random,
                       Signature *out);

#include "base/public_end.h"
