#include "exercise.h"

void dense_backward(size_t units, size_t n, const double W[], const double x[], const double dz[],
                    double dW[], double db[], double dx[])
{
    for (size_t o = 0; o < units; o++) {
        db[o] += dz[o];
        for (size_t i = 0; i < n; i++) {
            dW[o * n + i] += dz[o] * x[i];
            dx[i] += W[i * units + o] * dz[o];
        }
    }
}
