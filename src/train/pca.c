#include "train/pca.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

/* Subspace iteration with a Rayleigh-Ritz step (Golub and Van Loan, "Matrix Computations", 8.2 and 8.4): a few vectors
 * more than are wanted are multiplied by C again and again and made orthonormal each time; the eigenvectors of C seen
 * through them are the estimates. The error shrinks by lambda_(BLOCK+1) / lambda_2 a time, so that two directions of
 * nearly the same variance, on which plain power iteration would dwell, are parted at once. A few hundred points need
 * a few milliseconds; a library of linear algebra would be a heavy price for one call. */
enum { BLOCK = 8, ITERATIONS_MAX = 500 };
static const double tolerance = 1e-9; /* of |C v - lambda v|, in lambda_1 */

typedef struct Iteration {
    size_t d, k;        /* k = min(BLOCK, d) */
    double *covariance; /* [d * d] */
    double *vectors;    /* [k * d]: orthonormal rows */
    double *images;     /* [k * d]: C times each */
    double *spare;      /* [k * d] */
    double values[BLOCK];
} Iteration;

static double dot(size_t d, const double a[], const double b[])
{
    double sum = 0;
    for (size_t i = 0; i < d; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Makes row `k` orthogonal to those before it and of length 1. One that has (nearly) nothing of its own is drawn anew:
 * C has no more directions to give, and any will do. */
static void orthonormalise_row(size_t d, double *rows, size_t k, Random *random)
{
    double *row = rows + k * d;
    for (;;) {
        double before = sqrt(dot(d, row, row));
        for (int twice = 0; twice < 2;
             twice++) { /* the second time removes what rounding left of the first */
            for (size_t i = 0; i < k; i++) {
                double along = dot(d, row, rows + i * d);
                for (size_t j = 0; j < d; j++)
                    row[j] -= along * rows[i * d + j];
            }
        }
        double length = sqrt(dot(d, row, row));
        if (length > 1e-10 * before) {
            for (size_t j = 0; j < d; j++)
                row[j] /= length;
            return;
        }
        for (size_t j = 0; j < d; j++)
            row[j] = random_normal(random);
    }
}

/* The eigenvalues of a symmetric k x k matrix, largest first, and their eigenvectors as the rows of `vectors`, by
 * Jacobi's rotations. */
static void small_eigen(size_t k, double matrix[BLOCK][BLOCK], double values[static BLOCK],
                        double vectors[BLOCK][BLOCK])
{
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++)
            vectors[i][j] = i == j;
    for (int sweep = 0; sweep < 30; sweep++) {
        for (size_t p = 0; p < k; p++) {
            for (size_t q = p + 1; q < k; q++) {
                double angle = atan2(2 * matrix[p][q], matrix[q][q] - matrix[p][p]) / 2;
                double c = cos(angle), s = sin(angle);
                for (size_t j = 0; j < k; j++) {
                    double a = matrix[p][j], b = matrix[q][j], u = vectors[p][j], v = vectors[q][j];
                    matrix[p][j] = c * a - s * b;
                    matrix[q][j] = s * a + c * b;
                    vectors[p][j] = c * u - s * v;
                    vectors[q][j] = s * u + c * v;
                }
                for (size_t j = 0; j < k; j++) {
                    double a = matrix[j][p], b = matrix[j][q];
                    matrix[j][p] = c * a - s * b;
                    matrix[j][q] = s * a + c * b;
                }
            }
        }
    }
    for (size_t i = 0; i < k; i++) { /* by falling eigenvalue */
        size_t best = i;
        for (size_t j = i + 1; j < k; j++)
            best = matrix[j][j] > matrix[best][best] ? j : best;
        values[i] = matrix[best][best];
        matrix[best][best] = matrix[i][i];
        for (size_t j = 0; j < k; j++) {
            double swap = vectors[i][j];
            vectors[i][j] = vectors[best][j];
            vectors[best][j] = swap;
        }
    }
}

/* to = coefficients times from, k rows each. */
static void combine(const Iteration *it, double coefficients[BLOCK][BLOCK], const double *from, double *to)
{
    memset(to, 0, it->k * it->d * sizeof *to);
    for (size_t i = 0; i < it->k; i++)
        for (size_t j = 0; j < it->k; j++)
            for (size_t c = 0; c < it->d; c++)
                to[i * it->d + c] += coefficients[i][j] * from[j * it->d + c];
}

static void multiply(Iteration *it)
{
    for (size_t i = 0; i < it->k; i++)
        for (size_t j = 0; j < it->d; j++)
            it->images[i * it->d + j] = dot(it->d, it->covariance + j * it->d, it->vectors + i * it->d);
}

static void swap_rows(double **one, double **other)
{
    double *swap = *one;
    *one = *other;
    *other = swap;
}

/* Turns the vectors, within the space they span, into the best estimates; and their images with them. */
static void turn_to_estimates(Iteration *it)
{
    double seen[BLOCK][BLOCK], turn[BLOCK][BLOCK];
    for (size_t i = 0; i < it->k; i++)
        for (size_t j = 0; j < it->k; j++)
            seen[i][j] = dot(it->d, it->vectors + i * it->d, it->images + j * it->d);
    small_eigen(it->k, seen, it->values, turn);
    combine(it, turn, it->vectors, it->spare);
    swap_rows(&it->vectors, &it->spare);
    combine(it, turn, it->images, it->spare);
    swap_rows(&it->images, &it->spare);
}

static bool has_settled(const Iteration *it)
{
    for (size_t i = 0; i < PCA_AXES; i++) {
        double sum = 0;
        for (size_t j = 0; j < it->d; j++) {
            double off = it->images[i * it->d + j] - it->values[i] * it->vectors[i * it->d + j];
            sum += off * off;
        }
        if (!(sqrt(sum) <= tolerance * it->values[0]))
            return false;
    }
    return true;
}

static void iterate(Iteration *it)
{
    Random random = random_seeded(1);
    for (size_t i = 0; i < it->k * it->d; i++)
        it->vectors[i] = random_normal(&random);
    for (int round = 0;; round++) {
        for (size_t i = 0; i < it->k; i++)
            orthonormalise_row(it->d, it->vectors, i, &random);
        multiply(it);
        turn_to_estimates(it);
        if (has_settled(it) || round == ITERATIONS_MAX)
            return;
        memcpy(it->vectors, it->images, it->k * it->d * sizeof *it->vectors);
    }
}

static void mean_of(size_t n, size_t d, const double points[], double mean[])
{
    memset(mean, 0, d * sizeof *mean);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            mean[j] += points[i * d + j] / (double)n;
}

/* Fills the covariance and returns its trace. `off` has room for one point. */
static double fill_covariance(size_t n, size_t d, const double points[], const double mean[], double *off,
                              double *covariance)
{
    double trace = 0;
    memset(covariance, 0, d * d * sizeof *covariance);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < d; j++)
            off[j] = points[i * d + j] - mean[j];
        for (size_t j = 0; j < d; j++)
            for (size_t k = 0; k <= j; k++)
                covariance[j * d + k] += off[j] * off[k] / (double)n;
    }
    for (size_t j = 0; j < d; j++) {
        trace += covariance[j * d + j];
        for (size_t k = 0; k < j; k++)
            covariance[k * d + j] = covariance[j * d + k];
    }
    return trace;
}

