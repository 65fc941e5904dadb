#include "figure.h"
#include "plain.h"
#include "support/test.h"

#include <string.h>

enum { LINES = 60, LINE = 200 };

typedef struct Lines {
    size_t count;
    char text[LINES][LINE];
} Lines;

static void take(void *context, const char *text)
{
    Lines *lines = context;
    assert_true(lines->count < LINES);
    snprintf(lines->text[lines->count++], LINE, "%s", text);
}

static double square(double x, const void *context)
{
    (void)context;
    return x * x;
}

/* The row of the plot (0 at the top) in which a column has a sign; -1 for none. */
static int row_of(const Lines *lines, int rows, int column, char sign)
{
    for (int r = 0; r < rows; r++) {
        const char *text = lines->text[r] + 7;
        if ((int)strlen(text) > column && text[column] == sign)
            return r;
    }
    return -1;
}

static void a_curve_is_where_its_function_is(void **state)
{
    (void)state;
    Figure figure = figure_plot("squares", "", 0, 2, "", 0, 4);
    figure_add_function(&figure, "x squared", '*', FIGURE_BLUE, false, square, NULL);
    Lines lines = {0};
    figure_write(&figure, 49, 21, take, &lines); /* 41 columns of 0.05, 21 rows of 0.2 */
    for (int column = 0; column <= 40; column += 5) {
        double x = column * 0.05;
        int row = row_of(&lines, 21, column, '*');
        assert_true(row >= 0);
        assert_close(4 - 0.2 * row, x * x, 0.21);
    }
    assert_non_null(strstr(lines.text[lines.count - 1], "* x squared"));
}

static void the_axes_say_their_ends(void **state)
{
    (void)state;
    Figure figure = figure_plot("squares", "x", -1, 3, "y", -2, 4);
    Lines lines = {0};
    figure_write(&figure, 60, 15, take, &lines);
    assert_non_null(strstr(lines.text[0], "y"));
    assert_int_equal(strncmp(lines.text[1], "     4|", 7), 0);
    assert_int_equal(strncmp(lines.text[15], "    -2|", 7), 0);
    const char *below = lines.text[17];
    assert_non_null(strstr(below, "-1"));
    assert_non_null(strstr(below, " 1"));
    assert_non_null(strstr(below, "3  x"));
}

static void an_arrow_ends_at_its_letter(void **state)
{
    (void)state;
    Figure figure = figure_plane("plane", -1, 3);
    figure_add_arrow(&figure, "a", 'a', FIGURE_BLACK, 0, 0, 3, 3);
    figure_add_arrow(&figure, "b", 'b', FIGURE_BLACK, 3, 3, -1, 3); /* begins where the other's letter is */
    Lines lines = {0};
    figure_write(&figure, 70, 17, take, &lines);
    assert_int_equal(row_of(&lines, 17, 32, 'a'), 0);
    assert_int_equal(row_of(&lines, 17, 0, 'b'), 0);
}

static void nothing_is_wider_than_it_may_be(void **state)
{
    (void)state;
    Figure figure = figure_plot("wide", "a long name of an axis", 0, 1, "y", 0, 1);
    for (int i = 0; i < FIGURE_CURVES; i++)
        figure_add_function(&figure, "a curve with quite a long name", 'x', FIGURE_BLUE, false, square, NULL);
    figure_add_mark(&figure, "far outside", 'M', FIGURE_PINK, 1e30, NAN);
    Lines lines = {0};
    figure_write(&figure, 66, 15, take, &lines);
    for (size_t i = 0; i < lines.count; i++)
        assert_true(plain_columns(lines.text[i]) <= 66);
}

static void ascii_names_signs_and_drops_accents(void **state)
{
    (void)state;
    char written[100];
    plain_write("60° ≤ π, não é ‘π²’ 漢", sizeof written, written);
    assert_string_equal(written, "60 deg <= pi, nao e 'pi^2' ?");
    plain_write("abcdef", 4, written);
    assert_string_equal(written, "abc");
    plain_write("ab°", 5, written); /* a sign is written whole or not at all */
    assert_string_equal(written, "ab");
    assert_int_equal(plain_columns("não é 60°"), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_curve_is_where_its_function_is),
        cmocka_unit_test(the_axes_say_their_ends),
        cmocka_unit_test(an_arrow_ends_at_its_letter),
        cmocka_unit_test(nothing_is_wider_than_it_may_be),
        cmocka_unit_test(ascii_names_signs_and_drops_accents),
    };
    return cmocka_run_group_tests_name("figure", tests, NULL, NULL);
}
