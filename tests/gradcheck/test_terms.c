/* Terms that are missing or too much, lengths that were not divided by, and in how many places and how well each of them
 * must fit. */
#include "support/test.h"
#include "support/wrong_block.h"

/* ---------------------------------------------------------------------------------------------------------- terms */

static void terms_of_the_problem_are_missing_doubled_halved_or_turned(void **state)
{
    (void)state;
    double of_other[WRONG_BLOCK_MOST], term[WRONG_BLOCK_MOST];
    WrongBlock s;
    wrong_block_set_up(&s, 2, 3);
    for (size_t i = 0; i < WRONG_BLOCK_MOST; i++) {
        term[i] = wrong_block_another(i + 3);
        of_other[i] = wrong_block_another(i + 9);
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
        wrong_block_add(&s, cases[i].share, term);
        wrong_block_expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, cases[i].share, cases[i].text);
    }
    wrong_block_add(&s, -1, of_other);
    wrong_block_expect_none(&s, gradcheck_fit_term); /* a term of another block */
    wrong_block_add(&s, -1, term);
    s.yours[2] += 0.1;
    wrong_block_expect_none(&s, gradcheck_fit_term);
    terms[1].name = NULL;
    wrong_block_add(&s, -1, term);
    wrong_block_expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, -1,
                       "a term is missing  (yours = numeric -1 * it)");
    wrong_block_in_step(&s, 6, 1, 6, 1); /* which has no terms */
    wrong_block_expect_none(&s, gradcheck_fit_term);
    wrong_block_set_up(&s, 1, 2); /* two entries are explained by any factor */
    s.problem.terms = terms;
    s.problem.n_terms = 2;
    wrong_block_add(&s, 0.25, term);
    wrong_block_expect_none(&s, gradcheck_fit_term);
    wrong_block_add(&s, 1, term);
    assert_true(gradcheck_fit_term(&s.c));
    memset(term, 0, sizeof term); /* a term of zeros explains nothing */
    wrong_block_expect_none(&s, gradcheck_fit_term);
}

static void terms_of_a_step_are_known_by_their_share_where_the_rest_is_the_value(void **state)
{
    (void)state;
    double target[WRONG_BLOCK_MOST];
    for (int carried = 0; carried < 2; carried++) { /* an output for each input, or a single one */
        WrongBlock s;
        wrong_block_set_up(&s, 1, 5);
        wrong_block_in_step(&s, 5, 1, carried ? 5 : 1, 1);
        for (size_t i = 0; i < 5; i++) {
            target[i] = wrong_block_another(i + 4);
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
            wrong_block_expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, cases[k].share, cases[k].text);
        }
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = s.numeric[i] + 0.7 * (carried ? s.d_out[i] : 1) * target[i];
        wrong_block_expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, 0.7,
                           "the target enters wrongly  (yours = numeric +0.7 * the target)");
        for (size_t i = 0; i < 5; i++) /* no multiple of the value: the share is not known */
            s.numeric[i] = s.value[i] = (carried ? s.d_out[i] : 1) * target[i];
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = 2 * s.numeric[i];
        if (!carried)
            wrong_block_expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, 1,
                               "the target enters wrongly  (yours = numeric +1 * the target)");
        term.name = NULL;
        for (size_t i = 0; i < 5; i++)
            s.numeric[i] = wrong_block_number(i),
            s.yours[i] = s.numeric[i] + 0.7 * (carried ? s.d_out[i] : 1) * target[i];
        wrong_block_expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, 0.7,
                           "a term enters wrongly  (yours = numeric +0.7 * a term)");
        double unlike[] = {1, -1, 1, 1, -1};
        GradcheckTerm three[] = {{"the first", 0, unlike}, {"the second", 0, unlike}, term};
        s.step.terms = three; /* of several, the last */
        s.step.n_terms = 3;
        wrong_block_expect(&s, gradcheck_fit_term, GRADCHECK_MISTAKE_TERM, 0.7,
                           "a term enters wrongly  (yours = numeric +0.7 * a term)");
        s.yours[3] += 0.1;
        wrong_block_expect_none(&s, gradcheck_fit_term);
        wrong_block_multiply(&s, 1);
        wrong_block_expect_none(&s, gradcheck_fit_term);
        s.c.block = 1; /* not the input */
        wrong_block_add(&s, 0.7, target);
        wrong_block_expect_none(&s, gradcheck_fit_term);
    }
}

