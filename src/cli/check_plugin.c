#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "cli/check_plugin.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/check_report.h"
#include "gradcheck/gradcheck_plugin.h"
#include "program/terminal.h"

typedef int EntryPoint(GradcheckPlugin *plugin);

typedef enum Stage { LOADING, ASKING, CHECKING, DONE } Stage;

/* What the child tells while it works: it may end at any moment. */
typedef struct Progress {
    volatile sig_atomic_t stage;
    volatile size_t evaluations;
} Progress;

/* What the child sends at its end, before `length` bytes: the report, or a sentence of trouble. */
typedef struct Header {
    bool ok;
    int exit_status;
    size_t length;
} Header;

enum { LONGEST_REPORT = 1 << 28 };

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

static int note_progress(void *user, size_t made, size_t expected)
{
    (void)expected;
    Progress *progress = user;
    progress->evaluations = made;
    return 0;
}

/* The entry point, or the trouble there is with it. */
static Status load(const char *file, EntryPoint **entry)
{
    char path[4096];
    /* Without a slash the name would be looked for among the system's libraries. */
    if ((size_t)snprintf(path, sizeof path, "%s%s", strchr(file, '/') ? "" : "./", file) >= sizeof path)
        return status_error("the plugin's name is too long");
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *why = dlerror();
        return status_error("%.380s", why ? why : "it cannot be loaded");
    }
    const unsigned *version = dlsym(library, "gradcheck_plugin_version");
    void *symbol = dlsym(library, "gradcheck_plugin");
    if (!version || !symbol)
        return status_error("%.200s: no plugin: it does not define %s (see gradcheck_plugin.h)", file,
                            symbol ? "gradcheck_plugin_version" : "gradcheck_plugin");
    if (*version != GRADCHECK_PLUGIN_VERSION)
        return status_error("%.200s: built for version %u of the checker, and this is %u: build it again",
                            file, *version, GRADCHECK_PLUGIN_VERSION);
    memcpy(entry, &symbol, sizeof symbol); /* ISO C knows no conversion; POSIX promises this one */
    return status_ok();
}

static Status check(const CheckPluginOptions *options, Progress *progress, Header *header, char **report)
{
    EntryPoint *entry = NULL;
    progress->stage = LOADING;
    Status status = load(options->file, &entry);
    if (!status.ok)
        return status;
    progress->stage = ASKING;
    GradcheckPlugin plugin = {.seed = options->seed, .options = options->check};
    int code = entry(&plugin);
    if (code)
        return status_error("%.200s: its gradcheck_plugin returned %d: it will not be checked", options->file,
                            code);
    progress->stage = CHECKING;
    plugin.options.progress = note_progress;
    plugin.options.progress_user = progress;
    GradcheckReport *made;
    GradcheckStatus ran = gradcheck_run(&plugin.problem, &plugin.options, &made);
    progress->stage = DONE;
    if (!made)
        return status_no_memory("the check of the plugin");
    if (ran == GRADCHECK_BAD_PROBLEM)
        return status_error("%.200s: %s", options->file, made->message);
    header->exit_status = check_report_exit_status(made);
    *report = check_report_write(made, &options->text, options->json);
    return *report ? status_ok() : status_no_memory("the report of the plugin");
}

