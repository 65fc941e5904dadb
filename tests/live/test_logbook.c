#define _POSIX_C_SOURCE 200809L
#include "live/logbook.h"
#include "support/own_folder.h"
#include "support/test.h"

#include <unistd.h>

#include "base/files.h"

static Setup setup;
static Session *session;

static int make_session(void **state)
{
    setup = setup_defaults();
    setup.recipe.training.net.encoder = "flatten dense:2";
    setup.recipe.training.pairs_per_epoch = 16;
    setup.recipe.training.batch = 8;
    setup.data.source.users = 5;
    setup.data.source.genuine = setup.data.source.forged = 3;
    setup.watched = 10;
    const Status status = setup_session(&setup, &session);
    if (!status.ok)
        print_error("%s\n", status.message);
    return own_folder_make(state) != 0 || !status.ok;
}

static int free_session(void **state)
{
    session_destroy(session);
    return own_folder_remove(state);
}

static void assert_log(const char *path, bool holds, const char *part)
{
    char *text;
    size_t size;
    assert_ok(files_read(path, 1 << 20, &text, &size));
    if ((strstr(text, part) != NULL) != holds)
        print_error("%s'%s' in:\n%s\n", holds ? "no " : "", part, text);
    assert_int_equal(strstr(text, part) != NULL, holds);
    free(text);
}

static void what_is_done_is_written_soon_and_the_steps_now_and_then(void **state)
{
    (void)state;
    const char *path = own_folder_file("log");
    Logbook book = {.path = path, .setup = &setup};
    Action rate = action_value(ACTION_RATE, 0.125);
    assert_ok(logbook_write(&book, session));
    assert_log(path, true, "\nend 0\n");
    assert_ok(logbook_follow(&book, session, 10)); /* nothing to write */
    assert_true(isinf(logbook_rest(&book, 10)));

    session_step(session);
    assert_ok(logbook_follow(&book, session, 11));
    assert_log(path, true, "\nend 1\n");
    session_step(session);
    assert_ok(logbook_follow(&book, session, 11.5));
    assert_log(path, true, "\nend 1\n");

    assert_ok(session_apply(session, &rate));
    logbook_note(&book);
    assert_true(logbook_rest(&book, 11.1) > 0);
    assert_ok(logbook_follow(&book, session, 11.1)); /* written a moment ago: a little later */
    assert_log(path, false, "@2 rate 0.125");
    assert_close(logbook_rest(&book, 11.5), 0, 0);
    assert_ok(logbook_follow(&book, session, 11.5));
    assert_log(path, true, "\n@2 rate 0.125\nend 2\n");
    assert_true(isinf(logbook_rest(&book, 11.5)));
    session_step(session);
    assert_ok(logbook_keep(&book, session));
    assert_log(path, true, "\n@2 rate 0.125\nend 3\n");
}

static void a_log_that_cannot_be_written_is_told_and_tried_again(void **state)
{
    (void)state;
    char path[300];
    snprintf(path, sizeof path, "%s", own_folder_file("later/log"));
    Logbook book = {.path = path, .setup = &setup};
    assert_trouble(logbook_write(&book, session), "later/log: cannot be written");
    logbook_note(&book);
    assert_trouble(logbook_follow(&book, session, 100), "later/log: cannot be written");
    assert_ok(files_make_folder(own_folder_file("later")));
    session_step(session);
    assert_ok(logbook_follow(&book, session, 103));
    assert_int_equal(access(path, F_OK), 0);
}

static void without_a_name_no_log_is_kept(void **state)
{
    (void)state;
    Logbook none = {0};
    logbook_note(&none);
    assert_true(isinf(logbook_rest(&none, 5)));
    assert_ok(logbook_follow(&none, session, 50));
    assert_ok(logbook_keep(&none, session));
    assert_ok(logbook_write(&none, session));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_done_is_written_soon_and_the_steps_now_and_then),
        cmocka_unit_test(a_log_that_cannot_be_written_is_told_and_tried_again),
        cmocka_unit_test(without_a_name_no_log_is_kept),
    };
    return cmocka_run_group_tests_name("logbook", tests, make_session, free_session);
}