static void a_factor_of_the_data_alone_is_told_from_one_of_the_whole(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up(&s, 1, 5);
    s.problem.n_samples = 4;
    for (int form = 0; form < 2; form++) {
        double factor = form == 0 ? 4 : 0.25;
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = factor * s.numeric[i] - 0.3 * s.value[i];
        wrong_block_expect(
            &s, gradcheck_fit_data_term, GRADCHECK_MISTAKE_DATA_TERM, factor,
            form == 0
                ? "1/N is missing in the data term  (yours = 4 * numeric -0.3 * W; N = 4)"
                : "1/N is there once too often in the data term  (yours = 0.25 * numeric -0.3 * W; N = 4)");
    }
    for (size_t i = 0; i < 5; i++)
        s.yours[i] = 2 * s.numeric[i] + 0.3 * s.value[i];
    wrong_block_expect(&s, gradcheck_fit_data_term, GRADCHECK_MISTAKE_DATA_TERM, 2,
                       "a factor of 2 too much in the data term  (yours = 2 * numeric +0.3 * W; it = 2)");
    for (int side = -1; side <= 1; side++) { /* no factor with a name, to one in ten thousand */
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = 4 * (1 + side * 1.2e-4) * s.numeric[i] + 0.3 * s.value[i];
        if (side)
            wrong_block_expect_none(&s, gradcheck_fit_data_term);
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = 4 * (1 + side * 0.8e-4) * s.numeric[i] + 0.3 * s.value[i];
        assert_true(gradcheck_fit_data_term(&s.c));
    }
    s.yours[2] += 0.1;
    wrong_block_expect_none(&s, gradcheck_fit_data_term);
    for (size_t i = 0; i < 5; i++)
        s.yours[i] = 4 * s.numeric[i] + 0.3 * s.value[i];
    s.c.n = 4; /* too few for two constants and a doubt */
    s.guess[4] = s.other[4] = WRONG_BLOCK_BEHIND;
    wrong_block_expect_none(&s, gradcheck_fit_data_term);
    s.c.n = 5;
    for (size_t i = 0; i < 5; i++)
        s.value[i] = s.numeric[i];
    wrong_block_expect_none(&s, gradcheck_fit_data_term);
}

/* --------------------------------------------------------------------------------------------------------- lengths */

static void what_lies_along_the_value_is_not_projected_out(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up(&s, 3, 4);
    wrong_block_make_orthogonal(&s, 3, 4);
    static const double along[] = {0.5, -2, 1};
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[i] + along[i / 4] * s.value[i];
    wrong_block_expect(
        &s, gradcheck_fit_projection, GRADCHECK_MISTAKE_PROJECTION, -2,
        "the component along W itself is not projected out  (yours = numeric -2 * W, a factor for each row)");
    s.numeric[11] += 1e-3; /* not orthogonal any more */
    s.yours[11] += 1e-3;
    wrong_block_expect_none(&s, gradcheck_fit_projection);
    for (size_t i = 0; i < 12; i++)
        s.bar[i] = 1e-3; /* as far as the bars tell */
    assert_true(gradcheck_fit_projection(&s.c));

    wrong_block_set_up(&s, 1, 4);
    wrong_block_make_orthogonal(&s, 1, 4);
    wrong_block_add(&s, 0.25, s.value);
    wrong_block_expect(&s, gradcheck_fit_projection, GRADCHECK_MISTAKE_PROJECTION, 0.25,
                       "the component along W itself is not projected out  (yours = numeric +0.25 * W)");
    wrong_block_set_up(&s, 2, 3); /* the whole comes first */
    wrong_block_make_orthogonal(&s, 1, 6);
    wrong_block_add(&s, 0.25, s.value);
    wrong_block_expect(&s, gradcheck_fit_projection, GRADCHECK_MISTAKE_PROJECTION, 0.25,
                       "the component along W itself is not projected out  (yours = numeric +0.25 * W)");
    wrong_block_set_up(&s, 3, 4); /* a row of zeros has nothing along it */
    wrong_block_make_orthogonal(&s, 2, 4);
    memset(s.value + 8, 0, 4 * sizeof(double));
    for (size_t i = 0; i < 12; i++)
        s.yours[i] = s.numeric[i] + (i < 4 ? 0.5 : -0.75) * s.value[i];
    wrong_block_expect(
        &s, gradcheck_fit_projection, GRADCHECK_MISTAKE_PROJECTION, -0.75,
        "the component along W itself is not projected out  (yours = numeric -0.75 * W, a factor for each "
        "row)");
    wrong_block_set_up(&s, 4, 2); /* rows of two would be explained by anything */
    wrong_block_make_orthogonal(&s, 4, 2);
    for (size_t i = 0; i < 8; i++)
        s.yours[i] = s.numeric[i] + (double)(i / 2 + 1) * s.value[i];
    wrong_block_expect_none(&s, gradcheck_fit_projection);
    wrong_block_set_up(&s, 1, 3); /* three entries, too */
    wrong_block_make_orthogonal(&s, 1, 3);
    wrong_block_add(&s, 0.25, s.value);
    wrong_block_expect_none(&s, gradcheck_fit_projection);
}

