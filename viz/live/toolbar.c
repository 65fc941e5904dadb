#include "live/toolbar.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "draw/button.h"
#include "draw/text.h"
#include "live/keys.h"
#include "live/short_number.h"
#include "words/words.h"

static const double gap = 4, group_gap = 14, margin = 8;

typedef enum Reading { READING_NONE, READING_SPEED, READING_RATE } Reading;

/* One button, or two with a reading between them. */
typedef struct Entry {
    int importance; /* 1 stays longest */
    int group;      /* those of one stand close together */
    Command command, other;
    IconName icon, other_icon;
    const char *label;               /* NULL: the icon alone */
    const char *words, *other_words; /* in the menu for those without room; NULL: the label */
    Reading reading;
    bool right; /* at the right end */
} Entry;

static const Entry entries[] = {
    {.importance = 1, .group = 0, .command = COMMAND_RUN, .icon = ICON_PLAY, .words = N_("run, pause")},
    {.importance = 4,
     .group = 0,
     .command = COMMAND_STEP_BACK,
     .icon = ICON_STEP_BACK,
     .words = N_("step back")},
    {.importance = 3, .group = 0, .command = COMMAND_STEP, .icon = ICON_STEP, .words = N_("step")},
    {.importance = 6,
     .group = 0,
     .command = COMMAND_PHASE,
     .icon = ICON_PHASE,
     .words = N_("part of a step")},
    {.importance = 5, .group = 1, .command = COMMAND_REWIND, .icon = ICON_REWIND, .words = N_("rewind")},
    {.importance = 11, .group = 1, .command = COMMAND_NEW_SEED, .icon = ICON_DICE, .words = N_("new seed")},
    {.importance = 7,
     .group = 2,
     .command = COMMAND_SLOWER,
     .icon = ICON_LESS,
     .other = COMMAND_FASTER,
     .other_icon = ICON_MORE,
     .words = N_("slower"),
     .other_words = N_("faster"),
     .reading = READING_SPEED},
    {.importance = 9,
     .group = 3,
     .command = COMMAND_RATE_DOWN,
     .icon = ICON_LESS,
     .other = COMMAND_RATE_UP,
     .other_icon = ICON_MORE,
     .words = N_("smaller rate"),
     .other_words = N_("larger rate"),
     .reading = READING_RATE},
    {.importance = 10, .group = 4, .command = COMMAND_MENU + MENU_LOSS, .label = N_("Loss")},
    {.importance = 13, .group = 4, .command = COMMAND_MENU + MENU_TARGET, .label = N_("Target")},
    {.importance = 8, .group = 4, .command = COMMAND_MENU + MENU_FAULT, .label = N_("Fault")},
    {.importance = 12, .group = 5, .command = COMMAND_MENU + MENU_VIEW, .label = N_("View"), .right = true},
    {.importance = 14, .group = 5, .command = COMMAND_MENU + MENU_EXPORT, .label = N_("Save"), .right = true},
    {.importance = 2,
     .group = 5,
     .command = COMMAND_HELP,
     .icon = ICON_QUESTION,
     .words = N_("help"),
     .right = true},
};
enum { ENTRIES = sizeof entries / sizeof entries[0] };

static bool is_menu(Command command)
{
    return command >= COMMAND_MENU && command <= COMMAND_MENU_LAST;
}

static bool is_enabled(Command command, const Snapshot *snapshot)
{
    const SnapshotRun *run = &snapshot->run;
    switch (command) {
    case COMMAND_RUN:
    case COMMAND_STEP:
    case COMMAND_PHASE:
        return !run->trouble; /* where the plan has ended, they go on behind it */
    case COMMAND_STEP_BACK:
        return run->step > 0;
    default:
        return true;
    }
}

static void write_reading(Reading reading, const SnapshotRun *run, char text[static WIDGETS_LABEL])
{
    if (reading == READING_RATE)
        snprintf(text, WIDGETS_LABEL, _("rate %.3g"), run->learning_rate);
    else if (isinf(run->speed_wanted))
        snprintf(text, WIDGETS_LABEL, "%s", _("full speed"));
    else
        snprintf(text, WIDGETS_LABEL, _("%s steps/s"), short_number(run->speed_wanted, 3).text);
}

/* The widest reading there can be decides, so that the buttons do not move. */
static double reading_width(const Paper *paper, Reading reading)
{
    TextStyle style = {13, TEXT_BOLD, paper->theme->text};
    char text[WIDGETS_LABEL];
    double width = 0;
    static const double rates[] = {0.000888, 0.888, 8.88e-05}, speeds[] = {0.888, 8888, INFINITY};
    for (size_t i = 0; i < 3 && reading == READING_RATE; i++) {
        write_reading(reading, &(SnapshotRun){.learning_rate = rates[i]}, text);
        width = fmax(width, text_width(paper, style, text));
    }
    for (size_t i = 0; i < 3 && reading == READING_SPEED; i++) {
        write_reading(reading, &(SnapshotRun){.speed_wanted = speeds[i]}, text);
        width = fmax(width, text_width(paper, style, text));
    }
    return width + 8;
}

/* The button of the faults keeps room for the sign that one is planted. */
static IconName icon_room(const Entry *entry)
{
    return entry->command == COMMAND_MENU + MENU_FAULT ? ICON_WARNING : entry->icon;
}

