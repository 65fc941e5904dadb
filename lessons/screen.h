/* A lesson on a terminal: words in lines, a stop before what was not read yet scrolls away, and what the person types.
 *
 * Everything is read line by line, so the terminal stays as it was found, whatever ends the program. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef enum ScreenReply {
    SCREEN_ANSWERED,
    SCREEN_END,
    SCREEN_INTERRUPTED,
    SCREEN_CHANGED /* what was watched meanwhile changed before the person answered */
} ScreenReply;

typedef struct Screen {
    bool plain; /* ASCII alone, no colour */
    bool colour;
    bool automatic;      /* never stop, never ask */
    bool silent;         /* write nothing: what was read before is gone through again */
    size_t since;        /* lines written since the person last pressed a key */
    bool too_wide;       /* a line had no room in SCREEN_COLUMNS */
    ScreenReply leaving; /* other than SCREEN_ANSWERED: the person left in the middle of a part */
} Screen;

enum { SCREEN_COLUMNS = 78, SCREEN_INDENT = 2, SCREEN_ANSWER = 80 };

/* For standard output. Ctrl-C is caught: reading then ends. */
Screen screen_open(bool plain, bool automatic);

/* How something is set. */
typedef enum ScreenStyle {
    SCREEN_TEXT,
    SCREEN_TITLE,
    SCREEN_HEADING,
    SCREEN_FORMULA,
    SCREEN_QUESTION,
    SCREEN_GOOD,
    SCREEN_BAD
} ScreenStyle;

/* Words in lines as wide as the terminal, at most SCREEN_COLUMNS. The first line begins with `first`, the others are set
 * in as far. What stands in `backquotes` is coloured, or put in single quotes. */
void screen_words(Screen *screen, ScreenStyle style, const char *first, const char *text);

/* Lines as they are, set in. */
void screen_lines(Screen *screen, ScreenStyle style, const char *text);
void screen_gap(Screen *screen); /* an empty line */

/* Stops first when so many lines more would scroll unread ones away. Whoever leaves there sees nothing more, and what is
 * asked next is answered for them: SCREEN_END or SCREEN_INTERRUPTED. */
void screen_room(Screen *screen, size_t lines);

/* Writes the prompt and reads a line (without its end or blanks around it). SCREEN_END: there is nothing more to read. */
ScreenReply screen_ask(Screen *screen, const char *prompt, char answer[static SCREEN_ANSWER]);

/* The same, but on a terminal `changed` is asked a few times a second, and SCREEN_CHANGED returned as soon as it says so. */
ScreenReply screen_ask_watching(Screen *screen, const char *prompt, bool (*changed)(void *context),
                                void *context, char answer[static SCREEN_ANSWER]);

/* Lines of the terminal; 24 where it does not tell. */
size_t screen_height(void);
