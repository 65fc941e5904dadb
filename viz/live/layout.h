/* Where everything stands in a window of any size.
 *
 * One logical unit u = clamp(min(W/1280, H/720), 0.75, 4) * zoom pixels (of a display of ordinary density; times the
 * density on a dense one), W x H being the window's size in units of the desktop. The projector's theme has half as
 * much again, and at least so much that the smallest text is 20 pixels high. Whatever the size, the arrangement is one
 * of five; the sizes below are W and H divided by the zoom. */
#pragma once
#include "draw/paper.h"
#include "live/panels.h"
#include "live/view.h"

typedef enum LayoutKind {
    LAYOUT_ONE,    /* below 640 x 400, or when the view asks for one panel */
    LAYOUT_COLUMN, /* narrower than 900: one column of the panels there is room for, the others in tabs */
    LAYOUT_HALVES, /* too few units for more (a projector's letters are large): the angles, and beside them the tabs */
    LAYOUT_WIDE, /* two rows of two */
    LAYOUT_THREE /* from 1600 x 900: three columns */
} LayoutKind;

typedef struct Layout {
    LayoutKind kind;
    double unit;           /* pixels to a logical unit */
    double width, height;  /* of the window, units */
    double target;         /* height and least width of what is to be pressed */
    Rect toolbar;          /* the row of buttons at the top */
    Rect status, sentence; /* the bars below it and at the bottom */
    Rect banner;           /* over the panels when there is trouble; else of height 0 */
    bool shown[PANEL_COUNT];
    bool tabbed[PANEL_COUNT]; /* it stands under the tabs, and its own says its title */
    Rect panel[PANEL_COUNT];  /* of those shown; all edges lie on whole pixels */
    size_t tabs;              /* panels that share one place, by tabs */
    bool tabs_titled;         /* they are broad enough for words; else they have a number alone */
    PanelName tab[PANEL_COUNT];
    Rect tab_place[PANEL_COUNT]; /* of the tab with that index */
} Layout;

/* The layout of a window of width x height pixels (at least 1 x 1). */
Layout layout_make(int width, int height, const View *view);

/* The panel at a point (units), PANEL_COUNT when there is none. */
PanelName layout_panel_at(const Layout *layout, double x, double y);
