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
    case COMMAND_BACK:
        return back(view);
    default:
        return false;
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
