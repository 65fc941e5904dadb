#include "cli/examples.h"

#include "train/checkpoint.h"

static Status get_model(const char *path, const RecipeOptions *options, Examples *examples)
{
    if (path)
        return checkpoint_load_model(path, &examples->model);
    RecipeOptions recipe = *options;
    Status status = recipe_finish(&recipe);
    if (status.ok)
        status = trainer_create(&recipe.training, &examples->dataset, &examples->split, &examples->trainer);
    if (status.ok)
        examples->model = *trainer_model(examples->trainer);
    return status;
}

Status examples_open(const char *path, const RecipeOptions *recipe, const DataOptions *data,
                     Examples *examples)
{
    *examples = (Examples){.seed = data->source.seed};
    Source source;
    Status status = data_source(data, &source);
    if (status.ok)
        status = source_open(&source, &examples->dataset, &examples->split);
    if (status.ok)
        status = get_model(path, recipe, examples);
    return status;
}

void examples_close(Examples *examples)
{
    if (examples->trainer)
        trainer_destroy(examples->trainer);
    else
        model_free(&examples->model);
    dataset_free(&examples->dataset);
    split_free(&examples->split);
}

Status examples_pair(const Examples *examples, size_t number, Pair *pair)
{
    const Dataset *dataset = &examples->dataset;
    bool triplets = examples->model.net.branches == 3;
    size_t everyone[DATASET_USERS_MAX];
    for (size_t u = 0; u < dataset->user_count; u++)
        everyone[u] = u;
    PairsMix mix = number % 2 == 0 ? (PairsMix){{1, 0, 0}} : (PairsMix){{0, 1, 0}};
    PairsSource source;
    Status status = pairs_source_create(dataset, dataset->user_count, everyone,
                                        triplets ? pairs_paper_mix() : mix, &source);
    if (!status.ok)
        return status;
    Random random = random_stream(examples->seed, number);
    status = triplets ? pairs_check_triplets(&source) : status_ok();
    if (status.ok)
        *pair = triplets ? pairs_draw_triplet(&source, &random) : pairs_draw(&source, &random);
    pairs_source_free(&source);
    return status;
}
