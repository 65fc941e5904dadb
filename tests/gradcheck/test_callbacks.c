/* Functions of many outputs whose derivatives are known: every entry of what is compared, and what the callbacks do
 * besides, one thing at a time. */
#include "gradcheck/gradcheck_outputs.h"
#include "gradcheck/gradcheck_random.h"
#include "support/test.h"

enum { P = 2, Q = 3, IN = P + Q, OUT = 3, TROUBLE = 13, WEIGHTS = 3000, DIRECTIONS = 2000, ROWS = 2 };

typedef enum Callback { NOBODY, VALUES, JACOBIAN, JVP, VJP, PRODUCT, GRADIENT } Callback;

typedef enum Breach {
    NO_BREACH,
    RETURNS,    /* TROUBLE */
    OVERRUNS,   /* what it is given to write to */
    OVERRUNS_V, /* what it is given to read */
    LEAVES,     /* the last two numbers */
    CHANGES,    /* the second block's values */
    SAYS_OUTSIDE,
    GIVES_NAN, /* as its second number */
    DIFFERS,   /* each time, in its second number */
    SPOILS,    /* what it is given to read, within its bounds */
} Breach;

/* F0 = p0 q0 + sin q1, F1 = exp(p1) q2, F2 = p0^2 p1 - q2 / (1 + q0^2); the loss of the Hessian is F2 + F0. */
typedef struct Model {
    double p[P], q[Q], dp[P], dq[Q];
    Callback who;
    Breach breach;
    int from, calls; /* the breach is made from this call of the callback on */
} Model;

static void jacobian_of(const Model *m, double J[OUT][IN])
{
    double d = 1 + m->q[0] * m->q[0];
    double right[OUT][IN] = {
        {m->q[0], 0, m->p[0], cos(m->q[1]), 0},
        {0, exp(m->p[1]) * m->q[2], 0, 0, exp(m->p[1])},
        {2 * m->p[0] * m->p[1], m->p[0] * m->p[0], 2 * m->q[0] * m->q[2] / (d * d), 0, -1 / d}};
    memcpy(J, right, sizeof right);
}

/* What this callback does at this call, with n numbers at `out`. True: it ends with *code. */
static Breach breach(Model *m, Callback who)
{
    return m->who == who && ++m->calls >= m->from ? m->breach : NO_BREACH;
}

static int besides(Model *m, Breach now, double *out, size_t n)
{
    static double other;
    if (now == OVERRUNS)
        memcpy((char *)(out + n), &(double){1}, sizeof(double));
    if (now == CHANGES)
        m->q[1] += 1;
    if (now == GIVES_NAN)
        out[1] = NAN;
    if (now == DIFFERS)
        out[1] += other += 1e-3;
    return now == RETURNS ? TROUBLE : now == SAYS_OUTSIDE ? GRADCHECK_OUTSIDE : 0;
}

static size_t written(Breach now, size_t n)
{
    return now == LEAVES ? n - 2 : n;
}

static int values(void *user, double *out)
{
    Model *m = user;
    Breach now = breach(m, VALUES);
    double all[OUT] = {m->p[0] * m->q[0] + sin(m->q[1]), exp(m->p[1]) * m->q[2],
                       m->p[0] * m->p[0] * m->p[1] - m->q[2] / (1 + m->q[0] * m->q[0])};
    memcpy(out, all, written(now, OUT) * sizeof *out);
    return besides(m, now, out, OUT);
}

static int jacobian(void *user, double *out)
{
    Model *m = user;
    Breach now = breach(m, JACOBIAN);
    double J[OUT][IN];
    jacobian_of(m, J);
    memcpy(out, J, written(now, (size_t)OUT * IN) * sizeof *out);
    return besides(m, now, out, (size_t)OUT * IN);
}

static int jvp(void *user, const GradcheckBlock *blocks, double *out)
{
    Model *m = user;
    Breach now = breach(m, JVP);
    double J[OUT][IN];
    jacobian_of(m, J);
    for (size_t j = 0; j < written(now, OUT); j++) {
        out[j] = 0;
        for (size_t e = 0; e < IN; e++)
            out[j] += J[j][e] * ((double *)blocks[e < P ? 0 : 1].gradient)[e < P ? e : e - P];
    }
    return besides(m, now, out, OUT);
}

static int vjp(void *user, const double *u, const GradcheckBlock *blocks)
{
    Model *m = user;
    Breach now = breach(m, VJP);
    double J[OUT][IN];
    jacobian_of(m, J);
    for (size_t e = 0; e < (now == LEAVES ? IN - 1 : IN); e++) {
        double sum = 0;
        for (size_t j = 0; j < OUT; j++)
            sum += u[j] * J[j][e];
        double *to = (double *)blocks[e < P ? 0 : 1].gradient + (e < P ? e : e - P);
        *to = blocks[0].adds ? *to + sum : sum;
    }
    if (now == SPOILS)
        ((double *)(uintptr_t)u)[0] = 77;
    return now == RETURNS ? TROUBLE : 0;
}

