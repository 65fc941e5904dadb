/* A dot plot: how many values lie where, with one dot for each that can be pointed at (Wilkinson, "Dot Plots", The
 * American Statistician 53, 1999). */
#pragma once
#include <stdbool.h>

#include "draw/axis.h"

/* Where the dots stand. */
typedef struct DotsPlace {
    Axis along;    /* the horizontal axis of the values */
    double base;   /* y of the line the stacks stand on */
    double room;   /* how high they may grow */
    bool downward; /* they hang from the line */
} DotsPlace;

/* The largest diameter, at most `most` and at least `least`, at which every stack has room without its dots
 * overlapping; `least` when none has. Values outside the axis and NaN count for nothing. */
double dots_size(DotsPlace place, size_t n, const float values[], double least, double most);

/* The centres of the dots: x in the middle of a bin as broad as a dot, y by the order of the values within it. Where a
 * stack is too high for the room its dots overlap. NaN for a value without a dot. */
void dots_stack(DotsPlace place, size_t n, const float values[], double size, double x[], double y[]);
