#include "train/batch.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "base/mark.h"
#include "net/cosine.h"
#include "net/crowd.h"

/* A batch is cut into at most this many parts. Each part adds its pairs' gradients in order, and the parts' sums are
 * added in order: the same rounding whatever the number of threads. */
enum {
    PARTS_MAX = 16,
    PART_OF_CROWD = 16 /* pairs that go together want parts of some size */
};

/* What one thread needs for itself. */
typedef struct Workspace {
    Activations values, gradients;
    Crowd crowd;               /* for nets whose pairs go together */
    real *x[NET_BRANCHES_MAX]; /* an augmented signature as the net sees it */
    Signature augmented;       /* room for the longest signature of the data set */
} Workspace;

/* What one part of a batch found. */
typedef struct Part {
    real *dparams;
    double loss; /* the sum over its pairs */
    size_t without_angle;
    Status status;
} Part;

struct Batch {
    size_t part_count, workspace_count;
    Part parts[PARTS_MAX];
    Workspace *workspaces;
    real *dlosses; /* of the pairs: what the mean's gradient says of each */
};

/* ---- making one ---- */

static Status make_workspace(const Net *net, size_t longest, Workspace *workspace)
{
    Status status = siamese_create_activations(net, &workspace->values);
    if (status.ok)
        status = siamese_create_activations(net, &workspace->gradients);
    if (status.ok)
        status = crowd_create(net, &workspace->crowd);
    if (status.ok)
        status = signature_create(longest, &workspace->augmented);
    for (size_t b = 0; status.ok && b < net->branches; b++)
        if (!(workspace->x[b] = malloc(step_size(net->input) * sizeof(real))))
            status = status_no_memory("an augmented signature");
    return status;
}

static Status make_workspaces(const Net *net, const Dataset *dataset, Batch *batch)
{
    size_t longest = 0;
    for (size_t i = 0; i < dataset->count; i++)
        longest = dataset->items[i].signature.count > longest ? dataset->items[i].signature.count : longest;
#ifdef _OPENMP
    batch->workspace_count = (size_t)omp_get_max_threads();
#else
    batch->workspace_count = 1;
#endif
    batch->workspaces = calloc(batch->workspace_count, sizeof *batch->workspaces);
    Status status = batch->workspaces ? status_ok() : status_no_memory("the threads' workspaces");
    for (size_t i = 0; status.ok && i < batch->workspace_count; i++)
        status = make_workspace(net, longest, &batch->workspaces[i]);
    return status;
}

static Status make_parts(size_t parameters, size_t most, Batch *batch)
{
    size_t parts = batch->workspaces[0].crowd.pairs > 1 ? (most + PART_OF_CROWD - 1) / PART_OF_CROWD : most;
    batch->part_count = parts < PARTS_MAX ? parts : PARTS_MAX;
    batch->dlosses = malloc(most * sizeof(real));
    if (!batch->dlosses)
        return status_no_memory("the pairs of a batch");
    for (size_t p = 0; p < batch->part_count; p++)
        if (!(batch->parts[p].dparams = malloc(parameters * sizeof(real))))
            return status_no_memory("the gradients of a batch");
    return status_ok();
}

Status batch_create(const Net *net, size_t parameters, size_t most, const Dataset *dataset, Batch **made)
{
    assert(parameters >= net->parameter_count && most > 0);
    *made = NULL;
    Batch *batch = calloc(1, sizeof *batch);
    if (!batch)
        return status_no_memory("a batch");
    Status status = make_workspaces(net, dataset, batch);
    if (status.ok)
        status = make_parts(parameters, most, batch);
    if (status.ok)
        *made = batch;
    else
        batch_destroy(batch);
    return status;
}

void batch_destroy(Batch *batch)
{
    if (!batch)
        return;
    for (size_t i = 0; batch->workspaces && i < batch->workspace_count; i++) {
        Workspace *workspace = &batch->workspaces[i];
        siamese_destroy_activations(&workspace->values);
        siamese_destroy_activations(&workspace->gradients);
        crowd_destroy(&workspace->crowd);
        signature_free(&workspace->augmented);
        for (size_t b = 0; b < NET_BRANCHES_MAX; b++)
            free(workspace->x[b]);
    }
    for (size_t p = 0; p < PARTS_MAX; p++)
        free(batch->parts[p].dparams);
    free(batch->workspaces);
    free(batch->dlosses);
    free(batch);
}

