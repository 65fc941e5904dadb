#include "net/ripple.h"

#include <stdlib.h>
#include <string.h>

#include "net/lanes.h"

enum {
    SHEETS_MAX = RIPPLE_AT_ONCE * NET_BRANCHES_MAX,
    ROOM =
        1 << 20 /* numbers that changes of several values may take together: larger nets go value by value */
};

/* The signals that enter and leave a step without the change, for each sheet: its branch's. */
typedef struct Surroundings {
    const real *in[SHEETS_MAX], *out[SHEETS_MAX];
} Surroundings;

static void look_around(size_t step, size_t sheets, const size_t branch[], const real *const x[],
                        const Activations *values, Surroundings *s)
{
    for (size_t i = 0; i < sheets; i++) {
        s->in[i] = step ? values->encoder[branch[i]][step - 1] : x[branch[i]];
        s->out[i] = values->encoder[branch[i]][step];
    }
}

/* As many values as there is room for. Sheet i is about branch[i] of value i % count. */
static void some_losses(Ripple *ripple, const Net *net, const real *params, const real *const x[],
                        Label label, const Activations *values, RippleCause cause, size_t count,
                        const real value[], real loss[])
{
    const real before = params[net->steps[cause.step].blocks[cause.block].offset + cause.entry];
    size_t branch[SHEETS_MAX], sheets = 0, embedding = net->embedding;
    real growth[SHEETS_MAX];
    for (size_t b = 0; b < net->branches; b++)
        for (size_t v = 0; v < count && (cause.branches & (1u << b)); v++, sheets++) {
            branch[sheets] = b;
            growth[sheets] = value[v] - before;
        }
    real *changes = ripple->waves[0], *next = ripple->waves[1];
    Surroundings s;
    look_around(cause.step, sheets, branch, x, values, &s);
    RippleRegion region = ripple_step_of_parameter(&net->steps[cause.step], cause.block, cause.entry, sheets,
                                                   growth, s.in, changes);
    for (size_t i = cause.step + 1; i < net->encoder_steps; i++) {
        look_around(i, sheets, branch, x, values, &s);
        region = ripple_step_onwards(ripple->room, &net->steps[i], params, sheets, s.in, s.out, region,
                                     changes, next);
        real *used = changes;
        changes = next;
        next = used;
    }
    Shape shape = net->steps[net->encoder_steps - 1].out;
    real *embeddings = ripple->changed.embeddings;
    memcpy(embeddings, values->embeddings, net->branches * embedding * sizeof(real));
    for (size_t v = 0; v < count; v++) {
        for (size_t i = v; i < sheets; i += count) {
            const real *change = changes + i * region.channels * region.times;
            ripple_step_change(shape, region, change, values->encoder[branch[i]][net->encoder_steps - 1],
                               embeddings + branch[i] * embedding);
        }
        loss[v] = siamese_compare(net, params, label, &ripple->changed);
    }
}

void ripple_losses(Ripple *ripple, const Net *net, const real *params, const real *const x[], Label label,
                   const Activations *values, RippleCause cause, size_t count, const real value[],
                   real loss[])
{
    for (size_t first = 0; first < count; first += ripple->at_once) {
        size_t rest = count - first, some = rest < ripple->at_once ? rest : ripple->at_once;
        some_losses(ripple, net, params, x, label, values, cause, some, value + first, loss + first);
    }
}

Status ripple_create(const Net *net, Ripple *ripple)
{
    *ripple = (Ripple){.at_once = 1};
    size_t most = 1, weights = 1;
    for (size_t i = 0; i < net_step_count(net); i++) {
        const Step *step = &net->steps[i];
        size_t in =
            step_size(step->in); /* what leaves it enters the next one; what leaves the last is one number */
        most = in > most ? in : most;
        for (size_t b = 0; b < step->block_count; b++) {
            size_t size = step->blocks[b].rows * step->blocks[b].cols;
            weights = size > weights ? size : weights;
        }
    }
    while (ripple->at_once < RIPPLE_AT_ONCE && most * net->branches * 2 * ripple->at_once <= ROOM)
        ripple->at_once *= 2;
    RippleRoom *room = &ripple->room;
    room->weights = calloc(weights, sizeof(real));
    room->zeros = calloc(most, sizeof(real));
    room->wide = calloc(most, sizeof(real));
    bool complete = room->weights && room->zeros && room->wide;
    for (int i = 0; i < 2; i++) {
        ripple->waves[i] = lanes_alloc(most * net->branches * ripple->at_once);
        complete = complete && ripple->waves[i];
    }
    Status status = complete ? siamese_create_activations(net, &ripple->changed)
                             : status_no_memory("the change of a number");
    if (!status.ok)
        ripple_destroy(ripple);
    return status;
}

void ripple_destroy(Ripple *ripple)
{
    siamese_destroy_activations(&ripple->changed);
    free(ripple->room.weights);
    free(ripple->room.zeros);
    free(ripple->room.wide);
    free(ripple->waves[0]);
    free(ripple->waves[1]);
    *ripple = (Ripple){0};
}
