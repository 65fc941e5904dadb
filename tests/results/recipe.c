#include "results/recipe.h"

#include <assert.h>
#include <string.h>

static const Recipe recipes[RECIPES] = {
    {"A", "the paper's net 3", "bromley1", "net3", .forged_target = -0.9},
    {"A1", "the paper's net 1", "bromley1", "net1", .forged_target = -0.9, .shows_a_difference = true},
    {"A2", "the paper's net 2", "bromley1", "net1", .forged_target = -0.9, .pen_up_removed = true,
     .shows_a_difference = true},
    {"A5", "the paper's net 5", "bromley2", "net3", .forged_target = -0.9, .shows_a_difference = true},
    {"A-time", "A with absolute time", "bromley1", "net3", .forged_target = -0.9, .absolute_time = true,
     .shows_a_difference = true},
    {"A-augment", "A with augmentation", "bromley1", "net3", .forged_target = -0.9, .augment = true,
     .shows_a_difference = true},
    {"A-target", "A with target 0", "bromley1", "net3", .forged_target = 0, .shows_a_difference = true},
    {"A-pressure", "A with pressure for pen", "bromley1", "pressure", .forged_target = -0.9,
     .shows_a_difference = true},
    {"B", "A with target 0, absolute time, augmentation", "bromley1", "net3", .forged_target = 0,
     .absolute_time = true, .augment = true},
    {"C", "B with pressure for pen", "bromley1", "pressure", .forged_target = 0, .absolute_time = true,
     .augment = true},
    {"D", "B with pressure and log duration beside pen", "bromley1", "pressure-duration", .forged_target = 0,
     .absolute_time = true, .augment = true},
    {"E", "C and D together", .parts = {"C", "D"}},
};

const Recipe *recipe_at(size_t index)
{
    assert(index < RECIPES);
    return &recipes[index];
}

size_t recipe_index(const Recipe *recipe)
{
    return (size_t)(recipe - recipes);
}

const Recipe *recipe_find(const char *name)
{
    for (size_t i = 0; i < RECIPES; i++)
        if (strcmp(recipes[i].name, name) == 0)
            return &recipes[i];
    return NULL;
}

Status recipe_options(const Recipe *recipe, uint64_t seed, size_t epochs, TrainerOptions *options)
{
    *options = trainer_default_options();
    Status status = features_parse(recipe->features, &options->features);
    options->features.absolute_time = recipe->absolute_time;
    options->features.pen_up_removed = recipe->pen_up_removed;
    options->net.encoder = recipe->encoder;
    options->net.loss = "target";
    options->net.forged_target = recipe->forged_target;
    options->augment = recipe->augment;
    options->epochs = epochs;
    options->seed = seed;
    return status;
}
