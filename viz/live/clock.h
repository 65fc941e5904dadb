/* When steps are taken: whether the run runs, how many steps a second are wanted, and how many there truly are.
 *
 * It decides nothing about a step but its moment. Below one step a second it is slow motion: the steps are walked through
 * for all to see, one step of the net's table at a time, at an even pace. */
#pragma once
#include "live/session.h"

typedef struct Clock {
    bool running;
    double wanted;   /* steps a second; infinite: as fast as it goes */
    double measured; /* steps a second in the last moments; 0 while paused */
    double frames;   /* pictures a second in the last moments; 0 while paused */
    /* its own: */
    uint64_t goal; /* pauses at this step; UINT64_MAX: nowhere */
    bool rushes;   /* to the goal, as fast as it goes */
    double owed;   /* steps, or parts of a step in slow motion, that the wanted speed still owes */
    double last;   /* when owed was reckoned last, seconds */
    double counted, counted_frames, counted_since; /* for what is measured */
} Clock;

/* What the clock asks of the window: the time in seconds, and whether the training is to stop here for a picture. */
typedef struct ClockWorld {
    double (*seconds)(void *context);
    bool (*stops_at)(void *context, uint64_t step);
    void *context;
} ClockWorld;

/* Paused. */
Clock clock_make(double steps_per_second);

/* Starts (where the plan has ended, to go on behind it), unless the run is in trouble; and pauses, forgetting the goal. */
void clock_start(Clock *clock, Session *session, double now);
void clock_pause(Clock *clock);

/* Starts, to pause where what is replayed is through and this step reached; `rushes`: as fast as it goes, whatever the wanted speed. */
void clock_start_to(Clock *clock, Session *session, uint64_t step, bool rushes, double now);

/* A picture was shown. */
void clock_count_frame(Clock *clock);

/* Obeys an action of the clock. */
void clock_obey(Clock *clock, Session *session, const Action *action, double now);

/* True when steps are walked through. */
bool clock_is_slow_motion(const Clock *clock);

/* How long nothing is due, in seconds; 0: something is; infinite: while it is paused. */
double clock_rest(const Clock *clock, Session *session, double now);

/* How much of the time until the next part of a step has gone, 0 .. 1; 0 where steps are not walked through. */
double clock_progress(const Clock *clock, Session *session, double now);

/* Takes what is due, for about `budget` seconds at most, and pauses where the run ends. True when anything was
 * taken. */
bool clock_slice(Clock *clock, Session *session, const ClockWorld *world, double budget);
