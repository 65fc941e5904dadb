/* The parts that a computation graph is drawn with: boxes, arrows between them, and the numbers that stand on them.
 *
 * What flows forward is green and stands above an edge, what flows back is pink and stands below. What does not exist
 * yet is grey and dashed, and has no number. Everything is drawn where the caller says; nothing here knows a net. */
#pragma once
#include "draw/paper.h"
#include "draw/text.h"

typedef enum GraphFlow { GRAPH_FORWARD, GRAPH_BACKWARD, GRAPH_UPDATE } GraphFlow;

typedef enum GraphForm {
    GRAPH_STEP,   /* something that computes */
    GRAPH_SIGNAL, /* something that is given, or comes out */
    GRAPH_STORE   /* parameters: with a double frame, since more than one arrow goes out of them */
} GraphForm;

typedef struct GraphBox {
    Rect place;
    GraphForm form;
    const char *label; /* in the middle; NULL: none */
    double text_size;
    bool exists;    /* false: grey, dashed */
    bool chosen;    /* a strong frame */
    double glow;    /* 0 .. 1: how strongly it is lit as the one at work ... */
    GraphFlow flow; /* ... in the colour of this */
} GraphBox;

void graph_draw_box(const Paper *paper, GraphBox box);

enum { GRAPH_POINTS_MAX = 4 };

/* A way of straight pieces from the first point to the last, with a lane for each direction. */
typedef struct GraphWay {
    size_t count; /* 2 .. GRAPH_POINTS_MAX */
    double x[GRAPH_POINTS_MAX], y[GRAPH_POINTS_MAX];
    double width;           /* of a line */
    bool forward, backward; /* something has gone along it; without `forward` the lane is grey and dashed,
                                   without `backward` it is not there */
    bool forward_lit, backward_lit; /* ... just now: a stronger line */
} GraphWay;

/* Draws the forward lane on the left of the way (above, where it goes to the right) and the backward lane on the
 * other side, each with an arrowhead. */
void graph_draw_way(const Paper *paper, const GraphWay *way);

/* The style of a number: its colour has a contrast of at least 4.5 with the panel. */
TextStyle graph_number_style(const Paper *paper, GraphFlow flow, double size);

/* The colour of lines and of light for what flows so. */
Colour graph_colour(const Theme *theme, GraphFlow flow);

/* Draws a number with its middle (or its left or right end) at (x, y). */
void graph_draw_number(const Paper *paper, GraphFlow flow, double size, double x, double y, TextAlign align,
                       const char *text);

enum { GRAPH_NUMBER_SIZE = 16 };

/* A number in three significant digits and few characters: "12.3", "0.0213", "-2.1e-5", "1.2e7"; "nan", "inf". */
void graph_write_number(double value, char text[static GRAPH_NUMBER_SIZE]);
