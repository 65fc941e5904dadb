#include "draw/popup.h"

#include <math.h>
#include <stdint.h>

#include "draw/icon.h"
#include "draw/text.h"

static const double pad = 6, side = 12, tick = 22, key_gap = 24, bar = 8, text_size = 13, least_width = 220,
                    most_width = 520, foot_pad = 8;
enum { FOOT_LINES = 4 };

static TextStyle label_style(const Paper *paper)
{
    return (TextStyle){text_size, TEXT_REGULAR, paper->theme->text};
}

static TextStyle sentence_style(const Paper *paper)
{
    return (TextStyle){12, TEXT_REGULAR, paper->theme->muted};
}

static bool said(const char *text)
{
    return text && *text;
}

static double width_of(const Paper *paper, size_t count, const PopupItem items[])
{
    double width = least_width;
    for (size_t i = 0; i < count; i++) {
        double label = text_width(paper, label_style(paper), items[i].label);
        double key = said(items[i].key) ? key_gap + text_width(paper, label_style(paper), items[i].key) : 0;
        width = fmax(width, tick + label + key + 2 * side + bar);
    }
    return fmin(width, most_width);
}

/* As high as the longest sentence needs. */
static double foot_of(const Paper *paper, double width, size_t count, const PopupItem items[])
{
    size_t lines = 0;
    for (size_t i = 0; i < count; i++) {
        if (!said(items[i].sentence))
            continue;
        size_t own = text_lines(paper, sentence_style(paper), width - 2 * side, items[i].sentence);
        lines = own > lines ? own : lines;
    }
    lines = lines > FOOT_LINES ? FOOT_LINES : lines;
    return lines > 0 ? (double)lines * text_line_height(sentence_style(paper)) + 2 * foot_pad : 0;
}

static void scroll_to_marked(Popup *popup, double room)
{
    popup->rows = (size_t)fmax(1, floor(room / popup->row_height));
    popup->rows = popup->rows < popup->count ? popup->rows : popup->count;
    popup->first = popup->marked > popup->rows / 2 ? popup->marked - popup->rows / 2 : 0;
    if (popup->first + popup->rows > popup->count)
        popup->first = popup->count - popup->rows;
}

void popup_place(const Paper *paper, Popup *popup, Rect anchor, Rect bounds, size_t widest_count,
                 const PopupItem widest[])
{
    const double head = popup->typed ? popup->row_height : 0;
    double width = fmin(width_of(paper, widest_count, widest), bounds.width);
    popup->foot = foot_of(paper, width, widest_count, widest);
    double below = bounds.y + bounds.height - (anchor.y + anchor.height) - 4, above = anchor.y - bounds.y - 4;
    double needed = 2 * pad + head + popup->foot + popup->row_height * fmax(1, (double)widest_count);
    bool under = needed <= below || below >= above;
    double height = fmin(needed, under ? below : above);
    /* Where neither side has room for a few rows it covers its button. */
    const double few = 2 * pad + head + popup->foot + 3 * popup->row_height;
    if (height < fmin(needed, few))
        height = fmin(needed, bounds.height);
    scroll_to_marked(popup, height - 2 * pad - head - popup->foot);
    double shown = widest_count > popup->rows
                       ? floor((height - 2 * pad - head - popup->foot) / popup->row_height)
                       : (double)popup->rows;
    height = 2 * pad + head + popup->foot + fmax(1, shown) * popup->row_height;
    double x = fmin(fmax(anchor.x, bounds.x), bounds.x + bounds.width - width);
    double y = under ? anchor.y + anchor.height + 4 : anchor.y - 4 - height;
    y = fmin(fmax(y, bounds.y), fmax(bounds.y, bounds.y + bounds.height - height));
    popup->place = (Rect){x, y, width, height};
    popup->rows_from = y + pad + head;
}

Rect popup_row(const Popup *popup, size_t row)
{
    return (Rect){popup->place.x + 1, popup->rows_from + (double)(row - popup->first) * popup->row_height,
                  popup->place.width - 2, popup->row_height};
}

size_t popup_row_at(const Popup *popup, double x, double y)
{
    for (size_t i = popup->first; i < popup->first + popup->rows; i++)
        if (paper_contains(popup_row(popup, i), x, y))
            return i;
    return SIZE_MAX;
}

