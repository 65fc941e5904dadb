/* What a recipe's nets, trained on a fold's training users, make of every signature of the data set. */
#pragma once
#include <stdio.h>

#include "results/recipe.h"
#include "train/split.h"

/* One seed for the split, the nets and what is drawn to judge them. */
enum { TRAINED_FOLDS = 4, TRAINED_VALIDATION = 5, TRAINED_SEED = 1 };

/* The fold-th split of the cross-validation: the same for every recipe. Freed by split_free. */
Status trained_split(const Dataset *dataset, size_t fold, Split *split);

typedef struct Trained {
    size_t d;
    double *embeddings; /* of item i of the data set: from i d on; owned */
    double *pooled;     /* d variances within a user, of the training users' genuine signatures; owned */
} Trained;

/* Trains the net of a recipe without parts on the split's training users and embeds all items. A line for each epoch goes
 * to `progress`. Trouble: that of the trainer; no memory. Freed by trained_free, after trouble too. */
Status trained_make(const Recipe *recipe, size_t epochs, const Dataset *dataset, const Split *split,
                    FILE *progress, Trained *trained);

/* Puts together what n nets, trained on the same split, make of the items: each net's embeddings are brought to length 1
 * and put one after the other; then each of the d numbers is divided by its deviation within a training user (the root of
 * its pooled variance), which makes all of them count alike. Trouble: no memory. Freed by trained_free, after trouble too. */
Status trained_combine(size_t n, const Trained *const parts[], const Dataset *dataset, const Split *split,
                       Trained *trained);

void trained_free(Trained *trained);
