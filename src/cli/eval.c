/* twingrad eval: what a saved model does to pairs of signatures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/document.h"
#include "cli/report.h"
#include "program/data.h"
#include "program/terminal.h"
#include "train/checkpoint.h"

static int run_command(int argc, char **argv);

const ProgramCommand eval_command = {
    .program = "twingrad",
    .name = "eval",
    .usage = "MODEL [OPTION]...",
    .summary = "tell how well a saved model separates genuine and forged pairs",
    .description = "Judges pairs of signatures with a saved model. Without --data these are the test\n"
                   "users of the model's own data, whom it has never seen; with --data every user of\n"
                   "that data, which then must be no data that the model was trained on.",
    .run = run_command,
};

typedef struct EvalOptions {
    size_t pairs;
    bool json;
    DataOptions data;
} EvalOptions;

static Status evaluate(const char *path, const EvalOptions *o, ReportResult *result, const char **of_whom)
{
    CheckpointRun run;
    Model model;
    Dataset dataset;
    Split split;
    ReportPairs pairs = {0};
    Status status = checkpoint_load_run(path, &run);
    if (status.ok)
        status = checkpoint_load_model(path, &model);
    if (!status.ok)
        return status;
    Source source = run.source;
    if (o->data.data)
        status = data_source(&o->data, &source);
    if (status.ok)
        status = source_open(&source, &dataset, &split);
    if (!status.ok) {
        model_free(&model);
        return status;
    }
    if (o->data.data) {
        size_t everyone[DATASET_USERS_MAX];
        for (size_t u = 0; u < dataset.user_count; u++)
            everyone[u] = u;
        *of_whom = "users, all of this data";
        status = report_pairs_make(&dataset, dataset.user_count, everyone, run.options.mix, o->pairs, &pairs);
    } else {
        *of_whom = "test users, who were neither trained on nor validated on";
        status = report_pairs_make(&dataset, split.count[SPLIT_TEST], split.users[SPLIT_TEST],
                                   run.options.mix, o->pairs, &pairs);
    }
    if (status.ok && pairs.count == 0)
        status =
            status_error("these users cannot give pairs of the three kinds that the model was trained with");
    if (status.ok)
        status = report_result_measure(&model, &dataset, &pairs, result);
    report_pairs_free(&pairs);
    dataset_free(&dataset);
    split_free(&split);
    model_free(&model);
    return status;
}

static int run_command(int argc, char **argv)
{
    EvalOptions o = {.pairs = 960, .data = data_defaults()};
    o.data.data = NULL; /* the model's own */
    enum { OWN = 2 };
    Option options[OWN + DATA_OPTIONS] = {
        {"pairs", OPTIONS_COUNT, &o.pairs, "N", "how many (960)", 10, 100000},
        {"json", OPTIONS_FLAG, &o.json, NULL, "print one JSON document"},
    };
    data_list(&o.data, options + OWN);
    int first;
    int ended = options_parse(&eval_command, OWN + DATA_OPTIONS, options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return ended;
    if (argc - first != 1)
        return terminal_trouble(&eval_command, status_error("one MODEL is expected, found %d", argc - first));
    ReportResult result;
    const char *of_whom;
    Status status = evaluate(argv[first], &o, &result, &of_whom);
    if (status.ok && o.json)
        status = document_print(report_result_json(&result));
    else if (status.ok)
        report_result_print(&result, of_whom, stdout);
    return status.ok ? TERMINAL_YES : terminal_trouble(&eval_command, status);
}
