#include "net/siamese.h"

#include <stdlib.h>
#include <string.h>

#include "net/lanes.h"

/* ---- forward: from the signatures to the loss ---- */

const real *siamese_embed(const Net *net, const real *params, const real *x, size_t branch,
                          Activations *values)
{
    const real *in = x;
    for (size_t i = 0; i < net->encoder_steps; i++) {
        const Step *step = &net->steps[i];
        real *out = values->encoder[branch][i];
        step->forward(step, params, LABEL_GENUINE, in, out); /* an encoder does not look at the label */
        in = out;
    }
    return in;
}

real siamese_compare(const Net *net, const real *params, Label label, Activations *values)
{
    /* The branches meet: their embeddings stand one after the other, and the cosine compares them. */
    const Step *cosine = net_cosine_step(net);
    cosine->forward(cosine, params, label, values->embeddings, values->head[0]);

    const Step *loss = net_loss_step(net);
    loss->forward(loss, params, label, values->head[0], values->head[1]);
    return values->head[1][0];
}

real siamese_forward(const Net *net, const real *params, const real *const x[], Label label,
                     Activations *values)
{
    /* The same steps, the same parameters, once for each signature. */
    for (size_t branch = 0; branch < net->branches; branch++)
        siamese_embed(net, params, x[branch], branch, values);
    return siamese_compare(net, params, label, values);
}

/* ---- backward: from the loss to the parameters ---- */

void siamese_backward_head(const Net *net, const real *params, Label label, const Activations *values,
                           real dL, Activations *gradients, real *dparams)
{
    /* Every backward adds, so all gradients start at zero, but the first: the loss's by itself. */
    memset(gradients->memory, 0, gradients->size * sizeof(real));
    gradients->head[1][0] = dL;

    const Step *loss = net_loss_step(net);
    loss->backward(loss, params, label, values->head[0], values->head[1], gradients->head[1], dparams,
                   gradients->head[0]);

    /* The cosine's backward is where the branches part again: it gives one gradient for each embedding. */
    const Step *cosine = net_cosine_step(net);
    cosine->backward(cosine, params, label, values->embeddings, values->head[0], gradients->head[0], dparams,
                     gradients->embeddings);
}

void siamese_backward_branch(const Net *net, const real *params, const real *x, Label label, size_t branch,
                             const Activations *values, Activations *gradients, real *dparams, real *dx)
{
    for (size_t i = net->encoder_steps; i-- > 0;) {
        const Step *step = &net->steps[i];
        const real *in = i ? values->encoder[branch][i - 1] : x;
        real *din = i ? gradients->encoder[branch][i - 1] : dx;
        step->backward(step, params, label, in, values->encoder[branch][i], gradients->encoder[branch][i],
                       dparams, din);
    }
}

static void backward_branches(const Net *net, const real *params, const real *const x[], Label label,
                              const Activations *values, Activations *gradients, real *dparams)
{
    /* Every branch adds into the SAME dparams: the gradient of a shared weight is the sum over its uses. */
    for (size_t branch = 0; branch < net->branches; branch++)
        siamese_backward_branch(net, params, x[branch], label, branch, values, gradients, dparams, NULL);
}

void siamese_backward(const Net *net, const real *params, const real *const x[], Label label,
                      const Activations *values, real dL, Activations *gradients, real *dparams)
{
    NetBranchesBackward *branches = net->branches_backward ? net->branches_backward : backward_branches;
    siamese_backward_head(net, params, label, values, dL, gradients, dparams);
    branches(net, params, x, label, values, gradients, dparams);
}

/* ---- the memory of the two passes ---- */

/* `n` numbers and what is left of the last line of the cache: the next ones then begin with a line (see lanes_alloc). */
static size_t whole_lines(size_t n)
{
    const size_t line = LANES_LINE / sizeof(real);
    return (n + line - 1) / line * line;
}

Status siamese_create_activations(const Net *net, Activations *activations)
{
    *activations = (Activations){0};
    size_t last = net->encoder_steps - 1, size = whole_lines(net->branches * net->embedding);
    for (size_t i = 0; i < last; i++)
        size += net->branches * whole_lines(step_size(net->steps[i].out));
    for (size_t i = net->encoder_steps; i < net_step_count(net); i++)
        size += whole_lines(step_size(net->steps[i].out));
    real *next = lanes_alloc(size);
    if (!next)
        return status_no_memory("the activations of a pair");
    activations->memory = next;
    activations->size = size;

    /* The embeddings of all branches stand side by side, so that the head sees them as one input. */
    activations->embeddings = next;
    for (size_t branch = 0; branch < net->branches; branch++)
        activations->encoder[branch][last] = next + branch * net->embedding;
    next += whole_lines(net->branches * net->embedding);
    for (size_t i = 0; i < NET_HEAD_STEPS; i++) {
        activations->head[i] = next;
        next += whole_lines(step_size(net->steps[net->encoder_steps + i].out));
    }
    for (size_t branch = 0; branch < net->branches; branch++)
        for (size_t i = 0; i < last; i++) {
            activations->encoder[branch][i] = next;
            next += whole_lines(step_size(net->steps[i].out));
        }
    return status_ok();
}

void siamese_destroy_activations(Activations *activations)
{
    free(activations->memory);
    *activations = (Activations){0};
}
