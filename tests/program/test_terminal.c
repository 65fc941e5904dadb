#define _GNU_SOURCE
#include "program/terminal.h"
#include "support/printed.h"
#include "support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const ProgramCommand command = {.program = "program", .name = "part"};

/* What `work` returns in a process of its own; 1000 and the number of the signal that ended it. */
static int in_child(int (*work)(void))
{
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        const int result = work();
        fflush(stderr);
        _exit(result);
    }
    int status = 0;
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* ---- streams ---- */

/* Which of its three streams is closed, given by the test. */
static int closed;

static int begin_with_closed(void)
{
    const int kept = open("/dev/null", O_RDONLY);
    for (int file = 0; file < 3; file++)
        if (closed & 1 << file)
            close(file);
    const int next = fcntl(kept, F_DUPFD, 3);
    close(next);
    terminal_begin();
    if (open("/dev/null", O_RDONLY) != next)
        return 1; /* a file got the number of a stream, or another was opened in vain */
    char byte = 0;
    if ((closed & 1) && (read(0, &byte, 1) != -1 || errno != EBADF))
        return 2;
    for (int file = 1; file < 3; file++)
        if ((closed & 1 << file) && (write(file, &byte, 1) != -1 || errno != EBADF))
            return 3;
    return 0;
}

static void a_closed_stream_is_opened_on_nothing(void **state)
{
    (void)state;
    for (closed = 0; closed < 8; closed++)
        assert_int_equal(in_child(begin_with_closed), 0);
}

static int begin_with_open(void)
{
    terminal_begin();
    char byte = 'x', back = 0;
    int pipes[2];
    if (pipe(pipes) != 0 || dup2(pipes[1], 1) != 1)
        return 1;
    return write(1, &byte, 1) == 1 && read(pipes[0], &back, 1) == 1 && back == 'x' ? 0 : 2;
}

static int grow_too_far(void)
{
    terminal_begin();
    char name[] = "/tmp/twingrad-grows-XXXXXX", bytes[100] = "";
    const int file = mkstemp(name);
    unlink(name);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){50, 50});
    if (file < 0 || write(file, bytes, sizeof bytes) != 50)
        return 1;
    return write(file, bytes, sizeof bytes) == -1 && errno == EFBIG ? 0 : 2;
}

static void a_stream_that_is_open_stays_and_a_file_may_grow_too_far(void **state)
{
    (void)state;
    assert_int_equal(in_child(begin_with_open), 0);
    assert_int_equal(in_child(grow_too_far), 0);
}

/* ---- what cannot be printed ---- */

/* A way of printing onto a full disk, and what the command came to, given by the test. */
static bool buffered;
static int came_to;

/* Ends as terminal_end says. */
static int print_onto_a_full_disk(void)
{
    if (!freopen("/dev/full", "w", stdout))
        return 99;
    setvbuf(stdout, NULL, buffered ? _IOFBF : _IONBF, BUFSIZ);
    printf("lost");
    return terminal_end(&command, came_to);
}

static void what_cannot_be_printed_is_told_once_and_the_status_is_2(void **state)
{
    (void)state;
    if (access("/dev/full", W_OK) != 0)
        skip();
    const struct {
        bool buffered;
        int came_to;
        const char *said;
    } cases[] = {
        {true, TERMINAL_YES, "program part: what is printed cannot be written: No space left on device\n"},
        {true, TERMINAL_NO, "program part: what is printed cannot be written: No space left on device\n"},
        {false, TERMINAL_CANNOT_TELL, "program part: what is printed could not be written whole\n"},
        {true, TERMINAL_TROUBLE, ""}, /* a sentence was said already */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffered = cases[i].buffered;
        came_to = cases[i].came_to;
        printed_begin();
        int status = in_child(print_onto_a_full_disk);
        printed_end();
        assert_int_equal(status, 2);
        assert_string_equal(printed_error, cases[i].said);
    }
}

