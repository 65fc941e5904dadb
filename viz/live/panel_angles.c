#include "live/panel_angles.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "draw/bundle.h"
#include "draw/histogram.h"
#include "draw/legend.h"
#include "draw/marker.h"
#include "draw/plot.h"
#include "words/words.h"

static const char degree[] = "\xc2\xb0";
static const char epoch_axis[] = N_("epoch");
static const char strip_name[] = N_("now");
static const char histogram_name[] = N_("most: %zu");
static const char nothing_yet[] = N_("No angle has been measured yet.");
static const char genuine_short[] = N_("genuine");
static const char forged_short[] = N_("forged");
static const char genuine_entry[] = N_("genuine (%zu)");
static const char forged_entry[] = N_("forged (%zu)");
static const char threshold_entry[] = N_("threshold %.1f\xc2\xb0");
static const char held_out_entry[] = N_("held out");
static const char zero_entry[] = "cos \xce\xb8 = 0";
static const char tip[] = N_("pair %zu, %s: %.1f\xc2\xb0 at epoch %zu");
static const char tip_now[] = N_("pair %zu, %s: %.1f\xc2\xb0 now");

enum { BINS = 36 }; /* of 5 degrees */
static const double lane_width = 36, mark_size = 8, reach = 9;
static const double histogram_from = 500; /* a body at least this wide has histograms */

/* Where the parts stand. */
typedef struct Parts {
    Plot plot;
    Rect strip, histogram; /* a histogram of width 0: there is no room */
} Parts;

static Parts parts_of(Rect body, const Snapshot *snapshot)
{
    const SnapshotAngles *angles = &snapshot->angles;
    const double strip = 2 * lane_width + 8;
    double histogram = body.width >= histogram_from ? fmin(110, 0.14 * body.width) : 0;
    Rect area = paper_inset(body, PLOT_LEFT, 8, strip + histogram + (histogram > 0 ? 10 : 0), PLOT_BELOW);
    size_t done = angles->rows > 0 ? angles->rows - 1 : 0;
    size_t end = axis_count_end(done, snapshot->run.epochs);
    Parts parts = {.plot = plot_in(area, (AxisRange){0, (double)end}, (AxisRange){0, 180}, false)};
    parts.strip = (Rect){area.x + area.width + 4, area.y, strip - 4, area.height};
    parts.histogram = (Rect){parts.strip.x + parts.strip.width + 6, area.y, histogram, area.height};
    return parts;
}

/* Where a pair's mark of today stands; pairs of a class are spread over their lane so that they cover each other less
 * (multiples of the golden ratio fill an interval evenly). */
static double mark_x(Rect strip, const SnapshotPair *pair, size_t index)
{
    double share = fmod(0.61803398875 * (double)(index + 1), 1);
    double lane = strip.x + strip.width / 2 + (pair->genuine ? -0.5 : 0.5) * lane_width;
    return lane + (share - 0.5) * (lane_width - mark_size - 4);
}

static Colour class_colour(const Theme *theme, bool genuine)
{
    return genuine ? theme->genuine : theme->forged;
}

static LineStyle line_style(const Theme *theme, bool genuine, size_t count)
{
    return (LineStyle){.width = count > 60 ? 1 : 1.3,
                       .dash = genuine ? PLOT_SOLID : PLOT_DASHED,
                       .colour = class_colour(theme, genuine),
                       .alpha = fmin(0.8, fmax(0.3, 3.5 / sqrt((double)count)))};
}

static void draw_grid(const Paper *paper, const Parts *parts)
{
    const Rect area = parts->plot.area;
    Plot whole = parts->plot; /* with the margin, which has the same vertical axis */
    double right = parts->histogram.width > 0 ? parts->histogram.x + parts->histogram.width
                                              : parts->strip.x + parts->strip.width;
    whole.area.width = right - area.x;
    Ticks y = axis_ticks_every(0, 180, 30);
    Ticks x = axis_ticks(parts->plot.x.low, parts->plot.x.high, plot_ticks_wanted(area.width, 60), 0);
    plot_grid_y(paper, &whole, &y, degree);
    plot_grid_x(paper, &parts->plot, &x, "", _(epoch_axis));
    plot_level(paper, &whole, 90, PLOT_SOLID, 1.5, paper->theme->axis);
}

