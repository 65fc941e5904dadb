#include "live/panel_embedding.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "draw/legend.h"
#include "draw/marker.h"
#include "draw/plot.h"
#include "live/head_buttons.h"
#include "words/words.h"

static const char nothing_yet[] = N_("No signature has been embedded yet.");
static const char genuine_entry[] = N_("genuine signature");
static const char forged_entry[] = N_("forgery");
static const char held_out_entry[] = N_("writer not trained on");
static const char chosen_format[] = N_("Axes chosen at epoch %.4g, again at epoch %zu.");
static const char held_format[] = N_("Axes chosen at epoch %.4g, and held.");
static const char share_format[] =
    N_("They showed %.0f %% of the variance then (%.0f %% across, %.0f %% up), "
       "and show %.0f %% of it now.");
static const char pair_format[] = N_("Pair %zu: a and b are %.2f apart here, %.2f in space.");
static const char what_format[] = N_("Each mark is the direction of one embedding.");

static const double margin = 1.06; /* radii of the disc from its middle to the edge of the plot */
static const double reach = 9, column_least = 190, lines_height = 88;
static const double labels_from = 80; /* a disc of this radius leaves room in the corners of its square */
static const double notch = 0.8;      /* of the plane is left after one notch of the wheel */

/* Where the parts stand. */
typedef struct Parts {
    Plot plot;  /* of a square, in radii from the middle of the disc */
    Rect words; /* of height 0: there is no room */
} Parts;

static Parts parts_of(Rect body, const ViewPanel *state)
{
    Parts parts = {0};
    double side = fmin(body.width, body.height);
    Rect area = {body.x, body.y, side, side};
    if (body.width - side >= column_least) {
        parts.words = paper_inset(body, side + 20, 10, 0, 0);
    } else {
        side = fmin(body.width, fmax(body.height - lines_height, 0.6 * body.height));
        area = (Rect){body.x + (body.width - side) / 2, body.y, side, side};
        parts.words = (Rect){body.x, body.y + side + 6, body.width, fmax(0, body.height - side - 6)};
    }
    AxisRange x = {-margin, margin}, y = x;
    if (state->zoomed) {
        x = (AxisRange){state->x_low, state->x_high};
        y = (AxisRange){state->y_low, state->y_high};
    }
    parts.plot = plot_in(area, x, y, false);
    return parts;
}

static SnapshotPlace at(const Plot *plot, const SnapshotEmbedding *embedding, size_t signature)
{
    const SnapshotPlace *place = &embedding->place[signature];
    return (SnapshotPlace){axis_place(plot->x, place->x - embedding->centre.x),
                           axis_place(plot->y, place->y - embedding->centre.y)};
}

/* ---- drawing ---- */

/* The disc that all directions lie in, and in its corners what the two axes show. */
static void draw_disc(const Paper *paper, const Plot *plot, const SnapshotEmbedding *embedding)
{
    const Theme *theme = paper->theme;
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, theme->muted};
    const double x = axis_place(plot->x, 0), y = axis_place(plot->y, 0), r = axis_place(plot->x, 1) - x;
    const Rect area = plot->area;
    cairo_new_path(paper->cr);
    cairo_arc(paper->cr, x, y, r, 0, 7);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 1.2);
    paper_colour(paper, theme->axis, 1);
    cairo_stroke(paper->cr);
    if (y > area.y && y < area.y + area.height)
        paper_horizontal(paper, fmax(x - r, area.x), fmin(x + r, area.x + area.width), y, 1, theme->grid);
    if (x > area.x && x < area.x + area.width)
        paper_vertical(paper, x, fmax(y - r, area.y), fmin(y + r, area.y + area.height), 1, theme->grid);
    if (r < labels_from || r > 0.5 * area.width)
        return; /* too small, or zoomed: the words say it */
    char across[24], up[24];
    snprintf(across, sizeof across, "\xe2\x86\x92 %.0f %%", 100 * embedding->x_share);
    snprintf(up, sizeof up, "\xe2\x86\x91 %.0f %%", 100 * embedding->y_share);
    text_draw(paper, style, area.x + area.width, area.y + area.height - 9, TEXT_RIGHT, across);
    text_draw(paper, style, area.x, area.y + 9, TEXT_LEFT, up);
}

static double mark_size(const Plot *plot)
{
    return fmin(9, fmax(6, plot->area.width / 30));
}

