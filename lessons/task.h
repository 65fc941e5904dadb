/* The exercises: for each its question, what is given and asked for, three hints, and the function it wants. */
#pragma once
#include <stddef.h>

#include "task_call.h"

enum { TASK_HINTS = 3 };

typedef struct Task {
    const char *name;              /* of its file: "03_cosine" */
    const char *question;          /* marked for translation, as is all that follows */
    const char *about;             /* what is given and what is asked for */
    const char *hints[TASK_HINTS]; /* the idea, the formula, the line */
    const char *lesson;            /* the number of the lesson that it goes with: "03" */
    const TaskCall *call;
} Task;

/* The index-th exercise, NULL after the last. */
const Task *task_at(size_t index);
size_t task_count(void);

/* The index of an exercise by its name or number ("03_cosine", "3"); task_count() when there is none. */
size_t task_find(const char *name);