static void what_was_printed_leaves_the_status_as_it_is(void **state)
{
    (void)state;
    for (int status = TERMINAL_YES; status <= TERMINAL_CANNOT_TELL; status++) {
        printed_begin();
        printf("said");
        int ended = terminal_end(&command, status);
        ssize_t there = lseek(1, 0, SEEK_CUR);
        printed_end();
        assert_int_equal(ended, status);
        assert_int_equal(there, 4); /* it has left the program */
        assert_string_equal(printed_out, "said");
        assert_string_equal(printed_error, "");
    }
}

static void trouble_is_one_line_behind_the_name(void **state)
{
    (void)state;
    printed_begin();
    int status = terminal_trouble(&command, status_error("nothing works"));
    printed_end();
    assert_int_equal(status, 2);
    assert_string_equal(printed_error, "program part: nothing works\n");
    assert_string_equal(printed_out, "");
}

/* ---- signals ---- */

static int sent;

static int take_one(void)
{
    terminal_catch_interrupt();
    if (terminal_interrupted())
        return 1;
    raise(sent);
    return terminal_interrupted() ? 0 : 2;
}

static int take_two(void)
{
    take_one();
    raise(sent);
    return 3;
}

static int read_on(void)
{
    int pipes[2];
    terminal_catch_interrupt();
    if (pipe(pipes) != 0)
        return 1;
    const pid_t child = fork();
    if (child == 0) { /* by then, most of the time, somebody waits for the byte */
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        kill(getppid(), SIGTERM);
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        _exit(write(pipes[1], "x", 1) != 1);
    }
    char byte;
    const bool came = read(pipes[0], &byte, 1) == 1;
    waitpid(child, NULL, 0);
    return came && terminal_interrupted() ? 0 : 2;
}

static int print_to_nobody(void)
{
    int pipes[2];
    terminal_catch_interrupt();
    if (pipe(pipes) != 0)
        return 1;
    close(pipes[0]);
    return write(pipes[1], "x", 1) == -1 && errno == EPIPE && !terminal_interrupted() ? 0 : 2;
}

static void the_first_signal_asks_for_the_end_and_the_second_is_the_end(void **state)
{
    (void)state;
    const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < 3; i++) {
        sent = signals[i];
        assert_int_equal(in_child(take_one), 0);
        assert_int_equal(in_child(take_two), 1000 + sent);
    }
}

static void what_waits_goes_on_waiting_and_printing_to_nobody_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(in_child(read_on), 0);
    assert_int_equal(in_child(print_to_nobody), 0);
}

/* ---- terminals ---- */

/* Both ends of a terminal of our own. */
static void open_terminal(int *us, int *terminal)
{
    *us = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(*us >= 0 && grantpt(*us) == 0 && unlockpt(*us) == 0);
    *terminal = open(ptsname(*us), O_RDWR | O_NOCTTY);
    assert_true(*terminal >= 0);
}

static void a_terminal_that_can_is_coloured(void **state)
{
    (void)state;
    static const struct {
        const char *no_colour, *term;
        bool coloured;
    } cases[] = {{NULL, "xterm", true}, {"", "xterm", true}, {"1", "xterm", false},
                 {NULL, "dumb", false}, {NULL, NULL, false}, {"0", "dumb", false}};
    const char *before = getenv("TERM");
    char *kept = before ? strdup(before) : NULL;
    int us, number;
    open_terminal(&us, &number);
    FILE *terminal = fdopen(number, "w"), *file = tmpfile();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsetenv("NO_COLOR");
        unsetenv("TERM");
        if (cases[i].no_colour)
            setenv("NO_COLOR", cases[i].no_colour, 1);
        if (cases[i].term)
            setenv("TERM", cases[i].term, 1);
        assert_int_equal(terminal_has_colour(terminal), cases[i].coloured);
        assert_false(terminal_has_colour(file));
    }
    unsetenv("NO_COLOR");
    if (kept)
        setenv("TERM", kept, 1);
    free(kept);
    fclose(file);
    fclose(terminal);
    close(us);
}

static double seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void progress_begins_now(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        double before = seconds();
        TerminalProgress progress = terminal_progress_start("training");
        double after = seconds();
        assert_true(before <= progress.started && progress.started <= after);
        assert_true(progress.shown == progress.started);
        assert_string_equal(progress.what, "training");
    }
}

