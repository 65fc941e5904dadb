/* twingrad trace: one pair, every forward and every backward step with its formula, shapes and numbers. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/document.h"
#include "cli/examples.h"
#include "cli/trace_run.h"
#include "program/terminal.h"

static int run_command(int argc, char **argv);

const ProgramCommand trace_command = {
    .program = "twingrad",
    .name = "trace",
    .usage = "[MODEL] [OPTION]...",
    .summary = "show every forward and backward step of one pair",
    .description = "Takes one pair of signatures through the net and back, and prints every step in\n"
                   "order: its formula, its shapes, its numbers; then what came back to each shared\n"
                   "parameter along each branch, and the sum. MODEL is a file that 'twingrad train\n"
                   "--save' wrote; without one the net is the one that the\n"
                   "options describe, freshly initialised.",
    .run = run_command,
};

typedef struct TraceOptions {
    RecipeOptions recipe;
    size_t pair, numbers;
    const char *tensors;
    bool json;
    DataOptions data;
} TraceOptions;

static void print_title(const TraceRun *run, size_t pair, const TraceOptions *o)
{
    const Net *net = run->net;
    printf("pair %zu: ", pair);
    for (size_t b = 0; b < net->branches; b++)
        printf("%s%s = %s", b ? ", " : "", trace_run_branch(run, b), run->names[b]);
    if (net->branches == 2)
        printf(" (%s)", run->label == LABEL_GENUINE ? "genuine" : "forged");
    printf("\nnet: %s\nloss: %s   parameters: %zu   numbers: %s   seed: %llu\n\n", net->encoder, net->loss,
           net->parameter_count, REAL_NAME, (unsigned long long)o->recipe.training.seed);
}

static Status show(const TraceOptions *o, const Model *model, const Dataset *dataset, const Pair *pair)
{
    TraceRun run = {.net = &model->net, .params = model->params, .label = pair->label};
    real *x = malloc(NET_BRANCHES_MAX * step_size(model->net.input) * sizeof *x);
    Status status = x ? status_ok() : status_no_memory("the features");
    for (size_t b = 0; status.ok && b < model->net.branches; b++) {
        const DatasetItem *item = &dataset->items[pair->items[b]];
        real *of_branch = x + b * step_size(model->net.input);
        run.x[b] = of_branch;
        run.names[b] = item->name;
        status = model_see(model, &item->signature, of_branch);
    }
    if (status.ok)
        status = pass_create(run.net, &run.pass);
    if (status.ok)
        pass_run(run.net, run.params, run.x, run.label, &run.pass);
    if (status.ok && o->tensors)
        status = trace_tensors_write(&run, o->tensors);
    if (status.ok && o->json) {
        status = document_print(trace_json_make(&run));
    } else if (status.ok) {
        print_title(&run, o->pair, o);
        trace_text_print(&run, o->numbers, stdout);
        if (o->tensors)
            printf("\nEvery number of it is in %s\n", o->tensors);
    }
    pass_free(&run.pass);
    free(x);
    return status;
}

static Status trace(const char *path, TraceOptions *o)
{
    Examples examples;
    Pair pair;
    Status status = examples_open(path, &o->recipe, &o->data, &examples);
    if (status.ok)
        status = examples_pair(&examples, o->pair, &pair);
    if (status.ok)
        status = show(o, &examples.model, &examples.dataset, &pair);
    examples_close(&examples);
    return status;
}

static int run_command(int argc, char **argv)
{
    TraceOptions o = {.recipe = recipe_defaults(), .numbers = 3, .data = data_defaults()};
    enum { OWN = 4 };
    Option options[OWN + RECIPE_NET_OPTIONS + DATA_OPTIONS] = {
        {"pair", OPTIONS_COUNT, &o.pair, "K", "which pair: even numbers genuine, odd forged (0)", 0, 1e9},
        {"numbers", OPTIONS_COUNT, &o.numbers, "N", "how many values of each array to print (3)", 0, 1e6},
        {"json", OPTIONS_FLAG, &o.json, NULL, "every number, as one JSON document"},
        {"safetensors", OPTIONS_TEXT, &o.tensors, "FILE", "write every array to a safetensors file too"},
    };
    recipe_list_net(&o.recipe, options + OWN);
    data_list(&o.data, options + OWN + RECIPE_NET_OPTIONS);
    int first;
    int ended =
        options_parse(&trace_command, OWN + RECIPE_NET_OPTIONS + DATA_OPTIONS, options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return ended;
    if (argc - first > 1)
        return terminal_trouble(&trace_command,
                                status_error("'%s': one MODEL is expected, not two", argv[first + 1]));
    Status status = trace(first < argc ? argv[first] : NULL, &o);
    return status.ok ? TERMINAL_YES : terminal_trouble(&trace_command, status);
}
