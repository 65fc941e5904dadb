#include "pen/synth.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "pen/perform.h"

static const double sampling = 100;        /* points a second */
static const double steps_per_mm = 100;    /* of the tablet */
static const double pressure_steps = 1023; /* of the tablet */

SynthOptions synth_defaults(void)
{
    return (SynthOptions){.slowness = 1, .hesitation = 0, .warp = 0.075};
}

static SynthPressure draw_pressure(Random *random)
{
    SynthPressure pressure;
    pressure.force = random_between(random, 0.42, 0.68);
    pressure.contrast = random_between(random, 0.04, 0.2);
    return pressure;
}

void synth_writer(SynthWriter *writer, uint64_t seed, size_t number)
{
    /* The streams of the seed itself are the caller's, to write signatures with. */
    static const uint64_t writers = 0x77726974657273ULL;
    Random random = random_stream(seed ^ writers, number);
    plan_draw(&random, &writer->plan);
    writer->pressure = draw_pressure(&random);
}

/* ---------------------------------------------------------------- from strokes to points */

/* When the pen is on the paper: one stretch for each component. */
typedef struct Stretch {
    double down, up; /* s */
} Stretch;

/* The pen comes down when the way through the air is almost done, and is lifted when the last stroke is. */
static size_t find_stretches(const Plan *plan, Stretch stretches[PLAN_STROKES_MAX])
{
    size_t count = 0;
    double lifted = 0;
    for (size_t j = 0; j < plan->count;) {
        size_t component = plan->strokes[j].component;
        bool landed = false;
        double down = -INFINITY, up = -INFINITY;
        for (; j < plan->count && plan->strokes[j].component == component; j++) {
            const Lognormal *motion = &plan->strokes[j].motion;
            if (!plan->strokes[j].ink) {
                down = lognormal_time(motion, 1.5);
                continue;
            }
            if (!landed)
                down = fmax(down, lognormal_time(motion, count == 0 ? -3 : -2));
            landed = true;
            up = lognormal_time(motion, j + 1 == plan->count ? 2.2 : 1.6);
        }
        if (!landed)
            continue;
        if (count > 0)
            down = fmax(down, lifted + 0.03);
        lifted = fmax(up, down + 0.04); /* a dot has some points at least */
        stretches[count++] = (Stretch){down, lifted};
    }
    return count;
}

/* What the strokes that move at a point add up to there; their places are added up in the point itself. */
typedef struct Movement {
    double accent, speed; /* the accents weighted with the speeds, and the speeds */
    LognormalPoint velocity;
} Movement;

/* Adds a stroke to every point, which still has its time on the plan's clock. Stroke by stroke, because few of them move at
 * a time: before its command a stroke adds nothing, and one that is over (but for a billionth) is at its end. */
static void add_stroke(const PlanStroke *stroke, Signature *signature, Movement movements[])
{
    const LognormalCourse course = lognormal_course(&stroke->motion);
    const LognormalPoint end = lognormal_displacement(&stroke->motion);
    const double over = lognormal_time(&stroke->motion, 6);
    for (size_t i = 0; i < signature->count; i++) {
        PenPoint *point = &signature->points[i];
        if (point->t <= stroke->motion.t0)
            continue;
        LognormalPoint part = end;
        if (point->t <= over) {
            LognormalMoment moment = lognormal_moment(&course, point->t);
            part = moment.position;
            movements[i].accent += moment.speed * stroke->accent;
            movements[i].speed += moment.speed;
            movements[i].velocity.x += moment.velocity.x;
            movements[i].velocity.y += moment.velocity.y;
        }
        point->x += part.x;
        point->y += part.y;
    }
}

/* The strokes' accents by their share of the speed, more downwards than upwards, and less where the pen has
 * just come down or is about to leave. */
static double pen_pressure(Movement movement, SynthPressure manner, Stretch stretch, double t)
{
    enum { GENTLE = 20 }; /* mm/s: below this up and down fade out */
    LognormalPoint v = movement.velocity;
    double pressure =
        manner.force + movement.accent / movement.speed - manner.contrast * v.y / (hypot(v.x, v.y) + GENTLE);
    double edge = exp(-(t - stretch.down) / 0.025) + exp(-(stretch.up - t) / 0.02);
    return fmin(fmax(pressure * (1 - 0.7 * fmin(edge, 1)), 0.02), 1);
}

/* The moments at which the tablet sees the pen, at most `signature->count`, and how many they are. They are on the plan's
 * clock. */
static void find_moments(size_t stretch_count, const Stretch *stretches, Signature *signature)
{
    const double start = stretches[0].down;
    size_t filled = 0, tick = 0;
    for (size_t s = 0; s < stretch_count; s++) {
        bool ink = false;
        for (;; tick++) {
            double t = start + (double)tick / sampling;
            if (t < stretches[s].down)
                continue;
            if (t > stretches[s].up || filled == signature->count)
                break;
            signature->points[filled++] = (PenPoint){.t = t, .ink = ink};
            ink = true;
        }
    }
    signature->count = filled;
}

