/* How much of its speed a training keeps while its window is open: the run of `twingrad-live` as fast as it goes, by turns
 * without a window and in one, on the clock of the wall and as many threads as the machine has. One JSON line.
 *
 * usage: open [SECONDS] [ROUNDS]      of each (2, 5); the display is the one that DISPLAY names */
#define _POSIX_C_SOURCE 200809L
#define SDL_MAIN_HANDLED
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/timing.h"
#include "live/loop.h"

enum { ROUNDS_MOST = 100 };

typedef struct Look {
    Session *session;
    double wanted, began; /* seconds; began < 0: not yet */
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
static double rate_alone(Session *session, double wanted)
{
    const uint64_t first = session_steps(session);
    const double began = timing_wall();
    while (timing_wall() - began < wanted)
        if (!session_step(session))
            insist(status_error("the run has ended"));
    return (double)(session_steps(session) - first) / (timing_wall() - began);
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
        return true;
    }
    l->turns++;
    if (now - l->began >= l->wanted && l->rate == 0) {
        l->rate = (double)(session_steps(l->session) - l->first) / (now - l->began);
        l->frames = (double)l->turns / (now - l->began);
        SDL_PushEvent(&(SDL_Event){.type = SDL_QUIT});
    }
    return true;
}

static Look rate_in_window(const Setup *setup, Session *session, double wanted)
{
    Look l = {.session = session, .wanted = wanted, .began = -1};
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

int main(int argc, char **argv)
{
    const double wanted = argc > 1 ? strtod(argv[1], NULL) : 2;
    const size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 5;
    double alone[ROUNDS_MOST], watched[ROUNDS_MOST], frames[ROUNDS_MOST], kept[ROUNDS_MOST];
    if (!(wanted > 0) || rounds < 1 || rounds > ROUNDS_MOST) {
        fputs("usage: open [SECONDS] [ROUNDS]\n", stderr);
        return 2;
    }
    Setup setup;
    Session *session = make_session(&setup), *other = make_session(&setup);
    rate_alone(other, 0.2);
    for (size_t r = 0; r < rounds; r++) {
        alone[r] = rate_alone(other, wanted);
        Look l = rate_in_window(&setup, session, wanted);
        watched[r] = l.rate;
        frames[r] = l.frames;
        kept[r] = 100 * watched[r] / alone[r];
    }
    TimingSpread share = timing_spread(rounds, kept);
    printf("{\"bench\":\"open\",\"what\":\"training, window open\",\"alone\":%.0f,\"watched\":%.0f,"
           "\"frames\":%.1f,\"median\":%.1f,\"low\":%.1f,\"high\":%.1f,\"unit\":\"%%\"}\n",
           timing_spread(rounds, alone).median, timing_spread(rounds, watched).median,
           timing_spread(rounds, frames).median, share.median, share.low, share.high);
    session_destroy(session);
    session_destroy(other);
    return 0;
}
