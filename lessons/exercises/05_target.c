#include "exercise.h"

void target_backward(size_t pairs, const double c[], const double t[], double dL, double dc[])
{
    for (size_t k = 0; k < pairs; k++)
        dc[k] += 0; /* yours */
}
