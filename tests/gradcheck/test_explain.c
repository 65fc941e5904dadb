/* The likely mistake, where a whole gradient is wrong and there are no steps to look into: logistic regression with a
 * shared weight and a decay. */
#include "gradcheck/gradcheck.h"
#include "gradcheck/gradcheck_fit.h"
#include "support/test.h"
#include <stdlib.h>

enum { SAMPLES = 5, ROWS = 3, COLS = 4, N = ROWS * COLS };

static const double decay = 0.02;

typedef struct Model {
    double W[N], dW[N], x[SAMPLES][2][COLS], y[SAMPLES]; /* W is used on both x of a sample */
    void (*spoil)(const struct Model *m, double *g);
} Model;

/* sum over the uses u and rows r of tanh(W1 x0)_r tanh(W2 x1)_r against y, where W1 and W2 are the two uses of W. */
static double sample_loss(const Model *m, size_t s, const double *first, const double *second,
                          double *d_first, double *d_second)
{
    double z = 0, h[2][ROWS];
    const double *W[2] = {first, second};
    for (size_t r = 0; r < ROWS; r++) {
        for (int u = 0; u < 2; u++) {
            h[u][r] = 0;
            for (size_t c = 0; c < COLS; c++)
                h[u][r] += W[u][r * COLS + c] * m->x[s][u][c];
            h[u][r] = tanh(h[u][r]);
        }
        z += h[0][r] * h[1][r] * (1 + (double)r);
    }
    double p = 1 / (1 + exp(-z)), dz = p - m->y[s], *d[2] = {d_first, d_second};
    for (int u = 0; u < 2 && d_first; u++)
        for (size_t r = 0; r < ROWS; r++)
            for (size_t c = 0; c < COLS; c++)
                d[u][r * COLS + c] +=
                    dz * (1 + (double)r) * h[1 - u][r] * (1 - h[u][r] * h[u][r]) * m->x[s][u][c];
    return m->y[s] > 0 ? -log(p) : -log(1 - p);
}

static double whole(const Model *m, const double *first, const double *second)
{
    double sum = 0, squares = 0;
    for (size_t s = 0; s < SAMPLES; s++)
        sum += sample_loss(m, s, first, second, NULL, NULL);
    for (size_t i = 0; i < N; i++)
        squares += (first[i] * first[i] + second[i] * second[i]) / 2;
    return sum / SAMPLES + decay * squares / 2;
}

static int loss(void *user, double *value)
{
    const Model *m = user;
    *value = whole(m, m->W, m->W);
    return 0;
}

static int of_sample(void *user, size_t sample, double *value)
{
    const Model *m = user;
    *value = sample_loss(m, sample, m->W, m->W, NULL, NULL);
    return 0;
}

static int of_use(void *user, size_t block, size_t use, const void *others, double *value)
{
    const Model *m = user;
    assert_int_equal(block, 0);
    *value = use == 0 ? whole(m, m->W, others) : whole(m, others, m->W);
    return 0;
}

/* The parts: data[use][sample] and the decay. */
static void parts(const Model *m, double data[2][SAMPLES][N])
{
    memset(data, 0, 2 * SAMPLES * N * sizeof(double));
    for (size_t s = 0; s < SAMPLES; s++)
        sample_loss(m, s, m->W, m->W, data[0][s], data[1][s]);
}

static void right(const Model *m, double *g)
{
    double data[2][SAMPLES][N];
    parts(m, data);
    for (size_t i = 0; i < N; i++) {
        g[i] = decay * m->W[i];
        for (size_t s = 0; s < SAMPLES; s++)
            g[i] += (data[0][s][i] + data[1][s][i]) / SAMPLES;
    }
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    (void)blocks;
    right(m, m->dW);
    if (m->spoil)
        m->spoil(m, m->dW);
    return 0;
}

/* ------------------------------------------------------------------------------------------------------ mistakes */

static void no_mean(const Model *m, double *g)
{
    for (size_t i = 0; i < N; i++)
        g[i] = SAMPLES * (g[i] - decay * m->W[i]) + decay * m->W[i];
}

static void no_decay(const Model *m, double *g)
{
    for (size_t i = 0; i < N; i++)
        g[i] -= decay * m->W[i];
}

