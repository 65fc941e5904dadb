/* A locale with a decimal comma, as users in half of the world have it; programs that use the libraries may have set it. */
#pragma once
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Sets it for numbers; false, said aloud, where there is none and none can be made. */
static inline bool comma_begin(void)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8",
                                        "fr_FR.utf8",  "de_DE",      "fr_FR"};
    char folder[] = "/tmp/twingrad-locale-XXXXXX", command[256];
    const char *found = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !found; i++)
        found = setlocale(LC_NUMERIC, names[i]);
    /* One of our own making, where there is none but localedef. */
    if (!found && mkdtemp(folder)) {
        snprintf(command, sizeof command, "localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8 >/dev/null 2>&1",
                 folder);
        if (system(command) == 0) {
            setenv("LOCPATH", folder, 1);
            found = setlocale(LC_NUMERIC, names[0]);
            unsetenv("LOCPATH");
        }
        snprintf(command, sizeof command, "rm -rf %s", folder);
        if (system(command) != 0)
            printf("%s was left behind\n", folder);
    }
    char half[8] = "";
    snprintf(half, sizeof half, "%.1f", 0.5);
    if (found && half[1] == ',')
        return true;
    setlocale(LC_NUMERIC, "C");
    printf("SKIPPED: no locale with a decimal comma is installed\n");
    return false;
}

static inline void comma_end(void)
{
    setlocale(LC_NUMERIC, "C");
}
