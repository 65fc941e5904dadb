#include "net/lanes.h"

#include <stdint.h>
#include <stdlib.h>

int lanes_has(LanesWidth width)
{
    switch (width) {
    case LANES_ANY:
        return LANES_POSSIBLE;
#if LANES_X86 && LANES_POSSIBLE
    case LANES_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case LANES_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512dq");
#endif
    default:
        return 0;
    }
}

LanesWidth lanes_best(void)
{
    if (lanes_has(LANES_AVX512))
        return LANES_AVX512;
    return lanes_has(LANES_AVX2) ? LANES_AVX2 : LANES_ANY;
}

real *lanes_alloc(size_t n)
{
    if (n > (SIZE_MAX - LANES_LINE) / sizeof(real))
        return NULL;
    size_t size = (n * sizeof(real) / LANES_LINE + 1) * LANES_LINE;
    real *numbers = aligned_alloc(LANES_LINE, size);
    if (numbers)
        memset(numbers, 0, size);
    return numbers;
}
