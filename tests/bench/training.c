/* Pairs a second of a training step (forward, backward, SGD with momentum) on the nets of the benchmarks, from the start
 * and the data that every program of the comparison uses. One JSON line a measurement.
 *
 * usage: training [SECONDS]      of each measurement, one thread; processor time, which a busy machine disturbs least */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/timing.h"
#include "net/crowd.h"
#include "net/siamese.h"
#include "support/peer_start.h"

enum { REPEATS = 31 };

static const double products_and_sums = 2574336; /* of a pair of the reference net, forward and backward */

typedef struct Training {
    Net net;
    size_t pairs;
    real *params, *dparams, *velocity, *inputs;
    Activations values, gradients;
    Crowd crowd;
} Training;

static real *zeros(size_t n)
{
    real *numbers = calloc(n, sizeof(real));
    if (!numbers) {
        fputs("training: out of memory\n", stderr);
        exit(2);
    }
    return numbers;
}

static Training make(const char *encoder, Shape input, size_t pairs)
{
    Training t = {.pairs = pairs};
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.input = input;
    if (!net_create(&options, &t.net).ok || !siamese_create_activations(&t.net, &t.values).ok ||
        !siamese_create_activations(&t.net, &t.gradients).ok || !crowd_create(&t.net, &t.crowd).ok) {
        fputs("training: the net cannot be made\n", stderr);
        exit(2);
    }
    t.params = zeros(t.net.parameter_count);
    t.dparams = zeros(t.net.parameter_count);
    t.velocity = zeros(t.net.parameter_count);
    t.inputs = zeros(2 * pairs * step_size(input));
    peer_start_parameters(&t.net, t.params);
    peer_start_inputs(&t.net, pairs, t.inputs);
    return t;
}

static void destroy(Training *t)
{
    siamese_destroy_activations(&t->values);
    siamese_destroy_activations(&t->gradients);
    crowd_destroy(&t->crowd);
    free(t->params);
    free(t->dparams);
    free(t->velocity);
    free(t->inputs);
}

static Label label_of(size_t pair)
{
    return pair % 2 == 0 ? LABEL_GENUINE : LABEL_FORGED;
}

/* The pairs from `first` on, as many as go together. */
static real together(Training *t, size_t first, real dL)
{
    size_t size = step_size(t->net.input), rest = t->pairs - first;
    Label label[CROWD_MOST];
    real dlosses[CROWD_MOST], losses[CROWD_MOST], sum = 0;
    crowd_begin(&t->crowd, rest < t->crowd.pairs ? rest : t->crowd.pairs);
    for (size_t k = 0; k < t->crowd.count; k++) {
        const real *x[2] = {t->inputs + (first + k) * size, t->inputs + (t->pairs + first + k) * size};
        crowd_put(&t->crowd, &t->net, k, x);
        label[k] = label_of(first + k);
        dlosses[k] = dL;
    }
    crowd_run(&t->crowd, &t->net, t->params, label, dlosses, losses, t->dparams);
    for (size_t k = 0; k < t->crowd.count; k++)
        sum += losses[k];
    return sum;
}

static real step(Training *t)
{
    size_t size = step_size(t->net.input), count = t->net.parameter_count;
    real loss = 0, dL = 1 / (real)(double)t->pairs;
    memset(t->dparams, 0, count * sizeof(real));
    if (crowd_takes(&t->crowd, &t->net, t->pairs))
        for (size_t k = 0; k < t->pairs; k += t->crowd.count)
            loss += together(t, k, dL);
    else
        for (size_t k = 0; k < t->pairs; k++) {
            const real *x[2] = {t->inputs + k * size, t->inputs + (t->pairs + k) * size};
            loss += siamese_forward(&t->net, t->params, x, label_of(k), &t->values);
            siamese_backward(&t->net, t->params, x, label_of(k), &t->values, dL, &t->gradients, t->dparams);
        }
    for (size_t i = 0; i < count; i++) {
        t->velocity[i] = REAL_C(0.9) * t->velocity[i] + t->dparams[i];
        t->params[i] -= REAL_C(0.01) * t->velocity[i];
    }
    return loss / (real)(double)t->pairs;
}

static void measure(const char *encoder, Shape input, size_t pairs, double wanted, double work)
{
    Training t = make(encoder, input, pairs);
    double began = timing_processor(), rates[REPEATS];
    size_t steps = 0;
    real loss = 0;
    for (; timing_processor() - began < wanted / 10; steps++)
        loss = step(&t);
    steps = steps * 10 / REPEATS + 1;
    for (size_t r = 0; r < REPEATS; r++) {
        began = timing_processor();
        for (size_t s = 0; s < steps; s++)
            loss = step(&t);
        rates[r] = (double)(steps * pairs) / (timing_processor() - began);
    }
    TimingSpread spread = timing_spread(REPEATS, rates);
    printf("{\"bench\":\"training\",\"net\":\"%s\",\"numbers\":\"%s\",\"pairs\":%zu,\"median\":%.0f,"
           "\"low\":%.0f,\"high\":%.0f,\"unit\":\"pairs/s\"",
           encoder, REAL_NAME, pairs, spread.median, spread.low, spread.high);
    if (work > 0)
        printf(",\"gflops\":%.1f", spread.median * work * 1e-9);
    printf(",\"loss\":%.15g}\n", real_to_double(loss));
    fflush(stdout);
    destroy(&t);
}

int main(int argc, char **argv)
{
    double wanted = argc > 1 ? strtod(argv[1], NULL) : 2;
    const size_t pairs[] = {1, 16, 64};
    for (size_t i = 0; i < 3; i++)
        measure("reference", (Shape){8, 200}, pairs[i], wanted, products_and_sums);
    measure("bromley1", (Shape){8, 200}, 16, wanted, 0);
    for (size_t i = 0; i < 3; i++)
        measure("mlp", (Shape){16, 1}, pairs[i], wanted, 0);
    return 0;
}
