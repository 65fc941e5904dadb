#include "live/panel_ink.h"

#include <math.h>
#include <stdio.h>

#include "draw/plot.h"
#include "words/words.h"

/* The two signatures as they were written, or that beside what the net sees of each. */
enum { INK_RAW, INK_BOTH };

static const double caption_height = 22, between = 12;
static const double caption_width =
    250; /* of a caption with its letter; narrower rooms stand above each other */

/* Rooms of the two signatures; of each the one it was written into, and, beside or below, what is seen of it. */
typedef struct Rooms {
    Rect raw[2], seen[2];
} Rooms;

/* `columns` x `rows` cells in the body; the index-th, row by row. */
static Rect cell(Rect body, size_t columns, size_t rows, size_t index)
{
    double width = (body.width - (double)(columns - 1) * between) / (double)columns;
    double height = (body.height - (double)(rows - 1) * between) / (double)rows;
    const size_t row = index / columns, column = index % columns;
    return (Rect){body.x + (double)column * (width + between), body.y + (double)row * (height + between),
                  width, height - 4};
}

/* Signatures are about twice as broad as high: how large one is drawn in such cells. */
static double size_in(Rect body, size_t columns, size_t rows)
{
    Rect room = cell(body, columns, rows, 0);
    return fmin(room.width, 2 * (room.height + 4));
}

static Rooms rooms_of(Rect body, bool both)
{
    Rooms rooms = {0};
    if (both) {
        bool square = size_in(body, 2, 2) >= size_in(body, 1, 4);
        for (size_t k = 0; k < 2; k++) {
            rooms.raw[k] = square ? cell(body, 2, 2, 2 * k) : cell(body, 1, 4, 2 * k);
            rooms.seen[k] = square ? cell(body, 2, 2, 2 * k + 1) : cell(body, 1, 4, 2 * k + 1);
        }
        return rooms;
    }
    bool side_by_side =
        size_in(body, 2, 1) >= size_in(body, 1, 2) && cell(body, 2, 1, 0).width >= caption_width;
    for (size_t k = 0; k < 2; k++)
        rooms.raw[k] = side_by_side ? cell(body, 2, 1, k) : cell(body, 1, 2, k);
    return rooms;
}

static Rect inside_of(Rect room)
{
    return paper_inset(room, 4, caption_height, 4, 4);
}

/* One scale for both, so that a difference in size is seen; that of the other when one has no extent. */
static double common_scale(double one, double other)
{
    return one > 0 && other > 0 ? fmin(one, other) : fmax(one, other);
}

static bool shows_both(const ViewPanel *state)
{
    return state->mode == INK_BOTH;
}

/* How many strokes are shown; 0: all, as long as the pen wrote. */
static size_t strokes_shown(const ViewPanel *state, const SnapshotInk *ink)
{
    size_t all = ink_strokes(ink->count, ink->points);
    return state->chosen < all ? state->chosen : 0;
}

/* ---- the button ---- */

/* At the right of the head; nowhere (no width) where there is no room: the key does the same. */
static Rect button_of(PanelPlaces places)
{
    const double width = 112;
    if (places.head.width < width)
        return (Rect){0};
    return (Rect){places.head.x + places.head.width - width, places.head.y + 2, width, places.target};
}

void panel_ink_widgets(const Paper *paper, PanelPlaces places, PanelInput input, WidgetList *list)
{
    (void)paper;
    Widget button = {.kind = WIDGET_BUTTON,
                     .group = WIDGETS_OF_PANEL + (int)PANEL_INK,
                     .place = button_of(places),
                     .hint = _("show also what the net sees of them"),
                     .enabled = true,
                     .on = shows_both(&input.view->state[PANEL_INK]),
                     .panel = PANEL_INK,
                     .command = COMMAND_SEEN};
    snprintf(button.label, sizeof button.label, "%s", _("Net's view"));
    if (button.place.width > 0)
        widgets_add(list, button);
}

/* ---- drawing ---- */

/* The points up to the end of the last stroke shown, the rest faint. */
static void draw_trace(const Paper *paper, Rect room, size_t count, const InkPoint points[], size_t strokes,
                       double scale, Colour colour)
{
    InkPlacing placing = ink_place(inside_of(room), count, points, scale);
    size_t shown = strokes > 0 ? ink_points_until(count, points, strokes) : count;
    if (shown < count)
        ink_draw_faint(paper, placing, count, points);
    ink_draw_at(paper, placing, count, points, shown, colour);
}

static void draw_border(const Paper *paper, Rect room)
{
    paper_round_rect(paper, room, 5);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 1);
    paper_colour(paper, paper->theme->grid, 1);
    cairo_stroke(paper->cr);
}

static Rect words_of(Rect room)
{
    return (Rect){room.x + 8, room.y + 2, room.width - 12, caption_height};
}

