/* twingrad COMMAND ...: finds the command and runs it. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "program/terminal.h"

static const ProgramCommand *const commands[] = {
    &train_command, &eval_command,  &verify_command,  &trace_command,
    &check_command, &synth_command, &convert_command,
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void show_help(FILE *out)
{
    fprintf(out, "usage: twingrad COMMAND [OPTION]...\n\n"
                 "A siamese network that verifies pen signatures, every gradient written by hand.\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
    fprintf(out, "\n'twingrad COMMAND --help' tells more; --version tells the version.\n"
                 "Exit status: 0 yes, 1 no, 3 cannot tell, 2 trouble.\n");
}

/* The program without a command. */
static const ProgramCommand itself = {.program = "twingrad", .name = ""};

int main(int argc, char **argv)
{
    terminal_begin();
    if (argc < 2) {
        show_help(stderr);
        return TERMINAL_TROUBLE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        show_help(stdout);
        return terminal_end(&itself, TERMINAL_YES);
    }
    if (strcmp(argv[1], "--version") == 0) {
        options_show_version(commands[0]);
        return terminal_end(&itself, TERMINAL_YES);
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return terminal_end(commands[i], commands[i]->run(argc - 1, argv + 1));
    fprintf(stderr, "%s\n",
            status_error("twingrad: '%.60s' is no command; 'twingrad --help' lists them", argv[1]).message);
    return TERMINAL_TROUBLE;
}
