/* Gradients whose numbers are right and stand in the wrong place: what is named, and where two of them could be confused,
 * which. */
#include "gradcheck/gradcheck_order.h"
#include "support/test.h"
#include "support/wrong_block.h"

/* ---------------------------------------------------------------------------------------------------- rearrangements */

static void a_transposed_gradient_is_named_whichever_way_it_was_stored(void **state)
{
    (void)state;
    WrongBlock s;
    static const size_t shapes[][2] = {{2, 3}, {3, 2}, {3, 3}, {2, 2}};
    for (size_t k = 0; k < 4; k++)
        for (int way = 0; way < 2; way++) {
            size_t rows = shapes[k][0], cols = shapes[k][1];
            wrong_block_set_up_right(&s, rows, cols);
            for (size_t r = 0; r < rows; r++)
                for (size_t j = 0; j < cols; j++)
                    if (way == 0)
                        s.yours[j * rows + r] = s.numeric[r * cols + j];
                    else
                        s.yours[r * cols + j] = s.numeric[j * rows + r];
            wrong_block_expect(&s, gradcheck_order_transposed, GRADCHECK_MISTAKE_TRANSPOSED, 1,
                               rows == cols ? "transposed  (yours[i,j] = numeric[j,i])"
                                            : "transposed  (the right numbers, stored column by column)");
            s.yours[1] += 0.3;
            wrong_block_expect_none(&s, gradcheck_order_transposed);
        }
    for (int way = 0; way < 2;
         way++) { /* one row, or column, has no other way; the rest is another mistake */
        wrong_block_set_up_right(&s, way ? 4 : 1, way ? 1 : 4);
        s.yours[0] += 1;
        wrong_block_expect_none(&s, gradcheck_order_transposed);
    }
}

static void groups_rows_and_the_whole_may_be_reversed(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up_right(&s, 2, 6);
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[i / 6 * 6 + 5 - i % 6];
    wrong_block_expect(&s, gradcheck_order_reversed, GRADCHECK_MISTAKE_REVERSED, 1, "each row is reversed");
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[i / 3 * 3 + 2 - i % 3];
    wrong_block_expect(&s, gradcheck_order_reversed, GRADCHECK_MISTAKE_REVERSED, 1,
                       "each group of 3 columns (a kernel?) is reversed");
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[i ^ 1];
    wrong_block_expect(&s, gradcheck_order_reversed, GRADCHECK_MISTAKE_REVERSED, 1,
                       "each group of 2 columns (a kernel?) is reversed");
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[11 - i];
    wrong_block_expect(&s, gradcheck_order_reversed, GRADCHECK_MISTAKE_REVERSED, 1,
                       "the whole block is reversed");
    s.yours[4] += 0.2;
    wrong_block_expect_none(&s, gradcheck_order_reversed);
    wrong_block_set_up_right(&s, 2, 5); /* 4 does not go into 5 */
    for (size_t i = 0; i < 10; i++)
        s.yours[i] = i < 8 ? s.numeric[i / 4 * 4 + 3 - i % 4] : s.numeric[i];
    wrong_block_expect_none(&s, gradcheck_order_reversed);
    wrong_block_set_up_right(&s, 1, 1);
    s.yours[0] += 1;
    wrong_block_expect_none(&s, gradcheck_order_reversed);
    wrong_block_set_up_right(&s, 2, 1);
    s.yours[0] = s.numeric[1], s.yours[1] = s.numeric[0];
    wrong_block_expect(&s, gradcheck_order_reversed, GRADCHECK_MISTAKE_REVERSED, 1,
                       "the whole block is reversed");
}

