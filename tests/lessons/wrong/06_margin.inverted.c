#include "exercise.h"

void margin_backward(size_t pairs, const bool genuine[], double m, const double c[], double dL, double dc[])
{
    for (size_t k = 0; k < pairs; k++)
        if (genuine[k])
            dc[k] -= dL;
        else if (c[k] < m)
            dc[k] += dL;
}
