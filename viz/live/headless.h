/* A watched training without a window: it runs to its end, prints how it goes, and writes pictures. */
#pragma once
#include "live/logbook.h"
#include "live/panel_name.h"
#include "live/session.h"
#include "live/view.h"

typedef struct HeadlessOptions {
    const char *png, *svg, *pdf; /* of the end; NULL: none */
    const char *video;           /* of the whole run; NULL: none */
    size_t frames;               /* of the video */
    bool demo;                   /* before.png, after.png and after.svg in `folder` */
    const char *folder;
    PanelName panel;   /* that the pictures show alone; PANEL_COUNT: the window */
    int width, height; /* of the pictures */
    size_t epochs;     /* how many are planned: about twelve rows are printed of them */
    bool stops;        /* what is replayed ends at ... */
    uint64_t stop;     /* ... this step; else the run runs to its end */
    Logbook *log;      /* kept up to date; written a last time by the caller; NULL: none is kept */
} HeadlessOptions;

/* Runs it, or to Ctrl-C. Trouble: a number that is not finite, a replay that cannot be obeyed, a file. */
Status headless_run(const HeadlessOptions *options, const View *view, Session *session);
