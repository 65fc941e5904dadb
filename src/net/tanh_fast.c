#include "net/tanh_fast.h"

#include <stdint.h>
#include <string.h>

#if LANES_POSSIBLE
/* ln 2 in two parts: n times the first is exact for every n that comes up, the second is what it lacks. */
#if defined REAL_FLOAT
typedef uint32_t TanhBits;
#define TANH_LARGEST       20.0f
#define TANH_PER_LN2       1.44269504f
#define TANH_ROUNDER       0x1.8p23f
#define TANH_LN2_HIGH      0x1.62ep-1f
#define TANH_LN2_LOW       0x1.0bfbe8p-15f
#define TANH_FRACTION_BITS 23
#define TANH_ONE_BITS      0x3f800000u
#define TANH_SIGN_BIT      0x80000000u
#else
typedef uint64_t TanhBits;
#define TANH_LARGEST       40.0
#define TANH_PER_LN2       1.4426950408889634
#define TANH_ROUNDER       0x1.8p52
#define TANH_LN2_HIGH      0x1.62e42feep-1
#define TANH_LN2_LOW       0x1.a39ef35793c76p-33
#define TANH_FRACTION_BITS 52
#define TANH_ONE_BITS      0x3ff0000000000000u
#define TANH_SIGN_BIT      0x8000000000000000u
#endif

/* (exp(r) - 1) / r = 1 + r/2! + r^2/3! + ... */
static const real tanh_terms[] = {
    REAL_C(1.),       REAL_C(1.) / 2,   REAL_C(1.) / 6,    REAL_C(1.) / 24,
    REAL_C(1.) / 120, REAL_C(1.) / 720, REAL_C(1.) / 5040, REAL_C(1.) / 40320,
#if !defined REAL_FLOAT
    1. / 362880,      1. / 3628800,     1. / 39916800,     1. / 479001600,
    1. / 6227020800,  1. / 87178291200,
#endif
};
enum { TANH_TERMS = sizeof tanh_terms / sizeof tanh_terms[0] };

/* For |d| up to this the first terms of a change suffice: what is left out is below half of h's last digit. */
#define TANH_SMALL REAL_C(0x1p-11)

/* The order counts. */
/* clang-format off */
#include "net/lanes_any.inc"
#include "net/tanh_fast.inc"
#include "net/lanes_end.inc"
#if LANES_X86
#include "net/lanes_avx2.inc"
#include "net/tanh_fast.inc"
#include "net/lanes_end.inc"
#include "net/lanes_avx512.inc"
#include "net/tanh_fast.inc"
#include "net/lanes_end.inc"
#endif
/* clang-format on */
#endif

TanhFast tanh_fast_at(LanesWidth width)
{
    switch (width) {
#if LANES_POSSIBLE
    case LANES_ANY:
        return (TanhFast){forward_any, backward_any, change_any};
#if LANES_X86
    case LANES_AVX2:
        return (TanhFast){forward_avx2, backward_avx2, change_avx2};
    case LANES_AVX512:
        return (TanhFast){forward_avx512, backward_avx512, change_avx512};
#endif
#endif
    default:
        return (TanhFast){tanh_forward, tanh_backward, tanh_change};
    }
}

TanhFast tanh_fast(void)
{
    return tanh_fast_at(lanes_best());
}
