#include "live/graph_source.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "net/cosine.h"
#include "net/pass.h"

static_assert((int)SNAPSHOT_GRAPH_STEPS == (int)NET_STEPS_MAX, "every step of a net has its place");
static_assert((int)SNAPSHOT_GRAPH_BLOCKS >= (int)NET_STEPS_MAX * (int)STEP_BLOCKS_MAX, "and every block");

static const double degrees_per_radian = 57.29577951308232;

struct GraphSource {
    bool has_room;
    Net net; /* the net as it was filled last: its steps' names and formulas are lent to the snapshot */
    Pass pass;
    real *used, *before; /* the gradient as the training gets it; the parameters before the last step */
    bool knows_before;
    uint64_t before_step;
    /* The same numbers as doubles, which the snapshot borrows. */
    double *numbers;
    double *values, *gradients; /* of every activation, in the order of Activations.memory */
    double *x[2], *dx[2];       /* the signatures, and the gradient by them */
    double *params, *share[2];  /* each of parameter_count numbers */
    double *sum, *gradient, *move;
};

Status graph_source_create(GraphSource **made)
{
    *made = calloc(1, sizeof **made);
    return *made ? status_ok() : status_no_memory("the graph of a pair");
}

static void give_room_back(GraphSource *source)
{
    pass_free(&source->pass);
    free(source->used);
    free(source->before);
    free(source->numbers);
    *source = (GraphSource){0};
}

void graph_source_destroy(GraphSource *source)
{
    if (!source)
        return;
    give_room_back(source);
    free(source);
}

/* True when arrays made for one of the nets serve the other. */
static bool same_shape(const Net *one, const Net *other)
{
    return one->branches == other->branches && one->parameter_count == other->parameter_count &&
           one->input.channels == other->input.channels && one->input.time == other->input.time &&
           strcmp(one->encoder, other->encoder) == 0 && strcmp(one->loss, other->loss) == 0;
}

static Status make_room(GraphSource *source, const Net *net)
{
    if (source->has_room && same_shape(&source->net, net))
        return status_ok();
    give_room_back(source);
    Status status = pass_create(net, &source->pass);
    if (!status.ok)
        return status;
    const size_t parameters = net->parameter_count, input = step_size(net->input);
    const size_t activations = source->pass.values.size;
    source->used = calloc(parameters, sizeof *source->used);
    source->before = calloc(parameters, sizeof *source->before);
    source->numbers = calloc(2 * activations + 4 * input + 6 * parameters, sizeof *source->numbers);
    if (!source->used || !source->before || !source->numbers)
        return status_no_memory("the graph of a pair");
    double *next = source->numbers;
    double **const arrays[] = {&source->values,   &source->gradients, &source->x[0],     &source->x[1],
                               &source->dx[0],    &source->dx[1],     &source->params,   &source->share[0],
                               &source->share[1], &source->sum,       &source->gradient, &source->move};
    const size_t sizes[] = {activations, activations, input,      input,      input,      input,
                            parameters,  parameters,  parameters, parameters, parameters, parameters};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++, next += sizes[i - 1])
        *arrays[i] = next;
    source->has_room = true;
    return status_ok();
}

void graph_source_before_step(GraphSource *source, const Net *net, const real *params, uint64_t step)
{
    if (!source->has_room || !same_shape(&source->net, net))
        return;
    memcpy(source->before, params, net->parameter_count * sizeof *params);
    source->knows_before = true;
    source->before_step = step;
}

void graph_source_forget(GraphSource *source)
{
    source->knows_before = false;
}

/* ---- numbers ---- */

static void to_doubles(size_t n, const real *from, double *to)
{
    for (size_t i = 0; i < n; i++)
        to[i] = real_to_double(from[i]);
}

static double norm(size_t n, const double *values)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i] * values[i];
    return sqrt(sum);
}

static double cosine_between(size_t n, const double *a, const double *b)
{
    double dot = 0, lengths = norm(n, a) * norm(n, b);
    for (size_t i = 0; i < n; i++)
        dot += a[i] * b[i];
    return lengths > 0 ? dot / lengths : NAN;
}

/* The largest difference between the joined gradient and the sum is what rounding leaves. */
static bool is_sum(size_t n, const double *used, const double *sum, double scale)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs(used[i] - sum[i]) <= 100 * (double)REAL_EPSILON * scale))
            return false;
    return true;
}

/* ---- filling ---- */

static void run(GraphSource *source, const GraphSubject *subject)
{
    const real *const params = subject->params, *const *x = subject->x;
    const Label label = subject->label;
    const Net *net = &source->net;
    Pass *pass = &source->pass;
    const size_t parameters = net->parameter_count, input = step_size(net->input);
    /* First as a training step does it, where a planted mistake may join the branches wrongly; then branch by branch. */
    memset(source->used, 0, parameters * sizeof *source->used);
    siamese_forward(net, params, x, label, &pass->values);
    siamese_backward(net, params, x, label, &pass->values, 1, &pass->gradients, source->used);
    pass_run(net, params, x, label, pass);
    to_doubles(pass->values.size, pass->values.memory, source->values);
    to_doubles(pass->gradients.size, pass->gradients.memory, source->gradients);
    for (size_t b = 0; b < 2; b++) {
        to_doubles(input, x[b], source->x[b]);
        to_doubles(input, pass->dx[b], source->dx[b]);
        to_doubles(parameters, pass->dparams[b], source->share[b]);
    }
    to_doubles(parameters, params, source->params);
    to_doubles(parameters, pass->dparams_sum, source->sum);
    to_doubles(parameters, source->used, source->gradient);
    for (size_t i = 0; i < parameters; i++)
        source->move[i] = real_to_double(subject->now[i] - source->before[i]);
}