static void draw_threshold(const Paper *paper, const Parts *parts, double threshold)
{
    Plot whole = parts->plot;
    double right = parts->histogram.width > 0 ? parts->histogram.x + parts->histogram.width
                                              : parts->strip.x + parts->strip.width;
    whole.area.width = right - whole.area.x;
    plot_level(paper, &whole, threshold, PLOT_DASH_DOT, 2, paper->theme->threshold);
}

static bool draw_lines(const Paper *paper, const Parts *parts, const SnapshotAngles *angles, size_t *members,
                       BundleMask kept[static 2])
{
    for (int genuine = 1; genuine >= 0; genuine--) {
        size_t count = 0;
        for (size_t i = 0; i < angles->pairs; i++)
            if (angles->pair[i].genuine == (bool)genuine)
                members[count++] = i;
        BundleData data = {angles->pairs, angles->rows, angles->degrees, count,
                           members,       false,        angles->history};
        if (count > 0 &&
            !bundle_draw(paper, &parts->plot, data, line_style(paper->theme, genuine, count), &kept[genuine]))
            return false;
    }
    return true;
}

static bool draw_chosen_line(const Paper *paper, const Parts *parts, const Snapshot *snapshot)
{
    const SnapshotAngles *angles = &snapshot->angles;
    size_t pair = snapshot->chosen.pair;
    if (!snapshot->chosen.present || pair >= angles->pairs)
        return true;
    /* In the colour of its ring at the right, not of its class: it must stand out among its like. */
    BundleData data = {angles->pairs, angles->rows, angles->degrees, 1, &pair, false, 0};
    LineStyle ground = {6, PLOT_SOLID, paper->theme->panel, 0.85};
    LineStyle line = {2.6, PLOT_SOLID, paper->theme->text, 1};
    return bundle_draw(paper, &parts->plot, data, ground, NULL) &&
           bundle_draw(paper, &parts->plot, data, line, NULL);
}

static void draw_mark(const Paper *paper, const Parts *parts, const Snapshot *snapshot, size_t pair,
                      double size)
{
    const SnapshotPair *who = &snapshot->angles.pair[pair];
    MarkerStyle style = {.shape = who->genuine ? MARKER_CIRCLE : MARKER_TRIANGLE,
                         .size = size,
                         .colour = class_colour(paper->theme, who->genuine),
                         .alpha = 1,
                         .hollow = who->held_out,
                         .ground = paper->theme->panel};
    marker_draw_one(paper, style, mark_x(parts->strip, who, pair),
                    axis_place(parts->plot.y, snapshot_angle_now(snapshot, pair)));
}

static void draw_ring(const Paper *paper, const Parts *parts, const Snapshot *snapshot, size_t pair,
                      Colour colour)
{
    double x = mark_x(parts->strip, &snapshot->angles.pair[pair], pair);
    double y = axis_place(parts->plot.y, snapshot_angle_now(snapshot, pair));
    if (!isfinite(y))
        return;
    draw_mark(paper, parts, snapshot, pair, mark_size + 2);
    cairo_new_path(paper->cr);
    cairo_arc(paper->cr, x, y, 9, 0, 7);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 2);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
}

static void draw_strip(const Paper *paper, const Parts *parts, const Snapshot *snapshot)
{
    const Rect strip = parts->strip;
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    for (size_t i = 0; i < snapshot->angles.pairs; i++)
        draw_mark(paper, parts, snapshot, i, mark_size);
    if (snapshot->chosen.present && snapshot->chosen.pair < snapshot->angles.pairs)
        draw_ring(paper, parts, snapshot, snapshot->chosen.pair, paper->theme->text);
    text_draw(paper, style, strip.x + strip.width / 2, strip.y + strip.height + PLOT_BELOW - 10, TEXT_CENTRE,
              _(strip_name));
}

