/* What was done in a session, each action with the number of steps done before it: enough, with the options that the
 * session was made from, to do all of it again. */
#pragma once
#include "live/action.h"

typedef struct ScriptLine {
    uint64_t step;
    Action action;
} ScriptLine;

/* All zeros: empty. The steps rise, but for going back and rewinding. */
typedef struct Script {
    size_t count, room;
    ScriptLine *lines;
} Script;

void script_free(Script *script);

/* True for what a script holds: all that changes the training, time but for single steps, and looking. */
bool script_holds(ActionKind kind);

/* Adds a line, unless the script does not hold such actions. Looking is only told by its last line at a step. Trouble: no
 * memory. */
Status script_add(Script *script, uint64_t step, const Action *action);

/* The step that a run stands at after this line, which it came to at line->step. */
uint64_t script_step_after(const ScriptLine *line);
