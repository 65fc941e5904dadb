#include "live/panel_own.h"

#include <math.h>
#include <stdio.h>

#include "draw/marker.h"
#include "draw/plot.h"
#include "words/words.h"

enum { BUTTONS = 5, SLOTS = SNAPSHOT_OWN_SLOTS, TRY = SNAPSHOT_OWN_TRY };

static const double gap = 10, button_width = 92, button_gap = 6;
static const double least_with_seen = 520;             /* a narrower panel leaves out what the net sees */
static const double least_row = 16;                    /* lower ones cannot be read, and are left out */
static const double thumb_row = 44, thumb_width = 290; /* a row as large as this shows the signature itself */

/* ---- where everything stands ---- */

typedef struct Parts {
    bool buttons_in_head;
    size_t columns; /* of buttons, when they stand in the body */
    Rect buttons;   /* the room for them */
    Rect pad, seen, row[SLOTS], verdict;
} Parts;

static void place_list(Rect room, double verdict_height, Parts *parts)
{
    parts->verdict = (Rect){room.x, room.y + room.height - verdict_height, room.width, verdict_height};
    double height = fmin((room.height - verdict_height - gap / 2) / SLOTS, 96);
    for (size_t i = 0; i < SLOTS; i++)
        parts->row[i] = (Rect){room.x, room.y + (double)i * height, room.width, fmax(0, height - 3)};
}

/* Field, what the net sees, list: side by side where it is broad, else the field above. */
static void place_body(Rect body, Parts *parts)
{
    if (body.width >= 1.25 * body.height) {
        bool narrow = body.width < least_with_seen;
        double pad = floor((narrow ? 0.5 : 0.42) * body.width), seen = narrow ? 0 : floor(0.24 * body.width);
        parts->pad = (Rect){body.x, body.y, pad, body.height - 4};
        parts->seen = (Rect){body.x + pad + gap, body.y, seen, body.height - 4};
        double left = body.x + pad + seen + (narrow ? gap : 2 * gap);
        place_list((Rect){left, body.y, body.x + body.width - left, body.height - 4},
                   fmin(120, 0.41 * body.height), parts);
        return;
    }
    double pad = floor(0.42 * body.height), half = floor((body.width - gap) / 2);
    double below = body.y + pad + gap, rest = body.height - pad - gap - 4;
    parts->pad = (Rect){body.x, body.y, body.width, pad};
    parts->seen = (Rect){body.x, below, half, rest};
    place_list((Rect){body.x + half + gap, below, body.width - half - gap, rest}, fmin(110, 0.4 * rest),
               parts);
}

static Parts parts_of(PanelPlaces places)
{
    Parts parts = {.buttons_in_head = places.head.width >= BUTTONS * (button_width + button_gap)};
    Rect body = places.body;
    if (parts.buttons_in_head) {
        double width = BUTTONS * (button_width + button_gap) - button_gap;
        parts.columns = BUTTONS;
        parts.buttons =
            (Rect){places.head.x + places.head.width - width, places.head.y + 2, width, places.target};
        body = paper_inset(body, 0, fmax(0, places.head.y + 2 + places.target + 6 - body.y), 0, 0);
    } else {
        parts.columns =
            (size_t)fmax(1, fmin(BUTTONS, (body.width + button_gap) / (button_width + button_gap)));
        double rows = ceil(BUTTONS / (double)parts.columns);
        parts.buttons = (Rect){body.x, body.y, body.width, rows * (places.target + button_gap)};
        body = paper_inset(body, 0, parts.buttons.height, 0, 0);
    }
    place_body(body, &parts);
    return parts;
}

/* ---- the buttons ---- */

