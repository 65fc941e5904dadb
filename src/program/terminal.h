/* What a person sees while a command works, and how they stop it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/status.h"
#include "program/options.h"

/* The exit statuses of every command. */
enum { TERMINAL_YES = 0, TERMINAL_NO = 1, TERMINAL_TROUBLE = 2, TERMINAL_CANNOT_TELL = 3 };

/* To be called before anything else: where standard input, output or error is closed it is opened on nothing, so that no
 * file that is opened later gets its number and is written into by what is printed. And a file that grows beyond what the
 * system allows is an error like a full disk, no signal. */
void terminal_begin(void);

/* Sees to it that what was printed on standard output until now has left the program. Trouble: it has not (a full disk, a
 * terminal or a reader that went away). */
Status terminal_flush(void);

/* To be called at the very end, with the exit status that the command came to: the same is returned, or TERMINAL_TROUBLE,
 * with a sentence on standard error, where not all that was printed has left the program. */
int terminal_end(const ProgramCommand *command, int exit_status);

/* Prints the sentence on standard error, behind the command's name ("twingrad train"). Returns TERMINAL_TROUBLE. */
int terminal_trouble(const ProgramCommand *command, Status status);

/* Whether `stream` may be coloured: it is a terminal that can, and NO_COLOR is not set. */
bool terminal_has_colour(FILE *stream);

/* From here on Ctrl-C, SIGTERM and the loss of the terminal (SIGHUP) do not end the program but make
 * terminal_interrupted() true; a second one ends it at once. Printing to a pipe that nobody reads any more does not end it
 * either: terminal_flush tells. */
void terminal_catch_interrupt(void);
bool terminal_interrupted(void);

/* A line on standard error that is written over as work goes on: what is done, how far, the time left. Nothing where
 * standard error is no terminal. */
typedef struct TerminalProgress {
    const char *what;
    double started, shown; /* seconds */
    bool visible;
} TerminalProgress;

TerminalProgress terminal_progress_start(const char *what);
/* done of total; `note` stands at the end of the line. At most ten times a second. */
void terminal_progress_show(TerminalProgress *progress, double done, double total, const char *note);
/* Wipes the line. */
void terminal_progress_end(TerminalProgress *progress);
