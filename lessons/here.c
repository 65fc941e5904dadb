#define _POSIX_C_SOURCE 200809L
#include "here.h"

#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/place.h"

enum { PATH = 1024 };

bool here_installed(void)
{
    char path[PATH];
    return here_shared("exercises", sizeof path, path).ok && access(path, R_OK) == 0;
}

const char *here_typed(const char *in_sources, const char *installed)
{
    return here_installed() ? installed : in_sources;
}

Status here_program(const char *name, size_t size, char path[])
{
    char folder[PATH];
    Status status = place_of_program(sizeof folder, folder);
    return status.ok ? folder_join(folder, name, size, path) : status;
}

Status here_shared(const char *name, size_t size, char path[])
{
    char folder[PATH], below[PATH];
    Status status = place_of_program(sizeof folder, folder);
    char *above = status.ok ? strrchr(folder, '/') : NULL;
    if (above)
        *above = 0;
    if (status.ok)
        status = folder_join("share/twingrad", name, sizeof below, below);
    return status.ok ? folder_join(folder[0] ? folder : "/", below, size, path) : status;
}
