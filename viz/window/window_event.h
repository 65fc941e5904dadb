/* What a window tells of the person: keys, the mouse, and what becomes of the window itself. */
#pragma once
#include <stdbool.h>

typedef enum WindowEventKind {
    WINDOW_KEY, /* a key was pressed (or is held: repeated) */
    WINDOW_MOUSE_MOVE,
    WINDOW_MOUSE_DOWN,
    WINDOW_MOUSE_UP,
    WINDOW_MOUSE_LEAVE,
    WINDOW_WHEEL,
    WINDOW_RESIZED, /* draw anew, at window_size */
    WINDOW_EXPOSED, /* show again what was shown */
    WINDOW_QUIT     /* the person, or the system, wants it closed */
} WindowEventKind;

/* A key is the character it types ('+', '?', '.', whatever the keyboard's layout), a letter always small (with
 * `shift` telling the rest, so that a caps lock changes nothing), or one of these. */
enum WindowKey {
    WINDOW_KEY_BACKSPACE = 8,
    WINDOW_KEY_TAB = 9,
    WINDOW_KEY_ENTER = 13,
    WINDOW_KEY_ESCAPE = 27,
    WINDOW_KEY_SPACE = ' ',
    WINDOW_KEY_F1 = 0x110001, /* beyond Unicode; F2 .. F12 follow */
    WINDOW_KEY_F11 = 0x11000B,
    WINDOW_KEY_LEFT = 0x110020,
    WINDOW_KEY_RIGHT,
    WINDOW_KEY_UP,
    WINDOW_KEY_DOWN
};

typedef struct WindowEvent {
    WindowEventKind kind;
    double seconds;      /* when it came, since the window was opened (window_pump) */
    unsigned key;        /* WINDOW_KEY */
    bool shift, control; /* held meanwhile; `shift` is not told of characters that need it on some layouts */
    bool repeated;       /* WINDOW_KEY: held down, not pressed anew */
    double x, y;         /* the mouse's, pixels */
    int button, clicks;  /* WINDOW_MOUSE_DOWN and _UP: 1 left, 2 middle, 3 right; 2 for a double click */
    double wheel;        /* WINDOW_WHEEL: notches, up is positive */
} WindowEvent;
