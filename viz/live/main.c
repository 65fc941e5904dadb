/* twingrad-live: a training in a window; without a display, or when told so, in pictures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "live/headless.h"
#include "live/logbook.h"
#include "live/loop.h"
#include "live/panels.h"
#include "live/record.h"
#include "live/state.h"
#include "program/language.h"
#include "program/terminal.h"
#include "words/words.h"

enum { LOG_SIZE_MAX = 1 << 24, OWN_OPTIONS_MAX = 32 };

static const ProgramCommand live_command = {
    .program = "twingrad-live",
    .name = "",
    .usage = N_("[OPTION]..."),
    .summary = N_("watch a training"),
    .description = N_("Opens a window in which a siamese net trains on pen signatures, while the angle\n"
                      "of every genuine and every forged pair moves. Press ? there for the keys.\n"
                      "120 epochs of 256 pairs of 32 invented writers, unless told otherwise. Without a\n"
                      "display --demo trains the same run and writes it as pictures."),
};

typedef struct LiveOptions {
    Setup setup;
    const char *theme, *png, *svg, *pdf, *panel, *video, *size, *out, *own, *language, *log, *replay, *state;
    double zoom, speed;
    size_t frames;
    bool demo, headless, paused;
} LiveOptions;

static size_t list_options(LiveOptions *o, Option options[])
{
    const Option own[] = {
        {"headless", OPTIONS_FLAG, &o->headless, NULL, N_("no window: train, then write the files below"), 0,
         0},
        {"png", OPTIONS_TEXT, &o->png, N_("FILE"), N_("headless: the window at the end, as pixels")},
        {"svg", OPTIONS_TEXT, &o->svg, N_("FILE"), N_("headless: the window at the end, as shapes")},
        {"pdf", OPTIONS_TEXT, &o->pdf, N_("FILE"), N_("headless: the same, to be printed")},
        {"panel", OPTIONS_TEXT, &o->panel, N_("NAME"),
         N_("the window opens with that panel; headless: that panel\nalone, with a caption, in the pictures"),
         0, 0},
        {"video", OPTIONS_TEXT, &o->video, N_("FILE"),
         N_("headless: the whole run as a video, by ffmpeg\n(.mp4 .mkv .mov .webm .gif); without it, "
            "as\npictures"),
         0, 0},
        {"frames", OPTIONS_COUNT, &o->frames, "N", N_("of that video, 30 a second (300)"), 2, 1e6},
        {"size", OPTIONS_TEXT, &o->size, N_("WxH"), N_("of the window or picture (1280x720)")},
        {"theme", OPTIONS_TEXT, &o->theme, N_("NAME"), N_("dark (default), light, contrast or projector"), 0,
         0},
        {"zoom", OPTIONS_NUMBER, &o->zoom, "Z", N_("of all text and lines (1)"), 0.5, 3},
        {"out", OPTIONS_TEXT, &o->out, N_("DIR"), N_("where pictures are written (twingrad-pictures)")},
        {"own", OPTIONS_TEXT, &o->own, N_("DIR"),
         N_("your own signatures: read from there at the start,\nsaved there when asked")},
        {"demo", OPTIONS_FLAG, &o->demo, NULL, N_("without a display write pictures into --out")},
        {"paused", OPTIONS_FLAG, &o->paused, NULL, N_("do not start training at once")},
        {"speed", OPTIONS_NUMBER, &o->speed, "S",
         N_("training steps a second at the start (50); below 1\nin slow motion, through the parts of each "
            "step"),
         0.01, 1e6},
        {"log", OPTIONS_TEXT, &o->log, N_("FILE"),
         N_("what is done in the window, and how the run was\nmade, for --replay; written as it goes")},
        {"replay", OPTIONS_TEXT, &o->replay, N_("FILE"),
         N_("the run of such a log again, with all that was\ndone in it")},
        {"state", OPTIONS_TEXT, &o->state, N_("LINE"),
         N_("what the window showed when Ctrl C copied LINE\nthere: goes to that step and stands there"), 0,
         0},
    };
    size_t count = sizeof own / sizeof own[0];
    memcpy(options, own, sizeof own);
    options[count++] = language_option(&o->language);
    setup_list(&o->setup, options + count);
    return count + SETUP_OPTIONS;
}

static Status parse_size(const char *text, int *width, int *height)
{
    char after;
    if (sscanf(text, "%5dx%5d%c", width, height, &after) != 2 || *width < 200 || *height < 150 ||
        *width > 16384 || *height > 16384)
        return status_error(_("--size %s: expected WIDTHxHEIGHT from 200x150 to 16384x16384"), text);
    return status_ok();
}

static Status parse_theme(const char *name, ThemeName *theme)
{
    return state_parse_theme(name, theme)
               ? status_ok()
               : status_error(_("--theme %s: expected dark, light, contrast or projector"), name);
}

static Status parse_panel(const char *name, PanelName *panel)
{
    char names[200] = "";
    *panel = PANEL_COUNT;
    if (!name)
        return status_ok();
    for (int i = 0; i < PANEL_COUNT; i++) {
        if (!panels_exist((PanelName)i))
            continue;
        if (strcmp(name, panels_get((PanelName)i)->name) == 0)
            *panel = (PanelName)i;
        size_t filled = strlen(names);
        snprintf(names + filled, sizeof names - filled, "%s%s", filled > 0 ? ", " : "",
                 panels_get((PanelName)i)->name);
    }
    return *panel == PANEL_COUNT ? status_error(_("--panel %s: expected one of %s"), name, names)
                                 : status_ok();
}

/* ---- what was done before ---- */

