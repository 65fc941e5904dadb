/* One table says which key does what; the window obeys it, and the help and the hints of the buttons are written from
 * it, so they agree. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "live/command.h"
#include "window/window_event.h"

/* What a key event (kind WINDOW_KEY) asks for; COMMAND_NONE when it asks for nothing, or is a repetition of a key
 * that acts once a press. */
Command keys_command(const WindowEvent *event);

/* What the keys are for, in the order of the help. */
typedef enum KeysPart { KEYS_RUN, KEYS_PAIRS, KEYS_PANELS, KEYS_BUTTONS, KEYS_WINDOW, KEYS_PARTS } KeysPart;

/* The title of a part. */
const char *keys_part_title(KeysPart part);

/* One line of the help: the keys, and what they do. */
typedef struct KeysLine {
    KeysPart part;
    char keys[48];
    const char *meaning;
} KeysLine;

/* The number of lines, and the line of that number (0 ...); those of a part follow each other. */
size_t keys_lines(void);
KeysLine keys_line(size_t number);

/* What a command does, in the words of the help; NULL when no key does it. */
const char *keys_meaning(Command command);

/* The key of a command as the help writes it; "" when there is none. */
const char *keys_name(Command command);

/* The first key of a panel in the table, a digit, which stands before its title; 0 when it has none. */
char keys_of_panel(PanelName panel);
