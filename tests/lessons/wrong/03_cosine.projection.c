#include "exercise.h"

void cosine_backward(size_t n, const double a[], const double b[], double c, double norm_a, double norm_b,
                     double dc, double da[], double db[])
{
    for (size_t i = 0; i < n; i++) {
        da[i] += dc * b[i] / norm_b / norm_a;
        db[i] += dc * a[i] / norm_a / norm_b;
    }
}
