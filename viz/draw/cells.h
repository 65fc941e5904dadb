/* A matrix of cells, one for each number, that says what is known of it: by its colour, and by a pattern that is seen
 * without the colour too. As small as a pixel each, thousands are drawn in a millisecond. */
#pragma once
#include "draw/paper.h"

typedef enum CellsMark {
    CELLS_UNKNOWN, /* empty */
    CELLS_RIGHT,   /* full */
    CELLS_UNSURE,  /* a bar across */
    CELLS_WRONG,   /* a cross; small ones are hatched together */
    CELLS_MARKS
} CellsMark;

typedef struct Cells {
    Rect place; /* of the whole matrix */
    size_t rows, cols;
    const unsigned char *marks; /* [row * cols + col]: CellsMark */
} Cells;

/* The colour of a mark. */
Colour cells_colour(const Theme *theme, CellsMark mark);

void cells_draw(const Paper *paper, Cells cells);

/* A frame round one cell, so that it is found among the others. */
void cells_ring(const Paper *paper, Cells cells, size_t index);

/* The cell at a point; SIZE_MAX when there is none. */
size_t cells_at(Cells cells, double x, double y);

/* One cell as a sign of `size`, for a legend or a table: the middle of its left edge is at x, y. */
void cells_sign(const Paper *paper, double x, double y, double size, CellsMark mark);
