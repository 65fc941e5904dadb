#include "live/keys.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "words/words.h"

typedef struct Key {
    KeysPart part;
    const char *name; /* as the help writes it; NULL: works, but the help does not list it */
    Command command;
    unsigned key; /* 0: no key, a line of the help alone (the mouse) */
    bool shift, control;
    bool repeats;        /* acts again while it is held */
    const char *meaning; /* NULL: another key for the line above */
} Key;

static const Key table[] = {
    {KEYS_RUN, N_("Space"), COMMAND_RUN, WINDOW_KEY_SPACE, 0, 0, 0, N_("run or pause")},
    {KEYS_RUN, ".", COMMAND_STEP, '.', 0, 0, 1, N_("one training step")},
    {KEYS_RUN, ",", COMMAND_STEP_BACK, ',', 0, 0, 1, N_("one training step back")},
    {KEYS_RUN, "<", COMMAND_EPOCH_BACK, '<', 0, 0, 1, N_("back to the start of the epoch")},
    {KEYS_RUN, NULL, COMMAND_EPOCH_BACK, ';', 0, 0, 1, NULL}, /* Shift and , on other keyboards */
    {KEYS_RUN, ">", COMMAND_PHASE, '>', 0, 0, 1, N_("a part of a step: forward, loss, backward, update")},
    {KEYS_RUN, NULL, COMMAND_PHASE, ':', 0, 0, 1, NULL}, /* Shift and . on other keyboards */
    {KEYS_RUN, "R", COMMAND_REWIND, 'r', 0, 0, 0, N_("back to the start, same seed: the same run again")},
    {KEYS_RUN, "Shift+R", COMMAND_NEW_SEED, 'r', 1, 0, 0, N_("back to the start with a new seed")},
    {KEYS_RUN, "+", COMMAND_FASTER, '+', 0, 0, 1, N_("faster")},
    {KEYS_RUN, NULL, COMMAND_FASTER, '=', 0, 0, 1, NULL}, /* where + needs Shift */
    {KEYS_RUN, "-", COMMAND_SLOWER, '-', 0, 0, 1, N_("slower")},
    {KEYS_RUN, "]", COMMAND_RATE_UP, ']', 0, 0, 1, N_("a larger learning rate, from the next step on")},
    {KEYS_RUN, "[", COMMAND_RATE_DOWN, '[', 0, 0, 1, N_("a smaller learning rate, from the next step on")},
    {KEYS_RUN, "O", COMMAND_MENU + MENU_LOSS, 'o', 0, 0, 0, N_("another loss, from the next step on")},
    {KEYS_RUN, "Shift+O", COMMAND_MENU + MENU_TARGET, 'o', 1, 0, 0,
     N_("where the loss wants the forged pairs")},
    {KEYS_RUN, "!", COMMAND_MENU + MENU_FAULT, '!', 0, 0, 0, N_("plant a mistake in a backward pass")},
    {KEYS_RUN, "Shift+F", COMMAND_REPAIR, 'f', 1, 0, 0, N_("take all planted mistakes out")},

    {KEYS_PAIRS, N_("click"), COMMAND_NONE, 0, 0, 0, 0,
     N_("choose the pair of that line or mark, everywhere")},
    {KEYS_PAIRS, "Tab", COMMAND_NEXT_PAIR, WINDOW_KEY_TAB, 0, 0, 1, N_("next pair")},
    {KEYS_PAIRS, "Shift+Tab", COMMAND_PREVIOUS_PAIR, WINDOW_KEY_TAB, 1, 0, 1, N_("pair before")},
    {KEYS_PAIRS, "/", COMMAND_WORST_PAIR, '/', 0, 0, 0, N_("the pair that is most wrong")},
    {KEYS_PAIRS, "Shift+\xe2\x86\x91", COMMAND_THRESHOLD_UP, WINDOW_KEY_UP, 1, 0, 1,
     N_("the threshold one degree up; the mouse drags it")},
    {KEYS_PAIRS, "Shift+\xe2\x86\x93", COMMAND_THRESHOLD_DOWN, WINDOW_KEY_DOWN, 1, 0, 1,
     N_("the threshold one degree down")},
    {KEYS_PAIRS, "E", COMMAND_THRESHOLD_FREE, 'e', 0, 0, 0,
     N_("the threshold back to where both errors are equal")},

    {KEYS_PANELS, "1 ... 9, 0", COMMAND_PANEL + PANEL_ANGLES, '1', 0, 0, 0,
     N_("show that panel; again: alone; again: all panels")},
    {KEYS_PANELS, NULL, COMMAND_PANEL + PANEL_PAIR, '2', 0, 0, 0, NULL},
    {KEYS_PANELS, NULL, COMMAND_PANEL + PANEL_INK, '3', 0, 0, 0, NULL},
    {KEYS_PANELS, NULL, COMMAND_PANEL + PANEL_GRAPH, '4', 0, 0, 0, NULL},
    {KEYS_PANELS, NULL, COMMAND_PANEL + PANEL_CHECK, '5', 0, 0, 0, NULL},
    {KEYS_PANELS, NULL, COMMAND_PANEL + PANEL_RATES, '6', 0, 0, 0, NULL},
    {KEYS_PANELS, NULL, COMMAND_PANEL + PANEL_LOSS, '7', 0, 0, 0, NULL},
    {KEYS_PANELS, NULL, COMMAND_PANEL + PANEL_EMBEDDING, '8', 0, 0, 0, NULL},
    {KEYS_PANELS, NULL, COMMAND_PANEL + PANEL_NUMBERS, '9', 0, 0, 0, NULL},
    {KEYS_PANELS, NULL, COMMAND_PANEL + PANEL_OWN, '0', 0, 0, 0, NULL},
    {KEYS_PANELS, NULL, COMMAND_PANEL + PANEL_CHECK, 'g', 0, 0, 0, NULL},
    {KEYS_PANELS, N_("wheel"), COMMAND_NONE, 0, 0, 0, 0,
     N_("zoom the epochs, with Shift the losses; signatures by strokes")},
    {KEYS_PANELS, N_("drag"), COMMAND_NONE, 0, 0, 0, 0, N_("move the threshold, or the zoomed epochs")},
    {KEYS_PANELS, N_("double click"), COMMAND_NONE, 0, 0, 0, 0,
     N_("show all epochs; let go of the threshold; elsewhere: that panel alone")},
    {KEYS_PANELS, "\xe2\x86\x91  \xe2\x86\x93", COMMAND_NONE, 0, 0, 0, 0,
     N_("the wheel, in the panel that has the focus")},
    {KEYS_PANELS, "Shift+\xe2\x86\x90  \xe2\x86\x92", COMMAND_NONE, 0, 0, 0, 0,
     N_("there: to earlier or later epochs, like Ctrl and the wheel")},
    {KEYS_PANELS, "N", COMMAND_SEEN, 'n', 0, 0, 0, N_("the signatures also as the net sees them")},
    {KEYS_PANELS, "D", COMMAND_PANEL + PANEL_OWN, 'd', 0, 0, 0, N_("draw your own signature")},
    {KEYS_PANELS, "L", COMMAND_LOSS_SCALE, 'l', 0, 0, 0, N_("loss: linear or logarithmic")},

    {KEYS_BUTTONS, "F6", COMMAND_FOCUS_NEXT, WINDOW_KEY_F1 + 5, 0, 0, 0,
     N_("the focus to the next part: buttons, tabs, panels")},
    {KEYS_BUTTONS, "Ctrl+Tab", COMMAND_FOCUS_NEXT, WINDOW_KEY_TAB, 0, 1, 0, NULL},
    {KEYS_BUTTONS, "Shift+F6", COMMAND_FOCUS_PREVIOUS, WINDOW_KEY_F1 + 5, 1, 0, 0,
     N_("the focus to the part before")},
    {KEYS_BUTTONS, NULL, COMMAND_FOCUS_PREVIOUS, WINDOW_KEY_TAB, 1, 1, 0, NULL},
    {KEYS_BUTTONS, "F10", COMMAND_FOCUS_TOOLBAR, WINDOW_KEY_F1 + 9, 0, 0, 0, N_("the focus to the buttons")},
    {KEYS_BUTTONS, N_("arrows, Tab"), COMMAND_NONE, 0, 0, 0, 0, N_("move the focus within its part")},
    {KEYS_BUTTONS, "Enter", COMMAND_MAXIMISE, WINDOW_KEY_ENTER, 0, 0, 0,
     N_("do what has the focus; a panel: the window for it")},
    {KEYS_BUTTONS, "Esc", COMMAND_BACK, WINDOW_KEY_ESCAPE, 0, 0, 0,
     N_("close what is open, show all panels, or else quit")},

    {KEYS_WINDOW, "S", COMMAND_SAVE_PNG, 's', 0, 0, 0, N_("save the window as PNG")},
    {KEYS_WINDOW, "Shift+S", COMMAND_SAVE_SHAPES, 's', 1, 0, 0, N_("save the window as SVG and PDF")},
    {KEYS_WINDOW, "Ctrl S", COMMAND_SAVE_PANEL_PNG, 's', 0, 1, 0,
     N_("save the panel under the mouse as PNG")},
    {KEYS_WINDOW, "Ctrl Shift+S", COMMAND_SAVE_PANEL_SHAPES, 's', 1, 1, 0, N_("that panel as SVG and PDF")},
    {KEYS_WINDOW, "V", COMMAND_VIDEO, 'v', 0, 0, 0, N_("record a video; the same key again ends it")},
    {KEYS_WINDOW, "Ctrl C", COMMAND_COPY_STATE, 'c', 0, 1, 0,
     N_("copy all that is shown as a line for --state")},
    {KEYS_WINDOW, "X", COMMAND_MENU + MENU_EXPORT, 'x', 0, 0, 0, N_("all ways to save")},
    {KEYS_WINDOW, "M", COMMAND_MENU + MENU_VIEW, 'm', 0, 0, 0, N_("colours, sizes, languages")},
    {KEYS_WINDOW, "T", COMMAND_THEME, 't', 0, 0, 0, N_("dark, light, or high contrast")},
    {KEYS_WINDOW, "F5", COMMAND_PROJECTOR, WINDOW_KEY_F1 + 4, 0, 0, 0,
     N_("for a projector: large, light, thick lines")},
    {KEYS_WINDOW, "F2", COMMAND_LANGUAGE, WINDOW_KEY_F1 + 1, 0, 0, 0, N_("the next language")},
    {KEYS_WINDOW, "Ctrl +", COMMAND_ZOOM_IN, '+', 0, 1, 1, N_("everything larger")},
    {KEYS_WINDOW, NULL, COMMAND_ZOOM_IN, '=', 0, 1, 1, NULL},
    {KEYS_WINDOW, "Ctrl -", COMMAND_ZOOM_OUT, '-', 0, 1, 1, N_("everything smaller")},
    {KEYS_WINDOW, "Ctrl 0", COMMAND_ZOOM_RESET, '0', 0, 1, 0, N_("everything at its usual size")},
    {KEYS_WINDOW, "F11", COMMAND_FULLSCREEN, WINDOW_KEY_F11, 0, 0, 0, N_("full screen")},
    {KEYS_WINDOW, "?", COMMAND_HELP, '?', 0, 0, 0, N_("this help")},
    {KEYS_WINDOW, "F1", COMMAND_HELP, WINDOW_KEY_F1, 0, 0, 0, NULL},
    {KEYS_WINDOW, "Q", COMMAND_QUIT, 'q', 0, 0, 0, N_("quit")},
};
enum { TABLE_SIZE = sizeof table / sizeof table[0] };

