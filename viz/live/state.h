/* All that a window shows, as one line that a command line takes: what the run is made from, what was done to its
 * training, how far it has come, the pair, the threshold, and the view. Read, it leads to the same bits. */
#pragma once
#include "live/setup.h"
#include "live/view.h"

/* Writes it (see live/record.h for the form); the caller frees *line. Trouble: an option that cannot be written down; no
 * memory. */
Status state_write(const Setup *setup, const Session *session, const View *view, char **line);

/* What was read beside the setup and the view. */
typedef struct State {
    char *text; /* the setup's texts point into it */
    Script script;
    uint64_t end;
} State;

/* Reads such a line into *setup, *view (the rest of which stays) and *state. `name` stands before what is said of it.
 * Trouble: a line that state_write does not write. Free with state_free, after trouble too, when the session is gone. */
Status state_read(const char *name, const char *line, Setup *setup, View *view, State *state);
void state_free(State *state);

/* "dark", and so on; and the theme of that name: false when there is none. */
const char *state_theme_name(ThemeName theme);
bool state_parse_theme(const char *name, ThemeName *theme);
