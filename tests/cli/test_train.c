/* twingrad train: what it prints, logs and saves, against a training that is run here step by step. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/report.h"
#include "command_words.h"
#include "support/command.h"
#include "support/own_folder.h"
#include "support/test.h"
#include "train/checkpoint.h"
#include "train/source.h"
#include "train/verifier.h"

#define DATA  "--users 10 --genuine 4 --forged 3 --data-seed 5 "
#define NET   "--net 'average:25 flatten dense:4' "
#define SMALL DATA NET "--pairs 50 --batch 16 --rate 0.02 "

/* The same training, here. */
typedef struct Own {
    Source source;
    Dataset dataset;
    Split split;
    Trainer *trainer;
    ReportPairs validation;
} Own;

static TrainerOptions own_options(void)
{
    TrainerOptions options = trainer_default_options();
    options.net.encoder = "average:25 flatten dense:4";
    options.pairs_per_epoch = 50;
    options.batch = 16;
    options.optimizer.rate = 0.02;
    options.epochs = 3;
    return options;
}

static void own_begin(Own *own, const TrainerOptions *options)
{
    own->source = source_defaults();
    own->source.users = 10;
    own->source.genuine = 4;
    own->source.forged = 3;
    own->source.seed = 5;
    assert_ok(source_open(&own->source, &own->dataset, &own->split));
    assert_ok(trainer_create(options, &own->dataset, &own->split, &own->trainer));
    assert_ok(report_pairs_make(&own->dataset, own->split.count[SPLIT_VALIDATION],
                                own->split.users[SPLIT_VALIDATION], options->mix, 960, &own->validation));
}

static void own_end(Own *own)
{
    report_pairs_free(&own->validation);
    trainer_destroy(own->trainer);
    split_free(&own->split);
    dataset_free(&own->dataset);
}

/* An epoch of it: the mean loss of its pairs, the mean gradient of its steps. */
static void own_epoch(Own *own, double *loss, double *gradient)
{
    double pairs = 0, steps = 0;
    StepRecord record;
    *loss = *gradient = 0;
    do {
        assert_ok(trainer_step(own->trainer, &record));
        *loss += record.loss * (double)record.pairs;
        *gradient += record.gradient_norm;
        pairs += (double)record.pairs;
        steps++;
    } while (!record.ends_epoch);
    *loss /= pairs;
    *gradient /= steps;
}

