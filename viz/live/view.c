#include "live/view.h"

static const double zoom_factor = 1.125, zoom_least = 0.5, zoom_most = 3;

View view_initial(void)
{
    return (View){.theme = THEME_DARK, .panel = VIEW_ALL_PANELS, .zoom = 1, .density = 1};
}

static void zoom_to(View *view, double zoom)
{
    view->zoom = zoom < zoom_least ? zoom_least : zoom > zoom_most ? zoom_most : zoom;
    if (view->zoom > 0.99 && view->zoom < 1.01)
        view->zoom = 1; /* back through rounding */
}

static bool back(View *view)
{
    if (view->help) {
        view->help = false;
        return true;
    }
    if (view->panel != VIEW_ALL_PANELS) {
        view->panel = VIEW_ALL_PANELS;
        return true;
    }
    return false;
}

bool view_apply(View *view, Command command)
{
    switch (command) {
    case COMMAND_THEME:
        view->theme = (view->theme + 1) % THEME_COUNT;
        return true;
    case COMMAND_LOSS_SCALE:
        view->logarithmic_loss = !view->logarithmic_loss;
        return true;
    case COMMAND_HELP:
        view->help = !view->help;
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
    case COMMAND_PANEL_1:
    case COMMAND_PANEL_2:
    case COMMAND_PANEL_3:
    case COMMAND_PANEL_4: {
        int panel = (int)command - COMMAND_PANEL_1;
        view->panel = view->panel == panel ? VIEW_ALL_PANELS : panel;
        return true;
    }
    case COMMAND_BACK:
        return back(view);
    default:
        return false;
    }
}
