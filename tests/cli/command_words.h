/* A command run in the process of its test: what it prints is in printed_out and printed_error (support/printed.h). */
#pragma once
#include <string.h>

#include "program/options.h"
#include "support/printed.h"

/* Runs it with these words: one blank between two of them, quotes '...' around one that has blanks. Returns its status. */
static inline int command_words(const ProgramCommand *command, const char *line)
{
    static char copy[4000];
    char *words[64] = {copy};
    int count = 1;
    snprintf(copy, sizeof copy, "%s", command->name);
    char *to = copy + strlen(copy) + 1;
    for (const char *from = line; *from && count < 63;) {
        const char end = *from == '\'' ? '\'' : ' ';
        from += end == '\'';
        const size_t length = strcspn(from, (char[]){end, 0});
        words[count++] = memcpy(to, from, length);
        to[length] = 0;
        to += length + 1;
        from += length + (from[length] == '\'');
        from += *from == ' ';
    }
    printed_begin();
    const int status = command->run(count, words);
    printed_end();
    return status;
}

static inline void command_words_says(const char *part)
{
    if (strstr(printed_out, part))
        return;
    print_error("expected '%s' in:\n%.3000s\n%.1000s\n", part, printed_out, printed_error);
    fail();
}

/* Status 2 and this sentence, on standard error, alone. */
static inline void command_words_refuses(const ProgramCommand *command, const char *line,
                                         const char *sentence)
{
    char expected[500];
    const int status = command_words(command, line);
    snprintf(expected, sizeof expected, "twingrad %s: %s\n", command->name, sentence);
    assert_string_equal(printed_error, expected);
    assert_string_equal(printed_out, "");
    assert_int_equal(status, 2);
}
