/* The lessons there are, in their order. */
#pragma once
#include <stddef.h>

typedef struct ContentsEntry {
    const char *name;     /* of the source and the program: "03_gradient" */
    const char *question; /* marked for translation */
} ContentsEntry;

/* The index-th lesson (0 is lesson 1), NULL after the last. */
const ContentsEntry *contents_at(size_t index);

/* The index of a lesson's name; of its number ("3", "03") as well. contents_count() when there is none. */
size_t contents_find(const char *name);
size_t contents_count(void);