static MarkerStyle style_of(const Theme *theme, bool forged, bool held_out, double size)
{
    return (MarkerStyle){.shape = forged ? MARKER_TRIANGLE : MARKER_CIRCLE,
                         .size = size,
                         .colour = forged ? theme->forged : theme->genuine,
                         .alpha = 1,
                         .hollow = held_out,
                         .ground = theme->panel};
}

/* All marks, those of a kind at once. False when memory is refused. */
static bool draw_marks(const Paper *paper, const Plot *plot, const SnapshotEmbedding *embedding)
{
    double *x = malloc(2 * embedding->count * sizeof *x), *y = x ? x + embedding->count : NULL;
    if (!x)
        return false;
    for (int kind = 0; kind < 4; kind++) {
        const bool forged = kind & 1, held_out = kind & 2;
        size_t count = 0;
        for (size_t i = 0; i < embedding->count; i++) {
            if (embedding->signature[i].forged != forged || embedding->signature[i].held_out != held_out)
                continue;
            SnapshotPlace place = at(plot, embedding, i);
            x[count] = place.x;
            y[count++] = place.y;
        }
        marker_draw(paper, style_of(paper->theme, forged, held_out, mark_size(plot)), count, x, y);
    }
    free(x);
    return true;
}

/* The line between the two signatures of a pair: solid for a genuine pair, dashed for a forged one. */
static void join(const Paper *paper, const Plot *plot, const Snapshot *snapshot, size_t pair, double width,
                 Colour colour)
{
    const SnapshotEmbedding *embedding = &snapshot->embedding;
    SnapshotPlace a = at(plot, embedding, embedding->members[pair].a),
                  b = at(plot, embedding, embedding->members[pair].b);
    if (!isfinite(a.x) || !isfinite(b.x))
        return;
    cairo_save(paper->cr);
    cairo_new_path(paper->cr);
    plot_dash(paper, snapshot->angles.pair[pair].genuine ? PLOT_SOLID : PLOT_DASHED, width);
    cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_width(paper->cr, width);
    cairo_move_to(paper->cr, a.x, a.y);
    cairo_line_to(paper->cr, b.x, b.y);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
    cairo_restore(paper->cr);
}

static void ring(const Paper *paper, const Plot *plot, const SnapshotEmbedding *embedding, size_t signature,
                 Colour colour)
{
    SnapshotPlace place = at(plot, embedding, signature);
    if (!isfinite(place.x))
        return;
    const SnapshotSignature *who = &embedding->signature[signature];
    marker_draw_one(paper, style_of(paper->theme, who->forged, who->held_out, mark_size(plot) + 2), place.x,
                    place.y);
    cairo_new_path(paper->cr);
    cairo_arc(paper->cr, place.x, place.y, 9, 0, 7);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 2);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
}

/* "a" and "b" stand on the sides of their marks that look away from each other. */
static void name_members(const Paper *paper, const Plot *plot, const SnapshotEmbedding *embedding,
                         size_t pair)
{
    TextStyle style = {13, TEXT_BOLD, paper->theme->text};
    SnapshotPlace a = at(plot, embedding, embedding->members[pair].a),
                  b = at(plot, embedding, embedding->members[pair].b);
    if (!isfinite(a.x) || !isfinite(b.x))
        return;
    double length = hypot(b.x - a.x, b.y - a.y), x = length > 0 ? (b.x - a.x) / length : 1,
           y = length > 0 ? (b.y - a.y) / length : 0;
    text_draw(paper, style, a.x - 19 * x, a.y - 19 * y, TEXT_CENTRE, "a");
    text_draw(paper, style, b.x + 19 * x, b.y + 19 * y, TEXT_CENTRE, "b");
}

static bool has_chosen(const Snapshot *snapshot)
{
    return snapshot->chosen.present && snapshot->chosen.pair < snapshot->embedding.pairs;
}

static void draw_chosen(const Paper *paper, const Plot *plot, const Snapshot *snapshot)
{
    const SnapshotEmbedding *embedding = &snapshot->embedding;
    const size_t pair = snapshot->chosen.pair;
    if (!has_chosen(snapshot))
        return;
    join(paper, plot, snapshot, pair, 2.2, paper->theme->text);
    ring(paper, plot, embedding, embedding->members[pair].a, paper->theme->text);
    ring(paper, plot, embedding, embedding->members[pair].b, paper->theme->text);
    name_members(paper, plot, embedding, pair);
}

