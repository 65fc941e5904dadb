/* One number against another that it should equal, for many pairs of numbers of very different sizes and either sign.
 *
 * Both axes are logarithmic away from zero, in both directions, and linear in a narrow band around it. Equal numbers lie
 * on the rising diagonal; numbers with the sign flipped on the falling one; a constant factor moves them off to the side. */
#pragma once
#include "draw/cells.h"

typedef struct AgreementPoint {
    double x, y;        /* not drawn when one of them is not finite */
    double bar;         /* half width of the error bar of x; drawn where it is wide enough to be seen */
    unsigned char mark; /* a CellsMark: its colour and shape */
} AgreementPoint;

typedef struct Agreement {
    Rect area;
    double low, high; /* sizes: |v| <= low is the linear band, high the end of the axes */
} Agreement;

/* The axes for these points in `area`: whole powers of ten, two to nine of them. */
Agreement agreement_make(Rect area, size_t n, const AgreementPoint points[]);

/* Where a value lies along x, and along y. */
double agreement_place_x(const Agreement *agreement, double value);
double agreement_place_y(const Agreement *agreement, double value);

/* Above the area stands the name of the plot: "yours against measured". */
enum { AGREEMENT_ABOVE = 22 };

/* Draws axes and points; `chosen` (SIZE_MAX: none) with a ring. False when memory is refused. */
bool agreement_draw(const Paper *paper, const Agreement *agreement, size_t n, const AgreementPoint points[],
                    size_t chosen, const char *name);

/* The point nearest to a place, within 8 units; SIZE_MAX when there is none. */
size_t agreement_at(const Agreement *agreement, size_t n, const AgreementPoint points[], double x, double y);
