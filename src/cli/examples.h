/* What several commands show the net at: a model (a saved one, or a fresh one as the options describe it), signatures, and
 * pairs of them by number. */
#pragma once
#include "program/data.h"
#include "program/recipe.h"
#include "train/trainer.h"

typedef struct Examples {
    Model model;
    Dataset dataset;
    Split split;
    Trainer *trainer; /* of a fresh net: it owns the model's memory; else NULL */
    uint64_t seed;    /* of the pairs */
} Examples;

/* Reads or invents the signatures and gets the model: the file `path`, or with NULL a freshly initialised net whose scales
 * are fitted on the training users. examples_close gives all back, after trouble too. */
Status examples_open(const char *path, const RecipeOptions *recipe, const DataOptions *data,
                     Examples *examples);
void examples_close(Examples *examples);

/* The pair of this number, the same for the same data: even ones genuine, odd ones forged; or triplets, where the net
 * takes them. Trouble: signatures that cannot be paired so. */
Status examples_pair(const Examples *examples, size_t number, Pair *pair);
