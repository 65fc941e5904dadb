/* twingrad train: trains a net, tells how it goes, saves it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "cli/commands.h"
#include "cli/document.h"
#include "cli/report.h"
#include "cli/train_log.h"
#include "program/data.h"
#include "program/recipe.h"
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
                   "validation and a fifth for the test. 12 epochs of 1024 pairs by default. Ctrl-C\n"
                   "saves and ends. The same seed gives the same bits, whatever the threads.",
    .run = run_command,
};

typedef struct TrainOptions {
    RecipeOptions recipe;
    const char *save, *resume, *log;
    size_t threads;
    bool json, quiet;
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
    TrainLog log;
    bool interrupted;
} Run;

static Status start_fresh(Run *run)
{
    const TrainOptions *o = run->options;
    RecipeOptions recipe = o->recipe;
    Status status = recipe_finish(&recipe);
    if (status.ok)
        status = data_source(&o->data, &run->source);
    if (status.ok)
        status = source_open(&run->source, &run->dataset, &run->split);
    if (status.ok)
        status = trainer_create(&recipe.training, &run->dataset, &run->split, &run->trainer);
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
    if (status.ok && run->options->log)
        status = train_log_open(run->options->log, trainer_steps_done(run->trainer), &run->log);
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
        status = terminal_flush();
    }
    const Status logged = train_log_write(&run->log, last, loss, run->validation.count ? &epoch : NULL);
    return status.ok ? logged : status;
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
            /* Saved all the same where nobody can be told how it goes. */
            const Status saved = run->options->save ? save(run) : status_ok();
            status = status.ok ? saved : status;
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
    return document_print(
        json_pack("{s:I, s:b, s:o, s:s?}", "steps", (json_int_t)trainer_steps_done(run->trainer),
                  "interrupted", run->interrupted, "test",
                  result.pairs ? report_result_json(&result) : json_null(), "model", run->options->save));
}

static size_t list_options(TrainOptions *o, Option options[])
{
    const Option own[] = {
        {"augment", OPTIONS_FLAG, &o->recipe.training.augment, NULL,
         "turn, stretch and warp each signature a little"},
        {"threads", OPTIONS_COUNT, &o->threads, "N", "how many (all cores); changes no bit of the result", 1,
         1024},
        {"save", OPTIONS_TEXT, &o->save, "MODEL", "write the model here, after every epoch"},
        {"resume", OPTIONS_TEXT, &o->resume, "MODEL", "go on with this saved run, as it was planned"},
        {"log", OPTIONS_TEXT, &o->log, "FILE.csv", "a line for every epoch; --resume goes on in it"},
        {"json", OPTIONS_FLAG, &o->json, NULL, "print one JSON document at the end"},
        {"quiet", OPTIONS_FLAG, &o->quiet, NULL, "only what comes at the end"},
    };
    size_t count = 0;
    recipe_list_net(&o->recipe, options);
    count += RECIPE_NET_OPTIONS;
    recipe_list_training(&o->recipe, options + count);
    count += RECIPE_TRAINING_OPTIONS;
    memcpy(options + count, own, sizeof own);
    count += sizeof own / sizeof own[0];
    data_list(&o->data, options + count);
    return count + DATA_OPTIONS;
}

static int run_command(int argc, char **argv)
{
    TrainOptions o = {.recipe = recipe_defaults(), .data = data_defaults()};
    o.recipe.training.pairs_per_epoch = 1024;
    Option options[40];
    size_t count = list_options(&o, options);
    int first;
    int ended = options_parse(&train_command, count, options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return ended;
    if (first < argc)
        return terminal_trouble(&train_command, status_error("'%s': not expected here", argv[first]));
#ifdef _OPENMP
    if (o.threads)
        omp_set_num_threads((int)o.threads);
#endif
    Run run = {.options = &o};
    Status status = run_it(&run);
    const Status closed = train_log_close(&run.log);
    status = status.ok ? closed : status;
    report_pairs_free(&run.validation);
    trainer_destroy(run.trainer);
    split_free(&run.split);
    dataset_free(&run.dataset);
    return status.ok ? TERMINAL_YES : terminal_trouble(&train_command, status);
}