static void a_multiple_of_the_value_may_be_a_weight_decay(void **state)
{
    (void)state;
    WrongBlock s;
    wrong_block_set_up(&s, 1, 4);
    wrong_block_add(&s, -0.125, s.value);
    wrong_block_expect(
        &s, gradcheck_fit_projection, GRADCHECK_MISTAKE_TERM, -0.125,
        "a term proportional to W is missing or too much (a weight decay?)  (yours = numeric -0.125 * W)");
    s.yours[1] += 0.1;
    wrong_block_expect_none(&s, gradcheck_fit_projection);
    wrong_block_multiply(&s, 1);
    wrong_block_expect_none(&s, gradcheck_fit_projection);
    wrong_block_add(&s, -0.125, s.value);
    memset(s.value, 0, sizeof s.value);
    wrong_block_expect_none(&s, gradcheck_fit_projection);
    wrong_block_set_up(&s, 1, 3);
    wrong_block_add(&s, -0.125, s.value);
    wrong_block_expect_none(&s, gradcheck_fit_projection);
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
        WrongBlock s;
        wrong_block_set_up(&s, cases[k].rows, 4);
        double last = 0;
        for (size_t i = 0; i < s.c.n; i++) {
            const double *x = s.value + i / 4 * 4;
            last = pow(hypot(hypot(x[0], x[1]), hypot(x[2], x[3])), cases[k].power);
            s.yours[i] = last * s.numeric[i];
        }
        wrong_block_expect(&s, gradcheck_fit_norm, GRADCHECK_MISTAKE_NORM, last, cases[k].text);
        s.yours[2] *= 1.1;
        wrong_block_expect_none(&s, gradcheck_fit_norm);
    }
    WrongBlock s;
    wrong_block_set_up(&s, 4, 1); /* of one number it is a factor */
    for (size_t i = 0; i < 4; i++)
        s.yours[i] = fabs(s.value[i]) * s.numeric[i];
    wrong_block_expect_none(&s, gradcheck_fit_norm);
    wrong_block_set_up(&s, 1, 4);
    memset(s.value, 0, sizeof s.value);
    wrong_block_multiply(&s, 0); /* 1 / 0 explains nothing */
    wrong_block_expect(&s, gradcheck_fit_norm, GRADCHECK_MISTAKE_NORM, 0,
                       "a division by |W| is missing  (yours = |W| * numeric)");
    wrong_block_multiply(&s, 3);
    wrong_block_expect_none(&s, gradcheck_fit_norm);
}

/* ------------------------------------------------------------------------------------- how well, and in how many places */

enum { EXPLAINED = 7 };

/* Six entries that the k-th explanation explains. */
static WrongBlockExplanation *explained(WrongBlock *s, size_t k, GradcheckTerm *term)
{
    static double values[WRONG_BLOCK_MOST];
    wrong_block_set_up(s, 1, 6);
    for (size_t i = 0; i < WRONG_BLOCK_MOST; i++) {
        values[i] = wrong_block_another(i + 3);
        s->bar[i] = 1e-4;
    }
    *term = (GradcheckTerm){"term", 0, values};
    s->problem.terms = term;
    s->problem.n_terms = 1;
    if (k == 0) {
        wrong_block_multiply(s, 2);
        return gradcheck_fit_known_factor;
    }
    if (k == 1) {
        wrong_block_multiply(s, -1);
        return gradcheck_fit_known_factor;
    }
    if (k == 2 || k == 3) { /* a share that has a name, or another */
        wrong_block_add(s, k == 2 ? -1 : 0.7, values);
        return gradcheck_fit_term;
    }
    if (k == 4) {
        wrong_block_in_step(s, 6, 1, 1, 1);
        s->step.terms = term;
        s->step.n_terms = 1;
        wrong_block_add(s, 0.7, values);
        return gradcheck_fit_term;
    }
    if (k == 5) {
        wrong_block_add(s, 0.7, s->value);
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
            WrongBlock s;
            GradcheckTerm term;
            WrongBlockExplanation *explains = explained(&s, k, &term);
            assert_true(explains(&s.c));
            /* A rest that neither numeric nor any term has a part in, of 3.8 or 4.2 times the bars. */
            const double *parts[] = {s.numeric, s.value, term.values};
            double rest[6], length = 0, basis[3][6];
            for (size_t i = 0; i < 6; i++)
                rest[i] = wrong_block_number(i + 7);
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
                wrong_block_expect_none(&s, explains);
            else
                assert_true(explains(&s.c));
        }
}

