/* A graph for the tests of the window: a fresh net, and a pair of signatures that are noise, taken through it once.
 * The numbers are right for that net; nothing was trained. Deterministic. */
#pragma once
#include <stdlib.h>

#include "base/random.h"
#include "live/graph_source.h"
#include "support/test.h"

typedef struct FakeGraph {
    Net net;
    real *params, *inputs;
    GraphSource *source;
} FakeGraph;

/* Fills *graph anew as after `steps` training steps, each of which has moved every parameter a little. */
static inline void fake_graph_fill(FakeGraph *fake, Label label, uint64_t steps, SnapshotGraph *graph)
{
    if (steps > 0) {
        graph_source_before_step(fake->source, &fake->net, fake->params, steps - 1);
        for (size_t i = 0; i < fake->net.parameter_count; i++)
            fake->params[i] += (real)(0.001 * (double)(i % 7) - 0.003);
    }
    const GraphSubject subject = {.net = &fake->net,
                                  .params = fake->params,
                                  .now = fake->params,
                                  .x = {fake->inputs, fake->inputs + step_size(fake->net.input)},
                                  .label = label,
                                  .steps_done = steps,
                                  .update = "v = mu v + g;p -= r v"};
    assert_ok(graph_source_fill(fake->source, &subject, graph));
}

/* A net of this description and loss, on an input of its size; mlp has its own. Give it back with fake_graph_free. */
static inline FakeGraph *fake_graph_make(const char *encoder, const char *loss, SnapshotGraph *graph)
{
    FakeGraph *fake = calloc(1, sizeof *fake);
    assert_non_null(fake);
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.loss = loss;
    options.input = strcmp(encoder, "mlp") == 0 ? (Shape){16, 1} : (Shape){8, 200};
    assert_ok(net_create(&options, &fake->net));
    const size_t size = step_size(options.input);
    fake->params = calloc(fake->net.parameter_count, sizeof(real));
    fake->inputs = calloc(2 * size, sizeof(real));
    assert_true(fake->params && fake->inputs);
    net_initialise(&fake->net, 4, fake->params);
    Random random = random_seeded(6);
    for (size_t i = 0; i < 2 * size; i++)
        fake->inputs[i] = (real)random_normal(&random);
    assert_ok(graph_source_create(&fake->source));
    fake_graph_fill(fake, LABEL_FORGED, 0, graph); /* makes the room that a move is remembered in */
    fake_graph_fill(fake, LABEL_FORGED, 1, graph);
    return fake;
}

static inline void fake_graph_free(FakeGraph *fake)
{
    if (!fake)
        return;
    graph_source_destroy(fake->source);
    free(fake->params);
    free(fake->inputs);
    free(fake);
}
