/* The colours of everything that is drawn: dark for a screen, light for paper, high contrast, and one for a projector.
 *
 * Classes and directions have the colours of Okabe and Ito's palette ("Color Universal Design", 2008), which people
 * with colour-blindness tell apart and which can be named from the back row: genuine blue, forged orange, forward
 * green, backward pink. A colour never stands alone: genuine is also a circle and a solid line, forged a triangle
 * and a dashed one. */
#pragma once

/* Red, green and blue, each 0 .. 1 (sRGB). */
typedef struct Colour {
    double red, green, blue;
} Colour;

typedef enum ThemeName {
    THEME_DARK,
    THEME_LIGHT,
    THEME_CONTRAST,  /* white, yellow and cyan on black: for those who see little */
    THEME_PROJECTOR, /* the light one with thick lines, for a bright room */
    THEME_COUNT
} ThemeName;

typedef struct Theme {
    Colour window;       /* behind the panels */
    Colour panel;        /* behind a panel's drawing */
    Colour border;       /* round a panel */
    Colour grid;         /* lines that only help to read */
    Colour axis;         /* lines that mean something: zero, 90 degrees, a vector */
    Colour text;         /* what is to be read first */
    Colour muted;        /* what is to be read second: tick labels, units */
    Colour genuine;      /* marks of the genuine class */
    Colour forged;       /* marks of the forged class */
    Colour genuine_text; /* words in the colour of a class: contrast with `panel` and `window` at least 4.5 */
    Colour forged_text;
    Colour threshold;     /* the line that decides */
    Colour forward;       /* what flows forward, and where a pen starts */
    Colour backward;      /* gradients */
    Colour backward_text; /* words about gradients */
    Colour training;      /* the loss on the pairs trained on */
    Colour validation;    /* the loss on the pairs held out */
    Colour warning_text;  /* trouble */
    Colour wrong;         /* marks and frames of what is wrong: red from the back row */
    double least_line;    /* lines of data are at least so many pixels broad */
} Theme;

/* The theme of that name; it lives as long as the program. */
const Theme *theme_named(ThemeName name);

/* Contrast ratio of two colours, 1 .. 21, (L1 + 0.05)/(L2 + 0.05) with relative luminances as in the Web Content
 * Accessibility Guidelines 2.1; 4.5 is the least for text. */
double theme_contrast(Colour one, Colour other);

/* The colour `share` of the way from one to the other (0: one, 1: other). */
Colour theme_mix(Colour one, Colour other, double share);
