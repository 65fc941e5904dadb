/* What 1, 3, 10, 30 and 100 times the work costs: a training with more pairs in its epoch, and with more epochs; a check of
 * more parameters; more files to read, with the features of their signatures. Every measurement is made in a process of its
 * own, which also tells the most memory it had resident. One JSON line for each.
 *
 * usage: growth FOLDER [REPEATS] [MOST]
 *
 * FOLDER (made when missing) holds the files to be read: invented ones, or with SVC2004_DIR links to those of that folder.
 * MOST (100): no more than so many times the work. Times are processor time. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "base/files.h"
#include "bench/timing.h"
#include "net/netcheck.h"
#include "support/peer_start.h"
#include "train/source.h"
#include "train/trainer.h"

enum { REPEATS_MOST = 100, SIZES = 5, PAIRS = 77, FILES = 16, HIDDEN = 4, PATH_SIZE = 1000 };

static const size_t times_the_work[SIZES] = {1, 3, 10, 30, 100};

typedef struct Cost {
    double seconds;
    size_t work;        /* units of it */
    double resident_mb; /* the most there was, in 10^6 bytes */
} Cost;

static void insist(Status status)
{
    if (status.ok)
        return;
    fprintf(stderr, "growth: %s\n", status.message);
    exit(2);
}

/* ---- the work ---- */

/* 400 invented signatures, the reference net, batches of 32. */
static Cost train(size_t pairs, size_t epochs)
{
    Source source = source_defaults();
    Dataset dataset;
    Split split;
    Trainer *trainer;
    TrainerOptions options = trainer_default_options();
    options.net.encoder = "reference";
    options.pairs_per_epoch = pairs;
    options.epochs = epochs;
    insist(source_open(&source, &dataset, &split));
    insist(trainer_create(&options, &dataset, &split, &trainer));
    double began = timing_processor();
    for (size_t step = 0; step < trainer_steps_per_epoch(trainer) * epochs; step++) {
        StepRecord record;
        insist(trainer_step(trainer, &record));
    }
    Cost cost = {.seconds = timing_processor() - began, .work = pairs * epochs};
    trainer_destroy(trainer);
    dataset_free(&dataset);
    split_free(&split);
    return cost;
}

static Cost train_pairs(size_t times, const char *folder)
{
    (void)folder;
    return train(PAIRS * times, 1);
}

static Cost train_epochs(size_t times, const char *folder)
{
    (void)folder;
    return train(PAIRS, times);
}

/* Every parameter of a net with one hidden layer, which grows: of each its error bar and its verdict. */
static Cost check(size_t times, const char *folder)
{
    (void)folder;
    char encoder[80];
    snprintf(encoder, sizeof encoder, "dense:%zu tanh dense:8", HIDDEN * times);
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.input = (Shape){16, 1};
    Net net;
    insist(net_create(&options, &net));
    real *params = malloc(net.parameter_count * sizeof(real)),
         *x = malloc(2 * step_size(net.input) * sizeof(real));
    insist(params && x ? status_ok() : status_no_memory("the net"));
    peer_start_parameters(&net, params);
    peer_start_inputs(&net, 1, x);
    Label label = LABEL_GENUINE;
    NetcheckOptions how = netcheck_options();
    Netcheck *netcheck;
    insist(netcheck_create(&net, params, (NetcheckBatch){1, x, &label}, &how, &netcheck));
    GradcheckOptions full = gradcheck_options();
    full.mode = GRADCHECK_FULL;
    full.no_chain = true;
    GradcheckReport *report;
    double began = timing_processor();
    if (gradcheck_run(netcheck_problem(netcheck), &full, &report) != GRADCHECK_OK ||
        report->verdict != GRADCHECK_AGREES)
        insist(status_error("the check of %zu parameters did not agree", net.parameter_count));
    Cost cost = {.seconds = timing_processor() - began, .work = net.parameter_count};
    gradcheck_report_free(report);
    netcheck_destroy(netcheck);
    free(params);
    free(x);
    return cost;
}

static Cost read_files(size_t times, const char *folder)
{
    char path[PATH_SIZE];
    FeatureSet set;
    Dataset dataset;
    static double features[FEATURES_COUNT * FEATURES_TIME];
    snprintf(path, sizeof path, "%s/%zu", folder, FILES * times);
    insist(features_parse("net3", &set));
    double began = timing_processor();
    insist(dataset_load(path, &dataset));
    for (size_t i = 0; i < dataset.count; i++)
        insist(features_compute(&dataset.items[i].signature, &set, features));
    Cost cost = {.seconds = timing_processor() - began, .work = dataset.count};
    dataset_free(&dataset);
    return cost;
}

/* ---- the files to read ---- */

/* A folder of the first `count` signatures of the data set, each in a file of its own; in `from`, where that is told, the
 * files are there already, and are linked to. */
