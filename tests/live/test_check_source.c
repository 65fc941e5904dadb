/* What is given to the check of a training that goes on: the net as it stands; and the training takes no notice. */
#define _POSIX_C_SOURCE 200809L
#include "live/check_source.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "led.h"

static SessionOptions small_options(void)
{
    SessionOptions options = led_options();
    options.training.epochs = 8;
    return options;
}

static Session *made(SessionOptions options, bool looked_at)
{
    Session *session = led_make(options);
    bool shown[PANEL_COUNT] = {false};
    shown[PANEL_CHECK] = looked_at;
    session_show(session, shown);
    return session;
}

static const SnapshotCheck *check_at_end(Session *session)
{
    session_snapshot(session);
    while (session_is_checking(session))
        nanosleep(&(struct timespec){0, 500000}, NULL);
    return &session_snapshot(session)->check;
}

static void the_training_has_the_same_bits_when_it_is_checked(void **state)
{
    (void)state;
    Session *checked = made(small_options(), true), *alone = made(small_options(), false);
    for (int step = 0; step < 18; step++) {
        if (step == 5 || step == 11)
            for (int k = 0; k < 2; k++)
                led_apply(k ? alone : checked, step == 5 ? action_named(ACTION_FAULT, "cosine-projection")
                                                         : action_named(ACTION_REPAIR, "cosine-projection"));
        assert_true(session_step(checked) && session_step(alone));
        session_choose_entry(checked, (size_t)step);
        session_snapshot(checked);
        session_snapshot(alone);
    }
    assert_true(check_at_end(checked)->has_word);
    assert_false(session_snapshot(alone)->check.present);
    const Trainer *one = session_trainer(checked), *other = session_trainer(alone);
    size_t size = trainer_state_size(one);
    assert_int_equal(size, trainer_state_size(other));
    real *a = calloc(size, sizeof(real)), *b = calloc(size, sizeof(real));
    trainer_copy_state(one, a);
    trainer_copy_state(other, b);
    assert_memory_equal(a, b, size * sizeof(real));
    free(a);
    free(b);
    session_destroy(checked);
    session_destroy(alone);
}

static void the_net_is_checked_as_it_is_trained_with_its_mistakes_and_its_decay(void **state)
{
    (void)state;
    SessionOptions options = small_options();
    options.training.optimizer.weight_decay = 0.01;
    Session *session = made(options, true);
    for (int step = 0; step < 3; step++)
        assert_true(session_step(session));
    const SnapshotCheck *check = check_at_end(session);
    assert_int_equal(check->word.verdict, GRADCHECK_AGREES);
    assert_int_equal(check->word.step, 3);
    assert_int_equal(check->pairs, CHECK_SOURCE_PAIRS);
    assert_string_equal(check->steps[check->n_steps - 1].name, "decay");
    led_apply(session, action_named(ACTION_FAULT, "tanh-forgotten"));
    check = check_at_end(session); /* at the same step, but another net */
    assert_int_equal(check->word.verdict, GRADCHECK_WRONG);
    assert_string_equal(check->steps[check->word.first_wrong_step].name, "tanh1");
    assert_int_equal(check->word.mistake, GRADCHECK_MISTAKE_DERIVATIVE);
    assert_string_equal(check->planted_name, "tanh-forgotten");
    led_apply(session, action_named(ACTION_FAULT, "decay-halved"));
    check = check_at_end(session);
    assert_int_equal(check->planted, 2);
    assert_string_equal(check->steps[check->word.first_wrong_step].name, "decay"); /* nearer to the loss */
    led_apply(session, action_named(ACTION_REPAIR, ""));
    check = check_at_end(session);
    assert_int_equal(check->word.verdict, GRADCHECK_AGREES);
    assert_int_equal(check->planted, 0);
    session_destroy(session);
}

static void what_was_known_of_another_run_is_forgotten(void **state)
{
    (void)state;
    Session *session = made(small_options(), true);
    assert_true(session_step(session));
    assert_int_equal(check_at_end(session)->word.step, 1);
    led_apply(session, action_plain(ACTION_REWIND));
    assert_int_equal(check_at_end(session)->word.step, 0);
    double before = session_snapshot(session)->check.entries[0].yours;
    led_apply(session, action_number(ACTION_NEW_SEED, 99));
    const SnapshotCheck *check = check_at_end(session);
    assert_int_equal(check->word.step, 0);
    assert_true(check->entries[0].yours != before);
    led_apply(session, action_named(ACTION_LOSS, "sum"));
    assert_int_equal(check_at_end(session)->word.verdict, GRADCHECK_AGREES);
    assert_true(session_snapshot(session)->check.entries[0].yours != before);
    session_destroy(session);
}

static void a_settled_session_has_checked_the_weights_as_they_are(void **state)
{
    (void)state;
    Session *session = made(small_options(), true);
    for (int step = 1; step <= 6; step++) { /* at every step, whatever time has passed */
        assert_true(session_step(session));
        const SnapshotCheck *check = &session_snapshot_settled(session)->check;
        assert_false(session_is_checking(session));
        assert_true(check->has_word && check->word.every_entry && check->curve.present);
        assert_int_equal(check->word.step, step);
        assert_int_equal(check->measured, check->n_entries);
    }
    assert_int_equal(session_snapshot_settled(session)->check.word.step, 6); /* there is nothing left to do */
    session_destroy(session);
    session = made(small_options(), false);
    assert_false(session_snapshot_settled(session)->check.present);
    session_destroy(session);
}

/* Nothing was begun, so there is nothing to end. */
static void a_source_that_nobody_looked_at_costs_nothing(void **state)
{
    (void)state;
    CheckSource source = {0};
    assert_false(check_source_is_busy(&source));
    check_source_choose(&source, 3);
    check_source_free(&source);
    Session *session = made(small_options(), false);
    assert_true(session_step(session));
    assert_false(session_is_checking(session));
    assert_false(session_snapshot(session)->check.present);
    session_destroy(session);
}

int main(void)
{
    if (!NETCHECK_POSSIBLE) {
        printf("SKIPPED: the checker knows float and double alone\n");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_training_has_the_same_bits_when_it_is_checked),
        cmocka_unit_test(the_net_is_checked_as_it_is_trained_with_its_mistakes_and_its_decay),
        cmocka_unit_test(what_was_known_of_another_run_is_forgotten),
        cmocka_unit_test(a_settled_session_has_checked_the_weights_as_they_are),
        cmocka_unit_test(a_source_that_nobody_looked_at_costs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
