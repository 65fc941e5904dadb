#include "net/dense_fast.h"

#if LANES_POSSIBLE
/* For each width the next smaller one. */
#define products_of_few_avx2   products_any
#define products_of_few_avx512 products_avx2

/* The order counts. */
/* clang-format off */
#include "net/lanes_any.inc"
#include "net/dense_fast.inc"
#include "net/lanes_end.inc"
#if LANES_X86
#include "net/lanes_avx2.inc"
#include "net/dense_fast.inc"
#include "net/lanes_end.inc"
#include "net/lanes_avx512.inc"
#include "net/dense_fast.inc"
#include "net/lanes_end.inc"
#endif
/* clang-format on */
#endif

DenseFast dense_fast_at(LanesWidth width)
{
    switch (width) {
#if LANES_POSSIBLE
    case LANES_ANY:
        return (DenseFast){forward_any, backward_any, products_any};
#if LANES_X86
    case LANES_AVX2:
        return (DenseFast){forward_avx2, backward_avx2, products_avx2};
    case LANES_AVX512:
        return (DenseFast){forward_avx512, backward_avx512, products_avx512};
#endif
#endif
    default:
        return (DenseFast){dense_forward, dense_backward, dense_products};
    }
}

DenseFast dense_fast(void)
{
    return dense_fast_at(lanes_best());
}
