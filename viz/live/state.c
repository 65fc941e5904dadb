#define _POSIX_C_SOURCE 200809L
#include "live/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "live/panels.h"
#include "live/record.h"
#include "words/words.h"

/* ---- the view, as options ---- */

typedef struct Words {
    const char *theme, *panel, *tab;
    double zoom, from, to; /* epochs; NaN: all */
    bool logarithmic;
} Words;

enum { VIEW_OPTIONS = 7, ALL_OPTIONS = SETUP_OPTIONS + VIEW_OPTIONS };

static const char all_panels[] = "all";

static void list_words(Words *words, Option options[static VIEW_OPTIONS])
{
    const Option all[VIEW_OPTIONS] = {
        {"theme", OPTIONS_TEXT, &words->theme, NULL, NULL},
        {"zoom", OPTIONS_NUMBER, &words->zoom, NULL, NULL, 0.5, 3},
        {"panel", OPTIONS_TEXT, &words->panel, NULL, NULL}, /* the one that has the window */
        {"tab", OPTIONS_TEXT, &words->tab, NULL, NULL},     /* the one that was asked for last */
        {"from-epoch", OPTIONS_NUMBER, &words->from, NULL, NULL},
        {"to-epoch", OPTIONS_NUMBER, &words->to, NULL, NULL},
        {"logarithmic", OPTIONS_FLAG, &words->logarithmic, NULL, NULL},
    };
    memcpy(options, all, sizeof all);
}

static const char *const theme_names[THEME_COUNT] = {[THEME_DARK] = "dark",
                                                     [THEME_LIGHT] = "light",
                                                     [THEME_CONTRAST] = "contrast",
                                                     [THEME_PROJECTOR] = "projector"};

const char *state_theme_name(ThemeName theme)
{
    return theme_names[theme];
}

bool state_parse_theme(const char *name, ThemeName *theme)
{
    for (int i = 0; i < THEME_COUNT; i++) {
        if (strcmp(name, theme_names[i]) != 0)
            continue;
        *theme = (ThemeName)i;
        return true;
    }
    return false;
}

/* The panel asked for last; none when none was. */
static const char *last_asked(const View *view)
{
    int last = -1;
    for (int i = 0; i < PANEL_COUNT; i++)
        if (view->asked[i] > 0 && (last < 0 || view->asked[i] > view->asked[last]))
            last = i;
    return last < 0 ? all_panels : panels_get((PanelName)last)->name;
}

static Words words_of(const View *view)
{
    return (Words){.theme = theme_names[view->theme],
                   .panel =
                       view->panel == VIEW_ALL_PANELS ? all_panels : panels_get((PanelName)view->panel)->name,
                   .tab = last_asked(view),
                   .zoom = view->zoom,
                   .from = view->time.zoomed ? view->time.low : NAN,
                   .to = view->time.zoomed ? view->time.high : NAN,
                   .logarithmic = view->logarithmic_loss};
}

/* VIEW_ALL_PANELS for "all"; false for no panel. */
static bool parse_panel(const char *name, int *panel)
{
    *panel = VIEW_ALL_PANELS;
    if (strcmp(name, all_panels) == 0)
        return true;
    for (int i = 0; i < PANEL_COUNT; i++)
        if (panels_exist((PanelName)i) && strcmp(name, panels_get((PanelName)i)->name) == 0)
            *panel = i;
    return *panel != VIEW_ALL_PANELS;
}

static Status set_view(const char *name, const Words *words, View *view)
{
    int tab;
    if (!state_parse_theme(words->theme, &view->theme))
        return status_error(_("%s: there is no theme '%.40s'"), name, words->theme);
    if (!parse_panel(words->panel, &view->panel))
        return status_error(_("%s: there is no panel '%.40s'"), name, words->panel);
    if (!parse_panel(words->tab, &tab))
        return status_error(_("%s: there is no panel '%.40s'"), name, words->tab);
    if (tab != VIEW_ALL_PANELS)
        view->asked[tab] = 1;
    view->zoom = words->zoom;
    view->logarithmic_loss = words->logarithmic;
    view->time = (ViewTime){0};
    if (isnan(words->from) && isnan(words->to))
        return status_ok();
    if (!(words->from < words->to && fabs(words->from) < 1e9 && fabs(words->to) < 1e9))
        return status_error(_("%s: from-epoch is to be less than to-epoch"), name);
    view->time = (ViewTime){.zoomed = true, .low = words->from, .high = words->to};
    return status_ok();
}

/* ---- the line ---- */

Status state_write(const Setup *setup, const Session *session, const View *view, char **line)
{
    Setup now = *setup;
    Words words = words_of(view);
    Option options[ALL_OPTIONS];
    Script script = {0};
    *line = NULL;
    now.recipe.training.seed = trainer_options(session_trainer(session))->seed;
    setup_list(&now, options);
    list_words(&words, options + SETUP_OPTIONS);
    Status status = session_summary_script(session, &script);
    const RecordSheet sheet = {
        .option_count = ALL_OPTIONS, .options = options, .script = &script, .end = session_steps(session)};
    if (status.ok)
        status = record_write(&sheet, true, line);
    script_free(&script);
    return status;
}

Status state_read(const char *name, const char *line, Setup *setup, View *view, State *state)
{
    Words words = words_of(view);
    Option options[ALL_OPTIONS];
    words.from = words.to = NAN;
    setup_list(setup, options);
    list_words(&words, options + SETUP_OPTIONS);
    *state = (State){.text = strdup(line)};
    Status status = state->text ? status_ok() : status_no_memory(_("the state"));
    if (status.ok)
        status = record_unfold(name, state->text);
    if (status.ok)
        status = record_read(name, state->text, ALL_OPTIONS, options, &state->script, &state->end);
    return status.ok ? set_view(name, &words, view) : status;
}

void state_free(State *state)
{
    script_free(&state->script);
    free(state->text);
    *state = (State){0};
}
