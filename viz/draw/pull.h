/* Pull against angle, with the pair as a ball on the curve.
 *
 * The pull is |a||dL/da| = |dL/dc| sin(theta), with a sign: above zero it opens the angle, below it closes it. For
 * every loss that is smooth in the cosine it is zero at 0 and at 180 degrees: a pair that has collapsed to 0 is
 * hardly pushed apart. */
#pragma once
#include "draw/marker.h"
#include "draw/plot.h"

typedef struct PullCurve {
    const float *samples; /* at equal distances from 0 to 180 degrees */
    Colour colour;
    PlotDash dash;
} PullCurve;

typedef struct PullData {
    size_t count;         /* samples of each curve, at least 2 */
    PullCurve own, other; /* of the pair's class, drawn strongly; of the other class, drawn faintly */
    double degrees, pull; /* of the ball; NaN: none */
    MarkerShape ball;
    const char *opens, *closes; /* words in the upper and the lower half */
} PullData;

/* What the vertical axis shows: both curves and zero, with round ends. */
AxisRange pull_range(const PullData *data);

/* The largest |pull| of the pair's own curve; 0 when it is flat. */
double pull_largest(const PullData *data);

/* The plot's axes when drawn in `room`. */
Plot pull_plot(Rect room, const PullData *data);

void pull_draw(const Paper *paper, Rect room, const PullData *data);
