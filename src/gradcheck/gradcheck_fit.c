#include "gradcheck/gradcheck_fit.h"
#include "gradcheck/gradcheck_guard.h"
#include "gradcheck/gradcheck_number.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------------------------------------- the judgement */

bool gradcheck_fit_accepts(const GradcheckCase *c, const double *guess, double size, size_t free)
{
    double residual = 0, gap = 0, bars = 0;
    size_t counted = 0, telling = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (isnan(guess[i]))
            continue;
        double r = c->yours[i] - guess[i], d = c->yours[i] - c->numeric[i],
               b = fmax(1, fabs(size)) * c->bar[i];
        counted++;
        telling += fabs(d) > c->bar[i];
        residual += r * r;
        gap += d * d;
        bars += b * b;
    }
    residual = sqrt(residual);
    gap = sqrt(gap);
    bool enough = counted * 2 >= c->n && telling > free && counted > free + (free ? 1 : 0);
    if (!enough || !(residual <= fmax(4 * sqrt(bars), 1e-6 * gap)) || !(residual <= 0.02 * gap))
        return false;
    c->mistake->residual = gap > 0 ? residual / gap : 0;
    return true;
}

bool gradcheck_fit_explains(const GradcheckCase *c, const double *guess, size_t free)
{
    return gradcheck_fit_accepts(c, guess, 1, free);
}

double gradcheck_fit_factor(const GradcheckCase *c, const double *guess)
{
    double up = 0, down = 0;
    for (size_t i = 0; i < c->n; i++)
        if (!isnan(guess[i])) {
            up += c->yours[i] * guess[i];
            down += guess[i] * guess[i];
        }
    return down > 0 ? up / down : 0;
}

bool gradcheck_fit_two(size_t n, const double *target, const double *p, const double *q,
                       double coefficients[2])
{
    double pp = 0, qq = 0, pq = 0, tp = 0, tq = 0;
    for (size_t i = 0; i < n; i++) {
        pp += p[i] * p[i];
        qq += q[i] * q[i];
        pq += p[i] * q[i];
        tp += target[i] * p[i];
        tq += target[i] * q[i];
    }
    double determinant = pp * qq - pq * pq;
    if (!(determinant > 1e-8 * pp * qq))
        return false;
    coefficients[0] = (tp * qq - tq * pq) / determinant;
    coefficients[1] = (tq * pp - tp * pq) / determinant;
    return true;
}

bool gradcheck_fit_answer(const GradcheckCase *c, GradcheckMistakeKind kind, double factor,
                          const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    gradcheck_number_vprint(c->mistake->text, sizeof c->mistake->text, format, arguments);
    va_end(arguments);
    c->mistake->kind = kind;
    c->mistake->factor = factor;
    return true;
}

/* -------------------------------------------------------------------------------------------------------- factors */

bool gradcheck_fit_zero(const GradcheckCase *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->yours[i] != 0)
            return false;
    c->mistake->residual = 0;
    return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_ZERO, 0,
                                "nothing but zeros: never added up, or cut off on the way");
}

static const double *scaled(const GradcheckCase *c, double factor)
{
    for (size_t i = 0; i < c->n; i++)
        c->guess[i] = factor * c->numeric[i];
    return c->guess;
}

static bool is_factor(const GradcheckCase *c, double factor)
{
    return gradcheck_fit_accepts(c, scaled(c, factor), factor, 0);
}

enum { SUSPECTS = 20 };

/* A number that a gradient may be off by, and the words for too much and too little of it. */
typedef struct Suspect {
    double value;
    const char *too_much, *too_little; /* "%s" is the number's name, when it has one */
    const char *name;
} Suspect;

/* Whether 1/N can be forgotten here: not in a step that has no row for each sample, nor on the way back to the input of
 * one whose outputs still have. */
static bool may_forget_samples(const GradcheckCase *c)
{
    if (!c->local)
        return true;
    const GradcheckStep *step = c->local->step;
    size_t n = c->problem->n_samples;
    return step->in_rows % n == 0 && !(c->block == 0 && step->out_rows > 1 && step->out_rows % n == 0);
}

