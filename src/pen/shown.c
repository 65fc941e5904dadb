#include "pen/shown.h"

#include <stddef.h>
#include <string.h>

Shown shown_text(const char *from, const char *end)
{
    Shown shown = {{0}};
    size_t room = sizeof shown.text - 4, length = 0; /* three dots and the zero */
    for (; from < end && length < room; from++)
        shown.text[length++] = *from >= ' ' && *from <= '~' ? *from : '?';
    if (from < end)
        memcpy(shown.text + length, "...", 3);
    return shown;
}

const char *shown_path(const char *path)
{
    enum { ROOM = 250 };
    size_t length = strlen(path);
    return length > ROOM ? path + length - ROOM : path;
}

Status shown_in_file(const char *path, Status status)
{
    return status_error("%s: %s", shown_path(path), status.message);
}
