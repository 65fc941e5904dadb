/* Plays a signature as a hand with a mouse: the path is followed in time, and every so often an event tells where it is. */
#pragma once
#include <math.h>
#include <stdbool.h>

#include "pen/signature.h"

/* What the device and the program are like. */
typedef struct Mouse {
    double events_a_second;
    double zoom;           /* units of the window to one of the signature's */
    bool whole_pixels;     /* it knows no others */
    double looks_a_second; /* how often the program looks for events; 0: at once after each */
} Mouse;

typedef enum MouseEventKind { MOUSE_PRESS, MOUSE_MOVE, MOUSE_RELEASE } MouseEventKind;

typedef struct MouseEvent {
    MouseEventKind kind;
    double x, y;        /* y upwards */
    double looked, met; /* seconds: when the program looked before, and when it met the event */
} MouseEvent;

/* Calls `tell(context, event)` for every event, from second `begin` on. */
static inline void mouse_play(const Signature *signature, Mouse mouse, double begin,
                              void (*tell)(void *context, MouseEvent event), void *context)
{
    const PenPoint *points = signature->points;
    double last = points[signature->count - 1].t;
    size_t i = 1, events = (size_t)ceil(last * mouse.events_a_second - 1e-9);
    bool down = false;
    for (size_t k = 0; k <= events; k++) {
        double t = fmin((double)k / mouse.events_a_second, last),
               look = mouse.looks_a_second > 0 ? 1 / mouse.looks_a_second : 0;
        while (i + 1 < signature->count && points[i].t < t)
            i++;
        const PenPoint *from = &points[i - 1], *to = &points[i];
        double part = (t - from->t) / (to->t - from->t);
        MouseEvent event = {.kind = MOUSE_MOVE,
                            .x = (from->x + part * (to->x - from->x)) * mouse.zoom,
                            .y = (from->y + part * (to->y - from->y)) * mouse.zoom};
        if (mouse.whole_pixels) {
            event.x = round(event.x);
            event.y = round(event.y);
        }
        event.met = begin + t;
        event.looked = event.met - 1e-4;
        if (mouse.looks_a_second > 0) {
            event.met = begin + ceil(t / look - 1e-9) * look;
            event.looked = event.met - look;
        }
        if (to->ink && !down)
            event.kind = MOUSE_PRESS;
        else if (down && (!to->ink || k == events))
            event.kind = MOUSE_RELEASE;
        down = event.kind == MOUSE_PRESS || (down && event.kind == MOUSE_MOVE);
        tell(context, event);
    }
}
