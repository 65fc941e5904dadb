#include "exercise.h"

void tanh_backward(size_t n, const double h[], const double dh[], double dz[])
{
    for (size_t i = 0; i < n; i++)
        dz[i] += dh[i];
}
