#include "support/small_net.h"
#include "support/test.h"

static const double A = 1.7159, B = 2.0 / 3;

/* -------------------------------------------------------------------------------------------------------- the steps */

static int conv(void *user, const void *in, void *out)
{
    const SmallNet *net = user;
    const double *x = in;
    double *y = out;
    for (size_t r = 0; r < ROWS; r++)
        for (size_t o = 0; o < KERNELS; o++)
            for (size_t t = 0; t < OUT; t++) {
                double sum = net->conv_bias[o];
                for (size_t c = 0; c < CHANNELS; c++)
                    for (size_t k = 0; k < WIDTH; k++)
                        sum += net->kernel[(o * CHANNELS + c) * WIDTH + k] *
                               x[(r * CHANNELS + c) * LENGTH + t + k];
                y[(r * KERNELS + o) * OUT + t] = sum;
            }
    return 0;
}

static int conv_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                         const GradcheckBlock *blocks)
{
    SmallNet *net = user;
    const double *x = in, *dy = d_out;
    double *dx = d_in;
    (void)out, (void)blocks;
    for (size_t i = 0; i < ROWS * CHANNELS * LENGTH; i++)
        dx[i] = 0;
    size_t from = net->fault == CONV_FIRST_ROWS ? ROWS / 2 : 0;
    for (size_t r = 0; r < ROWS; r++)
        for (size_t o = 0; o < KERNELS; o++)
            for (size_t t = 0; t < OUT; t++) {
                double d = dy[(r * KERNELS + o) * OUT + t];
                if (net->fault == CONV_BIAS_LAST)
                    net->dconv_bias[o] += t == OUT - 1 ? d : 0;
                else
                    net->dconv_bias[o] += net->fault == CONV_BIAS_MEAN ? d / OUT : d;
                for (size_t c = 0; c < CHANNELS; c++)
                    for (size_t k = 0; k < WIDTH; k++) {
                        size_t w = (o * CHANNELS + c) * WIDTH + k, back = w - k + WIDTH - 1 - k;
                        size_t at = (r * CHANNELS + c) * LENGTH + t + k;
                        size_t read =
                            net->fault == CONV_OFF_BY_ONE && at + 1 < ROWS * CHANNELS * LENGTH ? at + 1 : at;
                        if (net->fault == CONV_ONE_ENTRY && w == 7)
                            net->dkernel[w] += 0.01 * d * x[read];
                        if (r >= from)
                            net->dkernel[net->fault == CONV_KERNEL_REVERSED ? back : w] += d * x[read];
                        dx[at] += d * net->kernel[net->fault == CONV_INPUT_KERNEL_REVERSED ? back : w];
                    }
            }
    return 0;
}

static int squash(void *user, const void *in, void *out)
{
    ((SmallNet *)user)->squashes++;
    for (size_t i = 0; i < ROWS * KERNELS * OUT; i++)
        ((double *)out)[i] = A * tanh(B * ((const double *)in)[i]);
    return 0;
}

static int squash_with(void *user, const void *in, void *out, size_t block, size_t entry, double value,
                       size_t *changed, size_t *n_changed)
{
    SmallNet *net = user;
    (void)in;
    assert_int_equal(block, 0);
    net->told++;
    ((double *)out)[entry] = A * tanh(B * value) * (net->telling == TELLS_WRONG_NUMBERS ? 1.5 : 1);
    changed[0] = entry;
    *n_changed = net->telling == TELLS_TOO_MANY ? ROWS * KERNELS * OUT + 1 : 1;
    return 0;
}

static int squash_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                           const GradcheckBlock *blocks)
{
    const SmallNet *net = user;
    (void)blocks;
    for (size_t i = 0; i < ROWS * KERNELS * OUT; i++) {
        double h = ((const double *)out)[i] / A, z = ((const double *)in)[i], d = ((const double *)d_out)[i];
        double slope = A * B * (1 - h * h);
        if (net->fault == TANH_FROM_INPUT)
            slope = A * B * (1 - z * z);
        if (net->fault == TANH_FACTOR)
            slope = 1 - h * A * h * A;
        if (net->fault == TANH_LEFT_OUT)
            slope = 1;
        ((double *)d_in)[i] = d * slope;
    }
    return 0;
}

