/* Memory that is not to be had while a run is written down. */
#include "support/refused.h"

#include "live/record.h"
#include "live/setup.h"

static Setup setup;
static Script script;
static bool one_line;
static char whole[2][100000];

static Status write_down(void)
{
    Option options[SETUP_OPTIONS];
    char *text;
    setup_list(&setup, options);
    const RecordSheet sheet = {
        .option_count = SETUP_OPTIONS, .options = options, .script = &script, .end = 900};
    const Status status = record_write(&sheet, one_line, &text);
    if (status.ok && !whole[one_line][0])
        snprintf(whole[one_line], sizeof whole[one_line], "%s", text);
    refused_promise(status.ok ? strcmp(text, whole[one_line]) == 0 : !text);
    free(text);
    return status;
}

static void whichever_request_fails_a_run_is_written_down_whole(void **state)
{
    (void)state;
    setup = setup_defaults();
    for (uint64_t step = 0; step < 800; step++) { /* more than the text's first room */
        const Action action = action_value(ACTION_RATE, 0.1 + 1e-9 * (double)step);
        assert_ok(script_add(&script, step, &action));
    }
    refused_each("record_write", write_down, 0);
    one_line = true;
    refused_each("record_write in one line", write_down, 0);
    script_free(&script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whichever_request_fails_a_run_is_written_down_whole),
    };
    return cmocka_run_group_tests_name("live memory", tests, NULL, NULL);
}
