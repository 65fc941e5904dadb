#include "gradcheck/gradcheck_order.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool gradcheck_order_transposed(const GradcheckCase *c)
{
    if (c->rows < 2 || c->cols < 2)
        return false;
    for (size_t r = 0; r < c->rows; r++)
        for (size_t k = 0; k < c->cols; k++)
            c->guess[k * c->rows + r] = c->numeric[r * c->cols + k];
    bool fits = gradcheck_fit_explains(c, c->guess, 0);
    for (size_t r = 0; !fits && r < c->rows; r++)
        for (size_t k = 0; k < c->cols; k++)
            c->guess[r * c->cols + k] = c->numeric[k * c->rows + r];
    if (!fits && !gradcheck_fit_explains(c, c->guess, 0))
        return false;
    return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_TRANSPOSED, 1,
                                c->rows == c->cols
                                    ? "transposed  (yours[i,j] = numeric[j,i])"
                                    : "transposed  (the right numbers, stored column by column)");
}

void gradcheck_order_reverse(size_t rows, size_t cols, size_t group, const double *in, double *out)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t k = 0; k < cols; k++) {
            size_t begin = k / group * group;
            out[r * cols + k] = in[r * cols + begin + (group - 1 - (k - begin))];
        }
}

bool gradcheck_order_reversed(const GradcheckCase *c)
{
    for (size_t group = c->cols; group > 1; group--) {
        if (c->cols % group)
            continue;
        gradcheck_order_reverse(c->rows, c->cols, group, c->numeric, c->guess);
        if (!gradcheck_fit_explains(c, c->guess, 0))
            continue;
        if (group == c->cols)
            return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_REVERSED, 1, "each row is reversed");
        return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_REVERSED, 1,
                                    "each group of %zu columns (a kernel?) is reversed", group);
    }
    gradcheck_order_reverse(1, c->n, c->n, c->numeric, c->guess);
    if (c->n > 1 && gradcheck_fit_explains(c, c->guess, 0))
        return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_REVERSED, 1, "the whole block is reversed");
    return false;
}

/* Within groups of columns; what comes in over the edge is not known and is left out. */
static const double *shift(const GradcheckCase *c, size_t group, bool later)
{
    for (size_t i = 0; i < c->n; i++) {
        size_t k = i % c->cols % group;
        bool edge = later ? k == group - 1 : k == 0;
        c->guess[i] = edge ? NAN : c->numeric[later ? i + 1 : i - 1];
    }
    return c->guess;
}

bool gradcheck_order_shifted(const GradcheckCase *c)
{
    for (size_t group = c->cols; group > 2; group--)
        for (int later = 0; c->cols % group == 0 && later < 2; later++)
            if (gradcheck_fit_explains(c, shift(c, group, later), 1))
                return gradcheck_fit_answer(
                    c, GRADCHECK_MISTAKE_SHIFTED, 1, "shifted by one column%s  (yours[i,j] = numeric[i,j%s])",
                    group < c->cols ? " within each kernel" : ": an index off by one", later ? "+1" : "-1");
    for (int later = 0; c->rows > 2 && later < 2; later++) {
        for (size_t i = 0; i < c->n; i++) {
            size_t r = i / c->cols;
            bool edge = later ? r == c->rows - 1 : r == 0;
            c->guess[i] = edge ? NAN : c->numeric[later ? i + c->cols : i - c->cols];
        }
        if (gradcheck_fit_explains(c, c->guess, 1))
            return gradcheck_fit_answer(
                c, GRADCHECK_MISTAKE_SHIFTED, 1,
                "shifted by one row: an index off by one  (yours[i,j] = numeric[i%s,j])",
                later ? "+1" : "-1");
    }
    return false;
}

bool gradcheck_order_swapped(const GradcheckCase *c)
{
    if (c->rows < 2 || c->rows % 2)
        return false;
    for (int halves = 0; halves < 2; halves++) {
        for (size_t r = 0; r < c->rows; r++) {
            size_t from = halves ? (r + c->rows / 2) % c->rows : r ^ 1;
            memcpy(c->guess + r * c->cols, c->numeric + from * c->cols, c->cols * sizeof *c->guess);
        }
        if (gradcheck_fit_explains(c, c->guess, 0))
            return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_ROWS_SWAPPED, 1,
                                        c->rows == 2 ? "the two rows are exchanged"
                                        : halves     ? "the two halves of the rows are exchanged"
                                                     : "the rows are exchanged pair by pair");
    }
    return false;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

