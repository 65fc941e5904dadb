/* twingrad synth: invented signatures as files. */
#include <stdio.h>

#include "cli/commands.h"
#include "program/terminal.h"
#include "train/dataset.h"

static int run(int argc, char **argv);

const ProgramCommand synth_command = {
    .program = "twingrad",
    .name = "synth",
    .usage = "--out DIR [OPTION]...",
    .summary = "invent signatures and write them as files",
    .description = "Invents writers, their genuine signatures and skilled forgeries of them (the\n"
                   "Sigma-Lognormal model of fast pen movements), and writes them as files\n"
                   "U<writer>S<number>: S1 to S20 are genuine, S21 to S40 forged, as in SVC2004.",
    .run = run,
};

static int run(int argc, char **argv)
{
    size_t users = 10, genuine = 20, forged = 20;
    uint64_t seed = 1;
    SynthOptions synth = synth_defaults();
    const char *out = NULL, *format = "svc2004";
    const Option options[] = {
        {"out", OPTIONS_TEXT, &out, "DIR", "the folder to write into; made when missing"},
        {"users", OPTIONS_COUNT, &users, "N", "how many writers (10)", 1, DATASET_USERS_MAX},
        {"genuine", OPTIONS_COUNT, &genuine, "G", "genuine signatures of each (20)", 1, DATASET_GENUINE_MAX},
        {"forged", OPTIONS_COUNT, &forged, "F", "forgeries of each (20)", 0, DATASET_FORGED_MAX},
        {"seed", OPTIONS_SEED, &seed, "S", "who the writers are (1)"},
        {"slowness", OPTIONS_NUMBER, &synth.slowness, "X", "forgers are X times slower (1)", 0.5, 5},
        {"format", OPTIONS_TEXT, &format, "NAME", "svc2004 (text, one line a point), inkml or susig"},
    };
    int first;
    int ended =
        options_parse(&synth_command, sizeof options / sizeof options[0], options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return ended;
    if (first < argc)
        return terminal_trouble(&synth_command, status_error("'%s': not expected here", argv[first]));
    if (!out)
        return terminal_trouble(&synth_command, status_error("--out DIR is missing"));
    PenfileFormat written;
    if (!penfile_find(format, &written) || !penfile_is_written(written))
        return terminal_trouble(&synth_command,
                                status_error("--format %s: expected svc2004, inkml or susig", format));

    Dataset dataset;
    Status status = dataset_synthesize(users, genuine, forged, seed, &synth, &dataset);
    if (status.ok)
        status = dataset_save(&dataset, out, written);
    if (status.ok)
        printf("%zu signatures of %zu writers (seed %llu) are in %s\n", dataset.count, users,
               (unsigned long long)seed, out);
    dataset_free(&dataset);
    return status.ok ? TERMINAL_YES : terminal_trouble(&synth_command, status);
}
