/* The error of a finite difference against its step, both logarithmic: the "V". Right of its foot the difference is wrong
 * because the step is long (the curve bends), left of it because the function's own rounding is divided by the step. */
#pragma once
#include "draw/plot.h"

typedef struct Vee {
    size_t count;
    const double *step, *error, *noise; /* error, noise: what is not above 0 is not drawn */
    double chosen;                      /* the step that was taken; 0 or NaN: none */
    double bar;                         /* the error bar there; 0 or NaN: none */
} Vee;

typedef struct VeeWords {
    const char *error, *noise, *bar, *step; /* the curve, its left branch, the level, the horizontal axis */
} VeeWords;

/* Above the area stands what the lines are. */
enum { VEE_ABOVE = 22 };

/* The plot for this data in `area`, over whole powers of ten. */
Plot vee_plot(Rect area, const Vee *vee);

void vee_draw(const Paper *paper, const Plot *plot, const Vee *vee, const VeeWords *words);

/* The point nearest to a place along the steps, within 12 units; SIZE_MAX when there is none. */
size_t vee_at(const Plot *plot, const Vee *vee, double x);
