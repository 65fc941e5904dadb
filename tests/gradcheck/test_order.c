/* Gradients whose numbers are right and stand in the wrong place, or are wrong in a few places only: what is named, and
 * where two of them could be confused, which. */
#include "gradcheck/gradcheck_order.h"
#include "support/test.h"

enum { MOST = 36 };

typedef struct Set {
    double yours[MOST], numeric[MOST], bar[MOST], guess[MOST], other[MOST];
    GradcheckLocal local;
    GradcheckMistake mistake;
    GradcheckCase c;
} Set;

static double number(size_t i)
{
    return sin(1 + 2.3 * (double)i) * (1 + (double)(i % 3)) + 0.01;
}

static void set_up(Set *s, size_t rows, size_t cols)
{
    *s = (Set){.yours = {0}};
    for (size_t i = 0; i < MOST; i++) {
        s->numeric[i] = s->yours[i] = number(i);
        s->bar[i] = 1e-9;
    }
    s->c = (GradcheckCase){.name = "W",
                           .n = rows * cols,
                           .rows = rows,
                           .cols = cols,
                           .yours = s->yours,
                           .numeric = s->numeric,
                           .bar = s->bar,
                           .guess = s->guess,
                           .other = s->other,
                           .mistake = &s->mistake};
}

typedef bool Explanation(const GradcheckCase *c);

static void expect(Set *s, Explanation *explains, GradcheckMistakeKind kind, double factor, const char *text)
{
    s->mistake = (GradcheckMistake){.residual = NAN};
    bool found = explains(&s->c);
    if (!found || strcmp(s->mistake.text, text) != 0)
        print_error("found %d: \"%s\"\nexpected \"%s\"\n", found, s->mistake.text, text);
    assert_true(found);
    assert_int_equal(s->mistake.kind, kind);
    assert_string_equal(s->mistake.text, text);
    assert_true(s->mistake.factor == factor || fabs(s->mistake.factor - factor) < 1e-9);
    assert_true(s->mistake.residual >= 0 && s->mistake.residual < 1e-6);
}

static void expect_none(Set *s, Explanation *explains)
{
    s->mistake = (GradcheckMistake){.kind = GRADCHECK_MISTAKE_NONE};
    bool found = explains(&s->c);
    if (found)
        print_error("found \"%s\"\n", s->mistake.text);
    assert_false(found);
    assert_int_equal(s->mistake.kind, GRADCHECK_MISTAKE_NONE);
}

/* ---------------------------------------------------------------------------------------------------- rearrangements */

static void a_transposed_gradient_is_named_whichever_way_it_was_stored(void **state)
{
    (void)state;
    Set s;
    static const size_t shapes[][2] = {{2, 3}, {3, 2}, {3, 3}, {2, 2}};
    for (size_t k = 0; k < 4; k++)
        for (int way = 0; way < 2; way++) {
            size_t rows = shapes[k][0], cols = shapes[k][1];
            set_up(&s, rows, cols);
            for (size_t r = 0; r < rows; r++)
                for (size_t j = 0; j < cols; j++)
                    if (way == 0)
                        s.yours[j * rows + r] = s.numeric[r * cols + j];
                    else
                        s.yours[r * cols + j] = s.numeric[j * rows + r];
            expect(&s, gradcheck_order_transposed, GRADCHECK_MISTAKE_TRANSPOSED, 1,
                   rows == cols ? "transposed  (yours[i,j] = numeric[j,i])"
                                : "transposed  (the right numbers, stored column by column)");
            s.yours[1] += 0.3;
            expect_none(&s, gradcheck_order_transposed);
        }
    for (int way = 0; way < 2;
         way++) { /* one row, or column, has no other way; the rest is another mistake */
        set_up(&s, way ? 4 : 1, way ? 1 : 4);
        s.yours[0] += 1;
        expect_none(&s, gradcheck_order_transposed);
    }
}