/* What is seen, line after line while there is room. */
static void draw_words(const Paper *paper, Rect room, const Snapshot *snapshot)
{
    const SnapshotEmbedding *embedding = &snapshot->embedding;
    TextStyle style = {13, TEXT_REGULAR, paper->theme->text};
    char words[4][200];
    size_t count = 0;
    if (embedding->held)
        snprintf(words[count++], sizeof words[0], _(held_format), embedding->frozen_epoch);
    else
        snprintf(words[count++], sizeof words[0], _(chosen_format), embedding->frozen_epoch,
                 embedding->next_epoch);
    snprintf(words[count++], sizeof words[0], _(share_format),
             100 * (embedding->x_share + embedding->y_share), 100 * embedding->x_share,
             100 * embedding->y_share, 100 * embedding->share);
    if (has_chosen(snapshot) && isfinite(snapshot->chosen.degrees)) {
        const SnapshotMembers *pair = &embedding->members[snapshot->chosen.pair];
        const SnapshotPlace *a = &embedding->place[pair->a], *b = &embedding->place[pair->b];
        snprintf(words[count++], sizeof words[0], _(pair_format), snapshot->chosen.pair + 1,
                 hypot(a->x - b->x, a->y - b->y),
                 2 * sin(snapshot->chosen.degrees * 3.14159265358979323846 / 360));
    }
    snprintf(words[count++], sizeof words[0], "%s", _(what_format));
    for (size_t i = 0; i < count; i++) {
        double height = (double)text_lines(paper, style, room.width, words[i]) * text_line_height(style);
        if (height > room.height)
            return;
        text_wrap(paper, style, room, words[i]);
        room.y += height + 8;
        room.height -= height + 8;
        style.colour = paper->theme->muted;
    }
}

enum { BUTTONS = 2 };
static const double legend_least = 60;

static void buttons_of(const SnapshotEmbedding *embedding, HeadButton buttons[static BUTTONS])
{
    const bool there = embedding->present;
    buttons[0] =
        (HeadButton){_("Axes now"), _("choose the axes from the embeddings as they are, and hold them"),
                     there, false, action_plain(ACTION_AXES_HOLD)};
    buttons[1] =
        (HeadButton){_("Automatic"), _("choose the axes now, and again at epochs 1, 2, 5, 10, 20 ..."), there,
                     there && !embedding->held, action_plain(ACTION_AXES_FREE)};
}

static void draw_legend(const Paper *paper, Rect head, const SnapshotEmbedding *embedding)
{
    HeadButton buttons[BUTTONS];
    buttons_of(embedding, buttons);
    const Theme *theme = paper->theme;
    LegendEntry entries[] = {
        {LEGEND_CIRCLE, theme->genuine, theme->genuine_text, 0, 0, _(genuine_entry)},
        {LEGEND_TRIANGLE, theme->forged, theme->forged_text, 0, 0, _(forged_entry)},
        {LEGEND_RING, theme->muted, theme->muted, 0, 0, _(held_out_entry)},
    };
    legend_draw(paper, head_buttons_rest(paper, head, legend_least, BUTTONS, buttons), 3, entries);
}

bool panel_embedding_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const Snapshot *snapshot = input.snapshot;
    Parts parts = parts_of(places.body, &input.view->state[PANEL_EMBEDDING]);
    if (!snapshot->embedding.present) {
        text_fit(paper, (TextStyle){14, TEXT_REGULAR, paper->theme->muted}, places.body, TEXT_CENTRE,
                 _(nothing_yet));
        return true;
    }
    draw_legend(paper, places.head, &snapshot->embedding);
    draw_words(paper, parts.words, snapshot);
    paper_clip(paper, parts.plot.area);
    draw_disc(paper, &parts.plot, &snapshot->embedding);
    bool drawn = draw_marks(paper, &parts.plot, &snapshot->embedding);
    draw_chosen(paper, &parts.plot, snapshot);
    paper_unclip(paper);
    return drawn;
}

/* ---- the mouse ---- */

