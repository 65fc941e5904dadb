/* Principal components: the flat view of points in many dimensions that keeps most of their spread.
 *
 * Of n points x_i in d dimensions with mean m, the covariance is
 *
 *     C = 1/n sum_i (x_i - m)(x_i - m)^T
 *
 * and its eigenvectors of the largest eigenvalues are the axes; the eigenvalues are the variances along them, and the
 * trace of C is the variance in all directions together. */
#pragma once
#include <stddef.h>

#include "base/status.h"

/* How many axes a view has. */
enum { PCA_AXES = 2 };

/* A view. */
typedef struct Pca {
    size_t d;                  /* dimensions of the points */
    double *mean;              /* [d]; owned, as is axes */
    double *axes;              /* [PCA_AXES * d]: of length 1, at right angles to each other */
    double variance[PCA_AXES]; /* along each, the larger one first */
    double total;              /* in all directions */
} Pca;

/* The view of n >= 1 points of d >= 2 finite numbers each, row major. The signs of the axes, which the points do not
 * tell, are such that the entry of largest size is positive; with `before` (a view of as many dimensions, or NULL)
 * such that each axis points as nearly as possible the way it did there, so that a picture is not mirrored without
 * need. Points that lie on one line (or on one spot) have a variance of 0 along the second axis (both), which is then
 * any direction. Trouble: no memory. The caller frees *pca with pca_free. */
Status pca_fit(size_t n, size_t d, const double points[], const Pca *before, Pca *pca);
void pca_free(Pca *pca);

/* The place of a point in the view: (x - m) along each axis. */
void pca_project(const Pca *pca, const double point[], double place[static PCA_AXES]);

/* Of other points, the share of their variance in all directions that lies in this view, 0 .. 1 (their own mean is
 * what they vary about); 0 when they do not vary. */
double pca_share(const Pca *pca, size_t n, const double points[]);
