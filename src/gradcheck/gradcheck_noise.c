#include "gradcheck/gradcheck_noise.h"
#include <math.h>

enum { POINTS = GRADCHECK_NOISE_POINTS };

/* Half the neighbours the same: nothing can be said at this spacing. */
static bool too_close(size_t m, const double *values)
{
    size_t same = 0;
    for (size_t i = 0; i + m < POINTS * m; i++)
        same += values[i] == values[i + m];
    return same * 2 >= (POINTS - 1) * m;
}

GradcheckNoise gradcheck_noise_estimate(size_t m, double *values)
{
    if (too_close(m, values))
        return (GradcheckNoise){GRADCHECK_NOISE_TOO_CLOSE, 0};
    double largest =
        0; /* brought near 1: squares of very large or small values would leave the range of a double */
    for (size_t i = 0; i < POINTS * m; i++)
        largest = fabs(values[i]) > largest ? fabs(values[i]) : largest;
    int scale = ilogb(largest);
    double half = ldexp(1, -scale / 2),
           other_half = ldexp(1, -scale - -scale / 2); /* the whole might overflow */
    for (size_t i = 0; i < POINTS * m; i++)
        values[i] = values[i] * half * other_half;
    double sigma[POINTS] = {0};
    bool changes_sign[POINTS] = {false};
    double factor = 1; /* (k!)^2 / (2k)! */
    for (size_t k = 1; k < POINTS; k++) {
        size_t rows = POINTS - k, changing = 0;
        double sum = 0;
        for (size_t j = 0; j < m; j++) {
            bool negative = false, positive = false;
            for (size_t i = 0; i < rows; i++) {
                double *T = &values[i * m + j];
                *T = T[m] - *T;
                sum += *T * *T;
                negative |= *T < 0;
                positive |= *T > 0;
            }
            changing += negative && positive;
        }
        factor *= (double)k / (double)(2 * (2 * k - 1));
        sigma[k] = sqrt(factor * sum / (double)(rows * m));
        changes_sign[k] = changing * 2 >= m;
    }
    for (size_t k = 1; k + 2 < POINTS; k++) {
        double low = fmin(sigma[k], fmin(sigma[k + 1], sigma[k + 2]));
        double high = fmax(sigma[k], fmax(sigma[k + 1], sigma[k + 2]));
        if (high <= 4 * low && changes_sign[k])
            return (GradcheckNoise){GRADCHECK_NOISE_FOUND, ldexp(sigma[k], scale)};
    }
    return (GradcheckNoise){GRADCHECK_NOISE_TOO_FAR, ldexp(sigma[POINTS - 1], scale)};
}
