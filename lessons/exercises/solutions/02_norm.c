#include "exercise.h"

void norm_backward(size_t n, const double x[], double r, double dr, double dx[])
{
    for (size_t i = 0; i < n; i++)
        dx[i] += dr * x[i] / r;
}
