/* twingrad-live: a training in a window; without a display, or when told so, in pictures. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "live/export.h"
#include "live/film.h"
#include "live/layout.h"
#include "live/loop.h"
#include "program/data.h"
#include "program/language.h"
#include "program/options.h"
#include "program/recipe.h"
#include "program/terminal.h"
#include "words/words.h"

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
    RecipeOptions recipe;
    const char *theme, *png, *svg, *pdf, *panel, *video, *size, *out, *language;
    double zoom, speed;
    size_t watched, frames;
    bool demo, headless, paused, plain;
    DataOptions data;
} LiveOptions;

static size_t list_options(LiveOptions *o, Option options[])
{
    const Option own[] = {
        {"headless", OPTIONS_FLAG, &o->headless, NULL, N_("no window: train, then write the files below"), 0,
         0},
        {"png", OPTIONS_TEXT, &o->png, N_("FILE"), N_("headless: the window at the end, as pixels"), 0, 0},
        {"svg", OPTIONS_TEXT, &o->svg, N_("FILE"), N_("headless: the window at the end, as shapes"), 0, 0},
        {"pdf", OPTIONS_TEXT, &o->pdf, N_("FILE"), N_("headless: the same, to be printed"), 0, 0},
        {"panel", OPTIONS_TEXT, &o->panel, N_("NAME"),
         N_("headless: that panel alone, with a caption, in the\npictures"), 0, 0},
        {"video", OPTIONS_TEXT, &o->video, N_("FILE"),
         N_("headless: the whole run as a video, by ffmpeg\n(.mp4 .mkv .mov .webm .gif); without it, "
            "as\npictures"),
         0, 0},
        {"frames", OPTIONS_COUNT, &o->frames, "N", N_("of that video, 30 a second (300)"), 2, 1e6},
        {"size", OPTIONS_TEXT, &o->size, N_("WxH"), N_("of the window or picture (1280x720)"), 0, 0},
        {"theme", OPTIONS_TEXT, &o->theme, N_("NAME"), N_("dark (default), light, contrast or projector"), 0,
         0},
        {"zoom", OPTIONS_NUMBER, &o->zoom, "Z", N_("of all text and lines (1)"), 0.5, 3},
        {"out", OPTIONS_TEXT, &o->out, N_("DIR"), N_("where pictures are written (build/demo)"), 0, 0},
        {"demo", OPTIONS_FLAG, &o->demo, NULL, N_("without a display write pictures into --out"), 0, 0},
        {"paused", OPTIONS_FLAG, &o->paused, NULL, N_("do not start training at once"), 0, 0},
        {"speed", OPTIONS_NUMBER, &o->speed, "S", N_("training steps a second at the start (50)"), 0.1, 1e6},
        {"watched", OPTIONS_COUNT, &o->watched, "N", N_("pairs whose angle is shown (80)"), 10, 1000},
        {"plain", OPTIONS_FLAG, &o->plain, NULL, N_("do not turn, stretch and warp each signature a little"),
         0, 0},
    };
    size_t count = sizeof own / sizeof own[0];
    memcpy(options, own, sizeof own);
    options[count++] = language_option(&o->language);
    recipe_list_training(&o->recipe, options + count);
    count += RECIPE_TRAINING_OPTIONS;
    recipe_list_net(&o->recipe, options + count);
    count += RECIPE_NET_OPTIONS;
    data_list(&o->data, options + count);
    return count + DATA_OPTIONS;
}

static Status make_session(const LiveOptions *o, Session **session)
{
    RecipeOptions recipe = o->recipe;
    Status status = recipe_finish(&recipe);
    SessionOptions options = {.training = recipe.training, .watched = o->watched};
    options.training.augment = !o->plain;
    if (status.ok)
        status = data_source(&o->data, &options.source);
    return status.ok ? session_create(&options, session) : status;
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
    static const char *const names[THEME_COUNT] = {[THEME_DARK] = "dark",
                                                   [THEME_LIGHT] = "light",
                                                   [THEME_CONTRAST] = "contrast",
                                                   [THEME_PROJECTOR] = "projector"};
    for (int i = 0; i < THEME_COUNT; i++) {
        *theme = (ThemeName)i;
        if (strcmp(name, names[i]) == 0)
            return status_ok();
    }
    return status_error(_("--theme %s: expected dark, light, contrast or projector"), name);
}

/* ---- without a window ---- */

