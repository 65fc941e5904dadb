/* Explanations by the order and the place of numbers; none needs an evaluation. */
#pragma once
#include "gradcheck/gradcheck_fit.h"

/* Transposed, reversed, shifted by one, rows exchanged, or the same numbers in any other order. */
bool gradcheck_order_transposed(const GradcheckCase *c);
bool gradcheck_order_reversed(const GradcheckCase *c);
bool gradcheck_order_shifted(const GradcheckCase *c);
bool gradcheck_order_swapped(const GradcheckCase *c);
bool gradcheck_order_permuted(const GradcheckCase *c);

/* All that is wrong is one entry, one row or one column. */
bool gradcheck_order_one_place(const GradcheckCase *c);

/* Zero exactly where it should not be, or not where it should. */
bool gradcheck_order_condition(const GradcheckCase *c);

/* Rearranges each group of `group` columns of a row: reversed. in and out: rows * cols numbers. */
void gradcheck_order_reverse(size_t rows, size_t cols, size_t group, const double *in, double *out);
