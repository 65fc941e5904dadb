/* JSON documents as text, and text as JSON documents: whole, or not at all, for want of memory too. */
#pragma once
#include <jansson.h>

/* The document with jansson's `flags` (JSON_INDENT ...), as a string that the caller frees. NULL: no memory, or no document
 * (NULL). */
char *jsontext_write(const json_t *document, size_t flags);

typedef enum JsontextRead { JSONTEXT_READ, JSONTEXT_WRONG, JSONTEXT_NO_MEMORY } JsontextRead;

/* Reads `size` bytes of text with jansson's `flags` (JSON_REJECT_DUPLICATES ...). JSONTEXT_READ: *document is the caller's to
 * free with json_decref; else it is NULL. JSONTEXT_WRONG: *error says what is wrong with the text. While it reads, jansson's
 * functions for memory are others than before. */
JsontextRead jsontext_read(const char *text, size_t size, size_t flags, json_t **document,
                           json_error_t *error);
