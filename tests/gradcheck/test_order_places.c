/* Gradients that are wrong in a few places only: an entry, a line, or wherever a condition holds that should not. */
#include "gradcheck/gradcheck_order.h"
#include "support/test.h"
#include "support/wrong_block.h"

static void one_entry_alone_is_named_with_its_place_and_factor(void **state)
{
    (void)state;
    WrongBlock s;
    for (size_t at = 0; at < 6; at++) {
        char text[90];
        wrong_block_set_up_right(&s, 2, 3);
        s.numeric[at] = 2;
        s.yours[at] = 3;
        snprintf(text, sizeof text, "entry [%zu,%zu] alone is wrong  (yours = 1.5 * numeric)", at / 3,
                 at % 3);
        wrong_block_expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_ENTRY, 1.5, text);
    }
    s.numeric[5] = 0;
    wrong_block_expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_ENTRY, INFINITY,
                       "entry [1,2] alone is wrong  (yours = inf * numeric)");
    wrong_block_set_up_right(&s, 1, 2); /* half of all is not alone */
    s.yours[0] += 1;
    wrong_block_expect_none(&s, gradcheck_order_one_place);
    wrong_block_set_up_right(&s, 1, 3);
    wrong_block_expect_none(&s, gradcheck_order_one_place);
    for (size_t i = 0; i < 3; i++)
        s.yours[i] += 1;
    wrong_block_expect_none(&s, gradcheck_order_one_place);
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
    WrongBlock s;
    for (size_t line = 0; line < 3; line++)
        for (int zero = 0; zero < 2; zero++)
            for (int row = 0; row < 2; row++) {
                wrong_block_set_up_right(&s, 3, 3);
                for (size_t k = 0; k < 3; k++)
                    s.yours[row ? line * 3 + k : k * 3 + line] *= zero ? 0 : -2;
                wrong_block_expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_LINE, zero ? 0 : -2,
                                   row ? rows[line][zero] : columns[line][zero]);
            }
    for (int row = 0; row < 2; row++) { /* two of its entries, one of them zero; where nothing should be */
        wrong_block_set_up_right(&s, row ? 2 : 3, row ? 3 : 2);
        for (size_t k = 0; k < 3; k++)
            s.numeric[row ? k : 2 * k] = 0;
        s.yours[0] = 0, s.yours[row ? 1 : 2] = 5, s.yours[row ? 2 : 4] = 6;
        wrong_block_expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_LINE, 0,
                           row ? "the first row alone is wrong (row 0)"
                               : "the first column alone is wrong (column 0)");
    }
    wrong_block_set_up_right(&s, 1, 4); /* of a single row two entries are no row */
    s.yours[0] += 1, s.yours[1] += 1;
    wrong_block_expect_none(&s, gradcheck_order_one_place);
    wrong_block_set_up_right(&s, 4, 1);
    s.yours[0] += 1, s.yours[1] += 1;
    wrong_block_expect_none(&s, gradcheck_order_one_place);
    wrong_block_set_up_right(&s, 3, 3);
    s.yours[0] += 1, s.yours[4] += 1; /* neither */
    wrong_block_expect_none(&s, gradcheck_order_one_place);
    wrong_block_set_up_right(&s, 3, 4); /* the last row is not the last column */
    for (size_t k = 0; k < 4; k++)
        s.yours[8 + k] *= 3;
    wrong_block_expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_LINE, 3,
                       "the last row alone is wrong (row 2)");
    wrong_block_set_up_right(&s, 3, 4);
    for (size_t k = 0; k < 3; k++)
        s.yours[4 * k + 3] *= 3;
    wrong_block_expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_LINE, 3,
                       "the last column alone is wrong (column 3)");
}

/* Entries by letters: s slopes and is right, f is flat and right, c is cut to zero, l leaks where it is flat, w is wrong
 * in another way. */
static void entries(WrongBlock *s, const char *letters)
{
    wrong_block_set_up_right(s, 1, strlen(letters));
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
        WrongBlock s;
        entries(&s, cases[i].letters);
        if (cases[i].text)
            wrong_block_expect(&s, gradcheck_order_condition, GRADCHECK_MISTAKE_CONDITION, 0, cases[i].text);
        else
            wrong_block_expect_none(&s, gradcheck_order_condition);
    }
    WrongBlock s;
    entries(&s, "llf"); /* in a step there is no symmetry to explain it */
    s.c.local = &s.local;
    wrong_block_expect(
        &s, gradcheck_order_condition, GRADCHECK_MISTAKE_CONDITION, 0,
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
                wrong_block_expect_none(&s, gradcheck_order_condition);
            else
                assert_true(gradcheck_order_condition(&s.c));
            s.yours[0] = 9; /* that it is wrong is decided before */
            s.numeric[0] = 1;
            wrong_block_expect_none(&s, gradcheck_order_condition);
        }
    entries(&s, "cl");
    s.yours[1] = -1; /* with nothing right beside it, there is no other place */
    assert_true(gradcheck_order_condition(&s.c));
    entries(&s, "scl"); /* an entry at its bar is flat, beyond it not */
    s.bar[2] = s.numeric[2] = 0x1p-4;
    assert_true(gradcheck_order_condition(&s.c));
    s.numeric[2] *= 1.01;
    wrong_block_expect_none(&s, gradcheck_order_condition);
}

static void a_line_is_zero_only_when_all_of_it_is(void **state)
{
    (void)state;
    for (int row = 0; row < 2; row++)
        for (size_t at = 0; at < 3; at++) {
            WrongBlock s;
            wrong_block_set_up_right(&s, row ? 2 : 3, row ? 3 : 2);
            for (size_t k = 0; k < 3; k++) {
                s.numeric[row ? k : 2 * k] = 0.1 * (double)(k + 1);
                s.yours[row ? k : 2 * k] = k == at ? 5 : 0;
            }
            wrong_block_expect(
                &s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_LINE, 0.5 * (double)(at + 1) / 0.14,
                row ? "the first row alone is wrong (row 0)" : "the first column alone is wrong (column 0)");
        }
    WrongBlock s;
    wrong_block_set_up_right(&s, 2, 3);
    s.numeric[4] = 1;
    s.yours[4] = 7;
    wrong_block_expect(&s, gradcheck_order_one_place, GRADCHECK_MISTAKE_ONE_ENTRY, 7,
                       "entry [1,1] alone is wrong  (yours = 7 * numeric)");
}

static void what_was_moved_elsewhere_is_no_condition_however_many_entries_it_came_from(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        WrongBlock s;
        entries(&s, "sccll");
        s.numeric[1] = sign, s.numeric[2] = 2 * sign;
        s.yours[3] = 1.25, s.yours[4] = -1.75;
        wrong_block_expect_none(&s, gradcheck_order_condition);
        for (int within = 0; within < 2; within++) { /* to a millionth where there are no bars */
            entries(&s, "scl");
            memset(s.bar, 0, sizeof s.bar);
            s.numeric[1] = sign;
            s.yours[2] = 1 + (within ? 0.9e-6 : 1.1e-6);
            if (within)
                wrong_block_expect_none(&s, gradcheck_order_condition);
            else
                assert_true(gradcheck_order_condition(&s.c));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_entry_alone_is_named_with_its_place_and_factor),
        cmocka_unit_test(one_row_or_column_alone_is_named),
        cmocka_unit_test(conditions_are_known_by_where_there_are_zeros),
        cmocka_unit_test(a_line_is_zero_only_when_all_of_it_is),
        cmocka_unit_test(what_was_moved_elsewhere_is_no_condition_however_many_entries_it_came_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
