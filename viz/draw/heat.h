/* A matrix as a picture: one cell for each number, the stronger its colour the further the number is from zero. */
#pragma once
#include "draw/paper.h"

typedef struct HeatColours {
    Colour positive, negative, zero;
    Colour broken; /* of a number that is not finite: never to be overlooked */
} HeatColours;

/* The largest |value| that is finite; 0 when there is none. */
double heat_largest(size_t n, const double values[]);

/* Draws rows x cols numbers, row major, the first row on top, stretched over `room`; a number of size `full` has the
 * full colour (full = 0: every number the colour of zero). Where there are more cells than pixels, a pixel shows that
 * of its numbers that is furthest from zero, and a number that is not finite before all others. False when memory is
 * refused. */
bool heat_draw(const Paper *paper, Rect room, size_t rows, size_t cols, const double values[], double full,
               HeatColours colours);

/* The cell of such a picture at a point; false outside it. */
bool heat_cell_at(Rect room, size_t rows, size_t cols, double x, double y, size_t *row, size_t *col);
