#define _POSIX_C_SOURCE 200809L
#include "live/child.h"

#include <signal.h>
#include <time.h>

#include "support/folder.h"

static Child *started(const char *script)
{
    const char *const words[] = {"sh", "-c", script, NULL};
    Child *child;
    Status status;
    assert_int_equal(child_start(words, &child, &status), CHILD_STARTED);
    assert_ok(status);
    return child;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void it_reads_all_that_it_is_given(void **state)
{
    (void)state;
    Folder folder = folder_make();
    char script[200], *bytes = malloc(1000003), *read = malloc(1000004);
    for (size_t i = 0; i < 1000003; i++)
        bytes[i] = (char)(i * 31 % 251);
    /* It takes its time at first: the pipe fills up. */
    snprintf(script, sizeof script, "sleep 0.1; cat > '%s'", folder_file(&folder, "taken"));
    Child *child = started(script);
    assert_ok(child_write(child, bytes, 1000, 5));
    assert_ok(child_write(child, bytes + 1000, 999003, 5));
    assert_ok(child_finish(child, 5));
    FILE *taken = fopen(folder_file(&folder, "taken"), "rb");
    assert_int_equal(fread(read, 1, 1000004, taken), 1000003);
    assert_memory_equal(read, bytes, 1000003);
    fclose(taken);
    free(bytes);
    free(read);
    folder_remove(&folder);
}

static void a_program_that_is_not_there_is_told_from_other_trouble(void **state)
{
    (void)state;
    const char *const words[] = {"no-such-program-anywhere", NULL};
    Child *child;
    Status status;
    assert_int_equal(child_start(words, &child, &status), CHILD_ABSENT);
    assert_trouble(status, "no program no-such-program-anywhere on the PATH");
    assert_null(child);
    const char *const folder[] = {"/tmp", NULL};
    assert_int_equal(child_start(folder, &child, &status), CHILD_TROUBLE);
    assert_trouble(status, "/tmp cannot be started");
    assert_null(child);
}

/* Writing goes on after the end: with a signal this process would be gone. */
static void writing_to_one_that_ended_is_trouble_and_no_signal(void **state)
{
    (void)state;
    char bytes[4096] = {0};
    Child *child = started("echo 'first line' >&2; echo 'the disk is full' >&2; exit 3");
    Status status = status_ok();
    for (int i = 0; i < 1000 && status.ok; i++)
        status = child_write(child, bytes, sizeof bytes, 5);
    assert_trouble(status, "sh takes nothing any more");
    status = child_finish(child, 5);
    assert_trouble(status, "sh ended with status 3: the disk is full");
}

static void what_a_signal_does_here_is_as_it_was_before(void **state)
{
    (void)state;
    struct sigaction before, after;
    sigaction(SIGPIPE, NULL, &before);
    assert_ok(child_finish(started("exit 0"), 5));
    sigaction(SIGPIPE, NULL, &after);
    assert_true(before.sa_handler == after.sa_handler);
}

/* With SIGPIPE ignored `yes` would write for ever, or complain. */
static void it_gets_the_usual_signals(void **state)
{
    (void)state;
    assert_ok(child_finish(started("yes | head -1 >/dev/null"), 5));
    assert_trouble(child_finish(started("kill -TERM $$"), 5), "signal 15");
}

static void one_that_takes_nothing_or_does_not_end_is_not_waited_for(void **state)
{
    (void)state;
    char *bytes = calloc(1, 1 << 20);
    double begin = seconds();
    Child *child = started("exec sleep 30");
    assert_trouble(child_write(child, bytes, 1 << 20, 0.2), "took nothing for 0.2 seconds");
    assert_trouble(child_finish(child, 0.2), "did not come to an end within 0.2 seconds");
    assert_true(seconds() - begin < 10);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_all_that_it_is_given),
        cmocka_unit_test(a_program_that_is_not_there_is_told_from_other_trouble),
        cmocka_unit_test(writing_to_one_that_ended_is_trouble_and_no_signal),
        cmocka_unit_test(what_a_signal_does_here_is_as_it_was_before),
        cmocka_unit_test(it_gets_the_usual_signals),
        cmocka_unit_test(one_that_takes_nothing_or_does_not_end_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