static const char *read_file(const char *name)
{
    static char text[4000];
    FILE *file = fopen(own_folder_file(name), "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

static int train(const char *words)
{
    return command_words(&train_command, words);
}

#define TITLE                                                                                                \
    "\n                             validation pairs, of people not trained on\n"                            \
    " epoch    loss   gradient     loss   genuine   forged   equal error rate\n"

static void what_is_trained_and_every_epoch_of_it_are_told(void **state)
{
    (void)state;
    Own own;
    const TrainerOptions options = own_options();
    own_begin(&own, &options);
    static char expected[8000];
    int length = snprintf(expected, sizeof expected,
                          "net average:25 flatten dense:4\n"
                          "  %zu parameters, 4 numbers a signature, loss target (genuine 1, forged -0.9)\n"
                          "data synthetic: 70 signatures of 10 users: 6 to train on, 2 to validate,\n"
                          "  2 to test\n"
                          "momentum, rate 0.02, batches of 16, 50 pairs an epoch, 3 epochs, seed 1\n" TITLE,
                          trainer_net(own.trainer)->parameter_count);
    double loss = 0, gradient = 0;
    for (int epoch = 1; epoch <= 3; epoch++) {
        ReportEpoch said;
        own_epoch(&own, &loss, &gradient);
        assert_ok(report_epoch_measure(own.trainer, &own.validation, &said));
        length += snprintf(expected + length, sizeof expected - (size_t)length,
                           "%6d %7.4f %10.3g %8.4f %5.0f deg %4.0f deg %14.1f %%\n", epoch, loss, gradient,
                           said.loss, said.genuine_degrees, said.forged_degrees, 100 * said.eer);
    }
    char line[400];
    snprintf(line, sizeof line, SMALL "--epochs 3 --threads 2 --save %s/told --log %s/told.csv", own_folder,
             own_folder);
    assert_int_equal(train(line), 0);
    assert_memory_equal(printed_out, expected, (size_t)length);
    command_words_says("\n960 pairs of 2 test users, who were neither trained on nor validated on\n");
    snprintf(line, sizeof line, "\n\nthe model is in %s/told\n", own_folder);
    assert_string_equal(printed_out + strlen(printed_out) - strlen(line), line);
    /* The last epoch's line of the log. */
    double logged, validated;
    int step;
    assert_int_equal(
        sscanf(strstr(read_file("told.csv"), "\n3,"), "\n3,%d,%lf,%lf,", &step, &logged, &validated), 3);
    ReportEpoch said;
    assert_ok(report_epoch_measure(own.trainer, &own.validation, &said));
    assert_close(validated, said.loss, 1e-8);
    assert_int_equal(step, 12);
    assert_close(logged, loss, 1e-8);
    own_end(&own);
}

static void the_saved_model_is_that_of_the_training(void **state)
{
    (void)state;
    Own own;
    TrainerOptions options = own_options();
    options.augment = true;
    options.epochs = 1;
    own_begin(&own, &options);
    double loss, gradient;
    own_epoch(&own, &loss, &gradient);
    char line[400];
    snprintf(line, sizeof line, SMALL "--epochs 1 --augment --quiet --save %s/saved", own_folder);
    assert_int_equal(train(line), 0);
    assert_null(strstr(printed_out, "epoch")); /* quiet: what comes at the end alone */
    assert_memory_equal(printed_out, "\n960 pairs of 2 test users", 26);
    CheckpointRun run;
    Model model;
    assert_ok(checkpoint_load_run(own_folder_file("saved"), &run));
    assert_ok(checkpoint_load_model(own_folder_file("saved"), &model));
    assert_int_equal(run.steps_done, 4);
    assert_int_equal(run.options.epochs, 1);
    assert_true(run.options.augment);
    assert_int_equal(run.source.seed, 5);
    assert_memory_equal(model.params, trainer_model(own.trainer)->params,
                        model.net.parameter_count * sizeof(real));
    double threshold;
    assert_ok(report_choose_threshold(own.trainer, &own.validation, &threshold));
    assert_true(threshold != 0 && model.threshold == threshold && run.verification.calibrated);
    const size_t *count = own.split.count;
    size_t *const *users = own.split.users;
    Model *judge = trainer_model(own.trainer);
    assert_ok(verifier_calibrate(judge, &own.dataset, count[SPLIT_TRAINING], users[SPLIT_TRAINING],
                                 count[SPLIT_VALIDATION], users[SPLIT_VALIDATION]));
    for (int k = 0; k < MODEL_SCORES; k++)
        assert_close(model.verification.threshold[k], judge->verification.threshold[k], 1e-12);
    for (size_t i = 0; i < model.net.embedding; i++)
        assert_close(model.verification.pooled[i], judge->verification.pooled[i], 1e-6);
    model_free(&model);
    own_end(&own);
}

static json_t *document(const char *words)
{
    assert_int_equal(train(words), 0);
    json_t *read = json_loads(printed_out, 0, NULL);
    assert_non_null(read);
    return read;
}

static void the_document_holds_what_the_test_users_say(void **state)
{
    (void)state;
    char line[400];
    snprintf(line, sizeof line, SMALL "--epochs 2 --json --save %s/judged", own_folder);
    json_t *read = document(line);
    assert_int_equal(json_integer_value(json_object_get(read, "steps")), 8);
    assert_true(json_is_false(json_object_get(read, "interrupted")));
    assert_string_equal(json_string_value(json_object_get(read, "model")), own_folder_file("judged"));
    snprintf(line, sizeof line, "%s/judged --json", own_folder);
    assert_int_equal(command_words(&eval_command, line), 0);
    json_t *judged = json_loads(printed_out, 0, NULL);
    assert_non_null(judged);
    assert_true(json_equal(json_object_get(read, "test"), judged));
    json_decref(judged);
    json_decref(read);
    read = document("--users 2 --genuine 3 --forged 2 " NET "--pairs 16 --epochs 1 --json");
    assert_true(json_is_null(json_object_get(read, "test"))); /* nobody is left for it */
    assert_true(json_is_null(json_object_get(read, "model")));
    json_decref(read);
}

static void where_nobody_is_kept_for_validation_it_is_said(void **state)
{
    (void)state;
    char line[400];
    snprintf(line, sizeof line,
             "--users 2 --genuine 3 --forged 2 " NET "--pairs 16 --epochs 1 --log %s/alone.csv", own_folder);
    assert_int_equal(train(line), 0);
    command_words_says(
        "data synthetic: 10 signatures of 2 users: 2 to train on, 0 to validate,\n  0 to test\n");
    const char *end = "       (no user is kept for validation)\n";
    assert_string_equal(printed_out + strlen(printed_out) - strlen(end), end);
    const char *log = strstr(read_file("alone.csv"), "\n1,1,");
    assert_non_null(log);
    log += 5 + strcspn(log + 5, ",");
    assert_memory_equal(log, ",,0.", 4);
    assert_string_equal(log + 2 + strcspn(log + 2, ","), ",,,\n");
}

static void the_loss_is_told_with_its_margin(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"target --target -0.5", "loss target (genuine 1, forged -0.5)\n"},
        {"sum", "loss sum\n"},
        {"margin --margin 0.25", "loss margin (margin 0.25)\n"},
        {"triplet --margin 0.75", "loss triplet (margin 0.75)\n"},
    };
    for (size_t i = 0; i < 4; i++) {
        char line[400];
        snprintf(line, sizeof line, DATA NET "--pairs 16 --epochs 1 --optimizer adam --seed 9 --loss %s",
                 cases[i][0]);
        assert_int_equal(train(line), 0);
        command_words_says(cases[i][1]);
        command_words_says("\nadam, rate 0.05, batches of 32, 16 pairs an epoch, 1 epochs, seed 9\n");
    }
}

