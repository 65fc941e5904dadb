/* One window of the desktop: it shows an image and tells what the person does. Nothing of SDL shows in here.
 *
 * Everything is told in pixels of what is drawn (on a dense display there are more of them than units of the
 * window's size). One window to a process; all functions are called from the thread that opened it. */
#pragma once
#include <cairo.h>
#include <stdbool.h>

#include "base/status.h"
#include "window/window_event.h"

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
