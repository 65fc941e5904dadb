#define _POSIX_C_SOURCE 200809L
#include "program/terminal.h"

#include "base/mark.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

void terminal_begin(void)
{
    /* The lowest number that is free is given next. Opened the wrong way round, so that writing there fails and is told,
     * and reading, too. */
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        if (fcntl(file, F_GETFD) < 0)
            (void)open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
#ifdef SIGXFSZ
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow any more is an error like others */
#endif
}

Status terminal_flush(void)
{
    if (fflush(stdout) != 0)
        return status_error(N_("what is printed cannot be written: %s"), strerror(errno));
    return ferror(stdout) ? status_error(N_("what is printed could not be written whole")) : status_ok();
}

int terminal_end(const ProgramCommand *command, int exit_status)
{
    Status status = terminal_flush();
    /* One sentence is enough. */
    if (status.ok || exit_status == TERMINAL_TROUBLE)
        return exit_status;
    return terminal_trouble(command, status);
}

int terminal_trouble(const ProgramCommand *command, Status status)
{
    fprintf(stderr, "%s: %s\n", options_name(command).text, status.message);
    return TERMINAL_TROUBLE;
}

bool terminal_has_colour(FILE *stream)
{
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(fileno(stream)) && !(no_colour && *no_colour) && terminal && strcmp(terminal, "dumb") != 0;
}

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

void terminal_catch_interrupt(void)
{
    /* SA_RESETHAND: the second Ctrl-C finds the default action again. */
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESETHAND | SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    action.sa_handler = SIG_IGN; /* printing to nobody is an error then, told like others */
    sigaction(SIGPIPE, &action, NULL);
}

bool terminal_interrupted(void)
{
    return interrupted;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

TerminalProgress terminal_progress_start(const char *what)
{
    double start = now();
    return (TerminalProgress){
        .what = what, .started = start, .shown = start, .visible = isatty(STDERR_FILENO)};
}

void terminal_progress_show(TerminalProgress *progress, double done, double total, const char *note)
{
    double time = now();
    if (!progress->visible || time - progress->shown < 0.1 || done <= 0)
        return;
    progress->shown = time;
    double left = (time - progress->started) * (total - done) / done;
    fprintf(stderr, "\r%s  %3.0f %%  %d:%02d left  %.40s\033[K", progress->what, 100 * done / total,
            (int)(left / 60), (int)left % 60, note);
    fflush(stderr);
}

void terminal_progress_end(TerminalProgress *progress)
{
    if (progress->visible)
        fprintf(stderr, "\r\033[K");
}
