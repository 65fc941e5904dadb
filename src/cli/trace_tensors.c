/* The safetensors of `twingrad trace`. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/trace_run.h"
#include "train/safetensors.h"

/* The largest net, 30 steps of two blocks in three branches, has 490. */
enum { TENSORS_MAX = 512, NAME_SIZE = 64, NUMBER_SIZE = 32 };

/* The list that grows; numbers are stored as double (float in REAL=float, whose digits they are). */
typedef struct TensorList {
    size_t count;
    SafetensorsTensor tensors[TENSORS_MAX];
    char names[TENSORS_MAX][NAME_SIZE];
    double *data[TENSORS_MAX];
    bool lacks_memory;
} TensorList;

static void add(TensorList *list, size_t rows, size_t cols, const real *values, const char *folder,
                const char *name)
{
    size_t i = list->count;
    assert(i < TENSORS_MAX);
    double *data = malloc(rows * cols * sizeof *data);
    if (!data) {
        list->lacks_memory = true;
        return;
    }
    for (size_t k = 0; k < rows * cols; k++)
        data[k] = real_to_double(values[k]);
    snprintf(list->names[i], NAME_SIZE, "%s/%s", folder, name);
    list->data[i] = data;
    list->tensors[i] = (SafetensorsTensor){list->names[i], SAFETENSORS_F64, 2, {rows, cols}, data};
    list->count++;
}

static void add_shape(TensorList *list, Shape shape, const real *values, const char *folder, const char *name)
{
    add(list, shape.channels, shape.time, values, folder, name);
}

static void add_step(TensorList *list, const Step *step, const char *folder, const real *out,
                     const real *dout)
{
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%s/out", step->name);
    add_shape(list, step->out, out, folder, name);
    snprintf(name, sizeof name, "%s/dout", step->name);
    add_shape(list, step->out, dout, folder, name);
}

static void add_branch(TensorList *list, const TraceRun *run, size_t b)
{
    const char *branch = trace_run_branch(run, b);
    add_shape(list, run->net->input, run->x[b], branch, "x");
    add_shape(list, run->net->input, run->pass.dx[b], branch, "dx");
    for (size_t i = 0; i < run->net->encoder_steps; i++)
        add_step(list, &run->net->steps[i], branch, run->pass.values.encoder[b][i],
                 run->pass.gradients.encoder[b][i]);
    char folder[NAME_SIZE];
    snprintf(folder, sizeof folder, "grad.%s", branch);
    const StepBlock *block;
    for (size_t i = 0; (block = net_block(run->net, i)); i++)
        add(list, block->rows, block->cols, run->pass.dparams[b] + block->offset, folder, block->name);
}

/* As in a model's metadata: to the bit; a margin that the loss has not is "none". */
static void write_number(double number, char text[static NUMBER_SIZE])
{
    if (isnan(number))
        snprintf(text, NUMBER_SIZE, "none");
    else
        snprintf(text, NUMBER_SIZE, "%.17g", number);
}

Status trace_tensors_write(const TraceRun *run, const char *path)
{
    TensorList *list = calloc(1, sizeof *list);
    if (!list)
        return status_no_memory("the tensors");
    for (size_t b = 0; b < run->net->branches; b++)
        add_branch(list, run, b);
    for (size_t i = 0; i < NET_HEAD_STEPS; i++)
        add_step(list, &run->net->steps[run->net->encoder_steps + i], "head", run->pass.values.head[i],
                 run->pass.gradients.head[i]);
    const StepBlock *block;
    for (size_t i = 0; (block = net_block(run->net, i)); i++) {
        add(list, block->rows, block->cols, run->params + block->offset, "params", block->name);
        add(list, block->rows, block->cols, run->pass.dparams_sum + block->offset, "grad", block->name);
    }
    char target[NUMBER_SIZE], margin[NUMBER_SIZE];
    write_number(run->net->forged_target, target);
    write_number(run->net->margin, margin);
    const SafetensorsText texts[] = {
        {"format", "twingrad trace"},
        {"net.encoder", run->net->encoder},
        {"net.loss", run->net->loss},
        {"net.forged_target", target},
        {"net.margin", margin},
        {"numbers", REAL_NAME},
        {"label", run->label == LABEL_GENUINE ? "genuine" : "forged"},
    };
    Status status = list->lacks_memory ? status_no_memory("the tensors")
                                       : safetensors_write(path, list->count, list->tensors,
                                                           sizeof texts / sizeof texts[0], texts);
    for (size_t i = 0; i < list->count; i++)
        free(list->data[i]);
    free(list);
    return status;
}
