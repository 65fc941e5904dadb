#include "results/dtw.h"

#include <assert.h>
#include <math.h>

static double point_distance(size_t d, const double *a, const double *b)
{
    double sum = 0;
    for (size_t k = 0; k < d; k++)
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    return sqrt(sum);
}

/* Of two numbers that are not NaN; fmin, which minds it, is a call and the loop is hot. */
static double smaller(double a, double b)
{
    return a < b ? a : b;
}

double dtw_distance(size_t n, const double *a, size_t m, const double *b, size_t d, double *row)
{
    assert(n >= 1 && m >= 1);
    /* row[j] is the cheapest way to (i, j), or still to (i - 1, j) where j has not been reached; diagonal is that to
     * (i - 1, j - 1). */
    for (size_t i = 0; i < n; i++) {
        double diagonal = i == 0 ? 0 : INFINITY, left = INFINITY;
        for (size_t j = 0; j < m; j++) {
            double above = i == 0 ? INFINITY : row[j];
            left = smaller(diagonal, smaller(left, above)) + point_distance(d, a + i * d, b + j * d);
            diagonal = above;
            row[j] = left;
        }
    }
    return row[m - 1] / (double)(n + m);
}