static double entry_width(const Paper *paper, const Entry *entry, double target)
{
    double width = button_width(paper, icon_room(entry), entry->label ? _(entry->label) : NULL,
                                is_menu(entry->command), target);
    if (entry->other != COMMAND_NONE)
        width += reading_width(paper, entry->reading) + target;
    return width;
}

/* The room between an entry and the one shown before it; SIZE_MAX: none. */
static double gap_after(size_t before, size_t entry)
{
    return before == SIZE_MAX ? 0 : entries[before].group == entries[entry].group ? gap : group_gap;
}

/* The width of all entries that are not hidden, with the button for the hidden ones. */
static double width_of_all(const Paper *paper, ToolbarSet hidden, double target)
{
    double width = hidden != 0 ? gap + target : 0;
    size_t before = SIZE_MAX;
    for (size_t i = 0; i < ENTRIES; i++) {
        if (hidden >> i & 1)
            continue;
        width += gap_after(before, i) + entry_width(paper, &entries[i], target);
        before = i;
    }
    return width;
}

/* `entry` NULL: a button without words. */
static Widget button(const Entry *entry, Command command, IconName icon, Rect place, const Snapshot *snapshot,
                     const View *view)
{
    Widget widget = {.kind = WIDGET_BUTTON,
                     .group = WIDGETS_TOOLBAR,
                     .place = place,
                     .icon = command == COMMAND_RUN && snapshot->run.running ? ICON_PAUSE : icon,
                     .hint = keys_meaning(command),
                     .opens = is_menu(command),
                     .enabled = is_enabled(command, snapshot),
                     .on = (is_menu(command) && view->menu.name == (MenuName)(command - COMMAND_MENU)) ||
                           (command == COMMAND_HELP && view->help),
                     .panel = PANEL_COUNT,
                     .command = command};
    if (entry && entry->label)
        snprintf(widget.label, sizeof widget.label, "%s", _(entry->label));
    if (command == COMMAND_MENU + MENU_FAULT && snapshot->tuning.fault_count > 0)
        widget.icon = ICON_WARNING;
    return widget;
}

/* Adds an entry whose left edge is x. */
static void add(const Paper *paper, const Entry *entry, double x, double y, double target,
                const Snapshot *snapshot, const View *view, WidgetList *list)
{
    double width = button_width(paper, icon_room(entry), entry->label ? _(entry->label) : NULL,
                                is_menu(entry->command), target);
    widgets_add(list,
                button(entry, entry->command, entry->icon, (Rect){x, y, width, target}, snapshot, view));
    if (entry->other == COMMAND_NONE)
        return;
    double middle = reading_width(paper, entry->reading);
    Widget reading = {.kind = WIDGET_READING,
                      .group = WIDGETS_TOOLBAR,
                      .place = {x + width, y, middle, target},
                      .panel = PANEL_COUNT};
    write_reading(entry->reading, &snapshot->run, reading.label);
    widgets_add(list, reading);
    widgets_add(list, button(NULL, entry->other, entry->other_icon,
                             (Rect){x + width + middle, y, target, target}, snapshot, view));
}

/* Which entries have no room: the least important ones. */
static ToolbarSet choose_hidden(const Paper *paper, double room, double target)
{
    ToolbarSet hidden = 0;
    while (width_of_all(paper, hidden, target) > room) {
        size_t least = ENTRIES;
        for (size_t i = 0; i < ENTRIES; i++)
            if (!(hidden >> i & 1) && (least == ENTRIES || entries[i].importance > entries[least].importance))
                least = i;
        if (least == ENTRIES || entries[least].importance == 1)
            break;
        hidden |= (ToolbarSet)1 << least;
    }
    return hidden;
}

ToolbarSet toolbar_add(const Paper *paper, const Layout *layout, const Snapshot *snapshot, const View *view,
                       WidgetList *list)
{
    const double target = layout->target, y = layout->toolbar.y + (layout->toolbar.height - target) / 2;
    double x = layout->toolbar.x + margin, room = layout->toolbar.width - 2 * margin;
    ToolbarSet hidden = choose_hidden(paper, room, target);
    double spare = fmax(0, room - width_of_all(paper, hidden, target));
    size_t before = SIZE_MAX;
    for (size_t i = 0; i < ENTRIES; i++) {
        if (hidden >> i & 1)
            continue;
        x += gap_after(before, i);
        if (entries[i].right && spare > 0) {
            x += spare;
            spare = 0;
        }
        add(paper, &entries[i], x, y, target, snapshot, view, list);
        x += entry_width(paper, &entries[i], target);
        before = i;
    }
    if (hidden != 0) {
        Widget more = button(NULL, COMMAND_MENU + MENU_MORE, ICON_DOTS, (Rect){x + gap, y, target, target},
                             snapshot, view);
        more.hint = _("what has no room here");
        more.opens = false;
        widgets_add(list, more);
    }
    return hidden;
}

size_t toolbar_commands(size_t index, const Snapshot *snapshot, ToolbarCommand commands[static 2])
{
    if (index >= ENTRIES)
        return 0;
    const Entry *entry = &entries[index];
    const Command both[] = {entry->command, entry->other};
    const char *const words[] = {entry->words ? entry->words : entry->label, entry->other_words};
    size_t count = 0;
    for (size_t i = 0; i < 2 && both[i] != COMMAND_NONE; i++)
        commands[count++] =
            (ToolbarCommand){both[i], _(words[i]), keys_meaning(both[i]), is_enabled(both[i], snapshot)};
    return count;
}
