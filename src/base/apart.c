#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "base/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#endif

/* What the child sends at its end, before `length` bytes of text. The work can write into the same pipe: nothing here may
 * have a value that it must not have. */
typedef struct Header {
    int number;
    int has_text;
    size_t length;
} Header;

enum { LONGEST_TEXT = 1 << 28 };

/* ---- in the child ---- */

static void send_all(int pipe, const void *bytes, size_t size)
{
    const char *next = bytes;
    while (size > 0) {
        ssize_t sent = write(pipe, next, size);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return;
        next += sent;
        size -= (size_t)sent;
    }
}

static void lower(int what, rlim_t most)
{
    struct rlimit limit;
    if (getrlimit(what, &limit) != 0)
        return;
    if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > most)
        limit.rlim_max = most;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(what, &limit);
}

static void set_limits(ApartLimits limits, pid_t parent)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    lower(RLIMIT_CORE, 0);
    /* The caller looks at the clock; this is for when the caller is gone. All threads count together. */
    lower(RLIMIT_CPU, (rlim_t)((limits.seconds + 2) * (double)(processors > 1 ? processors : 1)));
#ifndef SANITIZED
    if (limits.memory)
        lower(RLIMIT_DATA, limits.memory);
#endif
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* gone before that was said */
        _exit(0);
#else
    (void)parent;
#endif
}

/* Never returns. */
static void be_the_child(ApartWork *work, void *context, int pipe, ApartNote *note)
{
    dup2(STDERR_FILENO, STDOUT_FILENO); /* standard output is the caller's alone */
    char *text = NULL;
    int number = work(context, note, &text);
    fflush(NULL);
    Header header = {.number = number, .has_text = text != NULL, .length = text ? strlen(text) : 0};
    send_all(pipe, &header, sizeof header);
    send_all(pipe, text, header.length);
    _exit(0); /* not exit: what the work left for then is its own business */
}

/* ---- in the parent ---- */

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

typedef struct Received {
    char *bytes;
    size_t size, room;
    bool ended;
} Received;

/* Takes what is there now. */
static Status receive(int pipe, const char *what, Received *received)
{
    for (;;) {
        if (received->room - received->size < 4096) {
            size_t room = received->room ? 2 * received->room : 1 << 16;
            char *bytes = room > LONGEST_TEXT ? NULL : realloc(received->bytes, room);
            if (!bytes)
                return status_no_memory(what);
            received->bytes = bytes;
            received->room = room;
        }
        ssize_t got = read(pipe, received->bytes + received->size, received->room - received->size - 1);
        if (got < 0 && errno == EINTR)
            continue;
        received->ended = got == 0;
        if (got <= 0)
            return status_ok();
        received->size += (size_t)got;
    }
}

static bool has_ended(pid_t child)
{
    siginfo_t info = {.si_pid = 0};
    return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

/* The child and what it began, which are a group of processes that has the child's number as long as nobody asked how
 * the child ended. Tells its wait status. */
static void end_all(pid_t child, int *ended_how)
{
    kill(-child, SIGKILL);
    kill(child, SIGKILL);
    while (waitpid(child, ended_how, 0) < 0 && errno == EINTR)
        ;
}

/* Until the child has said all, has ended, or the time is over: then it is ended. Tells its wait status. */
static Status await(pid_t child, int pipe, double seconds, const char *what, Received *received,
                    int *ended_how, bool *late)
{
    double end = now() + seconds;
    *late = false;
    for (;;) {
        struct pollfd ready = {.fd = pipe, .events = POLLIN};
        poll(&ready, 1, 20);
        const bool gone = has_ended(child);
        Status status = receive(pipe, what, received);
        *late = !gone && now() > end;
        if (gone || *late || !status.ok) {
            end_all(child, ended_how);
            return status;
        }
        if (received->ended) { /* said all, and is on its way out: no need to ask at full speed */
            struct timespec moment = {.tv_nsec = 5000000};
            nanosleep(&moment, NULL);
        }
    }
}

/* Takes the text out of what was received. False when the child did not come to the end of it. */
static bool take_text(Received *received, ApartResult *result)
{
    Header header;
    if (received->size < sizeof header)
        return false;
    memcpy(&header, received->bytes, sizeof header);
    if (header.length != received->size - sizeof header)
        return false;
    result->end = APART_RETURNED;
    result->number = header.number;
    if (header.has_text) {
        memmove(received->bytes, received->bytes + sizeof header, header.length);
        received->bytes[header.length] = 0;
        result->text = received->bytes;
        received->bytes = NULL;
    }
    return true;
}

static void judge(Received *received, int ended_how, bool late, ApartResult *result)
{
    if (take_text(received, result))
        return;
    if (late)
        result->end = APART_LATE;
    else if (WIFSIGNALED(ended_how)) {
        result->end = APART_CRASHED;
        result->number = WTERMSIG(ended_how);
    } else {
        result->end = APART_ENDED;
        result->number = WEXITSTATUS(ended_how);
    }
}

Status apart_run(ApartWork *work, void *context, ApartLimits limits, const char *what, ApartResult *result)
{
    *result = (ApartResult){0};
    int ends[2], ended_how = 0;
    bool late = false;
    ApartNote *note = mmap(NULL, sizeof *note, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (note == MAP_FAILED)
        return status_no_memory(what);
    if (pipe(ends) != 0) {
        munmap(note, sizeof *note);
        return status_error("%s: no pipe to its process: %s", what, strerror(errno));
    }
    fflush(NULL); /* or the child would print it again */
    const pid_t parent = getpid(), child = fork();
    if (child == 0) {
        setpgid(0, 0);
        set_limits(limits, parent);
        close(ends[0]);
        be_the_child(work, context, ends[1], note);
    }
    if (child > 0)
        setpgid(child, child); /* whichever of the two comes first */
    close(ends[1]);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    Received received = {0};
    Status status = child < 0 ? status_error("%s: no process for it: %s", what, strerror(errno))
                              : await(child, ends[0], limits.seconds, what, &received, &ended_how, &late);
    if (status.ok)
        judge(&received, ended_how, late, result);
    result->stage = note->stage;
    result->count = note->count;
    close(ends[0]);
    munmap(note, sizeof *note);
    free(received.bytes);
    return status;
}