/* Never returns. */
static void be_the_child(const CheckPluginOptions *options, int pipe, Progress *progress)
{
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    dup2(STDERR_FILENO, STDOUT_FILENO); /* standard output is the report's alone */
    Header header = {.exit_status = TERMINAL_TROUBLE};
    char *report = NULL;
    Status status = check(options, progress, &header, &report);
    fflush(NULL);
    header.ok = status.ok;
    const char *text = status.ok ? report : status.message;
    header.length = strlen(text);
    send_all(pipe, &header, sizeof header);
    send_all(pipe, text, header.length);
    _exit(0); /* not exit: what the plugin left for then is its own business */
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
static Status receive(int pipe, Received *received)
{
    for (;;) {
        if (received->room - received->size < 4096) {
            size_t room = received->room ? 2 * received->room : 1 << 16;
            char *bytes = room > LONGEST_REPORT ? NULL : realloc(received->bytes, room);
            if (!bytes)
                return status_no_memory("the report of the plugin");
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

/* Until the child has said all, has ended, or the time is over: then it is ended. Returns its wait status. */
static Status await(pid_t child, int pipe, double timeout, Received *received, int *ended_how, bool *late)
{
    double end = now() + timeout;
    *late = false;
    for (;;) {
        struct pollfd ready = {.fd = pipe, .events = POLLIN};
        poll(&ready, 1, 20);
        pid_t gone = waitpid(child, ended_how, WNOHANG);
        Status status = receive(pipe, received);
        if (gone == child)
            return status;
        *late = now() > end;
        if (*late || !status.ok) {
            kill(child, SIGKILL);
            while (waitpid(child, ended_how, 0) < 0 && errno == EINTR)
                ;
            return status;
        }
        if (received->ended) { /* said all, and is on its way out: no need to ask at full speed */
            struct timespec moment = {.tv_nsec = 5000000};
            nanosleep(&moment, NULL);
        }
    }
}

/* Where it was when it ended. */
static void say_where(const Progress *progress, char *text, size_t size)
{
    if (progress->stage == CHECKING)
        snprintf(text, size, "in the check, after %zu evaluations of the loss", progress->evaluations);
    else
        snprintf(text, size, "%s",
                 progress->stage == LOADING  ? "while it was loaded"
                 : progress->stage == ASKING ? "in gradcheck_plugin"
                                             : "after the check");
}

static Status judge(const CheckPluginOptions *options, const Progress *progress, Received *received,
                    int ended_how, bool late, CheckPluginResult *result)
{
    char where[80];
    Header header;
    say_where(progress, where, sizeof where);
    if (received->size >= sizeof header) {
        memcpy(&header, received->bytes, sizeof header);
        if (header.length == received->size - sizeof header) {
            char *text = received->bytes + sizeof header;
            text[header.length] = 0;
            if (!header.ok)
                return status_error("%s", text);
            memmove(received->bytes, text, header.length + 1);
            *result = (CheckPluginResult){header.exit_status, received->bytes};
            received->bytes = NULL;
            return status_ok();
        }
    }
    if (late)
        return status_error("%.200s: not done within %g seconds, and ended, %s (--timeout gives it longer)",
                            options->file, options->timeout, where);
    if (WIFSIGNALED(ended_how))
        return status_error("%.200s: crashed %s: signal %d (%s)", options->file, where, WTERMSIG(ended_how),
                            strsignal(WTERMSIG(ended_how)));
    return status_error("%.200s: ended the process %s, with exit status %d", options->file, where,
                        WEXITSTATUS(ended_how));
}

Status check_plugin_run(const CheckPluginOptions *options, CheckPluginResult *result)
{
    *result = (CheckPluginResult){TERMINAL_TROUBLE, NULL};
    int ends[2], ended_how = 0;
    bool late = false;
    Progress *progress =
        mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (progress == MAP_FAILED)
        return status_no_memory("the plugin's progress");
    if (pipe(ends) != 0) {
        munmap(progress, sizeof *progress);
        return status_error("no pipe to the plugin's process: %s", strerror(errno));
    }
    fflush(NULL); /* or the child would print it again */
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        be_the_child(options, ends[1], progress);
    }
    close(ends[1]);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    Received received = {0};
    Status status = child < 0 ? status_error("no process for the plugin: %s", strerror(errno))
                              : await(child, ends[0], options->timeout, &received, &ended_how, &late);
    if (status.ok)
        status = judge(options, progress, &received, ended_how, late, result);
    close(ends[0]);
    munmap(progress, sizeof *progress);
    free(received.bytes);
    return status;
}
