/* SDL's events in the words of window_event.h. What they say of keys depends on the keyboard's layout, on caps lock and on
 * what is held; the rules for that are here. For window.c alone. */
#pragma once
#include <SDL.h>
#include <stdbool.h>

#include "window/window_event.h"

/* What one event leaves behind for the next; all zeros to begin with. */
typedef struct SdlEventKeys {
    bool repeated; /* the last key event was a repetition: so is the text that follows it */
} SdlEventKeys;

/* Tells an event of SDL, all but its time, `density` pixels to one unit of the window. False for events that are no
 * concern of a window: *event then holds nothing of use. */
bool sdl_event_tell(const SDL_Event *from, double density, SdlEventKeys *keys, WindowEvent *event);
