#define _POSIX_C_SOURCE 200809L
#include "base/apart.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/files.h"
#include "support/own_folder.h"
#include "support/test.h"

static int say(void *context, ApartNote *note, char **text)
{
    note->stage = 3;
    note->count = 41;
    puts("what it prints does not reach standard output");
    *text = strdup(context);
    return 17;
}

static int crash(void *context, ApartNote *note, char **text)
{
    (void)context, (void)text;
    note->stage = 2;
    abort();
}

static int leave(void *context, ApartNote *note, char **text)
{
    (void)context, (void)note, (void)text;
    _exit(5);
}

static int stay(void *context, ApartNote *note, char **text)
{
    (void)context, (void)text;
    note->count = 7;
    for (;;)
        pause();
    return 0;
}

static int say_much(void *context, ApartNote *note, char **text)
{
    (void)note;
    size_t length = *(const size_t *)context;
    *text = malloc(length + 1);
    memset(*text, 'x', length);
    (*text)[length] = 0;
    return 0;
}

static void what_the_work_says_reaches_the_caller(void **state)
{
    (void)state;
    ApartResult result;
    char words[] = "done";
    assert_ok(apart_run(say, words, (ApartLimits){.seconds = 30}, "the work", &result));
    assert_int_equal(result.end, APART_RETURNED);
    assert_int_equal(result.number, 17);
    assert_string_equal(result.text, "done");
    assert_int_equal(result.stage, 3);
    assert_int_equal(result.count, 41);
    free(result.text);
}

static int say_nothing(void *context, ApartNote *note, char **text)
{
    (void)context, (void)note, (void)text;
    return -3;
}

static void a_number_comes_without_words(void **state)
{
    (void)state;
    ApartResult result = {.end = APART_LATE, .text = (char[]){"old"}, .stage = 9, .count = 9};
    const int before = dup(0);
    close(before);
    assert_ok(apart_run(say_nothing, NULL, (ApartLimits){.seconds = 30}, "the work", &result));
    assert_int_equal(result.end, APART_RETURNED);
    assert_int_equal(result.number, -3);
    assert_null(result.text);
    assert_int_equal(result.stage, 0);
    assert_int_equal(result.count, 0);
    const int after = dup(0); /* no descriptor was left open */
    close(after);
    assert_int_equal(after, before);
}

