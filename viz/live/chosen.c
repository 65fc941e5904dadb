#include "live/chosen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live/trace.h"
#include "net/cosine.h"
#include "words/words.h"

static const double degrees_per_radian = 57.29577951308232;

Status chosen_create(const Dataset *dataset, const Net *net, Chosen *chosen)
{
    *chosen = (Chosen){0};
    size_t longest = 1;
    for (size_t i = 0; i < dataset->count; i++)
        if (dataset->items[i].signature.count > longest)
            longest = dataset->items[i].signature.count;
    for (size_t k = 0; k < 2; k++)
        chosen->ink[k] = calloc(longest, sizeof *chosen->ink[k]);
    chosen->dparams = calloc(net_encoder_parameters(net) + NET_LOSS_PARAMETERS_MAX, sizeof *chosen->dparams);
    chosen->sample = calloc(4 * net->embedding, sizeof *chosen->sample);
    if (!chosen->ink[0] || !chosen->ink[1] || !chosen->dparams || !chosen->sample)
        return status_no_memory(_("the chosen pair"));
    Status status = siamese_create_activations(net, &chosen->values);
    return status.ok ? siamese_create_activations(net, &chosen->gradients) : status;
}

void chosen_free(Chosen *chosen)
{
    siamese_destroy_activations(&chosen->values);
    siamese_destroy_activations(&chosen->gradients);
    free(chosen->dparams);
    free(chosen->sample);
    free(chosen->ink[0]);
    free(chosen->ink[1]);
    *chosen = (Chosen){0};
}

/* ---- the ink ---- */

static SnapshotInk take_ink(Chosen *chosen, const DatasetItem *from, bool pen_up_removed, size_t k)
{
    const Signature *signature = &from->signature;
    Preprocessed seen;
    bool known =
        preprocess_run(signature, pen_up_removed, &seen).ok; /* as it was when the trainer was made */
    trace_write(signature, chosen->ink[k]);
    if (known)
        trace_write_seen(&seen, chosen->seen[k]);
    if (from->forged)
        snprintf(chosen->ink_names[k], CHOSEN_NAME_SIZE, _("forgery %zu"), from->number);
    else
        snprintf(chosen->ink_names[k], CHOSEN_NAME_SIZE, _("genuine %zu"), from->number);
    return (SnapshotInk){.name = chosen->ink_names[k],
                         .count = signature->count,
                         .points = chosen->ink[k],
                         .seen_count = known ? PREPROCESS_TIME : 0,
                         .seen_points = chosen->seen[k]};
}

void chosen_take_ink(Chosen *chosen, const Dataset *dataset, const Pair *pair, bool pen_up_removed,
                     SnapshotChosen *shown)
{
    shown->a = take_ink(chosen, &dataset->items[pair->items[0]], pen_up_removed, 0);
    shown->b = take_ink(chosen, &dataset->items[pair->items[1]], pen_up_removed, 1);
    shown->ink_version++;
}

/* ---- the numbers ---- */

/* dL/dc of a pair of this label whose cosine is c. */
static double loss_slope(Chosen *chosen, const Model *model, Label label, double c)
{
    const Step *loss = net_loss_step(&model->net);
    real in = (real)c, out, dout = 1, din = 0;
    loss->forward(loss, model->params, label, &in, &out);
    loss->backward(loss, model->params, label, &in, &out, &dout, chosen->dparams, &din);
    return real_to_double(din);
}

static double dot(size_t n, const real x[], const real y[])
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += real_to_double(x[i]) * real_to_double(y[i]);
    return sum;
}

/* |v| times the parts of a step down the loss from the embedding v, whose gradient is dv: at a right angle to it, away
 * from the embedding `other`, and along it. No direction, no part. */
static ChosenPull pull_of(size_t n, const real v[], const real other[], const real dv[])
{
    const double norm = sqrt(dot(n, v, v)), other_norm = sqrt(dot(n, other, other));
    if (!(norm > 0) || !(other_norm > 0))
        return (ChosenPull){0};
    const double c = dot(n, v, other) / (norm * other_norm), sine = sqrt(fmax(0, 1 - c * c));
    const double along = dot(n, dv, v) / norm, towards = dot(n, dv, other) / other_norm;
    /* Away from the other, at a right angle to v: (c v/|v| - other/|other|) / sin. */
    return (ChosenPull){.turn = sine > 1e-9 ? -norm * (c * along - towards) / sine : 0,
                        .stretch = -norm * along};
}

