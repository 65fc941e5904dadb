#include "train/scoring.h"

#include <assert.h>
#include <math.h>

#define TWO_PI 6.283185307179586

static double dot(size_t d, const double *a, const double *b)
{
    double sum = 0;
    for (size_t k = 0; k < d; k++)
        sum += a[k] * b[k];
    return sum;
}

double scoring_cosine(size_t d, const double a[static d], const double b[static d])
{
    double length_a = sqrt(dot(d, a, a)), length_b = sqrt(dot(d, b, b));
    if (!(length_a > 0 && length_b > 0))
        return 0;
    double cosine = dot(d, a, b) / length_a / length_b;
    return fmin(1, fmax(-1, cosine));
}

double scoring_mean_cosine(size_t n, size_t d, const double *references, const double questioned[static d])
{
    assert(n >= 1);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += scoring_cosine(d, references + i * d, questioned);
    return sum / (double)n;
}

double scoring_max_cosine(size_t n, size_t d, const double *references, const double questioned[static d])
{
    assert(n >= 1);
    double most = -1;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, scoring_cosine(d, references + i * d, questioned));
    return most;
}

double scoring_own_cosine(size_t n, size_t d, const double *references)
{
    assert(n >= 2);
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++)
            sum += scoring_cosine(d, references + i * d, references + j * d);
    }
    return sum / ((double)n * (double)(n - 1) / 2);
}

double scoring_centred_cosine(size_t n, size_t d, const double *references, const double questioned[static d])
{
    return scoring_mean_cosine(n, d, references, questioned) - scoring_own_cosine(n, d, references);
}

/* The mean of feature k. */
static double mean_at(size_t n, size_t d, const double *embeddings, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += embeddings[i * d + k];
    return sum / (double)n;
}

/* The sum of the squared distances of feature k from `mean`. */
static double squares_at(size_t n, size_t d, const double *embeddings, size_t k, double mean)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double distance = embeddings[i * d + k] - mean;
        sum += distance * distance;
    }
    return sum;
}

static double variance_floor(size_t n, size_t d, const double *references)
{
    double sum = 0;
    for (size_t k = 0; k < d; k++) {
        double mean = mean_at(n, d, references, k);
        sum += mean * mean;
    }
    return SCORING_VARIANCE_FLOOR * (1 + sum / (double)d);
}

/* Log density of a normal distribution at this distance from its mean. */
static double log_density(double distance, double variance)
{
    return -0.5 * log(TWO_PI * variance) - distance * distance / (2 * variance);
}

double scoring_normal(size_t n, size_t d, const double *references, const double questioned[static d])
{
    assert(n >= 2 && d >= 1);
    double within = 0;
    for (size_t k = 0; k < d; k++)
        within += squares_at(n, d, references, k, mean_at(n, d, references, k));
    double variance = fmax(within / ((double)d * (double)(n - 1)), variance_floor(n, d, references));
    double sum = 0;
    for (size_t k = 0; k < d; k++)
        sum += log_density(questioned[k] - mean_at(n, d, references, k), variance);
    return sum / (double)d;
}

double scoring_shrunk(size_t n, size_t d, const double *references, const double pooled[static d],
                      const double questioned[static d])
{
    assert(n >= 1 && d >= 1);
    double least = variance_floor(n, d, references), sum = 0;
    for (size_t k = 0; k < d; k++) {
        double mean = mean_at(n, d, references, k), variance = pooled[k];
        if (n > 1)
            variance = 0.5 * squares_at(n, d, references, k, mean) / (double)(n - 1) + 0.5 * pooled[k];
        sum += log_density(questioned[k] - mean, fmax(variance, least));
    }
    return sum / (double)d;
}

void scoring_pooled_variance(size_t users, const size_t counts[static users], size_t d,
                             const double *embeddings, double pooled[static d])
{
    size_t freedom = 0;
    for (size_t k = 0; k < d; k++)
        pooled[k] = 0;
    for (size_t u = 0; u < users; u++) {
        size_t n = counts[u];
        if (n == 0)
            continue;
        for (size_t k = 0; k < d; k++) /* of a single embedding: 0 */
            pooled[k] += squares_at(n, d, embeddings, k, mean_at(n, d, embeddings, k));
        freedom += n - 1;
        embeddings += n * d;
    }
    assert(freedom > 0);
    for (size_t k = 0; k < d; k++)
        pooled[k] /= (double)freedom;
}
