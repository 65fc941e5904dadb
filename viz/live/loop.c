#include "live/loop.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live/clock.h"
#include "live/dispatch.h"
#include "live/saver.h"
#include "live/sentence.h"
#include "live/state.h"
#include "train/threads.h"
#include "words/words.h"

/* How long training goes on at least and at most before the picture gets its turn, and how long the loop sleeps at most
 * when nothing runs. In between the training gets so many times the time that the last picture took: seven eighths of it
 * all while somebody only looks, half of it, for the sake of more pictures, while they do something. */
#define SLICE_LEAST_SECONDS 0.012
#define SLICE_MOST_SECONDS  0.1
#define SHARE_WATCHED       7.0
#define SHARE_HANDLED       1.0
#define HANDLED_SECONDS     0.5
#define SLICE_PEN_SECONDS   0.004 /* while somebody signs: the ink is to follow the pen */
#define SLEEP_SECONDS       60.0
#define FRAMES_PER_SECOND   60.0
/* How often a run that stands still looks at a check that is under way beside it. */
#define CHECK_SECONDS 0.04
/* How often the light on the graph fades a little in slow motion. */
#define LIGHT_SECONDS 0.04
/* How often the title of the window follows the run, and how many sentences it has room for. */
#define TITLE_SECONDS 2.0
enum { TITLE_SENTENCES = 2, TITLE_SIZE = SENTENCE_SIZE + 16 };

typedef struct Loop {
    const LoopOptions *options;
    Window *window;
    Session *session;
    Scene *scene;
    View view;
    cairo_surface_t *image;
    int width, height; /* of the image */
    bool dirty, quit;
    bool watched;  /* by a test that has more to do */
    bool checking; /* at the last look */
    Clock clock;
    double painted_for; /* how long the last picture took, seconds */
    double handled_at;  /* when somebody did something last, seconds */
    char title[TITLE_SIZE];
    double titled_at; /* when it was last looked at, seconds */
    Saver saver;
    Logbook no_log, *log;
    Status status;
} Loop;

/* ---- the picture ---- */

static Snapshot *up_to_date(Loop *loop)
{
    session_show(loop->session, layout_make(loop->width, loop->height, &loop->view).shown);
    if (loop->view.state[PANEL_CHECK].chosen > 0)
        session_choose_entry(loop->session, loop->view.state[PANEL_CHECK].chosen - 1);
    Snapshot *snapshot = session_snapshot(loop->session);
    snapshot->run.running = loop->clock.running;
    snapshot->run.speed_wanted = loop->clock.wanted;
    snapshot->run.speed_measured = loop->clock.measured;
    snapshot->run.frames_measured = loop->clock.frames;
    snapshot->phase.progress = clock_progress(&loop->clock, loop->session, window_seconds(loop->window));
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
    const double begin = window_seconds(loop->window);
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
    loop->painted_for = window_seconds(loop->window) - begin;
    clock_count_frame(&loop->clock);
    if (!status.ok)
        loop->status = status;
}

/* Makes the first sentences the window's title: screen readers know no other words of a picture. */
static void tell(Loop *loop)
{
    char title[TITLE_SIZE], sentence[SENTENCE_SIZE];
    const double now = window_seconds(loop->window);
    if (loop->clock.running && now - loop->titled_at < TITLE_SECONDS)
        return;
    loop->titled_at = now;
    sentence_write(session_snapshot(loop->session), TITLE_SENTENCES, sentence);
    snprintf(title, sizeof title, "Twingrad: %s", sentence);
    if (strcmp(title, loop->title) == 0)
        return;
    memcpy(loop->title, title, sizeof title);
    window_set_title(loop->window, title);
}

/* Called by the window, also while a window manager holds the loop during a resize. */
static void paint_again(void *context)
{
    paint(context);
}

/* ---- the training ---- */

static double seconds(void *context)
{
    window_pump(((Loop *)context)->window); /* what a pen does meanwhile is to have its time */
    return window_seconds(((Loop *)context)->window);
}

