/* A loss that is the sum of one function of each number, its gradient with mistakes, and what is expected of the check. */
#pragma once
#include "gradcheck/gradcheck.h"
#include "support/test.h"
#include <float.h>
#include <stdlib.h>

enum { N = 6 };

typedef struct Model {
    double x[N], g[N];
    float xf[N], gf[N];
    size_t n;
    double (*f)(const double *x);
    void (*df)(const double *x, double *g);
    bool is_float, float_loss, adds;
    double *lower, *upper;
    /* what goes wrong */
    size_t calls, gradients, fail_at, fail_gradient_at;
    int fail_with;
    double drift, noise;
    size_t changes_after; /* calls; 0: never */
    size_t unwritten;     /* the entry that the gradient leaves out, + 1 */
    bool changes_x, changes_data, moves_x, overruns, overwrites, resets;
    double data[3];
    uint64_t state;
} Model;

static inline void read_x(const Model *m, double x[N])
{
    for (size_t i = 0; i < N; i++)
        x[i] = m->is_float ? (double)m->xf[i] : m->x[i];
}

static inline int loss(void *user, double *value)
{
    Model *m = user;
    double x[N];
    read_x(m, x);
    if (++m->calls == m->fail_at)
        return m->fail_with;
    *value = m->f(x) + m->drift * (double)m->calls;
    m->state = m->state * 6364136223846793005u + 1442695040888963407u;
    *value += m->noise * ldexp((double)(m->state >> 11), -53);
    if (m->changes_after && m->calls > m->changes_after)
        *value += 1e-3;
    if (m->float_loss)
        *value = (double)(float)*value;
    if (m->changes_data)
        m->data[1] += 1;
    if (m->moves_x)
        m->x[0] += 1;
    return 0;
}

static inline int reset(void *user)
{
    ((Model *)user)->state = 5;
    return 0;
}

static inline int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    double x[N], g[N];
    read_x(m, x);
    if (++m->gradients == m->fail_gradient_at)
        return m->fail_with;
    m->df(x, g);
    for (size_t i = 0; i < m->n; i++) {
        if (i + 1 == m->unwritten)
            continue;
        if (m->is_float) {
            float *to = &((float *)blocks[0].gradient)[i];
            *to = (float)g[i] + (m->adds && !m->overwrites ? *to : 0);
        } else {
            double *to = &((double *)blocks[0].gradient)[i];
            *to = g[i] + (m->adds && !m->overwrites ? *to : 0);
        }
    }
    if (m->overruns)
        ((double *)blocks[0].gradient)[m->n] = 1;
    if (m->changes_x)
        m->x[0] = 7;
    return 0;
}

static inline GradcheckStatus run(Model *m, const GradcheckOptions *options, GradcheckReport **report)
{
    GradcheckBlock block = {.name = "x",
                            .value = m->is_float ? (void *)m->xf : (void *)m->x,
                            .gradient = m->overruns   ? NULL
                                        : m->is_float ? (void *)m->gf
                                                      : (void *)m->g,
                            .rows = 1,
                            .cols = m->n,
                            .type = m->is_float ? GRADCHECK_FLOAT : GRADCHECK_DOUBLE,
                            .adds = m->adds,
                            .lower = m->lower,
                            .upper = m->upper};
    GradcheckWatch watch = {"the data", m->data, sizeof m->data};
    GradcheckProblem problem = {.name = "test",
                                .user = m,
                                .blocks = &block,
                                .n_blocks = 1,
                                .loss = loss,
                                .gradient = gradient,
                                .watches = &watch,
                                .n_watches = 1,
                                .reset = m->resets ? reset : NULL};
    return gradcheck_run(&problem, options, report);
}

static inline GradcheckReport *check(Model *m)
{
    GradcheckReport *report;
    double x[N], g[N];
    float xf[N], gf[N];
    memcpy(x, m->x, sizeof x);
    memcpy(g, m->g, sizeof g);
    memcpy(xf, m->xf, sizeof xf);
    memcpy(gf, m->gf, sizeof gf);
    assert_int_equal(run(m, NULL, &report), GRADCHECK_OK);
    assert_memory_equal(x, m->x, sizeof x);
    assert_memory_equal(g, m->g, sizeof g);
    assert_memory_equal(xf, m->xf, sizeof xf);
    assert_memory_equal(gf, m->gf, sizeof gf);
    return report;
}

static inline void show(const GradcheckReport *report)
{
    static char text[4096];
    gradcheck_text_copy(report, &(GradcheckTextOptions){.entries = 9}, text, sizeof text);
    print_error("%s", text);
}

static inline void expect_whole(Model *m, GradcheckVerdict verdict, GradcheckReason reason)
{
    GradcheckReport *report = check(m);
    if (report->verdict != verdict || report->reason != reason)
        show(report);
    assert_int_equal(report->verdict, verdict);
    assert_int_equal(report->reason, reason);
    gradcheck_report_free(report);
}

/* One number: the verdict on f at x when its derivative is said to be d. */
static double said;

static inline void says(const double *x, double *g)
{
    (void)x;
    g[0] = said;
}

static inline void expect(double (*f)(const double *), double x, double d, GradcheckVerdict verdict,
                          GradcheckReason reason)
{
    Model m = {.n = 1, .f = f, .df = says, .x = {x}};
    said = d;
    GradcheckReport *report = check(&m);
    if (report->verdict != verdict || report->reason != reason) {
        print_error("at %g, said %g\n", x, d);
        show(report);
    }
    assert_int_equal(report->verdict, verdict);
    assert_int_equal(report->reason, reason);
    gradcheck_report_free(report);
}

static inline double bowl(const double *x)
{
    return exp(x[0]) * sin(x[1]) + x[2] * x[2] * x[0] + x[3] / (1 + x[2] * x[2]) + x[4] * x[5];
}

static inline void d_bowl(const double *x, double *g)
{
    double q = 1 + x[2] * x[2];
    g[0] = exp(x[0]) * sin(x[1]) + x[2] * x[2];
    g[1] = exp(x[0]) * cos(x[1]);
    g[2] = 2 * x[2] * x[0] - 2 * x[3] * x[2] / (q * q);
    g[3] = 1 / q;
    g[4] = x[5];
    g[5] = x[4];
}

static inline Model bowl_model(void)
{
    return (Model){.n = N,
                   .f = bowl,
                   .df = d_bowl,
                   .x = {0.3, -0.7, 1.1, 0.4, 0.9, -1.3},
                   .xf = {0.3f, -0.7f, 1.1f, 0.4f, 0.9f, -1.3f}};
}
