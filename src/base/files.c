#define _POSIX_C_SOURCE 200809L
#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mark.h"

/* Opens a new file beside `path`, under a name nobody else has. */
static Status open_beside(const char *path, char *temporary, size_t size, FILE **file)
{
    int length = snprintf(temporary, size, "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= size)
        return status_error(N_("%.100s...: the file name is too long"), path);
    int descriptor = mkstemp(temporary);
    if (descriptor < 0)
        return status_error(N_("%s: cannot be written: %s"), path, strerror(errno));
    /* mkstemp makes the file private; give it the rights an ordinary new file would have. */
    mode_t mask = umask(0);
    umask(mask);
    fchmod(descriptor, 0666 & ~mask);
    *file = fdopen(descriptor, "wb");
    if (*file)
        return status_ok();
    Status status = status_error(N_("%s: cannot be written: %s"), path, strerror(errno));
    close(descriptor);
    unlink(temporary);
    return status;
}

Status files_replace(const char *path, Status (*write)(FILE *file, const void *context), const void *context)
{
    char temporary[PATH_MAX];
    FILE *file = NULL;
    Status status = open_beside(path, temporary, sizeof temporary, &file);
    if (!status.ok)
        return status;
    status = write(file, context);
    /* fclose is called whatever happened before it, and only its first cause of trouble is told. */
    bool written = !ferror(file) && fflush(file) == 0 && fsync(fileno(file)) == 0;
    int cause = errno;
    if (fclose(file) != 0 && written) {
        written = false;
        cause = errno;
    }
    if (status.ok && !written)
        status = status_error(N_("%s: cannot be written: %s"), path, strerror(cause));
    if (status.ok && rename(temporary, path) != 0)
        status = status_error(N_("%s: cannot be replaced: %s"), path, strerror(errno));
    if (!status.ok)
        unlink(temporary);
    return status;
}

static Status read_open_file(FILE *file, const char *path, size_t limit, char **bytes, size_t *size)
{
    size_t room = 0, filled = 0;
    char *buffer = NULL;
    for (;;) {
        if (filled == room) {
            size_t wanted = room ? 2 * room : 4096;
            char *larger = realloc(buffer, wanted + 1);
            if (!larger) {
                free(buffer);
                return status_no_memory(path);
            }
            buffer = larger;
            room = wanted;
        }
        size_t got = fread(buffer + filled, 1, room - filled, file);
        filled += got;
        if (filled > limit) {
            free(buffer);
            return status_error(N_("%s: larger than the %zu bytes such a file may have"), path, limit);
        }
        if (got == 0)
            break;
    }
    if (ferror(file)) {
        Status status = status_error(N_("%s: cannot be read: %s"), path, strerror(errno));
        free(buffer);
        return status;
    }
    buffer[filled] = 0;
    *bytes = buffer;
    *size = filled;
    return status_ok();
}

Status files_read(const char *path, size_t limit, char **bytes, size_t *size)
{
    *bytes = NULL;
    *size = 0;
    FILE *file = fopen(path, "rb");
    if (!file)
        return status_error(N_("%s: cannot be opened: %s"), path, strerror(errno));
    Status status = read_open_file(file, path, limit, bytes, size);
    fclose(file);
    return status;
}

Status files_make_folder(const char *path)
{
    char part[PATH_MAX];
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof part)
        return status_error(N_("%.100s: not a usable folder name"), length ? path : "an empty name");
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != 0)
            continue;
        memcpy(part, path, i);
        part[i] = 0;
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return status_error(N_("%s: the folder cannot be made: %s"), part, strerror(errno));
    }
    struct stat found;
    if (stat(path, &found) != 0 || !S_ISDIR(found.st_mode))
        return status_error(N_("%s: is not a folder"), path);
    return status_ok();
}
