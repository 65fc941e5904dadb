#include "live/view.h"

static const double zoom_factor = 1.125, zoom_least = 0.5, zoom_most = 3;

View view_initial(void)
{
    return (View){.theme = THEME_DARK,
                  .before_projector = THEME_DARK,
                  .panel = VIEW_ALL_PANELS,
                  .menu = {.name = MENU_COUNT},
                  .held = PANEL_COUNT,
                  .zoom = 1,
                  .density = 1};
}

static void zoom_to(View *view, double zoom)
{
    view->zoom = zoom < zoom_least ? zoom_least : zoom > zoom_most ? zoom_most : zoom;
    if (view->zoom > 0.99 && view->zoom < 1.01)
        view->zoom = 1; /* back through rounding */
}

void view_open_menu(View *view, MenuName menu)
{
    bool close = view->menu.name == menu;
    view->menu = (ViewMenu){.name = close ? MENU_COUNT : menu};
}

static bool back(View *view)
{
    if (view->menu.name != MENU_COUNT)
        view->menu = (ViewMenu){.name = MENU_COUNT};
    else if (view->help)
        view->help = false;
    else if (view->focus.group != 0)
        view->focus = (ViewFocus){0};
    else if (view->panel != VIEW_ALL_PANELS)
        view->panel = VIEW_ALL_PANELS;
    else
        return false;
    return true;
}

static void use_theme(View *view, ThemeName theme)
{
    if (view->theme != THEME_PROJECTOR)
        view->before_projector = view->theme;
    view->theme = theme;
}

/* T goes through those for a screen. */
static ThemeName next_theme(ThemeName theme)
{
    return theme == THEME_DARK ? THEME_LIGHT : theme == THEME_LIGHT ? THEME_CONTRAST : THEME_DARK;
}

bool view_apply(View *view, Command command)
{
    switch (command) {
    case COMMAND_THEME:
        use_theme(view, next_theme(view->theme));
        return true;
    case COMMAND_THEME_DARK:
    case COMMAND_THEME_LIGHT:
    case COMMAND_THEME_CONTRAST:
        use_theme(view, command == COMMAND_THEME_DARK    ? THEME_DARK
                        : command == COMMAND_THEME_LIGHT ? THEME_LIGHT
                                                         : THEME_CONTRAST);
        return true;
    case COMMAND_PROJECTOR:
        use_theme(view, view->theme == THEME_PROJECTOR ? view->before_projector : THEME_PROJECTOR);
        return true;
    case COMMAND_LOSS_SCALE:
        view->logarithmic_loss = !view->logarithmic_loss;
        return true;
    case COMMAND_SEEN:
        view->state[PANEL_INK].mode = !view->state[PANEL_INK].mode;
        return true;
    case COMMAND_HELP:
        view->help = !view->help;
        view->help_page = 0;
        return true;
    case COMMAND_ZOOM_IN:
        zoom_to(view, view->zoom * zoom_factor);
        return true;
    case COMMAND_ZOOM_OUT:
        zoom_to(view, view->zoom / zoom_factor);
        return true;
    case COMMAND_ZOOM_RESET:
        zoom_to(view, 1);
        return true;
    case COMMAND_BACK:
        return back(view);
    default:
        if (command < COMMAND_MENU || command > COMMAND_MENU_LAST)
            return false;
        view_open_menu(view, (MenuName)(command - COMMAND_MENU));
        return true;
    }
}

void view_show(View *view, PanelName panel, bool shown)
{
    if (view->panel == (int)panel)
        view->panel = VIEW_ALL_PANELS;
    else if (shown || view->panel != VIEW_ALL_PANELS)
        view->panel = (int)panel;
    unsigned last = 0;
    for (size_t i = 0; i < PANEL_COUNT; i++)
        last = view->asked[i] > last ? view->asked[i] : last;
    view->asked[panel] = last + 1;
}

bool view_same_state(const ViewPanel *one, const ViewPanel *other)
{
    return one->zoomed == other->zoomed && one->x_low == other->x_low && one->x_high == other->x_high &&
           one->y_low == other->y_low && one->y_high == other->y_high && one->mode == other->mode &&
           one->chosen == other->chosen && one->scroll == other->scroll;
}
