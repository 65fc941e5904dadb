/* A loss that is a sum of parts, which are its samples and the uses of its block, and a gradient of it with parts left out. */
#pragma once
#include "gradcheck/gradcheck_guard.h"
#include "gradcheck/gradcheck_source.h"
#include "support/test.h"
#include "support/wrong_block.h"

enum { N = 5, PARTS = 9, MOST = 64, TROUBLE = 3 };

/* The loss of part p is sum of a_pi sin(x_i + p), where a part is a use or a sample. */
typedef struct Model {
    double x[N], a[PARTS][N];
    size_t n, parts, calls, wholes, with_calls;
    size_t fails; /* at which call; 0: never */
    bool mean;    /* over the samples */
    double decay;
    const double *others_expected;
    size_t stiff; /* a use is outside its domain where this entry is moved; 0: none */
} Model;

static inline double part_of(const Model *m, size_t part, const double *x)
{
    double sum = 0;
    for (size_t i = 0; i < m->n; i++)
        sum += m->a[part][i] * sin(x[i] + (double)part);
    return sum;
}

static inline double slope_of(const Model *m, size_t part, size_t i)
{
    return m->a[part][i] * cos(m->x[i] + (double)part);
}

static inline double weight_of(const Model *m)
{
    return m->mean ? 1 / (double)m->parts : 1;
}

static inline int loss(void *user, double *value)
{
    Model *m = user;
    m->wholes++;
    if (++m->calls == m->fails)
        return TROUBLE;
    *value = 0;
    for (size_t p = 0; p < m->parts; p++)
        *value += weight_of(m) * part_of(m, p, m->x);
    for (size_t i = 0; i < N; i++)
        *value += m->decay * m->x[i] * m->x[i] / 2;
    return 0;
}

static inline int of_sample(void *user, size_t sample, double *value)
{
    Model *m = user;
    if (++m->calls == m->fails)
        return TROUBLE;
    *value = part_of(m, sample, m->x);
    return 0;
}

static inline int of_sample_with(void *user, size_t sample, size_t block, size_t entry, double value,
                                 double *result)
{
    Model *m = user, moved = *m;
    assert_int_equal(block, 0);
    m->with_calls++;
    moved.x[entry] = value;
    *result = part_of(&moved, sample, moved.x);
    return 0;
}

static inline int of_use(void *user, size_t block, size_t use, const void *others, double *value)
{
    Model *m = user;
    assert_int_equal(block, 0);
    assert_memory_equal(others, m->others_expected, m->n * sizeof *m->x);
    if (++m->calls == m->fails)
        return TROUBLE;
    if (m->stiff && m->x[m->stiff] != m->others_expected[m->stiff])
        return GRADCHECK_OUTSIDE;
    *value = part_of(m, use, m->x);
    for (size_t p = 0; p < m->parts; p++)
        *value += p == use ? 0 : part_of(m, p, others);
    return 0;
}

static inline int of_use_with(void *user, size_t use, size_t block, size_t entry, double value,
                              double *result)
{
    Model *m = user;
    double moved[N];
    assert_int_equal(block, 0);
    m->with_calls++;
    memcpy(moved, m->x, sizeof moved);
    moved[entry] = value;
    *result = part_of(m, use, moved);
    for (size_t p = 0; p < m->parts; p++)
        *result += p == use ? 0 : part_of(m, p, m->x);
    return 0;
}

typedef struct Set {
    Model model;
    double yours[MOST], numeric[MOST], bar[MOST], value[MOST], guess[MOST], other[MOST];
    GradcheckBlock block;
    GradcheckProblem problem;
    GradcheckOptions options;
    GradcheckMistake mistake;
    size_t evaluations;
    GradcheckCase c;
} Set;

static inline void fill_case(Set *s, size_t rows, size_t cols)
{
    for (size_t i = 0; i < MOST; i++)
        s->bar[i] = 1e-9;
    s->options = gradcheck_options();
    s->c = (GradcheckCase){.problem = &s->problem,
                           .options = &s->options,
                           .name = "x",
                           .n = rows * cols,
                           .rows = rows,
                           .cols = cols,
                           .yours = s->yours,
                           .numeric = s->numeric,
                           .bar = s->bar,
                           .value = s->value,
                           .guess = s->guess,
                           .other = s->other,
                           .evaluations = &s->evaluations,
                           .mistake = &s->mistake};
}

static inline void set_up(Set *s, size_t parts, bool mean, double decay)
{
    *s = (Set){.model = {.n = N, .parts = parts, .mean = mean, .decay = decay}};
    for (size_t i = 0; i < N; i++) {
        s->model.x[i] = s->value[i] = 0.3 * (double)i - 0.5;
        for (size_t p = 0; p < PARTS; p++)
            s->model.a[p][i] = wrong_block_number(p * N + i) + 0.21;
    }
    s->block = (GradcheckBlock){.name = "x", .value = s->model.x, .rows = 1, .cols = N, .uses = parts};
    s->problem = (GradcheckProblem){.user = &s->model,
                                    .blocks = &s->block,
                                    .n_blocks = 1,
                                    .loss = loss,
                                    .n_samples = parts,
                                    .loss_of_sample = of_sample,
                                    .loss_of_use = of_use};
    fill_case(s, 1, N);
    for (size_t i = 0; i < N; i++) {
        s->numeric[i] = decay * s->model.x[i];
        for (size_t p = 0; p < parts; p++)
            s->numeric[i] += weight_of(&s->model) * slope_of(&s->model, p, i);
        s->yours[i] = s->numeric[i];
    }
    static double kept[N];
    memcpy(kept, s->model.x, sizeof kept);
    s->model.others_expected = kept;
}