static void columns_and_rows_may_be_shifted_by_one(void **state)
{
    (void)state;
    WrongBlock s;
    for (int later = 0; later < 2; later++) {
        wrong_block_set_up_right(&s, 2, 6);
        for (size_t i = 0; i < 12; i++) {
            size_t k = i % 6;
            s.yours[i] = later ? (k == 5 ? 7 : s.numeric[i + 1]) : (k == 0 ? 7 : s.numeric[i - 1]);
        }
        wrong_block_expect(&s, gradcheck_order_shifted, GRADCHECK_MISTAKE_SHIFTED, 1,
                           later
                               ? "shifted by one column: an index off by one  (yours[i,j] = numeric[i,j+1])"
                               : "shifted by one column: an index off by one  (yours[i,j] = numeric[i,j-1])");
        for (size_t i = 0; i < 12; i++) {
            size_t k = i % 3;
            s.yours[i] = later ? (k == 2 ? 7 : s.numeric[i + 1]) : (k == 0 ? 7 : s.numeric[i - 1]);
        }
        wrong_block_expect(&s, gradcheck_order_shifted, GRADCHECK_MISTAKE_SHIFTED, 1,
                           later ? "shifted by one column within each kernel  (yours[i,j] = numeric[i,j+1])"
                                 : "shifted by one column within each kernel  (yours[i,j] = numeric[i,j-1])");
        s.yours[4] += 0.2;
        wrong_block_expect_none(&s, gradcheck_order_shifted);
        wrong_block_set_up_right(&s, 2, 4);
        for (size_t i = 0; i < 8; i++) /* in pairs a shift and an exchange look alike */
            s.yours[i] = later ? (i % 2 ? 7 : s.numeric[i + 1]) : (i % 2 ? s.numeric[i - 1] : 7);
        wrong_block_expect_none(&s, gradcheck_order_shifted);
        wrong_block_set_up_right(&s, 3, 4);
        for (size_t i = 0; i < 12; i++)
            s.yours[i] = later ? (i / 4 == 2 ? 7 : s.numeric[i + 4]) : (i / 4 == 0 ? 7 : s.numeric[i - 4]);
        wrong_block_expect(&s, gradcheck_order_shifted, GRADCHECK_MISTAKE_SHIFTED, 1,
                           later ? "shifted by one row: an index off by one  (yours[i,j] = numeric[i+1,j])"
                                 : "shifted by one row: an index off by one  (yours[i,j] = numeric[i-1,j])");
        wrong_block_set_up_right(&s, 2, 4); /* of two rows half would be known */
        for (size_t i = 0; i < 8; i++)
            s.yours[i] = later ? (i / 4 == 1 ? 7 : s.numeric[i + 4]) : (i / 4 == 0 ? 7 : s.numeric[i - 4]);
        wrong_block_expect_none(&s, gradcheck_order_shifted);
    }
    wrong_block_set_up_right(&s, 2, 5); /* a group of 4 does not go into 5 */
    for (size_t i = 0; i < 10; i++)
        s.yours[i] = i % 5 % 4 == 0 ? 7 : s.numeric[i - 1];
    wrong_block_expect_none(&s, gradcheck_order_shifted);
}

static void rows_may_be_exchanged_by_pairs_or_by_halves(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up_right(&s, 2, 3);
    for (size_t i = 0; i < 6; i++)
        s.yours[i] = s.numeric[(i + 3) % 6];
    wrong_block_expect(&s, gradcheck_order_swapped, GRADCHECK_MISTAKE_ROWS_SWAPPED, 1,
                       "the two rows are exchanged");
    wrong_block_set_up_right(&s, 6, 2);
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[(i / 2 ^ 1) * 2 + i % 2];
    wrong_block_expect(&s, gradcheck_order_swapped, GRADCHECK_MISTAKE_ROWS_SWAPPED, 1,
                       "the rows are exchanged pair by pair");
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[(i + 6) % 12];
    wrong_block_expect(&s, gradcheck_order_swapped, GRADCHECK_MISTAKE_ROWS_SWAPPED, 1,
                       "the two halves of the rows are exchanged");
    s.yours[0] += 0.2;
    wrong_block_expect_none(&s, gradcheck_order_swapped);
    wrong_block_set_up_right(&s, 3, 2); /* pairs, and one more */
    for (size_t i = 0; i < 4; i++)
        s.yours[i] = s.numeric[(i / 2 ^ 1) * 2 + i % 2];
    wrong_block_expect_none(&s, gradcheck_order_swapped);
    wrong_block_set_up_right(&s, 1, 4);
    s.yours[0] += 1;
    wrong_block_expect_none(&s, gradcheck_order_swapped);
}

