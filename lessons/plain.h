/* Text in columns of a terminal: how wide it is, and how it is written where only ASCII can be shown. */
#pragma once
#include <stddef.h>

/* The columns that a UTF-8 text takes: one for each letter. */
size_t plain_columns(const char *text);

/* Writes the text with ASCII alone, cut at size - 1 bytes: signs by name (a degree sign as " deg"), letters without their
 * accents, and '?' for what has no such form. */
void plain_write(const char *text, size_t size, char written[static size]);
