#include "net/netcheck.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "net/decay.h"
#include "net/lecun.h"
#include "net/losses.h"
#include "net/mean.h"
#include "net/netcheck_chain.h"

NetcheckOptions netcheck_options(void)
{
    return (NetcheckOptions){.mean_backward = mean_backward, .decay_backward = decay_backward};
}

/* ---- the loss, whole and in part ---- */

static const real *input_of(const Netcheck *n, size_t pair, size_t branch)
{
    return n->batch.x + (pair * n->net->branches + branch) * step_size(n->net->input);
}

static void inputs_of(const Netcheck *n, size_t pair, const real *x[NET_BRANCHES_MAX])
{
    for (size_t b = 0; b < n->net->branches; b++)
        x[b] = input_of(n, pair, b);
}

static double pair_loss(Netcheck *n, size_t pair, Activations *values)
{
    const real *x[NET_BRANCHES_MAX];
    inputs_of(n, pair, x);
    return real_to_double(siamese_forward(n->net, n->params, x, n->batch.labels[pair], values));
}

static int whole_loss(void *user, double *loss)
{
    Netcheck *n = user;
    double sum = 0;
    for (size_t p = 0; p < n->batch.count; p++)
        sum += pair_loss(n, p, &n->values);
    *loss = sum / (double)n->batch.count + decay_forward(n->net, n->params, n->options.decay);
    return 0;
}

static int loss_of_sample(void *user, size_t pair, double *loss)
{
    Netcheck *n = user;
    *loss = pair_loss(n, pair, &n->values);
    return 0;
}

/* The loss of a pair whose activations before step `first` are the base's. */
static double loss_from(Netcheck *n, size_t first, size_t pair)
{
    const Net *net = n->net;
    const Activations *base = &n->base[pair];
    Label label = n->batch.labels[pair];
    if (first >= net->encoder_steps) { /* only the loss has parameters there */
        const Step *loss = net_loss_step(net);
        loss->forward(loss, n->params, label, base->head[0], n->values.head[1]);
        return real_to_double(n->values.head[1][0]);
    }
    for (size_t b = 0; b < net->branches; b++) {
        const real *in = first ? base->encoder[b][first - 1] : input_of(n, pair, b);
        for (size_t i = first; i < net->encoder_steps; i++) {
            const Step *step = &net->steps[i];
            step->forward(step, n->params, LABEL_GENUINE, in, n->values.encoder[b][i]);
            in = n->values.encoder[b][i];
        }
    }
    return real_to_double(siamese_compare(net, n->params, label, &n->values));
}

static bool is_followed(const Net *net, size_t first)
{
    for (size_t i = first; i < net->encoder_steps; i++)
        if (!ripple_step_follows(&net->steps[i]))
            return false;
    return first < net->encoder_steps;
}

static void fill_base(Netcheck *n)
{
    for (size_t p = 0; p < n->batch.count; p++)
        pair_loss(n, p, &n->base[p]);
    n->base_decay = decay_forward(n->net, n->params, n->options.decay);
    n->base_is_filled = true;
}

/* ADDS to `losses` those of a pair when these branches read each of `count` values in the place of one entry. */
static void add_losses_with(Netcheck *n, size_t pair, size_t block, size_t entry, size_t count,
                            const double values[], unsigned branches, double losses[])
{
    const real *x[NET_BRANCHES_MAX];
    RippleCause cause = {n->step_of[block], n->block_of[block], entry, branches};
    inputs_of(n, pair, x);
    if (!n->base_is_filled)
        fill_base(n);
    for (size_t first = 0; first < count; first += RIPPLE_AT_ONCE) {
        size_t some = count - first < RIPPLE_AT_ONCE ? count - first : RIPPLE_AT_ONCE;
        real value[RIPPLE_AT_ONCE], loss[RIPPLE_AT_ONCE];
        for (size_t i = 0; i < some; i++)
            value[i] = (real)values[first + i];
        ripple_losses(&n->ripple, n->net, n->params, x, n->batch.labels[pair], &n->base[pair], cause, some,
                      value, loss);
        for (size_t i = 0; i < some; i++)
            losses[first + i] += real_to_double(loss[i]);
    }
}

