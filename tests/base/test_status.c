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

static void refused_character(const char *bytes, const char *shown)
{
    assert_string_equal(status_error("%s: no such thing", bytes).message, shown);
}

/* Whatever stood in the file or in its name. */
static void a_sentence_is_one_line_of_printable_characters(void **state)
{
    (void)state;
    const char *kept = "caf\xc3\xa9 \xe2\x88\x92 \xf0\x9f\x96\x8b ~";
    assert_string_equal(status_error("%s", kept).message, kept);
    refused_character("two\nlines\r\t", "two?lines??: no such thing");
    refused_character("\033[2J\177", "?[2J?: no such thing");
    refused_character("\xc2\x9b"
                      "31m",
                      "??31m: no such thing"); /* a control of C1 */
    refused_character("\xe2\x80\xae"
                      "cod.exe",
                      "???cod.exe: no such thing");                    /* turns the direction */
    refused_character("\xff\xc3", "??: no such thing");                /* no UTF-8, and half of it */
    refused_character("\xc0\xaf\xe0\x80\xaf", "?????: no such thing"); /* longer than need be */
    refused_character("\xed\xa0\x80\xf4\x90\x80\x80", "???????: no such thing"); /* no characters */
    assert_string_equal(status_error("%.4s", "caf\xc3\xa9").message, "caf?");    /* cut in the middle */
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
        cmocka_unit_test(a_sentence_is_one_line_of_printable_characters),
        cmocka_unit_test(whoever_knows_the_words_is_asked_for_them),
    };
    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
