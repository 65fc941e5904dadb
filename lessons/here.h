/* Where the lessons are run: in the sources, where make builds what is typed, or where they are installed. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* Whether this program is installed: the exercises then lie in ../share/twingrad, seen from its folder. */
bool here_installed(void);

/* Of two wordings of a command, the one that works here. */
const char *here_typed(const char *in_sources, const char *installed);

/* The path of another program of this project, which lies beside this one ("twingrad-live"). */
Status here_program(const char *name, size_t size, char path[]);

/* The path of what is installed for the lessons to use ("exercises"). */
Status here_shared(const char *name, size_t size, char path[]);