static void draw_histograms(const Paper *paper, const Parts *parts, const Snapshot *snapshot, float *now)
{
    const SnapshotAngles *angles = &snapshot->angles;
    const Rect room = parts->histogram;
    size_t counts[2][BINS], full = 0;
    if (room.width <= 0)
        return;
    for (int genuine = 0; genuine < 2; genuine++) {
        size_t count = 0;
        for (size_t i = 0; i < angles->pairs; i++)
            if (angles->pair[i].genuine == (bool)genuine)
                now[count++] = (float)snapshot_angle_now(snapshot, i);
        histogram_count(count, now, 0, 180, BINS, counts[genuine]);
        for (size_t i = 0; i < BINS; i++)
            full = counts[genuine][i] > full ? counts[genuine][i] : full;
    }
    paper_vertical(paper, room.x, room.y, room.y + room.height, 1, paper->theme->border);
    for (int genuine = 1; genuine >= 0; genuine--)
        histogram_draw(
            paper, parts->plot.y, 0, 180, BINS, counts[genuine], room.x, room.width - 4, full,
            (HistogramStyle){class_colour(paper->theme, genuine), genuine ? PLOT_SOLID : PLOT_DASHED});
    char label[40];
    snprintf(label, sizeof label, _(histogram_name), full);
    text_fit(paper, (TextStyle){PLOT_TEXT, TEXT_REGULAR, paper->theme->muted},
             (Rect){room.x, room.y + room.height + PLOT_BELOW - 20, room.width, 20}, TEXT_RIGHT, label);
}

static void draw_legend(const Paper *paper, Rect head, const Snapshot *snapshot)
{
    const Theme *theme = paper->theme;
    char genuine[40], forged[40], threshold[60];
    LegendEntry entries[5];
    size_t count = 0;
    bool held_out = false;
    for (size_t i = 0; i < snapshot->angles.pairs; i++)
        held_out = held_out || snapshot->angles.pair[i].held_out;
    snprintf(genuine, sizeof genuine, _(genuine_entry), snapshot_count(snapshot, true));
    snprintf(forged, sizeof forged, _(forged_entry), snapshot_count(snapshot, false));
    snprintf(threshold, sizeof threshold, _(threshold_entry), snapshot->angles.threshold);
    entries[count++] = (LegendEntry){LEGEND_CIRCLE, theme->genuine, theme->genuine_text, 0, 0, genuine};
    entries[count++] = (LegendEntry){LEGEND_TRIANGLE, theme->forged, theme->forged_text, 0, 0, forged};
    if (isfinite(snapshot->angles.threshold))
        entries[count++] =
            (LegendEntry){LEGEND_LINE, theme->threshold, theme->text, PLOT_DASH_DOT, 2, threshold};
    if (held_out)
        entries[count++] = (LegendEntry){LEGEND_RING, theme->muted, theme->muted, 0, 0, _(held_out_entry)};
    entries[count++] = (LegendEntry){LEGEND_LINE, theme->axis, theme->muted, PLOT_SOLID, 1.5, zero_entry};
    if (legend_width(paper, count, entries) > head.width) {
        entries[0].text = _(genuine_short);
        entries[1].text = _(forged_short);
    }
    legend_draw(paper, head, count, entries);
}

bool panel_angles_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const Snapshot *snapshot = input.snapshot;
    const SnapshotAngles *angles = &snapshot->angles;
    Parts parts = parts_of(places.body, snapshot);
    draw_grid(paper, &parts);
    draw_legend(paper, places.head, snapshot);
    if (angles->rows == 0 || angles->pairs == 0) {
        text_fit(paper, (TextStyle){14, TEXT_REGULAR, paper->theme->muted}, parts.plot.area, TEXT_CENTRE,
                 _(nothing_yet));
        return true;
    }
    size_t *members = malloc(angles->pairs * sizeof *members);
    float *now = malloc(angles->pairs * sizeof *now);
    bool drawn = members && now && draw_lines(paper, &parts, angles, members, input.memory->lines);
    if (drawn) {
        draw_histograms(paper, &parts, snapshot, now);
        draw_threshold(paper, &parts, angles->threshold);
        drawn = draw_chosen_line(paper, &parts, snapshot);
        draw_strip(paper, &parts, snapshot);
    }
    free(members);
    free(now);
    return drawn;
}

