/* Methods without any training, to see what a net is worth beside them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "train/dataset.h"

/* -|log T - mean log T of the references|, T the duration. A ProtocolMethod's score; the context is the Dataset. */
double simple_duration_score(const void *context, size_t n, const size_t references[static n],
                             size_t questioned);

/* Distances between every two items of the same user. */
typedef struct SimpleDistances {
    const Dataset *dataset; /* borrowed */
    double **of_user; /* owned; of_user[u][i * k + j], k the user's items counted from the user's first */
} SimpleDistances;

/* dtw_distance between the signatures' points as they were sampled, described by dx, dy (from each point to the next) and,
 * when asked, the pressure; within each signature every one of these has its mean taken off and is divided by its standard
 * deviation. Takes seconds for a thousand signatures. */
Status simple_dtw_distances(const Dataset *dataset, bool with_pressure, SimpleDistances *distances);
void simple_free(SimpleDistances *distances);

/* The references' mean distance from each other (0 for a single one) less their mean distance from the questioned one. A
 * ProtocolMethod's score; the context is a SimpleDistances. */
double simple_distance_score(const void *context, size_t n, const size_t references[static n],
                             size_t questioned);
