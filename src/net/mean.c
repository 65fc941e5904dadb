#include "net/mean.h"

void mean_backward(size_t count, real dL, real dloss[])
{
    for (size_t p = 0; p < count; p++)
        dloss[p] += dL / (real_ordered)count;
}
