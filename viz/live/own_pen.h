/* What a pen (or the mouse) does on the field where one signs. */
#pragma once

typedef enum OwnPenKind { OWN_PEN_NONE, OWN_PEN_DOWN, OWN_PEN_MOVE, OWN_PEN_UP } OwnPenKind;

/* x to the right and y UP, in units of the window. */
typedef struct OwnPen {
    OwnPenKind kind;
    double x, y;
    double seconds; /* when, since the window opened */
} OwnPen;
