/* What a mouse or a pen drew in the window, event by event, and the signature that it is.
 *
 * Events come unevenly: several with one time when the program looked for them late, none while the pen stands. So a
 * signature is taken from them by time. Events that were met at one look are spread over the time since the look before,
 * as a device with a steady rate sent them; then the path, straight from event to event, is read 100 times a second, as
 * a tablet would, each point being the path's mean over a few milliseconds (a mouse knows whole pixels alone, and
 * without that a slow stroke would be a flight of steps). Between two strokes nothing is recorded: as in the files of
 * SVC2004 the way through the air is the straight line, and takes the time that it took. */
#pragma once
#include "pen/signature.h"

typedef struct CaptureEvent {
    double x, y;       /* units of the window, y growing upwards */
    double seconds;    /* when it was met, never falling */
    double since;      /* when the program had looked before */
    bool begins, ends; /* a stroke begins here, ends here */
} CaptureEvent;

/* Zeros to begin with. */
typedef struct Capture {
    size_t count, room;
    CaptureEvent *events; /* owned: capture_free */
    bool down;            /* a stroke is being drawn */
    double looked;        /* the last capture_look */
} Capture;

enum { CAPTURE_EVENTS_MAX = 1 << 18 };

void capture_free(Capture *capture);

/* The program looks for events now: what comes next happened after this moment. */
void capture_look(Capture *capture, double seconds);

/* The pen goes down, moves, goes up. Times that fall are taken for the latest so far; a movement without a pen that is
 * down is none. False when there is no memory, or too much was drawn: the event is then lost. */
bool capture_down(Capture *capture, double x, double y, double seconds);
bool capture_move(Capture *capture, double x, double y, double seconds);
bool capture_up(Capture *capture, double x, double y, double seconds);

size_t capture_strokes(const Capture *capture);

/* Takes away the last stroke, if there is one; all of them. */
void capture_undo(Capture *capture);
void capture_clear(Capture *capture);

/* The signature, in millimetres, from the first event on. The caller frees it. Trouble: nothing was drawn, what was is
 * no signature (signature_check), no memory. */
Status capture_signature(const Capture *capture, double millimetres_per_unit, Signature *signature);
