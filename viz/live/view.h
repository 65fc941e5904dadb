/* What the person at the window has chosen to see. The trainer knows nothing of it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "draw/theme.h"
#include "live/command.h"
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
/* Where the keyboard's focus is: on the `index`-th widget of a group (live/widgets.h). */
typedef struct ViewFocus {
    int group; /* 0: nowhere */
    size_t index;
} ViewFocus;

enum { VIEW_TYPED = 32 };

/* The menu that is open. */
typedef struct ViewMenu {
    MenuName name;          /* MENU_COUNT: none */
    size_t marked;          /* of the items that agree with what was typed */
    char typed[VIEW_TYPED]; /* to find an item; ASCII */
} ViewMenu;

typedef struct View {
    ThemeName theme;
    ThemeName before_projector; /* the theme that comes back when the projector's goes */
    bool logarithmic_loss;
    bool help;                   /* the help covers the window ... */
    size_t help_page;            /* ... at this page */
    bool banner;                 /* there is trouble to be told above the panels; the scene sets it */
    int panel;                   /* VIEW_ALL_PANELS, or the one panel that fills the window */
    unsigned asked[PANEL_COUNT]; /* where several share a place the one with the largest number is on top */
    ViewPanel state[PANEL_COUNT];
    ViewTime time;
    ViewMenu menu;
    ViewFocus focus;
    PanelName held;              /* the panel that took the press of a button still down; PANEL_COUNT: none */
    double zoom;                 /* of everything, 0.5 .. 3; the projector's theme adds its own */
    double density;              /* pixels to one unit of the window's size (2 on many laptops) */
    bool pointer_inside;         /* the mouse is over the window ... */
    double pointer_x, pointer_y; /* ... there, in pixels */
} View;

/* What a window opens with. */
View view_initial(void);

/* Applies a command that concerns the view alone. False when it does not: it is for the run, the choice of a pair,
 * or the window. COMMAND_BACK closes what is open: a menu, the help, the focus, the panel that has the window; else it is
 * left to the caller (false). */
bool view_apply(View *view, Command command);

/* Shows a panel: brings its tab on top; one that is `shown` already gets the window, and one that has the window
 * gives it back. */
void view_show(View *view, PanelName panel, bool shown);

/* Opens a menu with its first item marked, or closes it if it is open. */
void view_open_menu(View *view, MenuName menu);

/* True when nothing differs. */
bool view_same_state(const ViewPanel *one, const ViewPanel *other);
