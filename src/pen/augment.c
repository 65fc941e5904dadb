#include "pen/augment.h"

#include <assert.h>
#include <math.h>

#include "base/mark.h"

static const double full_turn = 6.283185307179586;

static double draw(Random *random, double reach)
{
    return random_between(random, -reach, reach);
}

/* A wave along one axis. */
typedef struct Wave {
    double low, width; /* of the signature's box */
    double height, waves, phase;
} Wave;

static Wave draw_wave(Random *random, double warp, double low, double high)
{
    Wave wave = {.low = low, .width = high - low};
    wave.height = draw(random, warp) * wave.width;
    wave.waves = random_between(random, 0.5, 1);
    wave.phase = full_turn * random_uniform(random);
    return wave;
}

static double waved(const Wave *wave, double at)
{
    if (!(wave->width > 0))
        return at;
    return at + wave->height * sin(full_turn * wave->waves * (at - wave->low) / wave->width + wave->phase);
}

static void change_places(const Signature *signature, const AugmentOptions *options, Random *random,
                          PenPoint *out)
{
    const PenPoint *p = signature->points;
    double low_x = INFINITY, high_x = -INFINITY, low_y = INFINITY, high_y = -INFINITY;
    for (size_t i = 0; i < signature->count; i++) {
        low_x = fmin(low_x, p[i].x);
        high_x = fmax(high_x, p[i].x);
        low_y = fmin(low_y, p[i].y);
        high_y = fmax(high_y, p[i].y);
    }
    double stretch = exp(draw(random, options->stretch)), middle_x = (low_x + high_x) / 2,
           middle_y = (low_y + high_y) / 2;
    Wave along = draw_wave(random, options->warp, low_x, high_x);
    Wave up = draw_wave(random, options->warp, low_y, high_y);
    double angle = draw(random, options->rotation), cosine = cos(angle), sine = sin(angle);
    for (size_t i = 0; i < signature->count; i++) {
        double x = stretch * (waved(&along, p[i].x) - middle_x), y = waved(&up, p[i].y) - middle_y;
        PenPoint point = p[i];
        point.x = middle_x + cosine * x - sine * y;
        point.y = middle_y + sine * x + cosine * y;
        out[i] = point;
    }
}

static void change_times(size_t count, double time, Random *random, PenPoint *points)
{
    double duration = points[count - 1].t - points[0].t, longer = duration * exp(draw(random, time));
    double sway = draw(random, 2 * time) / full_turn, phase = full_turn * random_uniform(random);
    double start = points[0].t, rest = sin(phase);
    for (size_t i = 0; i < count; i++) {
        double s = (points[i].t - start) / duration;
        points[i].t = start + longer * (s + sway * (sin(full_turn * s + phase) - rest));
    }
}

AugmentOptions augment_defaults(void)
{
    return (AugmentOptions){.rotation = 5 * full_turn / 360, .warp = 0.03, .stretch = 0.05, .time = 0.05};
}

Status augment_check(const AugmentOptions *o)
{
    const struct {
        const char *name;
        double value, most;
    } all[] = {{"rotation", o->rotation, full_turn / 2},
               {"warp", o->warp, 0.15},
               {"stretch", o->stretch, 0.5},
               {"time", o->time, 0.4}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (!(all[i].value >= 0 && all[i].value <= all[i].most)) /* nor NaN */
            return status_error(N_("augmentation: the %s is to be from 0 to %g, found %g"), all[i].name,
                                all[i].most, all[i].value);
    return status_ok();
}

void augment_signature(const Signature *signature, const AugmentOptions *options, Random *random,
                       Signature *out)
{
    assert(augment_check(options).ok);
    assert(signature->count >= SIGNATURE_POINTS_MIN && out->points);
    PenPoint *points = out->points;
    change_places(signature, options, random, points);
    change_times(signature->count, options->time, random, points);
    *out = *signature;
    out->points = points;
}
