#include "live/clock.h"

#include <math.h>

/* How long the measured speeds are averages over; in slow motion, where little happens, for longer. */
#define MEASURED_OVER_SECONDS      0.5
#define MEASURED_OVER_SECONDS_SLOW 3.0

static const double speeds[] = {0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, INFINITY};
enum { SPEEDS = sizeof speeds / sizeof speeds[0] };

Clock clock_make(double steps_per_second)
{
    return (Clock){.wanted = steps_per_second, .goal = UINT64_MAX};
}

bool clock_is_slow_motion(const Clock *clock)
{
    return clock->wanted < 1 && !clock->rushes;
}

/* How many parts a step is taken in: forward through all but the loss, the loss, backward through all, the update. */
static double parts_of_step(const Clock *clock, Session *session)
{
    return clock_is_slow_motion(clock) ? 2 * (double)session_snapshot(session)->phase.steps + 1 : 1;
}

void clock_start(Clock *clock, Session *session, double now)
{
    const SnapshotRun *run = &session_snapshot(session)->run;
    if (run->finished)
        (void)session_apply(session,
                            &(Action){.kind = ACTION_GO_ON}); /* without memory to log it, no matter */
    clock->running = !run->trouble;
    clock->last = clock->counted_since = now;
    clock->owed = 1; /* the first at once */
    clock->counted = clock->counted_frames = clock->measured = clock->frames = 0;
}

/* A replay may pass the goal on its way, and be taken back behind it. */
static bool is_at_goal(const Clock *clock, const Session *session)
{
    return session_steps(session) == clock->goal && !session_replays(session);
}

void clock_start_to(Clock *clock, Session *session, uint64_t step, bool rushes, double now)
{
    clock_start(clock, session, now);
    clock->goal = step;
    clock->rushes = rushes;
    if (!clock->running || is_at_goal(clock, session))
        clock_pause(clock);
}

void clock_count_frame(Clock *clock)
{
    clock->counted_frames++;
}

void clock_pause(Clock *clock)
{
    clock->running = clock->rushes = false;
    clock->goal = UINT64_MAX;
    clock->measured = clock->frames = 0;
}

/* What was owed at the old speed is not owed at the new one. */
static void set_speed(Clock *clock, double wanted)
{
    clock->wanted = wanted;
    clock->owed = fmin(clock->owed, 1);
}

static void change_speed(Clock *clock, bool faster)
{
    size_t at = 0;
    if (faster) {
        while (at + 1 < SPEEDS && speeds[at] <= clock->wanted)
            at++;
    } else {
        at = SPEEDS - 1;
        while (at > 0 && speeds[at] >= clock->wanted)
            at--;
    }
    set_speed(clock, speeds[at]);
}

void clock_obey(Clock *clock, Session *session, const Action *action, double now)
{
    switch (action->kind) {
    case ACTION_RUN:
        if (clock->running)
            clock_pause(clock);
        else
            clock_start(clock, session, now);
        break;
    case ACTION_SPEED:
        set_speed(clock, action->value);
        break;
    case ACTION_FASTER:
    case ACTION_SLOWER:
        change_speed(clock, action->kind == ACTION_FASTER);
        break;
    default:
        break;
    }
}

static bool is_unlimited(const Clock *clock)
{
    return isinf(clock->wanted) || clock->rushes;
}

double clock_rest(const Clock *clock, Session *session, double now)
{
    if (!clock->running)
        return INFINITY;
    if (is_unlimited(clock))
        return 0;
    const double pace = clock->wanted * parts_of_step(clock, session);
    return fmax(0, (1 - clock->owed) / pace - (now - clock->last));
}

double clock_progress(const Clock *clock, Session *session, double now)
{
    if (!clock->running || !clock_is_slow_motion(clock))
        return 0;
    const double pace = clock->wanted * parts_of_step(clock, session);
    return fmin(fmax(clock->owed + (now - clock->last) * pace, 0), 1);
}

/* One step, or in slow motion one part of it. */
static void take(Clock *clock, Session *session, double parts)
{
    bool more = true;
    if (clock_is_slow_motion(clock)) {
        (void)session_apply(session, &(Action){.kind = ACTION_PHASE_STEP});
        const SnapshotRun *run = &session_snapshot(session)->run;
        more = !run->finished && !run->trouble;
    } else {
        more = session_step(session);
    }
    clock->counted += 1 / parts;
    if (!more || is_at_goal(clock, session))
        clock_pause(clock);
}

static void reckon(Clock *clock, double parts, double now)
{
    if (is_unlimited(clock)) {
        clock->owed = 1;
    } else {
        /* What a slow moment owes is not made up for in a burst. */
        const double pace = clock->wanted * parts;
        clock->owed = fmin(clock->owed + (now - clock->last) * pace, fmax(2, pace / 10));
    }
    clock->last = now;
}

static void measure(Clock *clock, double now)
{
    if (now - clock->counted_since <
        (clock_is_slow_motion(clock) ? MEASURED_OVER_SECONDS_SLOW : MEASURED_OVER_SECONDS))
        return;
    const double duration = now - clock->counted_since;
    clock->measured = clock->running ? clock->counted / duration : 0;
    clock->frames = clock->running ? clock->counted_frames / duration : 0;
    clock->counted_since = now;
    clock->counted = clock->counted_frames = 0;
}

bool clock_slice(Clock *clock, Session *session, const ClockWorld *world, double budget)
{
    const double begin = world->seconds(world->context), parts = parts_of_step(clock, session);
    double now = begin;
    bool taken = false;
    if (!clock->running)
        return false;
    reckon(clock, parts, begin);
    while (clock->running && clock->owed >= 1 && now - begin < budget &&
           !world->stops_at(world->context, session_steps(session))) {
        take(clock, session, parts);
        taken = true;
        clock->owed -= is_unlimited(clock) ? 0 : 1;
        now = world->seconds(world->context);
    }
    measure(clock, now);
    return taken;
}
