#define _GNU_SOURCE
#include "base/place.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

#include "base/mark.h"

static bool find_program(size_t size, char path[])
{
#ifdef __APPLE__
    uint32_t room = (uint32_t)size;
    return _NSGetExecutablePath(path, &room) == 0;
#else
    const ssize_t length = readlink("/proc/self/exe", path, size - 1);
    if (length <= 0 || (size_t)length >= size - 1)
        return false;
    path[length] = 0;
    return true;
#endif
}

Status place_of_program(size_t size, char folder[])
{
    char *slash = find_program(size, folder) ? strrchr(folder, '/') : NULL;
    if (!slash)
        return status_error(N_("the system does not tell where this program lies"));
    *slash = 0;
    return status_ok();
}
