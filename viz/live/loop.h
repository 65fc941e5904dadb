/* The window's loop: what the person does, the training, the picture, in turn.
 *
 * All three run on one thread, in slices: a training step is never taken while the picture is drawn, so a run in a window
 * gives the same bits as one without. Paused, the loop sleeps until something happens. */
#pragma once
#include "live/logbook.h"
#include "live/scene.h"
#include "live/setup.h"
#include "window/window.h"

typedef struct LoopOptions {
    bool running;            /* start at once */
    uint64_t goal;           /* pause at this step; UINT64_MAX: nowhere */
    bool rushes;             /* start at once, and to the goal as fast as it goes */
    double steps_per_second; /* infinite: as fast as it goes */
    const Setup *setup;      /* what the session was made from */
    const View *view;        /* as the window opens */
    const char *pictures;    /* the folder that pictures and videos are written into */
    Logbook *log;            /* kept up to date; written a last time by the caller; NULL: none is kept */
    /* Called when the display went away, after what was being recorded is saved: the program ends when it returns, and
     * nothing of the window may be asked for. NULL: nothing more is done. */
    void (*on_loss)(void *context);
    void *on_loss_context;
    /* NULL, or called once a turn, after the picture: for tests that look on. While it says true the loop does not
     * sleep. */
    bool (*look_on)(void *context, const Snapshot *snapshot, const View *view, const char *notice);
    void *look_on_context;
} LoopOptions;

/* Runs until the person closes the window. Trouble: the display went away, no memory. */
Status loop_run(const LoopOptions *options, Window *window, Session *session);
