/* Labels: measured, placed, shortened with an ellipsis when there is no room (never cut silently), and written down
 * for the tests.
 *
 * Every text may hold any bytes: what is not UTF-8 becomes U+FFFD and control characters become spaces (cairo would
 * put the whole context into a permanent error state); more than TEXT_SIZE - 1 bytes are shortened. */
#pragma once
#include "draw/paper.h"

enum { TEXT_SIZE = 512, TEXT_LOG_SIZE = 600 };

typedef enum TextFace { TEXT_REGULAR, TEXT_BOLD } TextFace;
typedef enum TextAlign { TEXT_LEFT, TEXT_CENTRE, TEXT_RIGHT } TextAlign;

typedef struct TextStyle {
    double size; /* of the em, logical units */
    TextFace face;
    Colour colour;
} TextStyle;

/* One text that was drawn, in device pixels. */
typedef struct TextBox {
    Rect box;    /* advance width by the height of capitals and descenders */
    Rect clip;   /* what could be drawn on at that moment */
    int layer;   /* the log's `layer` at that moment */
    double size; /* of the em, pixels */
    bool elided; /* there was no room for all of it */
    char text[80];
} TextBox;

struct TextLog {
    size_t count, lost; /* lost: drawn, but no room in `boxes` */
    int layer;          /* set by the caller: texts of different layers may cover each other */
    TextBox boxes[TEXT_LOG_SIZE];
};

/* Copies text into clean[], as described above; text may be NULL (an empty text). */
void text_clean(const char *text, char clean[static TEXT_SIZE]);

/* Advance width in logical units. */
double text_width(const Paper *paper, TextStyle style, const char *text);

/* Distance between the middles of two lines of a text. */
double text_line_height(TextStyle style);

/* Draws one line: `x` is its left edge, middle or right edge, `y` the middle of its capitals. */
void text_draw(const Paper *paper, TextStyle style, double x, double y, TextAlign align, const char *text);

/* The same with a plate of `ground` behind it, so that lines below do not run through the letters. */
void text_draw_on_plate(const Paper *paper, TextStyle style, double x, double y, TextAlign align,
                        const char *text, Colour ground);

/* Draws one line inside `room` (in its middle vertically), shortened with an ellipsis where it is too long; nothing
 * when not even the ellipsis has room. Returns the width drawn. */
double text_fit(const Paper *paper, TextStyle style, Rect room, TextAlign align, const char *text);

/* Draws words in lines of at most room.width from room.y down, as many lines as room.height holds; what has no
 * room in the last line is shortened with an ellipsis. Returns the number of lines drawn. */
size_t text_wrap(const Paper *paper, TextStyle style, Rect room, const char *text);

/* The number of lines text_wrap would need with no limit to the height. */
size_t text_lines(const Paper *paper, TextStyle style, double width, const char *text);
