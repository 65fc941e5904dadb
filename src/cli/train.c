/* twingrad train: trains a net, tells how it goes, saves it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "cli/commands.h"
#include "cli/report.h"
#include "program/data.h"
#include "program/terminal.h"
#include "train/checkpoint.h"
#include "train/verifier.h"

static int run_command(int argc, char **argv);

const ProgramCommand train_command = {
    .program = "twingrad",
    .name = "train",
    .usage = "[OPTION]...",
    .summary = "train a net and save it",
    .description = "Trains a siamese net on pairs of signatures: 50 % genuine:genuine, 40 %\n"
                   "genuine:forgery, 10 % genuine:another writer's. A fifth of the users is kept for\n"
                   "validation and a fifth for the test. Ctrl-C saves and ends. The same seed gives\n"
                   "the same bits, whatever the number of threads.",
    .run = run_command,
};

typedef struct TrainOptions {
    const char *net, *loss, *features, *optimizer, *save, *resume, *log;
    double target, margin, rate, rate_end, momentum, weight_decay;
    size_t epochs, batch, pairs, threads;
    uint64_t seed;
    bool augment, absolute_time, json, quiet;
    DataOptions data;
} TrainOptions;

/* A run under way. */
typedef struct Run {
    const TrainOptions *options;
    Source source;
    Dataset dataset;
    Split split;
    Trainer *trainer;
    ReportPairs validation; /* none when no user is kept for it */
    FILE *log;
    bool interrupted;
} Run;

static void fill_options(const TrainOptions *o, TrainerOptions *t)
{
    t->net.encoder = o->net;
    t->net.loss = o->loss;
    t->net.forged_target = o->target;
    t->net.margin = o->margin;
    t->features.absolute_time = o->absolute_time;
    t->augment = o->augment;
    t->optimizer.rate = o->rate;
    t->optimizer.last_fraction = o->rate_end;
    t->optimizer.momentum = o->momentum;
    t->optimizer.weight_decay = o->weight_decay;
    t->batch = o->batch;
    t->pairs_per_epoch = o->pairs;
    t->epochs = o->epochs;
    t->seed = o->seed;
}

static Status start_fresh(Run *run)
{
    const TrainOptions *o = run->options;
    TrainerOptions options = trainer_default_options();
    OptimizerKind kind = OPTIMIZER_MOMENTUM;
    Status status = features_parse(o->features, &options.features);
    if (status.ok)
        status = optimizer_parse(o->optimizer, &kind);
    if (!status.ok)
        return status;
    options.optimizer = optimizer_defaults(kind);
    fill_options(o, &options);
    status = data_source(&o->data, &run->source);
    if (status.ok)
        status = source_open(&run->source, &run->dataset, &run->split);
    if (status.ok)
        status = trainer_create(&options, &run->dataset, &run->split, &run->trainer);
    return status;
}

static Status start_from_file(Run *run)
{
    CheckpointRun saved;
    Status status = checkpoint_load_run(run->options->resume, &saved);
    if (!status.ok)
        return status;
    run->source = saved.source;
    status = source_open(&run->source, &run->dataset, &run->split);
    if (status.ok)
        status = trainer_create(&saved.options, &run->dataset, &run->split, &run->trainer);
    if (status.ok)
        status = checkpoint_restore(run->options->resume, run->trainer);
    return status;
}

static Status start(Run *run)
{
    Status status = run->options->resume ? start_from_file(run) : start_fresh(run);
    if (!status.ok)
        return status;
    const TrainerOptions *options = trainer_options(run->trainer);
    status = report_pairs_make(&run->dataset, run->split.count[SPLIT_VALIDATION],
                               run->split.users[SPLIT_VALIDATION], options->mix, 960, &run->validation);
    if (status.ok && run->options->log) {
        run->log = fopen(run->options->log, "w");
        if (!run->log)
            return status_error("%s: cannot be written", run->options->log);
        fprintf(run->log, "epoch,step,loss,validation_loss,rate,genuine_degrees,forged_degrees,eer\n");
    }
    return status;
}

static void print_start(const Run *run)
{
    const Model *model = trainer_model(run->trainer);
    const TrainerOptions *o = trainer_options(run->trainer);
    printf("net %s\n  %zu parameters, %zu numbers a signature, loss %s", model->net.encoder,
           model->net.parameter_count, model->net.embedding, model->net.loss);
    if (strcmp(model->net.loss, "target") == 0)
        printf(" (genuine 1, forged %g)", model->net.forged_target);
    else if (!isnan(model->net.margin))
        printf(" (margin %g)", model->net.margin);
    printf("\ndata %s: %zu signatures of %zu users: %zu to train on, %zu to validate,\n  %zu to test\n",
           run->source.folder[0] ? run->source.folder : "synthetic", run->dataset.count,
           run->dataset.user_count, run->split.count[SPLIT_TRAINING], run->split.count[SPLIT_VALIDATION],
           run->split.count[SPLIT_TEST]);
    printf("%s, rate %g, batches of %zu, %zu pairs an epoch, %zu epochs, seed %llu\n",
           optimizer_name(o->optimizer.kind), o->optimizer.rate, o->batch, o->pairs_per_epoch, o->epochs,
           (unsigned long long)o->seed);
    printf("\n                             validation pairs, of people not trained on\n");
    printf(" epoch    loss   gradient     loss   genuine   forged   equal error rate\n");
}

