/* Prints what methods without any training reach on a data set in SVC2004's format, in Markdown: the yardstick that
 * stands beside a net's figures.
 *
 *     SVC2004_DIR=folder baselines
 */
#include "pen/features.h"
#include "results/embedded.h"
#include "results/protocol.h"
#include "results/simple.h"
#include "train/split.h"

#include <stdlib.h>
#include <string.h>

enum { SEED = 1, FOLDS = 4, VALIDATION = 5 };

static Status on_all_users(const Dataset *dataset, const ProtocolMethod *method)
{
    size_t *users = calloc(dataset->user_count, sizeof *users);
    if (!users)
        return status_no_memory("the users");
    for (size_t u = 0; u < dataset->user_count; u++)
        users[u] = u;
    ProtocolLine line = {0};
    Status status = protocol_run_all(dataset, dataset->user_count, users, SEED, method, &line);
    free(users);
    if (status.ok)
        status = protocol_print_line(stdout, stderr, method->name, SEED, &line);
    protocol_free(&line);
    return status;
}

static Status warping(const Dataset *dataset, const char *name, bool with_pressure)
{
    SimpleDistances distances;
    Status status = simple_dtw_distances(dataset, with_pressure, &distances);
    if (!status.ok)
        return status;
    status = on_all_users(dataset, &(ProtocolMethod){name, simple_distance_score, &distances});
    simple_free(&distances);
    return status;
}

/* ---------------------------------------------------------------- raw features, scaled by each fold's training users */

static const char raw_features_name[] = "raw features, centred mean cosine";

static Status features_of(const Dataset *dataset, const FeatureSet *set, double *features)
{
    for (size_t i = 0; i < dataset->count; i++) {
        Status status =
            features_compute(&dataset->items[i].signature, set, features + i * set->count * FEATURES_TIME);
        if (!status.ok)
            return status_error("%s: %s", dataset->items[i].name, status.message);
    }
    return status_ok();
}

static Status scale_by(const Dataset *dataset, const FeatureSet *set, size_t user_count, const size_t *users,
                       const double *features, double *scaled)
{
    size_t d = set->count * FEATURES_TIME, count = 0;
    const double **training = calloc(dataset->count, sizeof *training);
    if (!training)
        return status_no_memory("the features");
    for (size_t u = 0; u < user_count; u++) {
        const DatasetUser *user = &dataset->users[users[u]];
        for (size_t i = 0; i < user->genuine + user->forged; i++)
            training[count++] = features + (user->first + i) * d;
    }
    FeatureScale scale;
    Status status = features_scale_fit(set, count, training, &scale);
    free(training);
    if (!status.ok)
        return status;
    memcpy(scaled, features, dataset->count * d * sizeof *scaled);
    for (size_t i = 0; i < dataset->count; i++)
        features_scale_apply(set, &scale, scaled + i * d);
    return status_ok();
}

static Status raw_features_with(const Dataset *dataset, const FeatureSet *set, double *features,
                                double *scaled)
{
    ProtocolLine line = {0};
    Status status = features_of(dataset, set, features);
    for (size_t fold = 0; status.ok && fold < FOLDS; fold++) {
        Split split;
        status = split_fold(dataset->user_count, FOLDS, fold, VALIDATION, SEED, &split);
        if (!status.ok)
            break;
        status = scale_by(dataset, set, split.count[SPLIT_TRAINING], split.users[SPLIT_TRAINING], features,
                          scaled);
        Embedded embedded = {EMBEDDED_CENTRED, set->count * FEATURES_TIME, scaled, NULL};
        ProtocolMethod method = {raw_features_name, embedded_score, &embedded};
        if (status.ok)
            status = protocol_run_all(dataset, split.count[SPLIT_TEST], split.users[SPLIT_TEST], SEED,
                                      &method, &line);
        split_free(&split);
    }
    if (status.ok)
        status = protocol_print_line(stdout, stderr, raw_features_name, SEED, &line);
    protocol_free(&line);
    return status;
}

static Status raw_features(const Dataset *dataset)
{
    FeatureSet set;
    Status status = features_parse("net3", &set);
    if (!status.ok)
        return status;
    size_t size = dataset->count * set.count * FEATURES_TIME * sizeof(double);
    double *features = malloc(size), *scaled = malloc(size);
    status = features && scaled ? raw_features_with(dataset, &set, features, scaled)
                                : status_no_memory("the features");
    free(features);
    free(scaled);
    return status;
}

static Status print_table(const Dataset *dataset)
{
    protocol_print_head(stdout);
    Status status =
        on_all_users(dataset, &(ProtocolMethod){"duration alone", simple_duration_score, dataset});
    if (status.ok)
        status = raw_features(dataset);
    if (status.ok)
        status = warping(dataset, "time warping, dx dy", false);
    if (status.ok)
        status = warping(dataset, "time warping, dx dy pressure", true);
    return status;
}

int main(void)
{
    const char *folder = getenv("SVC2004_DIR");
    if (!folder) {
        printf("SKIPPED: SVC2004_DIR does not name a folder of signatures\n");
        return 0;
    }
    Dataset dataset = {0};
    Status status = dataset_load(folder, &dataset);
    if (status.ok)
        status = print_table(&dataset);
    dataset_free(&dataset);
    if (!status.ok)
        fprintf(stderr, "%s\n", status.message);
    return status.ok ? 0 : 2;
}
