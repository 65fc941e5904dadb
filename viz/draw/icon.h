/* Small signs for buttons, drawn as shapes so that they look alike at every size and need no font. */
#pragma once
#include "draw/paper.h"

typedef enum IconName {
    ICON_NONE,
    ICON_PLAY,
    ICON_PAUSE,
    ICON_STEP,      /* a bar left behind: one step on */
    ICON_STEP_BACK, /* one step back */
    ICON_PHASE,     /* a part of a step */
    ICON_REWIND,    /* back to the start */
    ICON_DICE,      /* another seed */
    ICON_LESS,
    ICON_MORE,
    ICON_DOWN, /* something opens below */
    ICON_DOTS, /* there is more */
    ICON_QUESTION,
    ICON_TICK,
    ICON_WARNING, /* something is wrong */
    ICON_COUNT
} IconName;

/* Draws an icon in the middle of a square of `size` round (x, y). */
void icon_draw(const Paper *paper, IconName name, double x, double y, double size, Colour colour);
