#define _POSIX_C_SOURCE 200809L
#include "draw/text.h"

#include <string.h>

/* Fractions of the em of DejaVu Sans: the top of capitals and brackets, the foot of descenders, and half the height
 * of a capital, which puts it in the middle of its line. */
static const double above_baseline = 0.76, below_baseline = 0.24, half_capital = 0.3645;
static const double line_distance = 1.35;
static const char ellipsis[] = "\xe2\x80\xa6";

/* Bytes of the well-formed character at text (Unicode 15, table 3-7), 0 when it is not one. */
static size_t character_length(const unsigned char *text)
{
    unsigned char first = text[0];
    if (first < 0x80)
        return 1;
    size_t length = first >= 0xC2 && first <= 0xDF ? 2 : first >= 0xE0 && first <= 0xEF ? 3 : 0;
    if (first >= 0xF0 && first <= 0xF4)
        length = 4;
    unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    for (size_t i = 1; i < length; i++) {
        if (text[i] < low || text[i] > high)
            return 0;
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

void text_clean(const char *text, char clean[static TEXT_SIZE])
{
    const unsigned char *from = (const unsigned char *)(text ? text : "");
    const size_t room = TEXT_SIZE - sizeof ellipsis; /* what a shortened text may fill before its ellipsis */
    size_t filled = 0;
    while (*from) {
        size_t length = character_length(from);
        const char *put = (const char *)from;
        size_t bytes = length;
        if (length == 0) {
            put = "\xef\xbf\xbd";
            bytes = 3;
            length = 1;
        } else if (*from < 0x20 || *from == 0x7F) {
            put = " ";
        }
        if (filled + bytes > room) {
            memcpy(clean + filled, ellipsis, sizeof ellipsis);
            return;
        }
        memcpy(clean + filled, put, bytes);
        filled += bytes;
        from += length;
    }
    clean[filled] = 0;
}

static void set_style(const Paper *paper, TextStyle style)
{
    cairo_set_font_face(paper->cr, style.face == TEXT_BOLD ? paper->fonts->bold : paper->fonts->regular);
    cairo_set_font_options(paper->cr, paper->fonts->options);
    cairo_set_font_size(paper->cr, style.size);
}

static double clean_width(const Paper *paper, const char *clean)
{
    cairo_text_extents_t extents;
    cairo_text_extents(paper->cr, clean, &extents);
    return extents.x_advance;
}

double text_width(const Paper *paper, TextStyle style, const char *text)
{
    char clean[TEXT_SIZE];
    text_clean(text, clean);
    set_style(paper, style);
    return clean_width(paper, clean);
}

double text_line_height(TextStyle style)
{
    return line_distance * style.size;
}

static Rect to_device(const Paper *paper, Rect rect)
{
    double left = rect.x, top = rect.y, right = rect.x + rect.width, bottom = rect.y + rect.height;
    cairo_user_to_device(paper->cr, &left, &top);
    cairo_user_to_device(paper->cr, &right, &bottom);
    return (Rect){left, top, right - left, bottom - top};
}

static void write_down(const Paper *paper, TextStyle style, Rect box, bool elided, const char *clean)
{
    if (paper->log->count == TEXT_LOG_SIZE) {
        paper->log->lost++;
        return;
    }
    TextBox *entry = &paper->log->boxes[paper->log->count++];
    double x1, y1, x2, y2;
    cairo_clip_extents(paper->cr, &x1, &y1, &x2, &y2);
    entry->box = to_device(paper, box);
    entry->clip = to_device(paper, (Rect){x1, y1, x2 - x1, y2 - y1});
    entry->layer = paper->log->layer;
    entry->size = style.size * paper_scale(paper);
    entry->elided = elided;
    size_t length = strnlen(clean, sizeof entry->text - 1);
    memcpy(entry->text, clean, length);
    entry->text[length] = 0;
}

static Rect box_of(TextStyle style, double x, double y, double width, TextAlign align)
{
    double left = align == TEXT_LEFT ? x : align == TEXT_CENTRE ? x - width / 2 : x - width;
    double baseline = y + half_capital * style.size;
    return (Rect){left, baseline - above_baseline * style.size, width,
                  (above_baseline + below_baseline) * style.size};
}

/* Draws a clean text of known width; the style is set already. */
static void draw_clean(const Paper *paper, TextStyle style, double x, double y, double width, TextAlign align,
                       bool elided, const char *clean)
{
    if (!*clean)
        return;
    Rect box = box_of(style, x, y, width, align);
    paper_colour(paper, style.colour, 1);
    cairo_move_to(paper->cr, box.x, box.y + above_baseline * style.size);
    cairo_show_text(paper->cr, clean);
    cairo_new_path(paper->cr);
    if (paper->log)
        write_down(paper, style, box, elided, clean);
}

void text_draw(const Paper *paper, TextStyle style, double x, double y, TextAlign align, const char *text)
{
    char clean[TEXT_SIZE];
    text_clean(text, clean);
    set_style(paper, style);
    draw_clean(paper, style, x, y, clean_width(paper, clean), align, false, clean);
}

void text_draw_on_plate(const Paper *paper, TextStyle style, double x, double y, TextAlign align,
                        const char *text, Colour ground)
{
    Rect box = box_of(style, x, y, text_width(paper, style, text), align);
    paper_round_rect(paper, (Rect){box.x - 3, box.y - 1, box.width + 6, box.height + 2}, 3);
    paper_colour(paper, ground, 0.82);
    cairo_fill(paper->cr);
    text_draw(paper, style, x, y, align, text);
}

/* Takes characters off the end until the rest and an ellipsis fit; returns the width, 0 when nothing does. */
static double shorten(const Paper *paper, double room, char clean[static TEXT_SIZE])
{
    size_t length = strlen(clean);
    while (length > 0) {
        do
            length--;
        while (length > 0 && ((unsigned char)clean[length] & 0xC0) == 0x80);
        while (length > 0 && clean[length - 1] == ' ')
            length--;
        if (length + sizeof ellipsis > TEXT_SIZE)
            continue;
        memcpy(clean + length, ellipsis, sizeof ellipsis);
        double width = clean_width(paper, clean);
        if (width <= room)
            return width;
    }
    clean[0] = 0;
    return 0;
}

double text_fit(const Paper *paper, TextStyle style, Rect room, TextAlign align, const char *text)
{
    char clean[TEXT_SIZE];
    text_clean(text, clean);
    set_style(paper, style);
    double width = clean_width(paper, clean);
    bool elided = width > room.width;
    if (elided)
        width = shorten(paper, room.width, clean);
    double x = align == TEXT_LEFT ? room.x : room.x + (align == TEXT_CENTRE ? 0.5 : 1) * room.width;
    draw_clean(paper, style, x, room.y + room.height / 2, width, align, elided, clean);
    return width;
}

/* Bytes of the longest run of whole words at `clean` that fits `width` (one word at least, however long). */
static size_t words_that_fit(const Paper *paper, double width, const char *clean)
{
    char line[TEXT_SIZE];
    size_t best = 0, length = strlen(clean);
    for (size_t end = 1; end <= length; end++) {
        if (end < length && clean[end] != ' ')
            continue;
        memcpy(line, clean, end);
        line[end] = 0;
        if (best > 0 && clean_width(paper, line) > width)
            break;
        best = end;
    }
    return best;
}

size_t text_lines(const Paper *paper, TextStyle style, double width, const char *text)
{
    char clean[TEXT_SIZE];
    text_clean(text, clean);
    set_style(paper, style);
    size_t lines = 0;
    for (const char *rest = clean + strspn(clean, " "); *rest; lines++) {
        rest += words_that_fit(paper, width, rest);
        rest += strspn(rest, " ");
    }
    return lines;
}

size_t text_wrap(const Paper *paper, TextStyle style, Rect room, const char *text)
{
    char clean[TEXT_SIZE], line[TEXT_SIZE];
    text_clean(text, clean);
    set_style(paper, style);
    const double height = text_line_height(style);
    size_t drawn = 0;
    const char *rest = clean + strspn(clean, " ");
    while (*rest && (double)(drawn + 1) * height <= room.height + 0.01) {
        bool last = (double)(drawn + 2) * height > room.height + 0.01;
        size_t bytes = last ? strlen(rest) : words_that_fit(paper, room.width, rest);
        memcpy(line, rest, bytes);
        line[bytes] = 0;
        text_fit(paper, style, (Rect){room.x, room.y + (double)drawn * height, room.width, height}, TEXT_LEFT,
                 line);
        rest += bytes;
        rest += strspn(rest, " ");
        drawn++;
    }
    return drawn;
}