static void choose_sign(size_t d, double axis[], const double before[])
{
    double sign = 0;
    for (size_t j = 0; !before && j < d; j++)
        sign = fabs(axis[j]) > fabs(sign) ? axis[j] : sign;
    if (before)
        sign = dot(d, axis, before);
    for (size_t j = 0; sign < 0 && j < d; j++)
        axis[j] = -axis[j];
}

Status pca_fit(size_t n, size_t d, const double points[], const Pca *before, Pca *pca)
{
    assert(n >= 1 && d >= PCA_AXES && (!before || before->d == d));
    Iteration it = {.d = d, .k = d < BLOCK ? d : BLOCK};
    *pca = (Pca){.d = d, .mean = malloc(d * sizeof(double)), .axes = malloc(PCA_AXES * d * sizeof(double))};
    it.covariance = malloc(d * d * sizeof(double));
    it.vectors = malloc(it.k * d * sizeof(double));
    it.images = malloc(it.k * d * sizeof(double));
    it.spare = malloc(it.k * d * sizeof(double));
    Status status = pca->mean && pca->axes && it.covariance && it.vectors && it.images && it.spare
                        ? status_ok()
                        : status_no_memory("the principal components");
    if (status.ok) {
        mean_of(n, d, points, pca->mean);
        pca->total = fill_covariance(n, d, points, pca->mean, it.spare, it.covariance);
        iterate(&it);
        memcpy(pca->axes, it.vectors, PCA_AXES * d * sizeof *pca->axes);
        for (size_t i = 0; i < PCA_AXES; i++) {
            pca->variance[i] = fmax(0, it.values[i]);
            choose_sign(d, pca->axes + i * d, before ? before->axes + i * d : NULL);
        }
    }
    free(it.covariance);
    free(it.vectors);
    free(it.images);
    free(it.spare);
    if (!status.ok)
        pca_free(pca);
    return status;
}

void pca_free(Pca *pca)
{
    free(pca->mean);
    free(pca->axes);
    *pca = (Pca){0};
}

void pca_project(const Pca *pca, const double point[], double place[static PCA_AXES])
{
    for (size_t i = 0; i < PCA_AXES; i++) {
        place[i] = 0;
        for (size_t j = 0; j < pca->d; j++)
            place[i] += (point[j] - pca->mean[j]) * pca->axes[i * pca->d + j];
    }
}

double pca_share(const Pca *pca, size_t n, const double points[])
{
    double total = 0, seen = 0, sum[PCA_AXES] = {0}, squares[PCA_AXES] = {0};
    for (size_t j = 0; j < pca->d; j++) {
        double mean = 0;
        for (size_t i = 0; i < n; i++)
            mean += points[i * pca->d + j] / (double)n;
        for (size_t i = 0; i < n; i++)
            total += pow(points[i * pca->d + j] - mean, 2) / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        double place[PCA_AXES];
        pca_project(pca, points + i * pca->d, place);
        for (size_t k = 0; k < PCA_AXES; k++) {
            sum[k] += place[k] / (double)n;
            squares[k] += place[k] * place[k] / (double)n;
        }
    }
    for (size_t k = 0; k < PCA_AXES; k++)
        seen += squares[k] - sum[k] * sum[k];
    return total > 0 ? fmin(1, fmax(0, seen / total)) : 0;
}
