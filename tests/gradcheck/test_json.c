/* Names in a report as JSON: whichever bytes they hold, what is written is Unicode. */
#include "gradcheck/gradcheck.h"
#include "support/test.h"

#include <jansson.h>

enum { ROOM = 4000, LONGEST = 4 };

/* The bytes of a code point (RFC 3629); 0: it has none. */
static size_t encode(unsigned long point, char bytes[LONGEST])
{
    if (point < 0x80) {
        bytes[0] = (char)point;
        return 1;
    }
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
        return 0;
    size_t n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; point >>= 6)
        bytes[i] = (char)(0x80 | (point & 0x3f));
    bytes[0] = (char)(point | (n == 2 ? 0xc0 : n == 3 ? 0xe0 : 0xf0));
    return n;
}

/* How many bytes the character at s has: as many as the code point that they mean would be written with; 0: it is none. */
static size_t character_at(const char *s)
{
    for (size_t n = 1; n <= LONGEST && strlen(s) >= n; n++) {
        static const unsigned char masks[] = {0x7f, 0x1f, 0x0f, 0x07};
        char again[LONGEST];
        unsigned long point = (unsigned char)s[0] & masks[n - 1];
        for (size_t i = 1; i < n; i++)
            point = point << 6 | ((unsigned char)s[i] & 0x3f);
        if (encode(point, again) == n && memcmp(again, s, n) == 0)
            return n;
    }
    return 0;
}

/* As it should be written: U+FFFD for a byte that is of no character. */
static void escaped(const char *name, char *text)
{
    *text = 0;
    while (*name) {
        size_t n = character_at(name), length = strlen(text);
        if (n == 0)
            snprintf(text + length, ROOM - length, "\\ufffd");
        else if ((unsigned char)*name < 0x20)
            snprintf(text + length, ROOM - length, "\\u%04x", (unsigned)*name);
        else
            snprintf(text + length, ROOM - length, "%s%.*s", *name == '"' || *name == '\\' ? "\\" : "",
                     (int)n, name);
        name += n ? n : 1;
    }
}

static void expect(const char *name)
{
    static char text[ROOM], should[ROOM], begin[2 * ROOM];
    GradcheckReport report = {.worst_block = 0};
    snprintf(report.name, sizeof report.name, "%s", name);
    assert_true(gradcheck_json_copy(&report, text, sizeof text) < sizeof text);
    escaped(name, should);
    snprintf(begin, sizeof begin, "{\"name\":\"%s\",", should);
    if (strncmp(text, begin, strlen(begin)) != 0)
        print_error("written:  %.80s\nexpected: %s\n", text, begin);
    assert_int_equal(strncmp(text, begin, strlen(begin)), 0);
    json_t *document = json_loads(text, 0, NULL);
    assert_non_null(document);
    json_decref(document);
}

/* Every first byte, with those behind it that are beside a limit, eight of them in a name. */
static void whatever_bytes_a_name_has_characters_are_written_and_nothing_else(void **state)
{
    (void)state;
    static const char second[] = "\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0", third[] = "\x7f\x80\xbf\xc0";
    char name[48] = "";
    size_t characters = 0;
    for (int first = 1; first < 256; first++)
        for (size_t k = 0; k < 8; k++)
            for (size_t l = 0; l < 4; l++)
                for (size_t m = 0; m < 4; m++) {
                    char bytes[] = {(char)first, second[k], third[l], third[m], ' ', 0};
                    characters += character_at(bytes) > 0;
                    snprintf(name + strlen(name), sizeof name - strlen(name), "%s", bytes);
                    if (strlen(name) == 40) {
                        expect(name);
                        name[0] = 0;
                    }
                }
    assert_true(characters > 127 * 128 && characters < 255 * 128);
    expect(name);
}

static void characters_have_the_bytes_that_the_standard_gives(void **state)
{
    (void)state;
    static const char *const whole[] = {"\x7f",         "\xc2\x80",         "\xdf\xbf",
                                        "\xe0\xa0\x80", "\xed\x9f\xbf",     "\xee\x80\x80",
                                        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"};
    static const char *const broken[] = {"\x80",
                                         "\xbf",
                                         "\xc0\x80",
                                         "\xc1\xbf",
                                         "\xc2",
                                         "\xe0\x9f\xbf",
                                         "\xed\xa0\x80",
                                         "\xed\xbf\xbf",
                                         "\xf0\x8f\xbf\xbf",
                                         "\xf4\x90\x80\x80",
                                         "\xe2\x82",
                                         "\xf5\x80\x80\x80",
                                         "\xff",
                                         "\xc3(",
                                         "\xe2(\xa1",
                                         "\xf0\x90(\xbc",
                                         "\xf0\x28\x8c"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        assert_int_equal(character_at(whole[i]), strlen(whole[i]));
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_int_equal(character_at(broken[i]), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_have_the_bytes_that_the_standard_gives),
        cmocka_unit_test(whatever_bytes_a_name_has_characters_are_written_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
