#define _POSIX_C_SOURCE 200809L
#include "cli/train_log.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "support/own_folder.h"
#include "support/test.h"

#define HEAD "epoch,step,loss,validation_loss,rate,genuine_degrees,forged_degrees,eer\n"

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(own_folder_file(name), "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static const char *read_file(const char *name)
{
    static char text[4000];
    FILE *file = fopen(own_folder_file(name), "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

static void each_epoch_is_a_line_of_what_it_came_to(void **state)
{
    (void)state;
    TrainLog log;
    char path[200];
    snprintf(path, sizeof path, "%s", own_folder_file("log.csv"));
    write_file("log.csv", HEAD "1,1,1,1,1,1,1,1\n"); /* of another run: this one begins */
    assert_ok(train_log_open(path, 0, &log));
    assert_string_equal(read_file("log.csv"), HEAD);
    StepRecord last = {.step = 31, .epoch = 0, .rate = 0.05};
    const ReportEpoch epoch = {
        .loss = 0.123456789012, .genuine_degrees = 30.25, .forged_degrees = 99.1234567, .eer = 0.0625};
    assert_ok(train_log_write(&log, &last, 0.5, &epoch));
    assert_string_equal(read_file("log.csv"), HEAD "1,32,0.5,0.123456789,0.05,30.25,99.1235,0.0625\n");
    last = (StepRecord){.step = 63, .epoch = 1, .rate = 0.025};
    assert_ok(train_log_write(&log, &last, 0.25, NULL)); /* nobody is kept for validation */
    assert_string_equal(read_file("log.csv"),
                        HEAD "1,32,0.5,0.123456789,0.05,30.25,99.1235,0.0625\n2,64,0.25,,0.025,,,\n");
    const int file = log.file;
    assert_ok(train_log_close(&log));
    assert_null(log.path);
    assert_int_equal(fcntl(file, F_GETFD), -1);
}

static void no_log_is_fine(void **state)
{
    (void)state;
    write_file("other", "");
    TrainLog log = {.path = NULL, .file = open(own_folder_file("other"), O_WRONLY)};
    const StepRecord last = {0};
    const int file = log.file;
    assert_ok(train_log_write(&log, &last, 0.5, NULL));
    assert_ok(train_log_close(&log));
    assert_true(fcntl(file, F_GETFD) >= 0);
    close(file);
    assert_string_equal(read_file("other"), "");
}

static void of_a_log_that_is_there_the_lines_of_this_run_are_kept(void **state)
{
    (void)state;
    static const struct {
        const char *there;
        uint64_t steps;
        const char *kept;
    } cases[] = {
        {HEAD "1,32,a\n2,64,b\n3,96,c\n", 64, HEAD "1,32,a\n2,64,b\n"},
        {HEAD "1,32,a\n2,64,b\n3,96,c\n", 65, HEAD "1,32,a\n2,64,b\n"},
        {HEAD "1,32,a\n2,64,b\n3,96,c\n", 63, HEAD "1,32,a\n"},
        {HEAD "1,32,a\n2,64,b\n3,96,c\n", 1000, HEAD "1,32,a\n2,64,b\n3,96,c\n"},
        {HEAD "1,32,a\n2,64,b", 64, HEAD "1,32,a\n"},             /* half a line */
        {HEAD "1,32,a\nnonsense\n2,64,b\n", 64, HEAD "1,32,a\n"}, /* no numbers */
        {HEAD "1,32,a\n2,x64,b\n3,64,c\n", 64, HEAD "1,32,a\n"},
        {HEAD "1,32,a\nnonsense\n", 64, HEAD "1,32,a\n"},
        {HEAD "1,1,a\n2,2,b\n", 1, HEAD "1,1,a\n"},
        {HEAD "1,32\n2,64,b\n", 64, HEAD}, /* the comma of the next line */
        {HEAD, 64, HEAD},
        {"", 64, HEAD},
        {"epoch,step,loss\n1,32,a\n", 64, HEAD}, /* another kind of table */
        {"a letter", 64, HEAD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s", own_folder_file("kept.csv"));
        write_file("kept.csv", cases[i].there);
        TrainLog log;
        assert_ok(train_log_open(path, cases[i].steps, &log));
        assert_string_equal(read_file("kept.csv"), cases[i].kept);
        assert_ok(train_log_write(&log, &(StepRecord){.step = 95, .epoch = 2, .rate = 1}, 8, NULL));
        assert_ok(train_log_close(&log));
        char expected[1000];
        snprintf(expected, sizeof expected, "%s3,96,8,,1,,,\n", cases[i].kept);
        assert_string_equal(read_file("kept.csv"), expected);
    }
}

static void a_log_of_more_than_16_megabytes_is_only_begun_anew(void **state)
{
    (void)state;
    char path[200];
    snprintf(path, sizeof path, "%s", own_folder_file("large.csv"));
    write_file("large.csv", HEAD);
    assert_int_equal(truncate(path, (1 << 24) + 1), 0);
    TrainLog log = {.path = path, .file = 0};
    assert_trouble(train_log_open(path, 5, &log), "large.csv: larger than the ");
    assert_null(log.path);
    const mode_t before = umask(0);
    assert_ok(train_log_open(path, 0, &log));
    assert_ok(train_log_close(&log));
    assert_string_equal(read_file("large.csv"), HEAD);
    assert_int_equal(unlink(path), 0);
    assert_ok(train_log_open(path, 5, &log));
    assert_ok(train_log_close(&log));
    umask(before);
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 07777, 0666);
}

static void a_log_that_cannot_be_written_is_trouble(void **state)
{
    (void)state;
    TrainLog log;
    assert_trouble(train_log_open(own_folder, 0, &log), ": cannot be written: Is a directory");
    assert_null(log.path);
    assert_ok(train_log_close(&log));
    assert_trouble(train_log_open(own_folder_file("none/log.csv"), 5, &log),
                   "cannot be written: No such file or directory");
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_trouble(train_log_open("/dev/full", 0, &log),
                   "/dev/full: cannot be written: No space left on device");
    assert_ok(train_log_close(&log));
}

/* A line is there whole or not at all, and the next one stands behind the last that is. */
static void half_a_line_is_taken_back(void **state)
{
    (void)state;
    TrainLog log;
    char path[200];
    snprintf(path, sizeof path, "%s", own_folder_file("short.csv"));
    assert_ok(train_log_open(path, 0, &log));
    const StepRecord last = {.step = 31, .epoch = 0, .rate = 0.05};
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit limit = {sizeof HEAD - 1 + 5, before.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    const Status status = train_log_write(&log, &last, 0.5, NULL);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);
    assert_trouble(status, "short.csv: cannot be written: File too large");
    assert_string_equal(read_file("short.csv"), HEAD);
    assert_ok(train_log_write(&log, &last, 0.5, NULL));
    assert_string_equal(read_file("short.csv"), HEAD "1,32,0.5,,0.05,,,\n");
    assert_ok(train_log_close(&log));
}

/* What keeps nothing (a pipe) is written into, from the head on. */
static void a_pipe_gets_the_lines(void **state)
{
    (void)state;
    char path[200], text[400];
    snprintf(path, sizeof path, "%s", own_folder_file("pipe"));
    char make[300];
    snprintf(make, sizeof make, "mkfifo %s", path);
    assert_int_equal(system(make), 0);
    const int us = open(path, O_RDONLY | O_NONBLOCK);
    assert_true(us >= 0);
    TrainLog log;
    assert_ok(train_log_open(path, 50, &log));
    assert_ok(train_log_write(&log, &(StepRecord){.step = 95, .epoch = 2, .rate = 1}, 8, NULL));
    assert_ok(train_log_close(&log));
    const ssize_t size = read(us, text, sizeof text - 1);
    assert_true(size > 0);
    text[size] = 0;
    assert_string_equal(text, HEAD "3,96,8,,1,,,\n");
    close(us);
}

static int pipe_end;

static void drain(int signal_number)
{
    (void)signal_number;
    char bytes[1 << 16];
    while (read(pipe_end, bytes, sizeof bytes) == sizeof bytes)
        continue;
}

/* A signal ends the waiting for a reader who is late, and the line is then written. */
static void a_signal_while_it_waits_loses_no_line(void **state)
{
    (void)state;
    char path[200], text[400], make[300];
    snprintf(path, sizeof path, "%s", own_folder_file("full"));
    snprintf(make, sizeof make, "mkfifo %s", path);
    assert_int_equal(system(make), 0);
    pipe_end = open(path, O_RDONLY | O_NONBLOCK);
    TrainLog log;
    assert_ok(train_log_open(path, 0, &log));
    fcntl(log.file, F_SETFL, O_NONBLOCK);
    memset(text, 'x', sizeof text);
    while (write(log.file, text, 1) == 1)
        continue;
    fcntl(log.file, F_SETFL, 0);
    const struct sigaction action = {.sa_handler = drain}; /* and no SA_RESTART */
    struct sigaction before;
    sigaction(SIGALRM, &action, &before);
    const struct itimerval often = {.it_value = {.tv_usec = 20000}, .it_interval = {.tv_usec = 20000}};
    struct itimerval timer;
    setitimer(ITIMER_REAL, &often, &timer);
    const Status status = train_log_write(&log, &(StepRecord){.step = 95, .epoch = 2, .rate = 1}, 8, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
    sigaction(SIGALRM, &before, NULL);
    assert_ok(status);
    const ssize_t size = read(pipe_end, text, sizeof text - 1);
    assert_true(size > 0);
    text[size] = 0;
    assert_string_equal(text, "3,96,8,,1,,,\n");
    assert_ok(train_log_close(&log));
    close(pipe_end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_epoch_is_a_line_of_what_it_came_to),
        cmocka_unit_test(no_log_is_fine),
        cmocka_unit_test(of_a_log_that_is_there_the_lines_of_this_run_are_kept),
        cmocka_unit_test(a_log_of_more_than_16_megabytes_is_only_begun_anew),
        cmocka_unit_test(a_log_that_cannot_be_written_is_trouble),
        cmocka_unit_test(half_a_line_is_taken_back),
        cmocka_unit_test(a_pipe_gets_the_lines),
        cmocka_unit_test(a_signal_while_it_waits_loses_no_line),
    };
    return cmocka_run_group_tests_name("train log", tests, own_folder_make, own_folder_remove);
}
