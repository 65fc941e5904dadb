/* Whether an explanation fits, asked of gradients that are made to fit it exactly, just so, and just not; and the words
 * of each answer. */
#include "gradcheck/gradcheck_fit.h"
#include "support/test.h"

enum { MOST = 24 };

typedef struct Set {
    double yours[MOST], numeric[MOST], bar[MOST], value[MOST], guess[MOST], other[MOST], d_out[MOST];
    GradcheckBlock block;
    GradcheckProblem problem;
    GradcheckStep step;
    GradcheckLocal local;
    GradcheckMistake mistake;
    GradcheckCase c;
} Set;

/* Numbers without any order, of both signs. */
static double number(size_t i)
{
    return sin(1 + 2.3 * (double)i) * (1 + (double)(i % 3));
}

/* Another such series, which the first does not explain. */
static double another(size_t i)
{
    return cos(0.7 + 1.1 * (double)(i * i)) + 0.2;
}

static void set_up(Set *s, size_t rows, size_t cols)
{
    *s = (Set){.block = {.name = "W", .rows = rows, .cols = cols}};
    for (size_t i = 0; i < MOST; i++) {
        s->numeric[i] = number(i);
        s->value[i] = another(i);
        s->bar[i] = 1e-9;
        s->d_out[i] = 1;
    }
    s->block.value = s->value;
    s->problem = (GradcheckProblem){.blocks = &s->block, .n_blocks = 1};
    s->c = (GradcheckCase){.problem = &s->problem,
                           .name = "W",
                           .n = rows * cols,
                           .rows = rows,
                           .cols = cols,
                           .yours = s->yours,
                           .numeric = s->numeric,
                           .bar = s->bar,
                           .value = s->value,
                           .guess = s->guess,
                           .other = s->other,
                           .mistake = &s->mistake};
}

/* The block becomes the input of a step. */
static void in_step(Set *s, size_t n_in, size_t in_rows, size_t n_out, size_t out_rows)
{
    s->step = (GradcheckStep){.n_in = n_in, .in_rows = in_rows, .n_out = n_out, .out_rows = out_rows};
    s->local = (GradcheckLocal){.step = &s->step, .d_out = s->d_out};
    s->c.local = &s->local;
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
    assert_close(s->mistake.factor, factor, 1e-6);
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

/* yours = factor * numeric. */
static void multiply(Set *s, double factor)
{
    for (size_t i = 0; i < s->c.n; i++)
        s->yours[i] = factor * s->numeric[i];
}

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
        Set s;
        set_up(&s, 1, 1);
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
    Set s;
    set_up(&s, 1, 2);
    s.numeric[0] = s.numeric[1] = 0;
    s.yours[0] = 30, s.yours[1] = 40;
    s.bar[0] = 0.05, s.bar[1] = 0.12;
    s.guess[0] = 30 - 0.3, s.guess[1] = 40.4; /* off by 0.5, allowed 0.52 */
    assert_true(gradcheck_fit_explains(&s.c, s.guess, 0));
    assert_close(s.mistake.residual, 0.01, 1e-12);
    s.guess[0] = 30 - 0.33, s.guess[1] = 40.44; /* off by 0.55 */
    assert_false(gradcheck_fit_explains(&s.c, s.guess, 0));
    /* Where the squares are too small to be there, nothing is left to explain. */
    set_up(&s, 1, 1);
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
        Set s;
        set_up(&s, 1, cases[i].n);
        for (size_t k = 0; k < cases[i].n; k++) {
            s.yours[k] = s.numeric[k] + (k < cases[i].wrong ? 1 : 0);
            s.guess[k] = k < cases[i].known ? s.yours[k] : NAN;
        }
        if (gradcheck_fit_accepts(&s.c, s.guess, 1, cases[i].free) != cases[i].accepted)
            print_error("case %zu\n", i);
        assert_int_equal(gradcheck_fit_accepts(&s.c, s.guess, 1, cases[i].free), cases[i].accepted);
    }
    Set s; /* an entry exactly at its bar tells nothing */
    set_up(&s, 1, 1);
    s.numeric[0] = 0;
    s.bar[0] = s.yours[0] = s.guess[0] = 1;
    assert_false(gradcheck_fit_explains(&s.c, s.guess, 0));
}

