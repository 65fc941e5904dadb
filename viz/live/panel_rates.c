#include "live/panel_rates.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "draw/dots.h"
#include "draw/legend.h"
#include "draw/marker.h"
#include "draw/plot.h"
#include "draw/stairs.h"
#include "live/head_buttons.h"
#include "live/rates.h"
#include "live/threshold.h"
#include "words/words.h"

static const char degree[] = "\xc2\xb0";
static const char percent[] = " %";
static const char angle_axis[] = N_("angle");
static const char nothing_yet[] = N_("No angle has been measured yet.");
static const char one_class[] = N_("The pairs held out are not of both classes, so there are no two rates.");
static const char frr_entry[] = N_("FRR: genuine rejected");
static const char far_entry[] = N_("FAR: forged accepted");
static const char frr_short[] = N_("FRR");
static const char far_short[] = N_("FAR");
static const char eer_entry[] = N_("EER %.1f %% at %.1f\xc2\xb0");
static const char trained_format[] = N_("of those trained on: %zu of %zu, %zu of %zu");
static const char tip_pair[] = N_("pair %zu, %s: %.1f\xc2\xb0 now");

static const double row_height = 22, dot_least = 3, reach = 8;
static const double dots_from = 120; /* a body at least this high has dots */

/* Where the parts stand. */
typedef struct Parts {
    Plot plot;
    Rect words;
    Rect dots; /* of height 0: there is no room */
} Parts;

static Parts parts_of(Rect body)
{
    Parts parts = {.words = {body.x, body.y - 2, body.width, row_height}};
    Rect rest = paper_inset(body, PLOT_LEFT, row_height + 6, 10, PLOT_BELOW);
    double dots = body.height >= dots_from ? round(0.4 * rest.height) : 0;
    Rect area = rest;
    area.height -= dots > 0 ? dots + 6 : 0;
    parts.plot = plot_in(area, (AxisRange){0, 180}, (AxisRange){0, 100}, false);
    parts.dots = (Rect){area.x, rest.y + rest.height - dots, area.width, dots};
    return parts;
}

/* ---- the dots ---- */

typedef struct Dots {
    size_t count;
    size_t *pair; /* [count]: which watched pair each is */
    double *x, *y;
    double size;
    void *memory;
} Dots;

static DotsPlace place_of(const Parts *parts, bool genuine)
{
    double middle = parts->dots.y + parts->dots.height / 2;
    return (DotsPlace){parts->plot.x, middle + (genuine ? -1 : 1), parts->dots.height / 2 - 1, !genuine};
}

/* The dots of both classes, the genuine ones first. False when memory is refused; else free dots->memory. */
static bool dots_of(const Parts *parts, const Snapshot *snapshot, Dots *dots)
{
    const SnapshotAngles *angles = &snapshot->angles;
    size_t n = angles->pairs, counts[2] = {0};
    *dots = (Dots){.memory = malloc(n * (2 * sizeof(double) + sizeof(size_t) + sizeof(float)))};
    if (!dots->memory)
        return false;
    dots->x = dots->memory;
    dots->y = dots->x + n;
    dots->pair = (size_t *)(dots->y + n);
    float *values = (float *)(dots->pair + n);
    for (int genuine = 1; genuine >= 0; genuine--) {
        for (size_t i = 0; i < n; i++) {
            if (!angles->pair[i].held_out || angles->pair[i].genuine != (bool)genuine)
                continue;
            values[dots->count] = (float)snapshot_angle_now(snapshot, i);
            dots->pair[dots->count++] = i;
            counts[genuine]++;
        }
    }
    const size_t g = counts[1];
    DotsPlace up = place_of(parts, true), down = place_of(parts, false);
    const double most = fmin(14, fmax(9, parts->dots.height / 14));
    dots->size = fmin(dots_size(up, g, values, dot_least, most),
                      dots_size(down, counts[0], values + g, dot_least, most));
    dots_stack(up, g, values, dots->size, dots->x, dots->y);
    dots_stack(down, counts[0], values + g, dots->size, dots->x + g, dots->y + g);
    return true;
}

