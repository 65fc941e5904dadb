#include "exercise.h"

void conv_backward(size_t channels, size_t time, size_t maps, size_t kernel, size_t step, size_t out_time,
                   const double W[], const double x[], const double dz[], double dW[], double db[],
                   double dx[])
{
    for (size_t o = 0; o < maps; o++)
        for (size_t t = 0; t < out_time; t++) {
            const double d = dz[o * out_time + t];
            db[o] += d;
            for (size_t c = 0; c < channels; c++)
                for (size_t k = 0; k < kernel; k++) {
                    dW[(o * channels + c) * kernel + k] += d * x[c * time + step * t + k];
                    dx[c * time + step * t + k] += d * W[(o * channels + c) * kernel + kernel - 1 - k];
                }
        }
}