/* The mean loss of the epoch, and what the validation pairs say after it. */
static Status tell_epoch(Run *run, const StepRecord *last, double loss, double gradient)
{
    ReportEpoch epoch = {0};
    Status status = report_epoch_measure(run->trainer, &run->validation, &epoch);
    if (!status.ok)
        return status;
    if (!run->options->json && !run->options->quiet) {
        printf("%6zu %7.4f %10.3g ", last->epoch + 1, loss, gradient);
        if (run->validation.count)
            printf("%8.4f %5.0f deg %4.0f deg %14.1f %%\n", epoch.loss, epoch.genuine_degrees,
                   epoch.forged_degrees, 100 * epoch.eer);
        else
            printf("       (no user is kept for validation)\n");
        fflush(stdout);
    }
    if (run->log) {
        fprintf(run->log, "%zu,%llu,%.9g,%.9g,%.9g,%.6g,%.6g,%.6g\n", last->epoch + 1,
                (unsigned long long)last->step + 1, loss, epoch.loss, last->rate, epoch.genuine_degrees,
                epoch.forged_degrees, epoch.eer);
        if (fflush(run->log) != 0)
            return status_error("%s: cannot be written", run->options->log);
    }
    return status;
}

static Status save(Run *run)
{
    Model *model = trainer_model(run->trainer);
    Status status = report_choose_threshold(run->trainer, &run->validation, &model->threshold);
    if (status.ok)
        status = verifier_calibrate(model, &run->dataset, run->split.count[SPLIT_TRAINING],
                                    run->split.users[SPLIT_TRAINING], run->split.count[SPLIT_VALIDATION],
                                    run->split.users[SPLIT_VALIDATION]);
    if (status.ok && run->options->save)
        status = checkpoint_save(run->options->save, run->trainer, &run->source);
    return status;
}

static Status train(Run *run)
{
    const TrainerOptions *o = trainer_options(run->trainer);
    uint64_t steps = (uint64_t)trainer_steps_per_epoch(run->trainer) * o->epochs;
    TerminalProgress progress = terminal_progress_start("training");
    double loss = 0, gradient = 0, pairs = 0, taken = 0;
    uint64_t first = trainer_steps_done(run->trainer);
    for (uint64_t step = first; step < steps; step++) {
        StepRecord record;
        Status status = trainer_step(run->trainer, &record);
        if (!status.ok) {
            terminal_progress_end(&progress);
            return status;
        }
        loss += record.loss * (double)record.pairs;
        pairs += (double)record.pairs;
        gradient += record.gradient_norm;
        taken++;
        char note[40];
        snprintf(note, sizeof note, "loss %.4f", record.loss);
        terminal_progress_show(&progress, (double)(step + 1 - first), (double)(steps - first), note);
        if (record.ends_epoch) {
            terminal_progress_end(&progress);
            status = tell_epoch(run, &record, loss / pairs, gradient / taken);
            if (status.ok && run->options->save)
                status = save(run);
            if (!status.ok)
                return status;
            loss = gradient = pairs = taken = 0;
        }
        if (terminal_interrupted()) {
            run->interrupted = true;
            break;
        }
    }
    terminal_progress_end(&progress);
    return save(run);
}

static void tell_end(Run *run, const ReportResult *test)
{
    const TrainOptions *o = run->options;
    if (run->interrupted)
        printf("\nstopped after %llu steps\n", (unsigned long long)trainer_steps_done(run->trainer));
    if (test->pairs)
        report_result_print(test, "test users, who were neither trained on nor validated on", stdout);
    if (o->save)
        printf("\nthe model is in %s\n", o->save);
}

static Status run_it(Run *run)
{
    Status status = start(run);
    if (!status.ok)
        return status;
    if (!run->options->json && !run->options->quiet)
        print_start(run);
    terminal_catch_interrupt();
    status = train(run);
    if (!status.ok)
        return status;
    const TrainerOptions *options = trainer_options(run->trainer);
    ReportPairs test;
    ReportResult result = {0};
    status = report_pairs_make(&run->dataset, run->split.count[SPLIT_TEST], run->split.users[SPLIT_TEST],
                               options->mix, 960, &test);
    if (status.ok && test.count)
        status = report_result_measure(trainer_model(run->trainer), &run->dataset, &test, &result);
    report_pairs_free(&test);
    if (!status.ok)
        return status;
    if (!run->options->json) {
        tell_end(run, &result);
        return status;
    }
    json_t *document =
        json_pack("{s:I, s:b, s:o, s:s?}", "steps", (json_int_t)trainer_steps_done(run->trainer),
                  "interrupted", run->interrupted, "test",
                  test.count ? report_result_json(&result) : json_null(), "model", run->options->save);
    if (!document || json_dumpf(document, stdout, JSON_INDENT(1)) != 0)
        status = status_error("the JSON document cannot be written");
    json_decref(document);
    printf("\n");
    return status;
}