static MarkerStyle style_of(const Paper *paper, const SnapshotPair *pair, double size)
{
    const Theme *theme = paper->theme;
    return (MarkerStyle){.shape = pair->genuine ? MARKER_CIRCLE : MARKER_TRIANGLE,
                         .size = size,
                         .colour = pair->genuine ? theme->genuine : theme->forged,
                         .alpha = 1,
                         .hollow = pair->held_out && size >= 5,
                         .ground = theme->panel};
}

static void ring(const Paper *paper, double x, double y, double radius, Colour colour)
{
    cairo_new_path(paper->cr);
    cairo_arc(paper->cr, x, y, radius, 0, 7);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 2);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
}

/* The chosen pair stands out; one that was trained on has no dot, and stands on the line. */
static void draw_chosen(const Paper *paper, const Parts *parts, const Snapshot *snapshot, const Dots *dots)
{
    const SnapshotChosen *chosen = &snapshot->chosen;
    if (!chosen->present || chosen->pair >= snapshot->angles.pairs)
        return;
    double x = axis_place(parts->plot.x, snapshot_angle_now(snapshot, chosen->pair));
    double y = parts->dots.y + parts->dots.height / 2;
    for (size_t i = 0; i < dots->count; i++) {
        if (dots->pair[i] == chosen->pair) {
            x = dots->x[i];
            y = dots->y[i];
        }
    }
    if (!isfinite(x) || !isfinite(y))
        return;
    double size = fmax(dots->size, 7);
    marker_draw_one(paper, style_of(paper, &snapshot->angles.pair[chosen->pair], size), x, y);
    ring(paper, x, y, size / 2 + 4, paper->theme->text);
}

static bool draw_dots(const Paper *paper, const Parts *parts, const Snapshot *snapshot)
{
    Dots dots;
    if (parts->dots.height <= 0)
        return true;
    if (!dots_of(parts, snapshot, &dots))
        return false;
    paper_horizontal(paper, parts->dots.x, parts->dots.x + parts->dots.width,
                     parts->dots.y + parts->dots.height / 2, 1, paper->theme->axis);
    for (int genuine = 1; genuine >= 0; genuine--) {
        size_t first = 0, end = dots.count;
        for (size_t i = 0; i < dots.count; i++) {
            first += !genuine && snapshot->angles.pair[dots.pair[i]].genuine;
            end -= genuine && !snapshot->angles.pair[dots.pair[i]].genuine;
        }
        if (first < end)
            marker_draw(paper, style_of(paper, &snapshot->angles.pair[dots.pair[first]], dots.size - 0.5),
                        end - first, dots.x + first, dots.y + first);
    }
    draw_chosen(paper, parts, snapshot, &dots);
    free(dots.memory);
    return true;
}

/* ---- the rates ---- */

static void draw_grid(const Paper *paper, const Parts *parts)
{
    const Rect area = parts->plot.area;
    Plot both = parts->plot; /* with the dots, which share the horizontal axis */
    if (parts->dots.height > 0)
        both.area.height = parts->dots.y + parts->dots.height - area.y;
    Ticks x = axis_ticks_every(0, 180, area.width > 260 ? 30 : 60);
    Ticks y = axis_ticks_every(0, 100, area.height > 110 ? 25 : area.height > 50 ? 50 : 100);
    plot_grid_y(paper, &parts->plot, &y, percent);
    plot_grid_x(paper, &both, &x, degree, _(angle_axis));
}

/* One rate, in percent. False when memory is refused. */
static bool draw_curve(const Paper *paper, const Plot *plot, const Rates *rates, bool forged)
{
    const Theme *theme = paper->theme;
    float *share = malloc(rates->count * sizeof *share);
    if (!share)
        return false;
    for (size_t i = 0; i < rates->count; i++)
        share[i] = 100 * (forged ? rates->far[i] : rates->frr[i]);
    LineStyle style = {2, forged ? PLOT_DASHED : PLOT_SOLID, forged ? theme->forged : theme->genuine, 1};
    stairs_draw(paper, plot, rates->count, rates->degrees, share, style);
    free(share);
    return true;
}

