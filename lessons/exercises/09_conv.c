#include "exercise.h"

void conv_backward(size_t channels, size_t time, size_t maps, size_t kernel, size_t step, size_t out_time,
                   const double W[], const double x[], const double dz[], double dW[], double db[],
                   double dx[])
{
    for (size_t o = 0; o < maps; o++)
        for (size_t t = 0; t < out_time; t++) {
            db[o] += 0; /* yours */
            for (size_t c = 0; c < channels; c++)
                for (size_t k = 0; k < kernel; k++) {
                    dW[(o * channels + c) * kernel + k] += 0;
                    dx[c * time + step * t + k] += 0;
                }
        }
}