static void constants_are_those_of_least_squares(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 1, 4);
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
    Set s;
    set_up(&s, 2, 3);
    multiply(&s, 0);
    expect(&s, gradcheck_fit_zero, GRADCHECK_MISTAKE_ZERO, 0,
           "nothing but zeros: never added up, or cut off on the way");
    for (size_t i = 0; i < 6; i += 5) {
        s.yours[i] = -1e-300;
        expect_none(&s, gradcheck_fit_zero);
        s.yours[i] = 0;
    }
}

static void expect_factor(Set *s, double factor, const char *text)
{
    multiply(s, factor);
    expect(s, gradcheck_fit_known_factor, GRADCHECK_MISTAKE_FACTOR, factor, text);
}

static void factors_of_every_gradient_are_known(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 3, 5);
    multiply(&s, -1);
    expect(&s, gradcheck_fit_known_factor, GRADCHECK_MISTAKE_SIGN, -1,
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
        multiply(&s, others[i]);
        expect_none(&s, gradcheck_fit_known_factor);
    }
    set_up(&s, 2, 2); /* two rows are nothing beside a factor of 2 */
    expect_factor(&s, 2, "a factor of 2 too much  (yours = 2 * numeric)");
}

static void factors_of_the_problem_come_first_by_their_names(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 1, 4);
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
    multiply(&s, 17);
    expect_none(&s, gradcheck_fit_known_factor);
    multiply(&s, 0); /* 1 / infinity, and 1 / 0 */
    expect_none(&s, gradcheck_fit_known_factor);
    s.problem.n_samples = 1;
    expect_factor(&s, 17, "late is there once too often  (yours = 17 * numeric; late = 17)");
}

static void uses_are_named_beside_what_is_as_many(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 1, 4);
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
    Set s;
    set_up(&s, 1, 4);
    s.c.block = 0;
    s.block.uses = 3; /* not of a step */
    in_step(&s, 12, 3, 12, 3);
    expect_factor(&s, 3, "a division by the number of rows is missing  (yours = 3 * numeric; rows = 3)");
    expect_factor(&s, 1 / 3.0,
                  "the rows are averaged instead of summed  (yours = 0.333333 * numeric; rows = 3)");
    /* A window: 5 inputs for each output. */
    in_step(&s, 60, 1, 12, 1);
    expect_factor(&s, 5, "a division by the size of the window is missing  (yours = 5 * numeric; size = 5)");
    expect_factor(&s, 0.2,
                  "a division by the size of the window is there once too often  (yours = 0.2 * "
                  "numeric; size = 5)");
    in_step(&s, 61, 1, 12, 1);
    multiply(&s, 5);
    expect_none(&s, gradcheck_fit_known_factor);
    in_step(&s, 12, 1, 12, 1);
    multiply(&s, 3);
    expect_none(&s, gradcheck_fit_known_factor);
    /* Positions: a parameter of 4 entries in a step of 3 rows of 28 outputs. */
    GradcheckBlock blocks[] = {s.block, s.block};
    s.problem.blocks = blocks;
    s.c.block = 1;
    in_step(&s, 84, 3, 84, 3);
    expect_factor(&s, 7,
                  "a division by the number of positions is missing  (yours = 7 * numeric; positions = 7)");
    expect_factor(
        &s, 1 / 7.0,
        "the positions are averaged instead of summed  (yours = 0.142857 * numeric; positions = 7)");
    expect_factor(&s, 21,
                  "a division by the number of positions is missing  (yours = 21 * numeric; positions = 21)");
    in_step(&s, 28, 1, 28, 0); /* one row is no rows */
    expect_factor(&s, 7,
                  "a division by the number of positions is missing  (yours = 7 * numeric; positions = 7)");
    in_step(&s, 27, 1, 27, 1);
    multiply(&s, 6);
    expect_none(&s, gradcheck_fit_known_factor);
    in_step(&s, 4, 1, 4, 1); /* one position is none */
    multiply(&s, 1);
    expect_none(&s, gradcheck_fit_known_factor);
    s.c.block = 0;
    in_step(&s, 84, 3, 84, 3); /* the input has none */
    multiply(&s, 7);
    expect_none(&s, gradcheck_fit_known_factor);
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
        Set s;
        set_up(&s, 1, 11);
        s.problem.n_samples = 6;
        GradcheckBlock blocks[] = {s.block, s.block};
        s.problem.blocks = blocks;
        s.c.block = cases[i].block;
        in_step(&s, 60, cases[i].in_rows, 60, cases[i].out_rows);
        if (cases[i].may)
            expect_factor(&s, 6, "1/N is missing  (yours = 6 * numeric; N = 6)");
        else if (cases[i].out_rows == 6) {
            expect_factor(&s, 6,
                          "a division by the number of rows is missing  (yours = 6 * numeric; rows = 6)");
        } else {
            multiply(&s, 6);
            expect_none(&s, gradcheck_fit_known_factor);
        }
    }
}

