/* Where a person was: one small text file, "NAME PART" for a lesson that was left there, "NAME done" for one read to the
 * end, and "last NAME". It is $TWINGRAD_PROGRESS, or twingrad/lessons.txt in $XDG_STATE_HOME or ~/.local/state. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { PROGRESS_NAME = 40 };

typedef struct Progress {
    unsigned part; /* 0: not begun */
    bool done;     /* read to the end at least once */
} Progress;

/* Of a lesson. Not begun where nothing can be read. */
Progress progress_read(const char *lesson);

/* The lesson that was open last; false when there is none. */
bool progress_last(char lesson[static PROGRESS_NAME]);

/* Whether an exercise was solved, and keeping that it was. */
bool progress_solved(const char *exercise);
void progress_solve(const char *exercise);

/* Keeps where a lesson was left, and that it was the last. Where nothing can be written nothing is kept: a lesson is not
 * stopped by that. */
void progress_write(const char *lesson, Progress progress);