/* ---- running one ---- */

/* What the net sees of the k-th pair's signatures in this step. */
static Status see_pair(const BatchTask *task, size_t k, Workspace *workspace, const real *x[])
{
    const Net *net = &task->model->net;
    for (size_t b = 0; b < net->branches; b++) {
        size_t item = task->pairs[k].items[b];
        x[b] = task->inputs + item * step_size(net->input);
        if (!task->augmentation)
            continue;
        Random random = random_stream(task->seed ^ (2 * task->step + 1), k * NET_BRANCHES_MAX + b);
        augment_signature(&task->dataset->items[item].signature, task->augmentation, &random,
                          &workspace->augmented);
        Status status = model_see(task->model, &workspace->augmented, workspace->x[b]);
        if (!status.ok)
            return status;
        x[b] = workspace->x[b];
    }
    return status_ok();
}

/* Given the embeddings of a pair. */
static bool has_angle(const Net *net, const real embeddings[])
{
    for (size_t b = 0; b < net->branches; b++)
        if (real_part(cosine_norm(net->embedding, embeddings + b * net->embedding)) < COSINE_SHORTEST)
            return false;
    return true;
}

/* `count` pairs from `first` on, all at once. */
static void run_crowd(const BatchTask *task, const real dlosses[], size_t first, size_t count,
                      Workspace *workspace, Part *part)
{
    const Net *net = &task->model->net;
    Crowd *crowd = &workspace->crowd;
    Label label[CROWD_MOST];
    real loss[CROWD_MOST];
    crowd_begin(crowd, count);
    for (size_t k = 0; k < count; k++) {
        const real *x[NET_BRANCHES_MAX];
        part->status = see_pair(task, first + k, workspace, x);
        if (!part->status.ok)
            return;
        crowd_put(crowd, net, k, x);
        label[k] = task->pairs[first + k].label;
    }
    crowd_run(crowd, net, task->model->params, label, dlosses + first, loss, part->dparams);
    for (size_t k = 0; k < count; k++) {
        part->loss += real_to_double(loss[k]);
        part->without_angle += !has_angle(net, crowd->embeddings + k * net->branches * net->embedding);
    }
}

/* The losses and gradients of the pairs first .. end-1. */
static void run_part(const BatchTask *task, const real dlosses[], size_t first, size_t end,
                     Workspace *workspace, Part *part)
{
    const Net *net = &task->model->net;
    const real *params = task->model->params;
    memset(part->dparams, 0, net->parameter_count * sizeof(real));
    part->loss = 0;
    part->without_angle = 0;
    part->status = status_ok();
    if (crowd_takes(&workspace->crowd, net, end - first)) {
        size_t most = workspace->crowd.pairs;
        for (size_t k = first; part->status.ok && k < end; k += most)
            run_crowd(task, dlosses, k, end - k < most ? end - k : most, workspace, part);
        return;
    }
    for (size_t k = first; part->status.ok && k < end; k++) {
        const real *x[NET_BRANCHES_MAX];
        part->status = see_pair(task, k, workspace, x);
        if (!part->status.ok)
            return;
        Label label = task->pairs[k].label;
        part->loss += real_to_double(siamese_forward(net, params, x, label, &workspace->values));
        part->without_angle += !has_angle(net, workspace->values.embeddings);
        siamese_backward(net, params, x, label, &workspace->values, dlosses[k], &workspace->gradients,
                         part->dparams);
    }
}

static bool all_finite(size_t n, const real *values)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(real_to_double(values[i])))
            return false;
    return true;
}

/* The first step on the way forward that gives a number that is not finite; NULL: none. */
static const Step *broken_forward(const Net *net, const Activations *values)
{
    for (size_t b = 0; b < net->branches; b++)
        for (size_t i = 0; i < net->encoder_steps; i++)
            if (!all_finite(step_size(net->steps[i].out), values->encoder[b][i]))
                return &net->steps[i];
    for (size_t i = 0; i < NET_HEAD_STEPS; i++)
        if (!all_finite(step_size(net->steps[net->encoder_steps + i].out), values->head[i]))
            return &net->steps[net->encoder_steps + i];
    return NULL;
}

