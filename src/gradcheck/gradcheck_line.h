/* The derivative of a computed function along a line, with an error bar for each of its outputs.
 *
 * F(t) is known at t = 0 and can be asked at any t. From steps h, 2h, 4h with the central differences
 * D(h) = (F(h) - F(-h)) / 2h and their extrapolations E(h) = (4 D(h) - D(2h)) / 3:
 *
 *     value        E(h)                       error h^4 F5 / 30 while the steps are small enough
 *     truncation   |E(h) - E(2h)|             15 times the error of E(h) then; when the differences do not shrink as
 *                                             h^2, three times |D(h) - D(2h)| instead
 *     kink         0.6 |J|, J = 2 S(h) - S(2h) where S(h) = (F(h) + F(-h) - 2 F(0)) / h is the difference of the
 *                  slopes right and left: it halves with h for a smooth function and stays for a kink. Only where J
 *                  is more than noise and does not shrink
 *     rounding     k sigma / h                k deviations of the noise; the noise of E(h) is 0.95 sigma / h
 *
 * h is a power of two (x + h is then exact) and moves down while truncation outweighs rounding and up while rounding
 * outweighs truncation; the smallest bar is kept. Where F is finite on one side only, three points of that side and
 * F(0) are used in the same way. A value that contradicts the analytic one is measured again with other steps before
 * it is believed.
 *
 * Most derivatives that are compared are right, and for those a glance is enough: h and 2h alone, with h so small that
 * nothing bends yet. Its truncation bar is |D(h) - D(2h)|, three times the error of D(h) and far more than that of E(h); it
 * counts only where 2 S(h) - S(2h) shows no kink and the analytic value lies inside the bar. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct GradcheckLine {
    void *context;
    /* F at t, m numbers; *moved is the displacement really made (x + t is rounded). Returns as a callback does. */
    int (*at)(void *context, double t, double *moved, double *out);
    /* May be left out, and with m > 1 must be: F at `count` displacements in one go, with NaN where F is outside. */
    int (*at_many)(void *context, size_t count, const double t[], double moved[], double out[]);
    size_t m;
    const double *at_zero; /* F(0) */
    const double *sigma;   /* the noise of each output */
    double
        relative_noise; /* of a value far from F(0): half a unit in the last place of the type F is computed in */
    double deviations; /* k */
    double down, up;   /* how far t may go */
    double size;       /* what steps are relative to: max(1, |x|) */
    double least;      /* no step below this */
} GradcheckLine;

typedef struct GradcheckSlope {
    double value, truncation, rounding, kink;
    double step;        /* 0: no value */
    double plus, minus; /* F(step), F(-step) */
    bool one_sided;
    bool outside; /* F was not finite somewhere near */
} GradcheckSlope;

/* The memory for the values on a line: made once, used for many lines with the same number of outputs. */
typedef struct GradcheckLadder GradcheckLadder;
GradcheckLadder *gradcheck_line_ladder(size_t m); /* NULL: no memory */
void gradcheck_line_free(GradcheckLadder *ladder);

/* Measures the derivative of each output. analytic: what is to be compared, analytic_bar: its own uncertainty.
 * *level: log2 of (the step to begin with / size), set to the one that was best. Returns 0, or what `at` returned
 * when it failed. */
int gradcheck_line_measure(GradcheckLadder *ladder, const GradcheckLine *line, const double *analytic,
                           double analytic_bar, int *level, GradcheckSlope *slopes);

/* The derivative of the one output of a line at a glance; slope->step is 0 when that was not enough: then measure it.
 * Enough is a bar of at most `wanted` with `analytic` inside it. *level: as above, set to where the next one of the kind
 * should be tried. */
int gradcheck_line_glance(GradcheckLadder *ladder, const GradcheckLine *line, double analytic,
                          double analytic_bar, double wanted, int *level, GradcheckSlope *slope);

/* truncation + rounding + kink; infinite when there is no value. */
double gradcheck_line_bar(const GradcheckSlope *slope);
