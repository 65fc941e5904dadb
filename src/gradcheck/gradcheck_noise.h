/* How noisy a computed function is, from seven of its values: Moré and Wild, "Estimating computational noise", SIAM
 * Journal on Scientific Computing 33 (2011).
 *
 * Along a line with equal spacing, the k-th differences T_k of the smooth part die away with k; those of the rounding
 * do not, and sigma_k^2 = (k!)^2 / (2k)! mean(T_k^2) estimates its variance. Where three successive sigma_k agree
 * within a factor of four, and the differences change sign, noise is what is left. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { GRADCHECK_NOISE_POINTS = 7 };

typedef enum GradcheckNoiseState {
    GRADCHECK_NOISE_FOUND,
    GRADCHECK_NOISE_TOO_CLOSE, /* half the values are the same: the spacing must grow */
    GRADCHECK_NOISE_TOO_FAR    /* the function itself is in every difference: the spacing must shrink */
} GradcheckNoiseState;

typedef struct GradcheckNoise {
    GradcheckNoiseState state;
    double sigma; /* when not FOUND: the last sigma_k, which is too large when TOO_FAR */
} GradcheckNoise;

/* values: `m` functions (0 < m) at the points, point after point (values[point * m + function]); they are taken to be
 * equally noisy and measured together. Overwrites the values. */
GradcheckNoise gradcheck_noise_estimate(size_t m, double *values);
