/* The row of buttons at the top of the window. */
#pragma once
#include "live/layout.h"
#include "live/widgets.h"

/* Adds the buttons to the list, from left to right, in the layout's room for them. Those that have no room there, the
 * least important first, are in the menu MENU_MORE instead: the sets of bits of `hidden` say which
 * (toolbar_command). */
typedef unsigned long ToolbarSet;
ToolbarSet toolbar_add(const Paper *paper, const Layout *layout, const Snapshot *snapshot, const View *view,
                       WidgetList *list);

/* The commands of the index-th entry of the toolbar (an entry may have two buttons: less and more), with the words for
 * a menu; returns how many there are, 0 after the last entry. */
typedef struct ToolbarCommand {
    Command command;
    const char *label;   /* a few words */
    const char *meaning; /* as the help says it */
    bool enabled;
} ToolbarCommand;
size_t toolbar_commands(size_t index, const Snapshot *snapshot, ToolbarCommand commands[static 2]);