static GradcheckMap map_of(Model *m, GradcheckBlock blocks[2])
{
    *m = (Model){.p = {0.3, -0.7}, .q = {1.1, 0.4, -2}};
    blocks[0] = (GradcheckBlock){.name = "p", .value = m->p, .gradient = m->dp, .rows = 1, .cols = P};
    blocks[1] = (GradcheckBlock){.name = "q", .value = m->q, .gradient = m->dq, .rows = Q, .cols = 1};
    return (GradcheckMap){.name = "F",
                          .user = m,
                          .blocks = blocks,
                          .n_blocks = 2,
                          .n_out = OUT,
                          .values = values,
                          .jacobian = jacobian,
                          .vjp = vjp,
                          .jvp = jvp};
}

typedef GradcheckStatus Check(const GradcheckMap *, const GradcheckOptions *, GradcheckReport **);

/* The direction of a seed, as a block's numbers: Gaussian in units of max(1, |x|). */
static void direction_of(const Model *m, uint64_t seed, size_t d, double v[IN])
{
    GradcheckRandom random = gradcheck_random_stream(seed, DIRECTIONS + d);
    for (size_t e = 0; e < IN; e++)
        v[e] = gradcheck_random_normal(&random) * fmax(1, fabs(e < P ? m->p[e] : m->q[e - P]));
}

/* ----------------------------------------------------------------------------------------------- every number of it */

static void every_entry_of_a_jacobian_is_compared_with_its_own_difference(void **state)
{
    (void)state;
    Model m;
    GradcheckBlock blocks[2];
    GradcheckMap map = map_of(&m, blocks);
    GradcheckReport *report;
    double J[OUT][IN];
    jacobian_of(&m, J);
    m.who = VALUES;
    assert_int_equal(gradcheck_map_jacobian(&map, NULL, &report), GRADCHECK_OK);
    assert_int_equal(report->verdict, GRADCHECK_AGREES);
    assert_close(report->deviations, 4 + sqrt(2 * log(OUT * IN)), 1e-12);
    assert_string_equal(report->name, "F");
    for (size_t b = 0; b < 2; b++) {
        size_t cols = b == 0 ? P : Q, from = b == 0 ? 0 : P;
        assert_int_equal(report->blocks[b].rows, OUT);
        assert_int_equal(report->blocks[b].cols, cols);
        assert_int_equal(report->blocks[b].n_entries, OUT * cols);
        for (size_t i = 0; i < OUT * cols; i++) {
            const GradcheckEntry *entry = &report->blocks[b].entries[i];
            double largest = 0;
            for (size_t j = 0; j < OUT; j++)
                largest = fmax(largest, fabs(J[j][from + i % cols]));
            assert_int_equal(entry->index, i);
            assert_true(entry->analytic == J[i / cols][from + i % cols]);
            assert_close(entry->numeric, entry->analytic, 1e-9);
            assert_close_relative(entry->analytic_rounding, 64 * 0x1p-53 * largest, 1e-12);
            assert_true(entry->loss_plus != entry->loss_minus || entry->analytic == 0);
        }
    }
    assert_int_equal(report->evaluations, m.calls); /* each gives all outputs at once */
    assert_true(m.calls >= 2 + 7 + 6 * IN);
    gradcheck_report_free(report);
}

static void every_entry_of_a_product_is_the_jacobian_times_a_direction(void **state)
{
    (void)state;
    Model m;
    GradcheckBlock blocks[2];
    GradcheckMap map = map_of(&m, blocks);
    GradcheckReport *report;
    GradcheckOptions options = gradcheck_options();
    options.seed = 5;
    double J[OUT][IN], v[IN];
    jacobian_of(&m, J);
    for (unsigned told = 0; told < 4; told++) {
        options.screen_directions = told;
        size_t rows = told ? told : 1;
        assert_int_equal(gradcheck_map_tangent(&map, &options, &report), GRADCHECK_OK);
        assert_int_equal(report->verdict, GRADCHECK_AGREES);
        assert_int_equal(report->n_blocks, 1);
        assert_string_equal(report->blocks[0].name, "J v");
        assert_int_equal(report->blocks[0].rows, rows);
        assert_int_equal(report->blocks[0].cols, OUT);
        assert_int_equal(report->blocks[0].n_entries, rows * OUT);
        for (size_t i = 0; i < rows * OUT; i++) {
            const GradcheckEntry *entry = &report->blocks[0].entries[i];
            double product[OUT] = {0}, largest = 0;
            direction_of(&m, 5, i / OUT, v);
            for (size_t j = 0; j < OUT; j++) {
                for (size_t e = 0; e < IN; e++)
                    product[j] += J[j][e] * v[e];
                largest = fmax(largest, fabs(product[j]));
            }
            assert_int_equal(entry->index, i);
            assert_true(entry->analytic == product[i % OUT]);
            assert_close(entry->numeric, entry->analytic, 1e-8);
            assert_close_relative(entry->analytic_rounding, 64 * 0x1p-53 * largest, 1e-12);
        }
        gradcheck_report_free(report);
    }
}