static bool draw_rates(const Paper *paper, const Plot *plot, const Rates *rates)
{
    if (!draw_curve(paper, plot, rates, true) || !draw_curve(paper, plot, rates, false))
        return false;
    ring(paper, axis_place(plot->x, rates->eer_degrees), axis_place(plot->y, 100 * rates->eer), 5,
         paper->theme->axis);
    return true;
}

static void draw_threshold(const Paper *paper, const Parts *parts, double threshold)
{
    double x = axis_place(parts->plot.x, threshold), top = parts->plot.area.y;
    double bottom = parts->dots.height > 0 ? parts->dots.y + parts->dots.height
                                           : parts->plot.area.y + parts->plot.area.height;
    if (!isfinite(x))
        return;
    cairo_save(paper->cr);
    cairo_new_path(paper->cr);
    plot_dash(paper, PLOT_DASH_DOT, 2);
    cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_width(paper->cr, 2);
    cairo_move_to(paper->cr, x, top);
    cairo_line_to(paper->cr, x, bottom);
    paper_colour(paper, paper->theme->threshold, 1);
    cairo_stroke(paper->cr);
    cairo_restore(paper->cr);
    threshold_draw_grip(paper, x, top, true);
}

enum { BUTTONS = 3 };
static const double legend_least = 60;

static void buttons_of(const SnapshotAngles *angles, HeadButton buttons[static BUTTONS])
{
    const double threshold = angles->threshold;
    const bool there = isfinite(threshold), held = angles->threshold_held;
    buttons[0] =
        (HeadButton){_("-1\xc2\xb0"), _("the threshold one degree lower, and held there"),
                     there && threshold > 0, false, action_value(ACTION_THRESHOLD, fmax(0, threshold - 1))};
    buttons[1] = (HeadButton){_("+1\xc2\xb0"), _("the threshold one degree higher, and held there"),
                              there && threshold < 180, false,
                              action_value(ACTION_THRESHOLD, fmin(180, threshold + 1))};
    buttons[2] = (HeadButton){_("Automatic"),
                              _("the threshold where both errors of the pairs held out are equal, at every "
                                "epoch anew"),
                              there, !held, action_plain(ACTION_THRESHOLD_FREE)};
}

static void draw_legend(const Paper *paper, Rect head, const Rates *rates)
{
    const Theme *theme = paper->theme;
    char eer[60];
    snprintf(eer, sizeof eer, _(eer_entry), 100 * rates->eer, rates->eer_degrees);
    LegendEntry entries[] = {
        {LEGEND_LINE, theme->genuine, theme->genuine_text, PLOT_SOLID, 2, _(frr_entry)},
        {LEGEND_LINE, theme->forged, theme->forged_text, PLOT_DASHED, 2, _(far_entry)},
        {LEGEND_RING, theme->axis, theme->text, 0, 0, eer},
    };
    if (legend_width(paper, 3, entries) > head.width) {
        entries[0].text = _(frr_short);
        entries[1].text = _(far_short);
    }
    legend_draw(paper, head, 3, entries);
}

/* What the threshold does, in words; and, where there is room, what it does to the pairs trained on. */
static void draw_words(const Paper *paper, Rect room, const SnapshotAngles *angles)
{
    TextStyle strong = {13, TEXT_BOLD, paper->theme->text};
    TextStyle note = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    char words[THRESHOLD_WORDS], trained[100];
    if (!isfinite(angles->threshold))
        return;
    threshold_words(angles, angles->threshold, words);
    double width = text_fit(paper, strong, room, TEXT_LEFT, words);
    ThresholdErrors errors = threshold_errors(angles, angles->threshold, false);
    snprintf(trained, sizeof trained, _(trained_format), errors.forged_accepted, errors.forged,
             errors.genuine_rejected, errors.genuine);
    room.x += width + 16;
    room.width -= width + 16;
    if (errors.forged + errors.genuine > 0 && text_width(paper, note, trained) <= room.width)
        text_fit(paper, note, room, TEXT_LEFT, trained);
}

