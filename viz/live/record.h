/* A session as text: the options that it was made from, what was done in it, and the step that it came to.
 *
 *     twingrad-live 1
 *     net bromley1                  an option, under its name on the command line
 *     ...
 *     @128 rate 0.02                an action, after so many steps
 *     ...
 *     end 512                       how many steps were done at last
 *
 * Every option is named once, in any order; then the actions, in the order in which they were done; then the end. The
 * same in one line, for the command line, has ',' between the lines and ':' for a blank; what is neither a letter, a
 * digit nor one of . _ - + @ / is written as % and two hexadecimal digits. */
#pragma once
#include "live/script.h"
#include "program/options.h"

typedef struct RecordSheet {
    size_t option_count;
    const Option *options;
    const Script *script;
    uint64_t end;
} RecordSheet;

/* Writes it, as lines or (`one_line`) as one; the caller frees *text. Trouble: an option's text with a character that
 * cannot stand in a line; no memory. */
Status record_write(const RecordSheet *sheet, bool one_line, char **text);

/* Reads such lines into the options' targets (their texts point into `text`, which is changed and outlives them), the
 * script (empty before; freed by the caller, after trouble too) and *end. Trouble: a sentence with `name` and the line
 * for whatever record_write does not write, or a script whose steps run backwards. */
Status record_read(const char *name, char *text, size_t option_count, const Option options[], Script *script,
                   uint64_t *end);

/* Turns the form in one line into lines, in place. Trouble: a character that does not stand in one. */
Status record_unfold(const char *name, char *text);