static size_t list_options(TrainOptions *o, Option options[])
{
    const Option own[] = {
        {"net", OPTIONS_TEXT, &o->net, "NET",
         "bromley1 (default), bromley2, reference, mlp, or a\n"
         "description as 'conv:12x11/3 tanh flatten dense:8'",
         0, 0},
        {"loss", OPTIONS_TEXT, &o->loss, "LOSS",
         "target (default), sum, margin, contrastive,\ntriplet or logistic", 0, 0},
        {"target", OPTIONS_NUMBER, &o->target, "T", "the target loss's cosine for forged pairs (-0.9)", -1,
         1},
        {"margin", OPTIONS_NUMBER, &o->margin, "M", "the margin of a loss that has one", 0, 0},
        {"features", OPTIONS_TEXT, &o->features, "LIST",
         "the input's rows: net1, net3 (default), pressure,\n"
         "pressure-duration, or names as 'x,y,speed'",
         0, 0},
        {"absolute-time", OPTIONS_FLAG, &o->absolute_time, NULL, "speed and accelerations per second", 0, 0},
        {"augment", OPTIONS_FLAG, &o->augment, NULL, "turn, stretch and warp each signature a little", 0, 0},
        {"epochs", OPTIONS_COUNT, &o->epochs, "N", "how many (12)", 1, 1e6},
        {"pairs", OPTIONS_COUNT, &o->pairs, "N", "pairs in an epoch (1024; the paper: 7701)", 1, 1e7},
        {"batch", OPTIONS_COUNT, &o->batch, "N", "pairs in a step (32)", 1, 65536},
        {"optimizer", OPTIONS_TEXT, &o->optimizer, "NAME", "sgd, momentum (default) or adam", 0, 0},
        {"rate", OPTIONS_NUMBER, &o->rate, "R", "the learning rate at the start (0.05)", 1e-12, 1e6},
        {"rate-end", OPTIONS_NUMBER, &o->rate_end, "F", "what is left of it at the end (0.02: a fiftieth)", 0,
         1},
        {"momentum", OPTIONS_NUMBER, &o->momentum, "MU", "of the momentum optimizer (0.9)", 0, 0.9999},
        {"weight-decay", OPTIONS_NUMBER, &o->weight_decay, "WD", "pulls weights, not biases, towards 0 (0)",
         0, 1},
        {"seed", OPTIONS_SEED, &o->seed, "S", "of parameters, pairs and augmentation (1)", 0, 0},
        {"threads", OPTIONS_COUNT, &o->threads, "N", "how many (all cores); changes no bit of the result", 1,
         1024},
        {"save", OPTIONS_TEXT, &o->save, "MODEL", "write the model here, after every epoch", 0, 0},
        {"resume", OPTIONS_TEXT, &o->resume, "MODEL", "go on with this saved run, as it was planned", 0, 0},
        {"log", OPTIONS_TEXT, &o->log, "FILE.csv", "a line for every epoch", 0, 0},
        {"json", OPTIONS_FLAG, &o->json, NULL, "print one JSON document at the end", 0, 0},
        {"quiet", OPTIONS_FLAG, &o->quiet, NULL, "only what comes at the end", 0, 0},
    };
    size_t count = sizeof own / sizeof own[0];
    memcpy(options, own, sizeof own);
    data_list(&o->data, options + count);
    return count + DATA_OPTIONS;
}

static int run_command(int argc, char **argv)
{
    TrainOptions o = {.net = "bromley1",
                      .loss = "target",
                      .features = "net3",
                      .optimizer = "momentum",
                      .target = -0.9,
                      .margin = NAN,
                      .rate = 0.05,
                      .rate_end = 0.02,
                      .momentum = 0.9,
                      .epochs = 12,
                      .batch = 32,
                      .pairs = 1024,
                      .seed = 1,
                      .data = data_defaults()};
    Option options[40];
    size_t count = list_options(&o, options);
    int first;
    switch (options_parse(&train_command, count, options, argc, argv, &first)) {
    case OPTIONS_HELP_WAS_SHOWN:
        return TERMINAL_YES;
    case OPTIONS_WRONG:
        return TERMINAL_TROUBLE;
    case OPTIONS_GO_ON:
        break;
    }
    if (first < argc)
        return terminal_trouble(&train_command, status_error("'%s': not expected here", argv[first]));
#ifdef _OPENMP
    if (o.threads)
        omp_set_num_threads((int)o.threads);
#endif
    Run run = {.options = &o};
    Status status = run_it(&run);
    if (run.log)
        fclose(run.log);
    report_pairs_free(&run.validation);
    trainer_destroy(run.trainer);
    split_free(&run.split);
    dataset_free(&run.dataset);
    return status.ok ? TERMINAL_YES : terminal_trouble(&train_command, status);
}
