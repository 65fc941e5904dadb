/* Work done in a process of its own, with limits: somebody's code that may crash, end the process, never return or ask for
 * all the memory there is (POSIX). It may still do whatever the person may who started it: read, write and remove files,
 * talk to the network. This is a guard against mistakes and no cage for malice; but what comes back from there is
 * believed no further than it can be checked. */
#pragma once
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* What the work tells while it goes on, in memory shared with the caller: it may end at any moment. */
typedef struct ApartNote {
    volatile sig_atomic_t stage; /* how far the work has come, in its own numbering */
    volatile size_t count;       /* how much it has done there */
} ApartNote;

/* The work. Returns a number, and, in *text, words that malloc gave or NULL; both reach the caller. What it prints to
 * standard output appears on standard error. */
typedef int ApartWork(void *context, ApartNote *note, char **text);

/* How the work ended. */
typedef struct ApartLimits {
    double seconds;
    size_t memory; /* bytes; 0: any. Not kept under a sanitizer, which asks for far more than it uses */
} ApartLimits;

typedef enum ApartEnd {
    APART_RETURNED, /* `number` is what the work returned */
    APART_CRASHED,  /* `number` is the signal */
    APART_ENDED,    /* by itself, before the work returned; `number` is the exit status */
    APART_LATE      /* not done in time, and ended */
} ApartEnd;

/* What came of the work. */
typedef struct ApartResult {
    ApartEnd end; /* how */
    int number;   /* see ApartEnd */
    char *text;   /* the caller frees it; NULL where there is none */
    int stage;    /* the note, as it last was */
    size_t count; /* the same */
} ApartResult;

/* Does the work, and waits for it. Processes that it began itself end with it, and it ends with the caller where the
 * system can do that (Linux; elsewhere when its seconds are over). Trouble: no process, no memory. `what` names it in
 * that sentence. */
Status apart_run(ApartWork *work, void *context, ApartLimits limits, const char *what, ApartResult *result);
