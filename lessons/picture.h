/* A figure of a lesson, drawn: for a page, and for a window. */
#pragma once
#include <stdio.h>

#include "base/status.h"
#include "draw/paper.h"
#include "figure.h"

/* Draws it into the room: title, axes, curves, arrows, marks, and what they mean. */
void picture_draw(const Paper *paper, Rect room, const Figure *figure);

/* Where the plane or the axes stand in that room, for whoever drags something there. */
typedef struct PicturePlace {
    Rect area;
    double left, right, bottom, top; /* values at the area's edges */
} PicturePlace;
PicturePlace picture_place(Rect room, const Figure *figure);

/* Writes an SVG, on a light ground. Trouble: no font, no memory. */
Status picture_write_svg(const Figure *figure, FILE *file);
