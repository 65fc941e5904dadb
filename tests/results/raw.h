/* The features of every signature as a net would see them, taken for embeddings: what is there before any training. */
#pragma once
#include "pen/features.h"
#include "train/dataset.h"
#include "train/split.h"

/* Writes the features of item i of the data set, scaled on the split's training users, from i * set->count * FEATURES_TIME
 * on. Trouble: a signature without features; no memory. */
Status raw_features(const Dataset *dataset, const FeatureSet *set, const Split *split, double *features);
