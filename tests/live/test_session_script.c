/* A session done again from its script. */
#include "led.h"

#include <string.h>

/* A session with everything in it, done again from its script: the same parameters, rows and choice, and the same
 * script. */
static void a_session_done_again_from_its_script_comes_to_the_same_bits(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    for (uint64_t step = 0; step <= 10; step++) {
        led_to(session, step);
        led_act_at(session, step);
    }
    led_choose(session, 7);
    led_apply(session, action_value(ACTION_THRESHOLD, 30));
    led_apply(session, action_number(ACTION_GO_TO, 6));
    led_apply(session, action_plain(ACTION_STEP_BACK));
    led_apply(session, action_plain(ACTION_PHASE));
    led_apply(session, action_plain(ACTION_STEP_BACK)); /* only out of the step */
    led_apply(session, action_value(ACTION_TARGET, -0.5));
    led_to(session, 8);
    led_apply(session, action_number(ACTION_NEW_SEED, 11));
    led_to(session, 4);
    led_apply(session, action_named(ACTION_FAULT, "cosine-projection"));
    led_to(session, 7);
    const Script *script = session_script(session);
    Session *again = led_make(led_options());
    session_replay(again, script);
    while (session_replays(again))
        assert_true(session_step(again));
    led_to(again, 7);
    led_assert_same(session, again);
    const Snapshot *one = session_snapshot(session), *other = session_snapshot(again);
    assert_int_equal(one->angles.rows, other->angles.rows);
    assert_memory_equal(one->angles.degrees, other->angles.degrees, one->angles.rows * 20 * sizeof(float));
    assert_int_equal(one->ghost.rows, other->ghost.rows);
    assert_int_equal(other->chosen.pair, 7);
    assert_close(other->angles.threshold, 30, 0);
    assert_int_equal(session_script(again)->count, script->count);
    for (size_t i = 0; i < script->count; i++) {
        assert_int_equal(session_script(again)->lines[i].step, script->lines[i].step);
        assert_int_equal(session_script(again)->lines[i].action.kind, script->lines[i].action.kind);
    }
    session_destroy(again);
    session_destroy(session);
}

static void a_person_who_does_something_else_ends_what_is_done_again(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    Script script = {0};
    assert_ok(script_add(&script, 6, &(Action){.kind = ACTION_FAULT, .name = "cosine-sign"}));
    session_replay(session, &script);
    led_to(session, 3);
    led_choose(session, 2);
    assert_true(session_replays(session));
    led_apply(session, action_value(ACTION_RATE, 0.01));
    assert_false(session_replays(session));
    led_to(session, 8);
    assert_int_equal(session_snapshot(session)->tuning.fault_count, 0);
    session_destroy(session);
    script_free(&script);
}

static void a_script_that_cannot_be_obeyed_stops_the_run(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    Script script = {0};
    assert_ok(script_add(&script, 2, &(Action){.kind = ACTION_FAULT, .name = "cow"}));
    session_replay(session, &script);
    while (session_step(session))
        ;
    assert_int_equal(session_snapshot(session)->run.step, 2);
    assert_non_null(strstr(session_snapshot(session)->run.trouble, "'cow' is no fault"));
    session_destroy(session);
    script_free(&script);
}

/* An action that a person might take, some of which the session must refuse. */
static Action draw_action(Random *random)
{
    static const char *const losses[] = {"target", "sum", "margin", "logistic", "triplet", "cow"};
    static const char *const faults[] = {
        "cosine-sign",   "cosine-norm",     "tanh-forgotten@tanh1", "branches-one",   "mean-forgotten",
        "conv-last-map", "dense-one-entry", "target-sign",          "logistic-scale", "decay-halved"};
    switch (random_below(random, 12)) {
    case 0:
        return action_value(ACTION_RATE, 0.001 * (double)(1 + random_below(random, 60)));
    case 1:
        return action_named(ACTION_LOSS, losses[random_below(random, 6)]);
    case 2:
        return action_value(ACTION_TARGET, random_between(random, -1, 1));
    case 3:
        return action_value(ACTION_MARGIN, random_between(random, -1, 1));
    case 4:
    case 5:
        return action_named(ACTION_FAULT, faults[random_below(random, 10)]);
    case 6:
        return action_named(ACTION_REPAIR, random_below(random, 2) ? "" : faults[random_below(random, 10)]);
    case 7:
        return action_number(ACTION_GO_TO, random_below(random, 14));
    case 8:
        return action_plain(ACTION_STEP_BACK);
    case 9:
        return random_below(random, 3) ? action_plain(ACTION_REWIND)
                                       : action_number(ACTION_NEW_SEED, random_below(random, 5));
    case 10:
        return action_plain(random_below(random, 2) ? ACTION_PHASE : ACTION_PHASE_STEP);
    default:
        return action_number(ACTION_CHOOSE, random_below(random, 25));
    }
}

/* Whatever is done, in whatever order: the log leads to the same bits, and so does the short way. */
static void whatever_is_done_can_be_done_again_to_the_same_bits(void **state)
{
    (void)state;
    size_t obeyed = 0, refused = 0;
    for (uint64_t seed = 0; seed < 4; seed++) {
        Session *session = led_make(led_options());
        Random random = random_seeded(seed);
        for (int i = 0; i < 60; i++) {
            if (random_below(&random, 2)) {
                session_step(session);
                continue;
            }
            const Action action = draw_action(&random);
            if (session_apply(session, &action).ok)
                obeyed++;
            else
                refused++;
        }
        if (session_snapshot(session)->run.trouble)
            led_apply(session, action_number(ACTION_GO_TO, 0));
        const uint64_t step = session_snapshot(session)->run.step;
        Session *again = led_by_script(session_script(session), led_options().training.seed, step);
        led_assert_same(session, again);
        Script script = {0};
        assert_ok(session_summary_script(session, &script));
        Session *shortly = led_by_script(&script, session_snapshot(session)->run.seed, step);
        led_assert_same(session, shortly);
        const Snapshot *one = session_snapshot(session), *other = session_snapshot(shortly);
        assert_int_equal(one->tuning.fault_count, other->tuning.fault_count);
        assert_string_equal(one->tuning.loss, other->tuning.loss);
        assert_true(one->run.learning_rate == other->run.learning_rate);
        assert_int_equal(one->angles.rows, other->angles.rows);
        assert_memory_equal(one->angles.degrees, other->angles.degrees,
                            one->angles.rows * 20 * sizeof(float));
        session_destroy(again);
        session_destroy(shortly);
        session_destroy(session);
        script_free(&script);
    }
    assert_true(obeyed > 40 && refused > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_done_again_from_its_script_comes_to_the_same_bits),
        cmocka_unit_test(a_person_who_does_something_else_ends_what_is_done_again),
        cmocka_unit_test(a_script_that_cannot_be_obeyed_stops_the_run),
        cmocka_unit_test(whatever_is_done_can_be_done_again_to_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