/* Fills in what this block may be off by, the likeliest first. */
static size_t suspects(const GradcheckCase *c, Suspect list[SUSPECTS])
{
    const GradcheckProblem *problem = c->problem;
    const GradcheckBlock *block = &problem->blocks[c->block];
    size_t n = 0;
    if (problem->n_samples > 1 && may_forget_samples(c))
        list[n++] =
            (Suspect){(double)problem->n_samples, "1/N is missing", "1/N is there once too often", "N"};
    for (size_t f = 0; f < problem->n_factors && n < 8; f++)
        list[n++] = (Suspect){problem->factors[f].value, "%s is there once too often", "%s is missing",
                              problem->factors[f].name ? problem->factors[f].name : "a factor"};
    if (block->uses > 1 && !c->local)
        list[n++] = (Suspect){(double)block->uses, "the sum over the uses is multiplied by their number",
                              "the uses of the block are averaged instead of summed", "uses"};
    if (c->local) {
        const GradcheckStep *step = c->local->step;
        if (step->out_rows > 1)
            list[n++] = (Suspect){(double)step->out_rows, "a division by the number of rows is missing",
                                  "the rows are averaged instead of summed", "rows"};
        size_t of_row = step->n_out / (step->out_rows > 1 ? step->out_rows : 1),
               forms[2] = {of_row, step->n_out};
        for (int k = 0; k < 2 && c->block > 0; k++)
            if (forms[k] % c->n == 0 && forms[k] > c->n)
                list[n++] =
                    (Suspect){(double)(forms[k] / c->n), "a division by the number of positions is missing",
                              "the positions are averaged instead of summed", "positions"};
        if (step->n_in != step->n_out && step->n_in % step->n_out == 0)
            list[n++] = (Suspect){(double)(step->n_in / step->n_out),
                                  "a division by the size of the window is missing",
                                  "a division by the size of the window is there once too often", "size"};
    }
    list[n++] = (Suspect){2, "a factor of 2 too much", "a factor of 2 is missing", NULL};
    if (c->rows > 2)
        list[n++] = (Suspect){(double)c->rows, "a division by the number of rows is missing",
                              "a division by the number of rows too much", "rows"};
    if (c->cols > 2)
        list[n++] = (Suspect){(double)c->cols, "a division by the number of columns is missing",
                              "a division by the number of columns too much", "columns"};
    return n;
}

/* The words for too much or too little of a suspect. */
static void name_factor(const Suspect *s, bool too_much, char *words, size_t size)
{
    const char *format = too_much ? s->too_much : s->too_little;
    if (format[0] == '%')
        snprintf(words, size, "%.60s%s", s->name, format + 2);
    else
        snprintf(words, size, "%s", format);
}

/* The words for suspect i, and for the uses too where these happen to be as many: the numbers cannot tell them apart. */
static void name_factors(const Suspect *list, size_t n, size_t i, bool too_much, char *words, size_t size)
{
    name_factor(&list[i], too_much, words, size);
    for (size_t k = i + 1; k < n; k++) {
        size_t length = strlen(words);
        if (list[k].value != list[i].value || !list[k].name || strcmp(list[k].name, "uses") != 0)
            continue;
        snprintf(words + length, size - length, ", or ");
        length = strlen(words);
        name_factor(&list[k], too_much, words + length, size - length);
    }
}

bool gradcheck_fit_known_factor(const GradcheckCase *c)
{
    if (is_factor(c, -1))
        return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_SIGN, -1, "the sign is flipped  (yours = -numeric)");
    Suspect list[SUSPECTS];
    size_t n = suspects(c, list);
    for (size_t i = 0; i < n; i++)
        for (int form = 0; form < 4 && list[i].value != 0; form++) {
            bool too_much = form % 2 == 0;
            double factor = (form < 2 ? 1 : -1) * (too_much ? list[i].value : 1 / list[i].value);
            char words[180], where[60] = "";
            if (!isfinite(factor) || factor == 0 || !is_factor(c, factor))
                continue;
            name_factors(list, n, i, too_much, words, sizeof words);
            if (list[i].name)
                gradcheck_number_print(where, sizeof where, "; %.30s = %.6g", list[i].name, list[i].value);
            return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_FACTOR, factor,
                                        "%s%s  (yours = %.6g * numeric%s)", words,
                                        form < 2 ? "" : " and the sign is flipped", factor, where);
        }
    return false;
}

bool gradcheck_fit_any_factor(const GradcheckCase *c)
{
    double factor = gradcheck_fit_factor(c, c->numeric);
    if (factor == 0 || !gradcheck_fit_accepts(c, scaled(c, factor), factor, 1))
        return false;
    return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_FACTOR, factor,
                                "a constant factor  (yours = %.6g * numeric)", factor);
}

