/* The help: all keys and what they do, in as many pages as the window needs. */
#pragma once
#include "draw/paper.h"

/* How many pages there are in a window of this size (units). */
size_t help_pages(const Paper *paper, double width, double height);

/* Draws a page over the window; after the last page comes the first. */
void help_draw(const Paper *paper, double width, double height, size_t page);