void panel_own_widgets(const Paper *paper, PanelPlaces places, PanelInput input, WidgetList *list)
{
    const SnapshotOwn *own = &input.snapshot->own;
    const SnapshotOwnSlot *slot = &own->slot[own->current];
    bool any = false;
    for (size_t i = 0; i < SLOTS; i++)
        any |= own->slot[i].seen_count > 0;
    const struct {
        const char *name, *label, *hint;
        bool enabled, on;
    } buttons[BUTTONS] = {
        {"next", _("Next"), _("this one is done: on to the next"),
         own->current != TRY && slot->seen_count > 0, false},
        {"undo", _("Undo"), _("take the last stroke back"), slot->count > 0, false},
        {"clear", _("Clear"), _("draw this one anew"), slot->count > 0, false},
        {"foreign", _("Not mine"), _("the one tried is a friend's forgery"), true, own->foreign},
        {"save", _("Save"), _("write the signatures into the folder of --own"), any && own->folder, false},
    };
    (void)paper;
    Parts parts = parts_of(places);
    for (size_t i = 0; i < BUTTONS; i++) {
        double width = parts.buttons_in_head
                           ? button_width
                           : (parts.buttons.width + button_gap) / (double)parts.columns - button_gap;
        const size_t row = i / parts.columns, column = i % parts.columns;
        Rect place = {parts.buttons.x + (double)column * (width + button_gap),
                      parts.buttons.y + (double)row * (places.target + button_gap), width, places.target};
        widgets_add_panel_button(list, PANEL_OWN, place, buttons[i].label, buttons[i].hint,
                                 buttons[i].enabled, buttons[i].on,
                                 action_named(ACTION_OWN, buttons[i].name));
    }
}

/* ---- drawing ---- */

static void frame(const Paper *paper, Rect rect, double width, Colour colour)
{
    paper_round_rect(paper, paper_inset(rect, 0.5, 0.5, 0.5, 0.5), 5);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, width);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
}

/* "reference 2", "the try" */
static void write_slot(size_t slot, size_t size, char words[])
{
    if (slot == TRY)
        snprintf(words, size, "%s", _("the one tried"));
    else
        snprintf(words, size, _("reference %zu"), slot + 1);
}

static Colour colour_of(const Theme *theme, const SnapshotOwn *own, size_t slot)
{
    return slot == TRY && own->foreign ? theme->forged : theme->genuine;
}

static void draw_pad(const Paper *paper, Rect pad, const SnapshotOwn *own)
{
    const Theme *theme = paper->theme;
    const SnapshotOwnSlot *slot = &own->slot[own->current];
    TextStyle plain = {PLOT_TEXT, TEXT_REGULAR, theme->muted}, strong = {14, TEXT_BOLD, theme->text},
              warning = {PLOT_TEXT, TEXT_REGULAR, theme->warning_text};
    char words[80], name[40];
    frame(paper, pad, own->pen_down ? 2 : 1, own->pen_down ? theme->text : theme->axis);
    paper_horizontal(paper, pad.x + 16, pad.x + pad.width - 16, pad.y + 0.72 * pad.height, 1, theme->grid);
    write_slot(own->current, sizeof name, name);
    Rect head = {pad.x + 10, pad.y + 3, pad.width - 20, 22},
         foot = {pad.x + 10, pad.y + pad.height - 25, pad.width - 20, 22};
    double used = text_fit(paper, strong, head, TEXT_LEFT, name);
    if (slot->count == 0) {
        text_fit(paper, plain, foot, TEXT_LEFT, _("sign here, with mouse or pen"));
        return;
    }
    snprintf(words, sizeof words, words_many("%zu stroke", "%zu strokes", slot->strokes), slot->strokes);
    if (used + 12 + text_width(paper, plain, words) <= head.width)
        text_fit(paper, plain, head, TEXT_RIGHT, words);
    if (slot->trouble)
        text_fit(paper, warning, foot, TEXT_LEFT, slot->trouble);
    paper_clip(paper, paper_inset(pad, 1, 1, 1, 1));
    if (slot->placed)
        ink_draw_at(paper, (InkPlacing){pad.x + pad.width / 2, pad.y + pad.height / 2, 1}, slot->count,
                    slot->points, slot->count, colour_of(theme, own, own->current));
    else
        ink_draw(paper, paper_inset(pad, 6, 24, 6, 24), slot->count, slot->points,
                 ink_scale(paper_inset(pad, 6, 24, 6, 24), slot->count, slot->points),
                 colour_of(theme, own, own->current));
    paper_unclip(paper);
}