bool panel_rates_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const Snapshot *snapshot = input.snapshot;
    Parts parts = parts_of(places.body);
    Rates rates;
    if (!rates_measure(&snapshot->angles, &rates))
        return false;
    draw_grid(paper, &parts);
    bool drawn = true;
    if (rates.count == 0) {
        text_fit(paper, (TextStyle){14, TEXT_REGULAR, paper->theme->muted}, parts.plot.area, TEXT_CENTRE,
                 snapshot->angles.rows == 0 ? _(nothing_yet) : _(one_class));
    } else {
        HeadButton buttons[BUTTONS];
        buttons_of(&snapshot->angles, buttons);
        draw_legend(paper, head_buttons_rest(paper, places.head, legend_least, BUTTONS, buttons), &rates);
        draw_words(paper, parts.words, &snapshot->angles);
        drawn = draw_rates(paper, &parts.plot, &rates) && draw_dots(paper, &parts, snapshot);
        draw_threshold(paper, &parts, snapshot->angles.threshold);
    }
    rates_free(&rates);
    return drawn;
}

size_t panel_rates_pair_at(PanelPlaces places, PanelInput input, double x, double y)
{
    Parts parts = parts_of(places.body);
    Dots dots;
    size_t found = SIZE_MAX;
    double least = reach;
    if (parts.dots.height <= 0 || input.snapshot->angles.pairs == 0 ||
        !dots_of(&parts, input.snapshot, &dots))
        return SIZE_MAX;
    for (size_t i = 0; i < dots.count; i++) {
        double away = hypot(dots.x[i] - x, dots.y[i] - y);
        if (away < least) {
            least = away;
            found = dots.pair[i];
        }
    }
    free(dots.memory);
    return found;
}

void panel_rates_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y)
{
    const SnapshotAngles *angles = &input.snapshot->angles;
    Parts parts = parts_of(places.body);
    size_t pair = panel_rates_pair_at(places, input, x, y);
    char words[SNAPSHOT_LABEL + THRESHOLD_WORDS];
    if (pair != SIZE_MAX) {
        snprintf(words, sizeof words, _(tip_pair), pair + 1, angles->pair[pair].label,
                 snapshot_angle_now(input.snapshot, pair));
        panels_tip(paper, places.frame, x, y, words);
    } else if (paper_contains(parts.plot.area, x, y) && angles->rows > 0) {
        threshold_words(angles, axis_value(parts.plot.x, x), words);
        paper_vertical(paper, x, parts.plot.area.y, parts.plot.area.y + parts.plot.area.height, 1,
                       paper->theme->axis);
        panels_tip(paper, places.frame, x, y, words);
    }
}

PanelReply panel_rates_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer)
{
    Parts parts = parts_of(places.body);
    Rect room = paper_inset(parts.plot.area, -9, -9, -9, -9); /* the grip stands out at the top */
    bool inside = paper_contains(room, pointer->x, pointer->y) ||
                  (paper_contains(parts.dots, pointer->x, pointer->y) &&
                   panel_rates_pair_at(places, input, pointer->x, pointer->y) == SIZE_MAX);
    return threshold_pointer(parts.plot.x, true, inside, PANEL_RATES, input, pointer);
}

void panel_rates_widgets(const Paper *paper, PanelPlaces places, PanelInput input, WidgetList *list)
{
    HeadButton buttons[BUTTONS];
    buttons_of(&input.snapshot->angles, buttons);
    head_buttons_add(paper, places.head, legend_least, PANEL_RATES, BUTTONS, buttons, list);
}

uint64_t panel_rates_inputs(const Snapshot *snapshot, const View *view)
{
    (void)view;
    uint64_t chosen = snapshot->chosen.present ? snapshot->chosen.pair + 1 : 0;
    return panels_mix(panels_mix(snapshot->angles.version, snapshot->angles.history),
                      panels_mix(chosen, snapshot->angles.threshold_held));
}
