/* A folder of its own for a test that writes files. */
#pragma once
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/test.h"

typedef struct Folder {
    char path[64];
} Folder;

static inline Folder folder_make(void)
{
    Folder folder = {"/tmp/twingrad-test-XXXXXX"};
    assert_non_null(mkdtemp(folder.path));
    return folder;
}

/* "FOLDER/name", kept until the next call but seven. */
static inline const char *folder_file(const Folder *folder, const char *name)
{
    static char paths[8][512];
    static size_t next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", folder->path, name);
    return path;
}

/* How many files and folders there are whose name holds `part`. */
static inline size_t folder_count(const Folder *folder, const char *part)
{
    DIR *listing = opendir(folder->path);
    size_t count = 0;
    assert_non_null(listing);
    for (const struct dirent *entry; (entry = readdir(listing));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
                 strstr(entry->d_name, part);
    closedir(listing);
    return count;
}

/* The size of a file, -1 when there is none. */
static inline long folder_size(const Folder *folder, const char *name)
{
    FILE *file = fopen(folder_file(folder, name), "rb");
    if (!file)
        return -1;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    fclose(file);
    return size;
}

/* Writes a text file; an executable one when it begins with "#!". */
static inline void folder_write(const Folder *folder, const char *name, const char *text)
{
    char command[600];
    FILE *file = fopen(folder_file(folder, name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    snprintf(command, sizeof command, "chmod +x '%s'", folder_file(folder, name));
    if (strncmp(text, "#!", 2) == 0)
        assert_int_equal(system(command), 0);
}

static inline void folder_remove(const Folder *folder)
{
    char command[100];
    snprintf(command, sizeof command, "rm -rf '%s'", folder->path);
    assert_int_equal(system(command), 0);
}
