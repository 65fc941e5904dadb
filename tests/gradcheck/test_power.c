/* What the verdict is worth: random nets of two layers, right and with one entry 1 % off, with losses of every size. A
 * right gradient is never to be called wrong; one entry 1 % off is never to be called right. GRADCHECK_NETS: how many
 * (200). The figures printed are those of docs/gradcheck.md. */
#include "gradcheck/gradcheck.h"
#include "support/test.h"
#include <stdlib.h>

enum { IN = 5, HIDDEN = 6, SAMPLES = 4, N = HIDDEN * IN + HIDDEN + HIDDEN };

typedef struct Setting {
    const char *name;
    double scale, offset;
    bool rectified, is_float;
} Setting;

static const Setting settings[] = {
    {"loss of O(1)", 1, 0, false, false}, {"times 1e-6", 1e-6, 0, false, false},
    {"times 1e4", 1e4, 0, false, false},  {"plus 1e6", 1, 1e6, false, false},
    {"ReLU", 1, 0, true, false},          {"float32", 1, 0, false, true},
};

/* The same net in both types: W1, b1 and w2 in one array. */
typedef struct Net {
    const Setting *setting;
    double p[N], dp[N], x[SAMPLES][IN], y[SAMPLES];
    float pf[N], dpf[N];
    size_t spoiled; /* the entry that is 1 % off; N: none */
} Net;

#define FORWARD_AND_BACKWARD(NUMBER, tanh, name)                                                             \
    static NUMBER name(const Net *net, const NUMBER *p, NUMBER *dp)                                          \
    {                                                                                                        \
        NUMBER loss = 0;                                                                                     \
        const NUMBER *W = p, *b = p + HIDDEN * IN, *w = b + HIDDEN, scale = (NUMBER)net->setting->scale;     \
        for (size_t i = 0; dp && i < N; i++)                                                                 \
            dp[i] = 0;                                                                                       \
        for (size_t s = 0; s < SAMPLES; s++) {                                                               \
            NUMBER h[HIDDEN], slope[HIDDEN], y = 0;                                                          \
            for (size_t i = 0; i < HIDDEN; i++) {                                                            \
                NUMBER z = b[i];                                                                             \
                for (size_t j = 0; j < IN; j++)                                                              \
                    z += W[i * IN + j] * (NUMBER)net->x[s][j];                                               \
                h[i] = net->setting->rectified ? (z > 0 ? z : 0) : tanh(z);                                  \
                slope[i] = net->setting->rectified ? (NUMBER)(z > 0) : 1 - h[i] * h[i];                      \
                y += w[i] * h[i];                                                                            \
            }                                                                                                \
            NUMBER error = y - (NUMBER)net->y[s], dy = scale * error / SAMPLES;                              \
            loss += error * error / (2 * SAMPLES);                                                           \
            for (size_t i = 0; dp && i < HIDDEN; i++) {                                                      \
                NUMBER dz = dy * w[i] * slope[i];                                                            \
                dp[HIDDEN * IN + HIDDEN + i] += dy * h[i];                                                   \
                dp[HIDDEN * IN + i] += dz;                                                                   \
                for (size_t j = 0; j < IN; j++)                                                              \
                    dp[i * IN + j] += dz * (NUMBER)net->x[s][j];                                             \
            }                                                                                                \
        }                                                                                                    \
        return scale * loss + (NUMBER)net->setting->offset;                                                  \
    }
FORWARD_AND_BACKWARD(double, tanh, pass_double)
FORWARD_AND_BACKWARD(float, tanhf, pass_float)

static int loss(void *user, double *value)
{
    const Net *net = user;
    *value = net->setting->is_float ? (double)pass_float(net, net->pf, NULL) : pass_double(net, net->p, NULL);
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Net *net = user;
    (void)blocks;
    if (net->setting->is_float) {
        pass_float(net, net->pf, net->dpf);
        if (net->spoiled < N)
            net->dpf[net->spoiled] *= 1.01f;
    } else {
        pass_double(net, net->p, net->dp);
        if (net->spoiled < N)
            net->dp[net->spoiled] *= 1.01;
    }
    return 0;
}

static double chance(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ldexp((double)(*state >> 11), -52) - 1;
}

