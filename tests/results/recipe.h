/* The recipes of training whose results are told: what each net sees, how it is built, and what it is asked for.
 *
 * All share the paper's pairs (7,701 an epoch; 50, 40, 10 %), its loss 1/2 (cos - t)^2 with t = 1 for genuine pairs, and what
 * the paper does not tell and trainer_default_options does: batches of 32, SGD with momentum 0.9 and a rate that falls
 * from 0.05 to a fiftieth, 12 epochs. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "train/trainer.h"

enum { RECIPES = 12, RECIPE_EPOCHS = 12, RECIPE_PARTS_MAX = 3 };

typedef struct Recipe {
    const char *name;    /* as it is chosen: "C" */
    const char *words;   /* what it is, for the table */
    const char *encoder; /* for net_create */
    const char *features;
    double forged_target; /* t of forged pairs */
    bool absolute_time, pen_up_removed, augment;
    bool shows_a_difference; /* stands beside A to show what one change does; judged by fewer scores */
    /* Of several nets: the names of their recipes, from the first on; otherwise none. Their embeddings are put together,
     * see trained.h. */
    const char *parts[RECIPE_PARTS_MAX];
} Recipe;

/* The index-th of the RECIPES recipes, and the index of one. */
const Recipe *recipe_at(size_t index);
size_t recipe_index(const Recipe *recipe);

/* The recipe of this name; NULL when there is none. */
const Recipe *recipe_find(const char *name);

/* What the trainer is to be made with for a recipe of one net. Trouble: features that are not understood. */
Status recipe_options(const Recipe *recipe, uint64_t seed, size_t epochs, TrainerOptions *options);