static void groups_rows_and_the_whole_may_be_reversed(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 2, 6);
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[i / 6 * 6 + 5 - i % 6];
    expect(&s, gradcheck_order_reversed, GRADCHECK_MISTAKE_REVERSED, 1, "each row is reversed");
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[i / 3 * 3 + 2 - i % 3];
    expect(&s, gradcheck_order_reversed, GRADCHECK_MISTAKE_REVERSED, 1,
           "each group of 3 columns (a kernel?) is reversed");
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[i ^ 1];
    expect(&s, gradcheck_order_reversed, GRADCHECK_MISTAKE_REVERSED, 1,
           "each group of 2 columns (a kernel?) is reversed");
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[11 - i];
    expect(&s, gradcheck_order_reversed, GRADCHECK_MISTAKE_REVERSED, 1, "the whole block is reversed");
    s.yours[4] += 0.2;
    expect_none(&s, gradcheck_order_reversed);
    set_up(&s, 2, 5); /* 4 does not go into 5 */
    for (size_t i = 0; i < 10; i++)
        s.yours[i] = i < 8 ? s.numeric[i / 4 * 4 + 3 - i % 4] : s.numeric[i];
    expect_none(&s, gradcheck_order_reversed);
    set_up(&s, 1, 1);
    s.yours[0] += 1;
    expect_none(&s, gradcheck_order_reversed);
    set_up(&s, 2, 1);
    s.yours[0] = s.numeric[1], s.yours[1] = s.numeric[0];
    expect(&s, gradcheck_order_reversed, GRADCHECK_MISTAKE_REVERSED, 1, "the whole block is reversed");
}

static void columns_and_rows_may_be_shifted_by_one(void **state)
{
    (void)state;
    Set s;
    for (int later = 0; later < 2; later++) {
        set_up(&s, 2, 6);
        for (size_t i = 0; i < 12; i++) {
            size_t k = i % 6;
            s.yours[i] = later ? (k == 5 ? 7 : s.numeric[i + 1]) : (k == 0 ? 7 : s.numeric[i - 1]);
        }
        expect(&s, gradcheck_order_shifted, GRADCHECK_MISTAKE_SHIFTED, 1,
               later ? "shifted by one column: an index off by one  (yours[i,j] = numeric[i,j+1])"
                     : "shifted by one column: an index off by one  (yours[i,j] = numeric[i,j-1])");
        for (size_t i = 0; i < 12; i++) {
            size_t k = i % 3;
            s.yours[i] = later ? (k == 2 ? 7 : s.numeric[i + 1]) : (k == 0 ? 7 : s.numeric[i - 1]);
        }
        expect(&s, gradcheck_order_shifted, GRADCHECK_MISTAKE_SHIFTED, 1,
               later ? "shifted by one column within each kernel  (yours[i,j] = numeric[i,j+1])"
                     : "shifted by one column within each kernel  (yours[i,j] = numeric[i,j-1])");
        s.yours[4] += 0.2;
        expect_none(&s, gradcheck_order_shifted);
        set_up(&s, 2, 4);
        for (size_t i = 0; i < 8; i++) /* in pairs a shift and an exchange look alike */
            s.yours[i] = later ? (i % 2 ? 7 : s.numeric[i + 1]) : (i % 2 ? s.numeric[i - 1] : 7);
        expect_none(&s, gradcheck_order_shifted);
        set_up(&s, 3, 4);
        for (size_t i = 0; i < 12; i++)
            s.yours[i] = later ? (i / 4 == 2 ? 7 : s.numeric[i + 4]) : (i / 4 == 0 ? 7 : s.numeric[i - 4]);
        expect(&s, gradcheck_order_shifted, GRADCHECK_MISTAKE_SHIFTED, 1,
               later ? "shifted by one row: an index off by one  (yours[i,j] = numeric[i+1,j])"
                     : "shifted by one row: an index off by one  (yours[i,j] = numeric[i-1,j])");
        set_up(&s, 2, 4); /* of two rows half would be known */
        for (size_t i = 0; i < 8; i++)
            s.yours[i] = later ? (i / 4 == 1 ? 7 : s.numeric[i + 4]) : (i / 4 == 0 ? 7 : s.numeric[i - 4]);
        expect_none(&s, gradcheck_order_shifted);
    }
    set_up(&s, 2, 5); /* a group of 4 does not go into 5 */
    for (size_t i = 0; i < 10; i++)
        s.yours[i] = i % 5 % 4 == 0 ? 7 : s.numeric[i - 1];
    expect_none(&s, gradcheck_order_shifted);
}

