/* A few words that come up over the window and go again: "saved angles-seed42-step5120.png". */
#pragma once
#include "base/status.h"
#include "draw/paper.h"

typedef struct Notice {
    char text[STATUS_MESSAGE_SIZE]; /* empty: nothing is shown */
    bool trouble;
    double until; /* seconds, by the window's clock */
} Notice;

/* Shows the words for as long as they take to be read. */
void notice_say(Notice *notice, double now, const char *text);

/* Shows a sentence of trouble, longer. */
void notice_warn(Notice *notice, double now, const char *text);

/* Takes the words away when their time is over. True when that was now: the picture is to be drawn again. */
bool notice_end(Notice *notice, double now);

/* Draws the words, if there are any, on a plate at the lower edge of `room`. */
void notice_draw(const Paper *paper, Rect room, const Notice *notice);

/* Draws the sign that a video is being recorded at the right end of the bar: a red dot and its seconds. */
void notice_draw_recording(const Paper *paper, Rect bar, double seconds);
