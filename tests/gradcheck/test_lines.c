/* Words in lines of 80 columns, to the letter; and enumerations that end where their memory does. */
#include "gradcheck/gradcheck_lines.h"
#include "support/test.h"

enum { ROOM = 4000 };

static char printed[ROOM];

/* Joins the pieces, none of which is empty. */
static void join(void *user, const char *text, size_t length)
{
    (void)user;
    size_t before = strlen(printed);
    assert_true(length > 0 && before + length < sizeof printed);
    memcpy(printed + before, text, length);
    printed[before + length] = 0;
}

static void expect(size_t indent, const char *colour, const char *text, const char *lines)
{
    GradcheckLines writer = {join, NULL, colour != NULL};
    printed[0] = 0;
    gradcheck_lines_print(&writer, indent, colour, "%s", text);
    if (strcmp(printed, lines) != 0)
        print_error("printed:\n%s---\nexpected:\n%s---\n", printed, lines);
    assert_string_equal(printed, lines);
}

/* `count` times this letter. */
static const char *word(char letter, size_t count)
{
    static char words[8][400];
    static size_t next;
    char *w = words[next++ % 8];
    memset(w, letter, count);
    w[count] = 0;
    return w;
}

static const char *format(const char *form, ...)
{
    static char texts[2][ROOM];
    static size_t next;
    char *text = texts[next++ % 2];
    va_list arguments;
    va_start(arguments, form);
    vsnprintf(text, ROOM, form, arguments);
    va_end(arguments);
    return text;
}

static void a_word_that_does_not_fit_begins_a_line(void **state)
{
    (void)state;
    expect(0, NULL, format("%s b", word('a', 78)), format("%s b\n", word('a', 78)));
    expect(0, NULL, format("%s b", word('a', 79)), format("%s\n  b\n", word('a', 79)));
    expect(4, NULL, format("%s b", word('a', 74)), format("    %s b\n", word('a', 74)));
    expect(4, NULL, format("%s b", word('a', 75)), format("    %s\n      b\n", word('a', 75)));
    expect(0, NULL, format("%s  bc", word('a', 77)), format("%s\n  bc\n", word('a', 77)));
    expect(0, NULL, "", "\n");
    expect(3, NULL, "a", "   a\n");
    expect(0, NULL, "a  ", "a  \n");
}

/* It goes on where a line begins, of which two columns are no more than the indent of those that follow. */
static void a_word_longer_than_a_line_is_cut(void **state)
{
    (void)state;
    expect(0, NULL, word('a', 200), format("%s\n  %s\n  %s\n", word('a', 80), word('a', 78), word('a', 42)));
    expect(0, NULL, word('a', 158), format("%s\n  %s\n", word('a', 80), word('a', 78)));
    expect(0, NULL, format("bc %s", word('a', 100)), format("bc %s\n  %s\n", word('a', 77), word('a', 23)));
    expect(0, NULL, format("bcd %s", word('a', 100)),
           format("bcd\n  %s\n  %s\n", word('a', 78), word('a', 22)));
    expect(2, NULL, format("bc %s", word('a', 100)),
           format("  bc %s\n    %s\n", word('a', 75), word('a', 25)));
    expect(2, NULL, format("bcd %s", word('a', 100)),
           format("  bcd\n    %s\n    %s\n", word('a', 76), word('a', 24)));
}

static void spaces_are_kept_within_a_line_and_dropped_at_its_end(void **state)
{
    (void)state;
    for (size_t gap = 1; gap <= 76; gap++)
        expect(0, NULL, format("ab%*sc", (int)gap, ""), format("ab%*sc\n", (int)gap, ""));
    expect(0, NULL, format("abc%*sd", 76, ""), format("abc%*sd\n", 76, ""));
    expect(0, NULL, format("abc%*sd", 77, ""), "abc\n  d\n");
    /* As many spaces as there are columns, or more, before anything or behind what is hardly anything. */
    for (size_t gap = 78; gap <= 300; gap++) {
        expect(0, NULL, format("ab%*scd", (int)gap, ""), "ab\n  cd\n");
        expect(2, NULL, format("%*scd", (int)gap, ""), "  \n    cd\n");
    }
    expect(0, NULL, format("ab%*scd", 77, ""), format("ab%*sc\n  d\n", 77, "")); /* the word begins there */
}

static void columns_are_characters_and_what_commands_a_terminal_is_not_printed(void **state)
{
    (void)state;
    char umlauts[161] = "";
    for (size_t i = 0; i < 80; i++)
        snprintf(umlauts + 2 * i, 3, "\xc3\xb6");
    expect(0, NULL, umlauts, format("%s\n", umlauts));
    expect(0, NULL, format("%so", umlauts), format("%s\n  o\n", umlauts));
    expect(0, NULL, format("bc %s", umlauts), format("bc %.*s\n  %s\n", 154, umlauts, umlauts + 154));
    expect(0, NULL, format("bc %s d", umlauts), format("bc %.*s\n  %s d\n", 154, umlauts, umlauts + 154));
    umlauts[2 * 78] = 0; /* as many as fit, behind others that are shorter */
    expect(0, NULL, format("bc %s%s", word('a', 77), umlauts),
           format("bc %s\n  %s\n", word('a', 77), umlauts));
    expect(0, NULL, "a\x1b[31m\x7f\nb\x1f", "a?[31m??b?\n");
}

static void a_colour_ends_at_the_first_double_space_or_with_the_line(void **state)
{
    (void)state;
    expect(0, "<", "a b  c", "<a b\033[0m  c\n");
    expect(0, "<", "a b", "<a b\033[0m\n");
    GradcheckLines plain = {join, NULL, false};
    printed[0] = 0;
    gradcheck_lines_print(&plain, 1, "<", "a %d  %s", 5, "c");
    assert_string_equal(printed, " a 5  c\n");
}

static void what_is_appended_fits_whole_or_is_left_out(void **state)
{
    (void)state;
    for (size_t size = 1; size <= 12; size++)
        for (size_t more = 0; more < 8; more++) {
            char text[16], piece[16];
            memset(text, '#', sizeof text);
            memset(piece, '?', sizeof piece);
            memcpy(text, "", 1);
            memcpy(piece, word('p', more), more + 1);
            size_t before = size > 4 ? 3 : 0;
            if (before)
                memcpy(text, "abc", 4);
            gradcheck_lines_append(text, size, piece);
            bool fits = before + more + 1 <= size; /* with the 0 at its end */
            assert_string_equal(text, format("%s%s", before ? "abc" : "", fits ? piece : ""));
            for (size_t i = before + (fits ? more : 0) + 1; i < sizeof text; i++)
                assert_true(text[i] == '#');
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_that_does_not_fit_begins_a_line),
        cmocka_unit_test(a_word_longer_than_a_line_is_cut),
        cmocka_unit_test(spaces_are_kept_within_a_line_and_dropped_at_its_end),
        cmocka_unit_test(columns_are_characters_and_what_commands_a_terminal_is_not_printed),
        cmocka_unit_test(a_colour_ends_at_the_first_double_space_or_with_the_line),
        cmocka_unit_test(what_is_appended_fits_whole_or_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
