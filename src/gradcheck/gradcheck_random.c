#include "gradcheck/gradcheck_random.h"
#include <math.h>

uint64_t gradcheck_random_next(GradcheckRandom *random)
{
    uint64_t z = (random->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

GradcheckRandom gradcheck_random_stream(uint64_t seed, uint64_t index)
{
    GradcheckRandom of_seed = {seed}, of_index = {~index};
    return (GradcheckRandom){gradcheck_random_next(&of_seed) ^ gradcheck_random_next(&of_index)};
}

double gradcheck_random_normal(GradcheckRandom *random)
{
    double u =
        (double)((gradcheck_random_next(random) >> 11) + 1) * 0x1p-53; /* in (0, 1]: log(u) is finite */
    double v = (double)(gradcheck_random_next(random) >> 11) * 0x1p-53;
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}
