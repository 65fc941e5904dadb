/* Pieces of the outside world as they may stand in a sentence of trouble. */
#pragma once
#include "base/status.h"

/* A short text, returned whole. */
typedef struct Shown {
    char text[32]; /* ends in 0 */
} Shown;

/* The text from `from` to `end`, shortened to fit, with a question mark for every byte that is not printable
 * ASCII. */
Shown shown_text(const char *from, const char *end);

/* The end of a path that is too long for a sentence, otherwise the path. Points into `path`. */
const char *shown_path(const char *path);

/* The trouble `status` tells, with the file before its sentence. */
Status shown_in_file(const char *path, Status status);