static void a_transposed_product_is_checked_as_the_gradient_of_a_weighted_sum(void **state)
{
    (void)state;
    Model m;
    GradcheckBlock blocks[2];
    GradcheckMap map = map_of(&m, blocks);
    GradcheckReport *report;
    GradcheckOptions options = gradcheck_options();
    options.seed = 6;
    double J[OUT][IN], weights[OUT];
    jacobian_of(&m, J);
    GradcheckRandom random = gradcheck_random_stream(6, WEIGHTS);
    for (size_t j = 0; j < OUT; j++)
        weights[j] = gradcheck_random_normal(&random);
    m.who = VJP;
    m.breach = SPOILS; /* a copy of the weights */
    assert_int_equal(gradcheck_map_vjp(&map, &options, &report), GRADCHECK_OK);
    assert_int_equal(report->verdict, GRADCHECK_AGREES);
    double sum = weights[0] * (0.3 * 1.1 + sin(0.4)) + weights[1] * exp(-0.7) * -2 +
                 weights[2] * (0.09 * -0.7 + 2 / (1 + 1.21));
    assert_close(report->loss, sum, 1e-15);
    for (size_t e = 0; e < IN; e++) {
        double slope = 0;
        for (size_t j = 0; j < OUT; j++)
            slope += weights[j] * J[j][e];
        const GradcheckEntry *entry = &report->blocks[e < P ? 0 : 1].entries[e < P ? e : e - P];
        assert_close(entry->analytic, slope, 1e-15);
        assert_close(entry->numeric, slope, 1e-9);
    }
    gradcheck_report_free(report);
}

static void both_sides_of_the_dot_product_test_are_sums_that_can_be_made_by_hand(void **state)
{
    (void)state;
    for (int adds = 0; adds < 2; adds++)
        for (unsigned told = 0; told < 3; told++) {
            Model m;
            GradcheckBlock blocks[2];
            GradcheckMap map = map_of(&m, blocks);
            GradcheckReport *report;
            GradcheckOptions options = gradcheck_options();
            options.seed = 8;
            options.screen_directions = told;
            blocks[0].adds = blocks[1].adds = adds;
            size_t rows = told ? told : 1;
            double J[OUT][IN], v[IN];
            jacobian_of(&m, J);
            assert_int_equal(gradcheck_map_adjoint(&map, &options, &report), GRADCHECK_OK);
            assert_int_equal(report->verdict, GRADCHECK_AGREES);
            assert_string_equal(report->blocks[0].name, "u.Jv = v.J'u");
            assert_int_equal(report->blocks[0].n_entries, rows);
            assert_int_equal(report->n_blocks, 1);
            assert_int_equal(report->evaluations, rows * 2 * 7);
            assert_true(report->deviations == 6);
            for (size_t d = 0; d < rows; d++) {
                const GradcheckEntry *entry = &report->blocks[0].entries[d];
                GradcheckRandom random = gradcheck_random_stream(8, WEIGHTS + 1 + d);
                double product = 0, size = 0, backward[IN] = {0};
                direction_of(&m, 8, d, v);
                for (size_t j = 0; j < OUT; j++) {
                    double weight = gradcheck_random_normal(&random), forward = 0;
                    for (size_t e = 0; e < IN; e++) {
                        forward += J[j][e] * v[e];
                        backward[e] += weight * J[j][e];
                    }
                    product += weight * forward;
                    size += fabs(weight * forward);
                }
                for (size_t e = 0; e < IN; e++)
                    size += fabs(backward[e] * v[e]);
                assert_int_equal(entry->index, d);
                assert_close(entry->analytic, product, 1e-14);
                assert_close(entry->numeric, product, 1e-14);
                assert_true(entry->loss_plus == entry->numeric && entry->loss_minus == entry->analytic);
                assert_true(entry->rounding >= 8 * 0x1p-53 * size * (1 - 1e-4));
                assert_true(entry->rounding <=
                            (8 + 6 * 2) * 0x1p-53 * size); /* the spread of a few roundings */
                assert_true(entry->bar == entry->rounding);
            }
            gradcheck_report_free(report);
        }
}

