/* A list that opens over the window: rows to choose from, some of them out of sight, and a sentence about the row that
 * is marked. Where it stands and how it looks; what a choice does is the caller's. */
#pragma once
#include "draw/paper.h"

typedef struct PopupItem {
    const char *label;
    const char *key;      /* at the right: the key that does the same; NULL or "": none */
    const char *sentence; /* said at the foot while the row is marked; NULL or "": nothing */
    bool enabled, ticked;
} PopupItem;

typedef struct Popup {
    size_t count;
    const PopupItem *items;
    size_t marked;     /* the row that Enter chooses */
    double row_height; /* units */
    const char
        *typed; /* what was typed to find a row, shown above the rows; NULL: there is nothing to type */
    const char *prompt;  /* there instead while typed is "" */
    const char *nothing; /* instead of rows when there are none */
    /* filled by popup_place */
    Rect place;         /* all of it */
    double rows_from;   /* the top of the first row shown */
    size_t first, rows; /* the rows shown */
    double foot;        /* height of the sentence's room */
} Popup;

/* Chooses the place: under `anchor` (or above it, where there is more room), inside `bounds`, as broad as the labels
 * need and as high as the rows, with the marked row among those shown. `widest` counts for the width and the foot
 * beside the items, so that a list that is narrowed while one types keeps its size: all items there can be. */
void popup_place(const Paper *paper, Popup *popup, Rect anchor, Rect bounds, size_t widest_count,
                 const PopupItem widest[]);

/* The place of a row that is shown. */
Rect popup_row(const Popup *popup, size_t row);

/* The row at a point, SIZE_MAX when there is none. */
size_t popup_row_at(const Popup *popup, double x, double y);

void popup_draw(const Paper *paper, const Popup *popup);
