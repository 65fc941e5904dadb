/* A folder for the files of one test program: made before its tests, removed behind them. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef OWN_FOLDER
#define OWN_FOLDER "/tmp/twingrad-test-XXXXXX"
#endif
static char own_folder[sizeof OWN_FOLDER];

static inline int own_folder_make(void **state)
{
    (void)state;
    memcpy(own_folder, OWN_FOLDER, sizeof own_folder); /* anew, where a program runs its tests twice */
    return mkdtemp(own_folder) ? 0 : -1;
}

static inline int own_folder_remove(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "chmod -R u+w %s; rm -rf %s", own_folder, own_folder);
    return system(command);
}

/* "FOLDER/name", kept until the next call. */
static inline const char *own_folder_file(const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", own_folder, name);
    return path;
}