/* The pair whose mark is nearest, within reach. */
static size_t mark_at(const Parts *parts, const Snapshot *snapshot, double x, double y)
{
    size_t found = SIZE_MAX;
    double least = reach;
    for (size_t i = 0; i < snapshot->angles.pairs; i++) {
        double away = hypot(mark_x(parts->strip, &snapshot->angles.pair[i], i) - x,
                            axis_place(parts->plot.y, snapshot_angle_now(snapshot, i)) - y);
        if (away < least) {
            least = away;
            found = i;
        }
    }
    return found;
}

/* The pair whose line passes nearest above or below, within reach. */
static size_t line_at(const Parts *parts, const SnapshotAngles *angles, double x, double y)
{
    double epoch = axis_value(parts->plot.x, x);
    if (!paper_contains(parts->plot.area, x, y) || epoch < 0 || epoch > (double)(angles->rows - 1))
        return SIZE_MAX;
    size_t row = (size_t)epoch, next = row + 1 < angles->rows ? row + 1 : row, found = SIZE_MAX;
    double share = epoch - (double)row, least = reach;
    for (size_t i = 0; i < angles->pairs; i++) {
        double before = angles->degrees[row * angles->pairs + i],
               after = angles->degrees[next * angles->pairs + i];
        double away = fabs(axis_place(parts->plot.y, before + share * (after - before)) - y);
        if (away < least) {
            least = away;
            found = i;
        }
    }
    return found;
}

size_t panel_angles_pair_at(PanelPlaces places, PanelInput input, double x, double y)
{
    const Snapshot *snapshot = input.snapshot;
    if (snapshot->angles.rows == 0 || snapshot->angles.pairs == 0)
        return SIZE_MAX;
    Parts parts = parts_of(places.body, snapshot);
    size_t mark = mark_at(&parts, snapshot, x, y);
    return mark != SIZE_MAX ? mark : line_at(&parts, &snapshot->angles, x, y);
}

void panel_angles_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y)
{
    const SnapshotAngles *angles = &input.snapshot->angles;
    size_t pair = panel_angles_pair_at(places, input, x, y);
    if (pair == SIZE_MAX)
        return;
    Parts parts = parts_of(places.body, input.snapshot);
    const char *label = angles->pair[pair].label;
    char words[SNAPSHOT_LABEL + 100];
    if (paper_contains(parts.plot.area, x, y)) {
        size_t row = (size_t)fmax(0, round(axis_value(parts.plot.x, x)));
        row = row < angles->rows ? row : angles->rows - 1;
        double degrees = angles->degrees[row * angles->pairs + pair];
        BundleData data = {angles->pairs, angles->rows, angles->degrees, 1, &pair, false, 0};
        bundle_draw(paper, &parts.plot, data, (LineStyle){2, PLOT_SOLID, paper->theme->axis, 1}, NULL);
        snprintf(words, sizeof words, _(tip), pair + 1, label, degrees, row);
    } else {
        snprintf(words, sizeof words, _(tip_now), pair + 1, label, snapshot_angle_now(input.snapshot, pair));
    }
    draw_ring(paper, &parts, input.snapshot, pair, paper->theme->axis);
    panels_tip(paper, places.frame, x, y, words);
}

uint64_t panel_angles_inputs(const Snapshot *snapshot, const View *view)
{
    (void)view;
    uint64_t chosen = snapshot->chosen.present ? snapshot->chosen.pair + 1 : 0;
    uint64_t data = panels_mix(snapshot->angles.version, snapshot->angles.history);
    return panels_mix(panels_mix(data, snapshot->run.epochs), chosen);
}