static int pool(void *user, const void *in, void *out)
{
    (void)user;
    for (size_t i = 0; i < ROWS * KERNELS * POOLED; i++) {
        double sum = 0;
        for (size_t k = 0; k < POOL; k++)
            sum += ((const double *)in)[i * POOL + k];
        ((double *)out)[i] = sum / POOL;
    }
    return 0;
}

static int pool_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                         const GradcheckBlock *blocks)
{
    const SmallNet *net = user;
    (void)in, (void)out, (void)blocks;
    for (size_t i = 0; i < ROWS * KERNELS * OUT; i++)
        ((double *)d_in)[i] = ((const double *)d_out)[i / POOL] / (net->fault == POOL_NOT_DIVIDED ? 1 : POOL);
    return 0;
}

static int dense(void *user, const void *in, void *out)
{
    const SmallNet *net = user;
    for (size_t r = 0; r < ROWS; r++)
        for (size_t i = 0; i < HIDDEN; i++) {
            double sum = net->b[i];
            for (size_t j = 0; j < FLAT; j++)
                sum += net->W[i * FLAT + j] * ((const double *)in)[r * FLAT + j];
            ((double *)out)[r * HIDDEN + i] = sum;
        }
    return 0;
}

static int dense_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                          const GradcheckBlock *blocks)
{
    SmallNet *net = user;
    const double *x = in, *dy = d_out;
    double *dx = d_in;
    (void)out, (void)blocks;
    double sign = net->fault == DENSE_SIGN ? -1 : net->fault == DENSE_HALVED ? 0.5 : 1;
    for (size_t i = 0; i < ROWS * FLAT; i++)
        dx[i] = 0;
    for (size_t r = 0; r < ROWS; r++)
        for (size_t i = 0; i < HIDDEN; i++) {
            double d = dy[r * HIDDEN + i];
            net->db[i] += d;
            for (size_t j = 0; j < FLAT; j++) {
                size_t at = net->fault == DENSE_TRANSPOSED ? j * HIDDEN + i : i * FLAT + j;
                dx[r * FLAT + j] += d * net->W[i * FLAT + j];
                if (net->fault == DENSE_LAST_COLUMN && j == FLAT - 1)
                    continue;
                if (net->fault == DENSE_SET_NOT_ADDED)
                    net->dW[at] = d * x[r * FLAT + j];
                else
                    net->dW[at] += sign * d * x[r * FLAT + j];
            }
        }
    return 0;
}

static int square(void *user, const void *in, void *out)
{
    const SmallNet *net = user;
    for (size_t r = 0; r < ROWS; r++)
        for (size_t i = 0; i < HIDDEN; i++) {
            double sum = 0;
            for (size_t j = 0; j < HIDDEN; j++)
                sum += net->V[i * HIDDEN + j] * ((const double *)in)[r * HIDDEN + j];
            ((double *)out)[r * HIDDEN + i] = sum;
        }
    return 0;
}

static int square_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                           const GradcheckBlock *blocks)
{
    SmallNet *net = user;
    const double *x = in, *dy = d_out;
    (void)out, (void)blocks;
    for (size_t r = 0; r < ROWS; r++)
        for (size_t j = 0; j < HIDDEN; j++) {
            double sum = 0;
            for (size_t i = 0; i < HIDDEN; i++) {
                size_t at = net->fault == SQUARE_TRANSPOSED ? j * HIDDEN + i : i * HIDDEN + j;
                sum += net->V[at] * dy[r * HIDDEN + i];
                net->dV[i * HIDDEN + j] += dy[r * HIDDEN + i] * x[r * HIDDEN + j];
            }
            ((double *)d_in)[r * HIDDEN + j] = sum;
        }
    return 0;
}

static double dot(const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < HIDDEN; i++)
        sum += a[i] * b[i];
    return sum;
}

static int cosine(void *user, const void *in, void *out)
{
    (void)user;
    for (size_t p = 0; p < PAIRS; p++) {
        const double *a = (const double *)in + 2 * p * HIDDEN, *b = a + HIDDEN;
        ((double *)out)[p] = dot(a, b) / sqrt(dot(a, a) * dot(b, b));
    }
    return 0;
}

