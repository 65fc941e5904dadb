#include "subject.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IN = 6, HIDDEN = 8, OUT = 3, SAMPLES = 5 };
#define DECAY 0.08

static const size_t rows[SUBJECT_BLOCKS] = {HIDDEN, HIDDEN, HIDDEN, HIDDEN, OUT, OUT};
static const size_t cols[SUBJECT_BLOCKS] = {IN, 1, HIDDEN, 1, HIDDEN, 1};
static const size_t first[SUBJECT_BLOCKS + 1] = {0, 48, 56, 120, 128, 152, SUBJECT_PARAMETERS};

struct Subject {
    bool relu, is_float;
    double scale, offset;
    SubjectMistake mistake;
    size_t entry;
    bool differs;
    double start[SUBJECT_PARAMETERS], x[SAMPLES][IN], y[SAMPLES][OUT];
};

#define real       double
#define PASS(name) name##_double
#define TANH       tanh
#include "pass.h"
#undef real
#undef PASS
#undef TANH
#define real       float
#define PASS(name) name##_float
#define TANH       tanhf
#include "pass.h"

/* Uniform in [-1, 1). */
static double chance(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ldexp((double)(*state >> 11), -52) - 1;
}

/* An entry that is not tiny, nor nearly the same as the next one, which lies in its block too. */
static size_t choose_entry(const double *g, uint64_t *state)
{
    for (int tries = 0; tries < 1000; tries++) {
        size_t e = (size_t)((chance(state) + 1) / 2 * (SUBJECT_PARAMETERS - 1)), b = 0;
        double largest = 0;
        while (e >= first[b + 1])
            b++;
        for (size_t i = first[b]; i < first[b + 1]; i++)
            largest = fmax(largest, fabs(g[i]));
        if (e + 1 < first[b + 1] && fabs(g[e]) > 1e-3 * largest && fabs(g[e] - g[e + 1]) > 1e-3 * largest)
            return e;
    }
    return 0;
}

Subject *subject_create(SubjectSetting setting, uint64_t seed, SubjectMistake mistake)
{
    Subject *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->relu = setting == SUBJECT_RELU;
    s->is_float = setting == SUBJECT_FLOAT;
    s->scale = setting == SUBJECT_TINY ? 1e-6 : setting == SUBJECT_LARGE ? 1e4 : 1;
    s->offset = setting == SUBJECT_OFFSET ? 1e6 : 0;
    uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
    for (int i = 0; i < 8; i++)
        chance(&state); /* seeds that are alike grow apart */
    for (size_t b = 0; b < SUBJECT_BLOCKS; b++)
        for (size_t e = first[b]; e < first[b + 1]; e++)
            s->start[e] = chance(&state) * (b % 2 ? 0.5 : 1.7 / sqrt((double)cols[b]));
    for (size_t e = 0; e < SUBJECT_PARAMETERS && s->is_float; e++)
        s->start[e] = (double)(float)s->start[e];
    for (size_t k = 0; k < SAMPLES; k++) {
        for (size_t j = 0; j < IN; j++)
            s->x[k][j] = chance(&state);
        for (size_t i = 0; i < OUT; i++)
            s->y[k][i] = chance(&state);
    }
    double right[SUBJECT_PARAMETERS], wrong[SUBJECT_PARAMETERS], largest = 0, gap = 0;
    subject_gradient(s, s->start, right);
    s->entry = choose_entry(right, &state);
    s->mistake = mistake;
    subject_gradient(s, s->start, wrong);
    for (size_t e = 0; e < SUBJECT_PARAMETERS; e++) {
        largest = fmax(largest, fabs(right[e]));
        gap = fmax(gap, fabs(right[e] - wrong[e]));
    }
    s->differs = gap > 1e-7 * largest;
    return s;
}

void subject_destroy(Subject *subject)
{
    free(subject);
}

bool subject_differs(const Subject *subject)
{
    return subject->differs;
}

size_t subject_entry(const Subject *subject)
{
    return subject->entry;
}

void subject_start(const Subject *subject, double *x)
{
    memcpy(x, subject->start, sizeof subject->start);
}

size_t subject_rows(size_t block)
{
    return rows[block];
}

size_t subject_cols(size_t block)
{
    return cols[block];
}

const char *subject_block(size_t block)
{
    static const char *const names[SUBJECT_BLOCKS] = {"W1", "b1", "W2", "b2", "W3", "b3"};
    return names[block];
}

float subject_loss_float(const Subject *subject, const float *x)
{
    return loss_float(subject, x);
}

void subject_gradient_float(const Subject *subject, const float *x, float *gradient)
{
    gradient_float(subject, x, gradient);
}

double subject_loss(const Subject *subject, const double *x)
{
    float rounded[SUBJECT_PARAMETERS];
    if (!subject->is_float)
        return loss_double(subject, x);
    for (size_t e = 0; e < SUBJECT_PARAMETERS; e++)
        rounded[e] = (float)x[e];
    return (double)loss_float(subject, rounded);
}

void subject_gradient(const Subject *subject, const double *x, double *gradient)
{
    float rounded[SUBJECT_PARAMETERS], g[SUBJECT_PARAMETERS];
    if (!subject->is_float) {
        gradient_double(subject, x, gradient);
        return;
    }
    for (size_t e = 0; e < SUBJECT_PARAMETERS; e++)
        rounded[e] = (float)x[e];
    gradient_float(subject, rounded, g);
    for (size_t e = 0; e < SUBJECT_PARAMETERS; e++)
        gradient[e] = (double)g[e];
}

const char *subject_setting(size_t setting)
{
    static const char *const names[] = {"O(1)", "x 1e-6", "x 1e4", "+ 1e6", "ReLU", "float32"};
    return setting < SUBJECT_SETTINGS ? names[setting] : NULL;
}

const char *subject_mistake(size_t mistake)
{
    static const char *const names[SUBJECT_MISTAKES] = {"right",
                                                        "all zeros",
                                                        "sign",
                                                        "1/N forgotten",
                                                        "decay forgotten",
                                                        "decay twice",
                                                        "one use of two",
                                                        "transposed",
                                                        "wrong slope",
                                                        "no slope",
                                                        "bias of the last sample",
                                                        "the last sample only",
                                                        "one entry 1 % off",
                                                        "one entry's sign",
                                                        "two entries exchanged"};
    return mistake < SUBJECT_MISTAKES ? names[mistake] : NULL;
}
