/* What a session of the window was: its log, and the line that says what it shows. */
#define _POSIX_C_SOURCE 200809L /* strdup */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "live/record.h"
#include "live/setup.h"
#include "live/state.h"

static char *write_log(Setup *setup, const Script *script, uint64_t end)
{
    Option options[SETUP_OPTIONS];
    char *text;
    setup_list(setup, options);
    const RecordSheet sheet = {
        .option_count = SETUP_OPTIONS, .options = options, .script = script, .end = end};
    const Status status = record_write(&sheet, false, &text);
    fuzz_require_sentence(&status, NULL);
    fuzz_require(status.ok == (text != NULL));
    return text;
}

static Status read_log(char *text, Setup *setup, Script *script, uint64_t *end)
{
    Option options[SETUP_OPTIONS];
    *setup = setup_defaults();
    *script = (Script){0};
    setup_list(setup, options);
    return record_read("file", text, SETUP_OPTIONS, options, script, end);
}

/* Written, read and written again it is the same text. */
static void write_and_read(Setup *setup, const Script *script, uint64_t end)
{
    char *once = write_log(setup, script, end);
    if (!once) /* a text of an option has a character that cannot stand in a line */
        return;
    char *copy = strdup(once);
    Setup setup_again;
    Script script_again;
    uint64_t end_again = 0;
    const Status status = read_log(copy, &setup_again, &script_again, &end_again);
    if (!status.ok)
        fprintf(stderr, "what was written is refused: %s\n", status.message);
    fuzz_require(status.ok && end_again == end && script_again.count == script->count);
    char *twice = write_log(&setup_again, &script_again, end_again);
    fuzz_require(twice && strcmp(once, twice) == 0);
    script_free(&script_again);
    free(once);
    free(copy);
    free(twice);
}

bool fuzz_log(const uint8_t *bytes, size_t size)
{
    char *text = fuzz_text(bytes, size);
    Setup setup;
    Script script;
    uint64_t end = 0;
    const Status status = read_log(text, &setup, &script, &end);
    fuzz_require_sentence(&status, "file");
    if (status.ok)
        write_and_read(&setup, &script, end);
    script_free(&script);
    free(text);
    return status.ok;
}

bool fuzz_state(const uint8_t *bytes, size_t size)
{
    char *line = fuzz_text(bytes, size);
    Setup setup = setup_defaults();
    View view = view_initial();
    State state;
    const Status status = state_read("--state", line, &setup, &view, &state);
    fuzz_require_sentence(&status, "--state");
    if (status.ok) {
        fuzz_require(view.zoom >= 0.5 && view.zoom <= 3);
        write_and_read(&setup, &state.script, state.end);
    }
    state_free(&state);
    free(line);
    return status.ok;
}
