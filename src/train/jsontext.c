#include "train/jsontext.h"

#include <stdlib.h>

/* Measured first, and written into memory of that size: where json_dumps finds no more memory on its way it may leave out
 * the name of a member, and still say that all went well (2.14). */
char *jsontext_write(const json_t *document, size_t flags)
{
    const size_t size = document ? json_dumpb(document, NULL, 0, flags) : 0;
    char *text = size > 0 ? malloc(size + 1) : NULL;
    if (!text)
        return NULL;
    text[size] = 0;
    if (json_dumpb(document, text, size, flags) == size)
        return text;
    free(text);
    return NULL;
}