static void nothing_but_decay(const Model *m, double *g)
{
    for (size_t i = 0; i < N; i++)
        g[i] = decay * m->W[i];
}

static void half_decay(const Model *m, double *g)
{
    for (size_t i = 0; i < N; i++)
        g[i] -= decay * m->W[i] / 2;
}

static void first_use(const Model *m, double *g)
{
    double data[2][SAMPLES][N];
    parts(m, data);
    for (size_t i = 0; i < N; i++) {
        g[i] = decay * m->W[i] / 2;
        for (size_t s = 0; s < SAMPLES; s++)
            g[i] += data[0][s][i] / SAMPLES;
    }
}

static void averaged_uses(const Model *m, double *g)
{
    (void)m;
    for (size_t i = 0; i < N; i++)
        g[i] /= 2;
}

static void last_sample(const Model *m, double *g)
{
    double data[2][SAMPLES][N];
    parts(m, data);
    for (size_t i = 0; i < N; i++)
        g[i] = decay * m->W[i] + (data[0][SAMPLES - 1][i] + data[1][SAMPLES - 1][i]) / SAMPLES;
}

static void all_but_the_first_sample(const Model *m, double *g)
{
    double data[2][SAMPLES][N];
    parts(m, data);
    for (size_t i = 0; i < N; i++)
        g[i] -= (data[0][0][i] + data[1][0][i]) / SAMPLES;
}

static void nothing(const Model *m, double *g)
{
    (void)m;
    memset(g, 0, N * sizeof *g);
}

static void two_exchanged(const Model *m, double *g)
{
    (void)m;
    double kept = g[2];
    g[2] = g[7];
    g[7] = kept;
}

static void a_third(const Model *m, double *g)
{
    (void)m;
    for (size_t i = 0; i < N; i++)
        g[i] *= 0.3333;
}

static void masked(const Model *m, double *g)
{
    (void)m;
    g[0] = g[5] = g[10] = 0;
}

static void something_else(const Model *m, double *g)
{
    for (size_t i = 0; i < N; i++)
        g[i] += 0.01 * sin(37 * m->W[i] + (double)(i * i));
}

static void one_row(const Model *m, double *g)
{
    (void)m;
    for (size_t c = 0; c < COLS; c++)
        g[COLS + c] *= 1.5 + (double)c;
}

static void factor_of_two(const Model *m, double *g)
{
    (void)m;
    for (size_t i = 0; i < N; i++)
        g[i] *= 2;
}

static void tanh_forgotten_in_part(const Model *m, double *g)
{
    for (size_t i = 0; i < N; i++)
        g[i] *= 1 + 0.3 * m->W[i] * m->W[i];
}

static const struct {
    void (*spoil)(const Model *, double *);
    GradcheckMistakeKind kind;
    const char *words;
} mistakes[] = {
    {no_mean, GRADCHECK_MISTAKE_DATA_TERM, "1/N is missing in the data term"},
    {no_decay, GRADCHECK_MISTAKE_TERM, "weight decay is missing"},
    {half_decay, GRADCHECK_MISTAKE_TERM, "weight decay is halved"},
    {first_use, GRADCHECK_MISTAKE_USE, "only use 0 of 2 counts"},
    {averaged_uses, GRADCHECK_MISTAKE_FACTOR, "averaged instead of summed"},
    {last_sample, GRADCHECK_MISTAKE_SAMPLE, "only the last sample counts"},
    {all_but_the_first_sample, GRADCHECK_MISTAKE_SAMPLE, "the first sample is left out"},
    {nothing, GRADCHECK_MISTAKE_ZERO, "nothing but zeros"},
    {two_exchanged, GRADCHECK_MISTAKE_PERMUTED, "two entries are exchanged"},
    {a_third, GRADCHECK_MISTAKE_FACTOR, "0.3333 * numeric"},
    {masked, GRADCHECK_MISTAKE_CONDITION, "zero in 3 entries"},
    {one_row, GRADCHECK_MISTAKE_ONE_LINE, "row 1"},
    {factor_of_two, GRADCHECK_MISTAKE_FACTOR, "yours = 2 * numeric"},
    {something_else, GRADCHECK_MISTAKE_NONE, ""},
    {nothing_but_decay, GRADCHECK_MISTAKE_NONE, ""}, /* no sample counts, and none alone */
    {tanh_forgotten_in_part, GRADCHECK_MISTAKE_NONE, ""},
};

