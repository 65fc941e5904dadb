/* A folder for the files of one test program: made before its tests, removed behind them. */
#pragma once
#include <stdio.h>
#include <stdlib.h>

static char own_folder[] = "/tmp/twingrad-test-XXXXXX";

static inline int own_folder_make(void **state)
{
    (void)state;
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
