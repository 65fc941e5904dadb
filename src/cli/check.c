/* twingrad check: a hand-written gradient, ours or anybody's, against differences whose error is measured. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check_net.h"
#include "cli/check_plugin.h"
#include "cli/commands.h"
#include "cli/document.h"
#include "net/faults.h"
#include "program/terminal.h"

static int run_command(int argc, char **argv);

const ProgramCommand check_command = {
    .program = "twingrad",
    .name = "check",
    .usage = "[MODEL | --plugin FILE.so] [OPTION]...",
    .summary = "check a hand-written gradient: ours, or that of a plugin",
    .description = "Compares the gradient of a net, of every step of it and of the whole, with\n"
                   "finite differences whose error is measured, and says what is wrong, which step\n"
                   "is the first wrong one, and what the mistake probably is. MODEL is a file that\n"
                   "'twingrad train --save' wrote; without one the net is the one that the options\n"
                   "describe, freshly initialised. With --fault a mistake is put in first. With\n"
                   "--plugin an own function is checked: docs/check.md shows how.\n"
                   "Exit status: 0 agrees, 1 wrong, 3 cannot tell, 2 trouble.",
    .run = run_command,
};

typedef struct CheckOptions {
    CheckNetOptions net;
    const char *plugin;
    double timeout;
    size_t memory;
    bool list_faults, full, screen;
} CheckOptions;

static int list_faults(bool json)
{
    json_t *list = json ? json_array() : NULL;
    const Fault *fault;
    for (size_t i = 0; (fault = faults_at(i)); i++)
        if (json)
            document_append(&list, json_pack("{s:s, s:s, s:s}", "name", fault->name, "replaces",
                                             fault->replaces, "mistake", fault->mistake));
        else
            printf("%s (%s%s)\n    %s\n", fault->name,
                   fault->step ? "the step " : "the joining: ", fault->replaces, fault->mistake);
    Status status = json ? document_print(list) : status_ok();
    return status.ok ? TERMINAL_YES : terminal_trouble(&check_command, status);
}

static int check_plugin(const CheckOptions *o)
{
    CheckPluginOptions options = {.file = o->plugin,
                                  .seed = o->net.recipe.training.seed,
                                  .timeout = o->timeout,
                                  .memory = o->memory,
                                  .check = gradcheck_options(),
                                  .text = o->net.text,
                                  .json = o->net.json};
    options.check.seed = options.seed;
    options.check.mode = o->full ? GRADCHECK_FULL : o->screen ? GRADCHECK_SCREEN : GRADCHECK_AUTO;
    CheckPluginResult result;
    Status status = check_plugin_run(&options, &result);
    if (!status.ok)
        return terminal_trouble(&check_command, status);
    fputs(result.report, stdout);
    free(result.report);
    return result.exit_status;
}

static int check_net(CheckOptions *o)
{
    int exit_status = TERMINAL_TROUBLE;
    o->net.mode = o->full ? CHECK_NET_FULL : o->screen ? CHECK_NET_SCREEN : CHECK_NET_AUTO;
    Status status = check_net_run(&o->net, &exit_status);
    return status.ok ? exit_status : terminal_trouble(&check_command, status);
}

/* What cannot be asked for together. */
static Status find_conflict(const CheckOptions *o, int words, char **word)
{
    if (words > 1)
        return status_error("'%s': one MODEL is expected, not two", word[1]);
    if (o->plugin && (words > 0 || o->net.fault))
        return status_error("--plugin checks an own function: no MODEL and no --fault with it");
    if (o->full && o->screen)
        return status_error("--full and --screen exclude each other");
    return status_ok();
}

static int run_command(int argc, char **argv)
{
    CheckOptions o = {
        .net = {.recipe = recipe_defaults(), .data = data_defaults(), .pairs = 2, .text = {.entries = 0}},
        .timeout = 60,
        .memory = 4096};
    enum { OWN = 11 };
    Option options[OWN + RECIPE_NET_OPTIONS + DATA_OPTIONS] = {
        {"pairs", OPTIONS_COUNT, &o.net.pairs, "N", "pairs in the mean, genuine and forged in turn (2)", 1,
         1000},
        {"weight-decay", OPTIONS_NUMBER, &o.net.decay, "WD",
         "adds WD/2 times the weights' squares to the loss (0)", 0, 1e6},
        {"fault", OPTIONS_TEXT, &o.net.fault, "NAME[@STEP]", "put this mistake in first, into STEP if named"},
        {"list-faults", OPTIONS_FLAG, &o.list_faults, NULL,
         "the mistakes there are, and what the person did"},
        {"plugin", OPTIONS_TEXT, &o.plugin, "FILE.so", "check the function of this shared object"},
        {"timeout", OPTIONS_NUMBER, &o.timeout, "S", "how many seconds a plugin may take (60)", 0.1, 1e6},
        {"memory", OPTIONS_COUNT, &o.memory, "MB", "how much memory it may ask for (4096)", 64, 1e6},
        {"full", OPTIONS_FLAG, &o.full, NULL, "look at every entry, however long it takes"},
        {"screen", OPTIONS_FLAG, &o.screen, NULL, "look along a few random directions only"},
        {"entries", OPTIONS_COUNT, &o.net.text.entries, "N", "list the N worst entries of what is wrong (0)",
         0, 1e6},
        {"json", OPTIONS_FLAG, &o.net.json, NULL, "the whole report as one JSON document"},
    };
    recipe_list_net(&o.net.recipe, options + OWN);
    data_list(&o.net.data, options + OWN + RECIPE_NET_OPTIONS);
    int first;
    int ended =
        options_parse(&check_command, OWN + RECIPE_NET_OPTIONS + DATA_OPTIONS, options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return ended;
    Status status = find_conflict(&o, argc - first, argv + first);
    if (!status.ok)
        return terminal_trouble(&check_command, status);
    o.net.text.colour = terminal_has_colour(stdout);
    o.net.model = first < argc ? argv[first] : NULL;
    if (o.list_faults)
        return list_faults(o.net.json);
    return o.plugin ? check_plugin(&o) : check_net(&o);
}