static bool cosine_is_right(const Net *net)
{
    return net_cosine_step(net)->backward == net_cosine_step(net)->kind->backward;
}

/* The mean turn that a wrong backward of the cosine gives two embeddings of these lengths at this angle. */
static double wrong_pull(Chosen *chosen, const Model *model, Label label, double theta,
                         const SnapshotChosen *shown)
{
    const Net *net = &model->net;
    const Step *cosine = net_cosine_step(net);
    const size_t n = net->embedding;
    real *a = chosen->sample, *b = a + n, *da = b + n, *db = da + n, c;
    memset(a, 0, 4 * n * sizeof *a);
    if (n < 2)
        return 0;
    a[0] = (real)shown->norm_a;
    b[0] = (real)(shown->norm_b * cos(theta));
    b[1] = (real)(shown->norm_b * sin(theta));
    const real slope = (real)loss_slope(chosen, model, label, cos(theta));
    cosine->forward(cosine, model->params, label, a, &c);
    cosine->backward(cosine, model->params, label, a, &c, &slope, chosen->dparams, da);
    return (pull_of(n, a, b, da).turn + pull_of(n, b, a, db).turn) / 2;
}

/* A step down the loss changes c by -dL/dc: with dL/dc > 0 the angle opens. */
static double sample(Chosen *chosen, const Model *model, Label label, double theta,
                     const SnapshotChosen *shown)
{
    return cosine_is_right(&model->net) ? loss_slope(chosen, model, label, cos(theta)) * sin(theta)
                                        : wrong_pull(chosen, model, label, theta, shown);
}

/* The logistic loss's own parameters bend the curves as it learns. */
static void sample_pull(Chosen *chosen, const Model *model, SnapshotChosen *shown)
{
    for (size_t i = 0; i < CHOSEN_PULL_SAMPLES; i++) {
        const double theta = (double)i / (CHOSEN_PULL_SAMPLES - 1) * 180 / degrees_per_radian;
        chosen->pull_genuine[i] = (float)sample(chosen, model, LABEL_GENUINE, theta, shown);
        chosen->pull_forged[i] = (float)sample(chosen, model, LABEL_FORGED, theta, shown);
    }
    shown->pull_samples = CHOSEN_PULL_SAMPLES;
    shown->pull_genuine = chosen->pull_genuine;
    shown->pull_forged = chosen->pull_forged;
}

/* What the backward gives the two embeddings; where it is right, by its formula, which knows no rounding at the ends. */
static void measure_pull(const Chosen *chosen, const Net *net, double theta, bool defined,
                         SnapshotChosen *shown)
{
    const size_t n = net->embedding;
    const real *a = chosen->values.embeddings, *b = a + n;
    const real *da = chosen->gradients.embeddings, *db = da + n;
    ChosenPull of_a = {.turn = defined ? shown->dcosine * sin(theta) : 0}, of_b = of_a;
    if (!cosine_is_right(net)) {
        of_a = pull_of(n, a, b, da);
        of_b = pull_of(n, b, a, db);
    }
    shown->turn_a = of_a.turn;
    shown->stretch_a = of_a.stretch;
    shown->turn_b = of_b.turn;
    shown->stretch_b = of_b.stretch;
    shown->pull = (of_a.turn + of_b.turn) / 2;
}

void chosen_measure(Chosen *chosen, Trainer *trainer, const Pair *pair, SnapshotChosen *shown)
{
    const Model *model = trainer_model(trainer);
    const Net *net = &model->net;
    const real *x[] = {trainer_input(trainer, pair->items[0]), trainer_input(trainer, pair->items[1])};
    siamese_forward(net, model->params, x, pair->label, &chosen->values);
    siamese_backward_head(net, model->params, pair->label, &chosen->values, 1, &chosen->gradients,
                          chosen->dparams);
    const real *a = chosen->values.embeddings, *b = a + net->embedding;
    const Cosine cosine = cosine_forward(net->embedding, a, b);
    const double theta = cosine_angle(net->embedding, a, b);
    shown->degrees = cosine.defined ? theta * degrees_per_radian : NAN;
    shown->norm_a = real_to_double(cosine.norm_a);
    shown->norm_b = real_to_double(cosine.norm_b);
    shown->cosine = real_to_double(cosine.c);
    shown->dcosine = real_to_double(chosen->gradients.head[0][0]);
    measure_pull(chosen, net, theta, cosine.defined, shown);
    sample_pull(chosen, model, shown);
    shown->version++;
}
