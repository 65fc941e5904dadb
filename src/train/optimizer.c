#include "train/optimizer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mark.h"

enum { BLOCKS_MAX = 2 };

struct Optimizer {
    OptimizerOptions options;
    size_t n;
    uint64_t steps_done;
    real *
        decay; /* for each parameter the weight decay, or 0 where it is spared; NULL: no weight decay at all */
    real *state[BLOCKS_MAX];
};

typedef struct Kind {
    const char *name;
    size_t blocks;
    const char *block_names[BLOCKS_MAX];
    const char *formula;
} Kind;

static const Kind kinds[OPTIMIZER_KINDS] = {
    [OPTIMIZER_SGD] = {"sgd", 0, {NULL, NULL}, "p -= r g"},
    [OPTIMIZER_MOMENTUM] = {"momentum", 1, {"momentum.v", NULL}, "v = mu v + g;p -= r v"},
    [OPTIMIZER_ADAM] = {"adam",
                        2,
                        {"adam.m", "adam.v"},
                        "m = b1 m + (1 - b1) g;v = b2 v + (1 - b2) g^2;p -= r m^ / (sqrt(v^) + eps)"},
};

const char *optimizer_name(OptimizerKind kind)
{
    assert(kind < OPTIMIZER_KINDS);
    return kinds[kind].name;
}

const char *optimizer_formula(OptimizerKind kind)
{
    assert(kind < OPTIMIZER_KINDS);
    return kinds[kind].formula;
}

Status optimizer_parse(const char *name, OptimizerKind *kind)
{
    for (OptimizerKind k = 0; k < OPTIMIZER_KINDS; k++) {
        if (strcmp(name, kinds[k].name) == 0) {
            *kind = k;
            return status_ok();
        }
    }
    return status_error(N_("%.40s: no such optimiser; there are sgd, momentum and adam"), name);
}

OptimizerOptions optimizer_defaults(OptimizerKind kind)
{
    assert(kind < OPTIMIZER_KINDS);
    return (OptimizerOptions){
        .kind = kind,
        .rate = kind == OPTIMIZER_ADAM ? 0.001 : 0.01,
        .last_fraction = 1,
        .steps = 1,
        .weight_decay = 0,
        .momentum = 0.9,
        .beta1 = 0.9,
        .beta2 = 0.999,
        .epsilon = 1e-8,
    };
}

/* Each comparison is written so that NaN fails it. */
static Status check(const OptimizerOptions *o)
{
    assert(o->kind < OPTIMIZER_KINDS);
    if (!(o->rate > 0 && isfinite(o->rate)))
        return status_error(N_("learning rate %g: expected a number above 0"), o->rate);
    if (!(o->last_fraction >= 0 && o->last_fraction <= 1))
        return status_error(N_("last fraction of the learning rate %g: expected 0 to 1"), o->last_fraction);
    if (o->steps == 0)
        return status_error(N_("0 steps for the learning rate to fall over: expected at least 1"));
    if (!(o->weight_decay >= 0 && isfinite(o->weight_decay)))
        return status_error(N_("weight decay %g: expected 0 or more"), o->weight_decay);
    if (o->kind == OPTIMIZER_MOMENTUM && !(o->momentum >= 0 && o->momentum < 1))
        return status_error(N_("momentum %g: expected 0 or more and below 1"), o->momentum);
    if (o->kind != OPTIMIZER_ADAM)
        return status_ok();
    if (!(o->beta1 >= 0 && o->beta1 < 1))
        return status_error(N_("Adam's beta1 %g: expected 0 or more and below 1"), o->beta1);
    if (!(o->beta2 >= 0 && o->beta2 < 1))
        return status_error(N_("Adam's beta2 %g: expected 0 or more and below 1"), o->beta2);
    if (!(o->epsilon > 0 && isfinite(o->epsilon)))
        return status_error(N_("Adam's epsilon %g: expected a number above 0"), o->epsilon);
    return status_ok();
}

Status optimizer_create(OptimizerOptions options, size_t n, Optimizer **optimizer)
{
    assert(n > 0);
    *optimizer = NULL;
    Status status = check(&options);
    if (!status.ok)
        return status;
    Optimizer *made = calloc(1, sizeof *made);
    if (!made)
        return status_no_memory(N_("the optimiser"));
    made->options = options;
    made->n = n;
    bool complete = true;
    for (size_t b = 0; b < kinds[options.kind].blocks; b++) {
        made->state[b] = calloc(n, sizeof(real));
        complete = complete && made->state[b];
    }
    if (options.weight_decay > 0) {
        made->decay = calloc(n, sizeof(real));
        complete = complete && made->decay;
    }
    if (!complete) {
        optimizer_destroy(made);
        return status_no_memory(N_("the optimiser's state"));
    }
    for (size_t i = 0; made->decay && i < n; i++)
        made->decay[i] = (real)options.weight_decay;
    *optimizer = made;
    return status_ok();
}

