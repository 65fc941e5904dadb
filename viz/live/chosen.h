/* The pair that all panels speak of, measured as the net stands: its angle, its pull, the curve of the pull, its ink. */
#pragma once
#include "live/snapshot.h"
#include "pen/preprocess.h"
#include "train/trainer.h"

enum { CHOSEN_PULL_SAMPLES = 181, CHOSEN_NAME_SIZE = 32 };

/* |v| times the parts of a step down the loss from an embedding v; see SnapshotChosen. */
typedef struct ChosenPull {
    double turn, stretch;
} ChosenPull;

typedef struct Chosen {
    Activations values, gradients;
    real *dparams;                              /* thrown away: what a backward pass adds of the parameters */
    real *sample;                               /* two embeddings and the gradient by them */
    InkPoint *ink[2], seen[2][PREPROCESS_TIME]; /* as written; as the net sees it */
    char ink_names[2][CHOSEN_NAME_SIZE];
    float pull_genuine[CHOSEN_PULL_SAMPLES], pull_forged[CHOSEN_PULL_SAMPLES];
} Chosen;

/* Room for any pair of this data set. Free with chosen_free, after trouble too. Trouble: no memory. */
Status chosen_create(const Dataset *dataset, const Net *net, Chosen *chosen);
void chosen_free(Chosen *chosen);

/* Shows the two signatures of the pair, raw and as a net sees them whose features have the pen-up time removed or not,
 * and raises the ink's version. */
void chosen_take_ink(Chosen *chosen, const Dataset *dataset, const Pair *pair, bool pen_up_removed,
                     SnapshotChosen *shown);

/* Measures the pair as the net stands, and raises the version. */
void chosen_measure(Chosen *chosen, Trainer *trainer, const Pair *pair, SnapshotChosen *shown);
