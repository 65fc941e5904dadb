/* A model: a net, its parameters, and how a signature becomes what the net sees. All that verifying a signature needs. */
#pragma once
#include "net/net.h"
#include "pen/features.h"

typedef struct Model {
    Net net;
    FeatureSet features;
    FeatureScale scale; /* from the training users only */
    real *params;       /* net.parameter_count numbers, owned */
    double
        threshold; /* a pair is taken for genuine when its cosine is at least this; chosen on validation users */
} Model;

/* A model with all parameters 0, every scale 1 and the threshold cos = 0 (90 degrees). The net's input shape is
 * taken from the features: features->count x 200. The caller frees it with model_free, after trouble too. */
Status model_create(const NetOptions *net, const FeatureSet *features, Model *model);
void model_free(Model *model);

/* What the net sees of a signature: its features, scaled; writes net.input numbers to x. Allocates nothing. Trouble: a
 * signature that has no features (see features_compute). */
Status model_see(const Model *model, const Signature *signature, real *x);
