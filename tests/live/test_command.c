#include "live/command.h"
#include "live/fake.h"
#include "support/test.h"

static void the_learning_rate_goes_through_1_2_5(void **state)
{
    (void)state;
    static const double up[] = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1};
    for (size_t i = 0; i + 1 < sizeof up / sizeof up[0]; i++) {
        assert_true(command_next_rate(up[i], true) == up[i + 1]); /* to the last bit: it is written as read */
        assert_true(command_next_rate(up[i + 1], false) == up[i]);
    }
    assert_true(command_next_rate(0.0013, true) == 0.002);
    assert_true(command_next_rate(0.0013, false) == 0.001);
    assert_close_relative(command_next_rate(1e-6, false), 1e-6, 1e-12);
    assert_close_relative(command_next_rate(10, true), 10, 1e-12);
}

static void a_command_for_the_run_is_an_action_for_it_as_it_stands(void **state)
{
    (void)state;
    Fake *fake = fake_make(10, 5, 20);
    Snapshot *snapshot = &fake->snapshot;
    assert_int_equal(command_action(COMMAND_RUN, snapshot).kind, ACTION_RUN);
    assert_int_equal(command_action(COMMAND_STEP_BACK, snapshot).kind, ACTION_STEP_BACK);
    assert_int_equal(command_action(COMMAND_PHASE, snapshot).kind, ACTION_PHASE);
    Action seed = command_action(COMMAND_NEW_SEED, snapshot);
    assert_int_equal(seed.kind, ACTION_NEW_SEED);
    assert_int_equal(seed.number, snapshot->run.seed + 1);
    Action rate = command_action(COMMAND_RATE_UP, snapshot);
    assert_int_equal(rate.kind, ACTION_RATE);
    assert_close(rate.value, 0.02, 1e-15);
    Action next = command_action(COMMAND_NEXT_PAIR, snapshot);
    assert_int_equal(next.kind, ACTION_CHOOSE);
    assert_int_equal(next.number, 2);
    Action repair = command_action(COMMAND_REPAIR, snapshot);
    assert_int_equal(repair.kind, ACTION_REPAIR);
    assert_string_equal(repair.name, "");
    assert_int_equal(command_action(COMMAND_THEME, snapshot).kind, ACTION_NONE);
    fake_free(fake);
}

static void the_threshold_moves_by_whole_degrees_and_stays_on_the_dial(void **state)
{
    (void)state;
    Fake *fake = fake_make(10, 5, 20);
    fake->snapshot.angles.threshold = 63.4;
    assert_close(command_action(COMMAND_THRESHOLD_UP, &fake->snapshot).value, 64, 0);
    assert_close(command_action(COMMAND_THRESHOLD_DOWN, &fake->snapshot).value, 62, 0);
    fake->snapshot.angles.threshold = 179.8;
    assert_close(command_action(COMMAND_THRESHOLD_UP, &fake->snapshot).value, 180, 0);
    fake->snapshot.angles.threshold = 0.3;
    assert_close(command_action(COMMAND_THRESHOLD_DOWN, &fake->snapshot).value, 0, 0);
    fake_free(fake);
}

static void without_pairs_there_is_none_to_choose(void **state)
{
    (void)state;
    Snapshot empty = {.run = {.loss = NAN}, .angles = {.threshold = NAN}};
    for (Command command = COMMAND_NEXT_PAIR; command <= COMMAND_WORST_PAIR; command++)
        assert_int_equal(command_action(command, &empty).kind, ACTION_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_learning_rate_goes_through_1_2_5),
        cmocka_unit_test(a_command_for_the_run_is_an_action_for_it_as_it_stands),
        cmocka_unit_test(the_threshold_moves_by_whole_degrees_and_stays_on_the_dial),
        cmocka_unit_test(without_pairs_there_is_none_to_choose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