/* L = F2 + F0, whose gradient and Hessian come from the third row and the first. */
static int loss(void *user, double *value)
{
    double out[OUT];
    Model *m = user;
    Callback who = m->who;
    m->who = NOBODY;
    int code = values(user, out);
    m->who = who;
    *value = out[0] + out[2];
    return code;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    Breach now = breach(m, GRADIENT);
    double J[OUT][IN];
    jacobian_of(m, J);
    for (size_t e = 0; e < IN; e++)
        ((double *)blocks[e < P ? 0 : 1].gradient)[e < P ? e : e - P] = J[0][e] + J[2][e];
    if (now == GIVES_NAN || now == DIFFERS)
        return besides(m, now, blocks[1].gradient, Q);
    return now == RETURNS ? TROUBLE : now == SAYS_OUTSIDE ? GRADCHECK_OUTSIDE : 0;
}

static void hessian_of(const Model *m, double H[IN][IN])
{
    double q0 = m->q[0], d = 1 + q0 * q0;
    double right[IN][IN] = {{2 * m->p[1], 2 * m->p[0], 1, 0, 0},
                            {2 * m->p[0], 0, 0, 0, 0},
                            {1, 0, 2 * m->q[2] * (1 - 3 * q0 * q0) / (d * d * d), 0, 2 * q0 / (d * d)},
                            {0, 0, 0, -sin(m->q[1]), 0},
                            {0, 0, 2 * q0 / (d * d), 0, 0}};
    memcpy(H, right, sizeof right);
}

static int product(void *user, const GradcheckBlock *v, const GradcheckBlock *out)
{
    Model *m = user;
    Breach now = breach(m, PRODUCT);
    double H[IN][IN];
    hessian_of(m, H);
    for (size_t e = 0; e < (now == LEAVES ? IN - 1 : IN); e++) {
        double sum = 0;
        for (size_t k = 0; k < IN; k++)
            sum += H[e][k] * ((double *)v[k < P ? 0 : 1].gradient)[k < P ? k : k - P];
        ((double *)out[e < P ? 0 : 1].gradient)[e < P ? e : e - P] = sum;
    }
    if (now == OVERRUNS_V)
        memcpy((char *)v[1].gradient + Q * sizeof(double), &(double){1}, sizeof(double));
    return now == LEAVES || now == OVERRUNS_V ? 0 : besides(m, now, out[1].gradient, Q);
}

static GradcheckProblem problem_of(Model *m, GradcheckBlock blocks[2])
{
    GradcheckMap map = map_of(m, blocks);
    return (GradcheckProblem){
        .name = "L", .user = map.user, .blocks = blocks, .n_blocks = 2, .loss = loss, .gradient = gradient};
}

static void every_entry_of_a_second_derivative_is_the_hessian_times_a_direction(void **state)
{
    (void)state;
    Model m;
    GradcheckOptions options = gradcheck_options();
    options.seed = 4;
    for (unsigned told = 0; told < 4; told++) {
        options.screen_directions = told;
        size_t rows = told ? told : 1;
        GradcheckBlock blocks[2];
        GradcheckProblem problem = problem_of(&m, blocks);
        GradcheckReport *report;
        assert_int_equal(gradcheck_map_hessian(&problem, product, &options, &report), GRADCHECK_OK);
        assert_int_equal(report->verdict, GRADCHECK_AGREES);
        double H[IN][IN], v[IN];
        hessian_of(&m, H);
        for (size_t b = 0; b < 2; b++) {
            size_t cols = b == 0 ? P : Q;
            assert_int_equal(report->blocks[b].rows, rows);
            assert_int_equal(report->blocks[b].cols, cols);
            assert_int_equal(report->blocks[b].n_entries, rows * cols);
            for (size_t i = 0; i < rows * cols; i++) {
                const GradcheckEntry *entry = &report->blocks[b].entries[i];
                double all[IN] = {0}, largest = 0;
                direction_of(&m, 4, i / cols, v);
                for (size_t e = 0; e < IN; e++) {
                    for (size_t k = 0; k < IN; k++)
                        all[e] += H[e][k] * v[k];
                    largest = fmax(largest, fabs(all[e]));
                }
                assert_int_equal(entry->index, i);
                assert_close(entry->analytic, all[(b == 0 ? 0 : P) + i % cols], 1e-15);
                assert_close(entry->numeric, entry->analytic, 1e-7);
                assert_close_relative(entry->analytic_rounding, 64 * 0x1p-53 * largest, 1e-12);
            }
        }
        gradcheck_report_free(report);
    }
}

/* --------------------------------------------------------------------------------------------------- what else is done */

typedef struct Expected {
    Check *check; /* NULL: the second derivative */
    Callback who;
    Breach breach;
    int from;
    GradcheckVerdict verdict;
    int code;
    const char *message, *finding; /* "" and NULL: none */
} Expected;

