#include "live/loop.h"

#include <math.h>
#include <string.h>

#include "live/dispatch.h"
#include "live/saver.h"
#include "words/words.h"

/* How long training goes on before the picture gets its turn, and how long the loop sleeps at most when nothing runs. */
#define SLICE_SECONDS     0.012
#define SLEEP_SECONDS     60.0
#define FRAMES_PER_SECOND 60.0

typedef struct Loop {
    const LoopOptions *options;
    Window *window;
    Session *session;
    Scene *scene;
    View view;
    cairo_surface_t *image;
    int width, height; /* of the image */
    bool running, dirty, quit;
    double steps_per_second;
    double owed;                                         /* steps that the wanted speed still owes */
    double last_slice;                                   /* when the last slice began */
    double counted_since, counted_steps, counted_frames; /* for the measured speeds */
    double speed, frames;
    Saver saver;
    Status status;
} Loop;

/* ---- the picture ---- */

static Snapshot *up_to_date(Loop *loop)
{
    session_show(loop->session, layout_make(loop->width, loop->height, &loop->view).shown);
    Snapshot *snapshot = session_snapshot(loop->session);
    snapshot->run.running = loop->running;
    snapshot->run.speed_wanted = loop->steps_per_second;
    snapshot->run.speed_measured = loop->running ? loop->speed : 0;
    snapshot->run.frames_measured = loop->frames;
    return snapshot;
}

static Status fit_image(Loop *loop)
{
    WindowSize size = window_size(loop->window);
    loop->view.density = size.density;
    if (loop->image && loop->width == size.width && loop->height == size.height)
        return status_ok();
    if (loop->image)
        cairo_surface_destroy(loop->image);
    loop->image = canvas_image(size.width, size.height);
    loop->width = size.width;
    loop->height = size.height;
    return loop->image ? status_ok() : status_no_memory(_("the window's picture"));
}

static void paint(Loop *loop)
{
    Status status = fit_image(loop);
    if (status.ok)
        status = scene_paint(loop->scene, loop->image, up_to_date(loop), &loop->view);
    if (status.ok) {
        saver_record(&loop->saver, session_snapshot(loop->session)->run.step, loop->image,
                     window_seconds(loop->window));
        status = saver_paint(&loop->saver, loop->scene, loop->image, &loop->view);
    }
    if (status.ok)
        status = window_present(loop->window, loop->image);
    loop->dirty = false;
    loop->counted_frames++;
    if (!status.ok)
        loop->status = status;
}

/* Called by the window, also while a window manager holds the loop during a resize. */
static void paint_again(void *context)
{
    paint(context);
}

/* ---- the training ---- */

static void pause_run(Loop *loop)
{
    loop->running = false;
    loop->dirty = true;
}

static void step_once(Loop *loop)
{
    if (!session_step(loop->session))
        pause_run(loop);
    loop->counted_steps++;
    loop->dirty = true;
}

/* Takes the steps that are due, for at most one slice of time. */
static void train_slice(Loop *loop)
{
    double begin = window_seconds(loop->window), now = begin;
    const SnapshotRun *run = &session_snapshot(loop->session)->run;
    if (isfinite(loop->steps_per_second)) {
        /* What a slow moment owes is not made up for in a burst. */
        loop->owed = fmin(loop->owed + (begin - loop->last_slice) * loop->steps_per_second,
                          fmax(1, loop->steps_per_second / 10));
    }
    loop->last_slice = begin;
    while (loop->running && now - begin < SLICE_SECONDS && !saver_wants_picture(&loop->saver, run->step) &&
           (isinf(loop->steps_per_second) || loop->owed >= 1)) {
        step_once(loop);
        loop->owed -= 1;
        now = window_seconds(loop->window);
    }
    if (isinf(loop->steps_per_second))
        loop->owed = 0;
    if (now - loop->counted_since >= 0.5) {
        loop->speed = loop->counted_steps / (now - loop->counted_since);
        loop->frames = loop->counted_frames / (now - loop->counted_since);
        loop->counted_since = now;
        loop->counted_since = now;
        loop->counted_steps = loop->counted_frames = 0;
    }
}

static void start_run(Loop *loop)
{
    const SnapshotRun *run = &session_snapshot(loop->session)->run;
    loop->running = !run->finished && !run->trouble;
    loop->last_slice = loop->counted_since = window_seconds(loop->window);
    loop->owed = 1;
    loop->counted_steps = loop->counted_frames = loop->speed = loop->frames = 0;
    loop->dirty = true;
}

static void change_speed(Loop *loop, bool faster)
{
    static const double speeds[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, INFINITY};
    enum { SPEEDS = sizeof speeds / sizeof speeds[0] };
    size_t at = 0;
    while (at + 1 < SPEEDS && speeds[at] < loop->steps_per_second)
        at++;
    if (faster && at + 1 < SPEEDS)
        at++;
    if (!faster && at > 0)
        at--;
    loop->steps_per_second = speeds[at];
    loop->dirty = true;
}

