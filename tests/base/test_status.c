#include "base/status.h"
#include "support/test.h"

static const char *shout(const char *text)
{
    if (strcmp(text, "%s: no such thing") == 0)
        return "%s: NO SUCH THING";
    if (strcmp(text, "the tests") == 0)
        return "THE TESTS";
    return text;
}

static void a_sentence_is_made_as_printf_makes_it(void **state)
{
    (void)state;
    assert_true(status_ok().ok);
    assert_string_equal(status_ok().message, "");
    Status status = status_error("%s: expected %d", "a.txt", 7);
    assert_false(status.ok);
    assert_string_equal(status.message, "a.txt: expected 7");
    assert_string_equal(status_no_memory("the tests").message, "not enough memory for the tests");
}

static void a_sentence_that_is_too_long_is_cut(void **state)
{
    (void)state;
    Status status = status_error("%600s", "end");
    assert_int_equal(strlen(status.message), STATUS_MESSAGE_SIZE - 1);
}

static void whoever_knows_the_words_is_asked_for_them(void **state)
{
    (void)state;
    status_translate_with(shout);
    assert_string_equal(status_error("%s: no such thing", "a").message, "a: NO SUCH THING");
    assert_string_equal(status_error("%s: another thing", "a").message, "a: another thing");
    assert_string_equal(status_no_memory("the tests").message, "not enough memory for THE TESTS");
    status_translate_with(NULL);
    assert_string_equal(status_error("%s: no such thing", "a").message, "a: no such thing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sentence_is_made_as_printf_makes_it),
        cmocka_unit_test(a_sentence_that_is_too_long_is_cut),
        cmocka_unit_test(whoever_knows_the_words_is_asked_for_them),
    };
    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
