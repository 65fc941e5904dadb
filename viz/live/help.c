#include "live/help.h"

#include <math.h>
#include <stdio.h>

#include "draw/text.h"
#include "live/keys.h"
#include "words/words.h"

static const double pad = 22, head_height = 34, gap = 14, column_gap = 32, text_size = 13, part_gap = 10,
                    margin = 8;
enum { COLUMNS = 3 };

static TextStyle key_style(const Paper *paper)
{
    return (TextStyle){text_size, TEXT_BOLD, paper->theme->text};
}

static TextStyle meaning_style(const Paper *paper)
{
    return (TextStyle){text_size, TEXT_REGULAR, paper->theme->text};
}

/* How the lines are set in a window. */
typedef struct Setting {
    double keys_width, meaning_width; /* of a column */
    double column_height;
    size_t columns;
} Setting;

static Setting setting_for(const Paper *paper, double width, double height)
{
    Setting setting = {.column_height = fmax(60, height - 2 * margin - 2 * pad - head_height)};
    for (size_t i = 0; i < keys_lines(); i++) {
        KeysLine line = keys_line(i);
        setting.keys_width = fmax(setting.keys_width, text_width(paper, key_style(paper), line.keys));
        setting.meaning_width =
            fmax(setting.meaning_width, text_width(paper, meaning_style(paper), line.meaning));
    }
    const double room = width - 2 * margin - 2 * pad, fixed = setting.keys_width + gap;
    /* A meaning that is too long for its column goes on in a second line; that is better than a column less. */
    const double narrow = fixed + 0.72 * setting.meaning_width;
    setting.columns = (size_t)fmin(COLUMNS, fmax(1, floor((room + column_gap) / (narrow + column_gap))));
    double column = (room - (double)(setting.columns - 1) * column_gap) / (double)setting.columns;
    setting.meaning_width = fmin(setting.meaning_width, column - fixed);
    return setting;
}

static double line_height(const Paper *paper, const Setting *setting, const KeysLine *line)
{
    TextStyle style = meaning_style(paper);
    size_t lines = text_lines(paper, style, setting->meaning_width, line->meaning);
    return (double)(lines > 0 ? lines : 1) * text_line_height(style) + 4;
}

static double title_height(const Paper *paper)
{
    return text_line_height(key_style(paper)) + 6;
}

/* Where a line stands. */
typedef struct Spot {
    size_t column; /* counted through all pages */
    double y;      /* from the top of its column */
    bool titled;   /* the title of its part stands above it */
} Spot;

/* The spot of the line after `before`. A title never ends a column. */
static Spot next_spot(const Paper *paper, const Setting *setting, size_t number, Spot before,
                      double before_height)
{
    KeysLine line = keys_line(number);
    bool first = number == 0, new_part = first || keys_line(number - 1).part != line.part;
    double title = new_part ? title_height(paper) : 0, own = line_height(paper, setting, &line);
    double y = first ? 0 : before.y + before_height + (new_part ? part_gap : 0);
    Spot spot = {before.column, y + title, new_part};
    if (first || spot.y + own <= setting->column_height)
        return spot;
    return (Spot){before.column + 1, title, new_part};
}

static size_t pages_of(const Paper *paper, const Setting *setting)
{
    Spot spot = {0};
    double height = 0;
    for (size_t i = 0; i < keys_lines(); i++) {
        KeysLine line = keys_line(i);
        spot = next_spot(paper, setting, i, spot, height);
        height = line_height(paper, setting, &line);
    }
    return spot.column / setting->columns + 1;
}

size_t help_pages(const Paper *paper, double width, double height)
{
    Setting setting = setting_for(paper, width, height);
    return pages_of(paper, &setting);
}

static void draw_card(const Paper *paper, double width, double height, Rect card)
{
    const Theme *theme = paper->theme;
    paper_fill(paper, (Rect){0, 0, width, height}, theme->window, 0.72);
    paper_plate(paper, card, 8, theme->panel, 1, theme->axis);
}

static void draw_head(const Paper *paper, Rect head, size_t page, size_t pages)
{
    const Theme *theme = paper->theme;
    char words[120];
    if (pages > 1)
        snprintf(words, sizeof words, _("page %zu of %zu: arrows turn it, Esc closes"), page + 1, pages);
    else
        snprintf(words, sizeof words, "%s", _("Esc or ? closes this"));
    double used = text_fit(paper, (TextStyle){18, TEXT_BOLD, theme->text}, head, TEXT_LEFT, _("Keys"));
    text_fit(paper, (TextStyle){12, TEXT_REGULAR, theme->muted}, paper_inset(head, used + gap, 0, 0, 0),
             TEXT_RIGHT, words);
}

static void draw_line(const Paper *paper, const Setting *setting, const KeysLine *line, double x, double y)
{
    double row = text_line_height(meaning_style(paper));
    text_fit(paper, key_style(paper), (Rect){x, y, setting->keys_width, row}, TEXT_LEFT, line->keys);
    double height = line_height(paper, setting, line);
    Rect room = {x + setting->keys_width + gap, y, setting->meaning_width + 1, height};
    text_wrap(paper, meaning_style(paper), room, line->meaning);
}

void help_draw(const Paper *paper, double width, double height, size_t page)
{
    Setting setting = setting_for(paper, width, height);
    const size_t pages = pages_of(paper, &setting);
    const double column = setting.keys_width + gap + setting.meaning_width;
    const double w = (double)setting.columns * column + (double)(setting.columns - 1) * column_gap + 2 * pad;
    Rect card = {(width - w) / 2, margin, w, height - 2 * margin};
    page %= pages;
    draw_card(paper, width, height, card);
    Rect inside = paper_inset(card, pad, pad, pad, pad);
    draw_head(paper, (Rect){inside.x, inside.y, inside.width, head_height - 12}, page, pages);
    Spot spot = {0};
    double last = 0;
    for (size_t i = 0; i < keys_lines(); i++) {
        KeysLine line = keys_line(i);
        spot = next_spot(paper, &setting, i, spot, last);
        last = line_height(paper, &setting, &line);
        if (spot.column / setting.columns != page)
            continue;
        double x = inside.x + (double)(spot.column % setting.columns) * (column + column_gap);
        double y = inside.y + head_height + spot.y;
        if (spot.titled)
            text_draw(paper, (TextStyle){text_size, TEXT_BOLD, paper->theme->genuine_text}, x,
                      y - title_height(paper) + text_line_height(key_style(paper)) / 2, TEXT_LEFT,
                      keys_part_title(line.part));
        draw_line(paper, &setting, &line, x, y);
    }
}
