/* A block whose gradient is wrong in a way that is known, as the explanations are asked about it. */
#pragma once
#include "gradcheck/gradcheck_fit.h"

enum { WRONG_BLOCK_MOST = 36, WRONG_BLOCK_BEHIND = -77 /* in the guesses, behind the block */ };

typedef struct WrongBlock {
    double yours[WRONG_BLOCK_MOST], numeric[WRONG_BLOCK_MOST], bar[WRONG_BLOCK_MOST], value[WRONG_BLOCK_MOST],
        guess[WRONG_BLOCK_MOST], other[WRONG_BLOCK_MOST], d_out[WRONG_BLOCK_MOST];
    GradcheckBlock block;
    GradcheckProblem problem;
    GradcheckStep step;
    GradcheckLocal local;
    GradcheckMistake mistake;
    GradcheckCase c;
} WrongBlock;

typedef bool WrongBlockExplanation(const GradcheckCase *c);

/* Numbers without any order, of both signs; and another such series, which the first does not explain. */
double wrong_block_number(size_t i);
double wrong_block_another(size_t i);

/* A block of rows * cols numbers, of which nothing is wrong yet (yours is 0). */
void wrong_block_set_up(WrongBlock *s, size_t rows, size_t cols);

/* The same, of which everything is right: yours is numeric. */
void wrong_block_set_up_right(WrongBlock *s, size_t rows, size_t cols);

/* The block becomes that of a step. */
void wrong_block_in_step(WrongBlock *s, size_t n_in, size_t in_rows, size_t n_out, size_t out_rows);

/* yours = factor * numeric, or numeric + factor * term. */
void wrong_block_multiply(WrongBlock *s, double factor);
void wrong_block_add(WrongBlock *s, double factor, const double *term);

/* Makes each row of numeric orthogonal to the row of values. */
void wrong_block_make_orthogonal(WrongBlock *s, size_t rows, size_t cols);

/* The explanation fits and gives this answer, or it does not fit; and it writes within the block. */
void wrong_block_expect(WrongBlock *s, WrongBlockExplanation *explains, GradcheckMistakeKind kind,
                        double factor, const char *text);
void wrong_block_expect_none(WrongBlock *s, WrongBlockExplanation *explains);

/* The same of a case of whatever block. */
void wrong_block_expect_in(const GradcheckCase *c, WrongBlockExplanation *explains, GradcheckMistakeKind kind,
                           double factor, const char *text);
void wrong_block_expect_none_in(const GradcheckCase *c, WrongBlockExplanation *explains);
