#include "live/panel_angles.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "draw/bundle.h"
#include "draw/legend.h"
#include "draw/plot.h"
#include "live/ghost_draw.h"
#include "live/norms.h"
#include "live/standings.h"
#include "live/threshold.h"
#include "live/time_axis.h"
#include "live/time_marks.h"
#include "words/words.h"

static const char degree[] = "\xc2\xb0";
static const char epoch_axis[] = N_("epoch");
static const char nothing_yet[] = N_("No angle has been measured yet.");
static const char genuine_short[] = N_("genuine");
static const char forged_short[] = N_("forged");
static const char genuine_entry[] = N_("genuine (%zu)");
static const char forged_entry[] = N_("forged (%zu)");
static const char threshold_entry[] = N_("threshold %.1f\xc2\xb0");
static const char held_out_entry[] = N_("held out");
static const char ghost_short[] = N_("run before");
static const char ghost_entry[] = N_("run before, seed %llu");
static const char zero_entry[] = "cos \xce\xb8 = 0";
static const char tip[] = N_("pair %zu, %s: %.1f\xc2\xb0 at epoch %zu");
static const char tip_now[] = N_("pair %zu, %s: %.1f\xc2\xb0 now");

static const double reach = 9;
static const double norms_from = 290, norms_gap = 15; /* a body so high has the lengths below */

/* Where the parts stand. */
typedef struct Parts {
    Plot plot, norms; /* norms of height 0: there is no room */
    Standings standings;
    double right; /* where the margin ends, and with it all that lies across */
} Parts;

static Parts parts_of(Rect body, PanelInput input)
{
    const Snapshot *snapshot = input.snapshot;
    const double margin = standings_width(body.width);
    const double below =
        body.height >= norms_from && snapshot->norms.rows > 0 ? fmax(44, 0.13 * body.height) : 0;
    AxisRange time = time_axis_range(snapshot, input.view);
    Rect area = paper_inset(body, PLOT_LEFT, 8, margin, PLOT_BELOW + (below > 0 ? below + norms_gap : 0));
    Parts parts = {.plot = plot_in(area, time, (AxisRange){0, 180}, false)};
    Rect room = {area.x + area.width, area.y, margin, area.height};
    parts.standings = standings_in(room, body.width, parts.plot.y);
    parts.right = room.x + margin;
    if (below > 0)
        parts.norms = norms_plot((Rect){area.x, area.y + area.height + norms_gap, area.width, below}, time,
                                 &snapshot->norms);
    return parts;
}

/* The plot of the angles with the margin beside it, which has the same vertical axis. */
static Plot across(const Parts *parts)
{
    Plot whole = parts->plot;
    whole.area.width = parts->right - whole.area.x;
    return whole;
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
    Plot whole = across(parts), lowest = parts->norms.area.height > 0 ? parts->norms : parts->plot;
    Ticks y = axis_ticks_every(0, 180, area.height >= 100 ? 30 : 90);
    Ticks x = axis_ticks(parts->plot.x.low, parts->plot.x.high, plot_ticks_wanted(area.width, 60), 0);
    plot_grid_y(paper, &whole, &y, degree);
    lowest.area.height += lowest.area.y - area.y;
    lowest.area.y = area.y;
    plot_grid_x(paper, &lowest, &x, "", _(epoch_axis));
    plot_level(paper, &whole, 90, PLOT_SOLID, 1.5, paper->theme->axis);
}

static void draw_threshold(const Paper *paper, const Parts *parts, double threshold)
{
    Plot whole = across(parts);
    plot_level(paper, &whole, threshold, PLOT_DASH_DOT, 2, paper->theme->threshold);
    if (isfinite(threshold))
        threshold_draw_grip(paper, parts->plot.area.x + parts->plot.area.width,
                            axis_place(parts->plot.y, threshold), false);
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

static void draw_legend(const Paper *paper, Rect head, const Snapshot *snapshot)
{
    const Theme *theme = paper->theme;
    char genuine[40], forged[40], threshold[60], before[60];
    LegendEntry entries[6];
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
    if (snapshot->ghost.rows > 0) {
        snprintf(before, sizeof before, _(ghost_entry), (unsigned long long)snapshot->ghost.seed);
        entries[count++] = (LegendEntry){LEGEND_BAND, theme->muted, theme->muted, 0, 0, before};
    }
    if (held_out)
        entries[count++] = (LegendEntry){LEGEND_RING, theme->muted, theme->muted, 0, 0, _(held_out_entry)};
    entries[count++] = (LegendEntry){LEGEND_LINE, theme->axis, theme->muted, PLOT_SOLID, 1.5, zero_entry};
    if (legend_width(paper, count, entries) > head.width) {
        entries[0].text = _(genuine_short);
        entries[1].text = _(forged_short);
        snprintf(before, sizeof before, "%s", _(ghost_short));
    }
    legend_draw(paper, head, count, entries);
}

/* All that moves along the axis of time: lines, what was changed, the run before. */
static bool draw_run(const Paper *paper, const Parts *parts, const Snapshot *snapshot, PanelMemory *memory)
{
    if (!ghost_draw_angles(paper, &parts->plot, &snapshot->ghost))
        return false;
    size_t *members = malloc(snapshot->angles.pairs * sizeof *members);
    bool drawn = members && draw_lines(paper, parts, &snapshot->angles, members, memory->lines);
    free(members);
    if (drawn && parts->norms.area.height > 0)
        drawn = norms_draw(paper, &parts->norms, &snapshot->norms);
    return drawn && time_marks_draw(paper, &parts->plot, &snapshot->marks);
}

bool panel_angles_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const Snapshot *snapshot = input.snapshot;
    Parts parts = parts_of(places.body, input);
    draw_grid(paper, &parts);
    draw_legend(paper, places.head, snapshot);
    if (snapshot->angles.rows == 0 || snapshot->angles.pairs == 0) {
        text_fit(paper, (TextStyle){14, TEXT_REGULAR, paper->theme->muted}, parts.plot.area, TEXT_CENTRE,
                 _(nothing_yet));
        return true;
    }
    if (!draw_run(paper, &parts, snapshot, input.memory) || !draw_chosen_line(paper, &parts, snapshot))
        return false;
    time_axis_draw_ends(paper, &parts.plot, snapshot);
    draw_threshold(paper, &parts, snapshot->angles.threshold);
    return standings_draw(paper, &parts.standings, snapshot);
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
    Parts parts = parts_of(places.body, input);
    size_t mark = standings_pair_at(&parts.standings, snapshot, x, y);
    return mark != SIZE_MAX ? mark : line_at(&parts, &snapshot->angles, x, y);
}