static void a_run_goes_on_as_it_was_planned_and_its_data_are_named(void **state)
{
    (void)state;
    char line[800];
    snprintf(line, sizeof line, "--users 6 --genuine 3 --forged 2 --out %s/pens", own_folder);
    assert_int_equal(command_words(&synth_command, line), 0);
    snprintf(line, sizeof line, "--data %s/pens " NET "--pairs 20 --batch 8 --epochs 2 --save %s/done",
             own_folder, own_folder);
    assert_int_equal(train(line), 0);
    char named[200];
    snprintf(named, sizeof named, "\ndata %s/pens: 30 signatures of 6 users: ", own_folder);
    command_words_says(named);
    /* All of it is done: nothing is left but to say so, and to save the same. */
    snprintf(line, sizeof line, "--resume %s/done --save %s/again --seed 7 --users 3", own_folder,
             own_folder);
    assert_int_equal(train(line), 0);
    command_words_says(named);
    command_words_says("batches of 8, 20 pairs an epoch, 2 epochs, seed 1\n" TITLE
                       "\n960 pairs of 1 test users");
    snprintf(line, sizeof line, "cmp %s/done %s/again && mv %s/pens %s/moved", own_folder, own_folder,
             own_folder, own_folder);
    assert_int_equal(system(line), 0);
    snprintf(line, sizeof line, "--resume %s/done", own_folder);
    assert_int_equal(train(line), 2);
    assert_non_null(strstr(printed_error, "/pens: the folder cannot be opened"));
}

