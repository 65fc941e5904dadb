#include "exercise.h"

void logistic_backward(size_t pairs, const double y[], double s, const double c[], double dL, double dc[])
{
    for (size_t k = 0; k < pairs; k++)
        dc[k] += dL * -y[k] * s / (1 + exp(y[k] * s * c[k]));
}
