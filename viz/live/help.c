#include "live/help.h"

#include <math.h>

#include "draw/text.h"
#include "live/keys.h"
#include "words/words.h"

static const char title[] = N_("Keys");
static const char close_hint[] = N_("Esc or ? closes this");

static const double pad = 24, title_height = 34, gap = 14, column_gap = 36;

/* How the lines are set. */
typedef struct Setting {
    double size, row, keys_width, column_width;
    size_t columns, rows;
} Setting;

static Setting setting_of(const Paper *paper, double size, size_t columns)
{
    Setting setting = {.size = size, .row = 1.65 * size, .columns = columns};
    TextStyle strong = {size, TEXT_BOLD, paper->theme->text},
              plain = {size, TEXT_REGULAR, paper->theme->text};
    double meaning_width = 0;
    for (size_t i = 0; i < keys_lines(); i++) {
        KeysLine line = keys_line(i);
        setting.keys_width = fmax(setting.keys_width, text_width(paper, strong, line.keys));
        meaning_width = fmax(meaning_width, text_width(paper, plain, line.meaning));
    }
    setting.column_width = setting.keys_width + gap + meaning_width;
    setting.rows = (keys_lines() + columns - 1) / columns;
    return setting;
}

static double width_of(Setting setting)
{
    return (double)setting.columns * setting.column_width + (double)(setting.columns - 1) * column_gap +
           2 * pad;
}

static double height_of(Setting setting)
{
    return (double)setting.rows * setting.row + title_height + 2 * pad;
}

/* The largest setting that fits the window; the smallest of all when none does. */
static Setting choose(const Paper *paper, double width, double height)
{
    for (double size = 16; size >= 8; size -= 0.5) {
        for (size_t columns = 1; columns <= 2; columns++) {
            Setting setting = setting_of(paper, size, columns);
            if (width_of(setting) <= width && height_of(setting) <= height)
                return setting;
        }
    }
    return setting_of(paper, 8, 2);
}

void help_draw(const Paper *paper, double width, double height)
{
    const Theme *theme = paper->theme;
    Setting setting = choose(paper, width - 16, height - 16);
    double w = fmin(width_of(setting), width - 16), h = fmin(height_of(setting), height - 16);
    Rect card = {(width - w) / 2, (height - h) / 2, w, h};
    paper_fill(paper, (Rect){0, 0, width, height}, theme->window, 0.72);
    paper_round_rect(paper, card, 8);
    paper_colour(paper, theme->panel, 1);
    cairo_fill_preserve(paper->cr);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 1);
    paper_colour(paper, theme->axis, 1);
    cairo_stroke(paper->cr);
    Rect inside = paper_inset(card, pad, pad, pad, pad);
    Rect head = {inside.x, inside.y, inside.width, title_height - 12};
    double used = text_fit(paper, (TextStyle){18, TEXT_BOLD, theme->text}, head, TEXT_LEFT, _(title));
    text_fit(paper, (TextStyle){12, TEXT_REGULAR, theme->muted}, paper_inset(head, used + gap, 0, 0, 0),
             TEXT_RIGHT, _(close_hint));
    for (size_t i = 0; i < keys_lines(); i++) {
        KeysLine line = keys_line(i);
        double x = inside.x + (double)(i / setting.rows) * (setting.column_width + column_gap);
        double y = inside.y + title_height + (double)(i % setting.rows) * setting.row;
        TextStyle strong = {setting.size, TEXT_BOLD, theme->text};
        TextStyle plain = {setting.size, TEXT_REGULAR, theme->text};
        text_fit(paper, strong, (Rect){x, y, setting.keys_width, setting.row}, TEXT_LEFT, line.keys);
        double left = x + setting.keys_width + gap;
        text_fit(paper, plain, (Rect){left, y, setting.column_width - setting.keys_width - gap, setting.row},
                 TEXT_LEFT, line.meaning);
    }
}
