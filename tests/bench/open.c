/* How much of its speed a training keeps while its window is open: the run of `twingrad-live` as fast as it goes, by turns
 * without a window and in one: on the clock of the wall with as many threads as the machine has, and, which a busy machine
 * disturbs less, with one thread and in its processor time. A JSON line for each.
 *
 * usage: open [SECONDS] [ROUNDS]      of each (2, 5); the display is the one that DISPLAY names */
#define _POSIX_C_SOURCE 200809L
#define SDL_MAIN_HANDLED
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "bench/timing.h"
#include "live/loop.h"

enum { ROUNDS_MOST = 100 };

typedef struct Look {
    Session *session;
    clockid_t clock;      /* of the rate */
    double wanted, began; /* seconds on the wall; began < 0: not yet */
    double begin;         /* then, on the rate's clock */
    uint64_t first;       /* the step at which it began */
    double rate, frames;  /* steps and frames a second, at the end */
    size_t turns;
} Look;

static void insist(Status status)
{
    if (status.ok)
        return;
    fprintf(stderr, "open: %s\n", status.message);
    exit(2);
}

static Session *make_session(Setup *setup)
{
    Session *session;
    *setup = setup_defaults();
    setup->endless = true;
    insist(setup_session(setup, &session));
    return session;
}

/* Steps a second that nobody looks at. */
static double rate_alone(Session *session, clockid_t clock, double wanted)
{
    const uint64_t first = session_steps(session);
    const double began = timing_wall(), begin = timing_read(clock);
    while (timing_wall() - began < wanted)
        if (!session_step(session))
            insist(status_error("the run has ended"));
    return (double)(session_steps(session) - first) / (timing_read(clock) - begin);
}

/* Once a turn of the loop; the first second, in which the window comes up, does not count. */
static bool look(void *context, const Snapshot *snapshot, const View *view, const char *notice)
{
    (void)snapshot, (void)view, (void)notice;
    Look *l = context;
    const double now = timing_wall();
    if (l->began < 0)
        l->began = now + 1;
    if (now < l->began) {
        l->first = session_steps(l->session);
        l->begin = timing_read(l->clock);
        return true;
    }
    l->turns++;
    if (now - l->began >= l->wanted && l->rate == 0) {
        l->rate = (double)(session_steps(l->session) - l->first) / (timing_read(l->clock) - l->begin);
        l->frames = (double)l->turns / (now - l->began);
        SDL_PushEvent(&(SDL_Event){.type = SDL_QUIT});
    }
    return true;
}

static Look rate_in_window(const Setup *setup, Session *session, clockid_t clock, double wanted)
{
    Look l = {.session = session, .clock = clock, .wanted = wanted, .began = -1};
    View view = view_initial();
    Window *window;
    Status status = status_ok();
    if (window_open((WindowOptions){.title = "Twingrad", .width = 1280, .height = 720}, &window, &status) !=
        WINDOW_OPENED)
        insist(status);
    insist(loop_run(&(LoopOptions){.running = true,
                                   .goal = UINT64_MAX,
                                   .steps_per_second = INFINITY,
                                   .setup = setup,
                                   .view = &view,
                                   .pictures = ".",
                                   .look_on = look,
                                   .look_on_context = &l},
                    window, session));
    window_close(window);
    return l;
}

static void measure(const char *what, clockid_t clock, const Setup *setup, Session *session, Session *other,
                    double wanted, size_t rounds)
{
    double alone[ROUNDS_MOST], watched[ROUNDS_MOST], frames[ROUNDS_MOST], kept[ROUNDS_MOST];
    rate_alone(other, clock, 0.2);
    for (size_t r = 0; r < rounds; r++) {
        alone[r] = rate_alone(other, clock, wanted);
        Look l = rate_in_window(setup, session, clock, wanted);
        watched[r] = l.rate;
        frames[r] = l.frames;
        kept[r] = 100 * watched[r] / alone[r];
    }
    TimingSpread share = timing_spread(rounds, kept);
    printf("{\"bench\":\"open\",\"what\":\"%s\",\"alone\":%.0f,\"watched\":%.0f,\"frames\":%.1f,"
           "\"median\":%.1f,\"low\":%.1f,\"high\":%.1f,\"unit\":\"%%\"}\n",
           what, timing_spread(rounds, alone).median, timing_spread(rounds, watched).median,
           timing_spread(rounds, frames).median, share.median, share.low, share.high);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const double wanted = argc > 1 ? strtod(argv[1], NULL) : 2;
    const size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 5;
    if (!(wanted > 0) || rounds < 1 || rounds > ROUNDS_MOST) {
        fputs("usage: open [SECONDS] [ROUNDS]\n", stderr);
        return 2;
    }
    Setup setup;
    Session *session = make_session(&setup), *other = make_session(&setup);
    measure("all threads, the wall's clock", CLOCK_MONOTONIC, &setup, session, other, wanted, rounds);
#ifdef _OPENMP
    omp_set_num_threads(1);
#endif
    measure("one thread, its processor time", CLOCK_THREAD_CPUTIME_ID, &setup, session, other, wanted,
            rounds);
    session_destroy(session);
    session_destroy(other);
    return 0;
}
