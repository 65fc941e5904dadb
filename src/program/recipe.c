#include "program/recipe.h"

#include <string.h>

#include "words/words.h"

RecipeOptions recipe_defaults(void)
{
    RecipeOptions recipe = {
        .training = trainer_default_options(), .features = "net3", .optimizer = "momentum"};
    recipe.rate = recipe.training.optimizer.rate;
    recipe.rate_end = recipe.training.optimizer.last_fraction;
    recipe.momentum = recipe.training.optimizer.momentum;
    return recipe;
}

void recipe_list_net(RecipeOptions *recipe, Option options[static RECIPE_NET_OPTIONS])
{
    NetOptions *net = &recipe->training.net;
    const Option all[RECIPE_NET_OPTIONS] = {
        {"net", OPTIONS_TEXT, &net->encoder, N_("NET"),
         N_("bromley1 (default), bromley2, reference, mlp, or a\ndescription as 'conv:12x11/3 tanh flatten "
            "dense:8'")},
        {"loss", OPTIONS_TEXT, &net->loss, N_("LOSS"),
         N_("target (default), sum, margin, contrastive,\ntriplet or logistic")},
        {"target", OPTIONS_NUMBER, &net->forged_target, "T",
         N_("the target loss's cosine for forged pairs (-0.9)"), -1, 1},
        {"margin", OPTIONS_NUMBER, &net->margin, "M", N_("the margin of a loss that has one")},
        {"features", OPTIONS_TEXT, &recipe->features, N_("LIST"),
         N_("the input's rows: net1, net3 (default), pressure,\npressure-duration, or names as 'x,y,speed'")},
        {"absolute-time", OPTIONS_FLAG, &recipe->absolute_time, NULL,
         N_("speed and accelerations per second")},
        {"seed", OPTIONS_SEED, &recipe->training.seed, "S", N_("of parameters, pairs and augmentation (1)")},
    };
    memcpy(options, all, sizeof all);
}

void recipe_list_training(RecipeOptions *recipe, Option options[static RECIPE_TRAINING_OPTIONS])
{
    TrainerOptions *t = &recipe->training;
    const Option all[RECIPE_TRAINING_OPTIONS] = {
        {"epochs", OPTIONS_COUNT, &t->epochs, "N", N_("how many"), 1, TRAINER_EPOCHS_MAX},
        {"pairs", OPTIONS_COUNT, &t->pairs_per_epoch, "N", N_("pairs in an epoch (the paper: 7701)"), 1,
         TRAINER_PAIRS_MAX},
        {"batch", OPTIONS_COUNT, &t->batch, "N", N_("pairs in a step (32)"), 1, TRAINER_BATCH_MAX},
        {"optimizer", OPTIONS_TEXT, &recipe->optimizer, N_("NAME"), N_("sgd, momentum (default) or adam")},
        {"rate", OPTIONS_NUMBER, &recipe->rate, "R", N_("the learning rate at the start (0.05)"), 1e-12, 1e6},
        {"rate-end", OPTIONS_NUMBER, &recipe->rate_end, "F",
         N_("what is left of it at the end (0.02: a fiftieth)"), 0, 1},
        {"momentum", OPTIONS_NUMBER, &recipe->momentum, "MU", N_("of the momentum optimizer (0.9)"), 0,
         0.9999},
        {"weight-decay", OPTIONS_NUMBER, &recipe->weight_decay, "WD",
         N_("pulls weights, not biases, towards 0 (0)"), 0, 1},
    };
    memcpy(options, all, sizeof all);
}

Status recipe_finish(RecipeOptions *recipe)
{
    TrainerOptions *t = &recipe->training;
    OptimizerKind kind = OPTIMIZER_MOMENTUM;
    Status status = features_parse(recipe->features, &t->features);
    if (status.ok)
        status = optimizer_parse(recipe->optimizer, &kind);
    if (!status.ok)
        return status;
    t->features.absolute_time = recipe->absolute_time;
    t->optimizer = optimizer_defaults(kind);
    t->optimizer.rate = recipe->rate;
    t->optimizer.last_fraction = recipe->rate_end;
    t->optimizer.momentum = recipe->momentum;
    t->optimizer.weight_decay = recipe->weight_decay;
    return status;
}
