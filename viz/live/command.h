/* All that a key, a button or an item of a menu can ask for. */
#pragma once
#include "live/action.h"
#include "live/panel_name.h"
#include "live/snapshot.h"

/* The menus, in the order of the toolbar. */
typedef enum MenuName {
    MENU_LOSS,
    MENU_TARGET,
    MENU_FAULT,
    MENU_VIEW,
    MENU_EXPORT,
    MENU_MORE, /* the buttons that have no room in the toolbar */
    MENU_COUNT /* also: no menu */
} MenuName;

enum { COMMAND_LANGUAGES = 8 };

typedef enum Command {
    COMMAND_NONE,
    /* for the run: command_action says what they are there */
    COMMAND_RUN,
    COMMAND_STEP,
    COMMAND_STEP_BACK,
    COMMAND_EPOCH_BACK,
    COMMAND_PHASE,
    COMMAND_REWIND,
    COMMAND_NEW_SEED,
    COMMAND_FASTER,
    COMMAND_SLOWER,
    COMMAND_RATE_UP,
    COMMAND_RATE_DOWN,
    COMMAND_THRESHOLD_UP,
    COMMAND_THRESHOLD_DOWN,
    COMMAND_THRESHOLD_FREE,
    COMMAND_REPAIR,
    COMMAND_NEXT_PAIR,
    COMMAND_PREVIOUS_PAIR,
    COMMAND_WORST_PAIR,
    COMMAND_RUN_LAST = COMMAND_WORST_PAIR,
    /* for the view: view_apply */
    COMMAND_LOSS_SCALE,
    COMMAND_SEEN, /* beside the pair's signatures what the net sees of them, or not */
    COMMAND_THEME,
    COMMAND_THEME_DARK,
    COMMAND_THEME_LIGHT,
    COMMAND_THEME_CONTRAST,
    COMMAND_PROJECTOR,
    COMMAND_ZOOM_IN,
    COMMAND_ZOOM_OUT,
    COMMAND_ZOOM_RESET,
    COMMAND_HELP,
    COMMAND_BACK, /* what is not undone by view_apply ends the program */
    /* for the panels: COMMAND_PANEL + PANEL_ANGLES, and so on */
    COMMAND_PANEL,
    COMMAND_PANEL_LAST = COMMAND_PANEL + PANEL_COUNT - 1,
    COMMAND_MAXIMISE, /* the panel that has the focus, or lies under the mouse */
    /* to open a menu: COMMAND_MENU + MENU_LOSS, and so on */
    COMMAND_MENU,
    COMMAND_MENU_LAST = COMMAND_MENU + MENU_COUNT - 1,
    /* to move the keyboard's focus from part to part of the window */
    COMMAND_FOCUS_NEXT,
    COMMAND_FOCUS_PREVIOUS,
    COMMAND_FOCUS_TOOLBAR,
    /* for the window and for files: the loop's */
    COMMAND_FULLSCREEN,
    COMMAND_COPY_STATE,  /* what the window shows, as a line for --state */
    COMMAND_LANGUAGE,    /* the next language */
    COMMAND_LANGUAGE_AT, /* the language of an index: COMMAND_LANGUAGE_AT + 0, and so on */
    COMMAND_LANGUAGE_LAST = COMMAND_LANGUAGE_AT + COMMAND_LANGUAGES - 1,
    COMMAND_SAVE_PNG,
    COMMAND_SAVE_SHAPES,
    COMMAND_SAVE_PANEL_PNG,
    COMMAND_SAVE_PANEL_SHAPES,
    COMMAND_SAVE_PNG_OF, /* of one panel: COMMAND_SAVE_PNG_OF + PANEL_ANGLES, and so on */
    COMMAND_SAVE_PNG_OF_LAST = COMMAND_SAVE_PNG_OF + PANEL_COUNT - 1,
    COMMAND_SAVE_SHAPES_OF,
    COMMAND_SAVE_SHAPES_OF_LAST = COMMAND_SAVE_SHAPES_OF + PANEL_COUNT - 1,
    COMMAND_VIDEO,
    COMMAND_QUIT
} Command;

/* The action of a command for the run as it stands now; ACTION_NONE when it has none (there is no pair to choose), or
 * is not for the run. */
Action command_action(Command command, const Snapshot *snapshot);

/* The learning rate one place up or down the list ... 0.001, 0.002, 0.005, 0.01 ... */
double command_next_rate(double rate, bool up);
