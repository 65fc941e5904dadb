#include "cli/trace_run.h"

#include <stdlib.h>

const char *trace_run_branch(const TraceRun *run, size_t branch)
{
    static const char *const of_pair[] = {"a", "b"};
    static const char *const of_triplet[] = {"anchor", "positive", "negative"};
    return run->net->branches == 2 ? of_pair[branch] : of_triplet[branch];
}

static Status make_room(TraceRun *run)
{
    Status status = siamese_create_activations(run->net, &run->values);
    if (status.ok)
        status = siamese_create_activations(run->net, &run->gradients);
    if (!status.ok)
        return status;
    size_t parameters = run->net->parameter_count, input = step_size(run->net->input);
    bool got = true;
    for (size_t b = 0; b < run->net->branches; b++) {
        got &= (run->dparams[b] = calloc(parameters, sizeof(real))) != NULL;
        got &= (run->dx[b] = calloc(input, sizeof(real))) != NULL;
    }
    got &= (run->dparams_head = calloc(parameters, sizeof(real))) != NULL;
    got &= (run->dparams_sum = calloc(parameters, sizeof(real))) != NULL;
    return got ? status_ok() : status_no_memory("the gradients of a pair");
}

Status trace_run_fill(TraceRun *run)
{
    Status status = make_room(run);
    if (!status.ok)
        return status;
    const Net *net = run->net;
    siamese_forward(net, run->params, run->x, run->label, &run->values);
    siamese_backward_head(net, run->params, run->label, &run->values, 1, &run->gradients, run->dparams_head);
    for (size_t b = 0; b < net->branches; b++)
        siamese_backward_branch(net, run->params, run->x[b], run->label, b, &run->values, &run->gradients,
                                run->dparams[b], run->dx[b]);
    for (size_t i = 0; i < net->parameter_count; i++) {
        run->dparams_sum[i] = run->dparams_head[i];
        for (size_t b = 0; b < net->branches; b++)
            run->dparams_sum[i] += run->dparams[b][i];
    }
    return status_ok();
}

void trace_run_free(TraceRun *run)
{
    siamese_destroy_activations(&run->values);
    siamese_destroy_activations(&run->gradients);
    for (size_t b = 0; b < NET_BRANCHES_MAX; b++) {
        free(run->dparams[b]);
        free(run->dx[b]);
    }
    free(run->dparams_head);
    free(run->dparams_sum);
}