/* ---- what the person does ---- */

static void apply(Loop *loop, Action action)
{
    Status status = session_apply(loop->session, &action);
    if (!status.ok)
        notice_warn(&loop->saver.notice, window_seconds(loop->window), status.message);
    loop->dirty = true;
}

static void act(Loop *loop, const Action *action)
{
    switch (action->kind) {
    case ACTION_NONE:
        break;
    case ACTION_RUN:
        if (loop->running)
            pause_run(loop);
        else
            start_run(loop);
        break;
    case ACTION_SPEED:
        loop->steps_per_second = action->value;
        break;
    case ACTION_FASTER:
    case ACTION_SLOWER:
        change_speed(loop, action->kind == ACTION_FASTER);
        break;
    case ACTION_STEP:
        pause_run(loop);
        step_once(loop);
        break;
    default:
        if (action_reach(action->kind) == ACTION_OF_TIME)
            pause_run(loop);
        apply(loop, *action);
        break;
    }
}

/* The language of that index, round the end; what is drawn changes with it. */
static void speak(Loop *loop, unsigned index)
{
    unsigned languages = 0;
    while (words_languages(languages))
        languages++;
    Status status = words_begin(words_languages(index % languages));
    if (!status.ok)
        notice_warn(&loop->saver.notice, window_seconds(loop->window), status.message);
    loop->dirty = true;
}

static unsigned language_now(void)
{
    unsigned index = 0;
    while (words_languages(index) && strcmp(words_languages(index), words_language()) != 0)
        index++;
    return index;
}

static void obey(Loop *loop, Command command)
{
    if (command == COMMAND_NONE)
        return;
    ExportSubject shown = {.scene = loop->scene,
                           .snapshot = up_to_date(loop),
                           .view = &loop->view,
                           .width = loop->width,
                           .height = loop->height};
    if (saver_obey(&loop->saver, command, &shown, window_seconds(loop->window)))
        loop->dirty = true;
    if (command >= COMMAND_LANGUAGE_AT && command <= COMMAND_LANGUAGE_LAST)
        speak(loop, (unsigned)(command - COMMAND_LANGUAGE_AT));
    switch (command) {
    case COMMAND_QUIT:
        loop->quit = true;
        break;
    case COMMAND_FULLSCREEN:
        window_toggle_fullscreen(loop->window);
        break;
    case COMMAND_LANGUAGE:
        speak(loop, language_now() + 1);
        break;
    default:
        break;
    }
}

static void handle(Loop *loop, const WindowEvent *event)
{
    DispatchWindow window = {loop->width, loop->height, window_seconds(loop->window)};
    DispatchOutcome outcome = dispatch_event(loop->scene, window, up_to_date(loop), &loop->view, event);
    loop->dirty = loop->dirty || outcome.changed || outcome.action.kind != ACTION_NONE;
    act(loop, &outcome.action);
    obey(loop, outcome.command);
}

/* ---- the loop ---- */

/* How long to sleep when nothing runs. */
static double until_notice_ends(const Loop *loop)
{
    const Notice *notice = &loop->saver.notice;
    return notice->text[0] ? fmax(0, notice->until - window_seconds(loop->window)) : SLEEP_SECONDS;
}

Status loop_run(const LoopOptions *options, Window *window, Session *session)
{
    Loop loop = {.options = options,
                 .window = window,
                 .session = session,
                 .view = view_initial(),
                 .saver = {.folder = options->pictures},
                 .steps_per_second = options->steps_per_second,
                 .status = status_ok()};
    loop.view.theme = options->theme;
    loop.view.zoom = options->zoom;
    Status status = scene_create(&loop.scene);
    if (!status.ok)
        return status;
    if (options->running)
        start_run(&loop);
    paint(&loop);
    window_on_resize(window, paint_again, &loop);
    while (!loop.quit && loop.status.ok) {
        WindowEvent event;
        double patience = loop.running || loop.dirty ? 0 : until_notice_ends(&loop);
        while (!loop.quit && window_next_event(window, patience, &event)) {
            handle(&loop, &event);
            patience = 0;
        }
        loop.dirty = notice_end(&loop.saver.notice, window_seconds(window)) || loop.dirty;
        if (loop.running)
            train_slice(&loop);
        if (loop.dirty)
            paint(&loop);
        if (loop.running)
            window_pace(window, FRAMES_PER_SECOND);
    }
    window_on_resize(window, NULL, NULL);
    saver_close(&loop.saver, window_seconds(window));
    if (loop.image)
        cairo_surface_destroy(loop.image);
    scene_destroy(loop.scene);
    return loop.status;
}
