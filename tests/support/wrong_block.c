#include "support/wrong_block.h"
#include "support/test.h"

double wrong_block_number(size_t i)
{
    return sin(1 + 2.3 * (double)i) * (1 + (double)(i % 3));
}

double wrong_block_another(size_t i)
{
    return cos(0.7 + 1.1 * (double)(i * i)) + 0.2;
}

void wrong_block_set_up(WrongBlock *s, size_t rows, size_t cols)
{
    *s = (WrongBlock){.block = {.name = "W", .rows = rows, .cols = cols}};
    for (size_t i = 0; i < WRONG_BLOCK_MOST; i++) {
        s->numeric[i] = wrong_block_number(i);
        s->value[i] = wrong_block_another(i);
        s->bar[i] = 1e-9;
        s->d_out[i] = 1;
        s->guess[i] = s->other[i] = WRONG_BLOCK_BEHIND;
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

void wrong_block_set_up_right(WrongBlock *s, size_t rows, size_t cols)
{
    wrong_block_set_up(s, rows, cols);
    memcpy(s->yours, s->numeric, sizeof s->yours);
}

void wrong_block_in_step(WrongBlock *s, size_t n_in, size_t in_rows, size_t n_out, size_t out_rows)
{
    s->step = (GradcheckStep){.n_in = n_in, .in_rows = in_rows, .n_out = n_out, .out_rows = out_rows};
    s->local = (GradcheckLocal){.step = &s->step, .d_out = s->d_out};
    s->c.local = &s->local;
}

/* What lies behind a guess is not the explanation's to write to. */
static void expect_nothing_written_behind(const WrongBlock *s)
{
    for (size_t i = s->c.n; i < WRONG_BLOCK_MOST; i++)
        assert_true(s->guess[i] == WRONG_BLOCK_BEHIND && s->other[i] == WRONG_BLOCK_BEHIND);
}

void wrong_block_expect_in(const GradcheckCase *c, WrongBlockExplanation *explains, GradcheckMistakeKind kind,
                           double factor, const char *text)
{
    *c->mistake = (GradcheckMistake){.residual = NAN};
    bool found = explains(c);
    if (!found || strcmp(c->mistake->text, text) != 0)
        print_error("found %d: \"%s\"\nexpected \"%s\"\n", found, c->mistake->text, text);
    assert_true(found);
    assert_int_equal(c->mistake->kind, kind);
    assert_string_equal(c->mistake->text, text);
    assert_true(c->mistake->factor == factor || fabs(c->mistake->factor - factor) < 1e-6);
    assert_true(c->mistake->residual >= 0 && c->mistake->residual < 1e-5);
}

void wrong_block_expect_none_in(const GradcheckCase *c, WrongBlockExplanation *explains)
{
    *c->mistake = (GradcheckMistake){.kind = GRADCHECK_MISTAKE_NONE};
    bool found = explains(c);
    if (found)
        print_error("found \"%s\"\n", c->mistake->text);
    assert_false(found);
    assert_int_equal(c->mistake->kind, GRADCHECK_MISTAKE_NONE);
}

void wrong_block_expect(WrongBlock *s, WrongBlockExplanation *explains, GradcheckMistakeKind kind,
                        double factor, const char *text)
{
    wrong_block_expect_in(&s->c, explains, kind, factor, text);
    assert_true(s->mistake.residual < 1e-6); /* with bars as narrow as these */
    expect_nothing_written_behind(s);
}

void wrong_block_expect_none(WrongBlock *s, WrongBlockExplanation *explains)
{
    wrong_block_expect_none_in(&s->c, explains);
    expect_nothing_written_behind(s);
}

void wrong_block_multiply(WrongBlock *s, double factor)
{
    for (size_t i = 0; i < s->c.n; i++)
        s->yours[i] = factor * s->numeric[i];
}

void wrong_block_add(WrongBlock *s, double factor, const double *term)
{
    for (size_t i = 0; i < s->c.n; i++)
        s->yours[i] = s->numeric[i] + factor * term[i];
}

void wrong_block_make_orthogonal(WrongBlock *s, size_t rows, size_t cols)
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
