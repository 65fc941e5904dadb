#include "train/source.h"

#include <math.h>

#include "base/mark.h"

Source source_defaults(void)
{
    return (Source){.users = 20,
                    .genuine = 10,
                    .forged = 10,
                    .seed = 7,
                    .slowness = 1,
                    .validation_share = 0.2,
                    .test_share = 0.2,
                    .split_seed = 1};
}

static Status check(const Source *source)
{
    if (source->validation_share < 0 || source->test_share < 0 ||
        !(source->validation_share + source->test_share < 1))
        return status_error(
            N_("the shares of the users for validation and test must leave some for training"));
    if (source->folder[0])
        return status_ok();
    if (source->users == 0 || source->users > DATASET_USERS_MAX)
        return status_error(N_("expected 1 to %d writers, found %zu"), DATASET_USERS_MAX, source->users);
    if (source->genuine == 0 || source->genuine > DATASET_GENUINE_MAX || source->forged > DATASET_FORGED_MAX)
        return status_error(
            N_("expected 1 to %d genuine signatures and 0 to %d forgeries of each writer, found %zu and %zu"),
            DATASET_GENUINE_MAX, DATASET_FORGED_MAX, source->genuine, source->forged);
    if (!(source->slowness >= 0.5 && source->slowness <= 5))
        return status_error(N_("the slowness of forgers must be between 0.5 and 5, found %g"),
                            source->slowness);
    return status_ok();
}

Status source_open(const Source *source, Dataset *dataset, Split *split)
{
    *dataset = (Dataset){0};
    *split = (Split){0};
    Status status = check(source);
    if (!status.ok)
        return status;
    if (source->folder[0]) {
        status = dataset_load(source->folder, dataset);
    } else {
        SynthOptions options = synth_defaults();
        options.slowness = source->slowness;
        status = dataset_synthesize(source->users, source->genuine, source->forged, source->seed, &options,
                                    dataset);
    }
    if (!status.ok)
        return status;
    double users = (double)dataset->user_count;
    size_t validation = (size_t)floor(source->validation_share * users + 0.5);
    size_t test = (size_t)floor(source->test_share * users + 0.5);
    status = split_users(dataset->user_count, validation, test, source->split_seed, split);
    if (!status.ok)
        dataset_free(dataset);
    return status;
}
