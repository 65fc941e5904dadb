#include "exercise.h"

void branches_backward(size_t units, size_t n, const double xA[], const double xB[], const double dzA[],
                       const double dzB[], double dW[])
{
    for (size_t o = 0; o < units; o++)
        for (size_t i = 0; i < n; i++)
            dW[o * n + i] += dzA[o] * xA[i];
}