static void draw_seen(const Paper *paper, Rect room, const SnapshotOwn *own)
{
    const Theme *theme = paper->theme;
    const SnapshotOwnSlot *slot = &own->slot[own->current];
    TextStyle plain = {PLOT_TEXT, TEXT_REGULAR, theme->muted};
    frame(paper, room, 1, theme->grid);
    text_fit(paper, plain, (Rect){room.x + 10, room.y + 3, room.width - 20, 22}, TEXT_LEFT,
             _("as the net sees it"));
    if (slot->seen_count == 0)
        return;
    Rect inside = paper_inset(room, 4, 26, 4, 26);
    ink_draw(paper, inside, slot->seen_count, slot->seen_points,
             ink_scale(inside, slot->seen_count, slot->seen_points), colour_of(theme, own, own->current));
    const char *what = _("no place, slope or size; 200 instants");
    if (text_width(paper, plain, what) <= room.width - 20)
        text_fit(paper, plain, (Rect){room.x + 10, room.y + room.height - 25, room.width - 20, 22}, TEXT_LEFT,
                 what);
}

/* What stands at the right of a row: the angle to the one tried, or why there is none. */
static void write_state(const SnapshotOwn *own, size_t i, size_t size, char words[])
{
    const SnapshotOwnSlot *slot = &own->slot[i];
    if (slot->count == 0)
        snprintf(words, size, "%s", _("empty"));
    else if (slot->seen_count == 0)
        snprintf(words, size, "\xe2\x80\x93");
    else if (i < TRY && isfinite(own->degrees[i]))
        snprintf(words, size, "%.1f\xc2\xb0", own->degrees[i]);
    else
        snprintf(words, size, "\xe2\x9c\x93");
}

static void draw_row(const Paper *paper, Rect row, const SnapshotOwn *own, size_t i)
{
    const Theme *theme = paper->theme;
    const SnapshotOwnSlot *slot = &own->slot[i];
    bool current = own->current == i;
    double text = fmax(12, fmin(14, 0.66 * row.height));
    TextStyle plain = {text, current ? TEXT_BOLD : TEXT_REGULAR, theme->text},
              strong = {text, TEXT_BOLD, slot->count == 0 ? theme->muted : theme->text};
    char name[40], state[40];
    if (row.height < least_row || row.width < 60)
        return;
    frame(paper, row, current ? 2 : 1, current ? theme->text : theme->grid);
    Rect inside = paper_inset(row, 10, 0, 10, 0);
    if (row.height >= thumb_row && row.width >= thumb_width) {
        double width = fmin(2 * row.height, 0.4 * row.width);
        Rect thumb = {row.x + 4, row.y + 2, width, row.height - 4};
        if (slot->count > 0)
            ink_draw_faint(
                paper,
                ink_place(thumb, slot->count, slot->points, ink_scale(thumb, slot->count, slot->points)),
                slot->count, slot->points);
        inside = paper_inset(inside, width, 0, 0, 0);
    }
    write_slot(i, sizeof name, name);
    write_state(own, i, sizeof state, state);
    double used = text_fit(paper, strong, inside, TEXT_RIGHT, state);
    text_fit(paper, plain, paper_inset(inside, 0, 0, used + 8, 0), TEXT_LEFT, name);
}

/* The words below the verdict, or instead of it. */
static void write_reason(const SnapshotOwn *own, size_t size, char words[])
{
    if (own->references == 0)
        snprintf(words, size, "%s", _("Sign three times, one reference after the other; then try."));
    else if (!own->judged)
        snprintf(words, size, "%s", _("Now one to try: your own once more, or a friend's forgery."));
    else
        snprintf(
            words, size,
            words_many("From %zu reference: %.1f\xc2\xb0; the threshold is %.1f\xc2\xb0.",
                       "Mean cosine to %zu references: that of %.1f\xc2\xb0; the threshold is %.1f\xc2\xb0.",
                       own->references),
            own->references, own->score_degrees, own->threshold);
}

static const char *verdict_words(const SnapshotOwn *own)
{
    if (own->accepted)
        return own->foreign ? _("ACCEPTED, wrongly") : _("ACCEPTED");
    return own->foreign ? _("REJECTED") : _("REJECTED, wrongly");
}

