/* Random numbers of the checker: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct GradcheckRandom {
    uint64_t state;
} GradcheckRandom;

/* The index-th independent generator of a seed. */
GradcheckRandom gradcheck_random_stream(uint64_t seed, uint64_t index);

uint64_t gradcheck_random_next(GradcheckRandom *random);

/* Normal with mean 0 and deviation 1 (Box and Muller). */
double gradcheck_random_normal(GradcheckRandom *random);