static Status sample(const Plan *plan, SynthPressure manner, size_t stretch_count, const Stretch *stretches,
                     Signature *signature)
{
    find_moments(stretch_count, stretches, signature);
    Movement *movements = calloc(signature->count, sizeof *movements);
    if (!movements)
        return status_no_memory("the movements of a pen");
    for (size_t i = 0; i < signature->count; i++)
        movements[i].speed = 1e-9; /* where nothing moves the accents' share is none */
    for (size_t j = 0; j < plan->count; j++)
        add_stroke(&plan->strokes[j], signature, movements);
    size_t s = 0;
    for (size_t i = 0; i < signature->count; i++) {
        PenPoint *point = &signature->points[i];
        while (point->t > stretches[s].up)
            s++;
        point->pressure = pen_pressure(movements[i], manner, stretches[s], point->t);
        point->t = round((point->t - stretches[0].down) * sampling) / sampling;
    }
    free(movements);
    return status_ok();
}

/* x += a sin(2 pi w (x - xmin) / width + phase), and y alike. */
static void bend(Signature *signature, Random *random, double warp)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (size_t i = 0; i < signature->count; i++) {
        double at[2] = {signature->points[i].x, signature->points[i].y};
        for (int axis = 0; axis < 2; axis++) {
            low[axis] = fmin(low[axis], at[axis]);
            high[axis] = fmax(high[axis], at[axis]);
        }
    }
    const double turn = 2 * acos(-1);
    for (int axis = 0; axis < 2; axis++) {
        double width = fmax(high[axis] - low[axis], 1e-9), by = random_between(random, -warp, warp) * width;
        double waves = random_between(random, 0.5, 1), phase = turn * random_uniform(random);
        for (size_t i = 0; i < signature->count; i++) {
            double *at = axis == 0 ? &signature->points[i].x : &signature->points[i].y;
            *at += by * sin(turn * waves * (*at - low[axis]) / width + phase);
        }
    }
}

static void round_to_tablet(Signature *signature)
{
    for (size_t i = 0; i < signature->count; i++) {
        PenPoint *point = &signature->points[i];
        point->x = round(point->x * steps_per_mm) / steps_per_mm;
        point->y = round(point->y * steps_per_mm) / steps_per_mm;
        point->pressure = round(point->pressure * pressure_steps) / pressure_steps;
    }
}

static Status write_signature(const SynthWriter *writer, SynthPressure pressure, Random *random,
                              const PerformManner *manner, double warp, Signature *signature)
{
    Plan performed;
    perform_plan(&writer->plan, manner, random, &performed);
    Stretch stretches[PLAN_STROKES_MAX];
    size_t stretch_count = find_stretches(&performed, stretches);
    assert(stretch_count > 0); /* every plan begins with a letter */
    double duration = stretches[stretch_count - 1].up - stretches[0].down;
    if (duration > SIGNATURE_SECONDS_MAX)
        return status_error(
            "expected a signature of at most %d s, found one of %g s: less slowness or hesitation "
            "is needed",
            SIGNATURE_SECONDS_MAX, duration);
    Status status = signature_create((size_t)(duration * sampling) + 2, signature);
    if (!status.ok)
        return status;
    signature->unit = SIGNATURE_MILLIMETRES;
    signature->has_pressure = true;
    status = sample(&performed, pressure, stretch_count, stretches, signature);
    if (!status.ok) {
        signature_free(signature);
        return status;
    }
    bend(signature, random, warp);
    round_to_tablet(signature);
    return status;
}

static Status check_options(const SynthOptions *options)
{
    if (!(options->slowness >= 0.5 && options->slowness <= 5))
        return status_error("expected a slowness of 0.5 to 5, found %g", options->slowness);
    if (!(options->hesitation >= 0 && options->hesitation <= 1))
        return status_error("expected a probability of hesitation of 0 to 1, found %g", options->hesitation);
    if (!(options->warp >= 0 && options->warp <= 0.15))
        return status_error("expected a warp of 0 to 0.15, found %g", options->warp);
    return status_ok();
}

Status synth_genuine(const SynthWriter *writer, Random *random, const SynthOptions *options,
                     Signature *signature)
{
    SynthOptions chosen = options ? *options : synth_defaults();
    *signature = (Signature){0};
    Status status = check_options(&chosen);
    if (!status.ok)
        return status;
    PerformManner manner = perform_genuine();
    SynthPressure pressure = writer->pressure;
    pressure.force += 0.02 * random_normal(random);
    pressure.contrast += 0.01 * random_normal(random);
    return write_signature(writer, pressure, random, &manner, chosen.warp, signature);
}

Status synth_forgery(const SynthWriter *writer, Random *random, const SynthOptions *options,
                     Signature *signature)
{
    SynthOptions chosen = options ? *options : synth_defaults();
    *signature = (Signature){0};
    Status status = check_options(&chosen);
    if (!status.ok)
        return status;
    PerformManner manner = perform_forged();
    manner.slowness = chosen.slowness;
    manner.hesitation = chosen.hesitation;
    SynthPressure pressure = draw_pressure(random);
    pressure.force = (pressure.force + writer->pressure.force) / 2;
    pressure.contrast = (pressure.contrast + writer->pressure.contrast) / 2;
    return write_signature(writer, pressure, random, &manner, chosen.warp, signature);
}
