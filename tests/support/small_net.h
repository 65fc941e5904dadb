/* A small siamese net (convolution, tanh, average, two dense layers, cosine, loss), written step by step, into which
 * believable mistakes are put one at a time. */
#pragma once
#include "gradcheck/gradcheck.h"

enum {
    PAIRS = 3,
    ROWS = 2 * PAIRS, /* a0 b0 a1 b1 ... */
    CHANNELS = 2,
    LENGTH = 12,
    KERNELS = 3,
    WIDTH = 3,
    OUT = LENGTH - WIDTH + 1,
    POOL = 2,
    POOLED = OUT / POOL,
    FLAT = KERNELS * POOLED,
    HIDDEN = 4,
    SMALL_NET_STEPS = 7
};

typedef enum Fault {
    NO_FAULT,
    CONV_BIAS_LAST,
    CONV_BIAS_MEAN,
    CONV_KERNEL_REVERSED,
    CONV_OFF_BY_ONE,
    CONV_INPUT_KERNEL_REVERSED,
    CONV_ONE_ENTRY,
    CONV_FIRST_ROWS,
    TANH_FROM_INPUT,
    TANH_FACTOR,
    TANH_LEFT_OUT,
    POOL_NOT_DIVIDED,
    DENSE_SET_NOT_ADDED,
    DENSE_TRANSPOSED,
    DENSE_SIGN,
    DENSE_HALVED,
    DENSE_LAST_COLUMN,
    SQUARE_TRANSPOSED,
    COSINE_PROJECTION,
    COSINE_SWAPPED,
    COSINE_NORM,
    COSINE_SIGN,
    LOSS_MEAN,
    LOSS_TARGET_SIGN,
    WIRING_LAST_STEP_TWICE,
    FAULTS
} Fault;

/* How the tanh tells which outputs one input reaches: rightly, with a wrong number, or with too many. */
typedef enum Telling { TELLS_RIGHTLY, TELLS_WRONG_NUMBERS, TELLS_TOO_MANY } Telling;

typedef struct SmallNet {
    double kernel[KERNELS * CHANNELS * WIDTH], conv_bias[KERNELS], W[HIDDEN * FLAT], b[HIDDEN],
        V[HIDDEN * HIDDEN];
    double dkernel[KERNELS * CHANNELS * WIDTH], dconv_bias[KERNELS], dW[HIDDEN * FLAT], db[HIDDEN],
        dV[HIDDEN * HIDDEN];
    double input[ROWS * CHANNELS * LENGTH], target[PAIRS];
    Fault fault;
    Telling telling;
    size_t squashes, told; /* forwards of the tanh, whole and for one number */
} SmallNet;

/* Numbers from the seed in [-1, 1), and the mistake. */
void small_net_fill(SmallNet *net, uint64_t seed, Fault fault);

/* The report, which the caller frees; the likely mistake is looked for at once, or in a call of its own. Fails the test
 * when the check cannot run or leaves something changed. */
GradcheckReport *small_net_check(SmallNet *net, GradcheckMode mode, bool explains_later);
