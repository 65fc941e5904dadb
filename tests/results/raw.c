#include "results/raw.h"

#include <stdlib.h>

static Status fit(const Dataset *dataset, const FeatureSet *set, const Split *split, const double *features,
                  FeatureScale *scale)
{
    size_t d = set->count * FEATURES_TIME, count = 0;
    const double **training = calloc(dataset->count, sizeof *training);
    if (!training)
        return status_no_memory("the features");
    for (size_t u = 0; u < split->count[SPLIT_TRAINING]; u++) {
        const DatasetUser *user = &dataset->users[split->users[SPLIT_TRAINING][u]];
        for (size_t i = 0; i < user->genuine + user->forged; i++)
            training[count++] = features + (user->first + i) * d;
    }
    Status status = features_scale_fit(set, count, training, scale);
    free(training);
    return status;
}

Status raw_features(const Dataset *dataset, const FeatureSet *set, const Split *split, double *features)
{
    size_t d = set->count * FEATURES_TIME;
    for (size_t i = 0; i < dataset->count; i++) {
        Status status = features_compute(&dataset->items[i].signature, set, features + i * d);
        if (!status.ok)
            return status_error("%s: %s", dataset->items[i].name, status.message);
    }
    FeatureScale scale;
    Status status = fit(dataset, set, split, features, &scale);
    for (size_t i = 0; status.ok && i < dataset->count; i++)
        features_scale_apply(set, &scale, features + i * d);
    return status;
}
