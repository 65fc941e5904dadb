/* What the person at the window has chosen to see. The trainer knows nothing of it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "draw/theme.h"
#include "live/keys.h"

enum { VIEW_ALL_PANELS = -1 };

typedef struct View {
    ThemeName theme;
    bool logarithmic_loss;
    bool help;                   /* the help covers the window */
    int panel;                   /* VIEW_ALL_PANELS, or the one panel that fills the window */
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
