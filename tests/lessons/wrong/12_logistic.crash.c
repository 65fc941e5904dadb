#include <stdlib.h>

#include "exercise.h"

void logistic_backward(size_t pairs, const double y[], double s, const double c[], double dL, double dc[])
{
    (void)pairs, (void)y, (void)s, (void)c, (void)dL, (void)dc;
    abort(); /* a signal that no sanitizer takes for itself */
}
