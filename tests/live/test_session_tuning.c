/* What is changed in a session while it runs, and the run taken back and forward over it. */
#include "led.h"

#include <stdlib.h>

static void what_is_tuned_is_shown_and_marked_on_the_time_axis(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    led_to(session, 4);
    led_apply(session, action_value(ACTION_RATE, 0.0125));
    led_apply(session, action_named(ACTION_LOSS, "margin"));
    led_apply(session, action_value(ACTION_MARGIN, 0.25));
    led_to(session, 6);
    led_apply(session, action_named(ACTION_FAULT, "cosine-sign"));
    led_apply(session, action_named(ACTION_FAULT, "tanh-forgotten@tanh1"));
    led_apply(session, action_named(ACTION_FAULT, "cosine-norm")); /* in the place of cosine-sign */
    const Snapshot *snapshot = session_snapshot(session);
    const SnapshotTuning *tuning = &snapshot->tuning;
    assert_string_equal(tuning->loss, "margin");
    assert_string_equal(snapshot->settings.loss, "margin");
    assert_close(tuning->margin, 0.25, 0);
    assert_int_equal(tuning->fault_count, 2);
    assert_string_equal(tuning->faults[0], "tanh-forgotten@tanh1");
    assert_string_equal(tuning->faults[1], "cosine-norm");
    const SnapshotMarks *marks = &snapshot->marks;
    assert_int_equal(marks->count, 6);
    assert_int_equal(marks->mark[0].action.kind, ACTION_RATE);
    assert_int_equal(marks->mark[0].step, 4);
    assert_close(marks->mark[0].epoch, 4.0 / 3, 1e-12);
    assert_int_equal(marks->mark[5].step, 6);
    uint64_t version = marks->version;
    led_apply(session, action_named(ACTION_REPAIR, "cosine-norm"));
    led_apply(session, action_plain(ACTION_REPAIR));
    assert_int_equal(session_snapshot(session)->tuning.fault_count, 0);
    assert_true(session_snapshot(session)->marks.version > version);
    session_destroy(session);
}

static void the_rate_is_that_of_the_next_step(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    led_to(session, 5);
    led_apply(session, action_value(ACTION_RATE, 0.0125));
    assert_close_relative(session_snapshot(session)->run.learning_rate, 0.0125, 1e-14);
    led_to(session, 6);
    assert_true(session_snapshot(session)->run.learning_rate < 0.0125); /* it goes on falling */
    session_destroy(session);
}

