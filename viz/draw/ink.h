/* A signature: its strokes as wide as the pen was slow, its way through the air lightly, a dot where it starts. */
#pragma once
#include "draw/paper.h"

/* One sample of a pen. */
typedef struct InkPoint {
    float x, y; /* any unit, the same for both; y grows upwards */
    float t;    /* seconds, never falling; samples may share a time */
    bool ink;   /* the pen touches the paper from this sample to the next */
} InkPoint;

/* The largest scale (logical units to one unit of x and y) at which the signature fits into the room with a margin;
 * 0 when it has no extent. Points that are not finite are left out here and in ink_draw. */
double ink_scale(Rect room, size_t count, const InkPoint points[]);

/* Draws the signature in the middle of the room at that scale. */
void ink_draw(const Paper *paper, Rect room, size_t count, const InkPoint points[], double scale,
              Colour colour);

/* Where a signature stands: a point is drawn at (x + scale * point.x, y - scale * point.y). */
typedef struct InkPlacing {
    double x, y, scale;
} InkPlacing;

/* In the middle of the room, at that scale; all zeros for one without a point. */
InkPlacing ink_place(Rect room, size_t count, const InkPoint points[], double scale);

/* Draws the first `shown` points of the signature, as wide as all its points make them. */
void ink_draw_at(const Paper *paper, InkPlacing placing, size_t count, const InkPoint points[], size_t shown,
                 Colour colour);

/* Draws the way of the pen as a thin faint line, on the paper and in the air. */
void ink_draw_faint(const Paper *paper, InkPlacing placing, size_t count, const InkPoint points[]);

/* The number of strokes, and the number of points up to the end of the stroke `stroke` (from 1; 0: no points; beyond
 * the last: all). */
size_t ink_strokes(size_t count, const InkPoint points[]);
size_t ink_points_until(size_t count, const InkPoint points[], size_t stroke);

/* Seconds from the first sample to the last; 0 when there are none. */
double ink_duration(size_t count, const InkPoint points[]);