static void print_head(void)
{
    /* Words: the heads of columns, above rows of numbers: each word ends (or begins) where it does here. */
    printf("%s", _("                              validation pairs, of people not trained on\n"
                   " epoch     step       loss       loss   genuine    forged   equal error rate\n"));
}

static void print_row(Session *session)
{
    const Snapshot *snapshot = session_snapshot(session);
    WatchedSummary s = session_summary(session);
    size_t row = snapshot->losses.rows - 1;
    printf("%6zu %8llu ", snapshot->run.epoch, (unsigned long long)snapshot->run.step);
    if (isnan(snapshot->losses.training[row]))
        printf("         -");
    else
        printf("%10.4f", (double)snapshot->losses.training[row]);
    printf(_(" %10.4f %5.0f deg %5.0f deg %16.1f %%\n"), (double)snapshot->losses.validation[row],
           s.genuine_degrees, s.forged_degrees, 100 * s.eer);
    fflush(stdout);
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

/* Saves the window as it would look now, or one panel of it; says so. */
static Status save(Scene *scene, Session *session, const LiveOptions *o, const View *view, const char *path)
{
    ExportSubject subject = {.scene = scene, .snapshot = session_snapshot(session), .view = view};
    Status status = parse_size(o->size, &subject.width, &subject.height);
    if (status.ok)
        status = parse_panel(o->panel, &subject.panel);
    if (status.ok)
        status = export_picture(&subject, path);
    if (status.ok)
        printf(_("wrote %s\n"), path);
    return status;
}

static Status save_in(Scene *scene, Session *session, const LiveOptions *o, const View *view,
                      const char *name)
{
    char path[1000];
    if (snprintf(path, sizeof path, "%s/%s", o->out, name) >= (int)sizeof path)
        return status_error(_("--out: the folder's name is too long"));
    Status status = files_make_folder(o->out);
    return status.ok ? save(scene, session, o, view, path) : status;
}

/* Trains to the end, or until Ctrl-C. */
static Status train_and_print(Session *session, const LiveOptions *o, Film *film)
{
    Status status = status_ok();
    print_head();
    print_row(session);
    size_t every = o->recipe.training.epochs > 12 ? o->recipe.training.epochs / 12 : 1, told = 0;
    terminal_catch_interrupt();
    if (film_is_due(film, 0))
        status = film_add(film, session_snapshot(session));
    for (bool more = true; more && status.ok && !terminal_interrupted();) {
        more = session_step(session);
        const SnapshotRun *run = &session_snapshot(session)->run;
        if (run->trouble)
            return status_error("%s", run->trouble);
        if (run->epoch != told && (run->epoch % every == 0 || !more)) {
            print_row(session);
            told = run->epoch;
        }
        if (film_is_due(film, run->step))
            status = film_add(film, session_snapshot(session));
    }
    return status;
}

static Status start_film(Scene *scene, Session *session, const LiveOptions *o, const View *view, Film *film)
{
    int width, height;
    if (!o->video)
        return status_ok();
    Status status = parse_size(o->size, &width, &height);
    if (status.ok)
        status = film_start(o->video, o->frames, width, height, scene, view, session_snapshot(session), film);
    return status;
}

/* The film is ended whatever happens, so that what was filmed of a run that broke off is there. */
static Status train_on_film(Scene *scene, Session *session, const LiveOptions *o, const View *view)
{
    Film film = {0};
    Status status = start_film(scene, session, o, view, &film);
    if (status.ok)
        status = train_and_print(session, o, &film);
    Status ended = film_end(&film);
    return status.ok ? ended : status;
}

/* Has measured what the pictures to come show. */
static Status show_panels(Session *session, const LiveOptions *o, const View *view)
{
    int width, height;
    PanelName panel = PANEL_COUNT;
    Status status = parse_size(o->size, &width, &height);
    if (status.ok)
        status = parse_panel(o->panel, &panel);
    if (!status.ok)
        return status;
    Layout layout = layout_make(width, height, view);
    if (panel != PANEL_COUNT)
        layout.shown[panel] = true;
    session_show(session, layout.shown);
    return status;
}

static Status run_headless(Session *session, const LiveOptions *o, ThemeName theme)
{
    View view = view_initial();
    view.theme = theme;
    view.zoom = o->zoom;
    Scene *scene;
    Status status = scene_create(&scene);
    if (status.ok)
        status = show_panels(session, o, &view);
    if (status.ok && o->demo)
        status = save_in(scene, session, o, &view, "before.png");
    if (status.ok)
        status = train_on_film(scene, session, o, &view);
    if (status.ok && o->demo)
        status = save_in(scene, session, o, &view, "after.png");
    if (status.ok && o->demo)
        status = save_in(scene, session, o, &view, "after.svg");
    if (status.ok && o->png)
        status = save(scene, session, o, &view, o->png);
    if (status.ok && o->svg)
        status = save(scene, session, o, &view, o->svg);
    if (status.ok && o->pdf)
        status = save(scene, session, o, &view, o->pdf);
    scene_destroy(scene);
    return status;
}

/* ---- with a window ---- */

static Status run(const LiveOptions *o)
{
    int width, height;
    ThemeName theme = THEME_DARK;
    Session *session = NULL;
    Window *window = NULL;
    Status status = parse_size(o->size, &width, &height);
    if (status.ok)
        status = parse_theme(o->theme, &theme);
    if (status.ok && !o->headless) {
        WindowOptions options = {
            .title = _("Twingrad: the angle of every pair"), .width = width, .height = height};
        WindowOpening opening = window_open(options, &window, &status);
        if (opening == WINDOW_NO_DISPLAY && o->demo) {
            printf(_("%s\nThe same run is trained without a window, and written as pictures.\n\n"),
                   status.message);
            status = status_ok();
        } else if (opening == WINDOW_NO_DISPLAY) {
            status = status_error(_("%.300s; --headless with --png FILE writes a picture instead"),
                                  status.message);
        }
    }
    if (status.ok)
        status = make_session(o, &session);
    if (status.ok && !window)
        status = run_headless(session, o, theme);
    else if (status.ok)
        status = loop_run(&(LoopOptions){.running = !o->paused,
                                         .steps_per_second = o->speed,
                                         .theme = theme,
                                         .zoom = o->zoom,
                                         .pictures = o->out},
                          window, session);
    window_close(window);
    session_destroy(session);
    return status;
}

int main(int argc, char **argv)
{
    LiveOptions o = {.recipe = recipe_defaults(),
                     .theme = "dark",
                     .size = "1280x720",
                     .out = "build/demo",
                     .zoom = 1,
                     .speed = 50,
                     .frames = 300,
                     .watched = 80,
                     .data = data_defaults()};
    o.recipe.training.epochs = 120;
    o.recipe.training.pairs_per_epoch = 256;
    /* Many writers with few signatures each: what is learnt of one then helps with another. */
    o.data.source.users = 32;
    o.data.source.genuine = o.data.source.forged = 8;
    Status status = language_begin(argc, argv);
    if (!status.ok)
        return terminal_trouble(&live_command, status);
    Option options[48];
    size_t count = list_options(&o, options);
    int first;
    int ended = options_parse(&live_command, count, options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return ended;
    if (first < argc)
        return terminal_trouble(&live_command, status_error(_("'%s': not expected here"), argv[first]));
    status = run(&o);
    return status.ok ? TERMINAL_YES : terminal_trouble(&live_command, status);
}