static int cosine_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                           const GradcheckBlock *blocks)
{
    const SmallNet *net = user;
    (void)out, (void)blocks;
    for (size_t p = 0; p < PAIRS; p++)
        for (size_t side = 0; side < 2; side++) {
            const double *a = (const double *)in + (2 * p + side) * HIDDEN;
            const double *b = (const double *)in + (2 * p + 1 - side) * HIDDEN;
            size_t write = net->fault == COSINE_SWAPPED ? 1 - side : side;
            double A1 = sqrt(dot(a, a)), B1 = sqrt(dot(b, b)), c = dot(a, b) / (A1 * B1);
            for (size_t i = 0; i < HIDDEN; i++) {
                double term = net->fault == COSINE_PROJECTION ? 0 : c * a[i] / A1;
                double slope = (b[i] / B1 - term) / (net->fault == COSINE_NORM ? 1 : A1);
                ((double *)d_in)[(2 * p + write) * HIDDEN + i] =
                    (net->fault == COSINE_SIGN ? -1 : 1) * slope * ((const double *)d_out)[p];
            }
        }
    return 0;
}

static int mean_loss(void *user, const void *in, void *out)
{
    const SmallNet *net = user;
    double sum = 0;
    for (size_t p = 0; p < PAIRS; p++)
        sum += pow(((const double *)in)[p] - net->target[p], 2) / 2;
    *(double *)out = sum / PAIRS;
    return 0;
}

static int mean_loss_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                              const GradcheckBlock *blocks)
{
    const SmallNet *net = user;
    (void)out, (void)blocks;
    for (size_t p = 0; p < PAIRS; p++) {
        double t = net->fault == LOSS_TARGET_SIGN ? -net->target[p] : net->target[p];
        ((double *)d_in)[p] =
            (((const double *)in)[p] - t) * *(const double *)d_out / (net->fault == LOSS_MEAN ? 1 : PAIRS);
    }
    return 0;
}

/* -------------------------------------------------------------------------------------------------------- the net */

static const size_t conv_blocks[] = {0, 1}, dense_blocks[] = {2, 3}, square_blocks[] = {4};

static double target[PAIRS] = {1, -0.9, 1};
static const GradcheckTerm target_term = {.name = "the target", .values = target};

static const GradcheckStep steps[SMALL_NET_STEPS] = {
    {.name = "conv",
     .n_in = ROWS * CHANNELS * LENGTH,
     .n_out = ROWS * KERNELS * OUT,
     .in_rows = ROWS,
     .out_rows = ROWS,
     .forward = conv,
     .vjp = conv_backward,
     .blocks = conv_blocks,
     .n_blocks = 2},
    {.name = "tanh",
     .n_in = ROWS * KERNELS * OUT,
     .n_out = ROWS * KERNELS * OUT,
     .in_rows = ROWS,
     .out_rows = ROWS,
     .forward = squash,
     .vjp = squash_backward,
     .forward_with = squash_with},
    {.name = "average",
     .n_in = ROWS * KERNELS * OUT,
     .n_out = ROWS * FLAT,
     .in_rows = ROWS,
     .out_rows = ROWS,
     .forward = pool,
     .vjp = pool_backward},
    {.name = "dense",
     .n_in = ROWS * FLAT,
     .n_out = ROWS * HIDDEN,
     .in_rows = ROWS,
     .out_rows = ROWS,
     .forward = dense,
     .vjp = dense_backward,
     .blocks = dense_blocks,
     .n_blocks = 2},
    {.name = "square",
     .n_in = ROWS * HIDDEN,
     .n_out = ROWS * HIDDEN,
     .in_rows = ROWS,
     .out_rows = ROWS,
     .forward = square,
     .vjp = square_backward,
     .blocks = square_blocks,
     .n_blocks = 1},
    {.name = "cosine",
     .n_in = ROWS * HIDDEN,
     .n_out = PAIRS,
     .in_rows = ROWS,
     .out_rows = PAIRS,
     .forward = cosine,
     .vjp = cosine_backward},
    {.name = "loss",
     .n_in = PAIRS,
     .n_out = 1,
     .in_rows = PAIRS,
     .forward = mean_loss,
     .vjp = mean_loss_backward,
     .terms = &target_term,
     .n_terms = 1},
};

static int run_forward(SmallNet *net, double *states[SMALL_NET_STEPS + 1])
{
    memcpy(states[0], net->input, sizeof net->input);
    for (size_t i = 0; i < SMALL_NET_STEPS; i++)
        steps[i].forward(net, states[i], states[i + 1]);
    return 0;
}