static void any_factor_is_named_in_blocks_of_three_entries_and_more(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 1, 3);
    multiply(&s, -1.2345);
    expect(&s, gradcheck_fit_any_factor, GRADCHECK_MISTAKE_FACTOR, -1.2345,
           "a constant factor  (yours = -1.2345 * numeric)");
    s.yours[1] *= 1.1;
    expect_none(&s, gradcheck_fit_any_factor);
    multiply(&s, 0);
    expect_none(&s, gradcheck_fit_any_factor);
    set_up(&s, 1, 2);
    multiply(&s, 3);
    expect_none(&s, gradcheck_fit_any_factor);
    /* The bars grow with the factor: a difference of 40 bars is allowed to ten times the numbers. */
    set_up(&s, 1, 4);
    for (size_t i = 0; i < 4; i++)
        s.bar[i] = 1e-4;
    multiply(&s, 10);
    s.yours[0] += 0.005;
    assert_true(gradcheck_fit_any_factor(&s.c));
    s.yours[0] += 0.015;
    expect_none(&s, gradcheck_fit_any_factor);
}

/* ---------------------------------------------------------------------------------------------------------- terms */

static void add(Set *s, double factor, const double *term)
{
    for (size_t i = 0; i < s->c.n; i++)
        s->yours[i] = s->numeric[i] + factor * term[i];
}

static void terms_of_the_problem_are_missing_doubled_halved_or_turned(void **state)
{
    (void)state;
    double of_other[MOST], term[MOST];
    Set s;
    set_up(&s, 2, 3);
    for (size_t i = 0; i < MOST; i++) {
        term[i] = another(i + 3);
        of_other[i] = another(i + 9);
    }
    GradcheckTerm terms[] = {{"other", 1, of_other}, {"weight decay", 0, term}};
    s.problem.terms = terms;
    s.problem.n_terms = 2;
    static const struct {
        double share;
        const char *text;
    } cases[] = {{-1, "weight decay is missing  (yours = numeric -1 * it)"},
                 {1, "weight decay is counted twice  (yours = numeric +1 * it)"},
                 {-0.5, "weight decay is halved  (yours = numeric -0.5 * it)"},
                 {-2, "weight decay has the wrong sign  (yours = numeric -2 * it)"},
                 {0.25, "weight decay carries the wrong factor  (yours = numeric +0.25 * it)"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        add(&s, cases[i].share, term);
        expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, cases[i].share, cases[i].text);
    }
    add(&s, -1, of_other);
    expect_none(&s, gradcheck_fit_term); /* a term of another block */
    add(&s, -1, term);
    s.yours[2] += 0.1;
    expect_none(&s, gradcheck_fit_term);
    terms[1].name = NULL;
    add(&s, -1, term);
    expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, -1,
           "a term is missing  (yours = numeric -1 * it)");
    in_step(&s, 6, 1, 6, 1); /* which has no terms */
    expect_none(&s, gradcheck_fit_term);
    set_up(&s, 1, 2); /* two entries are explained by any factor */
    s.problem.terms = terms;
    s.problem.n_terms = 2;
    add(&s, 0.25, term);
    expect_none(&s, gradcheck_fit_term);
    add(&s, 1, term);
    assert_true(gradcheck_fit_term(&s.c));
    memset(term, 0, sizeof term); /* a term of zeros explains nothing */
    expect_none(&s, gradcheck_fit_term);
}

