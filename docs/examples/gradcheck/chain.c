/* A chain of three steps, each with its forward and its backward: the checker looks at every backward on its own and says
 * which one is wrong.
 *
 *     cc -o chain chain.c $(pkg-config --cflags --libs gradcheck) -lm && ./chain
 *     ./chain wrong     the tanh takes its derivative from the wrong variable */
#include "gradcheck/gradcheck.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { IN = 4, HIDDEN = 6, STEPS = 3 };

typedef struct Net {
    double W[HIDDEN * IN], dW[HIDDEN * IN], input[IN];
    int wrong;
} Net;

/* z = W x */
static int linear(void *user, const void *in, void *out)
{
    const Net *net = user;
    const double *x = in;
    double *z = out;
    for (int i = 0; i < HIDDEN; i++) {
        z[i] = 0;
        for (int j = 0; j < IN; j++)
            z[i] += net->W[i * IN + j] * x[j];
    }
    return 0;
}

/* dx = W^T dz, dW += dz x^T */
static int linear_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                           const GradcheckBlock *blocks)
{
    const Net *net = user;
    const double *x = in, *dz = d_out;
    double *dx = d_in, *dW = blocks[0].gradient;
    (void)out;
    memset(dx, 0, IN * sizeof *dx);
    for (int i = 0; i < HIDDEN; i++)
        for (int j = 0; j < IN; j++) {
            dx[j] += net->W[i * IN + j] * dz[i];
            dW[i * IN + j] += dz[i] * x[j];
        }
    return 0;
}

/* h = tanh(z) */
static int squash(void *user, const void *in, void *out)
{
    (void)user;
    for (int i = 0; i < HIDDEN; i++)
        ((double *)out)[i] = tanh(((const double *)in)[i]);
    return 0;
}

/* dz = (1 - h^2) dh */
static int squash_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                           const GradcheckBlock *blocks)
{
    const Net *net = user;
    const double *h = net->wrong ? in : out;
    (void)blocks;
    for (int i = 0; i < HIDDEN; i++)
        ((double *)d_in)[i] = (1 - h[i] * h[i]) * ((const double *)d_out)[i];
    return 0;
}

/* L = 1/2 |h|^2 */
static int energy(void *user, const void *in, void *out)
{
    double sum = 0;
    (void)user;
    for (int i = 0; i < HIDDEN; i++)
        sum += ((const double *)in)[i] * ((const double *)in)[i];
    *(double *)out = sum / 2;
    return 0;
}

/* dh = h dL */
static int energy_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                           const GradcheckBlock *blocks)
{
    (void)user, (void)out, (void)blocks;
    for (int i = 0; i < HIDDEN; i++)
        ((double *)d_in)[i] = ((const double *)in)[i] * *(const double *)d_out;
    return 0;
}

static const size_t the_weights[] = {0};
static const GradcheckStep steps[STEPS] = {
    {.name = "linear",
     .n_in = IN,
     .n_out = HIDDEN,
     .forward = linear,
     .vjp = linear_backward,
     .blocks = the_weights,
     .n_blocks = 1},
    {.name = "tanh", .n_in = HIDDEN, .n_out = HIDDEN, .forward = squash, .vjp = squash_backward},
    {.name = "energy", .n_in = HIDDEN, .n_out = 1, .forward = energy, .vjp = energy_backward},
};

static int loss(void *user, double *value)
{
    Net *net = user;
    double z[HIDDEN], h[HIDDEN];
    linear(net, net->input, z);
    squash(net, z, h);
    return energy(net, h, value);
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Net *net = user;
    double z[HIDDEN], h[HIDDEN], L, one = 1, dh[HIDDEN], dz[HIDDEN], dx[IN];
    linear(net, net->input, z);
    squash(net, z, h);
    energy(net, h, &L);
    energy_backward(net, h, &L, &one, dh, NULL);
    squash_backward(net, z, h, dh, dz, NULL);
    return linear_backward(net, net->input, z, dz, dx, blocks);
}

static void print(void *file, const char *text, size_t length)
{
    fwrite(text, 1, length, file);
}

int main(int argc, char **argv)
{
    (void)argv;
    Net net = {.wrong = argc > 1};
    for (int i = 0; i < HIDDEN * IN; i++)
        net.W[i] = sin(1 + 3 * i);
    for (int i = 0; i < IN; i++)
        net.input[i] = cos(2 + 5 * i);
    GradcheckBlock blocks[] = {
        {.name = "W", .value = net.W, .gradient = net.dW, .rows = HIDDEN, .cols = IN, .adds = true}};
    GradcheckProblem problem = {.name = "chain",
                                .user = &net,
                                .blocks = blocks,
                                .n_blocks = 1,
                                .loss = loss,
                                .gradient = gradient,
                                .steps = steps,
                                .n_steps = STEPS,
                                .input = net.input};
    GradcheckReport *report;
    if (gradcheck_run(&problem, NULL, &report) != GRADCHECK_OK) {
        fprintf(stderr, "%s\n", report ? report->message : "out of memory");
        gradcheck_report_free(report);
        return 2;
    }
    gradcheck_text_write(report, NULL, print, stdout);
    int status = report->verdict == GRADCHECK_AGREES ? 0 : report->verdict == GRADCHECK_CANNOT_TELL ? 3 : 1;
    gradcheck_report_free(report);
    return status;
}
