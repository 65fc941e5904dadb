#include "exercise.h"

void sum_backward(size_t pairs, const bool genuine[], double dL, double dc[])
{
    for (size_t k = 0; k < pairs; k++)
        dc[k] += 0; /* yours: it depends on genuine[k] */
}