static void terms_of_a_step_are_known_by_their_share_where_the_rest_is_the_value(void **state)
{
    (void)state;
    double target[MOST];
    for (int carried = 0; carried < 2; carried++) { /* an output for each input, or a single one */
        Set s;
        set_up(&s, 1, 5);
        in_step(&s, 5, 1, carried ? 5 : 1, 1);
        for (size_t i = 0; i < 5; i++) {
            target[i] = another(i + 4);
            s.d_out[i] = carried ? 1 + (double)i / 2 : 9;
        }
        GradcheckTerm term = {"the target", 7, target};
        s.step.terms = &term;
        s.step.n_terms = 1;
        static const struct {
            double share;
            const char *text;
        } cases[] = {{-1, "the target is missing  (yours = numeric +3 * the target)"},
                     {1, "the target is counted twice  (yours = numeric -3 * the target)"},
                     {-0.5, "the target is halved  (yours = numeric +1.5 * the target)"},
                     {-2, "the target has the wrong sign  (yours = numeric +6 * the target)"}};
        for (size_t k = 0; k < 4; k++) {
            for (size_t i = 0; i < 5; i++) { /* of 1.5 (x - t)^2 and so on: 3 (x - t) */
                double upstream = carried ? s.d_out[i] : 1;
                s.numeric[i] = 3 * upstream * (s.value[i] - target[i]);
                s.yours[i] = 3 * upstream * (s.value[i] - (1 + cases[k].share) * target[i]);
            }
            expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, cases[k].share, cases[k].text);
        }
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = s.numeric[i] + 0.7 * (carried ? s.d_out[i] : 1) * target[i];
        expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, 0.7,
               "the target enters wrongly  (yours = numeric +0.7 * the target)");
        for (size_t i = 0; i < 5; i++) /* no multiple of the value: the share is not known */
            s.numeric[i] = s.value[i] = (carried ? s.d_out[i] : 1) * target[i];
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = 2 * s.numeric[i];
        if (!carried)
            expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, 1,
                   "the target enters wrongly  (yours = numeric +1 * the target)");
        term.name = NULL;
        for (size_t i = 0; i < 5; i++)
            s.numeric[i] = number(i),
            s.yours[i] = s.numeric[i] + 0.7 * (carried ? s.d_out[i] : 1) * target[i];
        expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, 0.7,
               "a term enters wrongly  (yours = numeric +0.7 * a term)");
        s.yours[3] += 0.1;
        expect_none(&s, gradcheck_fit_term);
        multiply(&s, 1);
        expect_none(&s, gradcheck_fit_term);
        s.c.block = 1; /* not the input */
        add(&s, 0.7, target);
        expect_none(&s, gradcheck_fit_term);
    }
}

static void a_factor_of_the_data_alone_is_told_from_one_of_the_whole(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 1, 5);
    s.problem.n_samples = 4;
    for (int form = 0; form < 2; form++) {
        double factor = form == 0 ? 4 : 0.25;
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = factor * s.numeric[i] - 0.3 * s.value[i];
        expect(
            &s, gradcheck_fit_data_term, GRADCHECK_MISTAKE_DATA_TERM, factor,
            form == 0
                ? "1/N is missing in the data term  (yours = 4 * numeric -0.3 * W; N = 4)"
                : "1/N is there once too often in the data term  (yours = 0.25 * numeric -0.3 * W; N = 4)");
    }
    for (size_t i = 0; i < 5; i++)
        s.yours[i] = 2 * s.numeric[i] + 0.3 * s.value[i];
    expect(&s, gradcheck_fit_data_term, GRADCHECK_MISTAKE_DATA_TERM, 2,
           "a factor of 2 too much in the data term  (yours = 2 * numeric +0.3 * W; it = 2)");
    for (int side = -1; side <= 1; side++) { /* no factor with a name, to one in ten thousand */
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = 4 * (1 + side * 1.2e-4) * s.numeric[i] + 0.3 * s.value[i];
        if (side)
            expect_none(&s, gradcheck_fit_data_term);
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = 4 * (1 + side * 0.8e-4) * s.numeric[i] + 0.3 * s.value[i];
        assert_true(gradcheck_fit_data_term(&s.c));
    }
    s.yours[2] += 0.1;
    expect_none(&s, gradcheck_fit_data_term);
    for (size_t i = 0; i < 5; i++)
        s.yours[i] = 4 * s.numeric[i] + 0.3 * s.value[i];
    s.c.n = 4; /* too few for two constants and a doubt */
    expect_none(&s, gradcheck_fit_data_term);
    s.c.n = 5;
    for (size_t i = 0; i < 5; i++)
        s.value[i] = s.numeric[i];
    expect_none(&s, gradcheck_fit_data_term);
}

