/* What lies in a folder and in those below it. */
#pragma once
#include <stddef.h>

#include "base/status.h"

/* How far a listing goes. */
enum {
    FOLDER_DEPTH_MAX = 8,       /* folders below each other */
    FOLDER_FILES_MAX = 1 << 20, /* a folder with more is taken for the wrong one */
};

/* The files that were found. */
typedef struct FolderList {
    size_t count; /* of paths */
    char **paths; /* relative to the folder, "SESSION1/001_1_1.sig"; sorted by their bytes; owned */
} FolderList;

/* Lists the files of `folder` and of the folders below it, down to `depth` (0: the folder alone; at most
 * FOLDER_DEPTH_MAX). What begins with a dot is left out, and a symbolic link to a folder is not followed: nothing from
 * outside `folder` is listed but files that a link in it names. The caller frees the list. Trouble: a folder that cannot be
 * opened, more than FOLDER_FILES_MAX files, a path that is too long, no memory; the list is empty then. */
Status folder_list(const char *folder, size_t depth, FolderList *list);

/* An empty (all zero) list is fine. */
void folder_free(FolderList *list);

/* Writes `folder`/`name` to `path`, which has room for `size` bytes; where one of them is empty, the other. Trouble: it does
 * not fit. */
Status folder_join(const char *folder, const char *name, size_t size, char path[]);