static SnapshotSignal signal_of(Shape shape, const double *values, const double *gradient)
{
    const size_t n = step_size(shape);
    return (SnapshotSignal){shape.channels, shape.time, values, gradient, norm(n, values), norm(n, gradient)};
}

/* The signal that stands at `at` in the activations. */
static SnapshotSignal activation(const GraphSource *source, Shape shape, const real *at)
{
    const size_t offset = (size_t)(at - source->pass.values.memory);
    return signal_of(shape, source->values + offset, source->gradients + offset);
}

static void fill_block(const GraphSource *source, const StepBlock *from, size_t step, bool knows_move,
                       SnapshotBlock *block)
{
    const size_t n = from->rows * from->cols, at = from->offset;
    *block = (SnapshotBlock){
        .name = from->name,
        .step = step,
        .rows = from->rows,
        .cols = from->cols,
        .of_head = step >= source->net.encoder_steps,
        .values = source->params + at,
        .share = {source->share[0] + at, source->share[1] + at},
        .sum = source->sum + at,
        .used = source->gradient + at,
        .move = knows_move ? source->move + at : NULL,
        .norm = norm(n, source->params + at),
        .share_norm = {norm(n, source->share[0] + at), norm(n, source->share[1] + at)},
        .sum_norm = norm(n, source->sum + at),
        .used_norm = norm(n, source->gradient + at),
        .agreement = cosine_between(n, source->share[0] + at, source->share[1] + at),
        .move_norm = knows_move ? norm(n, source->move + at) : NAN,
    };
    const double scale = block->share_norm[0] + block->share_norm[1] + block->sum_norm;
    block->is_sum = is_sum(n, block->used, block->sum, scale);
}

static void fill_steps(const GraphSource *source, bool knows_move, SnapshotGraph *graph)
{
    const Net *net = &source->net;
    const Activations *values = &source->pass.values;
    graph->encoder_steps = net->encoder_steps;
    graph->steps = net_step_count(net);
    graph->blocks = 0;
    for (size_t i = 0; i < graph->steps; i++) {
        const Step *from = &net->steps[i];
        SnapshotStep *step = &graph->step_at[i];
        *step = (SnapshotStep){.name = from->name,
                               .forward = from->kind->forward_formula,
                               .backward = from->kind->backward_formula,
                               .first_block = graph->blocks,
                               .block_count = from->block_count};
        for (size_t b = 0; b < 2 && i < net->encoder_steps; b++)
            step->out[b] = activation(source, from->out, values->encoder[b][i]);
        if (i >= net->encoder_steps)
            step->out[0] = activation(source, from->out, values->head[i - net->encoder_steps]);
        for (size_t k = 0; k < from->block_count; k++)
            fill_block(source, &from->blocks[k], i, knows_move, &graph->block[graph->blocks++]);
    }
}

/* The parts of the cosine, from the embeddings and the gradient by c. */
static void fill_head(const GraphSource *source, SnapshotGraph *graph)
{
    const Net *net = &source->net;
    const size_t n = net->embedding;
    const real *a = source->pass.values.embeddings, *b = a + n;
    const SnapshotStep *cosine = &graph->step_at[net->encoder_steps];
    graph->on_cosine = cosine_kind.name == net_cosine_step(net)->kind->name;
    graph->value = cosine->out[0].values[0];
    graph->value_gradient = cosine->out[0].gradient[0];
    graph->loss = cosine[1].out[0].values[0];
    graph->dot = 0;
    for (size_t i = 0; i < n; i++)
        graph->dot += real_to_double(a[i] * b[i]);
    const Cosine measured = cosine_forward(n, a, b);
    graph->degrees = measured.defined ? cosine_angle(n, a, b) * degrees_per_radian : NAN;
    graph->length[0] = real_to_double(measured.norm_a);
    graph->length[1] = real_to_double(measured.norm_b);
    const double lengths = graph->length[0] * graph->length[1];
    /* Where an embedding has length 0, the cosine is 0 by definition and hands no gradient on. */
    graph->dot_gradient = measured.defined ? graph->value_gradient / lengths : 0;
    for (size_t k = 0; k < 2; k++)
        graph->length_gradient[k] =
            measured.defined ? -graph->value_gradient * graph->value / graph->length[k] : 0;
}

Status graph_source_fill(GraphSource *source, const GraphSubject *subject, SnapshotGraph *graph)
{
    const Net *net = subject->net;
    graph->version++;
    graph->present = false;
    if (net->branches != 2)
        return status_ok();
    Status status = make_room(source, net);
    if (!status.ok)
        return status;
    source->net = *net;
    run(source, subject);
    const uint64_t done = subject->steps_done;
    bool knows_move = source->knows_before && done > 0 && source->before_step == done - 1;
    graph->present = true;
    graph->genuine = subject->label == LABEL_GENUINE;
    graph->update = subject->update;
    for (size_t b = 0; b < 2; b++)
        graph->x[b] = signal_of(net->input, source->x[b], source->dx[b]);
    fill_steps(source, knows_move, graph);
    fill_head(source, graph);
    return status;
}