/* --------------------------------------------------------------------------------------------------------- lengths */

/* Makes each row of numeric orthogonal to the row of values. */
static void make_orthogonal(Set *s, size_t rows, size_t cols)
{
    for (size_t r = 0; r < rows; r++) {
        double *x = s->value + r * cols, *g = s->numeric + r * cols, xx = 0, xg = 0;
        for (size_t i = 0; i < cols; i++) {
            xx += x[i] * x[i];
            xg += x[i] * g[i];
        }
        for (size_t i = 0; i < cols; i++)
            g[i] -= xg / xx * x[i];
    }
}

static void what_lies_along_the_value_is_not_projected_out(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 3, 4);
    make_orthogonal(&s, 3, 4);
    static const double along[] = {0.5, -2, 1};
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[i] + along[i / 4] * s.value[i];
    expect(
        &s, gradcheck_fit_projection, GRADCHECK_MISTAKE_PROJECTION, -2,
        "the component along W itself is not projected out  (yours = numeric -2 * W, a factor for each row)");
    s.numeric[11] += 1e-3; /* not orthogonal any more */
    s.yours[11] += 1e-3;
    expect_none(&s, gradcheck_fit_projection);
    for (size_t i = 0; i < 12; i++)
        s.bar[i] = 1e-3; /* as far as the bars tell */
    assert_true(gradcheck_fit_projection(&s.c));

    set_up(&s, 1, 4);
    make_orthogonal(&s, 1, 4);
    add(&s, 0.25, s.value);
    expect(&s, gradcheck_fit_projection, GRADCHECK_MISTAKE_PROJECTION, 0.25,
           "the component along W itself is not projected out  (yours = numeric +0.25 * W)");
    set_up(&s, 2, 3); /* the whole comes first */
    make_orthogonal(&s, 1, 6);
    add(&s, 0.25, s.value);
    expect(&s, gradcheck_fit_projection, GRADCHECK_MISTAKE_PROJECTION, 0.25,
           "the component along W itself is not projected out  (yours = numeric +0.25 * W)");
    set_up(&s, 3, 4); /* a row of zeros has nothing along it */
    make_orthogonal(&s, 2, 4);
    memset(s.value + 8, 0, 4 * sizeof(double));
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[i] + (i < 4 ? 0.5 : -0.75) * s.value[i];
    expect(&s, gradcheck_fit_projection, GRADCHECK_MISTAKE_PROJECTION, -0.75,
           "the component along W itself is not projected out  (yours = numeric -0.75 * W, a factor for each "
           "row)");
    set_up(&s, 4, 2); /* rows of two would be explained by anything */
    make_orthogonal(&s, 4, 2);
    for (size_t i = 0; i < 8; i++)
        s.yours[i] = s.numeric[i] + (double)(i / 2 + 1) * s.value[i];
    expect_none(&s, gradcheck_fit_projection);
    set_up(&s, 1, 3); /* three entries, too */
    make_orthogonal(&s, 1, 3);
    add(&s, 0.25, s.value);
    expect_none(&s, gradcheck_fit_projection);
}

static void a_multiple_of_the_value_may_be_a_weight_decay(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 1, 4);
    add(&s, -0.125, s.value);
    expect(&s, gradcheck_fit_projection, GRADCHECK_MISTAKE_TERM, -0.125,
           "a term proportional to W is missing or too much (a weight decay?)  (yours = numeric -0.125 * W)");
    s.yours[1] += 0.1;
    expect_none(&s, gradcheck_fit_projection);
    multiply(&s, 1);
    expect_none(&s, gradcheck_fit_projection);
    add(&s, -0.125, s.value);
    memset(s.value, 0, sizeof s.value);
    expect_none(&s, gradcheck_fit_projection);
    set_up(&s, 1, 3);
    add(&s, -0.125, s.value);
    expect_none(&s, gradcheck_fit_projection);
}

