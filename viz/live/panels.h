/* The panels of the window: each turns a snapshot into a drawing, and a point of the drawing into a pair.
 *
 * A new panel is one file, one line of the table in panels.c, and a place in layout.c. */
#pragma once
#include <stdint.h>

#include "draw/axis.h"
#include "draw/bundle.h"
#include "draw/paper.h"
#include "live/snapshot.h"
#include "live/view.h"

typedef enum PanelName { PANEL_ANGLES, PANEL_PAIR, PANEL_INK, PANEL_LOSS, PANEL_COUNT } PanelName;

/* The parts of a panel. */
typedef struct PanelPlaces {
    Rect frame; /* all of it */
    Rect head;  /* what the title leaves of the first row */
    Rect body;  /* below that row */
} PanelPlaces;

/* What panels remember from one drawing to the next, so that axes stand still. Zeros to begin with. */
typedef struct PanelMemory {
    AxisRange loss, loss_logarithmic;
    double loss_step;
    BundleMask lines[2]; /* of the forged pairs, of the genuine ones */
} PanelMemory;

/* Frees what they remember. */
void panels_forget(PanelMemory *memory);

/* What a panel is given to draw. */
typedef struct PanelInput {
    const Snapshot *snapshot;
    const View *view;
    PanelMemory *memory;
} PanelInput;

typedef struct Panel {
    const char *title;
    /* Draws head and body. False when memory is refused. */
    bool (*draw)(const Paper *paper, PanelPlaces places, PanelInput input);
    /* Draws over the panel what the mouse at (x, y) points at; NULL when it points at nothing. */
    void (*hover)(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);
    /* The pair at a point, SIZE_MAX when there is none; NULL when the panel shows no pairs to choose. */
    size_t (*pair_at)(PanelPlaces places, const Snapshot *snapshot, double x, double y);
    /* A number that changes whenever the drawing would (the frame, unit and theme aside). */
    uint64_t (*inputs)(const Snapshot *snapshot, const View *view);
} Panel;

/* The panel of that name. */
const Panel *panels_get(PanelName name);

/* The parts of a panel in a frame. */
PanelPlaces panels_places(const Paper *paper, PanelName name, Rect frame);

/* The body alone, which does not depend on the width of the title (for hit tests, which have no paper). */
Rect panels_body(Rect frame);

/* Draws the whole panel: ground, border, number, title, head and body. */
bool panels_draw(const Paper *paper, PanelName name, Rect frame, PanelInput input);

/* A number made of two, for `inputs`. */
uint64_t panels_mix(uint64_t one, uint64_t other);

/* Draws one line of words on a plate beside a point, inside `bounds`. */
void panels_tip(const Paper *paper, Rect bounds, double x, double y, const char *text);
