#include "results/simple.h"

#include "results/dtw.h"

#include <math.h>
#include <stdlib.h>

double simple_duration_score(const void *context, size_t n, const size_t references[static n],
                             size_t questioned)
{
    const Dataset *dataset = context;
    double sum = 0;
    for (size_t r = 0; r < n; r++)
        sum += log(signature_duration(&dataset->items[references[r]].signature));
    return -fabs(log(signature_duration(&dataset->items[questioned].signature)) - sum / (double)n);
}

/* ---------------------------------------------------------------- time warping */

/* Mean 0 and standard deviation 1; one that never changes becomes 0. */
static void normalize(size_t n, size_t d, double *values, size_t k)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        mean += values[i * d + k] / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (values[i * d + k] - mean) * (values[i * d + k] - mean);
    double deviation = sqrt(squares / (double)n);
    for (size_t i = 0; i < n; i++)
        values[i * d + k] = deviation > 0 ? (values[i * d + k] - mean) / deviation : 0;
}

/* What a signature's points look like to the time warping: (count - 1) x d numbers, the caller's to free; NULL without
 * memory. */
static double *described(const Signature *signature, size_t d)
{
    size_t n = signature->count - 1;
    double *values = malloc(n * d * sizeof *values);
    if (!values)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        const PenPoint *from = &signature->points[i], *to = from + 1;
        values[i * d] = to->x - from->x;
        values[i * d + 1] = to->y - from->y;
        if (d > 2)
            values[i * d + 2] = to->pressure;
    }
    for (size_t k = 0; k < d; k++)
        normalize(n, d, values, k);
    return values;
}

static size_t item_count(const DatasetUser *user)
{
    return user->genuine + user->forged;
}

static Status warp_user(const Dataset *dataset, const DatasetUser *user, size_t d, double *distances)
{
    size_t count = item_count(user), longest = 0;
    const DatasetItem *items = dataset->items + user->first;
    double **values = calloc(count + 1, sizeof *values);
    for (size_t i = 0; i < count; i++)
        longest = items[i].signature.count > longest ? items[i].signature.count : longest;
    double *row = malloc((longest + 1) * sizeof *row);
    bool complete = values && row;
    for (size_t i = 0; complete && i < count; i++)
        complete = (values[i] = described(&items[i].signature, d)) != NULL;
    for (size_t i = 0; complete && i < count; i++) {
        for (size_t j = 0; j <= i; j++)
            distances[i * count + j] = distances[j * count + i] = dtw_distance(
                items[i].signature.count - 1, values[i], items[j].signature.count - 1, values[j], d, row);
    }
    for (size_t i = 0; values && i < count; i++)
        free(values[i]);
    free(values);
    free(row);
    return complete ? status_ok() : status_no_memory("the distances");
}

Status simple_dtw_distances(const Dataset *dataset, bool with_pressure, SimpleDistances *distances)
{
    *distances = (SimpleDistances){dataset, calloc(dataset->user_count + 1, sizeof(double *))};
    Status status = distances->of_user ? status_ok() : status_no_memory("the distances");
    for (size_t u = 0; status.ok && u < dataset->user_count; u++) {
        const DatasetUser *user = &dataset->users[u];
        size_t count = item_count(user);
        distances->of_user[u] = malloc((count * count + 1) * sizeof(double));
        status = distances->of_user[u]
                     ? warp_user(dataset, user, with_pressure ? 3 : 2, distances->of_user[u])
                     : status_no_memory("the distances");
    }
    if (!status.ok)
        simple_free(distances);
    return status;
}

void simple_free(SimpleDistances *distances)
{
    for (size_t u = 0; distances->of_user && u < distances->dataset->user_count; u++)
        free(distances->of_user[u]);
    free(distances->of_user);
    *distances = (SimpleDistances){0};
}

double simple_distance_score(const void *context, size_t n, const size_t references[static n],
                             size_t questioned)
{
    const SimpleDistances *distances = context;
    size_t u = distances->dataset->items[questioned].user;
    const DatasetUser *user = &distances->dataset->users[u];
    const double *matrix = distances->of_user[u];
    size_t count = item_count(user);
    double own = 0, away = 0;
    for (size_t r = 0; r < n; r++) {
        const double *from = matrix + (references[r] - user->first) * count;
        away += from[questioned - user->first];
        for (size_t s = r + 1; s < n; s++)
            own += from[references[s] - user->first];
    }
    if (n > 1)
        own /= (double)n * (double)(n - 1) / 2;
    return own - away / (double)n;
}
