#include "net/crowd.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mark.h"
#include "net/conv_fast.h"
#include "net/dense.h"
#include "net/flatten.h"
#include "net/lecun.h"
#include "net/relu.h"
#include "net/tanh_fast.h"

enum {
    PAIRS_LEAST = 8, /* fewer do not fill the vectors */
    ROOM = 1 << 14   /* numbers that the signals of the pairs may take together, to stay near the processor */
};

static bool is_each(const StepKind *kind)
{
    return kind == &tanh_kind || kind == &lecun_kind || kind == &relu_kind;
}

/* Of an encoder. */
static bool kinds_are_known(const Net *net)
{
    for (size_t i = 0; i < net->encoder_steps; i++) {
        const StepKind *kind = net->steps[i].kind;
        if (kind != &dense_kind && kind != &flatten_kind && !is_each(kind))
            return false;
    }
    return true;
}

/* ---- the memory ---- */

/* How many numbers the signals of one pair have, from its signatures to its embeddings. */
static size_t numbers_of_pair(const Net *net)
{
    size_t numbers = step_size(net->input);
    for (size_t i = 0; i < net->encoder_steps; i++)
        if (net->steps[i].kind != &flatten_kind)
            numbers += step_size(net->steps[i].out);
    return net->branches * numbers;
}

static size_t pairs_together(const Net *net)
{
    size_t pairs = ROOM / numbers_of_pair(net);
    if (!kinds_are_known(net) || pairs < PAIRS_LEAST)
        return 1;
    return pairs < CROWD_MOST ? pairs / PAIRS_LEAST * PAIRS_LEAST : CROWD_MOST;
}

Status crowd_create(const Net *net, Crowd *crowd)
{
    *crowd = (Crowd){.pairs = pairs_together(net)};
    if (crowd->pairs == 1)
        return status_ok();
    const size_t columns = crowd->pairs * net->branches; /* whole lines of the cache, as PAIRS_LEAST is */
    /* Values and gradients, but for those by the signatures; and the embeddings once more. */
    const size_t size =
        2 * crowd->pairs * numbers_of_pair(net) - columns * step_size(net->input) + columns * net->embedding;
    real *next = crowd->memory = lanes_alloc(size);
    if (!next)
        return status_no_memory(N_("the pairs of a batch"));
    crowd->values[0] = next;
    next += columns * step_size(net->input);
    for (size_t i = 0; i < net->encoder_steps; i++) {
        size_t numbers = columns * step_size(net->steps[i].out);
        crowd->values[i + 1] = crowd->values[i]; /* flatten: the same rows */
        crowd->gradients[i + 1] = crowd->gradients[i];
        if (net->steps[i].kind == &flatten_kind)
            continue;
        crowd->values[i + 1] = next;
        crowd->gradients[i + 1] = next + numbers;
        next += 2 * numbers;
    }
    crowd->embeddings = next;
    assert(next + columns * net->embedding == crowd->memory + size);
    Status status = siamese_create_activations(net, &crowd->pair);
    return status.ok ? siamese_create_activations(net, &crowd->pair_gradients) : status;
}

void crowd_destroy(Crowd *crowd)
{
    siamese_destroy_activations(&crowd->pair);
    siamese_destroy_activations(&crowd->pair_gradients);
    free(crowd->memory);
    *crowd = (Crowd){0};
}

/* ---- the pairs ---- */

bool crowd_takes(const Crowd *crowd, const Net *net, size_t count)
{
    bool takes = crowd->pairs > 1 && count >= PAIRS_LEAST && !net->branches_backward;
    for (size_t i = 0; i < net->encoder_steps && takes; i++) {
        const Step *step = &net->steps[i];
        takes = step->forward == step->kind->forward && step->backward == step->kind->backward;
    }
    return takes;
}

void crowd_begin(Crowd *crowd, size_t count)
{
    assert(count > 0 && count <= crowd->pairs);
    crowd->count = count;
}

