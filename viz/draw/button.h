/* Buttons and tabs as they look; what they do is the caller's. */
#pragma once
#include "draw/icon.h"
#include "draw/paper.h"

typedef struct Button {
    Rect place;
    IconName icon;
    const char *label; /* beside the icon; NULL: none */
    bool opens;        /* a sign says that a menu opens below */
    bool enabled;      /* false: drawn faint */
    bool on;           /* of a switch, or of the tab on top */
    bool pointed;      /* the mouse is over it */
} Button;

/* The width a button needs for all that is on it; at least `least`. */
double button_width(const Paper *paper, IconName icon, const char *label, bool opens, double least);

void button_draw(const Paper *paper, const Button *button);

/* A tab: its number in a chip, and its label beside it. */
void button_draw_tab(const Paper *paper, const Button *tab, char number);

/* A ring round what the keyboard has chosen, outside of `place`. */
void button_draw_focus(const Paper *paper, Rect place, double radius);
