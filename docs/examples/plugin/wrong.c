/* A plugin whose derivation is wrong, to see what the checker makes of it.
 *
 * A layer y = W x with the loss L = 1/(2 N) sum over the N samples of |y - t|^2, so
 *
 *     dL/dW = 1/N sum of (y - t) x^T
 *
 * In the gradient below the 1/N is forgotten. */
#include "gradcheck_plugin.h"

const unsigned gradcheck_plugin_version = GRADCHECK_PLUGIN_VERSION;

enum { SAMPLES = 6, IN = 4, OUT = 3 };
static double W[OUT * IN], dW[OUT * IN], x[SAMPLES * IN], t[SAMPLES * OUT];

static double residual(int sample, int o)
{
    double y = 0;
    for (int i = 0; i < IN; i++)
        y += W[o * IN + i] * x[sample * IN + i];
    return y - t[sample * OUT + o];
}

static int loss_of_sample(void *user, size_t sample, double *value)
{
    (void)user;
    *value = 0;
    for (int o = 0; o < OUT; o++)
        *value += residual((int)sample, o) * residual((int)sample, o) / 2;
    return 0;
}

static int loss(void *user, double *value)
{
    double of_sample;
    *value = 0;
    for (size_t s = 0; s < SAMPLES; s++) {
        loss_of_sample(user, s, &of_sample);
        *value += of_sample / SAMPLES;
    }
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    (void)user, (void)blocks;
    for (int k = 0; k < OUT * IN; k++)
        dW[k] = 0;
    for (int s = 0; s < SAMPLES; s++)
        for (int o = 0; o < OUT; o++)
            for (int i = 0; i < IN; i++)
                dW[o * IN + i] += residual(s, o) * x[s * IN + i]; /* / SAMPLES */
    return 0;
}

/* Numbers in [-1, 1) from the seed. */
static void fill(double *numbers, int n, uint64_t *state)
{
    for (int i = 0; i < n; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        numbers[i] = (double)(*state >> 11) * 0x1p-52 - 1;
    }
}

int gradcheck_plugin(GradcheckPlugin *plugin)
{
    static const GradcheckBlock block = {.name = "W", .value = W, .gradient = dW, .rows = OUT, .cols = IN};
    uint64_t state = plugin->seed;
    fill(W, OUT * IN, &state);
    fill(x, SAMPLES * IN, &state);
    fill(t, SAMPLES * OUT, &state);
    plugin->problem = (GradcheckProblem){.name = "a layer with the mean forgotten",
                                         .blocks = &block,
                                         .n_blocks = 1,
                                         .loss = loss,
                                         .gradient = gradient,
                                         .n_samples = SAMPLES,
                                         .loss_of_sample = loss_of_sample};
    return 0;
}