static const Expected expected[] = {
    {gradcheck_map_jacobian, VALUES, RETURNS, 1, GRADCHECK_FAILED, TROUBLE, "the values callback returned 13",
     NULL},
    {gradcheck_map_jacobian, VALUES, RETURNS, 2, GRADCHECK_FAILED, TROUBLE, "the values callback returned 13",
     NULL},
    {gradcheck_map_jacobian, VALUES, RETURNS, 5, GRADCHECK_FAILED, TROUBLE, "the values callback returned 13",
     NULL},
    {gradcheck_map_jacobian, VALUES, RETURNS, 40, GRADCHECK_FAILED, TROUBLE,
     "the values callback returned 13", NULL},
    {gradcheck_map_jacobian, VALUES, SAYS_OUTSIDE, 1, GRADCHECK_NOT_FINITE, 0,
     "the point lies outside the domain", NULL},
    {gradcheck_map_jacobian, VALUES, SAYS_OUTSIDE, 2, GRADCHECK_NOT_FINITE, 0,
     "the point lies outside the domain", NULL},
    {gradcheck_map_jacobian, VALUES, GIVES_NAN, 1, GRADCHECK_NOT_FINITE, 0,
     "output 1 at the point is not finite", NULL},
    {gradcheck_map_jacobian, VALUES, DIFFERS, 1, GRADCHECK_NOT_DETERMINISTIC, 0,
     "two calls at the same point differ", "two calls at the same point differ in output 1"},
    {gradcheck_map_jacobian, VALUES, OVERRUNS, 1, GRADCHECK_IMPURE, 0, "",
     "the values callback wrote outside its outputs"},
    {gradcheck_map_jacobian, VALUES, LEAVES, 30, GRADCHECK_IMPURE, 0, "",
     "the values callback left 2 of 3 outputs unwritten, number 1 the first"},
    {gradcheck_map_jacobian, VALUES, CHANGES, 60, GRADCHECK_IMPURE, 0, "",
     "a callback changed the values of block q"},
    {gradcheck_map_jacobian, JACOBIAN, RETURNS, 1, GRADCHECK_FAILED, TROUBLE,
     "the Jacobian callback returned 13", NULL},
    {gradcheck_map_jacobian, JACOBIAN, OVERRUNS, 1, GRADCHECK_IMPURE, 0, "",
     "the Jacobian callback wrote outside the matrix"},
    {gradcheck_map_jacobian, JACOBIAN, LEAVES, 1, GRADCHECK_NOT_FINITE, 0, "",
     "2 of 15 entries of the Jacobian were never written, row 2, column 3 the first"},
    {gradcheck_map_jacobian, JACOBIAN, CHANGES, 1, GRADCHECK_IMPURE, 0, "",
     "the Jacobian callback changed the values of block q"},
    {gradcheck_map_jacobian, JACOBIAN, GIVES_NAN, 1, GRADCHECK_NOT_FINITE, 0, "", NULL},
    {gradcheck_map_tangent, VALUES, RETURNS, 30, GRADCHECK_FAILED, TROUBLE, "the values callback returned 13",
     NULL},
    {gradcheck_map_tangent, JVP, RETURNS, 1, GRADCHECK_FAILED, TROUBLE, "the jvp callback returned 13", NULL},
    {gradcheck_map_tangent, JVP, OVERRUNS, 1, GRADCHECK_IMPURE, 0, "",
     "the jvp callback wrote outside its outputs"},
    {gradcheck_map_tangent, JVP, CHANGES, 1, GRADCHECK_IMPURE, 0, "",
     "the jvp callback changed the values of block q"},
    {gradcheck_map_tangent, JVP, LEAVES, 1, GRADCHECK_NOT_FINITE, 0, "", NULL},
    {gradcheck_map_tangent, JVP, LEAVES, 2, GRADCHECK_NOT_FINITE, 0, "", NULL},
    {gradcheck_map_tangent, JVP, GIVES_NAN, 1, GRADCHECK_NOT_FINITE, 0, "", NULL},
    {gradcheck_map_vjp, VALUES, LEAVES, 1, GRADCHECK_NOT_FINITE, 0,
     "the loss at the point is NaN, or outside its domain", NULL},
    {gradcheck_map_vjp, VALUES, RETURNS, 1, GRADCHECK_FAILED, TROUBLE, "the loss callback returned 13", NULL},
    {gradcheck_map_vjp, VJP, RETURNS, 1, GRADCHECK_FAILED, TROUBLE, "the gradient callback returned 13",
     NULL},
    {gradcheck_map_adjoint, JVP, RETURNS, 1, GRADCHECK_FAILED, TROUBLE, "the jvp or vjp callback returned 13",
     NULL},
    {gradcheck_map_adjoint, JVP, RETURNS, 4, GRADCHECK_FAILED, TROUBLE, "the jvp or vjp callback returned 13",
     NULL},
    {gradcheck_map_adjoint, VJP, RETURNS, 4, GRADCHECK_FAILED, TROUBLE, "the jvp or vjp callback returned 13",
     NULL},
    {gradcheck_map_adjoint, JVP, LEAVES, 1, GRADCHECK_NOT_FINITE, 0,
     "J v is not finite, or was not written whole", NULL},
    {gradcheck_map_adjoint, JVP, LEAVES, 8, GRADCHECK_NOT_FINITE, 0,
     "J v is not finite, or was not written whole", NULL},
    {gradcheck_map_adjoint, VJP, LEAVES, 1, GRADCHECK_NOT_FINITE, 0,
     "J'u is not finite, or was not written whole", NULL},
    {gradcheck_map_adjoint, VJP, LEAVES, 8, GRADCHECK_NOT_FINITE, 0,
     "J'u is not finite, or was not written whole", NULL},
    {gradcheck_map_adjoint, JVP, OVERRUNS, 1, GRADCHECK_IMPURE, 0, "",
     "the jvp callback wrote outside its outputs"},
    {NULL, PRODUCT, RETURNS, 1, GRADCHECK_FAILED, TROUBLE, "the Hessian-vector callback returned 13", NULL},
    {NULL, PRODUCT, OVERRUNS, 1, GRADCHECK_IMPURE, 0, "",
     "the Hessian-vector callback wrote outside block q"},
    {NULL, PRODUCT, OVERRUNS_V, 1, GRADCHECK_IMPURE, 0, "",
     "the Hessian-vector callback wrote outside block q"},
    {NULL, PRODUCT, CHANGES, 1, GRADCHECK_IMPURE, 0, "",
     "the Hessian-vector callback changed the values of block q"},
    {NULL, PRODUCT, LEAVES, 1, GRADCHECK_NOT_FINITE, 0, "", NULL},
    {NULL, PRODUCT, LEAVES, 2, GRADCHECK_NOT_FINITE, 0, "", NULL},
    {NULL, PRODUCT, GIVES_NAN, 1, GRADCHECK_NOT_FINITE, 0, "", NULL},
    {NULL, GRADIENT, RETURNS, 1, GRADCHECK_FAILED, TROUBLE, "the gradient callback returned 13", NULL},
    {NULL, GRADIENT, RETURNS, 30, GRADCHECK_FAILED, TROUBLE, "the gradient callback returned 13", NULL},
    {NULL, GRADIENT, GIVES_NAN, 1, GRADCHECK_NOT_FINITE, 0, "output 3 at the point is not finite", NULL},
    {NULL, GRADIENT, DIFFERS, 1, GRADCHECK_NOT_DETERMINISTIC, 0, "two calls at the same point differ",
     "two calls at the same point differ in output 3"},
};