static GradcheckReport *check(Net *net, const Setting *setting, uint64_t seed, bool spoil)
{
    uint64_t state = seed * 1000003 + 17;
    net->setting = setting;
    for (size_t i = 0; i < N; i++) {
        net->p[i] = chance(&state);
        net->pf[i] = (float)net->p[i];
    }
    for (size_t s = 0; s < SAMPLES; s++) {
        net->y[s] = chance(&state);
        for (size_t j = 0; j < IN; j++)
            net->x[s][j] = chance(&state);
    }
    net->spoiled = spoil ? (size_t)(fabs(chance(&state)) * N) % N : N;
    size_t at[] = {0, HIDDEN * IN, HIDDEN * IN + HIDDEN}, rows[] = {HIDDEN, HIDDEN, 1},
           cols[] = {IN, 1, HIDDEN};
    GradcheckBlock blocks[3];
    for (size_t b = 0; b < 3; b++)
        blocks[b] = (GradcheckBlock){
            .name = b == 0   ? "W"
                    : b == 1 ? "b"
                             : "w",
            .value = setting->is_float ? (void *)(net->pf + at[b]) : (void *)(net->p + at[b]),
            .gradient = setting->is_float ? (void *)(net->dpf + at[b]) : (void *)(net->dp + at[b]),
            .rows = rows[b],
            .cols = cols[b],
            .type = setting->is_float ? GRADCHECK_FLOAT : GRADCHECK_DOUBLE};
    GradcheckProblem problem = {
        .user = net, .blocks = blocks, .n_blocks = 3, .loss = loss, .gradient = gradient};
    GradcheckOptions options = gradcheck_options();
    options.seed = seed;
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, &options, &report), GRADCHECK_OK);
    return report;
}

static GradcheckVerdict of_entry(const GradcheckReport *report, size_t entry, double *analytic)
{
    for (size_t b = 0; b < report->n_blocks; b++) {
        if (entry < report->blocks[b].n_entries) {
            *analytic = report->blocks[b].entries[entry].analytic;
            return report->blocks[b].entries[entry].verdict;
        }
        entry -= report->blocks[b].n_entries;
    }
    return GRADCHECK_NOT_CHECKED;
}

static void no_right_gradient_is_rejected_and_no_wrong_one_accepted(void **state)
{
    (void)state;
    static Net net;
    const char *asked = getenv("GRADCHECK_NETS");
    size_t nets = asked ? (size_t)atol(asked) : test_brief() ? 20 : 200;
    printf("  %zu nets of %d parameters   right: agrees undecided wrong   one entry 1 %% off: found "
           "undecided agrees\n",
           nets, N);
    for (size_t s = 0; s < sizeof settings / sizeof *settings; s++) {
        size_t right[GRADCHECK_VERDICTS] = {0}, wrong[GRADCHECK_VERDICTS] = {0}, spoiled = 0;
        for (size_t seed = 1; seed <= nets; seed++) {
            double analytic = 0;
            GradcheckReport *report = check(&net, &settings[s], seed, false);
            right[report->verdict]++;
            gradcheck_report_free(report);
            report = check(&net, &settings[s], seed, true);
            GradcheckVerdict verdict = of_entry(report, net.spoiled, &analytic);
            if (analytic != 0) { /* 1 % of nothing is no mistake */
                wrong[verdict]++;
                spoiled++;
            }
            gradcheck_report_free(report);
        }
        printf("  %-26s %13zu %9zu %5zu %27zu %9zu %6zu\n", settings[s].name, right[GRADCHECK_AGREES],
               right[GRADCHECK_CANNOT_TELL], right[GRADCHECK_WRONG], wrong[GRADCHECK_WRONG],
               wrong[GRADCHECK_CANNOT_TELL], wrong[GRADCHECK_AGREES]);
        assert_int_equal(right[GRADCHECK_AGREES] + right[GRADCHECK_CANNOT_TELL], nets);
        assert_int_equal(wrong[GRADCHECK_AGREES], 0);
        assert_int_equal(wrong[GRADCHECK_WRONG] + wrong[GRADCHECK_CANNOT_TELL], spoiled);
        size_t least = test_brief()           ? 85
                       : settings[s].is_float ? 95
                                              : 99; /* per cent; of a few it may be fewer */
        assert_true(wrong[GRADCHECK_WRONG] * 100 >= spoiled * least);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_right_gradient_is_rejected_and_no_wrong_one_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
