/* A JSON document as text. */
#pragma once
#include <jansson.h>

/* The document with jansson's `flags` (JSON_INDENT ...), as a string that the caller frees. NULL: no memory, or no document
 * (NULL). */
char *jsontext_write(const json_t *document, size_t flags);
