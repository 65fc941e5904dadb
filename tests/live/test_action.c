#include "live/action.h"

#include <math.h>
#include <string.h>

#include "support/test.h"

static Action parse(const char *text)
{
    Action action;
    assert_ok(action_parse(text, &action));
    return action;
}

static void what_is_written_is_read_back_to_the_bit(void **state)
{
    (void)state;
    const Action actions[] = {
        action_plain(ACTION_RUN),
        action_plain(ACTION_REWIND),
        action_plain(ACTION_REPAIR),
        action_number(ACTION_NEW_SEED, UINT64_MAX),
        action_number(ACTION_CHOOSE, 0),
        action_value(ACTION_RATE, 0.1 + 0.2),
        action_value(ACTION_RATE, 1.0 / 3e7),
        action_value(ACTION_TARGET, -0.9),
        action_value(ACTION_SPEED, INFINITY),
        action_named(ACTION_LOSS, "logistic"),
        action_named(ACTION_FAULT, "tanh-forgotten@tanh1"),
        action_named(ACTION_REPAIR, "cosine-sign"),
    };
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        char text[ACTION_TEXT_SIZE], again[ACTION_TEXT_SIZE];
        action_write(&actions[i], text);
        Action read = parse(text);
        assert_int_equal(read.kind, actions[i].kind);
        assert_true(read.number == actions[i].number);
        assert_true(read.value == actions[i].value);
        assert_string_equal(read.name, actions[i].name);
        action_write(&read, again);
        assert_string_equal(text, again);
    }
}

static void numbers_are_written_as_short_as_they_can_be(void **state)
{
    (void)state;
    char text[ACTION_TEXT_SIZE];
    Action action = action_value(ACTION_RATE, 0.02);
    action_write(&action, text);
    assert_string_equal(text, "rate 0.02");
    action = action_value(ACTION_SPEED, INFINITY);
    action_write(&action, text);
    assert_string_equal(text, "speed inf");
}

static void every_kind_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (ActionKind a = 0; a < ACTION_KINDS; a++)
        for (ActionKind b = 0; b < a; b++)
            assert_string_not_equal(action_name(a), action_name(b));
}

static void looking_and_the_clock_are_told_from_the_training(void **state)
{
    (void)state;
    assert_int_equal(action_reach(ACTION_CHOOSE), ACTION_OF_LOOKING);
    assert_int_equal(action_reach(ACTION_THRESHOLD), ACTION_OF_LOOKING);
    assert_int_equal(action_reach(ACTION_SPEED), ACTION_OF_CLOCK);
    assert_int_equal(action_reach(ACTION_STEP_BACK), ACTION_OF_TIME);
    assert_int_equal(action_reach(ACTION_FAULT), ACTION_OF_TRAINING);
}

static void what_is_no_action_is_refused_with_a_sentence(void **state)
{
    (void)state;
    const struct {
        const char *text, *sentence;
    } cases[] = {
        {"", "'' is no action"},
        {"none", "'none' is no action"},
        {"rat 1", "'rat' is no action"},
        {"rates 1", "'rates' is no action"},
        {"run 3", "run: expected nothing more, found '3'"},
        {"run ", "run: expected nothing more, found ''"},
        {"rate", "rate: expected a number from 1e-12 to 1e+06, found ''"},
        {"rate x", "found 'x'"},
        {"rate nan", "found 'nan'"},
        {"rate inf", "found 'inf'"},
        {"rate 0x1", "found '0x1'"},
        {"rate 0", "found '0'"},
        {"rate 1 2", "found '1 2'"},
        {"rate  1", "found ' 1'"},
        {"target 1.5", "from -1 to 1, found '1.5'"},
        {"new-seed -1", "found '-1'"},
        {"new-seed 18446744073709551616", "found '18446744073709551616'"},
        {"choose", "choose: expected a whole number"},
        {"loss", "loss: expected a name"},
        {"loss two words", "found 'two words'"},
        {"fault ../x", "found '../x'"},
        {"fault aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "expected a name"},
        {"repair ", "repair: expected a name, found ''"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Action action;
        assert_trouble(action_parse(cases[i].text, &action), cases[i].sentence);
        assert_int_equal(action.kind, ACTION_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back_to_the_bit),
        cmocka_unit_test(numbers_are_written_as_short_as_they_can_be),
        cmocka_unit_test(every_kind_has_a_name_of_its_own),
        cmocka_unit_test(looking_and_the_clock_are_told_from_the_training),
        cmocka_unit_test(what_is_no_action_is_refused_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
