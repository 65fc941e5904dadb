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

/* ---- which bytes are characters, from the tables of RFC 3629 and the code charts ---- */

/* How many bytes the character at `text` has; 0: it is none, or not one to be shown. */
static size_t shown_bytes(const unsigned char *text)
{
    static const struct {
        unsigned char first, last, from, to; /* the lead byte; the second */
        size_t size;
    } table[] = {{0x20, 0x7e, 0, 0, 1},       {0xc2, 0xc2, 0xa0, 0xbf, 2}, {0xc3, 0xdf, 0x80, 0xbf, 2},
                 {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3},
                 {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
                 {0xf4, 0xf4, 0x80, 0x8f, 4}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (text[0] < table[i].first || text[0] > table[i].last)
            continue;
        if (table[i].size == 1)
            return 1;
        if (text[1] < table[i].from || text[1] > table[i].to)
            return 0;
        for (size_t k = 2; k < table[i].size; k++)
            if (text[k] < 0x80 || text[k] > 0xbf)
                return 0;
        /* E2 80 A8 to AE, the ends of lines and of directions, and E2 81 A6 to A9, their isolates. */
        if (text[0] == 0xe2 && text[1] == 0x80 && text[2] >= 0xa8 && text[2] <= 0xae)
            return 0;
        if (text[0] == 0xe2 && text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9)
            return 0;
        return table[i].size;
    }
    return 0;
}

static void assert_shown(unsigned char lead, unsigned char second, unsigned char third, unsigned char fourth)
{
    const unsigned char text[] = {lead, second, third, fourth, 'x', 0};
    char expected[6];
    memcpy(expected, text, sizeof text);
    for (size_t i = 0; text[i];) {
        const size_t size = shown_bytes(text + i);
        if (size == 0)
            expected[i] = '?';
        i += size ? size : 1;
    }
    assert_string_equal(status_error("%s", (const char *)text).message, expected);
}

static void bytes_are_characters_as_the_standard_has_it(void **state)
{
    (void)state;
    static const unsigned char others[] = {0x7f, 0x80, 0x81, 0xbe, 0xbf, 0xc0, 'x'};
    for (int lead = 1; lead < 256; lead++)
        for (int second = 1; second < 256; second++) {
            assert_shown((unsigned char)lead, (unsigned char)second, 'x', 'x');
            for (size_t i = 0; lead >= 0xc0 && i < sizeof others; i++) {
                assert_shown((unsigned char)lead, (unsigned char)second, others[i], 0x80);
                assert_shown((unsigned char)lead, (unsigned char)second, 0xbf, others[i]);
            }
        }
    for (int second = 0x80; second < 0x84; second++)
        for (int third = 0x80; third < 0xc0; third++)
            assert_shown(0xe2, (unsigned char)second, (unsigned char)third, 'x');
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
        cmocka_unit_test(bytes_are_characters_as_the_standard_has_it),
        cmocka_unit_test(whoever_knows_the_words_is_asked_for_them),
    };
    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