/* The kind of what is said in these words. */
static GradcheckFindingKind kind_of(const char *words)
{
    return strstr(words, "outside")   ? GRADCHECK_FINDING_OVERRUN
           : strstr(words, "written") ? GRADCHECK_FINDING_NOT_WRITTEN
           : strstr(words, "differ")  ? GRADCHECK_FINDING_STATE
                                      : GRADCHECK_FINDING_INPUT_CHANGED;
}

static void what_the_callbacks_do_besides_is_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const Expected *e = &expected[i];
        Model m, before;
        GradcheckBlock blocks[2];
        GradcheckReport *report;
        if (e->check) {
            GradcheckMap map = map_of(&m, blocks);
            m.who = e->who;
            m.breach = e->breach;
            m.from = e->from;
            before = m;
            assert_int_equal(e->check(&map, NULL, &report), GRADCHECK_OK);
        } else {
            GradcheckProblem problem = problem_of(&m, blocks);
            m.who = e->who;
            m.breach = e->breach;
            m.from = e->from;
            before = m;
            assert_int_equal(gradcheck_map_hessian(&problem, product, NULL, &report), GRADCHECK_OK);
        }
        bool right = report->verdict == e->verdict && report->callback_code == e->code &&
                     strcmp(report->message, e->message) == 0 && report->n_findings == (e->finding != NULL) &&
                     (!e->finding || (strcmp(report->findings[0].text, e->finding) == 0 &&
                                      report->findings[0].kind == kind_of(e->finding)));
        if (!right) {
            char text[4096];
            gradcheck_text_copy(report, NULL, text, sizeof text);
            print_error("case %zu: code %d, message '%s', %zu findings\n%s", i, report->callback_code,
                        report->message, report->n_findings, text);
        }
        assert_true(right);
        assert_memory_equal(m.p, before.p, sizeof m.p + sizeof m.q);
        assert_memory_equal(m.dp, before.dp, sizeof m.dp + sizeof m.dq);
        gradcheck_report_free(report);
    }
}