static void write_caption(const SnapshotInk *ink, size_t strokes, size_t size, char words[])
{
    if (strokes > 0)
        snprintf(words, size, _("%s \xc2\xb7 stroke %zu of %zu"), ink->name ? ink->name : "", strokes,
                 ink_strokes(ink->count, ink->points));
    else
        snprintf(words, size, _("%s \xc2\xb7 %.2f s, %zu samples"), ink->name ? ink->name : "",
                 ink_duration(ink->count, ink->points), ink->count);
}

/* What the two signatures of the pair look like. */
typedef struct Look {
    double raw_scale, seen_scale;
    Colour colour, text_colour;
    size_t strokes;
} Look;

static void draw_raw(const Paper *paper, Rect room, char letter, const SnapshotInk *ink, Look look)
{
    char name[4] = {letter, 0}, words[160];
    TextStyle strong = {14, TEXT_BOLD, look.text_colour},
              plain = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    draw_border(paper, room);
    text_fit(paper, strong, words_of(room), TEXT_LEFT, name);
    write_caption(ink, look.strokes, sizeof words, words);
    text_fit(paper, plain, paper_inset(words_of(room), 18, 0, 0, 0), TEXT_LEFT, words);
    if (ink->count == 0)
        text_fit(paper, plain, inside_of(room), TEXT_CENTRE, _("Its samples are not here."));
    else
        draw_trace(paper, room, ink->count, ink->points, look.strokes, look.raw_scale, look.colour);
}

static void draw_seen(const Paper *paper, Rect room, const SnapshotInk *ink, Look look)
{
    TextStyle plain = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    draw_border(paper, room);
    text_fit(paper, plain, words_of(room), TEXT_LEFT, _("as the net sees it"));
    draw_trace(paper, room, ink->seen_count, ink->seen_points, look.strokes, look.seen_scale, look.colour);
}

bool panel_ink_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const SnapshotChosen *chosen = &input.snapshot->chosen;
    const ViewPanel *state = &input.view->state[PANEL_INK];
    const Theme *theme = paper->theme;
    TextStyle plain = {PLOT_TEXT, TEXT_REGULAR, theme->muted};
    const char *key = _("green dot: start; thick: slow; faint: pen in the air");
    if (!chosen->present || chosen->pair >= input.snapshot->angles.pairs) {
        text_fit(paper, plain, places.body, TEXT_CENTRE, _("No pair is chosen."));
        return true;
    }
    Rect head =
        paper_inset(places.head, 0, 0, button_of(places).width > 0 ? button_of(places).width + 8 : 0, 0);
    if (text_width(paper, plain, key) <= head.width)
        text_fit(paper, plain, head, TEXT_RIGHT, key);
    bool both = shows_both(state), genuine = input.snapshot->angles.pair[chosen->pair].genuine;
    Rect button = button_of(places);
    double below = button.width > 0 ? fmax(0, button.y + button.height + 6 - places.body.y) : 0;
    Rect body = paper_inset(places.body, 0, below, 0, 0);
    Rooms rooms = rooms_of(body, both);
    const SnapshotInk *inks[] = {&chosen->a, &chosen->b};
    double raw[2], seen[2];
    for (size_t k = 0; k < 2; k++) {
        raw[k] = ink_scale(inside_of(rooms.raw[k]), inks[k]->count, inks[k]->points);
        seen[k] = ink_scale(inside_of(rooms.seen[k]), inks[k]->seen_count, inks[k]->seen_points);
    }
    for (size_t k = 0; k < 2; k++) {
        bool blue = k == 0 || genuine;
        Look look = {.raw_scale = common_scale(raw[0], raw[1]),
                     .seen_scale = common_scale(seen[0], seen[1]),
                     .colour = blue ? theme->genuine : theme->forged,
                     .text_colour = blue ? theme->genuine_text : theme->forged_text,
                     .strokes = strokes_shown(state, inks[k])};
        draw_raw(paper, rooms.raw[k], k == 0 ? 'A' : 'B', inks[k], look);
        if (both)
            draw_seen(paper, rooms.seen[k], inks[k], look);
    }
    return true;
}

uint64_t panel_ink_inputs(const Snapshot *snapshot, const View *view)
{
    (void)view;
    return snapshot->chosen.present ? panels_mix(snapshot->chosen.ink_version, snapshot->chosen.pair + 1) : 0;
}

/* ---- the mouse ---- */

/* The wheel goes through the strokes: from all of them to the first, the second, and at the end to all again. */
PanelReply panel_ink_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer)
{
    (void)places;
    const SnapshotChosen *chosen = &input.snapshot->chosen;
    PanelReply reply = {.taken = true, .sets_state = true, .state = input.view->state[PANEL_INK]};
    if (!chosen->present || pointer->kind != PANEL_POINTER_WHEEL || pointer->wheel == 0)
        return (PanelReply){0};
    size_t a = ink_strokes(chosen->a.count, chosen->a.points),
           b = ink_strokes(chosen->b.count, chosen->b.points), most = a > b ? a : b;
    if (most < 2)
        return (PanelReply){0};
    size_t now = reply.state.chosen < most ? reply.state.chosen : 0;
    reply.state.chosen = pointer->wheel > 0 ? (now + 1) % most : (now + most - 1) % most;
    return reply;
}