static void rows_may_be_exchanged_by_pairs_or_by_halves(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 2, 3);
    for (size_t i = 0; i < 6; i++)
        s.yours[i] = s.numeric[(i + 3) % 6];
    expect(&s, gradcheck_order_swapped, GRADCHECK_MISTAKE_ROWS_SWAPPED, 1, "the two rows are exchanged");
    set_up(&s, 6, 2);
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[(i / 2 ^ 1) * 2 + i % 2];
    expect(&s, gradcheck_order_swapped, GRADCHECK_MISTAKE_ROWS_SWAPPED, 1,
           "the rows are exchanged pair by pair");
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[(i + 6) % 12];
    expect(&s, gradcheck_order_swapped, GRADCHECK_MISTAKE_ROWS_SWAPPED, 1,
           "the two halves of the rows are exchanged");
    s.yours[0] += 0.2;
    expect_none(&s, gradcheck_order_swapped);
    set_up(&s, 3, 2); /* pairs, and one more */
    for (size_t i = 0; i < 4; i++)
        s.yours[i] = s.numeric[(i / 2 ^ 1) * 2 + i % 2];
    expect_none(&s, gradcheck_order_swapped);
    set_up(&s, 1, 4);
    s.yours[0] += 1;
    expect_none(&s, gradcheck_order_swapped);
}

static void right_numbers_in_another_order_are_known_by_sorting(void **state)
{
    (void)state;
    static const char in_order[] = "the right numbers in another order: an index",
                      two[] = "two entries are exchanged";
    Set s;
    set_up(&s, 1, 4);
    s.yours[0] = s.numeric[2], s.yours[1] = s.numeric[0], s.yours[2] = s.numeric[1];
    expect(&s, gradcheck_order_permuted, GRADCHECK_MISTAKE_PERMUTED, 1, in_order);
    set_up(&s, 1, 4);
    s.yours[3] = s.numeric[0], s.yours[0] = s.numeric[3];
    expect(&s, gradcheck_order_permuted, GRADCHECK_MISTAKE_PERMUTED, 1, two);
    set_up(&s, 1, 3); /* too few */
    s.yours[2] = s.numeric[0], s.yours[0] = s.numeric[2];
    expect_none(&s, gradcheck_order_permuted);
    set_up(&s, 1, 5); /* two that are the same moved nowhere */
    expect_none(&s, gradcheck_order_permuted);
    /* The sorted numbers may differ by four times the bars, and by a hundred thousandth of the gap. */
    for (int side = 0; side < 2; side++) {
        set_up(&s, 1, 4);
        for (size_t i = 0; i < 4; i++) {
            s.numeric[i] = (double)(i + 1);
            s.bar[i] = 0.5e-6; /* 1e-6 together */
        }
        double off = side ? 4.1e-6 : 3.9e-6;
        s.yours[0] = 4 + off, s.yours[1] = 2, s.yours[2] = 3, s.yours[3] = 1;
        if (side)
            expect_none(&s, gradcheck_order_permuted);
        else
            assert_true(gradcheck_order_permuted(&s.c));
        for (size_t i = 0; i < 4; i++)
            s.bar[i] = 0;
        off = side ? 4.3e-9 : 4.2e-9; /* 1e-9 of the gap, sqrt(18) */
        s.yours[0] = 4 + off;
        s.bar[0] = 0;
        if (side)
            expect_none(&s, gradcheck_order_permuted);
        else
            assert_true(gradcheck_order_permuted(&s.c));
        for (size_t i = 0; i < 4; i++)
            s.bar[i] = 0.01;
        off = sqrt(18) * (side ? 1.01e-5 : 0.99e-5);
        s.yours[0] = 4 + off;
        if (side)
            expect_none(&s, gradcheck_order_permuted);
        else {
            assert_true(gradcheck_order_permuted(&s.c));
            assert_string_equal(s.mistake.text, two);
            assert_close_relative(s.mistake.residual, 0.99e-5, 1e-3);
        }
    }
}

