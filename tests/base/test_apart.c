#define _POSIX_C_SOURCE 200809L
#include "base/apart.h"

#include <stdlib.h>
#include <unistd.h>

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
    assert_ok(apart_run(say, words, 30, "the work", &result));
    assert_int_equal(result.end, APART_RETURNED);
    assert_int_equal(result.number, 17);
    assert_string_equal(result.text, "done");
    assert_int_equal(result.stage, 3);
    assert_int_equal(result.count, 41);
    free(result.text);
}

static void much_text_comes_whole(void **state)
{
    (void)state;
    ApartResult result;
    size_t length = 3000000; /* more than a pipe holds */
    assert_ok(apart_run(say_much, &length, 30, "the work", &result));
    assert_int_equal(result.end, APART_RETURNED);
    assert_int_equal(strlen(result.text), length);
    free(result.text);
}

static void a_crash_is_told_and_does_no_harm(void **state)
{
    (void)state;
    ApartResult result;
    assert_ok(apart_run(crash, NULL, 30, "the work", &result));
    assert_int_equal(result.end, APART_CRASHED);
    assert_int_equal(result.number, SIGABRT);
    assert_int_equal(result.stage, 2);
    assert_null(result.text);
}

static void one_that_ends_the_process_or_stays_is_told(void **state)
{
    (void)state;
    ApartResult result;
    assert_ok(apart_run(leave, NULL, 30, "the work", &result));
    assert_int_equal(result.end, APART_ENDED);
    assert_int_equal(result.number, 5);
    assert_ok(apart_run(stay, NULL, 0.2, "the work", &result));
    assert_int_equal(result.end, APART_LATE);
    assert_int_equal(result.count, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_work_says_reaches_the_caller),
        cmocka_unit_test(much_text_comes_whole),
        cmocka_unit_test(a_crash_is_told_and_does_no_harm),
        cmocka_unit_test(one_that_ends_the_process_or_stays_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
