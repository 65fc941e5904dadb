/* The exercises: for each the function that is asked for, what it is about in words, and the forward pass that its backward
 * pass is measured against. */
#pragma once
#include <stddef.h>

#include "gradcheck/gradcheck.h"

enum { TASK_HINTS = 3, TASK_PARTS = 2, TASK_NUMBERS = 40 };

/* An array of derivatives that the function adds to. */
typedef struct TaskPart {
    const char *name;         /* "dW"; NULL: there is none */
    size_t rows, cols, depth; /* W[rows][cols][depth]; 0: no such index */
} TaskPart;

typedef struct Task Task;

/* The numbers of one run, and the function under test. */
typedef struct TaskRun {
    const Task *task;
    void *function; /* the learner's, found by its name */
    double in[TASK_NUMBERS], parameters[TASK_PARTS][TASK_NUMBERS];
} TaskRun;

struct Task {
    const char *name;              /* of its file: "03_cosine" */
    const char *function;          /* "cosine_backward" */
    const char *question;          /* marked for translation, as is all that follows */
    const char *about;             /* what is given and what is asked for */
    const char *hints[TASK_HINTS]; /* the idea, the formula, the line */
    const char *lesson;            /* the number of the lesson that it goes with: "03" */
    TaskPart
        in[TASK_PARTS]; /* what is added to by the input; the input is these arrays, one after the other */
    TaskPart parameters[TASK_PARTS];
    size_t n_out, rows; /* rows: of alike things in the input and the output (branches); 0 counts as 1 */
    int (*forward)(void *run, const void *in, void *out);
    int (*vjp)(void *run, const void *in, const void *out, const void *d_out, void *d_in,
               const GradcheckBlock *blocks);
};

/* The index-th exercise, NULL after the last. */
const Task *task_at(size_t index);
size_t task_count(void);

/* The index of an exercise by its name or number ("03_cosine", "3"); task_count() when there is none. */
size_t task_find(const char *name);

/* How many numbers an array has. */
size_t task_part_size(const TaskPart *part);

/* Checks `function` as the task's. *report is the caller's to free; NULL without memory. */
void task_check(const Task *task, void *function, GradcheckReport **report);
