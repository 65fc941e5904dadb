/* Pairs a second of a whole training step on one thread and on two, as `twingrad train` takes it: 64 pairs of the reference
 * net, cut into parts that the threads share, and the optimiser. By turns, and on the clock of the wall, for that is what
 * threads are to save. One JSON line for each number of threads.
 *
 * usage: threads [SECONDS]      of each of the two */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "bench/timing.h"
#include "net/mean.h"
#include "support/peer_start.h"
#include "train/batch.h"
#include "train/optimizer.h"

enum { PAIRS = 64, REPEATS = 31, THREADS_MOST = 2 };

typedef struct Training {
    Model model;
    Dataset dataset; /* empty: the inputs are not signatures */
    Optimizer *optimizer;
    Batch *batch;
    BatchTask task;
    Pair pairs[PAIRS];
    real *inputs;
} Training;

static void insist(Status status)
{
    if (status.ok)
        return;
    fprintf(stderr, "threads: %s\n", status.message);
    exit(2);
}

static void make(Training *t)
{
    NetOptions net = net_default_options();
    FeatureSet features;
    net.encoder = "reference";
    insist(features_parse("net3", &features)); /* eight rows of 200 */
    insist(model_create(&net, &features, &t->model));
    OptimizerOptions options = optimizer_defaults(OPTIMIZER_MOMENTUM);
    options.rate = 0.01;
    options.steps = 1;
    insist(optimizer_create(options, t->model.net.parameter_count, &t->optimizer));
    t->inputs = malloc((size_t)2 * PAIRS * step_size(t->model.net.input) * sizeof(real));
    insist(t->inputs ? status_ok() : status_no_memory("the inputs"));
    peer_start_parameters(&t->model.net, t->model.params);
    peer_start_inputs(&t->model.net, PAIRS, t->inputs);
    for (size_t k = 0; k < PAIRS; k++)
        t->pairs[k] = (Pair){.items = {k, PAIRS + k}, .label = k % 2 == 0 ? LABEL_GENUINE : LABEL_FORGED};
    insist(batch_create(&t->model.net, t->model.net.parameter_count, PAIRS, &t->dataset, &t->batch));
    t->task = (BatchTask){.model = &t->model,
                          .dataset = &t->dataset,
                          .inputs = t->inputs,
                          .count = PAIRS,
                          .pairs = t->pairs,
                          .mean_backward = mean_backward};
}

static void destroy(Training *t)
{
    batch_destroy(t->batch);
    optimizer_destroy(t->optimizer);
    model_free(&t->model);
    free(t->inputs);
}

/* Pairs a second. */
static double rate(Training *t, int threads, size_t steps)
{
#ifdef _OPENMP
    omp_set_num_threads(threads);
#else
    (void)threads;
#endif
    BatchResult result;
    double began = timing_wall();
    for (size_t s = 0; s < steps; s++) {
        insist(batch_run(t->batch, &t->task, &result));
        optimizer_step(t->optimizer, t->model.net.parameter_count, t->model.params, result.gradient);
    }
    return (double)(steps * PAIRS) / (timing_wall() - began);
}

int main(int argc, char **argv)
{
    double wanted = argc > 1 ? strtod(argv[1], NULL) : 2, rates[THREADS_MOST][REPEATS];
#ifdef _OPENMP
    omp_set_num_threads(THREADS_MOST);
#endif
    Training t = {0};
    make(&t);
    for (int threads = 1; threads <= THREADS_MOST; threads++)
        rate(&t, threads, 2); /* wakes the threads, fills the caches */
    const size_t steps = (size_t)(wanted / REPEATS * rate(&t, 1, 8) / PAIRS) + 1;
    for (size_t r = 0; r < REPEATS; r++)
        for (int threads = 1; threads <= THREADS_MOST; threads++)
            rates[threads - 1][r] = rate(&t, threads, steps);
    for (int threads = 1; threads <= THREADS_MOST; threads++) {
        TimingSpread spread = timing_spread(REPEATS, rates[threads - 1]);
        printf("{\"bench\":\"threads\",\"net\":\"reference\",\"numbers\":\"%s\",\"pairs\":%d,\"threads\":%d,"
               "\"median\":%.0f,\"low\":%.0f,\"high\":%.0f,\"unit\":\"pairs/s\"}\n",
               REAL_NAME, PAIRS, threads, spread.median, spread.low, spread.high);
    }
    destroy(&t);
    return 0;
}
