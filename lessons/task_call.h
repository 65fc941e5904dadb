/* How the function that each exercise asks for is called: the sizes of its arrays, the forward pass that its backward pass
 * is measured against, and the call itself. */
#pragma once
#include <stddef.h>

#include "gradcheck/gradcheck.h"

enum { TASK_CALL_PARTS = 2, TASK_CALL_NUMBERS = 40 };

/* An array of derivatives that the function adds to. */
typedef struct TaskPart {
    const char *name;         /* "dW"; NULL: there is none */
    size_t rows, cols, depth; /* W[rows][cols][depth]; 0: no such index */
} TaskPart;

typedef struct TaskCall {
    const char *function; /* its name: "cosine_backward" */
    /* What is added to by the input; the input is these arrays, one after the other. */
    TaskPart in[TASK_CALL_PARTS];
    TaskPart parameters[TASK_CALL_PARTS];
    size_t n_out, rows; /* rows: of alike things in the input and the output (branches); 0 counts as 1 */
    int (*forward)(void *run, const void *in, void *out); /* run: a TaskRun */
    int (*vjp)(void *run, const void *in, const void *out, const void *d_out, void *d_in,
               const GradcheckBlock *blocks);
} TaskCall;

/* The numbers of one run, and the function under test. */
typedef struct TaskRun {
    const TaskCall *call;
    void *function; /* the learner's, found by its name */
    double in[TASK_CALL_NUMBERS], parameters[TASK_CALL_PARTS][TASK_CALL_NUMBERS];
} TaskRun;

extern const TaskCall task_call_dot, task_call_norm, task_call_cosine, task_call_sum, task_call_target,
    task_call_margin, task_call_dense, task_call_tanh, task_call_conv, task_call_average, task_call_branches,
    task_call_logistic;

/* How many numbers an array has. */
size_t task_call_size(const TaskPart *part);