static bool stops_at(void *context, uint64_t step)
{
    return saver_wants_picture(&((Loop *)context)->saver, step);
}

static void train(Loop *loop)
{
    const ClockWorld world = {seconds, stops_at, loop};
    const bool handled = window_seconds(loop->window) - loop->handled_at < HANDLED_SECONDS;
    const double share = handled ? SHARE_HANDLED : SHARE_WATCHED;
    const double fair = fmin(fmax(share * loop->painted_for, SLICE_LEAST_SECONDS), SLICE_MOST_SECONDS);
    const double budget = session_snapshot(loop->session)->own.pen_down ? SLICE_PEN_SECONDS : fair;
    if (clock_slice(&loop->clock, loop->session, &world, budget)) {
        loop->dirty = true;
        threads_rest(); /* the picture is drawn on this one */
    }
}

/* ---- what the person does ---- */

/* Who plants a mistake wants to see it found: the check comes to the front of its place. */
static void bring_check(Loop *loop)
{
    const Layout layout = layout_make(loop->width, loop->height, &loop->view);
    if (loop->view.panel == VIEW_ALL_PANELS && !layout.shown[PANEL_CHECK])
        view_show(&loop->view, PANEL_CHECK, false);
}

static void apply(Loop *loop, Action action)
{
    Status status = session_apply(loop->session, &action);
    if (!status.ok)
        notice_warn(&loop->saver.notice, window_seconds(loop->window), status.message);
    else if (action.kind == ACTION_FAULT)
        bring_check(loop);
    loop->dirty = true;
}

/* What the buttons of one's own signatures ask for. */
static void obey_own(Loop *loop, const char *name)
{
    char said[OWN_SAID_SIZE];
    const Snapshot *snapshot = session_snapshot(loop->session);
    Status status = own_obey(session_own(loop->session), name, snapshot->settings.folder, said);
    if (!status.ok)
        notice_warn(&loop->saver.notice, window_seconds(loop->window), status.message);
    else if (said[0])
        notice_say(&loop->saver.notice, window_seconds(loop->window), said);
    loop->dirty = true;
}

