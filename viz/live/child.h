/* Another program, started to be given what it reads from its standard input (POSIX).
 *
 * It runs in a process group of its own: a Ctrl-C meant for us does not end it. Whatever happens to it, the caller gets
 * a sentence and goes on: writing to one that has ended is no signal, and one that takes nothing or does not come to an
 * end is ended after a while. */
#pragma once
#include <stddef.h>

#include "base/status.h"

typedef struct Child Child;

typedef enum ChildStart {
    CHILD_STARTED,
    CHILD_ABSENT, /* there is no such program */
    CHILD_TROUBLE
} ChildStart;

/* Starts the program words[0], looked for on the PATH, with words[1] ... up to a NULL. Unless CHILD_STARTED, *child is
 * NULL and *status says why. The caller ends it with child_finish. */
ChildStart child_start(const char *const words[], Child **child, Status *status);

/* Gives it `size` bytes to read. Trouble: it ended, or took nothing for `patience` seconds. */
Status child_write(Child *child, const void *bytes, size_t size, double patience);

/* Tells it that nothing more comes, waits `patience` seconds for its end (then ends it), and frees it. Trouble: it did
 * not end by itself with status 0; the sentence gives the last line that it wrote to its standard error. */
Status child_finish(Child *child, double patience);
