#include "live/action.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "words/words.h"

typedef enum Takes { NOTHING, NUMBER, VALUE, NAME, NAME_OR_NOTHING } Takes;

typedef struct Row {
    const char *name;
    ActionReach reach;
    Takes takes;
    double least, most; /* of a value */
} Row;

static const Row table[ACTION_KINDS] = {
    [ACTION_NONE] = {"none", ACTION_OF_LOOKING, NOTHING, 0, 0},
    [ACTION_RUN] = {"run", ACTION_OF_CLOCK, NOTHING, 0, 0},
    [ACTION_SPEED] = {"speed", ACTION_OF_CLOCK, VALUE, 0.01, INFINITY},
    [ACTION_FASTER] = {"faster", ACTION_OF_CLOCK, NOTHING, 0, 0},
    [ACTION_SLOWER] = {"slower", ACTION_OF_CLOCK, NOTHING, 0, 0},
    [ACTION_STEP] = {"step", ACTION_OF_TIME, NOTHING, 0, 0},
    [ACTION_PHASE] = {"phase", ACTION_OF_TIME, NOTHING, 0, 0},
    [ACTION_PHASE_STEP] = {"phase-step", ACTION_OF_TIME, NOTHING, 0, 0},
    [ACTION_STEP_BACK] = {"step-back", ACTION_OF_TIME, NOTHING, 0, 0},
    [ACTION_GO_TO] = {"go-to", ACTION_OF_TIME, NUMBER, 0, 0},
    [ACTION_GO_ON] = {"go-on", ACTION_OF_TIME, NOTHING, 0, 0},
    [ACTION_REWIND] = {"rewind", ACTION_OF_TIME, NOTHING, 0, 0},
    [ACTION_NEW_SEED] = {"new-seed", ACTION_OF_TIME, NUMBER, 0, 0},
    [ACTION_RATE] = {"rate", ACTION_OF_TRAINING, VALUE, 1e-12, 1e6},
    [ACTION_LOSS] = {"loss", ACTION_OF_TRAINING, NAME, 0, 0},
    [ACTION_TARGET] = {"target", ACTION_OF_TRAINING, VALUE, -1, 1},
    [ACTION_MARGIN] = {"margin", ACTION_OF_TRAINING, VALUE, -1, 1},
    [ACTION_FAULT] = {"fault", ACTION_OF_TRAINING, NAME, 0, 0},
    [ACTION_REPAIR] = {"repair", ACTION_OF_TRAINING, NAME_OR_NOTHING, 0, 0},
    [ACTION_CHOOSE] = {"choose", ACTION_OF_LOOKING, NUMBER, 0, 0},
    [ACTION_THRESHOLD] = {"threshold", ACTION_OF_LOOKING, VALUE, 0, 180},
    [ACTION_THRESHOLD_FREE] = {"threshold-free", ACTION_OF_LOOKING, NOTHING, 0, 0},
    [ACTION_AXES_HOLD] = {"axes-hold", ACTION_OF_LOOKING, NOTHING, 0, 0},
    [ACTION_AXES_FREE] = {"axes-free", ACTION_OF_LOOKING, NOTHING, 0, 0},
    [ACTION_OWN] = {"own", ACTION_OF_DRAWING, NAME, 0, 0},
};

static const Row *row_of(ActionKind kind)
{
    assert(kind < ACTION_KINDS);
    return &table[kind];
}

ActionReach action_reach(ActionKind kind)
{
    return row_of(kind)->reach;
}

const char *action_name(ActionKind kind)
{
    return row_of(kind)->name;
}

Action action_plain(ActionKind kind)
{
    assert(row_of(kind)->takes == NOTHING || row_of(kind)->takes == NAME_OR_NOTHING);
    return (Action){.kind = kind};
}

Action action_number(ActionKind kind, uint64_t number)
{
    assert(row_of(kind)->takes == NUMBER);
    return (Action){.kind = kind, .number = number};
}

