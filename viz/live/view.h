/* What the person at the window has chosen to see. The trainer knows nothing of it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "draw/theme.h"
#include "live/keys.h"
#include "live/panel_name.h"

enum { VIEW_ALL_PANELS = -1 };

/* What the person has set in one panel; what `mode`, `chosen` and `scroll` mean is the panel's to say. Zeros to begin
 * with. A panel whose part differs from the one it was drawn with is drawn again. */
typedef struct ViewPanel {
    bool zoomed; /* the axes show these ranges, not all there is */
    double x_low, x_high, y_low, y_high;
    unsigned mode;
    size_t chosen;
    double scroll;
} ViewPanel;

/* The epochs that the time axes show; one choice for all panels that have one, so that what stands above each other
 * happened at the same time. Zeros: all of the run. */
typedef struct ViewTime {
    bool zoomed;
    double low, high; /* epochs, low < high */
} ViewTime;

typedef struct View {
    ThemeName theme;
    bool logarithmic_loss;
    bool help;                   /* the help covers the window */
    int panel;                   /* VIEW_ALL_PANELS, or the one panel that fills the window */
    unsigned asked[PANEL_COUNT]; /* where several share a place the one with the largest number is on top */
    ViewPanel state[PANEL_COUNT];
    ViewTime time;
    double zoom;                 /* of everything, 0.5 .. 3 */
    double density;              /* pixels to one unit of the window's size (2 on many laptops) */
    bool pointer_inside;         /* the mouse is over the window ... */
    double pointer_x, pointer_y; /* ... there, in pixels */
} View;

/* What a window opens with. */
View view_initial(void);

/* Applies a command that concerns the view alone. False when it does not: it is for the run, the choice of a pair,
 * or the window. COMMAND_BACK closes the help, else brings all panels back, else is left to the caller (false). */
bool view_apply(View *view, Command command);

/* Shows a panel: brings its tab on top; one that is `shown` already gets the window, and one that has the window
 * gives it back. */
void view_show(View *view, PanelName panel, bool shown);

/* True when nothing differs. */
bool view_same_state(const ViewPanel *one, const ViewPanel *other);
