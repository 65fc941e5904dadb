/* A straight arrow with a filled head. */
#pragma once
#include "draw/paper.h"

/* Draws from one point to another; the head is 4 widths long and shrinks with an arrow shorter than two heads.
 * Nothing when the points are the same or not finite. */
void arrow_draw(const Paper *paper, double x1, double y1, double x2, double y2, double width, Colour colour);
