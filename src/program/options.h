/* A command's options as one table: it is parsed by getopt_long, and the help is printed from it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef enum OptionKind {
    OPTIONS_FLAG,   /* bool: set to true */
    OPTIONS_TEXT,   /* const char *: points into argv */
    OPTIONS_COUNT,  /* size_t, from `least` to `most` */
    OPTIONS_SEED,   /* uint64_t */
    OPTIONS_NUMBER, /* double, finite, from `least` to `most` */
    OPTIONS_TEXTS   /* OptionTexts: each use adds one, and so do the plain words right after it */
} OptionKind;

enum { OPTIONS_TEXTS_MAX = 64 };

typedef struct OptionTexts {
    size_t count;
    const char *texts[OPTIONS_TEXTS_MAX];
} OptionTexts;

typedef struct Option {
    const char *name; /* "epochs" for --epochs */
    OptionKind kind;
    void *target;         /* of the kind's type; what it holds before is the default */
    const char *argument; /* as the help shows it: "N"; NULL for a flag */
    const char *help;
    double least, most; /* both 0: any */
} Option;

typedef struct ProgramCommand {
    const char *program;     /* "twingrad" */
    const char *name;        /* "train"; "" when the program is the command */
    const char *usage;       /* what follows the name: "[OPTION]..." */
    const char *summary;     /* one line for the list of commands */
    const char *description; /* a paragraph for --help */
    int (*run)(int argc, char **argv);
} ProgramCommand;

enum { OPTIONS_GO_ON = -1 };

/* "twingrad train": what stands before a sentence of the command. */
typedef struct OptionsName {
    char text[64];
} OptionsName;
OptionsName options_name(const ProgramCommand *command);

/* Prints "twingrad 0.1.0 (numbers: double)". */
void options_show_version(const ProgramCommand *command);

/* Parses argv[1..] into the targets. The plain words (no option's) stand in argv[*first .. argc-1] afterwards.
 * Returns OPTIONS_GO_ON, or the status to end with: 0 after --help, which prints the description and the table, and, of a
 * program that is one command, after --version; 2 after a wrong option or value, which is told on standard error. */
int options_parse(const ProgramCommand *command, size_t count, const Option options[], int argc, char **argv,
                  int *first);

/* The value of an option as text and back, for files that hold the options of a run: to the bit; a flag is "yes" or "no";
 * OPTIONS_UNSET stands for a number that nobody gave (NaN, as it was before). Not for OPTIONS_TEXTS, nor for a text that
 * is NULL. */
#define OPTIONS_UNSET "-"
enum { OPTIONS_VALUE_SIZE = 2048 };
void options_write(const Option *option, char text[static OPTIONS_VALUE_SIZE]);

/* Sets the option's target; a text points into `text` then. Trouble: a sentence that says what was expected; the target
 * is as it was. */
Status options_read(const Option *option, const char *text);