bool gradcheck_order_permuted(const GradcheckCase *c)
{
    if (c->n < 4)
        return false;
    double gap = 0, residual = 0, bars = 0;
    memcpy(c->guess, c->numeric, c->n * sizeof *c->guess);
    memcpy(c->other, c->yours, c->n * sizeof *c->other);
    qsort(c->guess, c->n, sizeof *c->guess, by_size);
    qsort(c->other, c->n, sizeof *c->other, by_size);
    size_t moved = 0;
    for (size_t i = 0; i < c->n; i++) {
        gap += pow(c->yours[i] - c->numeric[i], 2);
        residual += pow(c->guess[i] - c->other[i], 2);
        bars += c->bar[i] * c->bar[i];
        moved += fabs(c->yours[i] - c->numeric[i]) > c->bar[i];
    }
    /* Sorting brings any two sets of many numbers close together: ask for more than of the others. */
    if (moved < 2 || !(sqrt(residual) <= fmax(4 * sqrt(bars), 1e-9 * sqrt(gap))) ||
        !(residual <= 1e-10 * gap))
        return false;
    c->mistake->residual = sqrt(residual / gap);
    if (moved == 2)
        return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_PERMUTED, 1, "two entries are exchanged");
    return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_PERMUTED, 1,
                                "the right numbers in another order: an index");
}

static bool wrong(const GradcheckCase *c, size_t i)
{
    return fabs(c->yours[i] - c->numeric[i]) > c->bar[i];
}

static bool one_line(const GradcheckCase *c, bool row, size_t line)
{
    size_t length = row ? c->cols : c->rows;
    bool zero = true;
    double up = 0, down = 0;
    for (size_t k = 0; k < length; k++) {
        size_t i = row ? line * c->cols + k : k * c->cols + line;
        zero = zero && c->yours[i] == 0;
        up += c->yours[i] * c->numeric[i];
        down += c->numeric[i] * c->numeric[i];
    }
    size_t last = (row ? c->rows : c->cols) - 1;
    const char *which = line == 0 ? "the first " : line == last ? "the last " : "";
    c->mistake->residual = 0;
    if (zero)
        return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_ONE_LINE, 0,
                                    "%s%s alone is wrong (%s %zu): it is left zero", which,
                                    row ? "row" : "column", row ? "row" : "column", line);
    return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_ONE_LINE, down > 0 ? up / down : 0,
                                "%s%s alone is wrong (%s %zu)", which, row ? "row" : "column",
                                row ? "row" : "column", line);
}

bool gradcheck_order_one_place(const GradcheckCase *c)
{
    size_t count = 0, first = 0;
    bool same_row = true, same_col = true;
    for (size_t i = c->n; i-- > 0;)
        if (wrong(c, i)) {
            count++;
            first = i;
        }
    for (size_t i = 0; i < c->n; i++)
        if (wrong(c, i)) {
            same_row = same_row && i / c->cols == first / c->cols;
            same_col = same_col && i % c->cols == first % c->cols;
        }
    if (c->n < 3 || count == 0 || count == c->n)
        return false;
    c->mistake->residual = 0;
    if (count == 1) {
        double factor = c->numeric[first] != 0 ? c->yours[first] / c->numeric[first] : INFINITY;
        return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_ONE_ENTRY, factor,
                                    "entry [%zu,%zu] alone is wrong  (yours = %.6g * numeric)",
                                    first / c->cols, first % c->cols, factor);
    }
    if (same_row && c->rows > 1)
        return one_line(c, true, first / c->cols);
    if (same_col && c->cols > 1)
        return one_line(c, false, first % c->cols);
    return false;
}

bool gradcheck_order_condition(const GradcheckCase *c)
{
    size_t cut = 0, leaked = 0, right = 0;
    double missing = 0, too_much = 0, bars = 0;
    for (size_t i = 0; i < c->n; i++) {
        bool flat = fabs(c->numeric[i]) <= c->bar[i];
        bars += c->bar[i];
        if (!wrong(c, i))
            right += !flat;
        else if (c->yours[i] == 0) {
            cut++;
            missing += fabs(c->numeric[i]);
        } else if (flat) {
            leaked++;
            too_much += fabs(c->yours[i]);
        } else
            return false;
    }
    c->mistake->residual = 0;
    /* What is missing in one place and too much in another may have been put into the wrong place. */
    bool moved = fabs(missing - too_much) <= 4 * bars + 1e-6 * missing;
    if (cut && leaked && (!right || !moved))
        return gradcheck_fit_answer(
            c, GRADCHECK_MISTAKE_CONDITION, 0,
            "zero where the loss slopes (%zu entries) and not where it is flat (%zu)%s: a condition "
            "is inverted",
            cut, leaked, right ? ", the others are right" : "");
    if (cut && right && !leaked)
        return gradcheck_fit_answer(
            c, GRADCHECK_MISTAKE_CONDITION, 0,
            "zero in %zu entries where the loss slopes, the others are right: a loop ends early, or "
            "a condition is too strict",
            cut);
    /* A whole block that ought to be zero may be so by symmetry: only in a step is it a condition. */
    if (leaked && !cut && (right || c->local))
        return gradcheck_fit_answer(
            c, GRADCHECK_MISTAKE_CONDITION, 0,
            "not zero in %zu entries where the loss is flat%s: a condition (a mask, a margin) is "
            "missing or inverted",
            leaked, right ? ", the others are right" : "");
    return false;
}
