/* A loss and a gradient that do what they are told to beside computing, and a session that asks them. */
#pragma once
#include "gradcheck/gradcheck_hygiene.h"
#include "support/test.h"

enum { BLOCKS = 3, MOST = 6, CALLS = 64 };

typedef struct Model {
    double x[BLOCKS][MOST], g[BLOCKS][MOST];
    float gf[MOST];
    size_t rows[BLOCKS], cols[BLOCKS], n;
    int losses, gradients, withs;
    double loss[CALLS]; /* what the calls give, the last of them for all that follow */
    int n_losses, loss_code, code_from, loss_changes; /* the code from a call on, counted from 1 */
    double with_off;
    int with_code, with_changes;
    double many_off;
    size_t with_block[CALLS], with_entry[CALLS];
    double with_value[CALLS];
    /* of the gradient: a block and entry that are off from a call on, by how much; and what is not written */
    size_t off_block, off_entry;
    int off_from;
    double off;
    unsigned unwritten[BLOCKS]; /* a bit for each entry */
    bool adds[BLOCKS], zero_of_the_other_sign;
    int gradient_code, gradient_code_from, gradient_changes;
} Model;

static inline int loss(void *user, double *value)
{
    Model *m = user;
    int call = m->losses++;
    *value = m->loss[call < m->n_losses ? call : m->n_losses - 1];
    if (m->loss_changes == call + 1)
        m->x[0][0] += 1;
    return m->code_from && call + 1 >= m->code_from ? m->loss_code : 0;
}

static inline int loss_with(void *user, size_t block, size_t entry, double value, double *result)
{
    Model *m = user;
    int call = m->withs++;
    if (call < CALLS) {
        m->with_block[call] = block;
        m->with_entry[call] = entry;
        m->with_value[call] = value;
    }
    if (m->with_changes)
        m->x[0][0] += 1;
    *result = m->loss[m->n_losses - 1] + m->with_off;
    return m->with_code;
}

static inline int losses_with(void *user, size_t block, size_t entry, size_t count, const double values[],
                              double losses[])
{
    const Model *m = user;
    (void)block, (void)entry, (void)values;
    for (size_t i = 0; i < count; i++)
        losses[i] = m->loss[m->n_losses - 1] + m->many_off;
    return 0;
}

static inline double slope(size_t b, size_t i)
{
    return (double)(b + 1) + (double)i / 8;
}

static inline int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    int call = ++m->gradients;
    for (size_t b = 0; b < m->n; b++)
        for (size_t i = 0; i < m->rows[b] * m->cols[b]; i++) {
            if (m->unwritten[b] >> i & 1)
                continue;
            double a = slope(b, i);
            if (m->off_from && call >= m->off_from && b == m->off_block && i == m->off_entry)
                a += m->off;
            if (m->zero_of_the_other_sign && b == 0 && i == 0)
                a = call > 1 ? -0.0 : 0.0;
            if (blocks[b].type == GRADCHECK_FLOAT) {
                float *to = (float *)blocks[b].gradient + i;
                *to = (float)(m->adds[b] ? a + (double)*to : a);
            } else {
                double *to = (double *)blocks[b].gradient + i;
                *to = m->adds[b] ? a + *to : a;
            }
        }
    if (m->gradient_changes == call)
        m->x[0][0] += 1;
    return m->gradient_code_from && call >= m->gradient_code_from ? m->gradient_code : 0;
}

typedef struct Set {
    Model m;
    GradcheckBlock blocks[BLOCKS];
    GradcheckProblem problem;
    GradcheckOptions options;
    GradcheckReport *report;
    GradcheckSession *session;
} Set;

static inline void set_up(Set *s)
{
    static const char *names[] = {"a", "b", "c"};
    *s = (Set){.m = {.n = BLOCKS, .rows = {2, 1, 3}, .cols = {3, 5, 2}, .loss = {4}, .n_losses = 1},
               .options = gradcheck_options()};
    for (size_t b = 0; b < BLOCKS; b++)
        s->blocks[b] = (GradcheckBlock){.name = names[b],
                                        .value = s->m.x[b],
                                        .gradient = s->m.g[b],
                                        .rows = s->m.rows[b],
                                        .cols = s->m.cols[b]};
    s->problem = (GradcheckProblem){.user = &s->m,
                                    .blocks = s->blocks,
                                    .n_blocks = BLOCKS,
                                    .loss = loss,
                                    .gradient = gradient,
                                    .loss_with = loss_with};
}

static inline void begin(Set *s)
{
    s->report = gradcheck_session_report("", &s->options);
    s->session = gradcheck_session_open(&s->problem, &s->options, s->report);
    assert_non_null(s->session);
}

static inline void end(Set *s)
{
    gradcheck_session_close(s->session);
    gradcheck_report_free(s->report);
}

static inline void expect(const Set *s, size_t count, GradcheckFindingKind kind, const char *text)
{
    if (s->report->n_findings != count ||
        (count > 0 && strcmp(s->report->findings[count - 1].text, text) != 0))
        print_error("%zu findings: '%s', expected '%s'\n", s->report->n_findings,
                    s->report->n_findings ? s->report->findings[s->report->n_findings - 1].text : "", text);
    assert_int_equal(s->report->n_findings, count);
    if (count > 0) {
        assert_string_equal(s->report->findings[count - 1].text, text);
        assert_int_equal(s->report->findings[count - 1].kind, kind);
    }
}
