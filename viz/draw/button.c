#include "draw/button.h"

#include <math.h>

#include "draw/text.h"

static const double icon_size = 15, arrow_size = 9, pad = 9, between = 7, text_size = 13, corner = 6;

static bool has_label(const char *label)
{
    return label && *label;
}

double button_width(const Paper *paper, IconName icon, const char *label, bool opens, double least)
{
    double width = 2 * pad;
    if (icon != ICON_NONE)
        width += icon_size;
    if (has_label(label))
        width += text_width(paper, (TextStyle){text_size, TEXT_REGULAR, paper->theme->text}, label) +
                 (icon != ICON_NONE ? between : 0);
    if (opens)
        width += between + arrow_size;
    return fmax(least, width);
}

static void draw_ground(const Paper *paper, Rect place, Colour ground, Colour edge)
{
    paper_plate(paper, paper_inset(place, 0.5, 0.5, 0.5, 0.5), corner, ground, 1, edge);
}

void button_draw(const Paper *paper, const Button *button)
{
    const Theme *theme = paper->theme;
    const double middle = button->place.y + button->place.height / 2;
    const bool alive = button->enabled;
    Colour ground = theme_mix(theme->panel, theme->text,
                              !alive            ? 0
                              : button->on      ? 0.24
                              : button->pointed ? 0.15
                                                : 0.06);
    Colour ink = alive ? theme->text : theme_mix(theme->panel, theme->muted, 0.55);
    draw_ground(paper, button->place, ground, alive && button->pointed ? theme->axis : theme->border);
    TextStyle style = {text_size, TEXT_REGULAR, ink};
    double label = has_label(button->label) ? text_width(paper, style, button->label) : 0;
    double used = (button->icon != ICON_NONE ? icon_size : 0) + label +
                  (button->icon != ICON_NONE && label > 0 ? between : 0) +
                  (button->opens ? between + arrow_size : 0);
    double x = button->place.x + fmax(pad, (button->place.width - used) / 2);
    if (button->icon != ICON_NONE) {
        icon_draw(paper, button->icon, x + icon_size / 2, middle, icon_size, ink);
        x += icon_size + between;
    }
    double right = button->place.x + button->place.width - pad;
    if (button->opens) {
        icon_draw(paper, ICON_DOWN, right - arrow_size / 2, middle, arrow_size, ink);
        right -= arrow_size + between;
    }
    if (label > 0)
        text_fit(paper, style, (Rect){x, button->place.y, right - x + 1, button->place.height}, TEXT_LEFT,
                 button->label);
}

void button_draw_tab(const Paper *paper, const Button *tab, char number)
{
    const Theme *theme = paper->theme;
    const double size = 18, y = tab->place.y + tab->place.height / 2 - 1;
    const char digit[] = {number, 0};
    TextStyle style = {13, tab->on ? TEXT_BOLD : TEXT_REGULAR, tab->on ? theme->text : theme->muted};
    draw_ground(paper, paper_inset(tab->place, 0, 0, 0, 2),
                tab->on        ? theme->panel
                : tab->pointed ? theme_mix(theme->panel, theme->text, 0.15)
                               : theme->window,
                tab->on ? theme->axis : theme->border);
    bool titled = has_label(tab->label);
    Rect chip = {titled ? tab->place.x + 8 : tab->place.x + (tab->place.width - size) / 2, y - size / 2, size,
                 size};
    paper_round_rect(paper, chip, 4);
    paper_colour(paper, theme->border, 1);
    cairo_fill(paper->cr);
    text_draw(paper, (TextStyle){12, TEXT_BOLD, theme->text}, chip.x + size / 2, y, TEXT_CENTRE, digit);
    double left = chip.x + size + 6;
    if (titled)
        text_fit(paper, style, (Rect){left, y - 10, tab->place.x + tab->place.width - 5 - left, 20},
                 TEXT_LEFT, tab->label);
}

void button_draw_focus(const Paper *paper, Rect place, double radius)
{
    /* Two lines of opposite lightness: one of them is seen on any ground. */
    cairo_set_dash(paper->cr, NULL, 0, 0);
    paper_round_rect(paper, paper_inset(place, -1, -1, -1, -1), radius);
    cairo_set_line_width(paper->cr, 4.5);
    paper_colour(paper, paper->theme->window, 1);
    cairo_stroke_preserve(paper->cr);
    cairo_set_line_width(paper->cr, 2.5);
    paper_colour(paper, paper->theme->text, 1);
    cairo_stroke(paper->cr);
}
