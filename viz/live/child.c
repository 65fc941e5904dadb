#define _POSIX_C_SOURCE 200809L
#include "live/child.h"
#include "words/words.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

struct Child {
    char name[64];
    pid_t process;
    int input;                    /* we write, it reads */
    FILE *complaints;             /* its standard error, in a file without a name */
    struct sigaction pipe_action; /* what SIGPIPE did before */
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ---- starting ---- */

/* posix_spawnp may tell only at the child's end that there is no such program: so it is looked for before. */
static bool is_on_path(const char *program)
{
    const char *path = getenv("PATH");
    if (strchr(program, '/') || !path)
        return true; /* for the system to find out */
    for (size_t length; *path; path += length + (path[length] == ':')) {
        char file[1024];
        length = strcspn(path, ":");
        int wrote = snprintf(file, sizeof file, "%.*s/%s", length > 0 ? (int)length : 1,
                             length > 0 ? path : ".", program);
        if (wrote < (int)sizeof file && access(file, X_OK) == 0)
            return true;
    }
    return false;
}

/* What is set up in the new process before the program begins. Returns 0, or an errno. */
static int spawn(Child *child, const char *const words[], int reads)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t restored;
    int trouble = posix_spawn_file_actions_init(&files);
    if (trouble)
        return trouble;
    trouble = posix_spawnattr_init(&how);
    if (trouble) {
        posix_spawn_file_actions_destroy(&files);
        return trouble;
    }
    sigemptyset(&restored);
    sigaddset(&restored, SIGPIPE); /* ignored here, and that would be handed on */
    trouble = posix_spawn_file_actions_adddup2(&files, reads, STDIN_FILENO);
    if (!trouble)
        trouble = posix_spawn_file_actions_adddup2(&files, fileno(child->complaints), STDERR_FILENO);
    if (!trouble)
        trouble = posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (!trouble)
        trouble = posix_spawnattr_setsigdefault(&how, &restored);
    if (!trouble)
        trouble = posix_spawnattr_setpgroup(&how, 0);
    if (!trouble)
        trouble = posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    if (!trouble) /* it takes the words without const, and does not write to them */
        trouble = posix_spawnp(&child->process, words[0], &files, &how, (char *const *)words, environ);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return trouble;
}

static void ignore_sigpipe(Child *child)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, &child->pipe_action);
}

static void give_back(Child *child)
{
    if (child->input >= 0)
        close(child->input);
    if (child->complaints)
        fclose(child->complaints);
    sigaction(SIGPIPE, &child->pipe_action, NULL);
    free(child);
}

ChildStart child_start(const char *const words[], Child **child, Status *status)
{
    int ends[2] = {-1, -1};
    *child = NULL;
    *status = status_ok();
    Child *made = calloc(1, sizeof *made);
    if (!made) {
        *status = status_no_memory(words[0]);
        return CHILD_TROUBLE;
    }
    snprintf(made->name, sizeof made->name, "%s", words[0]);
    made->input = -1;
    ignore_sigpipe(made);
    made->complaints = tmpfile();
    if (!made->complaints || pipe(ends) != 0) {
        *status = status_error(_("%s cannot be started: %s"), made->name, strerror(errno));
        give_back(made);
        return CHILD_TROUBLE;
    }
    made->input = ends[1];
    fcntl(ends[1], F_SETFD, FD_CLOEXEC); /* or it would hold its own input open */
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    fcntl(fileno(made->complaints), F_SETFD, FD_CLOEXEC);
    int trouble = is_on_path(words[0]) ? spawn(made, words, ends[0]) : ENOENT;
    close(ends[0]);
    if (trouble) {
        *status = trouble == ENOENT
                      ? status_error(_("there is no program %s on the PATH"), made->name)
                      : status_error(_("%s cannot be started: %s"), made->name, strerror(trouble));
        give_back(made);
        return trouble == ENOENT ? CHILD_ABSENT : CHILD_TROUBLE;
    }
    *child = made;
    return CHILD_STARTED;
}

/* ---- writing ---- */

Status child_write(Child *child, const void *bytes, size_t size, double patience)
{
    const char *next = bytes;
    double end = now() + patience;
    while (size > 0) {
        ssize_t wrote = write(child->input, next, size);
        if (wrote > 0) {
            next += wrote;
            size -= (size_t)wrote;
            end = now() + patience;
            continue;
        }
        if (wrote < 0 && errno != EAGAIN && errno != EINTR)
            return status_error(_("%s takes nothing any more: %s"), child->name, strerror(errno));
        struct pollfd ready = {.fd = child->input, .events = POLLOUT};
        poll(&ready, 1, 100);
        if (now() > end)
            return status_error(_("%s took nothing for %g seconds"), child->name, patience);
    }
    return status_ok();
}

/* ---- its end ---- */

/* The last line it wrote to its standard error, without what cannot be shown; empty when it wrote none. */
static void read_complaint(Child *child, char *line, size_t size)
{
    char read[256];
    line[0] = 0;
    rewind(child->complaints);
    while (fgets(read, sizeof read, child->complaints)) {
        read[strcspn(read, "\r\n")] = 0;
        if (read[strspn(read, " ")])
            snprintf(line, size, "%.190s", read);
    }
    for (char *c = line; *c; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
}

/* Waits for its end. False when it had to be ended. */
static bool await(Child *child, double patience, int *how)
{
    double end = now() + patience;
    for (;;) {
        pid_t gone = waitpid(child->process, how, WNOHANG);
        if (gone == child->process || (gone < 0 && errno != EINTR))
            return true;
        if (now() > end)
            break;
        struct timespec moment = {.tv_nsec = 5000000};
        nanosleep(&moment, NULL);
    }
    kill(child->process, SIGKILL);
    while (waitpid(child->process, how, 0) < 0 && errno == EINTR)
        ;
    return false;
}

Status child_finish(Child *child, double patience)
{
    char complaint[200];
    int how = 0;
    close(child->input);
    child->input = -1;
    bool by_itself = await(child, patience, &how);
    read_complaint(child, complaint, sizeof complaint);
    Status status = status_ok();
    const char *colon = complaint[0] ? ": " : "";
    if (!by_itself)
        status = status_error(_("%s did not come to an end within %g seconds%s%s"), child->name, patience,
                              colon, complaint);
    else if (WIFSIGNALED(how))
        status =
            status_error(_("%s was ended by signal %d%s%s"), child->name, WTERMSIG(how), colon, complaint);
    else if (WEXITSTATUS(how) != 0)
        status =
            status_error(_("%s ended with status %d%s%s"), child->name, WEXITSTATUS(how), colon, complaint);
    give_back(child);
    return status;
}