/* Ended by a signal behind an epoch, of so many that it would go on for hours. */
static void a_run_that_is_stopped_says_where_and_saves_that(void **state)
{
    (void)state;
    assert_non_null(getenv("TWINGRAD"));
    for (int json = 0; json < 2; json++) {
        char line[1000];
        snprintf(line, sizeof line,
                 "cd %s && ulimit -t 60 && { '%s' train " SMALL
                 "--epochs 100000 --save part%d %s >printed & } && "
                 "until [ -s part%d ]; do sleep 0.01; done; kill -TERM $! && wait $! && cat printed",
                 own_folder, getenv("TWINGRAD"), json, json ? "--json" : "--quiet", json);
        assert_int_equal(command_run(line), 0);
        CheckpointRun run;
        char name[10];
        snprintf(name, sizeof name, "part%d", json);
        assert_ok(checkpoint_load_run(own_folder_file(name), &run));
        assert_true(run.steps_done >= 4);
        if (json) {
            json_t *read = json_loads(command_output, 0, NULL);
            assert_true(json_is_true(json_object_get(read, "interrupted")));
            assert_int_equal(json_integer_value(json_object_get(read, "steps")), run.steps_done);
            json_decref(read);
            continue;
        }
        snprintf(line, sizeof line, "\nstopped after %llu steps\n\n960 pairs of 2 test users",
                 (unsigned long long)run.steps_done);
        assert_memory_equal(command_output, line, strlen(line));
    }
}

static void a_folder_of_one_letter_is_named(void **state)
{
    (void)state;
    char line[400], before[1000];
    snprintf(line, sizeof line, "--users 5 --genuine 3 --forged 2 --out %s/p", own_folder);
    assert_int_equal(command_words(&synth_command, line), 0);
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(own_folder), 0);
    const int status = train("--data p " NET "--epochs 1");
    assert_int_equal(chdir(before), 0);
    assert_int_equal(status, 0);
    command_words_says("\ndata p: 25 signatures of 5 users: 3 to train on, 1 to validate,\n  1 to test\n"
                       "momentum, rate 0.05, batches of 32, 1024 pairs an epoch, 1 epochs, seed 1\n");
}

static void what_cannot_be_trained_is_one_sentence(void **state)
{
    (void)state;
    command_words_refuses(&train_command, "surplus", "'surplus': not expected here");
    command_words_refuses(&train_command, "--resume /nowhere/model",
                          "/nowhere/model: cannot be opened: No such file or directory");
    static const char *const cases[][2] = {
        {"--threads 0", "--threads 0: expected a whole number from 1 to 1024"},
        {"--threads 1025", "--threads 1025: expected a whole number from 1 to 1024"},
        {SMALL "--epochs 1 --json --log /nowhere/log.csv", "/nowhere/log.csv: cannot be"},
        {SMALL "--epochs 1 --json --save /nowhere/model", "/nowhere/model: cannot be"},
        {SMALL "--epochs 1 --json --loss contrastive --margin 1e200", "training stopped at step 0: "},
        {"--optimizer cow", "cow"},
        {"--data /nowhere", "/nowhere: the folder cannot be opened"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(train(cases[i][0]), 2);
        if (!strstr(printed_error, cases[i][1]))
            print_error("%s: %s", cases[i][0], printed_error);
        assert_non_null(strstr(printed_error, cases[i][1]));
        assert_string_equal(printed_out, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_trained_and_every_epoch_of_it_are_told),
        cmocka_unit_test(the_saved_model_is_that_of_the_training),
        cmocka_unit_test(the_document_holds_what_the_test_users_say),
        cmocka_unit_test(where_nobody_is_kept_for_validation_it_is_said),
        cmocka_unit_test(the_loss_is_told_with_its_margin),
        cmocka_unit_test(a_run_goes_on_as_it_was_planned_and_its_data_are_named),
        cmocka_unit_test(a_run_that_is_stopped_says_where_and_saves_that),
        cmocka_unit_test(a_folder_of_one_letter_is_named),
        cmocka_unit_test(what_cannot_be_trained_is_one_sentence),
    };
    return cmocka_run_group_tests_name("train", tests, own_folder_make, own_folder_remove);
}
