/* What a command prints, and with which status it ends. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "support/test.h"

static char command_output[1 << 22];

/* Runs a line of the shell, and keeps its standard output. Returns its exit status, -1 when a signal ended it. */
static inline int command_run(const char *line)
{
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    size_t size = fread(command_output, 1, sizeof command_output - 1, pipe);
    command_output[size] = 0;
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void command_assert_says(const char *part)
{
    if (strstr(command_output, part))
        return;
    print_error("expected '%s' in:\n%.3000s\n", part, command_output);
    fail();
}

/* No line has more than 80 characters, which in UTF-8 may be more bytes. */
static inline void command_assert_fits(void)
{
    for (const char *line = command_output; *line;
         line += strcspn(line, "\n") + (line[strcspn(line, "\n")] != 0)) {
        size_t width = 0;
        for (size_t i = 0; i < strcspn(line, "\n"); i++)
            width += (line[i] & 0xc0) != 0x80;
        if (width > 80) {
            print_error("%zu columns: %.*s\n", width, (int)strcspn(line, "\n"), line);
            fail();
        }
    }
}
