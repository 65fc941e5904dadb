#include "live/layout.h"

#include <assert.h>
#include <math.h>

static const double status_height = 40, gap = 8;
static const double sentence_height = 32, sentence_height_two_lines = 52;
static const double least_panel_height = 190; /* in a column */

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

static void place(Layout *layout, PanelName panel, double x, double y, double width, double height)
{
    layout->shown[panel] = true;
    layout->panel[panel] = on_pixels((Rect){x, y, fmax(width, 1), fmax(height, 1)}, layout->unit);
}

static void place_column(Layout *layout, Rect body)
{
    static const PanelName order[PANEL_COUNT] = {PANEL_ANGLES, PANEL_PAIR, PANEL_INK, PANEL_LOSS};
    static const double weight[PANEL_COUNT] = {1.25, 1.15, 0.8, 0.8};
    double count = clamp(floor((body.height + gap) / (least_panel_height + gap)), 1, PANEL_COUNT);
    double total = 0, y = body.y, free = body.height - (count - 1) * gap;
    for (size_t i = 0; i < (size_t)count; i++)
        total += weight[i];
    for (size_t i = 0; i < (size_t)count; i++) {
        double height = free * weight[i] / total;
        place(layout, order[i], body.x, y, body.width, height);
        y += height + gap;
    }
}

static void place_wide(Layout *layout, Rect body)
{
    double above = round(0.6 * (body.height - gap)), below = body.height - gap - above;
    double left = round(0.585 * (body.width - gap)), right = body.width - gap - left;
    place(layout, PANEL_ANGLES, body.x, body.y, left, above);
    place(layout, PANEL_PAIR, body.x + left + gap, body.y, right, above);
    /* Signatures are broad, so the lower row is divided the other way round. */
    place(layout, PANEL_LOSS, body.x, body.y + above + gap, right, below);
    place(layout, PANEL_INK, body.x + right + gap, body.y + above + gap, left, below);
}

static void place_three(Layout *layout, Rect body)
{
    double side = round(0.265 * body.width), first = body.width - 2 * side - 2 * gap;
    double above = round(0.58 * (body.height - gap)), below = body.height - gap - above;
    double second = body.x + first + gap, third = second + side + gap;
    place(layout, PANEL_ANGLES, body.x, body.y, first, body.height);
    place(layout, PANEL_PAIR, second, body.y, side, body.height);
    place(layout, PANEL_INK, third, body.y, side, above);
    place(layout, PANEL_LOSS, third, body.y + above + gap, side, below);
}

static LayoutKind kind_for(double width, double height, const View *view)
{
    if (view->panel != VIEW_ALL_PANELS || width < 640 || height < 400)
        return LAYOUT_ONE;
    if (width < 900)
        return LAYOUT_COLUMN;
    return width >= 1600 && height >= 900 ? LAYOUT_THREE : LAYOUT_WIDE;
}

Layout layout_make(int width, int height, const View *view)
{
    assert(width > 0 && height > 0 && view->zoom > 0 && view->density > 0);
    double w = width / view->density, h = height / view->density;
    Layout layout = {.kind = kind_for(w / view->zoom, h / view->zoom, view)};
    layout.unit = clamp(fmin(w / 1280, h / 720), 0.75, 4) * view->zoom * view->density;
    layout.width = width / layout.unit;
    layout.height = height / layout.unit;
    bool two_lines = layout.width < 1150 && layout.height > 300;
    double foot = two_lines ? sentence_height_two_lines : sentence_height;
    layout.status = on_pixels((Rect){0, 0, layout.width, status_height}, layout.unit);
    layout.sentence = on_pixels((Rect){0, layout.height - foot, layout.width, foot}, layout.unit);
    Rect body = {gap, status_height, layout.width - 2 * gap, fmax(1, layout.height - status_height - foot)};
    if (layout.kind == LAYOUT_ONE) {
        PanelName panel = view->panel == VIEW_ALL_PANELS ? PANEL_ANGLES : (PanelName)view->panel;
        place(&layout, panel, body.x, body.y, body.width, body.height);
    } else if (layout.kind == LAYOUT_COLUMN) {
        place_column(&layout, body);
    } else if (layout.kind == LAYOUT_WIDE) {
        place_wide(&layout, body);
    } else {
        place_three(&layout, body);
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
