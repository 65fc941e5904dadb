/* The page of keys that covers the window, written from the table the keys themselves are obeyed from. */
#pragma once
#include "draw/paper.h"

/* Draws it in the middle of a window of this size (units), in one column or two, as small as it must be to fit. */
void help_draw(const Paper *paper, double width, double height);
