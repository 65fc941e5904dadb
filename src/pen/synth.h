/* Signatures of people who do not exist: each writer has a plan of strokes (plan.h) and writes it every time
 * a little differently; a forger has practised it and writes it rather differently. The Sigma-Lognormal model
 * (lognormal.h).
 *
 * The departure from the plan is described in perform.h. The whole is then bent smoothly,
 * x += a sin(2 pi w (x - xmin) / width + phase), a = U(-warp, warp) of the width, w = U(0.5, 1); y alike.
 *
 * Pressure is this project's own, plainer model: each writer presses with a force of his own, harder on
 * strokes downwards, with an accent on each stroke. A forger sees the ink and guesses at the force: his force
 * and contrast are halfway between his own habit and the writer's, and of the accents he meets half.
 *
 * The same seed and options give the same signatures (sin, exp and erf are the C library's: on another one a
 * last digit may differ, which the rounding to the tablet's steps hides almost always). */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "base/status.h"
#include "pen/plan.h"
#include "pen/signature.h"

#include "base/public.h"

/* How a hand presses, of the device's range. */
typedef struct SynthPressure {
    double force;    /* in the middle */
    double contrast; /* harder by this straight down, lighter straight up */
} SynthPressure;

/* Somebody who does not exist. */
typedef struct SynthWriter {
    Plan plan;              /* what the hand has learnt */
    SynthPressure pressure; /* how it presses */
} SynthWriter;

/* How the forgers, and all hands, depart from a plan. */
typedef struct SynthOptions {
    /* How many times slower than the writer a forger is. Real forgers are: 1.3 times in SVC2004, about 2.3 in
     * SUSIG. 1 by default, because slowness makes the task trivially easy: with it duration alone, which any
     * clock shows, tells forgeries from genuine signatures, and a net has nothing to learn from the shape. */
    double slowness;
    double hesitation; /* probability that a forger stops for 0.1 to 0.3 s before a stroke; 0 by default */
    double warp;       /* 0.075 by default, as published */
} SynthOptions;

/* Slowness 1, no hesitation, warp 0.075. */
SynthOptions synth_defaults(void);

/* The writer with this number of this seed's people. Not drawn from a random_stream(seed, ...) of any index:
 * those are free to write signatures with. */
void synth_writer(SynthWriter *writer, uint64_t seed, size_t number);

/* A signature by the writer, or one by somebody who forges it: 100 points a second with pressure, in
 * millimetres, y up, no points in the air (a lift of the pen is a gap in time), rounded as a tablet does:
 * 0.01 mm, 1023rds of the pressure. The caller frees it. `options` may be NULL for synth_defaults. Trouble:
 * no memory, an option outside its range (slowness 0.5 .. 5, hesitation 0 .. 1, warp 0 .. 0.15), and so much
 * slowness and hesitation that a signature would take longer than SIGNATURE_SECONDS_MAX. */
Status synth_genuine(const SynthWriter *writer, Random *random, const SynthOptions *options,
                     Signature *signature);
Status synth_forgery(const SynthWriter *writer, Random *random, const SynthOptions *options,
                     Signature *signature);

#include "base/public_end.h"