static void what_cannot_be_obeyed_is_said_and_changes_nothing(void **state)
{
    (void)state;
    Session *session = led_make(led_options()), *other = led_make(led_options());
    const struct {
        Action action;
        const char *sentence;
    } cases[] = {
        {action_named(ACTION_LOSS, "triplet"), "compares 3 signatures"},
        {action_named(ACTION_LOSS, "contrastive"), "on the cosine"},
        {action_named(ACTION_LOSS, "cow"), "'cow' is no loss"},
        {action_named(ACTION_LOSS, "a-name-that-is-too-long"), "is no loss"},
        {action_named(ACTION_FAULT, "cow"), "'cow' is no fault"},
        {action_named(ACTION_FAULT, "average-undivided"), "no average step"},
        {action_named(ACTION_FAULT, "decay-halved"), "no weight decay"},
        {action_named(ACTION_REPAIR, "cosine-sign"), "not planted"},
        {action_plain(ACTION_REPAIR), "no mistake is planted"},
        {action_number(ACTION_CHOOSE, 1000), "no pair 1000"},
        {action_number(ACTION_GO_TO, 13), "the run ends after 12 steps"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_trouble(session_apply(session, &cases[i].action), cases[i].sentence);
    led_apply(session, action_number(ACTION_GO_TO, 0));
    assert_trouble(session_apply(session, &(Action){.kind = ACTION_STEP_BACK}), "first step");
    assert_int_equal(session_snapshot(session)->marks.count, 0);
    led_to(session, 7);
    led_to(other, 7);
    led_assert_same(session, other);
    session_destroy(session);
    session_destroy(other);
}

/* From every step back to every one before it and forward to the end: the same bits, the same rows, and what was done
 * on the way is done again. */
static void back_and_forward_again_gives_the_same_bits(void **state)
{
    (void)state;
    Session *straight = led_make(led_options()), *back = led_make(led_options());
    real *states[13];
    size_t sizes[13];
    for (uint64_t step = 0; step <= 12; step++) {
        led_to(straight, step);
        led_to(back, step);
        states[step] = led_params(straight, &sizes[step]);
        led_act_at(straight, step);
        led_act_at(back, step);
    }
    const SnapshotAngles *angles = &session_snapshot(straight)->angles;
    for (uint64_t from = 1; from <= 12; from++)
        for (uint64_t to = 0; to < from; to++) {
            led_apply(back, action_number(ACTION_GO_TO, from));
            led_apply(back, action_number(ACTION_GO_TO, to));
            const Snapshot *snapshot = session_snapshot(back);
            assert_int_equal(snapshot->run.step, to);
            assert_int_equal(snapshot->run.epoch, to / 3);
            assert_int_equal(snapshot->angles.rows, to / 3 + 1);
            size_t size;
            real *params = led_params(back, &size);
            if (to != 2 && to != 8) { /* where the loss changes the logistic's own come and go */
                assert_int_equal(size, sizes[to]);
                assert_memory_equal(params, states[to], size);
            }
            free(params);
            for (size_t i = 0; i < snapshot->marks.count; i++)
                assert_int_equal(snapshot->marks.mark[i].ahead, snapshot->marks.mark[i].step > to);
        }
    led_apply(back, action_number(ACTION_GO_TO, 12));
    led_assert_same(straight, back);
    const SnapshotAngles *again = &session_snapshot(back)->angles;
    assert_int_equal(again->rows, 5);
    assert_memory_equal(again->degrees, angles->degrees, 5 * 20 * sizeof(float));
    assert_int_equal(session_snapshot(back)->ghost.rows, 0); /* it was one run all the time */
    for (int i = 0; i <= 12; i++)
        free(states[i]);
    session_destroy(straight);
    session_destroy(back);
}

static void something_else_done_in_the_past_begins_another_run(void **state)
{
    (void)state;
    Session *session = led_make(led_options()), *other = led_make(led_options());
    led_to(session, 8);
    led_apply(session, action_named(ACTION_LOSS, "sum"));
    led_to(session, 12);
    const float last = session_snapshot(session)->losses.training[4];
    led_apply(session, action_number(ACTION_GO_TO, 4));
    assert_int_equal(session_snapshot(session)->marks.count, 1);
    assert_true(session_snapshot(session)->marks.mark[0].ahead);
    led_apply(session, action_value(ACTION_TARGET, 0));
    const Snapshot *snapshot = session_snapshot(session);
    assert_int_equal(snapshot->marks.count, 1);
    assert_int_equal(snapshot->marks.mark[0].action.kind, ACTION_TARGET);
    assert_int_equal(snapshot->ghost.rows, 5); /* the run that lay ahead */
    assert_true(snapshot->ghost.training[4] == last);
    led_to(session, 12);
    led_to(other, 4);
    led_apply(other, action_value(ACTION_TARGET, 0));
    led_to(other, 12);
    led_assert_same(session, other);
    assert_string_equal(session_snapshot(session)->tuning.loss, "target");
    led_apply(session, action_number(ACTION_GO_TO, 9)); /* not to how the other run stood there */
    led_to(session, 12);
    led_assert_same(session, other);
    session_destroy(session);
    session_destroy(other);
}

static void a_rewound_run_starts_tuned_as_it_was_and_leaves_a_ghost(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    led_to(session, 6);
    assert_int_equal(session_snapshot(session)->ghost.rows, 0);
    led_apply(session, action_named(ACTION_LOSS, "sum"));
    const uint64_t seed = session_snapshot(session)->run.seed;
    led_apply(session, action_number(ACTION_NEW_SEED, 77));
    const Snapshot *snapshot = session_snapshot(session);
    assert_string_equal(snapshot->tuning.loss, "sum");
    assert_int_equal(snapshot->marks.count, 0);
    assert_int_equal(snapshot->ghost.rows, 3);
    assert_int_equal(snapshot->ghost.seed, seed);
    for (size_t row = 0; row < 3; row++)
        assert_true(snapshot->ghost.genuine.low[row] <= snapshot->ghost.genuine.mean[row] &&
                    snapshot->ghost.genuine.mean[row] <= snapshot->ghost.genuine.high[row]);
    led_apply(session, action_plain(ACTION_REWIND)); /* nothing was run: the ghost stays */
    assert_int_equal(session_snapshot(session)->ghost.rows, 3);
    SessionOptions options = led_options();
    options.training.seed = 77;
    options.training.net.loss = "sum";
    Session *made = led_make(options);
    led_to(session, 12);
    led_to(made, 12);
    led_assert_same(session, made);
    session_destroy(made);
    session_destroy(session);
}

static void a_step_behind_the_plan_goes_on_until_the_run_is_rewound(void **state)
{
    (void)state;
    SessionOptions options = led_options();
    options.endless = true;
    Session *session = led_make(led_options()), *endless = led_make(options);
    led_to(session, 12);
    assert_false(session_step(session));
    assert_true(session_snapshot(session)->run.finished);
    led_apply(session, action_named(ACTION_FAULT, "cosine-sign"));
    led_apply(session, action_plain(ACTION_STEP));
    assert_int_equal(session_snapshot(session)->run.step, 13);
    assert_int_equal(session_snapshot(session)->run.epochs, 0);
    led_to(session, 15);
    led_apply(session, action_number(ACTION_GO_TO, 11));
    led_to(session, 17);
    led_to(endless, 12);
    led_apply(endless, action_named(ACTION_FAULT, "cosine-sign"));
    led_to(endless, 17);
    led_assert_same(session, endless);
    Session *again = led_by_script(session_script(session), led_options().training.seed, 17);
    led_assert_same(session, again);
    led_apply(session, action_plain(ACTION_REWIND));
    assert_int_equal(session_snapshot(session)->run.epochs, 4);
    led_to(session, 12);
    assert_false(session_step(session));
    session_destroy(session);
    session_destroy(endless);
    session_destroy(again);
}

static void a_run_in_trouble_can_be_taken_back_and_repaired(void **state)
{
    (void)state;
    SessionOptions options = led_options();
    options.training.optimizer.rate = 1e300;
    Session *session = led_make(options);
    while (session_step(session))
        ;
    assert_non_null(session_snapshot(session)->run.trouble);
    assert_in_range(session_snapshot(session)->run.step, 1, 11);
    led_apply(session, action_plain(ACTION_PHASE)); /* no step to walk through */
    assert_int_equal(session_snapshot(session)->phase.name, SNAPSHOT_PHASE_WHOLE);
    led_apply(session, action_number(ACTION_GO_TO, 0));
    assert_null(session_snapshot(session)->run.trouble);
    led_apply(session, action_value(ACTION_RATE, 0.01));
    led_to(session, 12);
    assert_true(session_snapshot(session)->run.finished);
    session_destroy(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_tuned_is_shown_and_marked_on_the_time_axis),
        cmocka_unit_test(the_rate_is_that_of_the_next_step),
        cmocka_unit_test(what_cannot_be_obeyed_is_said_and_changes_nothing),
        cmocka_unit_test(back_and_forward_again_gives_the_same_bits),
        cmocka_unit_test(something_else_done_in_the_past_begins_another_run),
        cmocka_unit_test(a_rewound_run_starts_tuned_as_it_was_and_leaves_a_ghost),
        cmocka_unit_test(a_step_behind_the_plan_goes_on_until_the_run_is_rewound),
        cmocka_unit_test(a_run_in_trouble_can_be_taken_back_and_repaired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
