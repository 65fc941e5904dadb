#define _POSIX_C_SOURCE 200809L
#include "base/folder.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mark.h"

/* A walk through folders. */
typedef struct Walk {
    const char *top;
    size_t room; /* paths there is memory for */
    FolderList *list;
} Walk;

Status folder_join(const char *folder, const char *name, size_t size, char path[])
{
    const bool bare = folder[0] == 0 || name[0] == 0 || folder[strlen(folder) - 1] == '/';
    const int length = snprintf(path, size, "%s%s%s", folder, bare ? "" : "/", name);
    if (length < 0 || (size_t)length >= size)
        return status_error(N_("%.100s...: the path is too long"), folder);
    return status_ok();
}

static Status add(Walk *walk, const char *path)
{
    FolderList *list = walk->list;
    if (list->count == FOLDER_FILES_MAX)
        return status_error(N_("%s: holds more than %d files"), walk->top, FOLDER_FILES_MAX);
    if (list->count == walk->room) {
        const size_t wanted = walk->room ? 2 * walk->room : 64;
        char **larger = realloc(list->paths, wanted * sizeof *larger);
        if (!larger)
            return status_no_memory(N_("the names of files"));
        list->paths = larger;
        walk->room = wanted;
    }
    const size_t size = strlen(path) + 1;
    char *copy = malloc(size);
    if (!copy)
        return status_no_memory(N_("the names of files"));
    memcpy(copy, path, size);
    list->paths[list->count++] = copy;
    return status_ok();
}

static Status walk_folder(Walk *walk, const char *below, size_t depth);

/* One entry, `path` below the top. */
static Status take(Walk *walk, const char *path, size_t depth)
{
    char whole[PATH_MAX];
    Status status = folder_join(walk->top, path, sizeof whole, whole);
    if (!status.ok)
        return status;
    struct stat found;
    if (lstat(whole, &found) != 0)
        return status_ok(); /* it has just gone */
    if (S_ISDIR(found.st_mode))
        return depth > 0 ? walk_folder(walk, path, depth - 1) : status_ok();
    if (S_ISLNK(found.st_mode) && stat(whole, &found) != 0)
        return status_ok(); /* it leads nowhere */
    return S_ISREG(found.st_mode) ? add(walk, path) : status_ok();
}

/* NULL behind the last, with errno 0, and where the listing breaks off. */
static const struct dirent *next_of(DIR *listing)
{
    errno = 0;
    return readdir(listing);
}

static Status walk_folder(Walk *walk, const char *below, size_t depth)
{
    char whole[PATH_MAX];
    Status status = folder_join(walk->top, below, sizeof whole, whole);
    if (!status.ok)
        return status;
    DIR *listing = opendir(whole);
    if (!listing)
        return status_error(N_("%s: the folder cannot be opened: %s"), whole, strerror(errno));
    for (const struct dirent *entry; status.ok && (entry = next_of(listing));) {
        char path[PATH_MAX];
        if (entry->d_name[0] == '.')
            continue;
        status = folder_join(below, entry->d_name, sizeof path, path);
        if (status.ok)
            status = take(walk, path, depth);
    }
    if (status.ok && errno != 0)
        status = status_error(N_("%s: the folder cannot be read: %s"), whole, strerror(errno));
    closedir(listing);
    return status;
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

Status folder_list(const char *folder, size_t depth, FolderList *list)
{
    assert(depth <= FOLDER_DEPTH_MAX);
    *list = (FolderList){0};
    Walk walk = {.top = folder, .list = list};
    Status status = walk_folder(&walk, "", depth);
    if (!status.ok)
        folder_free(list);
    else if (list->count)
        qsort(list->paths, list->count, sizeof *list->paths, by_bytes);
    return status;
}

void folder_free(FolderList *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->paths[i]);
    free(list->paths);
    *list = (FolderList){0};
}
