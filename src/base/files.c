#define _POSIX_C_SOURCE 200809L
#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mark.h"

/* ---- writing ---- */

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

/* Writes and closes the file. fclose is called whatever happened before it, and only the first cause of trouble is
 * told. */
static Status write_and_close(FILE *file, const char *path, bool sync, FilesWriter *write,
                              const void *context)
{
    errno = 0;
    Status status = write(file, context);
    /* What a library told `write` of a failing file is seldom as clear as what the system says. */
    if (!status.ok && ferror(file))
        status = status_error(N_("%s: cannot be written: %s"), path, strerror(errno ? errno : EIO));
    bool written = !ferror(file) && fflush(file) == 0 && (!sync || fsync(fileno(file)) == 0);
    int cause = errno;
    if (fclose(file) != 0 && written) {
        written = false;
        cause = errno;
    }
    if (status.ok && !written)
        status = status_error(N_("%s: cannot be written: %s"), path, strerror(cause));
    return status;
}

/* Whether a file of that name is not to be replaced but written into: a pipe or a device, or one that the system keeps a
 * name for, as /dev/stdout, whatever it leads to. */
static bool is_written_into(const char *path)
{
    struct stat found, name;
    if (stat(path, &found) != 0)
        return false;
    if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode))
        return true;
    const bool of_system = strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
    return of_system && lstat(path, &name) == 0 && S_ISLNK(name.st_mode);
}

static Status write_into(const char *path, FilesWriter *write, const void *context)
{
    /* O_NONBLOCK: of a pipe that nobody reads it is said so; what is written then may wait as it has to. */
    const int descriptor = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0 && errno == ENXIO)
        return status_error(N_("%s: nobody reads from this pipe"), path);
    FILE *file = descriptor < 0 || fcntl(descriptor, F_SETFL, 0) < 0 ? NULL : fdopen(descriptor, "wb");
    if (file)
        return write_and_close(file, path, false, write, context);
    Status status = status_error(N_("%s: cannot be written: %s"), path, strerror(errno));
    if (descriptor >= 0)
        close(descriptor);
    return status;
}

/* The name, too, reaches the disk. Not every kind of file system can be asked to, and the file is whole either way. */
static void flush_folder(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    const int descriptor = open(folder, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    (void)fsync(descriptor);
    close(descriptor);
}

static Status replace(const char *path, FilesWriter *write, const void *context, bool flushed)
{
    char temporary[PATH_MAX];
    FILE *file = NULL;
    struct stat found;
    if (is_written_into(path))
        return write_into(path, write, context);
    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode))
        return status_error(N_("%s: cannot be replaced: %s"), path, strerror(EISDIR));
    Status status = open_beside(path, temporary, sizeof temporary, &file);
    if (!status.ok)
        return status;
    status = write_and_close(file, path, flushed, write, context);
    if (status.ok && rename(temporary, path) != 0)
        status = status_error(N_("%s: cannot be replaced: %s"), path, strerror(errno));
    if (!status.ok)
        unlink(temporary);
    else if (flushed)
        flush_folder(path);
    return status;
}

Status files_replace(const char *path, FilesWriter *write, const void *context)
{
    return replace(path, write, context, true);
}

Status files_replace_soon(const char *path, FilesWriter *write, const void *context)
{
    return replace(path, write, context, false);
}

/* ---- reading ---- */

enum { FIRST_ROOM = 4096, PATIENCE = 5000 /* ms */ };

/* Waits until the descriptor, a pipe's, has more to give; false when nothing came in all that time. */
static bool await_more(int descriptor)
{
    struct pollfd pipe = {.fd = descriptor, .events = POLLIN};
    int ready;
    while ((ready = poll(&pipe, 1, PATIENCE)) < 0 && errno == EINTR)
        ;
    return ready != 0;
}

/* The next bytes, 0 at the end. -1: trouble, of which errno tells. */
static ssize_t read_some(int descriptor, bool pipe, char *bytes, size_t room)
{
    for (;;) {
        if (pipe && !await_more(descriptor)) {
            errno = ETIMEDOUT;
            return -1;
        }
        const ssize_t got = read(descriptor, bytes, room);
        if (got >= 0 || (errno != EINTR && errno != EAGAIN))
            return got;
    }
}

/* `expected` bytes, as far as that is known; 0: it is not. */
static Status read_all(int descriptor, const char *path, bool pipe, size_t expected, size_t limit,
                       char **bytes, size_t *size)
{
    size_t room = expected ? expected + 1 : FIRST_ROOM, filled = 0; /* 1: the end is then met at once */
    char *buffer = malloc(room + 1);
    if (!buffer)
        return status_no_memory(path);
    for (ssize_t got; (got = read_some(descriptor, pipe, buffer + filled, room - filled)) != 0;) {
        if (got < 0) {
            Status status = status_error(N_("%s: cannot be read: %s"), path, strerror(errno));
            free(buffer);
            return status;
        }
        filled += (size_t)got;
        if (filled > limit) {
            free(buffer);
            return status_error(N_("%s: larger than the %zu bytes such a file may have"), path, limit);
        }
        if (filled < room)
            continue;
        char *larger = realloc(buffer, 2 * room + 1);
        if (!larger) {
            free(buffer);
            return status_no_memory(path);
        }
        buffer = larger;
        room *= 2;
    }
    buffer[filled] = 0;
    *bytes = buffer;
    *size = filled;
    return status_ok();
}

static Status read_open(int descriptor, const char *path, size_t limit, char **bytes, size_t *size)
{
    struct stat found;
    if (fstat(descriptor, &found) != 0)
        return status_error(N_("%s: cannot be read: %s"), path, strerror(errno));
    const bool pipe = S_ISFIFO(found.st_mode),
               folder = S_ISDIR(found.st_mode); /* read says of a folder what it is */
    if (!S_ISREG(found.st_mode) && !pipe && !folder)
        return status_error(N_("%s: is a device, neither a file nor a pipe"), path);
    /* Before memory is asked for: a sparse file can be far larger than the disk. */
    if (S_ISREG(found.st_mode) && found.st_size > 0 && (uintmax_t)found.st_size > limit)
        return status_error(N_("%s: larger than the %zu bytes such a file may have"), path, limit);
    const size_t expected = S_ISREG(found.st_mode) && found.st_size > 0 ? (size_t)found.st_size : 0;
    return read_all(descriptor, path, pipe, expected, limit, bytes, size);
}

Status files_read(const char *path, size_t limit, char **bytes, size_t *size)
{
    *bytes = NULL;
    *size = 0;
    /* O_NONBLOCK: a pipe that nobody writes into would keep the program here. */
    const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0)
        return status_error(N_("%s: cannot be opened: %s"), path, strerror(errno));
    Status status = read_open(descriptor, path, limit, bytes, size);
    close(descriptor);
    return status;
}

/* ---- folders ---- */

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