static void a_multiple_explains_two_entries_and_not_one(void **state)
{
    (void)state;
    for (size_t k = 3; k <= 5; k++)
        for (size_t wrong = 1; wrong <= 2; wrong++) {
            WrongBlock s;
            GradcheckTerm term;
            WrongBlockExplanation *explains = explained(&s, k, &term);
            double values[6] = {0};
            for (size_t i = 0; i < wrong; i++)
                values[i] = term.values[i];
            term.values = values;
            for (size_t i = wrong; i < 6 && k == 5; i++)
                s.value[i] = 0;
            wrong_block_add(&s, 0.7, k == 5 ? s.value : values);
            if (wrong == 1)
                wrong_block_expect_none(&s, explains);
            else
                assert_true(explains(&s.c));
        }
    for (size_t right = 2; right <= 3; right++) { /* and two constants three and not two */
        WrongBlock s;
        GradcheckTerm term;
        explained(&s, 6, &term);
        s.c.n = 5;
        for (size_t i = 0; i < 5; i++) {
            if (i < right)
                s.value[i] = -10 * s.numeric[i];
            s.yours[i] = 4 * s.numeric[i] + 0.3 * s.value[i];
        }
        if (right == 3)
            wrong_block_expect_none(&s, gradcheck_fit_data_term);
        else
            assert_true(gradcheck_fit_data_term(&s.c));
    }
    WrongBlock s;
    wrong_block_set_up(&s, 1, 1); /* a factor that is known explains one */
    wrong_block_multiply(&s, 2);
    assert_true(gradcheck_fit_known_factor(&s.c));
    wrong_block_set_up(&s, 1, 2);
    s.numeric[1] = 0;
    wrong_block_multiply(&s, hypot(s.value[0], s.value[1]));
    assert_true(gradcheck_fit_norm(&s.c));
}

static void a_factor_of_1_is_none(void **state)
{
    (void)state;
    WrongBlock s;
    for (int local = 0; local < 3;
         local++) { /* one use, row, column, sample, position: none in the data term either */
        wrong_block_set_up(&s, local == 2 ? 5 : 1, local == 2 ? 1 : 5);
        s.block.uses = 1;
        s.problem.n_samples = 1;
        GradcheckBlock blocks[] = {s.block, s.block};
        s.problem.blocks = blocks;
        if (local)
            wrong_block_in_step(&s, 5, 1, 5, 1);
        s.c.block = local == 2;
        for (size_t i = 0; i < 5; i++)
            s.yours[i] = s.numeric[i] + 0.3 * s.value[i];
        wrong_block_expect_none(&s, gradcheck_fit_data_term);
    }
}

static void a_gradient_is_orthogonal_to_a_millionth_and_four_bars(void **state)
{
    (void)state;
    for (int bars = 0; bars < 2; bars++)
        for (int side = 0; side < 2; side++) {
            WrongBlock s;
            wrong_block_set_up(&s, 1, 4);
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
    WrongBlock s;
    wrong_block_set_up(&s, 1, 5);
    s.problem.n_samples = 4;
    double fit[2], rest[5];
    for (size_t i = 0; i < 5; i++)
        rest[i] = wrong_block_number(i + 7);
    assert_true(gradcheck_fit_two(5, rest, s.numeric, s.value, fit));
    for (size_t i = 0; i < 5; i++) /* the constants stay as they are */
        s.yours[i] =
            4 * s.numeric[i] + 0.3 * s.value[i] + (rest[i] - fit[0] * s.numeric[i] - fit[1] * s.value[i]);
    wrong_block_expect_none(&s, gradcheck_fit_data_term);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_of_the_problem_are_missing_doubled_halved_or_turned),
        cmocka_unit_test(terms_of_a_step_are_known_by_their_share_where_the_rest_is_the_value),
        cmocka_unit_test(a_factor_of_the_data_alone_is_told_from_one_of_the_whole),
        cmocka_unit_test(what_lies_along_the_value_is_not_projected_out),
        cmocka_unit_test(a_multiple_of_the_value_may_be_a_weight_decay),
        cmocka_unit_test(powers_of_the_length_are_named),
        cmocka_unit_test(what_is_left_must_lie_within_four_bars_of_what_was_multiplied),
        cmocka_unit_test(a_multiple_explains_two_entries_and_not_one),
        cmocka_unit_test(a_factor_of_1_is_none),
        cmocka_unit_test(a_gradient_is_orthogonal_to_a_millionth_and_four_bars),
        cmocka_unit_test(the_data_term_fits_within_its_bars_or_is_not_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
