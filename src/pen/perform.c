#include "pen/perform.h"

#include <assert.h>
#include <math.h>

PerformManner perform_genuine(void)
{
    return (PerformManner){
        .level_high = 0.25, .angle = 0.1, .tremor = 0.02, .pace = 0.05, .accents = 0.85, .slowness = 1};
}

PerformManner perform_forged(void)
{
    return (PerformManner){.level_low = 0.4,
                           .level_high = 0.65,
                           .angle = 0.2,
                           .tremor = 0.03,
                           .pace = 0.10,
                           .accents = 0.5,
                           .slowness = 1};
}

/* One component's departure from the plan. */
typedef struct Deviation {
    double length, tempo, mu, sigma; /* factors */
    double start, end;               /* rad */
} Deviation;

/* 1 + a deviation of the manner's level of the range, to either side. */
static double deviating(Random *random, const PerformManner *manner, double down, double up)
{
    double level = random_between(random, manner->level_low, manner->level_high);
    return random_uniform(random) < 0.5 ? 1 - level * down : 1 + level * up;
}

static Deviation draw_deviation(Random *random, const PerformManner *manner)
{
    Deviation deviation;
    deviation.length = deviating(random, manner, 0.10, 0.10);
    deviation.tempo = deviating(random, manner, 0.085, 0.0825);
    deviation.mu = deviating(random, manner, 0.3775, 0.395);
    deviation.sigma = deviating(random, manner, 0.2875, 0.325);
    deviation.start = random_between(random, -manner->angle, manner->angle);
    deviation.end = random_between(random, -manner->angle, manner->angle);
    return deviation;
}

void perform_plan(const Plan *plan, const PerformManner *manner, Random *random, Plan *performed)
{
    assert(performed != plan);
    *performed = *plan;
    Deviation deviation = {0};
    double pace = manner->slowness * exp(manner->pace * random_normal(random));
    double planned = 0, middle = 0; /* moments at which the stroke before was, and is, half done */
    for (size_t j = 0; j < plan->count; j++) {
        const Lognormal *from = &plan->strokes[j].motion;
        Lognormal *to = &performed->strokes[j].motion;
        if (j == 0 || plan->strokes[j].component != plan->strokes[j - 1].component)
            deviation = draw_deviation(random, manner);
        to->length = from->length * deviation.length * (1 + manner->tremor * random_normal(random));
        to->start = from->start + deviation.start + manner->tremor * random_normal(random);
        to->end = from->end + deviation.end + manner->tremor * random_normal(random);
        to->sigma = fmin(fmax(from->sigma * deviation.sigma, 0.1), 0.45);
        to->mu = from->mu * deviation.mu + log(pace);
        double moment = lognormal_median_time(from), wait = moment - planned;
        planned = moment;
        middle += wait * deviation.tempo * pace * (1 + manner->tremor * random_normal(random));
        if (random_uniform(random) < manner->hesitation)
            middle += random_between(random, 0.1, 0.3);
        to->t0 = middle - exp(to->mu);
        performed->strokes[j].accent *= manner->accents;
        performed->strokes[j].accent += (1 - manner->accents) * 0.07 * random_normal(random);
    }
}
