#include "live/layout.h"

#include <assert.h>
#include <math.h>

static const double status_height = 28, gap = 8, banner_height = 44;
static const double target_units = 34, target_pixels = 32; /* what is pressed is at least so large */
static const double smallest_text = 12, projector_zoom = 1.5, projector_text = 20 /* pixels */;
static const double sentence_height = 32, sentence_height_two_lines = 52;
static const double least_panel_height = 190; /* in a column */
static const double tab_width = 150, titled_tab = 118, tab_gap = 4;
static const double halves_from = 640, wide_from = 1000; /* units */

static double clamp(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

/* `rect` with its edges on whole pixels. */
static Rect on_pixels(Rect rect, double unit)
{
    double left = round(rect.x * unit), top = round(rect.y * unit);
    double right = round((rect.x + rect.width) * unit), bottom = round((rect.y + rect.height) * unit);
    return (Rect){left / unit, top / unit, (right - left) / unit, (bottom - top) / unit};
}

static void place(Layout *layout, PanelName panel, Rect room)
{
    layout->shown[panel] = true;
    layout->panel[panel] =
        on_pixels((Rect){room.x, room.y, fmax(room.width, 1), fmax(room.height, 1)}, layout->unit);
}

/* All panels that have no place yet share this one; the one asked for last is on top. Where there is no height for
 * the tabs only the keys change it. */
static void place_tabs(Layout *layout, const View *view, Rect room)
{
    PanelName top = PANEL_COUNT;
    for (int i = 0; i < PANEL_COUNT; i++) {
        if (!panels_exist((PanelName)i) || layout->shown[i])
            continue;
        layout->tab[layout->tabs++] = (PanelName)i;
        if (top == PANEL_COUNT || view->asked[i] > view->asked[top])
            top = (PanelName)i;
    }
    if (layout->tabs < 2 || room.height < least_panel_height) {
        if (layout->tabs > 0)
            place(layout, top, room);
        layout->tabs = 0;
        return;
    }
    const double each = fmin(tab_width, (room.width + tab_gap) / (double)layout->tabs) - tab_gap;
    for (size_t i = 0; i < layout->tabs; i++)
        layout->tab_place[i] = on_pixels(
            (Rect){room.x + (double)i * (each + tab_gap), room.y, each, layout->target}, layout->unit);
    place(layout, top, paper_inset(room, 0, layout->target, 0, 0));
    layout->tabs_titled = each >= titled_tab;
    layout->tabbed[top] = layout->tabs_titled;
}

static void place_column(Layout *layout, const View *view, Rect body)
{
    /* Those that have a place of their own, when there is room for it, and the places' weights; the tabs come last. */
    static const PanelName order[] = {PANEL_ANGLES, PANEL_PAIR, PANEL_LOSS, PANEL_INK};
    static const double weight[] = {1.25, 1.15, 0.9, 0.9};
    enum { OWN = sizeof order / sizeof order[0] };
    static const double tabs_weight = 1.2;
    double count = clamp(floor((body.height + gap) / (least_panel_height + gap)), 1, OWN + 1);
    double total = tabs_weight, y = body.y, free = body.height - (count - 1) * gap;
    for (size_t i = 0; i + 1 < (size_t)count; i++)
        total += weight[i];
    for (size_t i = 0; i + 1 < (size_t)count; i++) {
        double height = free * weight[i] / total;
        place(layout, order[i], (Rect){body.x, y, body.width, height});
        y += height + gap;
    }
    place_tabs(layout, view, (Rect){body.x, y, body.width, body.y + body.height - y});
}

static void place_halves(Layout *layout, const View *view, Rect body)
{
    double left = round(0.5 * (body.width - gap));
    place(layout, PANEL_ANGLES, (Rect){body.x, body.y, left, body.height});
    place_tabs(layout, view, (Rect){body.x + left + gap, body.y, body.width - left - gap, body.height});
}

static void place_wide(Layout *layout, const View *view, Rect body)
{
    double above = round(0.58 * (body.height - gap)), below = body.height - gap - above;
    double left = round(0.49 * (body.width - 2 * gap)), middle = round(0.29 * (body.width - 2 * gap));
    double x = body.x + left + gap, y = body.y + above + gap, loss = round(0.32 * (body.width - gap));
    place(layout, PANEL_ANGLES, (Rect){body.x, body.y, left, above});
    place(layout, PANEL_PAIR, (Rect){x, body.y, middle, above});
    x += middle + gap;
    place(layout, PANEL_INK, (Rect){x, body.y, body.x + body.width - x, above});
    place(layout, PANEL_LOSS, (Rect){body.x, y, loss, below});
    place_tabs(layout, view, (Rect){body.x + loss + gap, y, body.width - loss - gap, below});
}

static void place_three(Layout *layout, const View *view, Rect body)
{
    double side = round(0.265 * body.width), first = body.width - 2 * side - 2 * gap;
    double above = round(0.58 * (body.height - gap)), below = body.height - gap - above;
    double second = body.x + first + gap, third = second + side + gap, y = body.y + above + gap;
    place(layout, PANEL_ANGLES, (Rect){body.x, body.y, first, above});
    place(layout, PANEL_PAIR, (Rect){second, body.y, side, above});
    place(layout, PANEL_INK, (Rect){third, body.y, side, above});
    place(layout, PANEL_LOSS, (Rect){third, y, side, below});
    place_tabs(layout, view, (Rect){body.x, y, first + gap + side, below});
}

static void place_one(Layout *layout, const View *view, Rect body)
{
    if (view->panel != VIEW_ALL_PANELS)
        place(layout, (PanelName)view->panel, body);
    else
        place_tabs(layout, view, body);
}

static LayoutKind kind_for(double width, double height, const View *view)
{
    if (view->panel != VIEW_ALL_PANELS || width < 640 || height < 400)
        return LAYOUT_ONE;
    if (width < 900)
        return LAYOUT_COLUMN;
    return width >= 1600 && height >= 900 ? LAYOUT_THREE : LAYOUT_WIDE;
}

/* An arrangement for which there are units enough, where large letters leave few of them. */
static LayoutKind fitting(LayoutKind kind, Rect body)
{
    bool low = body.height < 2 * least_panel_height + gap;
    if (kind == LAYOUT_WIDE || kind == LAYOUT_THREE)
        return body.width >= wide_from ? kind : low ? LAYOUT_HALVES : LAYOUT_COLUMN;
    return kind == LAYOUT_COLUMN && low && body.width >= halves_from ? LAYOUT_HALVES : kind;
}

/* Pixels of an ordinary display to a logical unit. */
static double unit_for(double width, double height, const View *view)
{
    double unit = clamp(fmin(width / 1280, height / 720), 0.75, 4) * view->zoom;
    if (view->theme != THEME_PROJECTOR)
        return unit;
    return fmax(unit * projector_zoom, projector_text / smallest_text);
}

/* The bars, from the top and from the bottom; returns what they leave for the panels. */
static Rect place_bars(Layout *layout, const View *view)
{
    bool two_lines = layout->width < 1150 && layout->height > 300;
    double foot = two_lines ? sentence_height_two_lines : sentence_height, y = layout->target + 8;
    layout->toolbar = on_pixels((Rect){0, 0, layout->width, y}, layout->unit);
    layout->status = on_pixels((Rect){0, y, layout->width, status_height}, layout->unit);
    layout->sentence = on_pixels((Rect){0, layout->height - foot, layout->width, foot}, layout->unit);
    y += status_height;
    double banner = view->banner ? banner_height : 0;
    layout->banner = on_pixels((Rect){gap, y, layout->width - 2 * gap, banner}, layout->unit);
    y += banner > 0 ? banner + gap : 0;
    return (Rect){gap, y, layout->width - 2 * gap, fmax(1, layout->height - y - foot)};
}

Layout layout_make(int width, int height, const View *view)
{
    assert(width > 0 && height > 0 && view->zoom > 0 && view->density > 0);
    double w = width / view->density, h = height / view->density, unit = unit_for(w, h, view);
    double zoom = unit / unit_for(w, h, &(View){.zoom = 1});
    Layout layout = {.kind = kind_for(w / zoom, h / zoom, view), .unit = unit * view->density};
    layout.width = width / layout.unit;
    layout.height = height / layout.unit;
    layout.target = fmax(target_units, ceil(target_pixels / unit));
    Rect body = place_bars(&layout, view);
    layout.kind = fitting(layout.kind, body);
    switch (layout.kind) {
    case LAYOUT_ONE:
        place_one(&layout, view, body);
        break;
    case LAYOUT_COLUMN:
        place_column(&layout, view, body);
        break;
    case LAYOUT_HALVES:
        place_halves(&layout, view, body);
        break;
    case LAYOUT_WIDE:
        place_wide(&layout, view, body);
        break;
    case LAYOUT_THREE:
        place_three(&layout, view, body);
        break;
    }
    return layout;
}

PanelName layout_panel_at(const Layout *layout, double x, double y)
{
    for (int i = 0; i < PANEL_COUNT; i++)
        if (layout->shown[i] && paper_contains(layout->panel[i], x, y))
            return (PanelName)i;
    return PANEL_COUNT;
}
