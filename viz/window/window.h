/* One window of the desktop: it shows an image and tells what the person does. The only file that knows SDL.
 *
 * Everything is told in pixels of what is drawn (on a dense display there are more of them than units of the
 * window's size). One window to a process; all functions are called from the thread that opened it. */
#pragma once
#include <cairo.h>
#include <stdbool.h>

#include "base/status.h"

typedef struct Window Window;

typedef struct WindowOptions {
    const char *title;
    int width, height; /* of the window when it opens, units of the desktop */
    bool fullscreen;
    bool allow_unseen; /* for tests: a driver that shows nothing (dummy, offscreen) will do */
} WindowOptions;

typedef enum WindowOpening {
    WINDOW_OPENED,
    WINDOW_NO_DISPLAY, /* there is no display a person could see */
    WINDOW_TROUBLE     /* there is one, and it refused */
} WindowOpening;

/* Opens a window. Unless WINDOW_OPENED, *window is NULL and *status says why. */
WindowOpening window_open(WindowOptions options, Window **window, Status *status);

/* Closes it; NULL is allowed. */
void window_close(Window *window);

/* Pixels that are to be drawn, and pixels to one unit of the desktop. */
typedef struct WindowSize {
    int width, height;
    double density;
} WindowSize;
WindowSize window_size(const Window *window);

/* Shows an image (CAIRO_FORMAT_RGB24 or ARGB32) with its left top corner in the window's; what it does not cover is
 * black. With a display that says when it is ready for a frame this may wait for it. */
Status window_present(Window *window, cairo_surface_t *image);

/* Changes the title: what a screen reader tells of the window. */
void window_set_title(Window *window, const char *title);

/* Puts a text into the clipboard. Trouble: the display has none, or refuses. */
Status window_copy(Window *window, const char *text);

/* Turns full screen on and off. */
void window_toggle_fullscreen(Window *window);

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
    double
        seconds; /* when it came, since the window was opened: as far as window_pump and window_next_event were
                            there to see it come */
    unsigned key;        /* WINDOW_KEY */
    bool shift, control; /* held meanwhile; `shift` is not told of characters that need it on some layouts */
    bool repeated;       /* WINDOW_KEY: held down, not pressed anew */
    double x, y;         /* the mouse's, pixels */
    int button, clicks;  /* WINDOW_MOUSE_DOWN and _UP: 1 left, 2 middle, 3 right; 2 for a double click */
    double wheel;        /* WINDOW_WHEEL: notches, up is positive */
} WindowEvent;

/* The next event, waiting at most `seconds` for it (0: not at all). False when none came. While the training is
 * paused this is where the program sleeps. */
bool window_next_event(Window *window, double seconds, WindowEvent *event);

/* Takes in what has happened, for window_next_event to tell: each event then knows its time, however long the program
 * is busy before it asks. To be called now and then in the course of long work. */
void window_pump(Window *window);

/* Sleeps until `frames_per_second` frames make a second, counted from call to call. With a driver that does not wait
 * for a display (the dummy one says it does) this alone keeps a loop from spinning. */
void window_pace(Window *window, double frames_per_second);

/* Seconds since the window was opened. */
double window_seconds(const Window *window);

/* `redraw` is called whenever the size changes, even while a window manager holds the loop in its own during a
 * resize; it draws and presents. NULL for none. */
void window_on_resize(Window *window, void (*redraw)(void *context), void *context);

/* `lost` is called when the display has gone away (its server ended, a connection broke), in the middle of whatever the
 * window was asked for: it saves what is to be saved, says what is to be said, and asks nothing of the window any more. When it
 * returns the program ends, with exit status 2. NULL: a sentence is printed. With X11; others let window_present fail, or
 * tell WINDOW_QUIT. */
void window_on_loss(Window *window, void (*lost)(void *context), void *context);

/* The name of the video driver in use ("x11", "wayland", "dummy"). */
const char *window_driver(const Window *window);