Action action_value(ActionKind kind, double value)
{
    assert(row_of(kind)->takes == VALUE);
    return (Action){.kind = kind, .value = value};
}

Action action_named(ActionKind kind, const char *name)
{
    assert(row_of(kind)->takes == NAME || row_of(kind)->takes == NAME_OR_NOTHING);
    Action action = {.kind = kind};
    snprintf(action.name, sizeof action.name, "%s", name);
    return action;
}

void action_write(const Action *action, char text[static ACTION_TEXT_SIZE])
{
    const Row *row = row_of(action->kind);
    int filled = snprintf(text, ACTION_TEXT_SIZE, "%s", row->name);
    char *rest = text + filled;
    size_t left = ACTION_TEXT_SIZE - (size_t)filled;
    if (row->takes == NUMBER)
        snprintf(rest, left, " %llu", (unsigned long long)action->number);
    if ((row->takes == NAME || row->takes == NAME_OR_NOTHING) && action->name[0])
        snprintf(rest, left, " %s", action->name);
    if (row->takes == VALUE) {
        char value[DECIMAL_SIZE];
        decimal_write_short(action->value, value);
        snprintf(rest, left, " %s", value);
    }
}

/* ---- reading ---- */

/* Only what action_write could have written: no sign before a whole number, no blanks, no hexadecimals. */
static bool parse_number(const char *text, uint64_t *number)
{
    if (*text == 0 || text[strspn(text, "0123456789")] != 0)
        return false;
    errno = 0;
    *number = strtoull(text, NULL, 10);
    return errno == 0;
}

static bool parse_value(const char *text, const Row *row, double *value)
{
    bool infinite = strcmp(text, "inf") == 0;
    if (*text == 0 || (!infinite && text[strspn(text, "0123456789.e+-")] != 0))
        return false;
    return decimal_read(text, value) && *value >= row->least && *value <= row->most;
}

/* Names of losses, faults and steps: letters, digits, '-', '@'. */
static bool parse_name(const char *text, char name[static ACTION_NAME_SIZE])
{
    size_t length = strlen(text);
    if (length == 0 || length >= ACTION_NAME_SIZE ||
        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-@") != length)
        return false;
    memcpy(name, text, length + 1);
    return true;
}

static Status refuse(const Row *row, const char *rest)
{
    switch (row->takes) {
    case NUMBER:
        return status_error(_("%s: expected a whole number from 0 to 2^64 - 1, found '%.40s'"), row->name,
                            rest);
    case VALUE:
        return status_error(_("%s: expected a number from %g to %g, found '%.40s'"), row->name, row->least,
                            row->most, rest);
    case NAME:
    case NAME_OR_NOTHING:
        return status_error(_("%s: expected a name, found '%.40s'"), row->name, rest);
    case NOTHING:
        break;
    }
    return status_error(_("%s: expected nothing more, found '%.40s'"), row->name, rest);
}

Status action_parse(const char *text, Action *action)
{
    *action = (Action){0};
    size_t length = strcspn(text, " ");
    ActionKind kind = ACTION_NONE + 1;
    while (kind < ACTION_KINDS &&
           (strlen(table[kind].name) != length || memcmp(table[kind].name, text, length) != 0))
        kind++;
    if (kind == ACTION_KINDS)
        return status_error(_("'%.*s' is no action"), (int)(length < 40 ? length : 40), text);
    const Row *row = &table[kind];
    bool more = text[length] == ' ', good = false;
    const char *rest = text + length + more;
    Action found = {.kind = kind};
    switch (row->takes) {
    case NOTHING:
        good = !more;
        break;
    case NUMBER:
        good = more && parse_number(rest, &found.number);
        break;
    case VALUE:
        good = more && parse_value(rest, row, &found.value);
        break;
    case NAME:
        good = more && parse_name(rest, found.name);
        break;
    case NAME_OR_NOTHING:
        good = !more || parse_name(rest, found.name);
        break;
    }
    if (!good)
        return refuse(row, rest);
    *action = found;
    return status_ok();
}