static void lay_out(const char *folder, size_t count, const Dataset *dataset, const char *from)
{
    char path[PATH_SIZE], target[PATH_SIZE];
    Dataset first = *dataset;
    first.count = count < dataset->count ? count : dataset->count;
    snprintf(path, sizeof path, "%s/%zu", folder, count);
    if (!from) {
        insist(dataset_save(&first, path, PENFILE_SVC2004));
        return;
    }
    insist(files_make_folder(path));
    for (size_t i = 0; i < first.count; i++) {
        snprintf(path, sizeof path, "%s/%zu/%s.TXT", folder, count, first.items[i].name);
        snprintf(target, sizeof target, "%s/%s.TXT", from, first.items[i].name);
        unlink(path);
        if (symlink(target, path) != 0)
            insist(status_error("%s: cannot be linked to", target));
    }
}

static Cost lay_out_all(size_t most, const char *folder)
{
    const char *real_ones = getenv("SVC2004_DIR");
    Dataset dataset;
    if (real_ones && *real_ones)
        insist(dataset_load(real_ones, &dataset));
    else
        insist(dataset_synthesize((FILES * most + 39) / 40, DATASET_GENUINE_MAX, DATASET_FORGED_MAX, 1, NULL,
                                  &dataset));
    for (size_t s = 0; s < SIZES && times_the_work[s] <= most; s++)
        lay_out(folder, FILES * times_the_work[s], &dataset, real_ones && *real_ones ? real_ones : NULL);
    dataset_free(&dataset);
    return (Cost){0};
}

/* ---- measuring ---- */

typedef struct Work {
    const char *name, *unit;
    Cost (*cost)(size_t times, const char *folder);
} Work;

static const Work works[] = {
    {"training, pairs in an epoch", "pairs", train_pairs},
    {"training, epochs", "pairs", train_epochs},
    {"check", "parameters", check},
    {"reading, with features", "files", read_files},
};
enum { WORKS = sizeof works / sizeof works[0] };

/* In 10^6 bytes; 0 where the system does not say. */
static double most_resident(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[200];
    unsigned long kilobytes = 0;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %lu", &kilobytes) == 1)
            break;
    if (file)
        fclose(file);
    return 1024e-6 * (double)kilobytes;
}

/* In a process of its own, so that the memory of one is not counted with the next. */
static Cost apart(const Work *work, size_t times, const char *folder)
{
    int ends[2], status;
    Cost cost = {0};
    if (pipe(ends) != 0)
        insist(status_error("no pipe can be opened"));
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        cost = work->cost(times, folder);
        cost.resident_mb = most_resident();
        _exit(write(ends[1], &cost, sizeof cost) == (ssize_t)sizeof cost ? 0 : 2);
    }
    close(ends[1]);
    ssize_t got = read(ends[0], &cost, sizeof cost);
    close(ends[0]);
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0 || got != (ssize_t)sizeof cost)
        insist(status_error("%s, %zu times the work: it could not be measured", work->name, times));
    return cost;
}

static void tell(const Work *work, size_t times, size_t repeats, const Cost costs[])
{
    double ms[REPEATS_MOST], resident[REPEATS_MOST];
    for (size_t r = 0; r < repeats; r++) {
        ms[r] = 1e3 * costs[r].seconds;
        resident[r] = costs[r].resident_mb;
    }
    TimingSpread spread = timing_spread(repeats, ms);
    printf("{\"bench\":\"growth\",\"what\":\"%s\",\"times\":%zu,\"work\":%zu,\"of\":\"%s\",\"median\":%.3f,"
           "\"low\":%.3f,\"high\":%.3f,\"unit\":\"ms\",\"resident\":%.1f}\n",
           work->name, times, costs[0].work, work->unit, spread.median, spread.low, spread.high,
           timing_spread(repeats, resident).median);
}

int main(int argc, char **argv)
{
    const size_t repeats = argc > 2 ? strtoul(argv[2], NULL, 10) : 5,
                 most = argc > 3 ? strtoul(argv[3], NULL, 10) : 100;
    if (argc < 2 || repeats < 1 || repeats > REPEATS_MOST || strlen(argv[1]) > PATH_SIZE / 2) {
        fputs("usage: growth FOLDER [REPEATS (1 to 100)] [MOST]\n", stderr);
        return 2;
    }
#ifdef _OPENMP
    omp_set_num_threads(1); /* the processor time of two would count their waiting for each other */
#endif
    static Cost costs[WORKS][SIZES][REPEATS_MOST];
    apart(&(Work){"laying out the files", "", lay_out_all}, most, argv[1]);
    for (size_t r = 0; r < repeats; r++)
        for (size_t s = 0; s < SIZES && times_the_work[s] <= most; s++)
            for (size_t w = 0; w < WORKS; w++)
                costs[w][s][r] = apart(&works[w], times_the_work[s], argv[1]);
    for (size_t w = 0; w < WORKS; w++)
        for (size_t s = 0; s < SIZES && times_the_work[s] <= most; s++)
            tell(&works[w], times_the_work[s], repeats, costs[w][s]);
    return 0;
}
