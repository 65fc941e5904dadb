/* The options of several commands that say what is trained and how. */
#pragma once
#include "program/options.h"
#include "train/trainer.h"

/* What the options were set to. The words become a recipe in recipe_finish; everything else is set in `training` at once. */
typedef struct RecipeOptions {
    TrainerOptions training;
    const char *features, *optimizer;
    bool absolute_time;
    double rate, rate_end, momentum, weight_decay;
} RecipeOptions;

enum { RECIPE_NET_OPTIONS = 7, RECIPE_TRAINING_OPTIONS = 8 };

/* trainer_default_options, as options. */
RecipeOptions recipe_defaults(void);

/* Write the options that set the net and what it sees (and the seed), and those of its training. Their help gives the
 * defaults of recipe_defaults but for numbers that a command sets otherwise: those it says in its description. */
void recipe_list_net(RecipeOptions *recipe, Option options[static RECIPE_NET_OPTIONS]);
void recipe_list_training(RecipeOptions *recipe, Option options[static RECIPE_TRAINING_OPTIONS]);

/* Completes recipe->training. Trouble: an unknown feature or optimiser. */
Status recipe_finish(RecipeOptions *recipe);
