#include "exercise.h"

void average_backward(size_t channels, size_t out_time, size_t f, const double dy[], double dx[])
{
    for (size_t c = 0; c < channels; c++)
        for (size_t t = 0; t < out_time; t++)
            for (size_t j = 0; j < f; j++)
                dx[(c * out_time + t) * f + j] += dy[c * out_time + t] / (double)f;
}