/* The first step on the way back whose backward gives a gradient by its input that is not finite; NULL: none. */
static const Step *broken_backward(const Net *net, const Activations *gradients)
{
    size_t encoder = net->encoder_steps;
    if (!all_finite(step_size(net->steps[encoder + 1].in), gradients->head[0]))
        return &net->steps[encoder + 1];
    if (!all_finite(net->branches * net->embedding, gradients->embeddings))
        return &net->steps[encoder];
    for (size_t b = 0; b < net->branches; b++)
        for (size_t i = encoder; i-- > 1;)
            if (!all_finite(step_size(net->steps[i].in), gradients->encoder[b][i - 1]))
                return &net->steps[i];
    return NULL;
}

/* Goes through the batch again to name the first step of the net that gives a number that is not finite. */
static Status name_the_step(const Batch *batch, const BatchTask *task)
{
    const Net *net = &task->model->net;
    Workspace *workspace = &batch->workspaces[0];
    for (size_t k = 0; k < task->count; k++) {
        const real *x[NET_BRANCHES_MAX];
        const Status seen = see_pair(task, k, workspace, x);
        assert(seen.ok); /* a moment ago it was */
        Label label = task->pairs[k].label;
        siamese_forward(net, task->model->params, x, label, &workspace->values);
        const Step *step = broken_forward(net, &workspace->values);
        if (step)
            return status_error(N_("training stopped at step %llu: %s gave a number that is not finite; a "
                                   "smaller learning rate may help"),
                                (unsigned long long)task->step, step->name);
        siamese_backward(net, task->model->params, x, label, &workspace->values, batch->dlosses[k],
                         &workspace->gradients, batch->parts[0].dparams);
        step = broken_backward(net, &workspace->gradients);
        if (step)
            return status_error(N_("training stopped at step %llu: %s gave a gradient that is not finite; a "
                                   "smaller learning rate may help"),
                                (unsigned long long)task->step, step->name);
    }
    return status_error(N_("training stopped at step %llu: the sum over the batch gave a gradient that is "
                           "not finite; a smaller learning rate may help"),
                        (unsigned long long)task->step);
}

Status batch_run(Batch *batch, const BatchTask *task, BatchResult *result)
{
    const size_t parameters = task->model->net.parameter_count, count = task->count,
                 parts = batch->part_count;
    memset(batch->dlosses, 0, count * sizeof(real));
    task->mean_backward(count, 1, batch->dlosses);

    /* Whoever is free takes the next part: which thread it was leaves no trace in it, and one that is held up by other work
     * on its processor holds up nobody else for long. */
#pragma omp parallel for schedule(dynamic)
    for (size_t p = 0; p < parts; p++) {
#ifdef _OPENMP
        Workspace *workspace = &batch->workspaces[(size_t)omp_get_thread_num() % batch->workspace_count];
#else
        Workspace *workspace = &batch->workspaces[0];
#endif
        run_part(task, batch->dlosses, count * p / parts, count * (p + 1) / parts, workspace,
                 &batch->parts[p]);
    }

    /* In the order of the parts: floating-point sums depend on their order. */
    real *gradient = batch->parts[0].dparams;
    double loss = batch->parts[0].loss;
    size_t without_angle = batch->parts[0].without_angle;
    Status status = batch->parts[0].status;
    for (size_t p = 1; p < parts; p++) {
        for (size_t i = 0; i < parameters; i++)
            gradient[i] += batch->parts[p].dparams[i];
        loss += batch->parts[p].loss;
        without_angle += batch->parts[p].without_angle;
        status = status.ok ? batch->parts[p].status : status;
    }
    if (!status.ok)
        return status;
    if (!isfinite(loss) || !all_finite(parameters, gradient))
        return name_the_step(batch, task);
    *result =
        (BatchResult){.loss = loss / (double)count, .gradient = gradient, .without_angle = without_angle};
    return status;
}