static void draw_plate(const Paper *paper, Rect place)
{
    const Theme *theme = paper->theme;
    paper_fill(paper, paper_inset(place, -1, 2, -4, -5), (Colour){0, 0, 0}, 0.25);
    paper_plate(paper, paper_inset(place, 0.5, 0.5, 0.5, 0.5), 6, theme->panel, 1.5, theme->axis);
}

static void draw_row(const Paper *paper, const Popup *popup, size_t index)
{
    const Theme *theme = paper->theme;
    const PopupItem *item = &popup->items[index];
    Rect row = popup_row(popup, index);
    bool scrolls = popup->rows < popup->count;
    if (index == popup->marked) {
        paper_plate(paper, paper_inset(row, 4, 1, scrolls ? 4 + bar : 4, 1), 4,
                    theme_mix(theme->panel, theme->text, 0.18), 1.5, theme->text);
    }
    TextStyle style = label_style(paper), faint = style;
    if (!item->enabled)
        style.colour = theme_mix(theme->panel, theme->muted, 0.6);
    faint.colour = item->enabled ? theme->muted : style.colour;
    if (item->ticked)
        icon_draw(paper, ICON_TICK, row.x + side + 5, row.y + row.height / 2, 12, style.colour);
    Rect room = paper_inset(row, side + tick - 4, 0, side + (scrolls ? bar : 0), 0);
    if (said(item->key))
        room.width -= text_fit(paper, faint, room, TEXT_RIGHT, item->key) + key_gap / 2;
    text_fit(paper, style, room, TEXT_LEFT, item->label);
}

static void draw_scroll_bar(const Paper *paper, const Popup *popup)
{
    if (popup->rows >= popup->count)
        return;
    const double height = (double)popup->rows * popup->row_height, all = (double)popup->count;
    Rect rail = {popup->place.x + popup->place.width - bar - 3, popup->rows_from, 5, height};
    paper_round_rect(paper, rail, 2.5);
    paper_colour(paper, paper->theme->grid, 1);
    cairo_fill(paper->cr);
    Rect thumb = {rail.x, rail.y + height * (double)popup->first / all, rail.width,
                  height * (double)popup->rows / all};
    paper_round_rect(paper, thumb, 2.5);
    paper_colour(paper, paper->theme->axis, 1);
    cairo_fill(paper->cr);
}

static void draw_typed(const Paper *paper, const Popup *popup)
{
    const Theme *theme = paper->theme;
    Rect field = {popup->place.x + 6, popup->place.y + pad, popup->place.width - 12, popup->row_height - 4};
    paper_plate(paper, field, 4, theme->window, 1, theme->axis);
    TextStyle style = label_style(paper);
    if (!*popup->typed)
        style.colour = theme->muted;
    Rect room = paper_inset(field, 10, 0, 10, 0);
    double used = text_fit(paper, style, room, TEXT_LEFT, *popup->typed ? popup->typed : popup->prompt);
    if (*popup->typed)
        paper_fill(paper, (Rect){room.x + used + 2, field.y + 7, 1.5, field.height - 14}, theme->text, 1);
}

void popup_draw(const Paper *paper, const Popup *popup)
{
    const Theme *theme = paper->theme;
    draw_plate(paper, popup->place);
    if (popup->typed)
        draw_typed(paper, popup);
    for (size_t i = popup->first; i < popup->first + popup->rows; i++)
        draw_row(paper, popup, i);
    draw_scroll_bar(paper, popup);
    if (popup->count == 0)
        text_fit(
            paper, (TextStyle){text_size, TEXT_REGULAR, theme->muted},
            (Rect){popup->place.x + side, popup->rows_from, popup->place.width - 2 * side, popup->row_height},
            TEXT_LEFT, popup->nothing);
    if (popup->foot <= 0)
        return;
    Rect foot = {popup->place.x + side, popup->place.y + popup->place.height - popup->foot,
                 popup->place.width - 2 * side, popup->foot};
    paper_horizontal(paper, popup->place.x + 6, popup->place.x + popup->place.width - 6, foot.y, 1,
                     theme->border);
    if (popup->marked < popup->count && said(popup->items[popup->marked].sentence))
        text_wrap(paper, sentence_style(paper), paper_inset(foot, 0, foot_pad - 2, 0, 0),
                  popup->items[popup->marked].sentence);
}
