#include "live/script.h"

#include <stdlib.h>

#include "words/words.h"

void script_free(Script *script)
{
    free(script->lines);
    *script = (Script){0};
}

bool script_holds(ActionKind kind)
{
    switch (action_reach(kind)) {
    case ACTION_OF_TRAINING:
        return true;
    case ACTION_OF_LOOKING:
        return kind != ACTION_NONE;
    case ACTION_OF_TIME:
        return kind == ACTION_GO_TO || kind == ACTION_GO_ON || kind == ACTION_REWIND ||
               kind == ACTION_NEW_SEED;
    case ACTION_OF_CLOCK:
    case ACTION_OF_DRAWING:
        break;
    }
    return false;
}

/* A threshold that is dragged, say: only where it was left counts. */
static bool supersedes(const ScriptLine *last, uint64_t step, const Action *action)
{
    return action_reach(action->kind) == ACTION_OF_LOOKING && last->step == step &&
           last->action.kind == action->kind;
}

Status script_add(Script *script, uint64_t step, const Action *action)
{
    if (!script_holds(action->kind))
        return status_ok();
    const ScriptLine line = {.step = step, .action = *action};
    if (script->count > 0 && supersedes(&script->lines[script->count - 1], step, action)) {
        script->lines[script->count - 1] = line;
        return status_ok();
    }
    if (script->count == script->room) {
        const size_t room = script->room ? 2 * script->room : 32;
        ScriptLine *lines = realloc(script->lines, room * sizeof *lines);
        if (!lines)
            return status_no_memory(_("the log"));
        script->lines = lines;
        script->room = room;
    }
    script->lines[script->count++] = line;
    return status_ok();
}

uint64_t script_step_after(const ScriptLine *line)
{
    switch (line->action.kind) {
    case ACTION_GO_TO:
        return line->action.number;
    case ACTION_REWIND:
    case ACTION_NEW_SEED:
        return 0;
    default:
        return line->step;
    }
}
