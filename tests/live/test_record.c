#include "live/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live/setup.h"
#include "support/test.h"

static void add(Script *script, uint64_t step, Action action)
{
    assert_ok(script_add(script, step, &action));
}

/* One of everything, with names and numbers that are awkward. */
static void fill(Setup *setup, Script *script)
{
    *setup = setup_defaults();
    setup->recipe.training.net.encoder = "conv:4x15/9 tanh flatten dense:6";
    setup->recipe.training.seed = UINT64_MAX;
    setup->recipe.rate = 0.1 + 0.2;
    setup->data.data = "/a folder, 100 %: \xc3\xa9/";
    setup->plain = true;
    add(script, 0, action_number(ACTION_CHOOSE, 3));
    add(script, 7, action_value(ACTION_RATE, 1.0 / 3));
    add(script, 7, action_named(ACTION_FAULT, "tanh-forgotten@tanh1"));
    add(script, 20, action_number(ACTION_GO_TO, 9));
    add(script, 12, action_plain(ACTION_REPAIR));
    add(script, 40, action_number(ACTION_NEW_SEED, 5));
    add(script, 1, action_named(ACTION_LOSS, "sum"));
}

static char *written; /* not a variable of text_of: gcc 12 takes its value for its address there */

static char *text_of(Setup *setup, const Script *script, uint64_t end, bool one_line)
{
    Option options[SETUP_OPTIONS];
    setup_list(setup, options);
    const RecordSheet sheet = {
        .option_count = SETUP_OPTIONS, .options = options, .script = script, .end = end};
    assert_ok(record_write(&sheet, one_line, &written));
    return written;
}

static Status take(char *text, Setup *setup, Script *script, uint64_t *end)
{
    Option options[SETUP_OPTIONS];
    *setup = setup_defaults();
    *script = (Script){0};
    setup_list(setup, options);
    return record_read("a.log", text, SETUP_OPTIONS, options, script, end);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    for (int one_line = 0; one_line < 2; one_line++) {
        Setup setup, again;
        Script script = {0}, script_again;
        uint64_t end;
        fill(&setup, &script);
        char *text = text_of(&setup, &script, 33, one_line);
        char *copy = text_of(&setup, &script, 33, one_line);
        assert_true((strchr(text, '\n') == NULL) == one_line);
        if (one_line) {
            assert_int_equal(strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                          "._-+@/,:%"),
                             strlen(text));
            assert_ok(record_unfold("a.log", text));
        }
        assert_ok(take(text, &again, &script_again, &end));
        assert_int_equal(end, 33);
        assert_string_equal(again.data.data, setup.data.data);
        assert_string_equal(again.recipe.training.net.encoder, setup.recipe.training.net.encoder);
        assert_true(again.recipe.rate == setup.recipe.rate && again.plain && !again.endless);
        assert_true(isnan(again.recipe.training.net.margin));
        assert_int_equal(script_again.count, script.count);
        char *twice = text_of(&again, &script_again, end, one_line);
        assert_string_equal(twice, copy);
        free(twice);
        free(copy);
        free(text);
        script_free(&script);
        script_free(&script_again);
    }
}

static void a_script_holds_no_single_steps_and_only_where_looking_came_to_rest(void **state)
{
    (void)state;
    Script script = {0};
    add(&script, 3, action_plain(ACTION_STEP));
    add(&script, 3, action_plain(ACTION_RUN));
    add(&script, 3, action_plain(ACTION_PHASE));
    assert_int_equal(script.count, 0);
    for (int i = 0; i < 50; i++)
        add(&script, 3, action_value(ACTION_THRESHOLD, 10 + i));
    assert_int_equal(script.count, 1);
    assert_close(script.lines[0].action.value, 59, 0);
    add(&script, 4, action_value(ACTION_THRESHOLD, 10));
    add(&script, 4, action_value(ACTION_RATE, 0.1)); /* each of these counts */
    add(&script, 4, action_value(ACTION_RATE, 0.2));
    assert_int_equal(script.count, 4);
    script_free(&script);
}

/* A right log with one line changed: NULL takes it out. */
static char *changed(const char *line, const char *into)
{
    Setup setup = setup_defaults();
    Script script = {0};
    add(&script, 5, action_value(ACTION_RATE, 0.5));
    add(&script, 9, action_value(ACTION_TARGET, 0));
    char *text = text_of(&setup, &script, 20, false);
    script_free(&script);
    char *at = strstr(text, line), *made = malloc(strlen(text) + 5000);
    assert_non_null(at);
    const char *rest = strchr(at, '\n');
    sprintf(made, "%.*s%s%s", (int)(at - text), text, into ? into : "", into ? rest : rest + 1);
    free(text);
    return made;
}

