/* One table says which key does what; the loop obeys it and the help is written from it, so the two agree. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "live/panel_name.h"
#include "window/window.h"

typedef enum Command {
    COMMAND_NONE,
    /* for the run */
    COMMAND_RUN,
    COMMAND_STEP,
    COMMAND_REWIND,
    COMMAND_NEW_SEED,
    COMMAND_FASTER,
    COMMAND_SLOWER,
    /* for the choice of a pair */
    COMMAND_NEXT_PAIR,
    COMMAND_PREVIOUS_PAIR,
    COMMAND_WORST_PAIR,
    /* for the view */
    COMMAND_LOSS_SCALE,
    COMMAND_THEME,
    COMMAND_ZOOM_IN,
    COMMAND_ZOOM_OUT,
    COMMAND_ZOOM_RESET,
    COMMAND_HELP,
    COMMAND_BACK, /* what is not undone by view_apply ends the program */
    /* for the panels: COMMAND_PANEL + PANEL_ANGLES, and so on */
    COMMAND_PANEL,
    COMMAND_PANEL_LAST = COMMAND_PANEL + PANEL_COUNT - 1,
    /* for the window */
    COMMAND_FULLSCREEN,
    COMMAND_SAVE_PNG,
    COMMAND_SAVE_SHAPES,
    COMMAND_SAVE_PANEL_PNG,
    COMMAND_SAVE_PANEL_SHAPES,
    COMMAND_VIDEO,
    COMMAND_QUIT
} Command;

/* What a key event (kind WINDOW_KEY) asks for; COMMAND_NONE when it asks for nothing, or is a repetition of a key
 * that acts once a press. */
Command keys_command(const WindowEvent *event);

/* One line of the help: the keys, and what they do. */
typedef struct KeysLine {
    char keys[48];
    const char *meaning;
} KeysLine;

/* The number of lines, and the line of that number (0 ...). */
size_t keys_lines(void);
KeysLine keys_line(size_t number);