static void right_numbers_in_another_order_are_known_by_sorting(void **state)
{
    (void)state;
    static const char in_order[] = "the right numbers in another order: an index",
                      two[] = "two entries are exchanged";
    WrongBlock s;
    wrong_block_set_up_right(&s, 1, 4);
    s.yours[0] = s.numeric[2], s.yours[1] = s.numeric[0], s.yours[2] = s.numeric[1];
    wrong_block_expect(&s, gradcheck_order_permuted, GRADCHECK_MISTAKE_PERMUTED, 1, in_order);
    wrong_block_set_up_right(&s, 1, 4);
    s.yours[3] = s.numeric[0], s.yours[0] = s.numeric[3];
    wrong_block_expect(&s, gradcheck_order_permuted, GRADCHECK_MISTAKE_PERMUTED, 1, two);
    wrong_block_set_up_right(&s, 1, 3); /* too few */
    s.yours[2] = s.numeric[0], s.yours[0] = s.numeric[2];
    wrong_block_expect_none(&s, gradcheck_order_permuted);
    wrong_block_set_up_right(&s, 1, 5); /* two that are the same moved nowhere */
    wrong_block_expect_none(&s, gradcheck_order_permuted);
    /* The sorted numbers may differ by four times the bars, and by a hundred thousandth of the gap. */
    for (int side = 0; side < 2; side++) {
        wrong_block_set_up_right(&s, 1, 4);
        for (size_t i = 0; i < 4; i++) {
            s.numeric[i] = (double)(i + 1);
            s.bar[i] = 0.5e-6; /* 1e-6 together */
        }
        double off = side ? 4.1e-6 : 3.9e-6;
        s.yours[0] = 4 + off, s.yours[1] = 2, s.yours[2] = 3, s.yours[3] = 1;
        if (side)
            wrong_block_expect_none(&s, gradcheck_order_permuted);
        else
            assert_true(gradcheck_order_permuted(&s.c));
        for (size_t i = 0; i < 4; i++)
            s.bar[i] = 0;
        off = side ? 4.3e-9 : 4.2e-9; /* 1e-9 of the gap, sqrt(18) */
        s.yours[0] = 4 + off;
        s.bar[0] = 0;
        if (side)
            wrong_block_expect_none(&s, gradcheck_order_permuted);
        else
            assert_true(gradcheck_order_permuted(&s.c));
        for (size_t i = 0; i < 4; i++)
            s.bar[i] = 0.01;
        off = sqrt(18) * (side ? 1.01e-5 : 0.99e-5);
        s.yours[0] = 4 + off;
        if (side)
            wrong_block_expect_none(&s, gradcheck_order_permuted);
        else {
            assert_true(gradcheck_order_permuted(&s.c));
            assert_string_equal(s.mistake.text, two);
            assert_close_relative(s.mistake.residual, 0.99e-5, 1e-3);
        }
    }
}

/* ------------------------------------------------------------------------------------------- not beyond the block's end */

static void what_lies_behind_a_block_explains_nothing(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up_right(&s, 2,
                             5); /* groups of 4 in rows of 5: the last of a row would come from beyond it */
    for (size_t i = 0; i < 10; i++)
        s.yours[i] = s.numeric[i / 5 * 5 + (i % 5 < 4 ? 3 - i % 5 : 7)];
    wrong_block_expect_none(&s, gradcheck_order_reversed);
    wrong_block_set_up_right(&s, 1, 4); /* one row has no other to be exchanged with */
    for (size_t i = 0; i < 4; i++)
        s.yours[i] = s.numeric[4 + i];
    wrong_block_expect_none(&s, gradcheck_order_swapped);
    wrong_block_set_up_right(&s, 3, 2); /* nor has the third of three */
    for (size_t i = 0; i < 6; i++)
        s.yours[i] = s.numeric[(i / 2 ^ 1) * 2 + i % 2];
    wrong_block_expect_none(&s, gradcheck_order_swapped);
}

static void a_shift_explains_two_entries_and_not_one(void **state)
{
    (void)state;
    static const double numbers[][6] = {{1, 1, 1, 1, 1, 2}, {1, 2, 1, 1, 1, 1}};
    for (int rows = 0; rows < 2; rows++)
        for (size_t k = 0; k < 2; k++) {
            WrongBlock s;
            wrong_block_set_up_right(&s, rows ? 6 : 1, rows ? 1 : 6);
            memcpy(s.numeric, numbers[k], sizeof numbers[k]);
            memcpy(s.yours, numbers[k] + 1, 5 * sizeof(double));
            s.yours[5] = 7;
            if (k == 0)
                wrong_block_expect_none(&s, gradcheck_order_shifted);
            else
                assert_true(gradcheck_order_shifted(&s.c));
        }
}

static void sorted_numbers_are_compared_from_the_smallest_on(void **state)
{
    (void)state;
    for (size_t off = 0; off < 4; off++) {
        WrongBlock s;
        wrong_block_set_up_right(&s, 1, 4);
        for (size_t i = 0; i < 4; i++)
            s.numeric[i] = (double)(i + 1);
        s.yours[0] = 4, s.yours[1] = 2, s.yours[2] = 3, s.yours[3] = 1;
        s.yours[off] += 0.01;
        wrong_block_expect_none(&s, gradcheck_order_permuted);
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
        cmocka_unit_test(what_lies_behind_a_block_explains_nothing),
        cmocka_unit_test(a_shift_explains_two_entries_and_not_one),
        cmocka_unit_test(sorted_numbers_are_compared_from_the_smallest_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