static int losses_with(void *user, size_t block, size_t entry, size_t count, const double values[],
                       double losses[])
{
    Netcheck *n = user;
    size_t step = n->step_of[block];
    const StepBlock *of = &n->net->steps[step].blocks[n->block_of[block]];
    real *at = (real *)n->blocks[block].value + entry, before = *at;
    bool followed = is_followed(n->net, step);
    if (!n->base_is_filled)
        fill_base(n);
    for (size_t i = 0; i < count; i++)
        losses[i] = 0;
    for (size_t p = 0; followed && p < n->batch.count; p++)
        add_losses_with(n, p, block, entry, count, values, RIPPLE_ALL, losses);
    for (size_t i = 0; i < count; i++) {
        *at = (real)values[i];
        for (size_t p = 0; !followed && p < n->batch.count; p++)
            losses[i] += loss_from(n, step, p);
        *at = before;
        losses[i] = losses[i] / (double)n->batch.count + n->base_decay;
        if (of->is_weight && n->options.decay != 0)
            losses[i] +=
                decay_growth(n->options.decay, real_to_double(before), real_to_double((real)values[i]));
    }
    return 0;
}

static int loss_with(void *user, size_t block, size_t entry, double value, double *loss)
{
    return losses_with(user, block, entry, 1, &value, loss);
}

static int loss_of_sample_with(void *user, size_t pair, size_t block, size_t entry, double value,
                               double *loss)
{
    Netcheck *n = user;
    if (is_followed(n->net, n->step_of[block])) {
        *loss = 0;
        add_losses_with(n, pair, block, entry, 1, &value, RIPPLE_ALL, loss);
        return 0;
    }
    real *at = (real *)n->blocks[block].value + entry, before = *at;
    *at = (real)value;
    *loss = pair_loss(n, pair, &n->values);
    *at = before;
    return 0;
}

static int loss_of_use_with(void *user, size_t use, size_t block, size_t entry, double value, double *loss)
{
    Netcheck *n = user;
    *loss = 0;
    for (size_t p = 0; p < n->batch.count; p++)
        add_losses_with(n, p, block, entry, 1, &value, 1u << use, loss);
    *loss /= (double)n->batch.count;
    return 0;
}

/* Without the decay, which is no branch's. */
static int loss_of_use(void *user, size_t block, size_t use, const void *others, double *loss)
{
    Netcheck *n = user;
    const Net *net = n->net;
    const GradcheckBlock *shared = &n->blocks[block];
    memcpy(n->mixed_params, n->params, net->parameter_count * sizeof(real));
    memcpy(n->mixed_params + ((real *)shared->value - n->params), others,
           shared->rows * shared->cols * sizeof(real));
    double sum = 0;
    for (size_t p = 0; p < n->batch.count; p++) {
        for (size_t b = 0; b < net->branches; b++)
            siamese_embed(net, b == use ? n->params : n->mixed_params, input_of(n, p, b), b, &n->values);
        sum += real_to_double(siamese_compare(net, n->params, n->batch.labels[p], &n->values));
    }
    *loss = sum / (double)n->batch.count;
    return 0;
}

/* ---- the gradient, as a training computes it ---- */

static void gradient_of_pairs(Netcheck *n)
{
    for (size_t p = 0; p < n->batch.count; p++) {
        const real *x[NET_BRANCHES_MAX];
        inputs_of(n, p, x);
        pair_loss(n, p, &n->values);
        siamese_backward(n->net, n->params, x, n->batch.labels[p], &n->values, n->dlosses[p], &n->gradients,
                         n->dparams);
    }
}

