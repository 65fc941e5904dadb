#include "base/random.h"

#include <assert.h>
#include <math.h>

Random random_seeded(uint64_t seed)
{
    return (Random){.state = seed};
}

Random random_stream(uint64_t seed, uint64_t index)
{
    /* Two rounds of mixing: neighbouring seeds and neighbouring indices must not give shifted copies. */
    Random outer = random_seeded(seed ^ 0x5851f42d4c957f2dULL);
    Random inner = random_seeded(random_next(&outer) + index);
    return random_seeded(random_next(&inner));
}

uint64_t random_next(Random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

double random_uniform(Random *random)
{
    return (double)(random_next(random) >> 11) * 0x1p-53;
}

double random_between(Random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

double random_normal(Random *random)
{
    double radius = sqrt(-2 * log(1 - random_uniform(random))); /* 1 - u is never 0 */
    double angle = 6.283185307179586 * random_uniform(random);
    return radius * cos(angle);
}

size_t random_below(Random *random, size_t n)
{
    assert(n > 0);
    /* Reject the incomplete last stretch of multiples of n: without this, small values come more often. */
    uint64_t limit = UINT64_MAX - UINT64_MAX % n;
    uint64_t drawn;
    do {
        drawn = random_next(random);
    } while (drawn >= limit);
    return (size_t)(drawn % n);
}

void random_shuffle(Random *random, size_t n, size_t indices[static n])
{
    for (size_t i = n; i > 1; i--) {
        size_t j = random_below(random, i);
        size_t kept = indices[i - 1];
        indices[i - 1] = indices[j];
        indices[j] = kept;
    }
}
