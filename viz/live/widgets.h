/* The parts of the window that can be pressed, as one list: drawing, the mouse, and the keyboard's focus all read it.
 *
 * A widget has a place, a look, and a command or an action. Those of a group follow each other in the list in the order
 * in which the arrow keys go through them. */
#pragma once
#include "draw/icon.h"
#include "live/command.h"
#include "live/view.h"

/* Whose it is; a panel's are WIDGETS_OF_PANEL + its name. */
enum { WIDGETS_NOBODY, WIDGETS_TOOLBAR, WIDGETS_TABS, WIDGETS_OF_PANEL };

typedef enum WidgetKind {
    WIDGET_BUTTON,
    WIDGET_TAB,
    WIDGET_READING, /* words between two buttons: nothing to press */
    WIDGET_WHOLE    /* all of a panel: for the focus alone; the mouse does not see it */
} WidgetKind;

enum { WIDGETS_MOST = 160, WIDGETS_LABEL = 40 };

typedef struct Widget {
    WidgetKind kind;
    int group;
    Rect place;
    IconName icon;
    char label[WIDGETS_LABEL]; /* "" : the icon alone */
    const char *hint;          /* what it does, said when it is pointed at; NULL: the label says it */
    bool opens;                /* a menu */
    bool enabled, on;
    PanelName panel; /* of a tab, or WIDGET_WHOLE */
    Command command; /* COMMAND_NONE: it is `action` that is done */
    Action action;
} Widget;

typedef struct WidgetList {
    size_t count;
    Widget widget[WIDGETS_MOST];
} WidgetList;

/* Adds one; without room for it (a programmer's mistake) the program ends. */
void widgets_add(WidgetList *list, Widget widget);

/* A button of a panel, with words on it: for the panels' own lists. */
void widgets_add_panel_button(WidgetList *list, PanelName panel, Rect place, const char *label,
                              const char *hint, bool enabled, bool on, Action action);

/* The widget that the mouse would press at a point; NULL when there is none there. */
const Widget *widgets_at(const WidgetList *list, double x, double y);

/* The one that has the focus, NULL when none has it. */
const Widget *widgets_focused(const WidgetList *list, ViewFocus focus);

/* The focus after a step of +1 or -1 within its group, round the end; only what can be pressed counts. */
ViewFocus widgets_step(const WidgetList *list, ViewFocus focus, int by);

/* The focus in the next (+1) or previous (-1) group that is there; from nowhere the first or the last; from the last
 * nowhere again. */
ViewFocus widgets_next_group(const WidgetList *list, ViewFocus focus, int by);

/* The menu's button: where the menu opens; NULL when it is not in the list. */
const Widget *widgets_of_menu(const WidgetList *list, MenuName menu);

/* Draws all; the one under the mouse and the one with the focus look so. */
void widgets_draw(const Paper *paper, const WidgetList *list, const Widget *pointed, const Widget *focused);