static void gradient_of_crowd(Netcheck *n)
{
    for (size_t first = 0; first < n->batch.count; first += n->crowd.pairs) {
        size_t rest = n->batch.count - first;
        real loss[CROWD_MOST];
        crowd_begin(&n->crowd, rest < n->crowd.pairs ? rest : n->crowd.pairs);
        for (size_t k = 0; k < n->crowd.count; k++) {
            const real *x[NET_BRANCHES_MAX];
            inputs_of(n, first + k, x);
            crowd_put(&n->crowd, n->net, k, x);
        }
        crowd_run(&n->crowd, n->net, n->params, n->batch.labels + first, n->dlosses + first, loss,
                  n->dparams);
    }
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    (void)blocks; /* they point into dparams */
    Netcheck *n = user;
    memset(n->dlosses, 0, n->batch.count * sizeof(real));
    n->options.mean_backward(n->batch.count, 1, n->dlosses);
    if (crowd_takes(&n->crowd, n->net, n->batch.count))
        gradient_of_crowd(n);
    else
        gradient_of_pairs(n);
    if (n->options.decay != 0)
        n->options.decay_backward(n->net, n->params, (real)n->options.decay, 1, n->dparams);
    return 0;
}

/* ---- making one ---- */

static void add_blocks(Netcheck *n)
{
    const Net *net = n->net;
    for (size_t i = 0; i < net_step_count(net); i++)
        for (size_t k = 0; k < net->steps[i].block_count; k++) {
            const StepBlock *block = &net->steps[i].blocks[k];
            size_t b = n->n_blocks++;
            n->blocks[b] = (GradcheckBlock){.name = block->name,
                                            .value = n->params + block->offset,
                                            .gradient = n->dparams + block->offset,
                                            .rows = block->rows,
                                            .cols = block->cols,
                                            .type = NETCHECK_TYPE,
                                            .adds = true,
                                            .uses = i < net->encoder_steps ? net->branches : 1};
            n->numbers[b] = b;
            n->step_of[b] = i;
            n->block_of[b] = k;
            if (block->is_weight) {
                n->terms[n->n_weights] =
                    (GradcheckTerm){"the weight decay", b, n->decay_terms + block->offset};
                n->weights[n->n_weights++] = b;
            }
        }
}

/* The target of each pair, or the margin where it enters: what a loss's derivative by its input adds up from. */
static void add_constants(Netcheck *n)
{
    const Step *loss = net_loss_step(n->net);
    bool target = loss->kind == &losses_target_kind, margin = loss->kind == &losses_contrastive_kind;
    double constant = real_to_double(loss->constant);
    for (size_t p = 0; p < n->batch.count; p++)
        n->constants[p] = n->batch.labels[p] == LABEL_FORGED ? constant : target ? 1 : 0;
    if (target || margin)
        n->constant_term =
            (GradcheckTerm){.name = target ? "the target" : "the margin", .values = n->constants};
}

static void add_factors(Netcheck *n)
{
    for (size_t i = 0; i < n->net->encoder_steps; i++)
        if (n->net->steps[i].kind == &lecun_kind) {
            n->factors[0] = (GradcheckFactor){"LeCun's 1.7159", 1.7159};
            n->factors[1] = (GradcheckFactor){"LeCun's 2/3", 2.0 / 3};
            n->n_factors = 2;
        }
    if (net_loss_step(n->net)->kind == &losses_logistic_kind)
        n->factors[n->n_factors++] =
            (GradcheckFactor){"the learnt scale", 0}; /* its value: netcheck_problem */
}

static bool get_memory(Netcheck *n)
{
    size_t parameters = n->net->parameter_count, count = n->batch.count, largest = 0;
    n->dparams = calloc(parameters, sizeof(real));
    n->mixed_params = calloc(parameters, sizeof(real));
    n->decay_terms = calloc(parameters, sizeof(double));
    n->dlosses = calloc(count, sizeof(real));
    n->constants = calloc(count, sizeof(double));
    n->base = calloc(count, sizeof *n->base);
    for (size_t i = 0; i < net_step_count(n->net); i++)
        if (step_size(n->net->steps[i].in) > largest)
            largest = step_size(n->net->steps[i].in);
    n->row = calloc(largest, sizeof(real));
    if (!n->dparams || !n->mixed_params || !n->decay_terms || !n->dlosses || !n->constants || !n->row ||
        !n->base)
        return false;
    bool got = ripple_create(n->net, &n->ripple).ok && siamese_create_activations(n->net, &n->values).ok &&
               siamese_create_activations(n->net, &n->gradients).ok && crowd_create(n->net, &n->crowd).ok;
    for (size_t p = 0; got && p < count; p++)
        got = siamese_create_activations(n->net, &n->base[p]).ok;
    return got;
}