static void act(Loop *loop, const Action *action)
{
    const double now = window_seconds(loop->window);
    if (action->kind == ACTION_NONE)
        return;
    logbook_note(loop->log);
    if (action_reach(action->kind) == ACTION_OF_CLOCK) {
        clock_obey(&loop->clock, loop->session, action, now);
        return;
    }
    if (action_reach(action->kind) == ACTION_OF_DRAWING) {
        obey_own(loop, action->name);
        return;
    }
    if (action->kind == ACTION_GO_TO && action->number > session_steps(loop->session)) {
        clock_start_to(&loop->clock, loop->session, action->number, true, now);
        return;
    }
    if (action_reach(action->kind) == ACTION_OF_TIME && action->kind != ACTION_REWIND &&
        action->kind != ACTION_NEW_SEED)
        clock_pause(&loop->clock);
    apply(loop, *action);
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

/* Into the clipboard, and onto the terminal for where there is none. */
static void copy_state(Loop *loop)
{
    char *line;
    Notice *notice = &loop->saver.notice;
    const double now = window_seconds(loop->window);
    Status status = state_write(loop->options->setup, loop->session, &loop->view, &line);
    if (status.ok) {
        printf("%s\n", line);
        fflush(stdout);
        status = window_copy(loop->window, line);
    }
    if (status.ok)
        notice_say(notice, now,
                   _("copied; twingrad-live --state, and then what was copied, shows this again"));
    else
        notice_warn(notice, now, status.message);
    free(line);
    loop->dirty = true;
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
    case COMMAND_COPY_STATE:
        copy_state(loop);
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
    loop->handled_at = window.seconds;
    DispatchOutcome outcome = dispatch_event(loop->scene, window, up_to_date(loop), &loop->view, event);
    loop->dirty = loop->dirty || outcome.changed || outcome.action.kind != ACTION_NONE;
    act(loop, &outcome.action);
    obey(loop, outcome.command);
    if (outcome.pen.kind != OWN_PEN_NONE)
        own_pen(session_own(loop->session), &outcome.pen);
}

/* ---- the loop ---- */

/* True while the light on the graph moves: in slow motion, where it is seen. */
static bool light_moves(Loop *loop)
{
    return loop->clock.running && clock_is_slow_motion(&loop->clock) &&
           layout_make(loop->width, loop->height, &loop->view).shown[PANEL_GRAPH];
}

/* How long nothing is to be done unless the person does something. */
static double rest(Loop *loop)
{
    const Notice *notice = &loop->saver.notice;
    const double now = window_seconds(loop->window);
    if (loop->dirty || loop->watched)
        return 0;
    const double training = fmin(clock_rest(&loop->clock, loop->session, now), logbook_rest(loop->log, now));
    return fmin(training, notice->text[0] ? fmax(0, notice->until - now) : SLEEP_SECONDS);
}

/* What could not be written in the middle of a run is said, and tried again: the run goes on. */
static void keep_log(Loop *loop)
{
    const double now = window_seconds(loop->window);
    const Status status = logbook_follow(loop->log, loop->session, now);
    if (status.ok)
        return;
    notice_warn(&loop->saver.notice, now, status.message);
    loop->dirty = true;
}

static void lose_display(void *context)
{
    Loop *loop = context;
    saver_close(&loop->saver, window_seconds(loop->window));
    if (loop->options->on_loss)
        loop->options->on_loss(loop->options->on_loss_context);
}

Status loop_run(const LoopOptions *options, Window *window, Session *session)
{
    Loop loop = {.options = options,
                 .window = window,
                 .session = session,
                 .view = *options->view,
                 .watched = options->look_on != NULL,
                 .saver = {.folder = options->pictures},
                 .clock = clock_make(options->steps_per_second),
                 .handled_at = -HANDLED_SECONDS,
                 .status = status_ok()};
    Status status = scene_create(&loop.scene);
    if (!status.ok)
        return status;
    loop.log = options->log ? options->log : &loop.no_log;
    if (options->rushes || options->running)
        clock_start_to(&loop.clock, session, options->goal, options->rushes, window_seconds(window));
    paint(&loop);
    window_on_resize(window, paint_again, &loop);
    window_on_loss(window, lose_display, &loop);
    while (!loop.quit && loop.status.ok) {
        WindowEvent event;
        double patience = rest(&loop);
        const bool checking = session_is_checking(session);
        if (checking || loop.checking) { /* once more when it has ended */
            patience = fmin(patience, CHECK_SECONDS);
            loop.dirty = true;
        }
        loop.checking = checking;
        if (light_moves(&loop)) {
            patience = fmin(patience, LIGHT_SECONDS);
            loop.dirty = true;
        }
        while (!loop.quit && window_next_event(window, patience, &event)) {
            handle(&loop, &event);
            patience = 0;
        }
        own_look(session_own(session), window_seconds(window));
        loop.dirty = notice_end(&loop.saver.notice, window_seconds(window)) || loop.dirty;
        train(&loop);
        keep_log(&loop);
        if (loop.dirty) {
            paint(&loop);
            tell(&loop);
        }
        if (loop.clock.running)
            window_pace(window, FRAMES_PER_SECOND);
        if (options->look_on)
            loop.watched = options->look_on(options->look_on_context, up_to_date(&loop), &loop.view,
                                            loop.saver.notice.text);
    }
    window_on_resize(window, NULL, NULL);
    window_on_loss(window, NULL, NULL);
    saver_close(&loop.saver, window_seconds(window));
    if (loop.image)
        cairo_surface_destroy(loop.image);
    scene_destroy(loop.scene);
    return loop.status;
}