/* True where a press takes hold of the threshold when it lies there: not on a pair's mark. */
static bool may_hold(const Parts *parts, const Snapshot *snapshot, double x, double y)
{
    return paper_contains(across(parts).area, x, y) &&
           standings_pair_at(&parts->standings, snapshot, x, y) == SIZE_MAX;
}

static PanelReply threshold_reply(const Parts *parts, PanelInput input, const PanelPointer *pointer)
{
    bool inside = may_hold(parts, input.snapshot, pointer->x, pointer->y);
    return threshold_pointer(parts->plot.y, false, inside, PANEL_ANGLES, input, pointer);
}

PanelReply panel_angles_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer)
{
    Parts parts = parts_of(places.body, input);
    PanelReply reply = threshold_reply(&parts, input, pointer);
    if (reply.taken)
        return reply;
    Plot run = parts.plot;
    if (parts.norms.area.height > 0)
        run.area.height = parts.norms.area.y + parts.norms.area.height - run.area.y;
    reply = time_axis_pointer(&run, PANEL_ANGLES, input, pointer);
    size_t pair = reply.taken && pointer->kind == PANEL_POINTER_PRESS
                      ? panel_angles_pair_at(places, input, pointer->x, pointer->y)
                      : SIZE_MAX;
    if (pair != SIZE_MAX) /* the press that may become a drag is a click, too */
        reply.action = action_number(ACTION_CHOOSE, pair);
    return reply;
}

/* Shows the pair at the mouse by its line and its mark, and writes where it is or was. */
static void point_out(const Paper *paper, const Parts *parts, PanelInput input, size_t pair, double x,
                      size_t size, char words[static size])
{
    const SnapshotAngles *angles = &input.snapshot->angles;
    const char *label = angles->pair[pair].label;
    if (x >= parts->plot.area.x && x < parts->plot.area.x + parts->plot.area.width) {
        size_t row = (size_t)fmax(0, round(axis_value(parts->plot.x, x)));
        row = row < angles->rows ? row : angles->rows - 1;
        double degrees = angles->degrees[row * angles->pairs + pair];
        BundleData data = {angles->pairs, angles->rows, angles->degrees, 1, &pair, false, 0};
        bundle_draw(paper, &parts->plot, data, (LineStyle){2, PLOT_SOLID, paper->theme->axis, 1}, NULL);
        snprintf(words, size, _(tip), pair + 1, label, degrees, row);
    } else {
        snprintf(words, size, _(tip_now), pair + 1, label, snapshot_angle_now(input.snapshot, pair));
    }
    standings_draw_ring(paper, &parts->standings, input.snapshot, pair, paper->theme->axis);
}

void panel_angles_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y)
{
    Parts parts = parts_of(places.body, input);
    const Snapshot *snapshot = input.snapshot;
    char words[SNAPSHOT_LABEL + 160];
    const SnapshotMark *mark = time_marks_at(&parts.plot, &snapshot->marks, x, y);
    size_t pair = panel_angles_pair_at(places, input, x, y);
    /* The threshold is told of where a press would take hold of it. */
    PanelPointer press = {.kind = PANEL_POINTER_PRESS, .x = x, .y = y, .button = 1};
    bool held = input.view->state[PANEL_ANGLES].mode == THRESHOLD_HELD;
    if (held || threshold_reply(&parts, input, &press).taken)
        threshold_words(&snapshot->angles, snapshot->angles.threshold, words);
    else if (mark)
        time_marks_words(mark, words);
    else if (pair != SIZE_MAX)
        point_out(paper, &parts, input, pair, x, sizeof words, words);
    else if (!paper_contains(parts.norms.area, x, y) ||
             !norms_words(&parts.norms, &snapshot->norms, x, words))
        return;
    panels_tip(paper, places.frame, x, y, words);
}

uint64_t panel_angles_inputs(const Snapshot *snapshot, const View *view)
{
    uint64_t chosen = snapshot->chosen.present ? snapshot->chosen.pair + 1 : 0;
    uint64_t data = panels_mix(snapshot->angles.version, snapshot->angles.history);
    uint64_t others = panels_mix(panels_mix(snapshot->norms.version, snapshot->marks.version),
                                 panels_mix(snapshot->ghost.version, time_axis_inputs(snapshot, view)));
    return panels_mix(panels_mix(data, others), chosen);
}
