/* Whether an explanation fits what is wrong in a block.
 *
 * A right explanation fits to the error bars, a wrong one leaves a fair part of the gap: the residual must be within
 * max(4 |bars|, 1e-6 |gap|), and in any case explain 98 % of the gap, so that in a noisy loss, where all would fit,
 * none does. */
#pragma once
#include "gradcheck/gradcheck.h"
#include "gradcheck/gradcheck_chain.h"

/* One wrong block. */
typedef struct GradcheckCase {
    const GradcheckProblem *problem; /* the one the block is a block of */
    const GradcheckOptions *options;
    const char *name;
    size_t block, n, rows, cols;
    double *yours, *numeric, *bar, *value; /* [n] */
    double *guess, *other;                 /* [n]: scratch */
    GradcheckLocal *local;                 /* the step, when the block is a step's; else NULL */
    size_t *evaluations;                   /* counted here */
    GradcheckMistake *mistake;             /* the answer */
} GradcheckCase;

/* Whether guess explains yours; entries of NaN are left out, and half must be there. `size`: by what factor the bars of
 * the numeric gradient are in the guess. `free`: how many constants were fitted. Sets mistake->residual. */
bool gradcheck_fit_accepts(const GradcheckCase *c, const double *guess, double size, size_t free);

/* The same for a guess whose bars are those of the numeric gradient. */
bool gradcheck_fit_explains(const GradcheckCase *c, const double *guess, size_t free);

/* The c that makes |yours - c guess| least; 0 for a guess of zeros. */
double gradcheck_fit_factor(const GradcheckCase *c, const double *guess);

/* Least squares of `target` on two vectors. False when they are (nearly) parallel. */
bool gradcheck_fit_two(size_t n, const double *target, const double *p, const double *q,
                       double coefficients[2]);

/* Notes the answer; always true. */
bool gradcheck_fit_answer(const GradcheckCase *c, GradcheckMistakeKind kind, double factor,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The explanations that need no evaluation; each returns whether it fits, having noted the answer. */
bool gradcheck_fit_zero(const GradcheckCase *c);
bool gradcheck_fit_known_factor(const GradcheckCase *c);
bool gradcheck_fit_term(const GradcheckCase *c);
bool gradcheck_fit_data_term(const GradcheckCase *c);
bool gradcheck_fit_projection(const GradcheckCase *c);
bool gradcheck_fit_norm(const GradcheckCase *c);
bool gradcheck_fit_any_factor(const GradcheckCase *c);
