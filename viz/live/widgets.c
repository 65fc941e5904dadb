#include "live/widgets.h"

#include <assert.h>
#include <stdio.h>

#include "draw/button.h"
#include "draw/text.h"
#include "live/keys.h"
#include "live/panels.h"

void widgets_add(WidgetList *list, Widget widget)
{
    assert(list->count < WIDGETS_MOST);
    list->widget[list->count++] = widget;
}

void widgets_add_panel_button(WidgetList *list, PanelName panel, Rect place, const char *label,
                              const char *hint, bool enabled, bool on, Action action)
{
    Widget widget = {.kind = WIDGET_BUTTON,
                     .group = WIDGETS_OF_PANEL + (int)panel,
                     .place = place,
                     .hint = hint,
                     .enabled = enabled,
                     .on = on,
                     .panel = panel,
                     .action = action};
    snprintf(widget.label, sizeof widget.label, "%s", label);
    widgets_add(list, widget);
}

static bool can_be_pressed(const Widget *widget)
{
    return widget->enabled && widget->kind != WIDGET_READING;
}

const Widget *widgets_at(const WidgetList *list, double x, double y)
{
    for (size_t i = 0; i < list->count; i++) {
        const Widget *widget = &list->widget[i];
        if ((widget->kind == WIDGET_BUTTON || widget->kind == WIDGET_TAB) &&
            paper_contains(widget->place, x, y))
            return widget;
    }
    return NULL;
}

/* The index-th widget of a group that can be pressed. */
static const Widget *nth(const WidgetList *list, int group, size_t index)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->widget[i].group == group && can_be_pressed(&list->widget[i]) && index-- == 0)
            return &list->widget[i];
    return NULL;
}

static size_t size_of(const WidgetList *list, int group)
{
    size_t size = 0;
    for (size_t i = 0; i < list->count; i++)
        size += list->widget[i].group == group && can_be_pressed(&list->widget[i]);
    return size;
}

const Widget *widgets_focused(const WidgetList *list, ViewFocus focus)
{
    size_t size = size_of(list, focus.group);
    if (focus.group == WIDGETS_NOBODY || size == 0)
        return NULL;
    /* A group may have lost some since the focus came there. */
    return nth(list, focus.group, focus.index < size ? focus.index : size - 1);
}

ViewFocus widgets_step(const WidgetList *list, ViewFocus focus, int by)
{
    size_t size = size_of(list, focus.group);
    if (size == 0)
        return (ViewFocus){0};
    size_t index = focus.index < size ? focus.index : size - 1;
    focus.index = by > 0 ? (index + 1) % size : (index + size - 1) % size;
    return focus;
}

ViewFocus widgets_next_group(const WidgetList *list, ViewFocus focus, int by)
{
    const int groups = WIDGETS_OF_PANEL + PANEL_COUNT;
    for (int i = 1; i <= groups; i++) {
        int group = (focus.group + by * i + 2 * groups) % groups;
        if (group == WIDGETS_NOBODY)
            return (ViewFocus){0};
        if (size_of(list, group) > 0)
            return (ViewFocus){group, 0};
    }
    return (ViewFocus){0};
}

const Widget *widgets_of_menu(const WidgetList *list, MenuName menu)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->widget[i].command == COMMAND_MENU + (Command)menu)
            return &list->widget[i];
    return NULL;
}

static void draw_one(const Paper *paper, const Widget *widget, bool pointed)
{
    Button button = {widget->place,
                     widget->icon,
                     widget->label,
                     widget->opens,
                     widget->enabled,
                     widget->on,
                     pointed && widget->enabled};
    switch (widget->kind) {
    case WIDGET_BUTTON:
        button_draw(paper, &button);
        break;
    case WIDGET_TAB:
        button_draw_tab(paper, &button, keys_of_panel(widget->panel));
        break;
    case WIDGET_READING:
        text_fit(paper, (TextStyle){13, TEXT_BOLD, paper->theme->text}, widget->place, TEXT_CENTRE,
                 widget->label);
        break;
    case WIDGET_WHOLE:
        break;
    }
}

void widgets_draw(const Paper *paper, const WidgetList *list, const Widget *pointed, const Widget *focused)
{
    for (size_t i = 0; i < list->count; i++)
        draw_one(paper, &list->widget[i], &list->widget[i] == pointed);
    if (focused)
        button_draw_focus(paper, focused->place, 6);
}
