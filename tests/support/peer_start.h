/* The start and the data of the benchmarks, the same numbers in every program that takes part:
 *     x <- 6364136223846793005 x + 1442695040888963407 mod 2^64, u = (x >> 11) 2^-53
 * weights from seed 1, uniform in +-1/sqrt(fan_in), block by block; inputs from seed 2, uniform in [-1, 1), first all
 * the a of the pairs, then all the b. */
#pragma once
#include <math.h>
#include <stdint.h>

#include "net/net.h"

typedef struct PeerStart {
    uint64_t x;
} PeerStart;

static inline double peer_start_next(PeerStart *lcg) /* in [0, 1) */
{
    lcg->x = lcg->x * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(lcg->x >> 11) * 0x1p-53;
}

static inline void peer_start_parameters(const Net *net, real *params)
{
    PeerStart lcg = {1};
    const StepBlock *block;
    for (size_t i = 0; (block = net_block(net, i)); i++)
        for (size_t k = 0; k < block->rows * block->cols; k++)
            params[block->offset + k] = (real)((2 * peer_start_next(&lcg) - 1) / sqrt((double)block->fan_in));
}

/* inputs: 2 x pairs x (channels * time) */
static inline void peer_start_inputs(const Net *net, size_t pairs, real *inputs)
{
    PeerStart lcg = {2};
    for (size_t i = 0; i < 2 * pairs * step_size(net->input); i++)
        inputs[i] = (real)(2 * peer_start_next(&lcg) - 1);
}
