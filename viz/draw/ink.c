#include "draw/ink.h"

#include <math.h>

enum { LEVELS = 8, MARGIN = 8 }; /* widths that strokes are sorted into; room left around them */
static const double thick = 3.6, thin = 1.0;

typedef struct Extent {
    double left, right, bottom, top;
} Extent;

static bool usable(const InkPoint *point)
{
    return isfinite(point->x) && isfinite(point->y);
}

/* False when no point is usable. */
static bool extent_of(size_t count, const InkPoint points[], Extent *extent)
{
    *extent = (Extent){HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL};
    for (size_t i = 0; i < count; i++) {
        if (!usable(&points[i]))
            continue;
        extent->left = fmin(extent->left, points[i].x);
        extent->right = fmax(extent->right, points[i].x);
        extent->bottom = fmin(extent->bottom, points[i].y);
        extent->top = fmax(extent->top, points[i].y);
    }
    return extent->left <= extent->right;
}

double ink_scale(Rect room, size_t count, const InkPoint points[])
{
    Extent extent;
    if (!extent_of(count, points, &extent))
        return 0;
    double width = extent.right - extent.left, height = extent.top - extent.bottom;
    double across = fmax(0, room.width - 2 * MARGIN), down = fmax(0, room.height - 2 * MARGIN);
    if (width <= 0 && height <= 0)
        return 0;
    return fmin(width > 0 ? across / width : HUGE_VAL, height > 0 ? down / height : HUGE_VAL);
}

double ink_duration(size_t count, const InkPoint points[])
{
    return count > 0 ? points[count - 1].t - points[0].t : 0;
}

InkPlacing ink_place(Rect room, size_t count, const InkPoint points[], double scale)
{
    Extent extent;
    if (!extent_of(count, points, &extent))
        return (InkPlacing){0};
    return (InkPlacing){room.x + room.width / 2 - scale * (extent.left + extent.right) / 2,
                        room.y + room.height / 2 + scale * (extent.bottom + extent.top) / 2, scale};
}

static double place_x(InkPlacing placing, const InkPoint *point)
{
    return placing.x + placing.scale * point->x;
}

static double place_y(InkPlacing placing, const InkPoint *point)
{
    return placing.y - placing.scale * point->y;
}

/* Speed from sample i to i + 1, NaN where two samples share a time. */
static double speed_at(size_t count, const InkPoint points[], size_t i)
{
    if (i + 1 >= count)
        return NAN;
    double seconds = points[i + 1].t - points[i].t;
    double dx = points[i + 1].x - points[i].x, dy = points[i + 1].y - points[i].y, way = hypot(dx, dy);
    return seconds > 0 ? way / seconds : NAN;
}

/* The mean of the speeds around sample i (a pen's samples are uneven in time). */
static double smooth_speed(size_t count, const InkPoint points[], size_t i)
{
    double sum = 0;
    size_t terms = 0;
    for (size_t k = i > 2 ? i - 2 : 0; k <= i + 2; k++) {
        double speed = speed_at(count, points, k);
        if (isfinite(speed)) {
            sum += speed;
            terms++;
        }
    }
    return terms > 0 ? sum / (double)terms : NAN;
}

static double mean_ink_speed(size_t count, const InkPoint points[])
{
    double sum = 0;
    size_t terms = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        double speed = speed_at(count, points, i);
        if (points[i].ink && isfinite(speed)) {
            sum += speed;
            terms++;
        }
    }
    return terms > 0 ? sum / (double)terms : 0;
}

/* 0 for a standing pen, LEVELS - 1 for one of twice the mean speed or more. */
static int level_at(size_t count, const InkPoint points[], size_t i, double mean)
{
    double speed = smooth_speed(count, points, i);
    if (!(mean > 0) || !isfinite(speed))
        return LEVELS / 2;
    return (int)fmin(LEVELS - 1, speed / (2 * mean) * LEVELS);
}

/* Adds the segments that are ink or air (and, for ink, of one level) to the path. */
static void add_segments(const Paper *paper, size_t count, const InkPoint points[], InkPlacing placing,
                         bool ink, int level, double mean)
{
    bool connected = false;
    for (size_t i = 0; i + 1 < count; i++) {
        if (points[i].ink != ink || !usable(&points[i]) || !usable(&points[i + 1]) ||
            (ink && level_at(count, points, i, mean) != level)) {
            connected = false;
            continue;
        }
        if (!connected)
            cairo_move_to(paper->cr, place_x(placing, &points[i]), place_y(placing, &points[i]));
        cairo_line_to(paper->cr, place_x(placing, &points[i + 1]), place_y(placing, &points[i + 1]));
        connected = true;
    }
}

/* Round ends, no dashes: as ink is. */
static void begin_ink(const Paper *paper)
{
    cairo_save(paper->cr);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(paper->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_new_path(paper->cr);
}

static void stroke_faintly(const Paper *paper)
{
    cairo_set_line_width(paper->cr, 1);
    paper_colour(paper, paper->theme->muted, 0.45);
    cairo_stroke(paper->cr);
}

void ink_draw_faint(const Paper *paper, InkPlacing placing, size_t count, const InkPoint points[])
{
    begin_ink(paper);
    bool connected = false;
    for (size_t i = 0; i < count; i++) {
        if (usable(&points[i]) && connected)
            cairo_line_to(paper->cr, place_x(placing, &points[i]), place_y(placing, &points[i]));
        else if (usable(&points[i]))
            cairo_move_to(paper->cr, place_x(placing, &points[i]), place_y(placing, &points[i]));
        connected = usable(&points[i]);
    }
    stroke_faintly(paper);
    cairo_restore(paper->cr);
}

void ink_draw_at(const Paper *paper, InkPlacing placing, size_t count, const InkPoint points[], size_t shown,
                 Colour colour)
{
    size_t start = 0;
    while (start < shown && !usable(&points[start]))
        start++;
    if (start == shown || !isfinite(placing.scale))
        return;
    double mean = mean_ink_speed(count, points);
    begin_ink(paper);
    add_segments(paper, shown, points, placing, false, 0, mean);
    stroke_faintly(paper);
    for (int level = 0; level < LEVELS; level++) {
        add_segments(paper, shown, points, placing, true, level, mean);
        cairo_set_line_width(paper->cr, thick + (thin - thick) * level / (LEVELS - 1));
        paper_colour(paper, colour, 1);
        cairo_stroke(paper->cr);
    }
    cairo_arc(paper->cr, place_x(placing, &points[start]), place_y(placing, &points[start]), 5, 0, 7);
    paper_colour(paper, paper->theme->forward, 1);
    cairo_fill(paper->cr);
    cairo_restore(paper->cr);
}

void ink_draw(const Paper *paper, Rect room, size_t count, const InkPoint points[], double scale,
              Colour colour)
{
    ink_draw_at(paper, ink_place(room, count, points, scale), count, points, count, colour);
}

/* True when point i is the last of a stroke. */
static bool ends_stroke(size_t count, const InkPoint points[], size_t i)
{
    return i > 0 && points[i - 1].ink && (i + 1 == count || !points[i].ink);
}

size_t ink_strokes(size_t count, const InkPoint points[])
{
    size_t strokes = 0;
    for (size_t i = 0; i < count; i++)
        strokes += ends_stroke(count, points, i);
    return strokes;
}

size_t ink_points_until(size_t count, const InkPoint points[], size_t stroke)
{
    size_t strokes = 0;
    if (stroke == 0)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (ends_stroke(count, points, i) && ++strokes == stroke)
            return i + 1;
    return count;
}
