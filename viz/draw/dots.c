#include "draw/dots.h"

#include <math.h>

enum { BINS_MAX = 2048 };

static size_t bins_of(Axis along, double size)
{
    double bins = ceil(fabs(along.to - along.from) / size);
    return bins < 1 ? 1 : bins > BINS_MAX ? BINS_MAX : (size_t)bins;
}

/* The bin of a value, BINS_MAX when it has none. */
static size_t bin_of(Axis along, double size, float value)
{
    if (!(value >= along.low && value <= along.high))
        return BINS_MAX;
    size_t bins = bins_of(along, size);
    size_t bin = (size_t)(fabs(axis_place(along, value) - along.from) / size);
    return bin < bins ? bin : bins - 1;
}

static size_t highest_stack(DotsPlace place, size_t n, const float values[], double size)
{
    size_t counts[BINS_MAX + 1] = {0}, highest = 0;
    for (size_t i = 0; i < n; i++) {
        size_t bin = bin_of(place.along, size, values[i]);
        if (++counts[bin] > highest && bin < BINS_MAX)
            highest = counts[bin];
    }
    return highest;
}

double dots_size(DotsPlace place, size_t n, const float values[], double least, double most)
{
    for (double size = most; size > least; size -= 0.5)
        if ((double)highest_stack(place, n, values, size) * size <= place.room)
            return size;
    return least;
}

void dots_stack(DotsPlace place, size_t n, const float values[], double size, double x[], double y[])
{
    size_t counts[BINS_MAX + 1] = {0};
    double highest = (double)highest_stack(place, n, values, size);
    double apart = highest > 1 ? fmin(size, (place.room - size) / (highest - 1)) : size;
    double along = place.along.to > place.along.from ? size : -size;
    for (size_t i = 0; i < n; i++) {
        size_t bin = bin_of(place.along, size, values[i]);
        double up = size / 2 + apart * (double)counts[bin]++;
        x[i] = bin < BINS_MAX ? place.along.from + along * ((double)bin + 0.5) : NAN;
        y[i] = bin < BINS_MAX ? place.base + (place.downward ? up : -up) : NAN;
    }
}