static size_t signature_at(const Parts *parts, const SnapshotEmbedding *embedding, double x, double y)
{
    size_t found = SIZE_MAX;
    double least = reach;
    if (!embedding->present || !paper_contains(parts->plot.area, x, y))
        return found;
    for (size_t i = 0; i < embedding->count; i++) {
        SnapshotPlace place = at(&parts->plot, embedding, i);
        double away = hypot(place.x - x, place.y - y);
        if (away < least) {
            least = away;
            found = i;
        }
    }
    return found;
}

static bool is_member(const SnapshotEmbedding *embedding, size_t pair, size_t signature)
{
    return embedding->members[pair].a == signature || embedding->members[pair].b == signature;
}

size_t panel_embedding_pair_at(PanelPlaces places, PanelInput input, double x, double y)
{
    const Snapshot *snapshot = input.snapshot;
    const SnapshotEmbedding *embedding = &snapshot->embedding;
    Parts parts = parts_of(places.body, &input.view->state[PANEL_EMBEDDING]);
    size_t signature = signature_at(&parts, embedding, x, y);
    if (signature == SIZE_MAX)
        return SIZE_MAX;
    size_t first = 0;
    if (has_chosen(snapshot) && is_member(embedding, snapshot->chosen.pair, signature))
        first = snapshot->chosen.pair + 1;
    for (size_t i = 0; i < embedding->pairs; i++)
        if (is_member(embedding, (first + i) % embedding->pairs, signature))
            return (first + i) % embedding->pairs;
    return SIZE_MAX;
}

void panel_embedding_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y)
{
    const Snapshot *snapshot = input.snapshot;
    const SnapshotEmbedding *embedding = &snapshot->embedding;
    Parts parts = parts_of(places.body, &input.view->state[PANEL_EMBEDDING]);
    size_t signature = signature_at(&parts, embedding, x, y), pairs = 0;
    if (signature == SIZE_MAX)
        return;
    paper_clip(paper, parts.plot.area);
    for (size_t i = 0; i < embedding->pairs; i++) {
        if (!is_member(embedding, i, signature))
            continue;
        bool genuine = snapshot->angles.pair[i].genuine;
        join(paper, &parts.plot, snapshot, i, 1.5, genuine ? paper->theme->genuine : paper->theme->forged);
        pairs++;
    }
    ring(paper, &parts.plot, embedding, signature, paper->theme->axis);
    paper_unclip(paper);
    char words[SNAPSHOT_SIGNATURE_LABEL + 100];
    snprintf(words, sizeof words, words_many("%s, in %zu watched pair", "%s, in %zu watched pairs", pairs),
             embedding->signature[signature].label, pairs);
    panels_tip(paper, places.frame, x, y, words);
}

PanelReply panel_embedding_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer)
{
    ViewPanel state = input.view->state[PANEL_EMBEDDING];
    Parts parts = parts_of(places.body, &state);
    PanelReply reply = {.taken = true, .sets_state = true};
    if (!paper_contains(parts.plot.area, pointer->x, pointer->y))
        return (PanelReply){0};
    if (pointer->kind == PANEL_POINTER_DOUBLE && state.zoomed)
        return reply;
    if (pointer->kind != PANEL_POINTER_WHEEL)
        return (PanelReply){0};
    const double x = axis_value(parts.plot.x, pointer->x), y = axis_value(parts.plot.y, pointer->y);
    const double wanted = (parts.plot.x.high - parts.plot.x.low) * pow(notch, pointer->wheel);
    const double span = fmax(wanted, 0.02), share = span / (parts.plot.x.high - parts.plot.x.low);
    if (span >= 2 * margin)
        return reply; /* all of it: no zoom */
    state.zoomed = true;
    state.x_low = x - share * (x - parts.plot.x.low);
    state.x_high = state.x_low + span;
    state.y_low = y - share * (y - parts.plot.y.low);
    state.y_high = state.y_low + span;
    reply.state = state;
    return reply;
}

void panel_embedding_widgets(const Paper *paper, PanelPlaces places, PanelInput input, WidgetList *list)
{
    HeadButton buttons[BUTTONS];
    buttons_of(&input.snapshot->embedding, buttons);
    head_buttons_add(paper, places.head, legend_least, PANEL_EMBEDDING, BUTTONS, buttons, list);
}

uint64_t panel_embedding_inputs(const Snapshot *snapshot, const View *view)
{
    (void)view;
    uint64_t chosen = snapshot->chosen.present ? snapshot->chosen.pair + 1 : 0;
    return panels_mix(snapshot->embedding.version, chosen);
}
