#include "net/average_fast.h"

#if LANES_POSSIBLE
/* The order counts. */
/* clang-format off */
#include "net/lanes_any.inc"
#include "net/average_fast.inc"
#include "net/lanes_end.inc"
#if LANES_X86
#include "net/lanes_avx2.inc"
#include "net/average_fast.inc"
#include "net/lanes_end.inc"
#include "net/lanes_avx512.inc"
#include "net/average_fast.inc"
#include "net/lanes_end.inc"
#endif
/* clang-format on */
#endif

AverageForward *average_fast_at(LanesWidth width)
{
    switch (width) {
#if LANES_POSSIBLE
    case LANES_ANY:
        return forward_any;
#if LANES_X86
    case LANES_AVX2:
        return forward_avx2;
    case LANES_AVX512:
        return forward_avx512;
#endif
#endif
    default:
        return average_forward;
    }
}

AverageForward *average_fast(void)
{
    return average_fast_at(lanes_best());
}
