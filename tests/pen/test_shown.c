#include "pen/shown.h"
#include "support/test.h"

static void a_text_is_shortened_and_what_cannot_be_printed_is_a_question(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"", ""},
        {"!~ 09azAZ", "!~ 09azAZ"},
        {"a\tb\nc\x7f\x1f\x80\xff", "a?b?c????"},
        {"1234567890123456789012345678", "1234567890123456789012345678"},
        {"12345678901234567890123456789", "1234567890123456789012345678..."},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Shown shown = shown_text(cases[k].text, cases[k].text + strlen(cases[k].text));
        assert_string_equal(shown.text, cases[k].shown);
    }
    const char zero[] = "a\0b";
    assert_string_equal(shown_text(zero, zero + 3).text, "a?b");
}

static void of_a_long_path_the_end_is_shown(void **state)
{
    (void)state;
    char path[400];
    memset(path, 'p', sizeof path);
    path[399] = 0;
    for (size_t length = 248; length < 253; length++) {
        const char *whole = path + 399 - length;
        assert_ptr_equal(shown_path(whole), length <= 250 ? whole : path + 399 - 250);
    }
    assert_trouble(shown_in_file("file", status_error("expected this")), "file: expected this");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_shortened_and_what_cannot_be_printed_is_a_question),
        cmocka_unit_test(of_a_long_path_the_end_is_shown),
    };
    return cmocka_run_group_tests_name("shown", tests, NULL, NULL);
}