/* The name of an option that the command line gave and that a log or a state says, as --%s. */
static Status check_alone(const LiveOptions *o, const char *beside)
{
    const char *given = setup_changed(&o->setup);
    if (o->replay && o->state)
        return status_error(_("--replay and --state: expected one of them"));
    if (given)
        return status_error(_("--%s has no place beside --%s, which says how the run is made"), given,
                            beside);
    return status_ok();
}

static Status read_log(LiveOptions *o, State *state)
{
    Option options[SETUP_OPTIONS];
    size_t size;
    Status status = files_read(o->replay, LOG_SIZE_MAX, &state->text, &size);
    if (status.ok && strlen(state->text) != size)
        status = status_error(_("%.300s: no log of this program: there is a zero byte in it"), o->replay);
    setup_list(&o->setup, options);
    return status.ok
               ? record_read(o->replay, state->text, SETUP_OPTIONS, options, &state->script, &state->end)
               : status;
}

/* What --replay or --state say. */
static Status read_state(LiveOptions *o, View *view, State *state)
{
    if (!o->replay && !o->state)
        return status_ok();
    Status status = check_alone(o, o->replay ? "replay" : "state");
    if (!status.ok)
        return status;
    return o->replay ? read_log(o, state) : state_read("--state", o->state, &o->setup, view, state);
}

/* ---- the run ---- */

/* Without a display *window stays NULL, where that is no trouble. */
static Status open_window(const LiveOptions *o, int width, int height, Window **window)
{
    Status status;
    const WindowOptions options = {
        .title = _("Twingrad: the angle of every pair"), .width = width, .height = height};
    const WindowOpening opening = window_open(options, window, &status);
    if (opening == WINDOW_NO_DISPLAY && o->demo) {
        printf(_("%s\nThe same run is trained without a window, and written as pictures.\n\n"),
               status.message);
        return status_ok();
    }
    if (opening == WINDOW_NO_DISPLAY)
        return status_error(_("%.300s; --headless with --png FILE writes a picture instead"), status.message);
    return status;
}

/* What is still to be done where the display went away, and the window's own end is never reached. */
typedef struct Ending {
    Logbook *book;
    const Session *session;
} Ending;

static void end_without_display(void *context)
{
    const Ending *ending = context;
    const Status logged = logbook_write(ending->book, ending->session);
    terminal_trouble(&live_command, logged.ok ? status_error(_("the display went away")) : logged);
}

static Status run_session(const LiveOptions *o, const State *state, HeadlessOptions *headless,
                          const View *view, Window *window, Logbook *book, Session *session)
{
    const bool again = o->replay || o->state;
    Ending ending = {book, session};
    /* Where it cannot be written that is known at the start; but what is replayed may be that very file. */
    Status status = again ? status_ok() : logbook_write(book, session);
    if (!status.ok)
        return status;
    if (again)
        session_replay(session, &state->script);
    if (window)
        return loop_run(&(LoopOptions){.running = !o->paused,
                                       .goal = again ? state->end : UINT64_MAX,
                                       .rushes = o->state != NULL,
                                       .steps_per_second = o->speed,
                                       .setup = &o->setup,
                                       .view = view,
                                       .pictures = o->out,
                                       .log = book,
                                       .on_loss = end_without_display,
                                       .on_loss_context = &ending},
                        window, session);
    headless->epochs = o->setup.recipe.training.epochs;
    headless->stops = again;
    headless->stop = state->end;
    headless->log = book;
    return headless_run(headless, view, session);
}

static Status run(LiveOptions *o)
{
    View view = view_initial();
    Session *session = NULL;
    Window *window = NULL;
    State state = {0};
    Logbook book = {.path = o->log, .setup = &o->setup};
    HeadlessOptions headless = {.png = o->png,
                                .svg = o->svg,
                                .pdf = o->pdf,
                                .video = o->video,
                                .frames = o->frames,
                                .demo = o->demo,
                                .folder = o->out};
    Status status = parse_size(o->size, &headless.width, &headless.height);
    if (status.ok)
        status = parse_panel(o->panel, &headless.panel);
    if (status.ok && headless.panel != PANEL_COUNT && !o->headless)
        view_show(&view, headless.panel, false);
    if (status.ok)
        status = parse_theme(o->theme, &view.theme);
    view.zoom = o->zoom;
    if (status.ok)
        status = read_state(o, &view, &state);
    if (status.ok && !o->headless)
        status = open_window(o, headless.width, headless.height, &window);
    if (status.ok)
        status = setup_session(&o->setup, &session);
    if (status.ok && o->own)
        status = own_open(session_own(session), o->own);
    if (status.ok) {
        status = run_session(o, &state, &headless, &view, window, &book, session);
        const Status logged = logbook_write(&book, session);
        status = status.ok ? logged : status;
    }
    window_close(window);
    session_destroy(session);
    state_free(&state);
    return status;
}

int main(int argc, char **argv)
{
    LiveOptions o = {.setup = setup_defaults(),
                     .theme = "dark",
                     .size = "1280x720",
                     .out = "twingrad-pictures",
                     .zoom = 1,
                     .speed = 50,
                     .frames = 300};
    terminal_begin();
    Status status = language_begin(argc, argv);
    if (!status.ok)
        return terminal_trouble(&live_command, status);
    Option options[OWN_OPTIONS_MAX + SETUP_OPTIONS];
    size_t count = list_options(&o, options);
    int first;
    int ended = options_parse(&live_command, count, options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return terminal_end(&live_command, ended);
    if (first < argc)
        return terminal_trouble(&live_command, status_error(_("'%s': not expected here"), argv[first]));
    status = run(&o);
    return status.ok ? terminal_end(&live_command, TERMINAL_YES) : terminal_trouble(&live_command, status);
}
