/* The learner's files: made, compiled, loaded and tried in a process of their own. */
#pragma once
#include <stdbool.h>

#include "base/status.h"
#include "task.h"

enum { WORKSHOP_PATH = 1000 };

typedef struct Workshop {
    char templates[WORKSHOP_PATH]; /* the folder of the files with the formula missing */
    char mine[WORKSHOP_PATH];      /* the learner's */
    double patience;               /* seconds that a function may take */
} Workshop;

/* The learner's file of an exercise. */
void workshop_file(const Workshop *workshop, const Task *task, char path[static WORKSHOP_PATH]);

/* Makes that file, with the task as its first comment, unless it is there (or `anew`: what was there is kept beside it,
 * with .old behind its name). */
Status workshop_begin(const Workshop *workshop, const Task *task, bool anew);

typedef enum WorkshopVerdict {
    WORKSHOP_RIGHT,
    WORKSHOP_WRONG,
    WORKSHOP_DOES_NOT_COMPILE, /* `answer` is what the compiler says */
    WORKSHOP_BREAKS            /* it crashes, ends the process or does not end; `answer` says which */
} WorkshopVerdict;

typedef struct WorkshopAnswer {
    WorkshopVerdict verdict;
    char *text; /* lines as tutor_answer's, but for the compiler's words; the caller frees it */
} WorkshopAnswer;

/* Compiles `source` ($CC, or cc) and checks the function in it. Trouble: no compiler, no such file, no memory. */
Status workshop_try(const Workshop *workshop, const Task *task, const char *source, WorkshopAnswer *answer);