enum { LARGEST = ROWS * KERNELS * OUT };

static int net_loss(void *user, double *loss)
{
    double memory[SMALL_NET_STEPS + 1][LARGEST], *states[SMALL_NET_STEPS + 1];
    for (size_t i = 0; i <= SMALL_NET_STEPS; i++)
        states[i] = memory[i];
    run_forward(user, states);
    *loss = memory[SMALL_NET_STEPS][0];
    return 0;
}

static int net_gradient(void *user, const GradcheckBlock *blocks)
{
    SmallNet *net = user;
    double memory[SMALL_NET_STEPS + 1][LARGEST], back[2][LARGEST], *states[SMALL_NET_STEPS + 1];
    for (size_t i = 0; i <= SMALL_NET_STEPS; i++)
        states[i] = memory[i];
    run_forward(net, states);
    back[SMALL_NET_STEPS % 2][0] = 1;
    for (size_t i = SMALL_NET_STEPS; i-- > 0;) {
        steps[i].vjp(net, states[i], states[i + 1], back[(i + 1) % 2], back[i % 2], blocks);
        if (net->fault == WIRING_LAST_STEP_TWICE && i == 4)
            steps[i].vjp(net, states[i], states[i + 1], back[(i + 1) % 2], back[i % 2], blocks);
    }
    return 0;
}

static double chance(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ldexp((double)(*state >> 11), -52) - 1; /* in [-1, 1) */
}

void small_net_fill(SmallNet *net, uint64_t seed, Fault fault)
{
    memset(net, 0, sizeof *net);
    double *arrays[] = {net->kernel, net->conv_bias, net->W, net->b, net->V, net->input};
    size_t sizes[] = {KERNELS * CHANNELS * WIDTH, KERNELS, HIDDEN * FLAT, HIDDEN, HIDDEN * HIDDEN,
                      ROWS * CHANNELS * LENGTH};
    for (size_t a = 0; a < sizeof sizes / sizeof *sizes; a++)
        for (size_t i = 0; i < sizes[a]; i++)
            arrays[a][i] = chance(&seed);
    for (size_t p = 0; p < PAIRS; p++)
        net->target[p] = target[p];
    net->fault = fault;
}

GradcheckReport *small_net_check(SmallNet *net, GradcheckMode mode, bool explains_later)
{
    GradcheckBlock blocks[] = {
        {.name = "kernel",
         .value = net->kernel,
         .gradient = net->dkernel,
         .rows = KERNELS,
         .cols = CHANNELS * WIDTH,
         .adds = true},
        {.name = "conv bias",
         .value = net->conv_bias,
         .gradient = net->dconv_bias,
         .rows = KERNELS,
         .cols = 1,
         .adds = true},
        {.name = "W", .value = net->W, .gradient = net->dW, .rows = HIDDEN, .cols = FLAT, .adds = true},
        {.name = "b", .value = net->b, .gradient = net->db, .rows = HIDDEN, .cols = 1, .adds = true},
        {.name = "V", .value = net->V, .gradient = net->dV, .rows = HIDDEN, .cols = HIDDEN, .adds = true},
    };
    GradcheckWatch watch = {"the input", net->input, sizeof net->input};
    GradcheckFactor factors[] = {{"LeCun's 1.7159", A}, {"LeCun's 2/3", B}};
    GradcheckProblem problem = {.name = "small siamese net",
                                .user = net,
                                .blocks = blocks,
                                .n_blocks = 5,
                                .loss = net_loss,
                                .gradient = net_gradient,
                                .n_samples = PAIRS,
                                .steps = steps,
                                .n_steps = SMALL_NET_STEPS,
                                .input = net->input,
                                .watches = &watch,
                                .n_watches = 1,
                                .factors = factors,
                                .n_factors = 2};
    GradcheckOptions options = gradcheck_options();
    options.mode = mode;
    GradcheckReport *report;
    SmallNet before = *net;
    options.no_explaining = explains_later;
    assert_int_equal(gradcheck_run(&problem, &options, &report), GRADCHECK_OK);
    if (explains_later)
        assert_int_equal(gradcheck_explain(&problem, &options, report), GRADCHECK_OK);
    before.squashes = net->squashes;
    before.told = net->told;
    assert_memory_equal(net, &before, sizeof before);
    return report;
}
