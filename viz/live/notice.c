#include "live/notice.h"

#include <math.h>
#include <stdio.h>

#include "draw/text.h"
#include "words/words.h"

static const char recording[] = N_("REC %.1f s");

static const double said_for = 5, warned_for = 12; /* seconds */
static const double margin = 12, pad = 12, text_size = 15, widest = 900;

static void show(Notice *notice, double until, bool trouble, const char *text)
{
    snprintf(notice->text, sizeof notice->text, "%s", text);
    notice->until = until;
    notice->trouble = trouble;
}

void notice_say(Notice *notice, double now, const char *text)
{
    show(notice, now + said_for, false, text);
}

void notice_warn(Notice *notice, double now, const char *text)
{
    show(notice, now + warned_for, true, text);
}

bool notice_end(Notice *notice, double now)
{
    if (!notice->text[0] || now < notice->until)
        return false;
    *notice = (Notice){0};
    return true;
}

static void draw_plate(const Paper *paper, Rect plate, Colour border)
{
    paper_plate(paper, plate, 6, paper->theme->window, 2, border);
}

void notice_draw(const Paper *paper, Rect room, const Notice *notice)
{
    const Theme *theme = paper->theme;
    if (!notice->text[0])
        return;
    TextStyle style = {text_size, TEXT_REGULAR, notice->trouble ? theme->warning_text : theme->text};
    double most = fmin(widest, room.width - 2 * margin - 2 * pad);
    double width = fmin(most, ceil(text_width(paper, style, notice->text)) + 1);
    double height = (double)text_lines(paper, style, width, notice->text) * text_line_height(style);
    height = fmin(height, room.height - 2 * margin - pad);
    Rect plate = {room.x + (room.width - width) / 2 - pad, room.y + room.height - margin - height - pad,
                  width + 2 * pad, height + pad};
    draw_plate(paper, plate, notice->trouble ? theme->warning_text : theme->axis);
    text_wrap(paper, style, paper_inset(plate, pad, pad / 2, pad, 0), notice->text);
}

void notice_draw_recording(const Paper *paper, Rect bar, double seconds)
{
    char words[48];
    snprintf(words, sizeof words, _(recording), seconds);
    TextStyle style = {13, TEXT_BOLD, paper->theme->text};
    const double dot = 6, height = 26;
    double width = text_width(paper, style, words) + 2 * dot + 3 * pad / 2 + 8;
    Rect plate = {bar.x + bar.width - margin - width, bar.y + (bar.height - height) / 2, width, height};
    draw_plate(paper, plate, paper->theme->axis);
    cairo_new_path(paper->cr);
    cairo_arc(paper->cr, plate.x + pad / 2 + dot + 2, plate.y + height / 2, dot, 0, 7);
    paper_colour(paper, (Colour){0.9, 0.1, 0.1}, 1);
    cairo_fill(paper->cr);
    text_draw(paper, style, plate.x + pad / 2 + 2 * dot + 10, plate.y + height / 2, TEXT_LEFT, words);
}