static void what_is_broken_is_refused_with_its_line(void **state)
{
    (void)state;
    char *long_line = malloc(4001);
    memset(long_line, 'x', 4000);
    long_line[4000] = 0;
    const struct {
        const char *line, *into, *sentence;
    } cases[] = {
        {"twingrad-live 1", "twingrad-live 2", "a.log: no log of this program"},
        {"twingrad-live 1", "", "no log of this program"},
        {"watched 80", "watched 80 ",
         "a.log:2: watched: expected a whole number from 10 to 1000, found '80 '"},
        {"watched 80", "watched 5", "found '5'"},
        {"watched 80", "watched -80", "found '-80'"},
        {"watched 80", "watched", "a.log:2: expected an option, an action or the end"},
        {"watched 80", "watched 80\nwatched 80", "a.log:3: an option is named twice"},
        {"watched 80", NULL, "a.log: the option 'watched' is missing"},
        {"plain no", "plain maybe", "plain: expected yes or no, found 'maybe'"},
        {"rate 0.05", "rate nan", "found 'nan'"},
        {"rate 0.05", "rate -", "found '-'"},
        {"seed 1", "seed 1e3", "found '1e3'"},
        {"seed 1", "sed 1", "expected an option"},
        {"seed 1", long_line, "expected an option"},
        {"@5 rate", "@5 rate", "rate: expected a number"},
        {"@5 rate", "@ rate 1", "expected '@', a number of steps, and an action"},
        {"@5 rate", "@-5 rate 1", "expected '@', a number of steps, and an action"},
        {"@5 rate", "@99999999999999999999 rate 1", "expected '@', a number of steps"},
        {"@5 rate", "@5 rite 1", "'rite' is no action"},
        {"@5 rate", "@5 step", "such an action is not written down"},
        {"@9 target", "@4 target 0", "the run has come further than this step"},
        {"@9 target", "@9 go-to 3\n@2 rate 1", "the run has come further than this step"},
        {"end 20", "end 8", "the run has come further than this step"},
        {"end 20", "end twenty", "expected 'end' and a number of steps"},
        {"end 20", "end 20\n@21 rate 1", "nothing behind them"},
        {"end 20", NULL, "a.log: the end is missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Setup setup;
        Script script;
        uint64_t end;
        char *text = changed(cases[i].line, cases[i].into);
        assert_trouble(take(text, &setup, &script, &end), cases[i].sentence);
        script_free(&script);
        free(text);
    }
    free(long_line);
}

static void a_line_that_is_no_such_line_is_not_unfolded(void **state)
{
    (void)state;
    const char *lines[] = {"a b", "a\nb", "%", "%4", "%4g", "%0A", "%7F", "a;b", "\xc3\xa9", "%4a"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[16];
        strcpy(text, lines[i]);
        assert_trouble(record_unfold("--state", text), "--state: ");
    }
}

static void what_cannot_stand_in_a_line_is_not_written(void **state)
{
    (void)state;
    Setup setup = setup_defaults();
    setup.data.data = "two\nlines";
    Option options[SETUP_OPTIONS];
    setup_list(&setup, options);
    char *text;
    const Script none = {0};
    const RecordSheet sheet = {.option_count = SETUP_OPTIONS, .options = options, .script = &none};
    assert_trouble(record_write(&sheet, false, &text), "--data: a control character");
    assert_null(text);
}

/* Bytes at random, and a right log with bytes changed: read or refused, but never more than that. */
static void broken_bytes_do_no_harm(void **state)
{
    (void)state;
    Random random = random_seeded(4);
    size_t refused = 0;
    for (int round = 0; round < 3000; round++) {
        Setup setup;
        Script script;
        uint64_t end;
        char *text = changed("end 20", "end 20");
        const size_t size = strlen(text);
        for (size_t k = 1 + random_below(&random, 4); k-- > 0;)
            text[random_below(&random, size)] = (char)(1 + random_below(&random, 255));
        const Status status = take(text, &setup, &script, &end);
        refused += !status.ok;
        assert_true(status.ok || status.message[0]);
        script_free(&script);
        free(text);
    }
    assert_in_range(refused, 1500, 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_script_holds_no_single_steps_and_only_where_looking_came_to_rest),
        cmocka_unit_test(what_is_broken_is_refused_with_its_line),
        cmocka_unit_test(a_line_that_is_no_such_line_is_not_unfolded),
        cmocka_unit_test(what_cannot_stand_in_a_line_is_not_written),
        cmocka_unit_test(broken_bytes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