/* ---------------------------------------------------------------------------------------------------------- terms */

static const double *with_term(const GradcheckCase *c, double factor, const double *term)
{
    for (size_t i = 0; i < c->n; i++)
        c->guess[i] = c->numeric[i] + factor * term[i];
    return c->guess;
}

/* The multiple of `term` by which yours differs from numeric; NaN, which explains nothing, for a term of zeros. */
static double multiple_of(const GradcheckCase *c, const double *term)
{
    double up = 0, down = 0;
    for (size_t i = 0; i < c->n; i++) {
        up += (c->yours[i] - c->numeric[i]) * term[i];
        down += term[i] * term[i];
    }
    return down > 0 ? up / down : NAN;
}

typedef struct Share {
    double factor; /* yours has (1 + factor) of the term */
    const char *words;
} Share;

static const Share shares[] = {
    {-1, "is missing"}, {1, "is counted twice"}, {-0.5, "is halved"}, {-2, "has the wrong sign"}};
enum { SHARES = sizeof shares / sizeof *shares };

/* By what a constant of entry i comes multiplied: where each output depends on one input, by that output's upstream. */
static double carried(const GradcheckCase *c, size_t i)
{
    const GradcheckLocal *local = c->local;
    return local->step->n_out == c->n ? gradcheck_guard_get(local->step->type, local->d_out, i) : 1;
}

/* A term of a step: what share of it is in the numeric gradient is not known, unless that is a sum of the values and
 * the term, as the derivative of a squared distance is. */
static bool step_term(const GradcheckCase *c, const GradcheckTerm *term)
{
    const char *name = term->name ? term->name : "a term";
    double sum[2];
    for (size_t i = 0; i < c->n; i++)
        c->other[i] = carried(c, i) * term->values[i];
    double factor = multiple_of(c, c->other);
    if (!gradcheck_fit_explains(c, with_term(c, factor, c->other), 1))
        return false;
    for (size_t i = 0; i < c->n; i++)
        c->guess[i] = carried(c, i) * c->value[i];
    if (gradcheck_fit_two(c->n, c->numeric, c->guess, c->other, sum))
        for (size_t k = 0; k < SHARES; k++)
            if (fabs(factor / sum[1] - shares[k].factor) < 1e-6)
                return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_TERM, shares[k].factor,
                                            "%.60s %s  (yours = numeric %+.6g * %.60s)", name,
                                            shares[k].words, factor, name);
    return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_TERM, factor,
                                "%.60s enters wrongly  (yours = numeric %+.6g * %.60s)", name, factor, name);
}

bool gradcheck_fit_term(const GradcheckCase *c)
{
    for (size_t t = 0; c->local && c->block == 0 && t < c->local->step->n_terms; t++)
        if (step_term(c, &c->local->step->terms[t]))
            return true;
    for (size_t t = 0; !c->local && t < c->problem->n_terms; t++) {
        const GradcheckTerm *term = &c->problem->terms[t];
        const char *name = term->name ? term->name : "a term";
        if (term->block != c->block)
            continue;
        for (size_t k = 0; k < SHARES; k++)
            if (gradcheck_fit_explains(c, with_term(c, shares[k].factor, term->values), 0))
                return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_TERM, shares[k].factor,
                                            "%.60s %s  (yours = numeric %+g * it)", name, shares[k].words,
                                            shares[k].factor);
        double factor = multiple_of(c, term->values);
        if (gradcheck_fit_explains(c, with_term(c, factor, term->values), 1))
            return gradcheck_fit_answer(c, GRADCHECK_MISTAKE_TERM, factor,
                                        "%.60s carries the wrong factor  (yours = numeric %+.6g * it)", name,
                                        factor);
    }
    return false;
}

/* yours = factor * numeric + other * value: the regulariser, whose gradient is proportional to the values, does not
 * carry the factor. Only for factors that have a name. */
