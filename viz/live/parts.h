/* The window at one moment as the hand meets it: where everything stands, what can be pressed, the menu that is open;
 * and what is drawn of it over the panels. */
#pragma once
#include "live/layout.h"
#include "live/menus.h"
#include "live/panels.h"

/* Not to be copied: the menu points into itself. */
typedef struct Parts {
    Layout layout;
    WidgetList widgets;
    ToolbarSet hidden; /* buttons without room */
    MenuList menu;
} Parts;

/* `paper` is for measuring text alone. */
void parts_make(const Paper *paper, int width, int height, PanelInput input, Parts *parts);

/* The layout alone. */
Layout parts_layout(int width, int height, const Snapshot *snapshot, const View *view);

/* The parts of a panel that is shown. */
PanelPlaces parts_places(const Paper *paper, const Layout *layout, PanelName panel);

/* Draws all that lies over the panels: bars, buttons, what the mouse points at, a menu, the help. Each kind of it has a
 * layer of the text log (see scene_draw). */
void parts_draw(const Paper *paper, const Parts *parts, PanelInput input);
