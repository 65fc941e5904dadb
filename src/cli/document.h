/* JSON for the commands that print a document: whole, or not at all. */
#pragma once
#include <jansson.h>

#include "base/status.h"

/* Take `item` (NULL: there was no memory for it) as one more of the array, or as the member `name` of the object. Where
 * that cannot be, the array or object is freed and *array or *object is NULL from then on: what is made of it then fails
 * as a whole, and nothing is missing from what is printed. */
void document_append(json_t **array, json_t *item);
void document_set(json_t **object, const char *name, json_t *item);

/* Prints the document (NULL: there was no memory for it) on standard output, every number with the digits that it needs to be
 * read back exactly, and frees it. Trouble: no memory; nothing is then printed. */
Status document_print(json_t *document);