static void draw_verdict(const Paper *paper, Rect room, const SnapshotOwn *own)
{
    const Theme *theme = paper->theme;
    TextStyle plain = {13, TEXT_REGULAR, theme->text};
    char words[200];
    if (room.height < 14)
        return;
    write_reason(own, sizeof words, words);
    if (!own->judged) {
        text_wrap(paper, plain, room, words);
        return;
    }
    double big = fmax(14, fmin(0.38 * room.height, 40));
    TextStyle verdict = {big, TEXT_BOLD, own->accepted ? theme->genuine_text : theme->forged_text};
    while (verdict.size > 12 &&
           text_width(paper, verdict, verdict_words(own)) > room.width - 0.9 * verdict.size - 10)
        verdict.size = fmax(12, verdict.size - 1);
    double mark = 0.8 * verdict.size;
    Rect line = {room.x, room.y, room.width, big * 1.2};
    marker_draw_one(paper,
                    (MarkerStyle){.shape = own->accepted ? MARKER_CIRCLE : MARKER_TRIANGLE,
                                  .size = mark,
                                  .colour = own->accepted ? theme->genuine : theme->forged,
                                  .alpha = 1},
                    line.x + 0.6 * mark, line.y + line.height / 2);
    text_fit(paper, verdict, paper_inset(line, 1.1 * mark + 10, 0, 0, 0), TEXT_LEFT, verdict_words(own));
    text_wrap(paper, plain, paper_inset(room, 0, line.height + 2, 0, 0), words);
}

bool panel_own_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const SnapshotOwn *own = &input.snapshot->own;
    Parts parts = parts_of(places);
    if (parts.pad.height < 30 || parts.pad.width < 60)
        return true;
    draw_pad(paper, parts.pad, own);
    if (parts.seen.width > 0)
        draw_seen(paper, parts.seen, own);
    for (size_t i = 0; i < SLOTS; i++)
        draw_row(paper, parts.row[i], own, i);
    draw_verdict(paper, parts.verdict, own);
    return true;
}

uint64_t panel_own_inputs(const Snapshot *snapshot, const View *view)
{
    (void)view;
    const SnapshotOwn *own = &snapshot->own;
    uint64_t state = own->current << 2 | (uint64_t)own->pen_down << 1 | own->foreign;
    return panels_mix(panels_mix(own->version, own->verdict_version), state);
}

/* ---- the mouse ---- */

/* The field's own units: from its middle, upwards, so that what was drawn stays in the middle of a larger field. */
static PanelReply draw_with(Rect pad, OwnPenKind kind, const PanelPointer *pointer)
{
    return (PanelReply){.taken = true,
                        .pen = {kind, pointer->x - pad.x - pad.width / 2, pad.y + pad.height / 2 - pointer->y,
                                pointer->seconds}};
}

PanelReply panel_own_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer)
{
    const SnapshotOwn *own = &input.snapshot->own;
    Parts parts = parts_of(places);
    if (own->pen_down && pointer->kind == PANEL_POINTER_MOVE)
        return draw_with(parts.pad, OWN_PEN_MOVE, pointer);
    if (own->pen_down && pointer->kind == PANEL_POINTER_RELEASE)
        return draw_with(parts.pad, OWN_PEN_UP, pointer);
    /* The second stroke of two quick ones is a double click. */
    bool pressed = pointer->kind == PANEL_POINTER_PRESS || pointer->kind == PANEL_POINTER_DOUBLE;
    if (!pressed || pointer->button != 1)
        return (PanelReply){0};
    if (paper_contains(parts.pad, pointer->x, pointer->y))
        return draw_with(parts.pad, OWN_PEN_DOWN, pointer);
    for (size_t i = 0; i < SLOTS; i++) {
        char name[] = {'s', 'l', 'o', 't', '-', (char)('1' + i), 0};
        if (paper_contains(parts.row[i], pointer->x, pointer->y))
            return (PanelReply){.taken = true, .action = action_named(ACTION_OWN, name)};
    }
    return (PanelReply){0};
}
