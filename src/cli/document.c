#include "cli/document.h"

#include <stdio.h>
#include <stdlib.h>

#include "train/jsontext.h"

void document_append(json_t **array, json_t *item)
{
    if (json_array_append_new(*array, item) == 0) /* which frees the item where it fails */
        return;
    json_decref(*array);
    *array = NULL;
}

void document_set(json_t **object, const char *name, json_t *item)
{
    if (json_object_set_new(*object, name, item) == 0)
        return;
    json_decref(*object);
    *object = NULL;
}

Status document_print(json_t *document)
{
    char *text = jsontext_write(document, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    json_decref(document);
    if (!text)
        return status_no_memory("the JSON document");
    puts(text);
    free(text);
    return status_ok();
}