/* Runs the work with standard output and standard error in files, and gives what came into each. */
static void run_printing(char **output, char **error)
{
    ApartResult result;
    char words[] = "done";
    size_t size;
    const int kept_output = dup(STDOUT_FILENO), kept_error = dup(STDERR_FILENO);
    fflush(NULL);
    const int new_output = open(own_folder_file("output"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int new_error = open(own_folder_file("error"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(new_output, STDOUT_FILENO);
    dup2(new_error, STDERR_FILENO);
    printf("what the caller has printed; ");
    const Status status = apart_run(say, words, (ApartLimits){.seconds = 30}, "the work", &result);
    printf("and goes on to print");
    fflush(NULL);
    dup2(kept_output, STDOUT_FILENO);
    dup2(kept_error, STDERR_FILENO);
    close(kept_output), close(kept_error), close(new_output), close(new_error);
    assert_ok(status);
    free(result.text);
    assert_ok(files_read(own_folder_file("output"), 1000, output, &size));
    assert_ok(files_read(own_folder_file("error"), 1000, error, &size));
}

static void what_the_work_prints_appears_on_standard_error_and_the_callers_words_once(void **state)
{
    (void)state;
    char *output, *error;
    run_printing(&output, &error);
    assert_string_equal(output, "what the caller has printed; and goes on to print");
    assert_string_equal(error, "what it prints does not reach standard output\n");
    free(output);
    free(error);
}

static int tell_limits(void *context, ApartNote *note, char **text)
{
    struct rlimit core, processor;
    int signal = SIGKILL;
    (void)context, (void)note;
    getrlimit(RLIMIT_CORE, &core);
    getrlimit(RLIMIT_CPU, &processor);
#ifdef __linux__
    prctl(PR_GET_PDEATHSIG, &signal);
#endif
    *text = malloc(100);
    snprintf(*text, 100, "%lu %lu, %lu %lu, %d", (unsigned long)core.rlim_cur, (unsigned long)core.rlim_max,
             (unsigned long)processor.rlim_cur, (unsigned long)processor.rlim_max, signal);
    return 0;
}

static bool limits_are(double seconds, unsigned long expected)
{
    ApartResult result;
    char text[100];
    snprintf(text, sizeof text, "0 0, %lu %lu, %d", expected, expected, SIGKILL);
    if (!apart_run(tell_limits, NULL, (ApartLimits){.seconds = seconds}, "the work", &result).ok)
        return false;
    const bool same = result.text && strcmp(result.text, text) == 0;
    if (!same)
        print_error("%s, expected %s\n", result.text ? result.text : "nothing", text);
    free(result.text);
    return same;
}

/* Whether they are, in a process whose own limit is this. */
static bool limits_are_below(rlim_t own, unsigned long expected)
{
    int how = 0;
    const pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CPU, &(struct rlimit){own, own});
        _exit(limits_are(30, expected) ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

/* For when the caller is gone: no image of its memory, the seconds and two more on each processor, an end with it. A limit
 * that was lower stays, and one that was higher does not. */
static void the_work_has_limits_of_its_own(void **state)
{
    (void)state;
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    const unsigned long seconds = 32ul * (unsigned long)(processors > 1 ? processors : 1);
    assert_true(limits_are(30, seconds));
    assert_true(limits_are_below(7, 7));
    assert_true(limits_are_below(2 * seconds, seconds));
}

static void much_text_comes_whole(void **state)
{
    (void)state;
    ApartResult result;
    size_t length = 3000000; /* more than a pipe holds */
    assert_ok(apart_run(say_much, &length, (ApartLimits){.seconds = 30}, "the work", &result));
    assert_int_equal(result.end, APART_RETURNED);
    assert_int_equal(strlen(result.text), length);
    free(result.text);
}

static void a_single_character_comes_too(void **state)
{
    (void)state;
    ApartResult result;
    char word[] = "x";
    assert_ok(apart_run(say, word, (ApartLimits){.seconds = 30}, "the work", &result));
    assert_int_equal(result.end, APART_RETURNED);
    assert_string_equal(result.text, "x");
    free(result.text);
}

/* In a process that may open no more files. */
static void where_there_is_no_pipe_it_is_told(void **state)
{
    (void)state;
    int how = 0;
    const pid_t child = fork();
    if (child == 0) {
        ApartResult result;
        const rlim_t next = (rlim_t)dup(0);
        close((int)next);
        setrlimit(RLIMIT_NOFILE, &(struct rlimit){next, next});
        const Status status = apart_run(say_nothing, NULL, (ApartLimits){.seconds = 30}, "the work", &result);
        _exit(strcmp(status.message, "the work: no pipe to its process: Too many open files") == 0 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
}

static void a_crash_is_told_and_does_no_harm(void **state)
{
    (void)state;
    ApartResult result;
    assert_ok(apart_run(crash, NULL, (ApartLimits){.seconds = 30}, "the work", &result));
    assert_int_equal(result.end, APART_CRASHED);
    assert_int_equal(result.number, SIGABRT);
    assert_int_equal(result.stage, 2);
    assert_null(result.text);
}

static void one_that_ends_the_process_or_stays_is_told(void **state)
{
    (void)state;
    ApartResult result;
    assert_ok(apart_run(leave, NULL, (ApartLimits){.seconds = 30}, "the work", &result));
    assert_int_equal(result.end, APART_ENDED);
    assert_int_equal(result.number, 5);
    assert_ok(apart_run(stay, NULL, (ApartLimits){.seconds = 0.2}, "the work", &result));
    assert_int_equal(result.end, APART_LATE);
    assert_int_equal(result.count, 7);
}

/* A process of its own, which would stay, with an end of a pipe. */
static int begin_another(void *context, ApartNote *note, char **text)
{
    const bool returns = *(const bool *)context;
    (void)text;
    if (fork() == 0)
        for (;;)
            pause();
    note->count = 1;
    while (!returns)
        pause();
    return 5;
}

static void what_the_work_began_ends_with_it(void **state)
{
    (void)state;
    for (int returns = 0; returns < 2; returns++) {
        int ends[2];
        char byte;
        bool does = returns;
        ApartResult result;
        assert_int_equal(pipe(ends), 0);
        assert_ok(
            apart_run(begin_another, &does, (ApartLimits){.seconds = does ? 30 : 0.3}, "the work", &result));
        assert_int_equal(result.end, does ? APART_RETURNED : APART_LATE);
        assert_int_equal(result.count, 1);
        close(ends[1]);
        assert_int_equal(read(ends[0], &byte, 1), 0); /* nobody holds the other end: or this would wait */
        close(ends[0]);
    }
}

#ifndef __SANITIZE_ADDRESS__
static int take_memory(void *context, ApartNote *note, char **text)
{
    enum { BLOCK = 16 << 20 };
    static void *volatile taken; /* or a compiler may see that nobody needs it */
    (void)context, (void)text;
    for (char *block; note->count < 64 && (taken = block = malloc(BLOCK)); note->count++)
        memset(block, 1, BLOCK);
    return 0;
}

/* Not under valgrind, whose memory is the kernel's without being the program's. */
static void memory_beyond_the_limit_is_refused(void **state)
{
    (void)state;
    const char *preloaded = getenv("LD_PRELOAD");
    ApartResult result;
    if (preloaded && strstr(preloaded, "/vgpreload_"))
        skip();
    assert_ok(
        apart_run(take_memory, NULL, (ApartLimits){.seconds = 30, .memory = 256 << 20}, "the work", &result));
    assert_int_equal(result.end, APART_RETURNED);
#ifdef __linux__
    assert_in_range(result.count, 4, 16);
#endif
    assert_ok(apart_run(take_memory, NULL, (ApartLimits){.seconds = 30}, "the work", &result));
    assert_int_equal(result.count, 64);
}
#endif

/* What the work writes into the pipe by itself is believed no further than it can be true. */
static int forge(void *context, ApartNote *note, char **text)
{
    (void)note, (void)text;
    for (int file = 3; file < 16; file++)
        if (lseek(file, 0, SEEK_CUR) < 0)
            (void)!write(file, context, 16);
    _exit(0);
}

static void a_forged_end_is_no_text(void **state)
{
    (void)state;
    unsigned char bytes[16] = {9, 0, 0, 0, 2, 2, 2, 2}; /* number 9; a text, of length 0 */
    ApartResult result;
    assert_ok(apart_run(forge, bytes, (ApartLimits){.seconds = 30}, "the work", &result));
    assert_int_equal(result.end, APART_RETURNED);
    assert_int_equal(result.number, 9);
    assert_string_equal(result.text, "");
    free(result.text);
    memset(bytes + 8, 0xff, 8); /* longer than any memory */
    assert_ok(apart_run(forge, bytes, (ApartLimits){.seconds = 30}, "the work", &result));
    assert_int_equal(result.end, APART_ENDED);
    assert_null(result.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_work_says_reaches_the_caller),
        cmocka_unit_test(a_number_comes_without_words),
        cmocka_unit_test(what_the_work_prints_appears_on_standard_error_and_the_callers_words_once),
        cmocka_unit_test(the_work_has_limits_of_its_own),
        cmocka_unit_test(much_text_comes_whole),
        cmocka_unit_test(a_single_character_comes_too),
        cmocka_unit_test(where_there_is_no_pipe_it_is_told),
        cmocka_unit_test(a_crash_is_told_and_does_no_harm),
        cmocka_unit_test(one_that_ends_the_process_or_stays_is_told),
        cmocka_unit_test(what_the_work_began_ends_with_it),
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(memory_beyond_the_limit_is_refused),
#endif
        cmocka_unit_test(a_forged_end_is_no_text),
    };
    return cmocka_run_group_tests(tests, own_folder_make, own_folder_remove);
}
