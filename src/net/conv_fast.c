#include "net/conv_fast.h"

#include <stdbool.h>
#include <string.h>

#if LANES_POSSIBLE
/* The longest kernel whose reach fits into the few numbers a block keeps of dz; longer ones go the plain way. */
enum { CONV_FAST_TAPS_MAX = 64 };

/* Numbers of a signal that are dealt out on the stack (see the .inc); larger ones go the plain way. */
enum { CONV_FAST_DEALT_MAX = 4096 };

static bool can_be_dealt(ConvShape s)
{
    size_t row = s.in_time + s.step - 1;
    return s.step == 1 || s.in_channels <= CONV_FAST_DEALT_MAX / row;
}

/* The order counts. */
/* clang-format off */
#include "net/lanes_any.inc"
#include "net/conv_fast.inc"
#include "net/lanes_end.inc"
#if LANES_X86
#include "net/lanes_avx2.inc"
#include "net/conv_fast.inc"
#include "net/lanes_end.inc"
#include "net/lanes_avx512.inc"
#include "net/conv_fast.inc"
#include "net/lanes_end.inc"
#endif
/* clang-format on */
#endif

ConvFast conv_fast_at(LanesWidth width)
{
    switch (width) {
#if LANES_POSSIBLE
    case LANES_ANY:
        return (ConvFast){forward_any, backward_any};
#if LANES_X86
    case LANES_AVX2:
        return (ConvFast){forward_avx2, backward_avx2};
    case LANES_AVX512:
        return (ConvFast){forward_avx512, backward_avx512};
#endif
#endif
    default:
        return (ConvFast){conv_forward, conv_backward};
    }
}

ConvFast conv_fast(void)
{
    return conv_fast_at(lanes_best());
}