bool gradcheck_fit_data_term(const GradcheckCase *c)
{
    double fit[2];
    if (!gradcheck_fit_two(c->n, c->yours, c->numeric, c->value, fit) || c->n < 5)
        return false;
    Suspect list[SUSPECTS];
    size_t n = suspects(c, list);
    for (size_t i = 0; i < n; i++)
        for (int form = 0; form < 2; form++) {
            double factor = form == 0 ? list[i].value : 1 / list[i].value;
            if (!(fabs(fit[0] / factor - 1) < 1e-4))
                continue;
            for (size_t k = 0; k < c->n; k++)
                c->guess[k] = fit[0] * c->numeric[k] + fit[1] * c->value[k];
            if (!gradcheck_fit_accepts(c, c->guess, fit[0], 2))
                continue;
            char words[180];
            name_factors(list, n, i, form == 0, words, sizeof words);
            return gradcheck_fit_answer(
                c, GRADCHECK_MISTAKE_DATA_TERM, factor,
                "%s in the data term  (yours = %.4g * numeric %+.4g * %.40s; %.30s = %.6g)", words, fit[0],
                fit[1], c->name, list[i].name ? list[i].name : "it", list[i].value);
        }
    return false;
}

/* --------------------------------------------------------------------------------------------------------- lengths */

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* The gradient of a function that does not change when x is lengthened is orthogonal to x. */
static bool orthogonal(const GradcheckCase *c, size_t from, size_t n)
{
    const double *x = c->value + from, *g = c->numeric + from;
    double xx = dot(x, x, n), gg = dot(g, g, n), bars = dot(c->bar + from, c->bar + from, n);
    return fabs(dot(x, g, n)) <= sqrt(xx) * (1e-6 * sqrt(gg) + 4 * sqrt(bars));
}

static bool projection_of_rows(const GradcheckCase *c, size_t rows, size_t cols)
{
    double largest = 0;
    for (size_t r = 0; r < rows; r++) {
        const double *x = c->value + r * cols;
        double xx = dot(x, x, cols),
               along = dot(c->yours + r * cols, x, cols) - dot(c->numeric + r * cols, x, cols);
        if (!orthogonal(c, r * cols, cols))
            return false;
        double factor = xx > 0 ? along / xx : 0;
        largest = fabs(factor) > fabs(largest) ? factor : largest;
        for (size_t i = 0; i < cols; i++)
            c->guess[r * cols + i] = c->numeric[r * cols + i] + factor * x[i];
    }
    if (!gradcheck_fit_explains(c, c->guess, rows))
        return false;
    return gradcheck_fit_answer(
        c, GRADCHECK_MISTAKE_PROJECTION, largest,
        "the component along %.40s itself is not projected out  (yours = numeric %+.4g * %.40s%s)", c->name,
        largest, c->name, rows > 1 ? ", a factor for each row" : "");
}

bool gradcheck_fit_projection(const GradcheckCase *c)
{
    if (c->n > 3 && projection_of_rows(c, 1, c->n))
        return true;
    if (c->rows > 1 && c->cols > 2 && projection_of_rows(c, c->rows, c->cols))
        return true;
    double factor = multiple_of(c, c->value);
    if (c->n < 4 || !gradcheck_fit_explains(c, with_term(c, factor, c->value), 1))
        return false;
    return gradcheck_fit_answer(
        c, GRADCHECK_MISTAKE_TERM, factor,
        "a term proportional to %.40s is missing or too much (a weight decay?)  (yours = numeric "
        "%+.6g * %.40s)",
        c->name, factor, c->name);
}

bool gradcheck_fit_norm(const GradcheckCase *c)
{
    static const int powers[] = {1, 2, -1, -2};
    if (c->cols < 2)
        return false;
    for (size_t k = 0; k < sizeof powers / sizeof *powers; k++) {
        double factor = 0;
        for (size_t r = 0; r < c->rows; r++) {
            double length = sqrt(dot(c->value + r * c->cols, c->value + r * c->cols, c->cols));
            factor = pow(length, powers[k]);
            for (size_t i = 0; i < c->cols; i++)
                c->guess[r * c->cols + i] = factor * c->numeric[r * c->cols + i];
        }
        if (!isfinite(factor) || !gradcheck_fit_accepts(c, c->guess, factor, 0))
            continue;
        bool too_much = powers[k] > 0;
        const char *square = powers[k] == 2 || powers[k] == -2 ? "^2" : "";
        return gradcheck_fit_answer(
            c, GRADCHECK_MISTAKE_NORM, factor,
            too_much ? "a division by |%.40s|%s is missing  (yours = |%.40s|%s * numeric%s)"
                     : "a division by |%.40s|%s too much  (yours = numeric / |%.40s|%s%s)",
            c->name, square, c->name, square, c->rows > 1 ? ", row by row" : "");
    }
    return false;
}
