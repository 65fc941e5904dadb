#include "exercise.h"

void dot_backward(size_t n, const double a[], const double b[], double ds, double da[], double db[])
{
    for (size_t i = 0; i < n; i++) {
        da[i] += 0; /* yours */
        db[i] += 0;
    }
}
