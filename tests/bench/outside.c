/* What a person waits for, measured from outside: how long every command takes to start, how long the window takes to its
 * first picture, and what it costs while it is paused. One JSON line for each.
 *
 * usage: outside BUILD FOLDER [REPEATS]
 *
 * BUILD holds the programs. FOLDER holds what commands are given: `model` and the signatures U1S1.TXT ... U1S7.TXT. The
 * window is measured where DISPLAY is set. From the start of the process to its end, on the clock of the wall and in
 * processor time; nothing is taken off. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/timing.h"

enum { REPEATS_MOST = 1000, WORDS = 24, WORD_SIZE = 1200, PAUSED_SECONDS = 2 };

/* %B: the folder of the programs, %F: that of the data. */
static const char *const commands[] = {
    "%B/twingrad --version",
    "%B/twingrad --help",
    "%B/twingrad train --help",
    "%B/twingrad eval --help",
    "%B/twingrad verify --help",
    "%B/twingrad trace --help",
    "%B/twingrad check --help",
    "%B/twingrad synth --help",
    "%B/twingrad check --list-faults",
    ("%B/twingrad verify %F/model --reference %F/U1S1.TXT %F/U1S2.TXT %F/U1S3.TXT %F/U1S4.TXT %F/U1S5.TXT "
     "%F/U1S6.TXT --questioned %F/U1S7.TXT"),
    "%B/twingrad-live --version",
    "%B/twingrad-live --help",
    "%B/twingrad-lesson",
    "%B/twingrad-lesson --help",
    "%B/twingrad-lesson 1 --plain --auto --part 1",
    "%B/twingrad-exercise --help",
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

typedef struct Command {
    char text[WORD_SIZE * 2];
    char *words[WORDS + 1];
} Command;

static void give_up(const char *what, const char *why)
{
    fprintf(stderr, "outside: %s: %s\n", what, why);
    exit(2);
}

static Command parse(const char *command, const char *build, const char *folder)
{
    static Command c;
    size_t filled = 0, words = 0;
    for (const char *at = command; *at && filled + 1 < sizeof c.text; at++) {
        const char *put = at[0] != '%' ? NULL : at[1] == 'B' ? build : folder;
        if (!put) {
            c.text[filled++] = *at;
            continue;
        }
        filled += (size_t)snprintf(c.text + filled, sizeof c.text - filled, "%s", put);
        at++;
    }
    if (filled + 1 >= sizeof c.text)
        give_up(command, "the folders' names are too long");
    c.text[filled] = 0;
    for (char *word = strtok(c.text, " "); word && words < WORDS; word = strtok(NULL, " "))
        c.words[words++] = word;
    c.words[words] = NULL;
    return c;
}

static pid_t start(const Command *command, const char *preloaded)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    int nothing = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++)
        dup2(nothing, fd);
    if (preloaded)
        setenv("LD_PRELOAD", preloaded, 1);
    execv(command->words[0], command->words);
    _exit(127);
}

typedef struct Times {
    double wall, processor; /* milliseconds */
} Times;

static Times run(const Command *command, const char *preloaded)
{
    int status = 0;
    struct rusage used;
    double began = timing_wall();
    pid_t child = start(command, preloaded);
    if (child < 0 || wait4(child, &status, 0, &used) != child)
        give_up(command->words[0], strerror(errno));
    Times times = {.wall = 1e3 * (timing_wall() - began)};
    times.processor = 1e3 * (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                      1e-3 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) /* 1: no, of `verify` */
        give_up(command->words[0], "did not do what it was told");
    return times;
}

/* The command without the folders of its files. */
static void short_name(const Command *command, size_t size, char name[])
{
    size_t filled = 0;
    name[0] = 0;
    for (size_t w = 0; command->words[w] && w < 3 && filled < size; w++) {
        const char *slash = strrchr(command->words[w], '/');
        filled += (size_t)snprintf(name + filled, size - filled, "%s%s", w ? " " : "",
                                   slash ? slash + 1 : command->words[w]);
    }
}

static void tell(const char *bench, const char *what, size_t repeats, Times times[])
{
    double wall[REPEATS_MOST], processor[REPEATS_MOST];
    for (size_t r = 0; r < repeats; r++) {
        wall[r] = times[r].wall;
        processor[r] = times[r].processor;
    }
    TimingSpread spread = timing_spread(repeats, wall);
    printf("{\"bench\":\"%s\",\"what\":\"%s\",\"median\":%.2f,\"low\":%.2f,\"high\":%.2f,"
           "\"processor\":%.2f,\"unit\":\"ms\"}\n",
           bench, what, spread.median, spread.low, spread.high, timing_spread(repeats, processor).median);
    fflush(stdout);
}

static void measure_commands(const char *build, const char *folder, size_t repeats)
{
    static Times times[COMMANDS][REPEATS_MOST];
    char name[100];
    for (size_t r = 0; r < repeats; r++)
        for (size_t i = 0; i < COMMANDS; i++) {
            Command command = parse(commands[i], build, folder);
            times[i][r] = run(&command, NULL);
        }
    for (size_t i = 0; i < COMMANDS; i++) {
        Command command = parse(commands[i], build, folder);
        short_name(&command, sizeof name, name);
        tell("start", name, repeats, times[i]);
    }
}

static void measure_first_frame(const char *build, const char *folder, size_t repeats)
{
    static Times times[REPEATS_MOST];
    char shown[WORD_SIZE];
    Command command = parse("%B/twingrad-live", build, folder);
    snprintf(shown, sizeof shown, "%s/tests/bench/first_frame.so", build);
    if (access(shown, R_OK) != 0)
        give_up(shown, "is not there");
    for (size_t r = 0; r < repeats; r++)
        times[r] = run(&command, shown);
    tell("frame", "twingrad-live, to its first picture", repeats, times);
}

/* The share of a processor that the window takes while it is paused. */
static void measure_paused(const char *build, const char *folder)
{
    Command command = parse("%B/twingrad-live --paused", build, folder);
    pid_t child = start(&command, NULL);
    clockid_t clock = CLOCK_PROCESS_CPUTIME_ID;
    if (child < 0 || clock_getcpuclockid(child, &clock) != 0)
        give_up(command.words[0], "its processor time cannot be read");
    sleep(PAUSED_SECONDS); /* to come up, and to end the check that its panel shows */
    double before = timing_read(clock), began = timing_wall();
    sleep(PAUSED_SECONDS);
    double share = 100 * (timing_read(clock) - before) / (timing_wall() - began);
    int status;
    bool lasted = waitpid(child, &status, WNOHANG) == 0;
    kill(child, SIGTERM);
    waitpid(child, &status, 0);
    if (!lasted)
        give_up(command.words[0], "ended of itself");
    printf("{\"bench\":\"paused\",\"what\":\"twingrad-live, paused\",\"median\":%.2f,\"unit\":\"%%\"}\n",
           share);
}

int main(int argc, char **argv)
{
    const size_t repeats = argc > 3 ? strtoul(argv[3], NULL, 10) : 21;
    if (argc < 3 || repeats < 1 || repeats > REPEATS_MOST) {
        fputs("usage: outside BUILD FOLDER [REPEATS (1 to 1000)]\n", stderr);
        return 2;
    }
    measure_commands(argv[1], argv[2], repeats);
    if (!getenv("DISPLAY")) {
        fputs("outside: DISPLAY is not set, and no window was measured\n", stderr);
        return 0;
    }
    measure_first_frame(argv[1], argv[2], repeats < 11 ? repeats : 11);
    measure_paused(argv[1], argv[2]);
    return 0;
}
