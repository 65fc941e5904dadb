#include "draw/legend.h"

static const double between_entries = 16, sign_gap = 6, line_length = 30, band_length = 16, dot = 9;

static TextStyle words(Colour colour)
{
    return (TextStyle){PLOT_TEXT, TEXT_REGULAR, colour};
}

static double sign_width(const LegendEntry *entry)
{
    return entry->sign == LEGEND_LINE ? line_length : entry->sign == LEGEND_BAND ? band_length : dot;
}

static double entry_width(const Paper *paper, const LegendEntry *entry)
{
    return sign_width(entry) + sign_gap + text_width(paper, words(entry->text_colour), entry->text);
}

double legend_width(const Paper *paper, size_t count, const LegendEntry entries[static count])
{
    double width = 0;
    for (size_t i = 0; i < count; i++)
        width += entry_width(paper, &entries[i]) + (i > 0 ? between_entries : 0);
    return width;
}

static void draw_sign(const Paper *paper, const LegendEntry *entry, double x, double y)
{
    if (entry->sign == LEGEND_LINE) {
        cairo_save(paper->cr);
        plot_dash(paper, entry->dash, entry->width);
        cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_BUTT);
        cairo_set_line_width(paper->cr, paper_line_width(paper, entry->width));
        cairo_move_to(paper->cr, x, y);
        cairo_line_to(paper->cr, x + line_length, y);
        paper_colour(paper, entry->colour, 1);
        cairo_stroke(paper->cr);
        cairo_restore(paper->cr);
        return;
    }
    if (entry->sign == LEGEND_BAND) {
        paper_fill(paper, (Rect){x, y - dot / 2, band_length, dot}, entry->colour, 0.35);
        return;
    }
    MarkerStyle style = {.shape = entry->sign == LEGEND_TRIANGLE ? MARKER_TRIANGLE : MARKER_CIRCLE,
                         .size = dot,
                         .colour = entry->colour,
                         .alpha = 1,
                         .hollow = entry->sign == LEGEND_RING,
                         .ground = paper->theme->panel};
    marker_draw_one(paper, style, x + dot / 2, y);
}

size_t legend_draw(const Paper *paper, Rect room, size_t count, const LegendEntry entries[static count])
{
    while (count > 0 && legend_width(paper, count, entries) > room.width)
        count--;
    double x = room.x + room.width - legend_width(paper, count, entries);
    const double y = room.y + room.height / 2;
    for (size_t i = 0; i < count; i++) {
        draw_sign(paper, &entries[i], x, y);
        text_draw(paper, words(entries[i].text_colour), x + sign_width(&entries[i]) + sign_gap, y, TEXT_LEFT,
                  entries[i].text);
        x += entry_width(paper, &entries[i]) + between_entries;
    }
    return count;
}