static GradcheckReport *check(Model *m, uint64_t seed)
{
    srand((unsigned)seed);
    for (size_t i = 0; i < N; i++)
        m->W[i] = rand() / (double)RAND_MAX - 0.5;
    for (size_t s = 0; s < SAMPLES; s++) {
        m->y[s] = (double)(s % 2);
        for (size_t i = 0; i < 2 * COLS; i++)
            m->x[s][i / COLS][i % COLS] = 2.0 * rand() / RAND_MAX - 1;
    }
    double of_decay[N];
    for (size_t i = 0; i < N; i++)
        of_decay[i] = decay * m->W[i];
    GradcheckBlock block = {
        .name = "W", .value = m->W, .gradient = m->dW, .rows = ROWS, .cols = COLS, .uses = 2};
    GradcheckTerm term = {"the weight decay", 0, of_decay};
    GradcheckProblem problem = {.user = m,
                                .blocks = &block,
                                .n_blocks = 1,
                                .loss = loss,
                                .gradient = gradient,
                                .n_samples = SAMPLES,
                                .loss_of_sample = of_sample,
                                .loss_of_use = of_use,
                                .terms = &term,
                                .n_terms = 1};
    GradcheckReport *report;
    Model before = *m;
    assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_OK);
    assert_memory_equal(m, &before, sizeof before);
    return report;
}

static void the_mistake_is_named_or_none_is(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof mistakes / sizeof *mistakes; k++)
        for (uint64_t seed = 1; seed <= 10; seed++) {
            Model m = {.spoil = mistakes[k].spoil};
            GradcheckReport *report = check(&m, seed);
            const GradcheckMistake *likely = &report->blocks[0].likely;
            assert_int_equal(report->verdict, GRADCHECK_WRONG);
            if (likely->kind != mistakes[k].kind || !strstr(likely->text, mistakes[k].words))
                print_error("mistake %zu, seed %d: expected '%s', got '%s'\n", k, (int)seed,
                            mistakes[k].words, likely->text);
            assert_int_equal(likely->kind, mistakes[k].kind);
            assert_non_null(strstr(likely->text, mistakes[k].words));
            if (likely->kind == GRADCHECK_MISTAKE_USE || likely->kind == GRADCHECK_MISTAKE_SAMPLE)
                assert_true(report->others >= 6 * N && report->others < 10000); /* of a part, at the least */
            gradcheck_report_free(report);
        }
}

static void nothing_is_named_where_nothing_is_wrong(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        Model m = {.spoil = NULL};
        GradcheckReport *report = check(&m, seed);
        assert_int_equal(report->verdict, GRADCHECK_AGREES);
        assert_int_equal(report->blocks[0].likely.kind, GRADCHECK_MISTAKE_NONE);
        assert_string_equal(report->blocks[0].likely.text, "");
        gradcheck_report_free(report);
    }
}

/* Where the gap is only a few bars wide everything is within four bars of everything. */
static void noise_is_not_explained(void **state)
{
    (void)state;
    enum { COUNT = 10 };
    double yours[COUNT], numeric[COUNT], bar[COUNT], near[COUNT];
    GradcheckMistake mistake = {.kind = GRADCHECK_MISTAKE_NONE};
    GradcheckCase c = {.n = COUNT, .yours = yours, .numeric = numeric, .bar = bar, .mistake = &mistake};
    for (size_t i = 0; i < COUNT; i++) {
        numeric[i] = sin((double)i);
        bar[i] = 1e-2;
        yours[i] = numeric[i] + (i % 2 ? 2.5e-2 : -2.5e-2);
        near[i] = numeric[i] + 1e-2;
    }
    assert_false(gradcheck_fit_accepts(&c, near, 1, 0));
    for (size_t i = 0; i < COUNT; i++)
        near[i] = yours[i] + 1e-4;
    assert_true(gradcheck_fit_accepts(&c, near, 1, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mistake_is_named_or_none_is),
        cmocka_unit_test(nothing_is_named_where_nothing_is_wrong),
        cmocka_unit_test(noise_is_not_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