static void what_is_no_terminal_sees_no_progress(void **state)
{
    (void)state;
    printed_begin();
    TerminalProgress progress = terminal_progress_start("training");
    progress.shown -= 1000;
    terminal_progress_show(&progress, 1, 2, "half");
    terminal_progress_end(&progress);
    printed_end();
    assert_false(progress.visible);
    assert_string_equal(printed_error, "");
    assert_string_equal(printed_out, "");
}

/* What stands on the terminal when the work has taken `taken` seconds, and the line was shown `ago` seconds ago. */
static const char *shown_on_a_terminal(double taken, double ago, double done, double total)
{
    static char text[1000];
    int us, number;
    open_terminal(&us, &number);
    fcntl(us, F_SETFL, O_NONBLOCK);
    fflush(stderr);
    const int before = dup(2);
    dup2(number, 2);
    TerminalProgress progress = terminal_progress_start("training");
    progress.started -= taken;
    progress.shown -= ago;
    const double last = progress.shown;
    terminal_progress_show(&progress, done, total, "with a note of more than forty letters, cut");
    fflush(stderr);
    ssize_t size = read(us, text, sizeof text - 1);
    text[size < 0 ? 0 : size] = 0;
    dup2(before, 2);
    close(before);
    close(number);
    close(us);
    assert_true(progress.visible);
    assert_true(progress.shown == last || (size > 0 && progress.shown >= progress.started + taken));
    assert_true(size <= 0 || progress.shown != last);
    return text;
}

static void progress_tells_what_is_done_and_the_time_that_is_left(void **state)
{
    (void)state;
    /* A hundredth is left, and so a hundredth of the time: 100 times as long may pass between two lines here. */
    assert_string_equal(shown_on_a_terminal(99 * 60.5, 10, 0.99, 1),
                        "\rtraining   99 %  1:00 left  with a note of more than forty letters, \033[K");
    assert_string_equal(shown_on_a_terminal(99 * 659.5, 10, 9.9, 10),
                        "\rtraining   99 %  10:59 left  with a note of more than forty letters, \033[K");
    assert_string_equal(shown_on_a_terminal(10, 0.3, 8, 8),
                        "\rtraining  100 %  0:00 left  with a note of more than forty letters, \033[K");
}

static void progress_is_not_shown_too_often_nor_before_it_begins(void **state)
{
    (void)state;
    assert_string_equal(shown_on_a_terminal(10, -1000, 1, 2), ""); /* shown just now, however slow this is */
    assert_string_equal(shown_on_a_terminal(10, 10, 0, 2), "");
}

static void the_line_of_progress_is_wiped_at_the_end(void **state)
{
    (void)state;
    TerminalProgress progress = {.visible = true};
    printed_begin();
    terminal_progress_end(&progress);
    printed_end();
    assert_string_equal(printed_error, "\r\033[K");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_closed_stream_is_opened_on_nothing),
        cmocka_unit_test(a_stream_that_is_open_stays_and_a_file_may_grow_too_far),
        cmocka_unit_test(what_cannot_be_printed_is_told_once_and_the_status_is_2),
        cmocka_unit_test(what_was_printed_leaves_the_status_as_it_is),
        cmocka_unit_test(trouble_is_one_line_behind_the_name),
        cmocka_unit_test(the_first_signal_asks_for_the_end_and_the_second_is_the_end),
        cmocka_unit_test(what_waits_goes_on_waiting_and_printing_to_nobody_is_an_error),
        cmocka_unit_test(a_terminal_that_can_is_coloured),
        cmocka_unit_test(progress_begins_now),
        cmocka_unit_test(what_is_no_terminal_sees_no_progress),
        cmocka_unit_test(progress_tells_what_is_done_and_the_time_that_is_left),
        cmocka_unit_test(progress_is_not_shown_too_often_nor_before_it_begins),
        cmocka_unit_test(the_line_of_progress_is_wiped_at_the_end),
    };
    return cmocka_run_group_tests_name("terminal", tests, NULL, NULL);
}
