#include "net/pass.h"

#include <stdlib.h>
#include <string.h>

Status pass_create(const Net *net, Pass *pass)
{
    *pass = (Pass){0};
    Status status = siamese_create_activations(net, &pass->values);
    if (status.ok)
        status = siamese_create_activations(net, &pass->gradients);
    if (!status.ok)
        return status;
    const size_t parameters = net->parameter_count, input = step_size(net->input);
    pass->size = net->branches * (parameters + input) + 2 * parameters;
    real *next = pass->memory = calloc(pass->size, sizeof(real));
    if (!next)
        return status_no_memory("the gradients of a pair");
    for (size_t b = 0; b < net->branches; b++) {
        pass->dparams[b] = next;
        pass->dx[b] = next + parameters;
        next += parameters + input;
    }
    pass->dparams_head = next;
    pass->dparams_sum = next + parameters;
    return status_ok();
}

void pass_free(Pass *pass)
{
    siamese_destroy_activations(&pass->values);
    siamese_destroy_activations(&pass->gradients);
    free(pass->memory);
    *pass = (Pass){0};
}

real pass_run(const Net *net, const real *params, const real *const x[], Label label, Pass *pass)
{
    memset(pass->memory, 0, pass->size * sizeof(real)); /* every backward adds */
    real loss = siamese_forward(net, params, x, label, &pass->values);
    siamese_backward_head(net, params, label, &pass->values, 1, &pass->gradients, pass->dparams_head);
    for (size_t b = 0; b < net->branches; b++)
        siamese_backward_branch(net, params, x[b], label, b, &pass->values, &pass->gradients,
                                pass->dparams[b], pass->dx[b]);
    for (size_t i = 0; i < net->parameter_count; i++) {
        pass->dparams_sum[i] = pass->dparams_head[i];
        for (size_t b = 0; b < net->branches; b++)
            pass->dparams_sum[i] += pass->dparams[b][i];
    }
    return loss;
}
