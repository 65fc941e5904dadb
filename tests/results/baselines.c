/* Prints what methods without any training reach on a data set in SVC2004's format, in Markdown: the yardstick that
 * stands beside a net's figures.
 *
 *     SVC2004_DIR=folder baselines
 */
#include "results/embedded.h"
#include "results/protocol.h"
#include "results/raw.h"
#include "results/simple.h"
#include "results/trained.h"

#include <stdlib.h>

static Status on_all_users(const Dataset *dataset, const ProtocolMethod *method)
{
    size_t *users = calloc(dataset->user_count, sizeof *users);
    if (!users)
        return status_no_memory("the users");
    for (size_t u = 0; u < dataset->user_count; u++)
        users[u] = u;
    ProtocolLine line = {0};
    Status status = protocol_run_all(dataset, dataset->user_count, users, TRAINED_SEED, method, &line);
    free(users);
    if (status.ok)
        status = protocol_print_line(stdout, stderr, method->name, TRAINED_SEED, &line);
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

static Status raw_folds(const Dataset *dataset, const FeatureSet *set, double *features)
{
    static const char name[] = "raw features, centred mean cosine";
    ProtocolLine line = {0};
    Status status = status_ok();
    for (size_t fold = 0; status.ok && fold < TRAINED_FOLDS; fold++) {
        Split split;
        status = trained_split(dataset, fold, &split);
        if (!status.ok)
            break;
        status = raw_features(dataset, set, &split, features);
        Embedded embedded = {EMBEDDED_CENTRED, set->count * FEATURES_TIME, features, NULL};
        ProtocolMethod method = {name, embedded_score, &embedded};
        if (status.ok)
            status = protocol_run_all(dataset, split.count[SPLIT_TEST], split.users[SPLIT_TEST], TRAINED_SEED,
                                      &method, &line);
        split_free(&split);
    }
    if (status.ok)
        status = protocol_print_line(stdout, stderr, name, TRAINED_SEED, &line);
    protocol_free(&line);
    return status;
}

static Status raw(const Dataset *dataset)
{
    FeatureSet set;
    Status status = features_parse("net3", &set);
    if (!status.ok)
        return status;
    double *features = malloc(dataset->count * set.count * FEATURES_TIME * sizeof *features);
    status = features ? raw_folds(dataset, &set, features) : status_no_memory("the features");
    free(features);
    return status;
}

static Status print_table(const Dataset *dataset)
{
    protocol_print_head(stdout);
    Status status =
        on_all_users(dataset, &(ProtocolMethod){"duration alone", simple_duration_score, dataset});
    if (status.ok)
        status = raw(dataset);
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
