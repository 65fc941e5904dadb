#include "live/keys.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "words/words.h"

typedef struct Key {
    const char *name; /* as the help writes it; NULL: works, but the help does not list it */
    Command command;
    unsigned key; /* 0: no key, a line of the help alone (the mouse) */
    bool shift, control;
    bool repeats;        /* acts again while it is held */
    const char *meaning; /* NULL: another key for the line above */
} Key;

static const Key table[] = {
    {N_("Space"), COMMAND_RUN, WINDOW_KEY_SPACE, 0, 0, 0, N_("run or pause")},
    {".", COMMAND_STEP, '.', 0, 0, 1, N_("one training step")},
    {"R", COMMAND_REWIND, 'r', 0, 0, 0, N_("back to the start, same seed: the same run again")},
    {"Shift+R", COMMAND_NEW_SEED, 'r', 1, 0, 0, N_("back to the start with a new seed")},
    {"+", COMMAND_FASTER, '+', 0, 0, 1, N_("faster")},
    {NULL, COMMAND_FASTER, '=', 0, 0, 1, NULL}, /* where + needs Shift */
    {"-", COMMAND_SLOWER, '-', 0, 0, 1, N_("slower")},
    {N_("click"), COMMAND_NONE, 0, 0, 0, 0, N_("choose the pair of that line or mark, everywhere")},
    {N_("wheel"), COMMAND_NONE, 0, 0, 0, 0, N_("zoom the epochs; with Shift the losses")},
    {N_("drag"), COMMAND_NONE, 0, 0, 0, 0, N_("move the threshold, or the zoomed epochs")},
    {N_("double click"), COMMAND_NONE, 0, 0, 0, 0,
     N_("show all epochs; let go of the threshold; elsewhere: that panel alone")},
    {"Tab", COMMAND_NEXT_PAIR, WINDOW_KEY_TAB, 0, 0, 1, N_("next pair")},
    {"Shift+Tab", COMMAND_PREVIOUS_PAIR, WINDOW_KEY_TAB, 1, 0, 1, N_("pair before")},
    {"/", COMMAND_WORST_PAIR, '/', 0, 0, 0, N_("the pair that is most wrong")},
    {"1 ... 9, 0", COMMAND_PANEL + PANEL_ANGLES, '1', 0, 0, 0,
     N_("show that panel; again: alone; again: all panels")},
    {NULL, COMMAND_PANEL + PANEL_PAIR, '2', 0, 0, 0, NULL},
    {NULL, COMMAND_PANEL + PANEL_INK, '3', 0, 0, 0, NULL},
    {NULL, COMMAND_PANEL + PANEL_GRAPH, '4', 0, 0, 0, NULL},
    {NULL, COMMAND_PANEL + PANEL_CHECK, '5', 0, 0, 0, NULL},
    {NULL, COMMAND_PANEL + PANEL_RATES, '6', 0, 0, 0, NULL},
    {NULL, COMMAND_PANEL + PANEL_LOSS, '7', 0, 0, 0, NULL},
    {NULL, COMMAND_PANEL + PANEL_EMBEDDING, '8', 0, 0, 0, NULL},
    {NULL, COMMAND_PANEL + PANEL_NUMBERS, '9', 0, 0, 0, NULL},
    {NULL, COMMAND_PANEL + PANEL_OWN, '0', 0, 0, 0, NULL},
    {"L", COMMAND_LOSS_SCALE, 'l', 0, 0, 0, N_("loss: linear or logarithmic")},
    {"T", COMMAND_THEME, 't', 0, 0, 0, N_("dark or light")},
    {"Ctrl +", COMMAND_ZOOM_IN, '+', 0, 1, 1, N_("everything larger")},
    {NULL, COMMAND_ZOOM_IN, '=', 0, 1, 1, NULL},
    {"Ctrl -", COMMAND_ZOOM_OUT, '-', 0, 1, 1, N_("everything smaller")},
    {"Ctrl 0", COMMAND_ZOOM_RESET, '0', 0, 1, 0, N_("everything at its usual size")},
    {"F11", COMMAND_FULLSCREEN, WINDOW_KEY_F11, 0, 0, 0, N_("full screen")},
    {"S", COMMAND_SAVE_PNG, 's', 0, 0, 0, N_("save the window as PNG")},
    {"Shift+S", COMMAND_SAVE_SHAPES, 's', 1, 0, 0, N_("save the window as SVG and PDF")},
    {"Ctrl S", COMMAND_SAVE_PANEL_PNG, 's', 0, 1, 0, N_("save the panel under the mouse as PNG")},
    {"Ctrl Shift+S", COMMAND_SAVE_PANEL_SHAPES, 's', 1, 1, 0, N_("that panel as SVG and PDF")},
    {"V", COMMAND_VIDEO, 'v', 0, 0, 0, N_("record a video; the same key again ends it")},
    {"?", COMMAND_HELP, '?', 0, 0, 0, N_("this help")},
    {"F1", COMMAND_HELP, WINDOW_KEY_F1, 0, 0, 0, NULL},
    {"Esc", COMMAND_BACK, WINDOW_KEY_ESCAPE, 0, 0, 0, N_("close the help, show all panels, or else quit")},
    {"Q", COMMAND_QUIT, 'q', 0, 0, 0, N_("quit")},
};
enum { TABLE_SIZE = sizeof table / sizeof table[0] };

/* Shift tells two keys apart only where it does not change the character that is typed. */
static bool shift_counts(unsigned key)
{
    return (key >= 'a' && key <= 'z') || key == WINDOW_KEY_TAB;
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
    KeysLine line = {.meaning = _(table[i].meaning)};
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