void crowd_put(Crowd *crowd, const Net *net, size_t k, const real *const x[])
{
    size_t columns = crowd->count * net->branches, numbers = step_size(net->input);
    for (size_t b = 0; b < net->branches; b++) {
        real *column = crowd->values[0] + b * crowd->count + k;
        for (size_t i = 0; i < numbers; i++)
            column[i * columns] = x[b][i];
    }
}

/* The dense layer of all columns, as a time delay layer with a kernel of 1. */
static ConvShape shape_of(const Step *step, size_t columns)
{
    return (ConvShape){.in_channels = step_size(step->in),
                       .in_time = columns,
                       .maps = step->out.channels,
                       .kernel = 1,
                       .step = 1};
}

static void step_forward(const Step *step, const real *params, size_t columns, const real *in, real *out)
{
    size_t n = columns * step_size(step->out);
    if (step->kind == &dense_kind)
        conv_fast().forward(shape_of(step, columns), params + step->blocks[0].offset,
                            params + step->blocks[1].offset, in, out);
    else if (step->kind == &tanh_kind)
        tanh_fast().forward(n, in, out);
    else if (step->kind == &lecun_kind)
        lecun_forward(n, in, out);
    else if (step->kind == &relu_kind)
        relu_forward(n, in, out);
}

/* Writes din, unless it is NULL; adds to dparams. */
static void step_backward(const Step *step, const real *params, size_t columns, const real *in,
                          const real *out, const real *dout, real *dparams, real *din)
{
    size_t n = columns * step_size(step->in);
    if (step->kind == &flatten_kind)
        return; /* the same rows */
    if (din)
        memset(din, 0, n * sizeof(real));
    if (step->kind == &dense_kind)
        conv_fast().backward(shape_of(step, columns), params + step->blocks[0].offset, in, dout,
                             dparams + step->blocks[0].offset, dparams + step->blocks[1].offset, din);
    else if (!din)
        return;
    else if (step->kind == &tanh_kind)
        tanh_fast().backward(n, out, dout, din);
    else if (step->kind == &lecun_kind)
        lecun_backward(n, out, dout, din);
    else if (step->kind == &relu_kind)
        relu_backward(n, in, dout, din);
}

/* The head, pair by pair: from the columns of the embeddings to the loss, and back into the columns of their gradients. */
static void run_head(Crowd *crowd, const Net *net, const real *params, const Label label[], const real dL[],
                     real loss[], real *dparams)
{
    size_t columns = crowd->count * net->branches, numbers = net->embedding, last = net->encoder_steps;
    for (size_t k = 0; k < crowd->count; k++) {
        real *embeddings = crowd->embeddings + k * net->branches * numbers;
        for (size_t b = 0; b < net->branches; b++)
            for (size_t i = 0; i < numbers; i++)
                embeddings[b * numbers + i] = crowd->values[last][i * columns + b * crowd->count + k];
        memcpy(crowd->pair.embeddings, embeddings, net->branches * numbers * sizeof(real));
        loss[k] = siamese_compare(net, params, label[k], &crowd->pair);
        siamese_backward_head(net, params, label[k], &crowd->pair, dL[k], &crowd->pair_gradients, dparams);
        if (!crowd->gradients[last])
            continue; /* an encoder that changes nothing has no parameters */
        for (size_t b = 0; b < net->branches; b++)
            for (size_t i = 0; i < numbers; i++)
                crowd->gradients[last][i * columns + b * crowd->count + k] =
                    crowd->pair_gradients.embeddings[b * numbers + i];
    }
}

void crowd_run(Crowd *crowd, const Net *net, const real *params, const Label label[], const real dL[],
               real loss[], real *dparams)
{
    size_t columns = crowd->count * net->branches;
    for (size_t i = 0; i < net->encoder_steps; i++)
        step_forward(&net->steps[i], params, columns, crowd->values[i], crowd->values[i + 1]);
    run_head(crowd, net, params, label, dL, loss, dparams);
    /* One sum over all columns: the branches are columns, too, and share the parameters. */
    for (size_t i = net->encoder_steps; i-- > 0;)
        step_backward(&net->steps[i], params, columns, crowd->values[i], crowd->values[i + 1],
                      crowd->gradients[i + 1], dparams, crowd->gradients[i]);
}