/* ------------------------------------------------------------------------------------------------------- few places */

static void one_entry_alone_is_named_with_its_place_and_factor(void **state)
{
    (void)state;
    Set s;
    for (size_t at = 0; at < 6; at++) {
        char text[90];
        set_up(&s, 2, 3);
        s.numeric[at] = 2;
        s.yours[at] = 3;
        snprintf(text, sizeof text, "entry [%zu,%zu] alone is wrong  (yours = 1.5 * numeric)", at / 3,
                 at % 3);
        expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_ENTRY, 1.5, text);
    }
    s.numeric[5] = 0;
    expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_ENTRY, INFINITY,
           "entry [1,2] alone is wrong  (yours = inf * numeric)");
    set_up(&s, 1, 2); /* half of all is not alone */
    s.yours[0] += 1;
    expect_none(&s, gradcheck_order_one_place);
    set_up(&s, 1, 3);
    expect_none(&s, gradcheck_order_one_place);
    for (size_t i = 0; i < 3; i++)
        s.yours[i] += 1;
    expect_none(&s, gradcheck_order_one_place);
    s.yours[0] = s.numeric[0];
    s.yours[1] = s.numeric[1] + s.bar[1] / 2; /* within its bar */
    assert_true(gradcheck_order_one_place(&s.c));
}

static void one_row_or_column_alone_is_named(void **state)
{
    (void)state;
    static const char *rows[][2] = {
        {"the first row alone is wrong (row 0)", "the first row alone is wrong (row 0): it is left zero"},
        {"row alone is wrong (row 1)", "row alone is wrong (row 1): it is left zero"},
        {"the last row alone is wrong (row 2)", "the last row alone is wrong (row 2): it is left zero"}};
    static const char *columns[][2] = {
        {"the first column alone is wrong (column 0)",
         "the first column alone is wrong (column 0): it is left zero"},
        {"column alone is wrong (column 1)", "column alone is wrong (column 1): it is left zero"},
        {"the last column alone is wrong (column 2)",
         "the last column alone is wrong (column 2): it is left zero"}};
    Set s;
    for (size_t line = 0; line < 3; line++)
        for (int zero = 0; zero < 2; zero++)
            for (int row = 0; row < 2; row++) {
                set_up(&s, 3, 3);
                for (size_t k = 0; k < 3; k++)
                    s.yours[row ? line * 3 + k : k * 3 + line] *= zero ? 0 : -2;
                expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_LINE, zero ? 0 : -2,
                       row ? rows[line][zero] : columns[line][zero]);
            }
    for (int row = 0; row < 2; row++) { /* two of its entries, one of them zero; where nothing should be */
        set_up(&s, row ? 2 : 3, row ? 3 : 2);
        for (size_t k = 0; k < 3; k++)
            s.numeric[row ? k : 2 * k] = 0;
        s.yours[0] = 0, s.yours[row ? 1 : 2] = 5, s.yours[row ? 2 : 4] = 6;
        expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_LINE, 0,
               row ? "the first row alone is wrong (row 0)" : "the first column alone is wrong (column 0)");
    }
    set_up(&s, 1, 4); /* of a single row two entries are no row */
    s.yours[0] += 1, s.yours[1] += 1;
    expect_none(&s, gradcheck_order_one_place);
    set_up(&s, 4, 1);
    s.yours[0] += 1, s.yours[1] += 1;
    expect_none(&s, gradcheck_order_one_place);
    set_up(&s, 3, 3);
    s.yours[0] += 1, s.yours[4] += 1; /* neither */
    expect_none(&s, gradcheck_order_one_place);
    set_up(&s, 3, 4); /* the last row is not the last column */
    for (size_t k = 0; k < 4; k++)
        s.yours[8 + k] *= 3;
    expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_LINE, 3,
           "the last row alone is wrong (row 2)");
    set_up(&s, 3, 4);
    for (size_t k = 0; k < 3; k++)
        s.yours[4 * k + 3] *= 3;
    expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_LINE, 3,
           "the last column alone is wrong (column 3)");
}

/* Entries by letters: s slopes and is right, f is flat and right, c is cut to zero, l leaks where it is flat, w is wrong
 * in another way. */