static const char *const part_titles[KEYS_PARTS] = {
    [KEYS_RUN] = N_("The run"),         [KEYS_PAIRS] = N_("Pairs"),   [KEYS_PANELS] = N_("Panels"),
    [KEYS_BUTTONS] = N_("By keyboard"), [KEYS_WINDOW] = N_("Window"),
};

const char *keys_part_title(KeysPart part)
{
    assert(part < KEYS_PARTS);
    return _(part_titles[part]);
}

/* Shift tells two keys apart only where it does not change the character that is typed. */
static bool shift_counts(unsigned key)
{
    return (key >= 'a' && key <= 'z') || key == WINDOW_KEY_TAB || key > 0x10FFFF;
}

Command keys_command(const WindowEvent *event)
{
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        const Key *key = &table[i];
        if (key->key == 0 || key->key != event->key || key->control != event->control)
            continue;
        if (shift_counts(key->key) && key->shift != event->shift)
            continue;
        return event->repeated && !key->repeats ? COMMAND_NONE : key->command;
    }
    return COMMAND_NONE;
}

size_t keys_lines(void)
{
    size_t lines = 0;
    for (size_t i = 0; i < TABLE_SIZE; i++)
        if (table[i].meaning)
            lines++;
    return lines;
}

KeysLine keys_line(size_t number)
{
    assert(number < keys_lines());
    size_t i = 0;
    for (size_t before = 0; !table[i].meaning || before++ < number;)
        i++;
    KeysLine line = {.part = table[i].part, .meaning = _(table[i].meaning)};
    size_t filled = 0;
    do {
        if (table[i].name)
            filled += (size_t)snprintf(line.keys + filled, sizeof line.keys - filled, "%s%s",
                                       filled > 0 ? "  " : "", _(table[i].name));
        i++;
    } while (i < TABLE_SIZE && !table[i].meaning);
    assert(filled < sizeof line.keys);
    return line;
}

const char *keys_meaning(Command command)
{
    for (size_t i = 0; i < TABLE_SIZE; i++)
        if (table[i].command == command && table[i].meaning && command != COMMAND_NONE)
            return _(table[i].meaning);
    return NULL;
}

const char *keys_name(Command command)
{
    for (size_t i = 0; i < TABLE_SIZE; i++)
        if (table[i].command == command && table[i].name && command != COMMAND_NONE)
            return _(table[i].name);
    return "";
}

char keys_of_panel(PanelName panel)
{
    assert(panel < PANEL_COUNT);
    for (size_t i = 0; i < TABLE_SIZE; i++)
        if (table[i].command == COMMAND_PANEL + panel)
            return (char)table[i].key;
    return 0;
}