static void powers_of_the_length_are_named(void **state)
{
    (void)state;
    static const struct {
        int power;
        size_t rows;
        const char *text;
    } cases[] = {
        {1, 2, "a division by |W| is missing  (yours = |W| * numeric, row by row)"},
        {2, 2, "a division by |W|^2 is missing  (yours = |W|^2 * numeric, row by row)"},
        {-1, 2, "a division by |W| too much  (yours = numeric / |W|, row by row)"},
        {-2, 2, "a division by |W|^2 too much  (yours = numeric / |W|^2, row by row)"},
        {1, 1, "a division by |W| is missing  (yours = |W| * numeric)"},
        {-2, 1, "a division by |W|^2 too much  (yours = numeric / |W|^2)"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Set s;
        set_up(&s, cases[k].rows, 4);
        double last = 0;
        for (size_t i = 0; i < s.c.n; i++) {
            const double *x = s.value + i / 4 * 4;
            last = pow(hypot(hypot(x[0], x[1]), hypot(x[2], x[3])), cases[k].power);
            s.yours[i] = last * s.numeric[i];
        }
        expect(&s, gradcheck_fit_norm, GRADCHECK_MISTAKE_NORM, last, cases[k].text);
        s.yours[2] *= 1.1;
        expect_none(&s, gradcheck_fit_norm);
    }
    Set s;
    set_up(&s, 4, 1); /* of one number it is a factor */
    for (size_t i = 0; i < 4; i++)
        s.yours[i] = fabs(s.value[i]) * s.numeric[i];
    expect_none(&s, gradcheck_fit_norm);
    set_up(&s, 1, 4);
    memset(s.value, 0, sizeof s.value);
    multiply(&s, 0); /* 1 / 0 explains nothing */
    expect(&s, gradcheck_fit_norm, GRADCHECK_MISTAKE_NORM, 0,
           "a division by |W| is missing  (yours = |W| * numeric)");
    multiply(&s, 3);
    expect_none(&s, gradcheck_fit_norm);
}

/* ------------------------------------------------------------------------------------- how well, and in how many places */

enum { EXPLAINED = 7 };

/* Six entries that the k-th explanation explains. */
static Explanation *explained(Set *s, size_t k, GradcheckTerm *term)
{
    static double values[MOST];
    set_up(s, 1, 6);
    for (size_t i = 0; i < MOST; i++) {
        values[i] = another(i + 3);
        s->bar[i] = 1e-4;
    }
    *term = (GradcheckTerm){"term", 0, values};
    s->problem.terms = term;
    s->problem.n_terms = 1;
    if (k == 0) {
        multiply(s, 2);
        return gradcheck_fit_known_factor;
    }
    if (k == 1) {
        multiply(s, -1);
        return gradcheck_fit_known_factor;
    }
    if (k == 2 || k == 3) { /* a share that has a name, or another */
        add(s, k == 2 ? -1 : 0.7, values);
        return gradcheck_fit_term;
    }
    if (k == 4) {
        in_step(s, 6, 1, 1, 1);
        s->step.terms = term;
        s->step.n_terms = 1;
        add(s, 0.7, values);
        return gradcheck_fit_term;
    }
    if (k == 5) {
        add(s, 0.7, s->value);
        return gradcheck_fit_projection;
    }
    s->problem.n_samples = 4;
    for (size_t i = 0; i < 6; i++)
        s->yours[i] = 4 * s->numeric[i] + 0.3 * s->value[i];
    return gradcheck_fit_data_term;
}

static void what_is_left_must_lie_within_four_bars_of_what_was_multiplied(void **state)
{
    (void)state;
    static const double sizes[EXPLAINED] = {2, 1, 1, 1, 1, 1, 4};
    for (size_t k = 0; k < EXPLAINED; k++)
        for (int side = 0; side < 2; side++) {
            Set s;
            GradcheckTerm term;
            Explanation *explains = explained(&s, k, &term);
            assert_true(explains(&s.c));
            /* A rest that neither numeric nor any term has a part in, of 3.8 or 4.2 times the bars. */
            const double *parts[] = {s.numeric, s.value, term.values};
            double rest[6], length = 0, basis[3][6];
            for (size_t i = 0; i < 6; i++)
                rest[i] = number(i + 7);
            for (size_t p = 0; p < 4; p++) { /* Gram and Schmidt; the rest at last */
                double *v = p < 3 ? basis[p] : rest;
                for (size_t i = 0; i < 6 && p < 3; i++)
                    v[i] = parts[p][i];
                for (size_t q = 0; q < p; q++) {
                    double along = 0;
                    for (size_t i = 0; i < 6; i++)
                        along += v[i] * basis[q][i];
                    for (size_t i = 0; i < 6; i++)
                        v[i] -= along * basis[q][i];
                }
                length = 0;
                for (size_t i = 0; i < 6; i++)
                    length += v[i] * v[i];
                for (size_t i = 0; i < 6; i++)
                    v[i] /= sqrt(length);
            }
            for (size_t i = 0; i < 6; i++)
                s.yours[i] += (side ? 4.2 : 3.8) * sizes[k] * 1e-4 * sqrt(6) * rest[i];
            if (side)
                expect_none(&s, explains);
            else
                assert_true(explains(&s.c));
        }
}

static void a_multiple_explains_two_entries_and_not_one(void **state)
{
    (void)state;
    for (size_t k = 3; k <= 5; k++)
        for (size_t wrong = 1; wrong <= 2; wrong++) {
            Set s;
            GradcheckTerm term;
            Explanation *explains = explained(&s, k, &term);
            double values[6] = {0};
            for (size_t i = 0; i < wrong; i++)
                values[i] = term.values[i];
            term.values = values;
            for (size_t i = wrong; i < 6 && k == 5; i++)
                s.value[i] = 0;
            add(&s, 0.7, k == 5 ? s.value : values);
            if (wrong == 1)
                expect_none(&s, explains);
            else
                assert_true(explains(&s.c));
        }
    for (size_t right = 2; right <= 3; right++) { /* and two constants three and not two */
        Set s;
        GradcheckTerm term;
        explained(&s, 6, &term);
        s.c.n = 5;
        for (size_t i = 0; i < 5; i++) {
            if (i < right)
                s.value[i] = -10 * s.numeric[i];
            s.yours[i] = 4 * s.numeric[i] + 0.3 * s.value[i];
        }
        if (right == 3)
            expect_none(&s, gradcheck_fit_data_term);
        else
            assert_true(gradcheck_fit_data_term(&s.c));
    }
    Set s;
    set_up(&s, 1, 1); /* a factor that is known explains one */
    multiply(&s, 2);
    assert_true(gradcheck_fit_known_factor(&s.c));
    set_up(&s, 1, 2);
    s.numeric[1] = 0;
    multiply(&s, hypot(s.value[0], s.value[1]));
    assert_true(gradcheck_fit_norm(&s.c));
}

static void a_factor_of_1_is_none(void **state)
{
    (void)state;
    Set s;
    for (int local = 0; local < 3;
         local++) { /* one use, row, column, sample, position: none in the data term either */
        set_up(&s, local == 2 ? 5 : 1, local == 2 ? 1 : 5);
        s.block.uses = 1;
        s.problem.n_samples = 1;
        GradcheckBlock blocks[] = {s.block, s.block};
        s.problem.blocks = blocks;
        if (local)
            in_step(&s, 5, 1, 5, 1);
        s.c.block = local == 2;
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = s.numeric[i] + 0.3 * s.value[i];
        expect_none(&s, gradcheck_fit_data_term);
    }
}

static void small_numbers_of_rows_columns_and_samples_are_told_from_a_factor_of_2(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 1, 3);
    expect_factor(&s, 3,
                  "a division by the number of columns is missing  (yours = 3 * numeric; columns = 3)");
    s.problem.n_samples = 2;
    expect_factor(&s, 2, "1/N is missing  (yours = 2 * numeric; N = 2)");
    in_step(&s, 12, 2, 12, 2);
    expect_factor(&s, 2, "a division by the number of rows is missing  (yours = 2 * numeric; rows = 2)");
    set_up(&s, 1, 4);
    GradcheckBlock blocks[] = {s.block, s.block};
    s.problem.blocks = blocks;
    s.c.block = 1;
    in_step(&s, 56, 2, 56, 2);
    expect_factor(&s, 7,
                  "a division by the number of positions is missing  (yours = 7 * numeric; positions = 7)");
    in_step(&s, 24, 1, 24, 1);
    multiply(&s, 3);
    expect_none(&s, gradcheck_fit_known_factor);
    set_up(&s, 2, 3); /* two rows, and rows of three, each with a factor of its own */
    make_orthogonal(&s, 2, 3);
    for (size_t i = 0; i < 6; i++)
        s.yours[i] = s.numeric[i] + (i < 3 ? 0.5 : -2) * s.value[i];
    expect(
        &s, gradcheck_fit_projection, GRADCHECK_MISTAKE_PROJECTION, -2,
        "the component along W itself is not projected out  (yours = numeric -2 * W, a factor for each row)");
    set_up(&s, 2, 2);
    for (size_t i = 0; i < 4; i++)
        s.yours[i] = hypot(s.value[i / 2 * 2], s.value[i / 2 * 2 + 1]) * s.numeric[i];
    expect(&s, gradcheck_fit_norm, GRADCHECK_MISTAKE_NORM, hypot(s.value[2], s.value[3]),
           "a division by |W| is missing  (yours = |W| * numeric, row by row)");
}