static void entries(Set *s, const char *letters)
{
    set_up(s, 1, strlen(letters));
    for (size_t i = 0; letters[i]; i++) {
        bool flat = letters[i] == 'f' || letters[i] == 'l';
        s->numeric[i] = flat ? 0 : 1 + (double)i / 8;
        s->yours[i] = letters[i] == 'l' ? 0.7 : letters[i] == 'c' ? 0 : letters[i] == 'w' ? 9 : s->numeric[i];
    }
}

static void conditions_are_known_by_where_there_are_zeros(void **state)
{
    (void)state;
    static const struct {
        const char *letters, *text; /* NULL: none */
    } cases[] = {
        {"cclff",
         "zero where the loss slopes (2 entries) and not where it is flat (1): a condition is inverted"},
        {"cll",
         "zero where the loss slopes (1 entries) and not where it is flat (2): a condition is inverted"},
        {"sccl",
         "zero where the loss slopes (2 entries) and not where it is flat (1), the others are right: a "
         "condition is inverted"},
        {"sscccf", "zero in 3 entries where the loss slopes, the others are right: a loop ends early, or a "
                   "condition is too strict"},
        {"slf", "not zero in 1 entries where the loss is flat, the others are right: a condition (a mask, a "
                "margin) is missing or inverted"},
        {"llf", NULL},
        {"ccf", NULL},
        {"ssf", NULL},
        {"sclw", NULL},
        {"wsl", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Set s;
        entries(&s, cases[i].letters);
        if (cases[i].text)
            expect(&s, gradcheck_order_condition, GRADCHECK_MISTAKE_CONDITION, 0, cases[i].text);
        else
            expect_none(&s, gradcheck_order_condition);
    }
    Set s;
    entries(&s, "llf"); /* in a step there is no symmetry to explain it */
    s.c.local = &s.local;
    expect(&s, gradcheck_order_condition, GRADCHECK_MISTAKE_CONDITION, 0,
           "not zero in 2 entries where the loss is flat: a condition (a mask, a margin) is missing or "
           "inverted");
    for (int side = -1; side <= 1; side += 2)
        for (int within = 0; within < 2; within++) { /* what is missing in one place may stand in another */
            entries(&s, "scl");
            s.numeric[1] = 1;
            for (size_t i = 0; i < 3; i++)
                s.bar[i] = 1e-4;
            s.yours[2] = -(1 + side * (12e-4 + 1e-6) * (within ? 0.99 : 1.01));
            if (within)
                expect_none(&s, gradcheck_order_condition);
            else
                assert_true(gradcheck_order_condition(&s.c));
            s.yours[0] = 9; /* that it is wrong is decided before */
            s.numeric[0] = 1;
            expect_none(&s, gradcheck_order_condition);
        }
    entries(&s, "cl");
    s.yours[1] = -1; /* with nothing right beside it, there is no other place */
    assert_true(gradcheck_order_condition(&s.c));
    entries(&s, "scl"); /* an entry at its bar is flat, beyond it not */
    s.bar[2] = s.numeric[2] = 0x1p-4;
    assert_true(gradcheck_order_condition(&s.c));
    s.numeric[2] *= 1.01;
    expect_none(&s, gradcheck_order_condition);
}

/* ------------------------------------------------------------------------------------------- not beyond the block's end */

static void what_lies_behind_a_block_explains_nothing(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 2, 5); /* groups of 4 in rows of 5: the last of a row would come from beyond it */
    for (size_t i = 0; i < 10; i++)
        s.yours[i] = s.numeric[i / 5 * 5 + (i % 5 < 4 ? 3 - i % 5 : 7)];
    expect_none(&s, gradcheck_order_reversed);
    set_up(&s, 1, 4); /* one row has no other to be exchanged with */
    for (size_t i = 0; i < 4; i++)
        s.yours[i] = s.numeric[4 + i];
    expect_none(&s, gradcheck_order_swapped);
    set_up(&s, 3, 2); /* nor has the third of three */
    for (size_t i = 0; i < 6; i++)
        s.yours[i] = s.numeric[(i / 2 ^ 1) * 2 + i % 2];
    expect_none(&s, gradcheck_order_swapped);
}

