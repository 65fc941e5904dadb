/* The window of a lesson: one figure, in which some points can be dragged, and a line of words that says what is there now. */
#pragma once
#include <stddef.h>

#include "base/status.h"
#include "figure.h"

enum { STAGE_HANDLES = 4, STAGE_WORDS = 400 };

typedef struct StageHandle {
    const char *name;
    double x, y;
} StageHandle;

typedef struct Stage {
    const char *title; /* marked for translation */
    size_t handles;
    StageHandle handle[STAGE_HANDLES]; /* where they stand at first */
    /* Makes the figure, and the words below it, for where the points stand. A point may be moved here (onto a curve). */
    void (*show)(StageHandle handle[], Figure *figure, char words[static STAGE_WORDS]);
} Stage;

/* Opens the window and stays until it is closed; `words` are then those that were shown last. Trouble: no display; no
 * font. */
Status stage_run(const Stage *stage, char words[static STAGE_WORDS]);

/* What a window of that size shows, as a PNG or SVG file by its name's ending: the points where they stand at first. */
Status stage_save(const Stage *stage, const char *path, int width, int height);
