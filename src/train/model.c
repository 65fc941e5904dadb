#include "train/model.h"

#include <stdlib.h>

Status model_create(const NetOptions *net, const FeatureSet *features, Model *model)
{
    *model = (Model){.features = *features};
    for (size_t i = 0; i < FEATURES_COUNT; i++)
        model->scale.divisor[i] = 1;
    NetOptions options = *net;
    options.input = (Shape){features->count, FEATURES_TIME};
    Status status = net_create(&options, &model->net);
    if (!status.ok)
        return status;
    model->params = calloc(model->net.parameter_count, sizeof(real));
    model->verification.pooled = calloc(model->net.embedding, sizeof(double));
    return model->params && model->verification.pooled ? status_ok()
                                                       : status_no_memory("the parameters of the net");
}

void model_free(Model *model)
{
    free(model->params);
    free(model->verification.pooled);
    model->params = NULL;
    model->verification.pooled = NULL;
}

const char *model_score_name(ModelScore score)
{
    static const char *const names[MODEL_SCORES] = {"mean", "max", "normal", "shrunk"};
    return names[score];
}

Status model_see(const Model *model, const Signature *signature, real *x)
{
    double features[FEATURES_COUNT * FEATURES_TIME];
    Status status = features_compute(signature, &model->features, features);
    if (!status.ok)
        return status;
    features_scale_apply(&model->features, &model->scale, features);
    for (size_t i = 0; i < step_size(model->net.input); i++)
        x[i] = (real)features[i];
    return status;
}
