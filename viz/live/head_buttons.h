/* A row of buttons at the right end of a panel's head, beside its legend. */
#pragma once
#include "draw/paper.h"
#include "live/widgets.h"

typedef struct HeadButton {
    const char *label, *hint; /* in the person's language */
    bool enabled, on;
    Action action;
} HeadButton;

/* What the buttons leave of the head, for the legend; all of it when they have no room beside a legend of `least`. */
Rect head_buttons_rest(const Paper *paper, Rect head, double least, size_t count,
                       const HeadButton buttons[static count]);

/* Adds them to the list; none where they have no room. */
void head_buttons_add(const Paper *paper, Rect head, double least, PanelName panel, size_t count,
                      const HeadButton buttons[static count], WidgetList *list);
