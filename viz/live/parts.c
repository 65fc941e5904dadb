#include "live/parts.h"

#include <stdio.h>

#include "draw/text.h"
#include "live/bars.h"
#include "live/help.h"
#include "live/keys.h"
#include "words/words.h"

Layout parts_layout(int width, int height, const Snapshot *snapshot, const View *view)
{
    View here = *view;
    here.banner = snapshot->run.trouble;
    return layout_make(width, height, &here);
}

PanelPlaces parts_places(const Paper *paper, const Layout *layout, PanelName panel)
{
    return panels_places(paper, panel, layout->panel[panel], layout->tabbed[panel], layout->target);
}

static void add_tabs(const Layout *layout, WidgetList *list)
{
    for (size_t i = 0; i < layout->tabs; i++) {
        PanelName panel = layout->tab[i];
        Widget tab = {.kind = WIDGET_TAB,
                      .group = WIDGETS_TABS,
                      .place = layout->tab_place[i],
                      .hint = _(panels_get(panel)->title),
                      .enabled = true,
                      .on = layout->shown[panel],
                      .panel = panel,
                      .command = COMMAND_PANEL + (Command)panel};
        if (layout->tabs_titled)
            snprintf(tab.label, sizeof tab.label, "%s", _(panels_get(panel)->tab));
        widgets_add(list, tab);
    }
}

static void add_panel(const Paper *paper, const Layout *layout, PanelName panel, PanelInput input,
                      WidgetList *list)
{
    widgets_add(list, (Widget){.kind = WIDGET_WHOLE,
                               .group = WIDGETS_OF_PANEL + (int)panel,
                               .place = paper_inset(layout->panel[panel], 2, 2, 2, 2),
                               .enabled = true,
                               .panel = panel,
                               .command = COMMAND_PANEL + (Command)panel});
    if (panels_get(panel)->widgets)
        panels_get(panel)->widgets(paper, parts_places(paper, layout, panel), input, list);
}

void parts_make(const Paper *paper, int width, int height, PanelInput input, Parts *parts)
{
    parts->layout = parts_layout(width, height, input.snapshot, input.view);
    parts->widgets.count = 0;
    parts->hidden = toolbar_add(paper, &parts->layout, input.snapshot, input.view, &parts->widgets);
    add_tabs(&parts->layout, &parts->widgets);
    for (int i = 0; i < PANEL_COUNT; i++)
        if (parts->layout.shown[i])
            add_panel(paper, &parts->layout, (PanelName)i, input, &parts->widgets);
    menus_make(paper, &parts->layout, &parts->widgets, parts->hidden, input.snapshot, input.view,
               &parts->menu);
}

/* What a button does and which key does the same. */
static void draw_hint(const Paper *paper, const Layout *layout, const Widget *widget)
{
    char words[200];
    const char *key = keys_name(widget->command);
    if (!widget->hint)
        return;
    if (*key)
        snprintf(words, sizeof words, "%s  [%s]", widget->hint, key);
    else
        snprintf(words, sizeof words, "%s", widget->hint);
    double below = widget->place.y + widget->place.height;
    Rect bounds = {4, below, layout->width - 8, layout->height - below - 4};
    panels_tip(paper, bounds, widget->place.x - 14, below - 6, words);
}

static void set_layer(const Paper *paper, int layer)
{
    if (paper->log)
        paper->log->layer = layer;
}

void parts_draw(const Paper *paper, const Parts *parts, PanelInput input)
{
    const View *view = input.view;
    const Layout *layout = &parts->layout;
    const double x = view->pointer_x / layout->unit, y = view->pointer_y / layout->unit;
    const bool covered = view->help || parts->menu.open;
    const Widget *pointed = view->pointer_inside && !covered ? widgets_at(&parts->widgets, x, y) : NULL;
    const Widget *focused = covered ? NULL : widgets_focused(&parts->widgets, view->focus);
    bars_draw_status(paper, layout, input.snapshot);
    bars_draw_banner(paper, layout, input.snapshot);
    bars_draw_sentence(paper, layout, input.snapshot);
    widgets_draw(paper, &parts->widgets, pointed, focused);
    set_layer(paper, 1);
    PanelName panel = layout_panel_at(layout, x, y);
    if (pointed || (focused && !view->pointer_inside))
        draw_hint(paper, layout, pointed ? pointed : focused);
    else if (view->pointer_inside && !covered && panel != PANEL_COUNT && panels_get(panel)->hover)
        panels_get(panel)->hover(paper, parts_places(paper, layout, panel), input, x, y);
    set_layer(paper, 2);
    if (view->help)
        help_draw(paper, layout->width, layout->height, view->help_page);
    set_layer(paper, 3);
    if (parts->menu.open)
        popup_draw(paper, &parts->menu.popup);
}
