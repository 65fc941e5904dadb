#include "live/chosen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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
    if (!chosen->ink[0] || !chosen->ink[1] || !chosen->dparams)
        return status_no_memory(_("the chosen pair"));
    Status status = siamese_create_activations(net, &chosen->values);
    return status.ok ? siamese_create_activations(net, &chosen->gradients) : status;
}

void chosen_free(Chosen *chosen)
{
    siamese_destroy_activations(&chosen->values);
    siamese_destroy_activations(&chosen->gradients);
    free(chosen->dparams);
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
        snprintf(chosen->ink_names[k], CHOSEN_NAME_SIZE, _("forgery %zu"),
                 from->number - DATASET_GENUINE_MAX);
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

/* A step down the loss changes c by -dL/dc: with dL/dc > 0 the angle opens. */
static void sample_pull(Chosen *chosen, const Model *model)
{
    for (size_t i = 0; i < CHOSEN_PULL_SAMPLES; i++) {
        double theta = (double)i / (CHOSEN_PULL_SAMPLES - 1) * 180 / degrees_per_radian;
        chosen->pull_genuine[i] = (float)(loss_slope(chosen, model, LABEL_GENUINE, cos(theta)) * sin(theta));
        chosen->pull_forged[i] = (float)(loss_slope(chosen, model, LABEL_FORGED, cos(theta)) * sin(theta));
    }
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
    Cosine cosine = cosine_forward(net->embedding, a, b);
    double theta = cosine_angle(net->embedding, a, b);
    shown->degrees = cosine.defined ? theta * degrees_per_radian : NAN;
    shown->norm_a = real_to_double(cosine.norm_a);
    shown->norm_b = real_to_double(cosine.norm_b);
    shown->cosine = real_to_double(cosine.c);
    shown->dcosine = real_to_double(chosen->gradients.head[0][0]);
    shown->pull = cosine.defined ? shown->dcosine * sin(theta) : 0;
    sample_pull(chosen, model); /* the logistic loss's own parameters bend the curves as it learns */
    shown->pull_samples = CHOSEN_PULL_SAMPLES;
    shown->pull_genuine = chosen->pull_genuine;
    shown->pull_forged = chosen->pull_forged;
    shown->version++;
}
