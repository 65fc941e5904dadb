/* The one random number generator of the project, passed by pointer, seeded by the caller.
 *
 * SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 * Its whole state is one 64-bit number, so it is saved and resumed exactly. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/public.h"

/* A generator; copied, it gives the same numbers again. */
typedef struct Random {
    uint64_t state; /* all there is to know of it */
} Random;

/* A generator for this seed. */
Random random_seeded(uint64_t seed);

/* An independent generator for the index-th thing of one seed (a training step, a pair of a batch): the same
 * (seed, index) gives the same numbers whatever was drawn before, so work can be split, skipped and replayed. */
Random random_stream(uint64_t seed, uint64_t index);

/* The next 64 bits. */
uint64_t random_next(Random *random);

/* Uniform in [0, 1), a multiple of 2^-53. */
double random_uniform(Random *random);

/* Uniform in [low, high). */
double random_between(Random *random, double low, double high);

/* Normal with mean 0 and standard deviation 1 (Box and Muller 1958, one of the two values). */
double random_normal(Random *random);

/* Uniform in 0 .. n-1, without bias (n > 0). */
size_t random_below(Random *random, size_t n);

/* Puts the n indices in a random order (Fisher and Yates). */
void random_shuffle(Random *random, size_t n, size_t indices[at_least(n)]);

#include "base/public_end.h"
