/* The panels of the window: each turns a snapshot into a drawing, and what the mouse does there into an action.
 *
 * A new panel is one file, one line of the table in panels.c and one of the keys in keys.c; a line without `draw` is a panel that is not there:
 * it has no place, no tab, and no key. Panels never change the run nor the view themselves: they answer with what is
 * to be done. */
#pragma once
#include <stdint.h>

#include "draw/axis.h"
#include "draw/bundle.h"
#include "draw/paper.h"
#include "live/action.h"
#include "live/own_pen.h"
#include "live/panel_name.h"
#include "live/snapshot.h"
#include "live/view.h"
#include "live/widgets.h"

/* The parts of a panel. */
typedef struct PanelPlaces {
    Rect frame;    /* all of it */
    Rect head;     /* what the title leaves of the first row; all of it where a tab shows the title */
    Rect body;     /* below that row */
    double target; /* what is to be pressed is at least so large, units */
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

/* What the mouse does in a panel. */
typedef enum PanelPointerKind {
    PANEL_POINTER_PRESS, /* a button goes down */
    PANEL_POINTER_MOVE, /* the mouse moves with the button of a press that was taken held, outside the panel too */
    PANEL_POINTER_RELEASE, /* that button goes up */
    PANEL_POINTER_DOUBLE,  /* the second press of a double click */
    PANEL_POINTER_WHEEL
} PanelPointerKind;

typedef struct PanelPointer {
    PanelPointerKind kind;
    double x, y;  /* units */
    int button;   /* 1 left, 2 middle, 3 right */
    double wheel; /* notches, up is positive */
    bool shift, control;
    double seconds; /* when, since the window opened */
} PanelPointer;

/* What a panel answers. All zeros: it is no concern of the panel's (a press then chooses the pair that lies there, a
 * double click gives the panel the window). */
typedef struct PanelReply {
    bool taken;
    Action action;   /* for the run; ACTION_NONE: nothing */
    bool sets_state; /* the panel's part of the view becomes `state` */
    ViewPanel state;
    bool sets_time; /* all panels with a time axis show these epochs */
    ViewTime time;
    OwnPen pen; /* what it does on the field where one signs */
} PanelReply;

typedef struct Panel {
    const char *name;  /* of files that show it, and of options */
    const char *title; /* above the panel */
    const char *tab;   /* shorter, on a tab */
    /* Draws head and body. False when memory is refused. */
    bool (*draw)(const Paper *paper, PanelPlaces places, PanelInput input);
    /* Draws over the panel what the mouse at (x, y) points at; NULL when it points at nothing. */
    void (*hover)(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y);
    /* The pair at a point, SIZE_MAX when there is none; NULL when the panel shows no pairs to choose. */
    size_t (*pair_at)(PanelPlaces places, PanelInput input, double x, double y);
    /* A number that changes whenever the drawing would (the frame, unit, theme and the panel's part of the view
     * aside). */
    uint64_t (*inputs)(const Snapshot *snapshot, const View *view);
    /* What a movement of the mouse asks for; NULL when the panel has no use for it. */
    PanelReply (*pointer)(PanelPlaces places, PanelInput input, const PanelPointer *pointer);
    /* Adds the panel's buttons to the list (widgets_add_panel_button); NULL when it has none. They are drawn over it,
     * pressed by the mouse and reached by the keyboard like those of the toolbar. */
    void (*widgets)(const Paper *paper, PanelPlaces places, PanelInput input, WidgetList *list);
} Panel;

/* The panel of that name. */
const Panel *panels_get(PanelName name);

/* True when there is such a panel. */
bool panels_exist(PanelName name);

/* The parts of a panel in a frame; `tabbed`: a tab above shows the title; `target`: the layout's. */
PanelPlaces panels_places(const Paper *paper, PanelName name, Rect frame, bool tabbed, double target);

/* Draws the whole panel: ground, border, number, title, head and body. */
bool panels_draw(const Paper *paper, PanelName name, Rect frame, bool tabbed, double target,
                 PanelInput input);

/* A number made of two, for `inputs`. */
uint64_t panels_mix(uint64_t one, uint64_t other);

/* Draws one line of words on a plate beside a point, inside `bounds`. */
void panels_tip(const Paper *paper, Rect bounds, double x, double y, const char *text);
