/* Files read whole and written so that a reader never meets half of one. */
#pragma once
#include <stddef.h>
#include <stdio.h>

#include "base/status.h"

/* Writes a file through `write(file, context)`: into a temporary file beside `path`, flushed to the disk, then
 * renamed over `path`. On any trouble (from `write` too) the temporary file is removed and what stood at `path` before
 * is untouched. A link is replaced, and what it leads to stays: no name in a folder makes a file outside it change.
 *
 * A device or a pipe is not replaced but written into, and so is a link in /dev or /proc, as /dev/stdout. Trouble, and no
 * waiting, for a pipe that nobody reads. */
typedef Status FilesWriter(FILE *file, const void *context);
Status files_replace(const char *path, FilesWriter *write, const void *context);

/* The same without waiting for the disk: for what is written again and again. The new file outlives the program, however that
 * ends; where the machine itself stops, the old one, the new one or an empty one may be found. */
Status files_replace_soon(const char *path, FilesWriter *write, const void *context);

/* Reads a whole file of at most `limit` bytes into *bytes (one zero byte is put after the last; *size does not
 * count it). The caller frees *bytes. On trouble *bytes is NULL. No more memory is asked for than a file is long. From a
 * pipe all is read, too, but nothing is waited for longer than five seconds. Trouble besides: a folder, a device. */
Status files_read(const char *path, size_t limit, char **bytes, size_t *size);

/* Makes the folder `path` and those above it; one that exists already is fine. */
Status files_make_folder(const char *path);