static void a_gradient_is_orthogonal_to_a_millionth_and_four_bars(void **state)
{
    (void)state;
    for (int bars = 0; bars < 2; bars++)
        for (int side = 0; side < 2; side++) {
            Set s;
            set_up(&s, 1, 4);
            double along = bars ? 4 * 0x1p-10 : 10 * 1e-6; /* beside a length of 10 */
            for (size_t i = 0; i < 4; i++) {
                s.value[i] = i == 0 ? 3 : 0;
                s.numeric[i] = i == 0 ? along * (side ? 1.01 : 0.99) : i == 1 ? 6 : i == 2 ? 8 : 0;
                s.bar[i] = bars && i == 2 ? 0x1p-10 - 2.5e-6 : 0;
                s.yours[i] = s.numeric[i] + (i == 0 ? 30 : 0);
            }
            /* One entry alone is not enough to accept what is projected: ask for the words of a row of zeros beside. */
            s.value[3] = s.numeric[3] = 1e-3;
            s.numeric[0] -= 1e-6 / 3;
            s.yours[3] = s.numeric[3] + 10 * s.value[3];
            s.bar[3] = 0;
            if (side)
                assert_true(!gradcheck_fit_projection(&s.c) || s.mistake.kind == GRADCHECK_MISTAKE_TERM);
            else {
                assert_true(gradcheck_fit_projection(&s.c));
                assert_int_equal(s.mistake.kind, GRADCHECK_MISTAKE_PROJECTION);
            }
        }
}