void optimizer_destroy(Optimizer *optimizer)
{
    if (!optimizer)
        return;
    for (size_t b = 0; b < BLOCKS_MAX; b++)
        free(optimizer->state[b]);
    free(optimizer->decay);
    free(optimizer);
}

void optimizer_spare(Optimizer *optimizer, size_t first, size_t count)
{
    assert(first <= optimizer->n && count <= optimizer->n - first);
    for (size_t i = first; optimizer->decay && i < first + count; i++)
        optimizer->decay[i] = 0;
}

double optimizer_rate(const Optimizer *optimizer, uint64_t step)
{
    const OptimizerOptions *o = &optimizer->options;
    if (step >= o->steps)
        step = o->steps - 1;
    double done = o->steps > 1 ? (double)step / (double)(o->steps - 1) : 0;
    return o->rate * (1 - done + done * o->last_fraction);
}

/* g + wd p. */
static real decayed(const Optimizer *optimizer, size_t i, real p, real g)
{
    return optimizer->decay ? g + optimizer->decay[i] * p : g;
}

static void step_sgd(const Optimizer *optimizer, real rate, real *restrict params,
                     const real *restrict gradient)
{
    for (size_t i = 0; i < optimizer->n; i++)
        params[i] -= rate * decayed(optimizer, i, params[i], gradient[i]);
}

static void step_momentum(const Optimizer *optimizer, real rate, real *restrict params,
                          const real *restrict gradient)
{
    real *restrict v = optimizer->state[0];
    real mu = (real)optimizer->options.momentum;
    for (size_t i = 0; i < optimizer->n; i++) {
        v[i] = mu * v[i] + decayed(optimizer, i, params[i], gradient[i]);
        params[i] -= rate * v[i];
    }
}

/* 1 - beta^t, without the digits that the subtraction would lose while beta^t is near 1. */
static double bias_correction(double beta, uint64_t t)
{
    return -expm1((double)t * log(beta));
}

static void step_adam(const Optimizer *optimizer, real rate, real *restrict params,
                      const real *restrict gradient)
{
    real *restrict m = optimizer->state[0], *restrict v = optimizer->state[1];
    const OptimizerOptions *o = &optimizer->options;
    uint64_t t = optimizer->steps_done + 1;
    real b1 = (real)o->beta1, b2 = (real)o->beta2, epsilon = (real)o->epsilon;
    real m_correction = (real)bias_correction(o->beta1, t), v_correction = (real)bias_correction(o->beta2, t);
    for (size_t i = 0; i < optimizer->n; i++) {
        real g = decayed(optimizer, i, params[i], gradient[i]);
        m[i] = b1 * m[i] + (1 - b1) * g;
        v[i] = b2 * v[i] + (1 - b2) * g * g;
        params[i] -= rate * (m[i] / m_correction) / (real_sqrt(v[i] / v_correction) + epsilon);
    }
}

void optimizer_step(Optimizer *optimizer, size_t n, real params[static n], const real gradient[static n])
{
    assert(n == optimizer->n);
    real rate = (real)optimizer_rate(optimizer, optimizer->steps_done);
    switch (optimizer->options.kind) {
    case OPTIMIZER_SGD:
        step_sgd(optimizer, rate, params, gradient);
        break;
    case OPTIMIZER_MOMENTUM:
        step_momentum(optimizer, rate, params, gradient);
        break;
    case OPTIMIZER_ADAM:
        step_adam(optimizer, rate, params, gradient);
        break;
    case OPTIMIZER_KINDS:
        break;
    }
    optimizer->steps_done++;
}

uint64_t optimizer_steps_done(const Optimizer *optimizer)
{
    return optimizer->steps_done;
}

void optimizer_resume(Optimizer *optimizer, uint64_t steps)
{
    optimizer->steps_done = steps;
}

size_t optimizer_block_count(const Optimizer *optimizer)
{
    return kinds[optimizer->options.kind].blocks;
}

OptimizerBlock optimizer_block(const Optimizer *optimizer, size_t index)
{
    assert(index < optimizer_block_count(optimizer));
    return (OptimizerBlock){kinds[optimizer->options.kind].block_names[index], optimizer->n,
                            optimizer->state[index]};
}
