/* Values along a line made from a formula, and the estimate of their slope from three steps. */
#pragma once
#include "gradcheck/gradcheck.h"
#include "gradcheck/gradcheck_line.h"
#include "support/test.h"
#include <float.h>

enum { LOWEST = -40, STEPS = 60, FIRST = -10, OUTPUTS = 2 };

/* The values at steps 2^LOWEST, ...: F(+-h) = F(0) +- h (D +- S / 2), for each output. */
typedef struct Ladder {
    double zero[OUTPUTS], sigma[OUTPUTS], relative;
    double D[OUTPUTS][STEPS], S[OUTPUTS][STEPS];
    double uneven_up[STEPS], uneven_down[STEPS]; /* what is moved beside h, in parts of it */
    bool no_up, no_down;
    int hole;              /* upwards the values at this exponent are not finite; 0: none */
    int asked[100], calls; /* exponents in the order in which they were asked, up and down */
    int fails;             /* at this call; 0: never */
    size_t m;
    double deviations;
} Ladder;

static inline int at(void *context, double t, double *moved, double *out)
{
    Ladder *l = context;
    int exponent = ilogb(t), k = exponent - LOWEST;
    assert_true(fabs(t) == ldexp(1, exponent) && k >= 0 && k < STEPS);
    if (l->calls < 100)
        l->asked[l->calls] = exponent;
    if (++l->calls == l->fails)
        return 7;
    if (t > 0 ? l->no_up : l->no_down)
        return GRADCHECK_OUTSIDE;
    *moved = t * (1 + (t > 0 ? l->uneven_up[k] : l->uneven_down[k]));
    for (size_t j = 0; j < l->m; j++)
        out[j] = l->hole && exponent == l->hole && t > 0
                     ? NAN
                     : l->zero[j] + *moved * l->D[j][k] + fabs(*moved) * l->S[j][k] / 2;
    return 0;
}

static inline void set_up(Ladder *l)
{
    *l = (Ladder){.zero = {0.25, -1}, .sigma = {1e-20, 1e-20}, .relative = 0, .m = 1, .deviations = 5};
    for (size_t j = 0; j < OUTPUTS; j++)
        for (int k = 0; k < STEPS; k++)
            l->D[j][k] = 1;
}

/* The differences of the three steps that are asked first. */
static inline void set_three(double *of, double first, double second, double third)
{
    of[FIRST - LOWEST] = first;
    of[FIRST + 1 - LOWEST] = second;
    of[FIRST + 2 - LOWEST] = third;
}

static inline GradcheckLine line_of(Ladder *l)
{
    return (GradcheckLine){.context = l,
                           .at = at,
                           .m = l->m,
                           .at_zero = l->zero,
                           .sigma = l->sigma,
                           .relative_noise = l->relative,
                           .deviations = l->deviations,
                           .down = INFINITY,
                           .up = INFINITY,
                           .size = 1,
                           .least = ldexp(1, LOWEST)};
}

static inline int measure(Ladder *l, const double *analytic, double bar, GradcheckSlope *slopes, int *level)
{
    GradcheckLine line = line_of(l);
    GradcheckLadder *ladder = gradcheck_line_ladder(l->m);
    *level = FIRST;
    int code = gradcheck_line_measure(ladder, &line, analytic, bar, level, slopes);
    gradcheck_line_free(ladder);
    return code;
}

/* The estimate of the first three steps alone: beside so large an analytic value any bar is small enough. */
static inline GradcheckSlope first_estimate(Ladder *l)
{
    GradcheckSlope slopes[OUTPUTS];
    int level;
    assert_int_equal(measure(l, (const double[]){1e25, 1e25}, 0, slopes, &level), 0);
    return slopes[0];
}
