/* The menus: what stands in each, and the list that opens under its button. */
#pragma once
#include "draw/popup.h"
#include "live/toolbar.h"

enum { MENUS_MOST = 64, MENUS_LABEL = 64 };

typedef struct MenuItem {
    char label[MENUS_LABEL];
    const char *key;      /* that does the same; "": none */
    const char *sentence; /* what it is, said at the foot; NULL: the label says it */
    bool enabled, ticked;
    Command command; /* COMMAND_NONE: it is `action` that is done */
    Action action;
} MenuItem;

/* Lists the items of a menu, all of them, whatever was typed; returns how many. `hidden`: for MENU_MORE, the entries of
 * the toolbar without room. */
size_t menus_list(MenuName menu, const Layout *layout, const Snapshot *snapshot, const View *view,
                  ToolbarSet hidden, MenuItem items[static MENUS_MOST]);

/* A menu that is open. Not to be copied: it points into itself. */
typedef struct MenuList {
    bool open;
    Popup popup;
    size_t count; /* of the items that agree with what was typed */
    MenuItem item[MENUS_MOST];
    PopupItem shown[MENUS_MOST];
} MenuList;

/* The view's menu with its place: under its button, or the one for the rest, inside the window. */
void menus_make(const Paper *paper, const Layout *layout, const WidgetList *widgets, ToolbarSet hidden,
                const Snapshot *snapshot, const View *view, MenuList *list);