static void what_is_not_there_is_said(void **state)
{
    (void)state;
    static const struct {
        Check *check;
        int without; /* 0: values, 1: outputs, 2: Jacobian, 3: jvp, 4: vjp, 5: blocks, 6: too many outputs */
        GradcheckStatus status;
        const char *message;
    } cases[] = {
        {gradcheck_map_jacobian, 0, GRADCHECK_BAD_PROBLEM, "the map has no values callback or no outputs"},
        {gradcheck_map_jacobian, 1, GRADCHECK_BAD_PROBLEM, "the map has no values callback or no outputs"},
        {gradcheck_map_jacobian, 2, GRADCHECK_OK, "the map has no Jacobian callback"},
        {gradcheck_map_jacobian, 5, GRADCHECK_BAD_PROBLEM, "the problem has no blocks"},
        {gradcheck_map_jacobian, 6, GRADCHECK_BAD_PROBLEM, "too many outputs"},
        {gradcheck_map_tangent, 0, GRADCHECK_BAD_PROBLEM, "the map has no values callback or no outputs"},
        {gradcheck_map_tangent, 3, GRADCHECK_OK, "the map has no jvp callback"},
        {gradcheck_map_vjp, 0, GRADCHECK_BAD_PROBLEM, "the problem has no loss or no gradient callback"},
        {gradcheck_map_vjp, 1, GRADCHECK_BAD_PROBLEM, "the problem has no loss or no gradient callback"},
        {gradcheck_map_vjp, 4, GRADCHECK_BAD_PROBLEM, "the problem has no loss or no gradient callback"},
        {gradcheck_map_vjp, 6, GRADCHECK_NO_MEMORY, NULL},
        {gradcheck_map_adjoint, 1, GRADCHECK_BAD_PROBLEM, "the map has no values callback or no outputs"},
        {gradcheck_map_adjoint, 3, GRADCHECK_OK, "the map has no jvp or no vjp callback"},
        {gradcheck_map_adjoint, 4, GRADCHECK_OK, "the map has no jvp or no vjp callback"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Model m;
        GradcheckBlock blocks[2];
        GradcheckMap map = map_of(&m, blocks);
        int without = cases[i].without;
        map.values = without == 0 ? NULL : values;
        map.n_out = without == 1 ? 0 : without == 6 ? SIZE_MAX / sizeof(double) : OUT;
        map.jacobian = without == 2 ? NULL : jacobian;
        map.jvp = without == 3 ? NULL : jvp;
        map.vjp = without == 4 ? NULL : vjp;
        map.blocks = without == 5 ? NULL : blocks;
        GradcheckReport *report;
        if (cases[i].check(&map, NULL, &report) != cases[i].status)
            print_error("case %zu\n", i);
        gradcheck_report_free(report);
        assert_int_equal(cases[i].check(&map, NULL, &report), cases[i].status);
        if (cases[i].message) {
            assert_string_equal(report->message, cases[i].message);
            assert_int_equal(report->verdict, GRADCHECK_NOT_CHECKED);
        } else
            assert_null(report);
        gradcheck_report_free(report);
    }
}

static void a_map_that_may_differ_is_not_stopped_for_it(void **state)
{
    (void)state;
    Model m;
    GradcheckBlock blocks[2];
    GradcheckMap map = map_of(&m, blocks);
    GradcheckOptions options = gradcheck_options();
    options.no_two_alike = true;
    m.who = VALUES;
    m.breach = DIFFERS;
    GradcheckReport *report;
    assert_int_equal(gradcheck_map_jacobian(&map, &options, &report), GRADCHECK_OK);
    assert_string_equal(report->message, "");
    assert_int_equal(report->n_findings, 0);
    assert_int_equal(report->blocks[0].n_entries, OUT * P);
    gradcheck_report_free(report);
}

static int left;

static int cancel(void *user, size_t made, size_t wanted)
{
    (void)user, (void)made, (void)wanted;
    return --left == 0;
}

static void a_cancelled_jacobian_keeps_the_blocks_that_were_measured_whole(void **state)
{
    (void)state;
    Model m;
    GradcheckBlock blocks[2];
    GradcheckMap map = map_of(&m, blocks);
    GradcheckOptions options = gradcheck_options();
    options.progress = cancel;
    left = P + 2;
    GradcheckReport *report;
    assert_int_equal(gradcheck_map_jacobian(&map, &options, &report), GRADCHECK_CANCELLED);
    assert_int_equal(report->blocks[0].n_entries, OUT * P);
    assert_int_equal(report->blocks[1].n_entries, 0);
    gradcheck_report_free(report);
}

/* ---------------------------------------------------------------------------------------------------- bounds and floats */

static float xf[2], gf[2];
static double seen_least, seen_most;

static int root_values(void *user, double *out)
{
    (void)user;
    double x = (double)xf[0];
    seen_least = fmin(seen_least, x);
    seen_most = fmax(seen_most, x);
    out[0] = sqrt(x) + 2 * (double)xf[1];
    return 0;
}

static int root_jacobian(void *user, double *out)
{
    (void)user;
    out[0] = 0.5 / sqrt((double)xf[0]);
    out[1] = 2;
    return 0;
}

static int root_jvp(void *user, const GradcheckBlock *blocks, double *out)
{
    (void)user;
    const float *v = blocks[0].gradient;
    out[0] = 0.5 / sqrt((double)xf[0]) * (double)v[0] + 2 * (double)v[1];
    return 0;
}

static int root_vjp(void *user, const double *u, const GradcheckBlock *blocks)
{
    (void)user;
    float *g = blocks[0].gradient;
    g[0] = (float)(u[0] * 0.5 / sqrt((double)xf[0]));
    g[1] = (float)(u[0] * 2);
    return 0;
}

static void floats_are_moved_to_floats_and_nothing_over_its_bounds(void **state)
{
    (void)state;
    static const double lower[] = {0.75, -1}, upper[] = {1.5, 1};
    GradcheckBlock block = {.name = "x",
                            .value = xf,
                            .gradient = gf,
                            .rows = 1,
                            .cols = 2,
                            .type = GRADCHECK_FLOAT,
                            .lower = lower,
                            .upper = upper};
    GradcheckMap map = {.blocks = &block,
                        .n_blocks = 1,
                        .n_out = 1,
                        .values = root_values,
                        .jacobian = root_jacobian,
                        .jvp = root_jvp,
                        .vjp = root_vjp};
    static Check *const checks[] = {gradcheck_map_jacobian, gradcheck_map_tangent, gradcheck_map_adjoint};
    for (int k = 0; k < 3; k++)
        for (int at = 0; at < 3; at++) { /* inside, and at each bound */
            xf[0] = at == 0 ? 1.1f : at == 1 ? 0.75f : 1.5f;
            xf[1] = 0.3f;
            seen_least = seen_most = (double)xf[0];
            GradcheckReport *report;
            assert_int_equal(checks[k](&map, NULL, &report), GRADCHECK_OK);
            assert_int_equal(report->verdict, GRADCHECK_AGREES);
            assert_true(seen_least >= lower[0] && seen_most <= upper[0]);
            if (k == 0) {
                const GradcheckEntry *entry = &report->blocks[0].entries[0];
                assert_true(entry->one_sided == (at > 0));
                assert_close_relative(entry->analytic_rounding, 64 * 0x1p-24 * entry->analytic, 1e-12);
                /* What was really moved is known, so that the rounding of x does not count. */
                assert_close(entry->numeric, entry->analytic, at == 0 ? 1e-7 : 1e-4);
            }
            if (k == 2)
                assert_true(report->blocks[0].entries[0].rounding >=
                            8 * 0x1p-24 * fabs(report->blocks[0].entries[0].numeric));
            gradcheck_report_free(report);
        }
}

static void what_cannot_be_measured_is_not_gone_on_with(void **state)
{
    (void)state;
    static const Breach breaches[] = {NO_BREACH, RETURNS, SAYS_OUTSIDE, GIVES_NAN, DIFFERS};
    for (size_t k = 0; k < sizeof breaches / sizeof *breaches; k++)
        for (int from = 1; from <= 2; from++) {
            Model m;
            GradcheckBlock blocks[2];
            GradcheckMap map = map_of(&m, blocks);
            m.who = VALUES;
            m.breach = breaches[k];
            m.from = from;
            GradcheckOptions options = gradcheck_options();
            GradcheckOutputs outputs = {.map = &map};
            GradcheckReport *report;
            assert_int_equal(gradcheck_outputs_open(&outputs, &options, &report), GRADCHECK_OK);
            assert_int_equal(gradcheck_outputs_measure(&outputs), k == 0);
            assert_int_equal(m.calls, k == 0 ? 2 + 21 : k < 3 && from == 1 ? 1 : 2);
            assert_int_equal(report->first_wrong_step, 0);
            gradcheck_outputs_close(&outputs);
            gradcheck_report_free(report);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_of_a_jacobian_is_compared_with_its_own_difference),
        cmocka_unit_test(every_entry_of_a_product_is_the_jacobian_times_a_direction),
        cmocka_unit_test(a_transposed_product_is_checked_as_the_gradient_of_a_weighted_sum),
        cmocka_unit_test(both_sides_of_the_dot_product_test_are_sums_that_can_be_made_by_hand),
        cmocka_unit_test(every_entry_of_a_second_derivative_is_the_hessian_times_a_direction),
        cmocka_unit_test(what_the_callbacks_do_besides_is_said),
        cmocka_unit_test(what_is_not_there_is_said),
        cmocka_unit_test(a_map_that_may_differ_is_not_stopped_for_it),
        cmocka_unit_test(a_cancelled_jacobian_keeps_the_blocks_that_were_measured_whole),
        cmocka_unit_test(floats_are_moved_to_floats_and_nothing_over_its_bounds),
        cmocka_unit_test(what_cannot_be_measured_is_not_gone_on_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
