/* A problem with a block of double and one of float, and a session with it. */
#pragma once
#include "gradcheck/gradcheck_random.h"
#include "gradcheck/gradcheck_session.h"
#include "support/test.h"

enum { D = 6, F = 2, N = D + F, LARGE = 1025, TROUBLE = 9 };

typedef struct Model {
    double d[D], gd[D];
    float f[F], gf[F];
    double a[N]; /* the loss is sum of a_i x_i */
    double large[LARGE], g_large[LARGE];
    char watched[2][4];
    int resets, losses, gradients, reset_fails, loss_fails, gradient_fails; /* at which call; 0: never */
    int loss_changes; /* the second watch, at this call */
    bool loss_silent, loss_moves, gradient_changes, gives;
    double value; /* with `gives`: the loss */
    size_t with_block, with_entry;
    double with_value;
    size_t with_count[20], leaves; /* with `loss_silent`: the loss of this one of several values */
    bool says_outside;
} Model;

static inline int reset(void *user)
{
    Model *m = user;
    return ++m->resets == m->reset_fails ? TROUBLE : 0;
}

static inline double sum_of(const Model *m)
{
    double sum = 0;
    for (size_t i = 0; i < N; i++)
        sum += m->a[i] * (i < D ? m->d[i] : (double)m->f[i - D]);
    return sum;
}

static inline int loss(void *user, double *value)
{
    Model *m = user;
    if (++m->losses == m->loss_fails)
        return TROUBLE + 1;
    if (m->losses == m->loss_changes)
        m->watched[1][3]++;
    if (m->loss_moves)
        m->d[2] += 1;
    if (!m->loss_silent)
        *value = m->gives ? m->value : sum_of(m);
    return 0;
}

static inline int loss_with(void *user, size_t block, size_t entry, double value, double *result)
{
    Model *m = user;
    m->losses++;
    m->with_block = block;
    m->with_entry = entry;
    m->with_value = value;
    if (m->losses == m->loss_fails)
        return TROUBLE + 1;
    if (!m->loss_silent)
        *result = 0.5;
    return 0;
}

/* Gives the values themselves, but those that are to be left out or outside. */
static inline int losses_with(void *user, size_t block, size_t entry, size_t count, const double values[],
                              double losses[])
{
    Model *m = user;
    m->losses++;
    m->with_block = block;
    m->with_entry = entry;
    m->with_count[m->losses - 1] = count;
    for (size_t i = 0; i < count; i++)
        if (!m->loss_silent || i != m->leaves)
            losses[i] = values[i];
    return m->losses == m->loss_fails ? TROUBLE + 1 : m->says_outside ? GRADCHECK_OUTSIDE : 0;
}

static inline int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    if (m->gradient_changes)
        m->watched[0][0]++;
    if (++m->gradients == m->gradient_fails)
        return TROUBLE + 2;
    for (size_t i = 0; i < D; i++)
        ((double *)blocks[0].gradient)[i] = m->a[i];
    for (size_t i = 0; i < F; i++)
        ((float *)blocks[1].gradient)[i] = (float)m->a[D + i];
    return 0;
}

typedef struct Set {
    Model model;
    GradcheckBlock blocks[2];
    GradcheckWatch watches[2];
    GradcheckProblem problem;
    GradcheckOptions options;
    GradcheckReport *report;
} Set;

static inline void set_up(Set *s)
{
    *s = (Set){.model = {.d = {0.5, -2, 0.1, -0.0, 3, 1}, .f = {0.75f, -1.1f}},
               .options = gradcheck_options()};
    for (size_t i = 0; i < N; i++)
        s->model.a[i] = 0.3 + (double)i * (i % 2 ? -1 : 1);
    s->blocks[0] =
        (GradcheckBlock){.name = "d", .value = s->model.d, .gradient = s->model.gd, .rows = 2, .cols = D / 2};
    s->blocks[1] = (GradcheckBlock){.name = "f",
                                    .value = s->model.f,
                                    .gradient = s->model.gf,
                                    .rows = 1,
                                    .cols = F,
                                    .type = GRADCHECK_FLOAT};
    for (size_t w = 0; w < 2; w++)
        s->watches[w] = (GradcheckWatch){w == 0 ? NULL : "the second", s->model.watched[w], 4};
    s->problem = (GradcheckProblem){.user = &s->model,
                                    .blocks = s->blocks,
                                    .n_blocks = 2,
                                    .loss = loss,
                                    .gradient = gradient,
                                    .reset = reset,
                                    .watches = s->watches,
                                    .n_watches = 2};
}

static inline GradcheckSession *open_session(Set *s)
{
    s->report = gradcheck_session_report("", &s->options);
    GradcheckSession *session = gradcheck_session_open(&s->problem, &s->options, s->report);
    assert_non_null(session);
    return session;
}

static inline void end_session(Set *s, GradcheckSession *session)
{
    gradcheck_session_close(session);
    gradcheck_report_free(s->report);
}