static void the_data_term_fits_within_its_bars_or_is_not_named(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 1, 5);
    s.problem.n_samples = 4;
    double fit[2], rest[5];
    for (size_t i = 0; i < 5; i++)
        rest[i] = number(i + 7);
    assert_true(gradcheck_fit_two(5, rest, s.numeric, s.value, fit));
    for (size_t i = 0; i < 5; i++) /* the constants stay as they are */
        s.yours[i] =
            4 * s.numeric[i] + 0.3 * s.value[i] + (rest[i] - fit[0] * s.numeric[i] - fit[1] * s.value[i]);
    expect_none(&s, gradcheck_fit_data_term);
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
        cmocka_unit_test(terms_of_the_problem_are_missing_doubled_halved_or_turned),
        cmocka_unit_test(terms_of_a_step_are_known_by_their_share_where_the_rest_is_the_value),
        cmocka_unit_test(a_factor_of_the_data_alone_is_told_from_one_of_the_whole),
        cmocka_unit_test(what_lies_along_the_value_is_not_projected_out),
        cmocka_unit_test(a_multiple_of_the_value_may_be_a_weight_decay),
        cmocka_unit_test(powers_of_the_length_are_named),
        cmocka_unit_test(what_is_left_must_lie_within_four_bars_of_what_was_multiplied),
        cmocka_unit_test(a_multiple_explains_two_entries_and_not_one),
        cmocka_unit_test(a_factor_of_1_is_none),
        cmocka_unit_test(small_numbers_of_rows_columns_and_samples_are_told_from_a_factor_of_2),
        cmocka_unit_test(a_gradient_is_orthogonal_to_a_millionth_and_four_bars),
        cmocka_unit_test(the_data_term_fits_within_its_bars_or_is_not_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
