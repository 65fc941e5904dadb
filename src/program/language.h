/* The option --lang: which language a program speaks. */
#pragma once
#include "base/status.h"
#include "program/options.h"

/* The option, which sets *language. */
Option language_option(const char **language);

/* Begins the words before the options are parsed, so that what parsing prints (the help) is in the language asked for by
 * --lang, or else by the environment. Trouble: no texts in that language. */
Status language_begin(int argc, char **argv);
