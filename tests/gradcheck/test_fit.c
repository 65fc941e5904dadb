/* Whether an explanation fits, asked of gradients that are made to fit it exactly, just so, and just not; and the factors
 * that are known. */
#include "support/test.h"
#include "support/wrong_block.h"

/* ------------------------------------------------------------------------------------------------- the judgement */

static void a_guess_is_accepted_up_to_its_bars_and_a_fiftieth_of_the_gap(void **state)
{
    (void)state;
    static const struct {
        double bar, size, off; /* yours is 0 and numeric 1: the gap is 1 */
        bool accepted;
    } cases[] = {
        {0, 1, 1e-6, true},          {0, 1, 1.01e-6, false},          {0, 1, -1e-6, true},
        {0, 1, -1.01e-6, false},     {0x1p-10, 1, 0x1p-8, true},      {0x1p-10, 1, 0x1.01p-8, false},
        {0x1p-10, -2, 0x1p-7, true}, {0x1p-10, -2, 0x1.01p-7, false}, {0x1p-10, 0.25, 0x1p-8, true},
        {0.1, 1, 0.02, true},        {0.1, 1, 0.0201, false},         {0.1, 1, NAN, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        WrongBlock s;
        wrong_block_set_up(&s, 1, 1);
        s.yours[0] = 0;
        s.numeric[0] = 1;
        s.bar[0] = cases[i].bar;
        s.guess[0] = cases[i].off;
        if (gradcheck_fit_accepts(&s.c, s.guess, cases[i].size, 0) != cases[i].accepted)
            print_error("case %zu\n", i);
        assert_int_equal(gradcheck_fit_accepts(&s.c, s.guess, cases[i].size, 0), cases[i].accepted);
        if (cases[i].accepted)
            assert_close_relative(s.mistake.residual, fabs(cases[i].off), 1e-12);
    }
    /* Of several entries it is the lengths that count: 3-4-5 and 5-12-13. */
    WrongBlock s;
    wrong_block_set_up(&s, 1, 2);
    s.numeric[0] = s.numeric[1] = 0;
    s.yours[0] = 30, s.yours[1] = 40;
    s.bar[0] = 0.05, s.bar[1] = 0.12;
    s.guess[0] = 30 - 0.3, s.guess[1] = 40.4; /* off by 0.5, allowed 0.52 */
    assert_true(gradcheck_fit_explains(&s.c, s.guess, 0));
    assert_close(s.mistake.residual, 0.01, 1e-12);
    s.guess[0] = 30 - 0.33, s.guess[1] = 40.44; /* off by 0.55 */
    assert_false(gradcheck_fit_explains(&s.c, s.guess, 0));
    /* Where the squares are too small to be there, nothing is left to explain. */
    wrong_block_set_up(&s, 1, 1);
    s.numeric[0] = s.bar[0] = 0;
    s.yours[0] = s.guess[0] = 1e-200;
    assert_true(gradcheck_fit_explains(&s.c, s.guess, 0));
    assert_true(s.mistake.residual == 0);
}

static void a_guess_must_explain_more_entries_than_it_has_constants(void **state)
{
    (void)state;
    static const struct {
        size_t n, known, wrong, free;
        bool accepted;
    } cases[] = {
        {4, 2, 2, 0, true},  {4, 1, 1, 0, false}, {5, 2, 2, 0, false}, {5, 3, 3, 0, true},
        {4, 4, 0, 0, false}, {4, 4, 1, 0, true},  {4, 4, 1, 1, false}, {4, 4, 2, 1, true},
        {3, 2, 2, 1, false}, {3, 3, 2, 1, true},  {2, 2, 2, 1, false}, {4, 4, 3, 2, true},
        {3, 3, 3, 2, false}, {4, 4, 2, 2, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        WrongBlock s;
        wrong_block_set_up(&s, 1, cases[i].n);
        for (size_t k = 0; k < cases[i].n; k++) {
            s.yours[k] = s.numeric[k] + (k < cases[i].wrong ? 1 : 0);
            s.guess[k] = k < cases[i].known ? s.yours[k] : NAN;
        }
        if (gradcheck_fit_accepts(&s.c, s.guess, 1, cases[i].free) != cases[i].accepted)
            print_error("case %zu\n", i);
        assert_int_equal(gradcheck_fit_accepts(&s.c, s.guess, 1, cases[i].free), cases[i].accepted);
    }
    WrongBlock s; /* an entry exactly at its bar tells nothing */
    wrong_block_set_up(&s, 1, 1);
    s.numeric[0] = 0;
    s.bar[0] = s.yours[0] = s.guess[0] = 1;
    assert_false(gradcheck_fit_explains(&s.c, s.guess, 0));
}

static void constants_are_those_of_least_squares(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up(&s, 1, 4);
    for (size_t i = 0; i < 4; i++)
        s.yours[i] = (double)(i + 1);
    s.guess[0] = 2, s.guess[1] = 0, s.guess[2] = NAN, s.guess[3] = -1;
    assert_close(gradcheck_fit_factor(&s.c, s.guess), (1 * 2 - 4 * 1) / 5.0, 1e-15);
    memset(s.guess, 0, sizeof s.guess);
    assert_true(gradcheck_fit_factor(&s.c, s.guess) == 0);

    double p[] = {1, 2, -1}, q[] = {0, 1, 3}, target[3], constants[2];
    for (size_t i = 0; i < 3; i++) /* (7, -3, 1) is orthogonal to both */
        target[i] = 2 * p[i] - 0.5 * q[i] + (double[]){7, -3, 1}[i];
    assert_int_equal((int)(7 * p[0] - 3 * p[1] + p[2]), 0);
    assert_int_equal((int)(7 * q[0] - 3 * q[1] + q[2]), 0);
    assert_true(gradcheck_fit_two(3, target, p, q, constants));
    assert_close(constants[0], 2, 1e-14);
    assert_close(constants[1], -0.5, 1e-14);
    for (int side = -1; side <= 1; side += 2) { /* an angle of 1e-4 is too little */
        double a[] = {3, 0}, b[] = {2, 2e-4 * (1 + side * 0.01)};
        assert_int_equal(gradcheck_fit_two(2, a, a, b, constants), side > 0);
    }
    assert_false(gradcheck_fit_two(3, target, p, p, constants));
}

/* -------------------------------------------------------------------------------------------------------- factors */

static void zeros_are_named_when_there_is_nothing_else(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up(&s, 2, 3);
    wrong_block_multiply(&s, 0);
    wrong_block_expect(&s, gradcheck_fit_zero, GRADCHECK_MISTAKE_ZERO, 0,
                       "nothing but zeros: never added up, or cut off on the way");
    for (size_t i = 0; i < 6; i += 5) {
        s.yours[i] = -1e-300;
        wrong_block_expect_none(&s, gradcheck_fit_zero);
        s.yours[i] = 0;
    }
}

static void expect_factor(WrongBlock *s, double factor, const char *text)
{
    wrong_block_multiply(s, factor);
    wrong_block_expect(s, gradcheck_fit_known_factor, GRADCHECK_MISTAKE_FACTOR, factor, text);
}

static void factors_of_every_gradient_are_known(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up(&s, 3, 5);
    wrong_block_multiply(&s, -1);
    wrong_block_expect(&s, gradcheck_fit_known_factor, GRADCHECK_MISTAKE_SIGN, -1,
                       "the sign is flipped  (yours = -numeric)");
    expect_factor(&s, 2, "a factor of 2 too much  (yours = 2 * numeric)");
    expect_factor(&s, 0.5, "a factor of 2 is missing  (yours = 0.5 * numeric)");
    expect_factor(&s, -2, "a factor of 2 too much and the sign is flipped  (yours = -2 * numeric)");
    expect_factor(&s, -0.5, "a factor of 2 is missing and the sign is flipped  (yours = -0.5 * numeric)");
    expect_factor(&s, 3, "a division by the number of rows is missing  (yours = 3 * numeric; rows = 3)");
    expect_factor(&s, 1 / 3.0,
                  "a division by the number of rows too much  (yours = 0.333333 * numeric; rows = 3)");
    expect_factor(&s, 5,
                  "a division by the number of columns is missing  (yours = 5 * numeric; columns = 5)");
    expect_factor(&s, 0.2,
                  "a division by the number of columns too much  (yours = 0.2 * numeric; columns = 5)");
    static const double others[] = {1, 7, 1 / 7.0, 0, 4, 2.001};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        wrong_block_multiply(&s, others[i]);
        wrong_block_expect_none(&s, gradcheck_fit_known_factor);
    }
    wrong_block_set_up(&s, 2, 2); /* two rows are nothing beside a factor of 2 */
    expect_factor(&s, 2, "a factor of 2 too much  (yours = 2 * numeric)");
}

static void factors_of_the_problem_come_first_by_their_names(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up(&s, 1, 4);
    GradcheckFactor factors[10] = {
        {"LeCun's 1.7159", 1.7159}, {NULL, 1.25}, {"nothing", 0}, {"many", INFINITY}};
    for (size_t i = 4; i < 10; i++)
        factors[i] = (GradcheckFactor){"late", 10 + (double)i};
    s.problem.factors = factors;
    s.problem.n_factors = 10;
    s.problem.n_samples = 6;
    expect_factor(&s, 6, "1/N is missing  (yours = 6 * numeric; N = 6)");
    expect_factor(&s, 1 / 6.0, "1/N is there once too often  (yours = 0.166667 * numeric; N = 6)");
    expect_factor(&s, 1.7159,
                  "LeCun's 1.7159 is there once too often  (yours = 1.7159 * numeric; "
                  "LeCun's 1.7159 = 1.7159)");
    expect_factor(&s, -1 / 1.7159,
                  "LeCun's 1.7159 is missing and the sign is flipped  (yours = -0.582785 * "
                  "numeric; LeCun's 1.7159 = 1.7159)");
    expect_factor(&s, 1.25, "a factor is there once too often  (yours = 1.25 * numeric; a factor = 1.25)");
    expect_factor(&s, 16,
                  "late is there once too often  (yours = 16 * numeric; late = 16)"); /* with N the eighth */
    wrong_block_multiply(&s, 17);
    wrong_block_expect_none(&s, gradcheck_fit_known_factor);
    wrong_block_multiply(&s, 0); /* 1 / infinity, and 1 / 0 */
    wrong_block_expect_none(&s, gradcheck_fit_known_factor);
    s.problem.n_samples = 1;
    expect_factor(&s, 17, "late is there once too often  (yours = 17 * numeric; late = 17)");
}

static void uses_are_named_beside_what_is_as_many(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up(&s, 1, 4);
    s.block.uses = 3;
    expect_factor(&s, 3,
                  "the sum over the uses is multiplied by their number  (yours = 3 * numeric; uses = 3)");
    expect_factor(
        &s, 1 / 3.0,
        "the uses of the block are averaged instead of summed  (yours = 0.333333 * numeric; uses = 3)");
    s.problem.n_samples = 3;
    expect_factor(&s, 3,
                  "1/N is missing, or the sum over the uses is multiplied by their number  (yours = 3 * "
                  "numeric; N = 3)");
    expect_factor(&s, 1 / 3.0,
                  "1/N is there once too often, or the uses of the block are averaged instead of "
                  "summed  (yours = 0.333333 * numeric; N = 3)");
    s.block.uses = 1;
    expect_factor(&s, 3, "1/N is missing  (yours = 3 * numeric; N = 3)");
    s.block.uses = 2;
    s.problem.n_samples = 1;
    expect_factor(&s, 2,
                  "the sum over the uses is multiplied by their number  (yours = 2 * numeric; uses = 2)");
}

static void a_step_has_factors_of_its_own(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up(&s, 1, 4);
    s.c.block = 0;
    s.block.uses = 3; /* not of a step */
    wrong_block_in_step(&s, 12, 3, 12, 3);
    expect_factor(&s, 3, "a division by the number of rows is missing  (yours = 3 * numeric; rows = 3)");
    expect_factor(&s, 1 / 3.0,
                  "the rows are averaged instead of summed  (yours = 0.333333 * numeric; rows = 3)");
    /* A window: 5 inputs for each output. */
    wrong_block_in_step(&s, 60, 1, 12, 1);
    expect_factor(&s, 5, "a division by the size of the window is missing  (yours = 5 * numeric; size = 5)");
    expect_factor(&s, 0.2,
                  "a division by the size of the window is there once too often  (yours = 0.2 * "
                  "numeric; size = 5)");
    wrong_block_in_step(&s, 61, 1, 12, 1);
    wrong_block_multiply(&s, 5);
    wrong_block_expect_none(&s, gradcheck_fit_known_factor);
    wrong_block_in_step(&s, 12, 1, 12, 1);
    wrong_block_multiply(&s, 3);
    wrong_block_expect_none(&s, gradcheck_fit_known_factor);
    /* Positions: a parameter of 4 entries in a step of 3 rows of 28 outputs. */
    GradcheckBlock blocks[] = {s.block, s.block};
    s.problem.blocks = blocks;
    s.c.block = 1;
    wrong_block_in_step(&s, 84, 3, 84, 3);
    expect_factor(&s, 7,
                  "a division by the number of positions is missing  (yours = 7 * numeric; positions = 7)");
    expect_factor(
        &s, 1 / 7.0,
        "the positions are averaged instead of summed  (yours = 0.142857 * numeric; positions = 7)");
    expect_factor(&s, 21,
                  "a division by the number of positions is missing  (yours = 21 * numeric; positions = 21)");
    wrong_block_in_step(&s, 28, 1, 28, 0); /* one row is no rows */
    expect_factor(&s, 7,
                  "a division by the number of positions is missing  (yours = 7 * numeric; positions = 7)");
    wrong_block_in_step(&s, 27, 1, 27, 1);
    wrong_block_multiply(&s, 6);
    wrong_block_expect_none(&s, gradcheck_fit_known_factor);
    wrong_block_in_step(&s, 4, 1, 4, 1); /* one position is none */
    wrong_block_multiply(&s, 1);
    wrong_block_expect_none(&s, gradcheck_fit_known_factor);
    s.c.block = 0;
    wrong_block_in_step(&s, 84, 3, 84, 3); /* the input has none */
    wrong_block_multiply(&s, 7);
    wrong_block_expect_none(&s, gradcheck_fit_known_factor);
}

static void a_mean_over_the_samples_can_be_forgotten_only_where_the_samples_are_joined(void **state)
{
    (void)state;
    static const struct {
        size_t in_rows, out_rows, block;
        bool may;
    } cases[] = {{6, 1, 0, true},  {12, 1, 0, true},   {6, 0, 0, true}, {5, 1, 0, false},
                 {6, 6, 0, false}, {12, 12, 0, false}, {6, 6, 1, true}, {6, 5, 0, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        WrongBlock s;
        wrong_block_set_up(&s, 1, 11);
        s.problem.n_samples = 6;
        GradcheckBlock blocks[] = {s.block, s.block};
        s.problem.blocks = blocks;
        s.c.block = cases[i].block;
        wrong_block_in_step(&s, 60, cases[i].in_rows, 60, cases[i].out_rows);
        if (cases[i].may)
            expect_factor(&s, 6, "1/N is missing  (yours = 6 * numeric; N = 6)");
        else if (cases[i].out_rows == 6) {
            expect_factor(&s, 6,
                          "a division by the number of rows is missing  (yours = 6 * numeric; rows = 6)");
        } else {
            wrong_block_multiply(&s, 6);
            wrong_block_expect_none(&s, gradcheck_fit_known_factor);
        }
    }
}

static void any_factor_is_named_in_blocks_of_three_entries_and_more(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up(&s, 1, 3);
    wrong_block_multiply(&s, -1.2345);
    wrong_block_expect(&s, gradcheck_fit_any_factor, GRADCHECK_MISTAKE_FACTOR, -1.2345,
                       "a constant factor  (yours = -1.2345 * numeric)");
    s.yours[1] *= 1.1;
    wrong_block_expect_none(&s, gradcheck_fit_any_factor);
    wrong_block_multiply(&s, 0);
    wrong_block_expect_none(&s, gradcheck_fit_any_factor);
    wrong_block_set_up(&s, 1, 2);
    wrong_block_multiply(&s, 3);
    wrong_block_expect_none(&s, gradcheck_fit_any_factor);
    /* The bars grow with the factor: a difference of 40 bars is allowed to ten times the numbers. */
    wrong_block_set_up(&s, 1, 4);
    for (size_t i = 0; i < 4; i++)
        s.bar[i] = 1e-4;
    wrong_block_multiply(&s, 10);
    s.yours[0] += 0.005;
    assert_true(gradcheck_fit_any_factor(&s.c));
    s.yours[0] += 0.015;
    wrong_block_expect_none(&s, gradcheck_fit_any_factor);
}

static void small_numbers_of_rows_columns_and_samples_are_told_from_a_factor_of_2(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up(&s, 1, 3);
    expect_factor(&s, 3,
                  "a division by the number of columns is missing  (yours = 3 * numeric; columns = 3)");
    s.problem.n_samples = 2;
    expect_factor(&s, 2, "1/N is missing  (yours = 2 * numeric; N = 2)");
    wrong_block_in_step(&s, 12, 2, 12, 2);
    expect_factor(&s, 2, "a division by the number of rows is missing  (yours = 2 * numeric; rows = 2)");
    wrong_block_set_up(&s, 1, 4);
    GradcheckBlock blocks[] = {s.block, s.block};
    s.problem.blocks = blocks;
    s.c.block = 1;
    wrong_block_in_step(&s, 56, 2, 56, 2);
    expect_factor(&s, 7,
                  "a division by the number of positions is missing  (yours = 7 * numeric; positions = 7)");
    wrong_block_in_step(&s, 24, 1, 24, 1);
    wrong_block_multiply(&s, 3);
    wrong_block_expect_none(&s, gradcheck_fit_known_factor);
    wrong_block_set_up(&s, 2, 3); /* two rows, and rows of three, each with a factor of its own */
    wrong_block_make_orthogonal(&s, 2, 3);
    for (size_t i = 0; i < 6; i++)
        s.yours[i] = s.numeric[i] + (i < 3 ? 0.5 : -2) * s.value[i];
    wrong_block_expect(
        &s, gradcheck_fit_projection, GRADCHECK_MISTAKE_PROJECTION, -2,
        "the component along W itself is not projected out  (yours = numeric -2 * W, a factor for each row)");
    wrong_block_set_up(&s, 2, 2);
    for (size_t i = 0; i < 4; i++)
        s.yours[i] = hypot(s.value[i / 2 * 2], s.value[i / 2 * 2 + 1]) * s.numeric[i];
    wrong_block_expect(&s, gradcheck_fit_norm, GRADCHECK_MISTAKE_NORM, hypot(s.value[2], s.value[3]),
                       "a division by |W| is missing  (yours = |W| * numeric, row by row)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guess_is_accepted_up_to_its_bars_and_a_fiftieth_of_the_gap),
        cmocka_unit_test(a_guess_must_explain_more_entries_than_it_has_constants),
        cmocka_unit_test(constants_are_those_of_least_squares),
        cmocka_unit_test(zeros_are_named_when_there_is_nothing_else),
        cmocka_unit_test(factors_of_every_gradient_are_known),
        cmocka_unit_test(factors_of_the_problem_come_first_by_their_names),
        cmocka_unit_test(uses_are_named_beside_what_is_as_many),
        cmocka_unit_test(a_step_has_factors_of_its_own),
        cmocka_unit_test(a_mean_over_the_samples_can_be_forgotten_only_where_the_samples_are_joined),
        cmocka_unit_test(any_factor_is_named_in_blocks_of_three_entries_and_more),
        cmocka_unit_test(small_numbers_of_rows_columns_and_samples_are_told_from_a_factor_of_2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
