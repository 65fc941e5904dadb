#include "live/standings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "draw/histogram.h"
#include "draw/marker.h"
#include "draw/plot.h"
#include "words/words.h"

static const char strip_name[] = N_("now");
static const char histogram_name[] = N_("most: %zu");

enum { BINS = 36 }; /* of 5 degrees */
static const double lane_width = 36, mark_size = 8, reach = 9, gap = 4;
static const double histogram_from = 500; /* a width at least this large has histograms */

static double histogram_width(double width)
{
    return width >= histogram_from ? fmin(110, 0.14 * width) : 0;
}

double standings_width(double width)
{
    double histogram = histogram_width(width);
    return 2 * lane_width + 8 + (histogram > 0 ? histogram + 10 : 0);
}

Standings standings_in(Rect room, double width, Axis angle)
{
    Standings standings = {.angle = angle};
    standings.strip = (Rect){room.x + gap, room.y, 2 * lane_width + 4, room.height};
    standings.histogram =
        (Rect){standings.strip.x + standings.strip.width + 6, room.y, histogram_width(width), room.height};
    return standings;
}

/* Where a pair's mark stands; pairs of a class are spread over their lane so that they cover each other less
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

static MarkerStyle style_of(const Theme *theme, const SnapshotPair *pair, double size)
{
    return (MarkerStyle){.shape = pair->genuine ? MARKER_CIRCLE : MARKER_TRIANGLE,
                         .size = size,
                         .colour = class_colour(theme, pair->genuine),
                         .alpha = 1,
                         .hollow = pair->held_out,
                         .ground = theme->panel};
}

/* The marks of a class that are held out, or those that are not, at once: one by one they take as long as all the lines.
 * `x` and `y` have room for all pairs. */
static void draw_marks(const Paper *paper, const Standings *standings, const Snapshot *snapshot, bool genuine,
                       bool held_out, double *x, double *y)
{
    const SnapshotPair like = {.genuine = genuine, .held_out = held_out};
    MarkerStyle style = style_of(paper->theme, &like, mark_size);
    size_t count = 0;
    for (size_t i = 0; i < snapshot->angles.pairs; i++) {
        const SnapshotPair *who = &snapshot->angles.pair[i];
        if (who->genuine != genuine || who->held_out != held_out)
            continue;
        x[count] = mark_x(standings->strip, who, i);
        y[count++] = axis_place(standings->angle, snapshot_angle_now(snapshot, i));
    }
    marker_draw(paper, style, count, x, y);
}

void standings_draw_ring(const Paper *paper, const Standings *standings, const Snapshot *snapshot,
                         size_t pair, Colour colour)
{
    double x = mark_x(standings->strip, &snapshot->angles.pair[pair], pair);
    double y = axis_place(standings->angle, snapshot_angle_now(snapshot, pair));
    if (!isfinite(y))
        return;
    marker_draw_one(paper, style_of(paper->theme, &snapshot->angles.pair[pair], mark_size + 2), x, y);
    cairo_new_path(paper->cr);
    cairo_arc(paper->cr, x, y, 9, 0, 7);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 2);
    paper_colour(paper, colour, 1);
    cairo_stroke(paper->cr);
}

static bool draw_strip(const Paper *paper, const Standings *standings, const Snapshot *snapshot)
{
    const Rect strip = standings->strip;
    const size_t pairs = snapshot->angles.pairs;
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    double *places = malloc(2 * pairs * sizeof *places);
    if (!places)
        return false;
    for (int kind = 0; kind < 4; kind++)
        draw_marks(paper, standings, snapshot, kind & 1, kind & 2, places, places + pairs);
    free(places);
    if (snapshot->chosen.present && snapshot->chosen.pair < pairs)
        standings_draw_ring(paper, standings, snapshot, snapshot->chosen.pair, paper->theme->text);
    text_draw(paper, style, strip.x + strip.width / 2, strip.y + strip.height + PLOT_BELOW - 10, TEXT_CENTRE,
              _(strip_name));
    return true;
}

static void draw_histograms(const Paper *paper, const Standings *standings, const Snapshot *snapshot,
                            float *now)
{
    const SnapshotAngles *angles = &snapshot->angles;
    const Rect room = standings->histogram;
    size_t counts[2][BINS], full = 0;
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
            paper, standings->angle, 0, 180, BINS, counts[genuine], room.x, room.width - 4, full,
            (HistogramStyle){class_colour(paper->theme, genuine), genuine ? PLOT_SOLID : PLOT_DASHED});
    char label[40];
    snprintf(label, sizeof label, _(histogram_name), full);
    text_fit(paper, (TextStyle){PLOT_TEXT, TEXT_REGULAR, paper->theme->muted},
             (Rect){room.x, room.y + room.height + PLOT_BELOW - 19, room.width, 20}, TEXT_RIGHT, label);
}

bool standings_draw(const Paper *paper, const Standings *standings, const Snapshot *snapshot)
{
    if (standings->histogram.width > 0) {
        float *now = malloc(snapshot->angles.pairs * sizeof *now);
        if (!now)
            return false;
        draw_histograms(paper, standings, snapshot, now);
        free(now);
    }
    return draw_strip(paper, standings, snapshot);
}

size_t standings_pair_at(const Standings *standings, const Snapshot *snapshot, double x, double y)
{
    size_t found = SIZE_MAX;
    double least = reach;
    for (size_t i = 0; i < snapshot->angles.pairs; i++) {
        double away = hypot(mark_x(standings->strip, &snapshot->angles.pair[i], i) - x,
                            axis_place(standings->angle, snapshot_angle_now(snapshot, i)) - y);
        if (away < least) {
            least = away;
            found = i;
        }
    }
    return found;
}