static void a_shift_explains_two_entries_and_not_one(void **state)
{
    (void)state;
    static const double numbers[][6] = {{1, 1, 1, 1, 1, 2}, {1, 2, 1, 1, 1, 1}};
    for (int rows = 0; rows < 2; rows++)
        for (size_t k = 0; k < 2; k++) {
            Set s;
            set_up(&s, rows ? 6 : 1, rows ? 1 : 6);
            memcpy(s.numeric, numbers[k], sizeof numbers[k]);
            memcpy(s.yours, numbers[k] + 1, 5 * sizeof(double));
            s.yours[5] = 7;
            if (k == 0)
                expect_none(&s, gradcheck_order_shifted);
            else
                assert_true(gradcheck_order_shifted(&s.c));
        }
}

static void sorted_numbers_are_compared_from_the_smallest_on(void **state)
{
    (void)state;
    for (size_t off = 0; off < 4; off++) {
        Set s;
        set_up(&s, 1, 4);
        for (size_t i = 0; i < 4; i++)
            s.numeric[i] = (double)(i + 1);
        s.yours[0] = 4, s.yours[1] = 2, s.yours[2] = 3, s.yours[3] = 1;
        s.yours[off] += 0.01;
        expect_none(&s, gradcheck_order_permuted);
    }
}

static void a_line_is_zero_only_when_all_of_it_is(void **state)
{
    (void)state;
    for (int row = 0; row < 2; row++)
        for (size_t at = 0; at < 3; at++) {
            Set s;
            set_up(&s, row ? 2 : 3, row ? 3 : 2);
            for (size_t k = 0; k < 3; k++) {
                s.numeric[row ? k : 2 * k] = 0.1 * (double)(k + 1);
                s.yours[row ? k : 2 * k] = k == at ? 5 : 0;
            }
            expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_LINE, 0.5 * (double)(at + 1) / 0.14,
                   row ? "the first row alone is wrong (row 0)"
                       : "the first column alone is wrong (column 0)");
        }
    Set s;
    set_up(&s, 2, 3);
    s.numeric[4] = 1;
    s.yours[4] = 7;
    expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_ENTRY, 7,
           "entry [1,1] alone is wrong  (yours = 7 * numeric)");
}

static void what_was_moved_elsewhere_is_no_condition_however_many_entries_it_came_from(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        Set s;
        entries(&s, "sccll");
        s.numeric[1] = sign, s.numeric[2] = 2 * sign;
        s.yours[3] = 1.25, s.yours[4] = -1.75;
        expect_none(&s, gradcheck_order_condition);
        for (int within = 0; within < 2; within++) { /* to a millionth where there are no bars */
            entries(&s, "scl");
            memset(s.bar, 0, sizeof s.bar);
            s.numeric[1] = sign;
            s.yours[2] = 1 + (within ? 0.9e-6 : 1.1e-6);
            if (within)
                expect_none(&s, gradcheck_order_condition);
            else
                assert_true(gradcheck_order_condition(&s.c));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transposed_gradient_is_named_whichever_way_it_was_stored),
        cmocka_unit_test(groups_rows_and_the_whole_may_be_reversed),
        cmocka_unit_test(columns_and_rows_may_be_shifted_by_one),
        cmocka_unit_test(rows_may_be_exchanged_by_pairs_or_by_halves),
        cmocka_unit_test(right_numbers_in_another_order_are_known_by_sorting),
        cmocka_unit_test(one_entry_alone_is_named_with_its_place_and_factor),
        cmocka_unit_test(one_row_or_column_alone_is_named),
        cmocka_unit_test(conditions_are_known_by_where_there_are_zeros),
        cmocka_unit_test(what_lies_behind_a_block_explains_nothing),
        cmocka_unit_test(a_shift_explains_two_entries_and_not_one),
        cmocka_unit_test(sorted_numbers_are_compared_from_the_smallest_on),
        cmocka_unit_test(a_line_is_zero_only_when_all_of_it_is),
        cmocka_unit_test(what_was_moved_elsewhere_is_no_condition_however_many_entries_it_came_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
