/* What the person does with keys and mouse, made into what is to be done. Whatever concerns the view alone is done at
 * once; what concerns the run comes back as an action, what concerns the window or files as a command. */
#pragma once
#include "live/scene.h"
#include "window/window_event.h"

/* The window that the event came from. */
typedef struct DispatchWindow {
    int width, height; /* pixels */
    double seconds;    /* since it opened */
} DispatchWindow;

typedef struct DispatchOutcome {
    bool changed;    /* something that is drawn may have */
    Command command; /* COMMAND_NONE, or one that view_apply does not know and that has no action */
    Action action;
    OwnPen pen; /* OWN_PEN_NONE, or what a pen does on the field where one signs */
} DispatchOutcome;

DispatchOutcome dispatch_event(Scene *scene, DispatchWindow window, const Snapshot *snapshot, View *view,
                               const WindowEvent *event);