Status netcheck_create(const Net *net, real *params, NetcheckBatch batch, const NetcheckOptions *options,
                       Netcheck **made)
{
    *made = NULL;
    if (!NETCHECK_POSSIBLE)
        return status_error("the checker knows float and double, and this is a build with REAL=%s",
                            REAL_NAME);
    if (batch.count == 0 || batch.count > NETCHECK_PAIRS_MAX)
        return status_error("%zu pairs cannot be checked: expected 1 to %d", batch.count, NETCHECK_PAIRS_MAX);
    if (!isfinite(options->decay))
        return status_error("the weight decay must be a finite number");
    if (net->parameter_count == 0)
        return status_error("a net without parameters has no gradient to check");
    Netcheck *n = calloc(1, sizeof *n);
    if (!n)
        return status_no_memory("the check of a net");
    n->net = net;
    n->params = params;
    n->batch = batch;
    n->options = *options;
    if (!get_memory(n)) {
        netcheck_destroy(n);
        return status_no_memory("the check of a net");
    }
    add_blocks(n);
    add_constants(n);
    add_factors(n);
    n->problem = (GradcheckProblem){.name = net->encoder, .user = n, .n_blocks = n->n_blocks, .n_steps = 0};
    netcheck_chain_build(n);
    *made = n;
    return status_ok();
}

void netcheck_destroy(Netcheck *n)
{
    if (!n)
        return;
    for (size_t p = 0; n->base && p < n->batch.count; p++)
        siamese_destroy_activations(&n->base[p]);
    siamese_destroy_activations(&n->values);
    siamese_destroy_activations(&n->gradients);
    crowd_destroy(&n->crowd);
    free(n->base);
    free(n->dparams);
    free(n->dlosses);
    free(n->row);
    ripple_destroy(&n->ripple);
    free(n->mixed_params);
    free(n->decay_terms);
    free(n->constants);
    free(n);
}

const GradcheckProblem *netcheck_problem(Netcheck *n)
{
    const Net *net = n->net;
    for (size_t i = 0; i < net->parameter_count; i++)
        n->decay_terms[i] = n->options.decay * real_to_double(n->params[i]);
    if (net_loss_step(net)->kind == &losses_logistic_kind)
        n->factors[n->n_factors - 1].value = real_to_double(n->params[net_loss_step(net)->blocks[0].offset]);
    size_t inputs = n->batch.count * net->branches * step_size(net->input);
    n->watches[0] = (GradcheckWatch){"the signatures", n->batch.x, inputs * sizeof(real)};
    n->watches[1] = (GradcheckWatch){"the labels", n->batch.labels, n->batch.count * sizeof(Label)};
    n->base_is_filled = false; /* the parameters may have changed */
    GradcheckProblem *problem = &n->problem;
    problem->blocks = n->blocks;
    problem->loss = whole_loss;
    problem->gradient = gradient;
    problem->loss_with = loss_with;
    problem->losses_with = losses_with;
    problem->n_samples = n->batch.count;
    problem->loss_of_sample = loss_of_sample;
    problem->loss_of_use = loss_of_use;
    problem->loss_of_sample_with = loss_of_sample_with;
    /* Otherwise the plain one does; only the encoder's blocks have several uses. */
    problem->loss_of_use_with = is_followed(net, 0) ? loss_of_use_with : NULL;
    problem->steps = n->steps;
    problem->input = n->batch.x;
    problem->watches = n->watches;
    problem->n_watches = 2;
    problem->terms = n->terms;
    problem->n_terms = n->options.decay != 0 ? n->n_weights : 0;
    problem->factors = n->factors;
    problem->n_factors = n->n_factors;
    return problem;
}

size_t netcheck_entries(const Netcheck *n)
{
    size_t entries = 2 * n->net->parameter_count; /* once in the whole, once in their step */
    for (size_t i = 0; i < n->problem.n_steps; i++)
        entries += n->steps[i].n_in;
    return entries;
}
