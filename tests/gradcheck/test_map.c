#include "gradcheck/gradcheck.h"
#include "support/test.h"

/* F: (p, q) -> R^3 and its derivatives by hand; `fault` spoils one of them. */
typedef struct Model {
    double p[2], q[3], dp[2], dq[3];
    float pf[2];
    int fault;
} Model;

enum { OUT = 3, IN = 5 };

static int values(void *user, double *out)
{
    const Model *m = user;
    out[0] = m->p[0] * m->q[0] + sin(m->q[1]);
    out[1] = exp(m->p[1]) * m->q[2];
    out[2] = m->p[0] * m->p[0] * m->p[1] + m->q[2] / (1 + m->q[0] * m->q[0]);
    return m->fault == 9 ? 13 : 0;
}

static int jacobian(void *user, double *J)
{
    const Model *m = user;
    double d = 1 + m->q[0] * m->q[0];
    const double right[OUT * IN] = {m->q[0],
                                    0,
                                    m->p[0],
                                    cos(m->q[1]),
                                    0,
                                    0,
                                    exp(m->p[1]) * m->q[2],
                                    0,
                                    0,
                                    exp(m->p[1]),
                                    2 * m->p[0] * m->p[1],
                                    m->p[0] * m->p[0],
                                    -2 * m->q[0] * m->q[2] / (d * d),
                                    0,
                                    1 / d};
    memcpy(J, right, sizeof right);
    if (m->fault == 1)
        J[10] /= 2;
    if (m->fault == 2)
        J[15] = 1;
    if (m->fault == 3)
        J[4] = NAN;
    return 0;
}

static int vjp(void *user, const double *u, const GradcheckBlock *blocks)
{
    const Model *m = user;
    double J[OUT * IN + 1];
    ((Model *)user)->fault += 100;
    jacobian(user, J);
    ((Model *)user)->fault -= 100;
    for (size_t i = 0; i < IN; i++) {
        double sum = 0;
        for (size_t j = 0; j < OUT; j++)
            sum += u[j] * J[j * IN + i];
        double *to = i < 2 ? (double *)blocks[0].gradient + i : (double *)blocks[1].gradient + (i - 2);
        *to = m->fault == 4 && i == 3 ? 2 * sum : sum;
    }
    return 0;
}

static int jvp(void *user, const GradcheckBlock *blocks, double *out)
{
    const Model *m = user;
    double J[OUT * IN + 1];
    const double *vp = blocks[0].gradient, *vq = blocks[1].gradient;
    ((Model *)user)->fault += 100;
    jacobian(user, J);
    ((Model *)user)->fault -= 100;
    for (size_t j = 0; j < OUT; j++) {
        out[j] = 0;
        for (size_t i = 0; i < IN; i++)
            out[j] += J[j * IN + i] * (i < 2 ? vp[i] : vq[i - 2]);
    }
    if (m->fault == 5)
        out[2] *= -1;
    return 0;
}

static GradcheckReport *run(Model *m, GradcheckStatus (*check)(const GradcheckMap *, const GradcheckOptions *,
                                                               GradcheckReport **))
{
    GradcheckBlock blocks[] = {{.name = "p", .value = m->p, .gradient = m->dp, .rows = 1, .cols = 2},
                               {.name = "q", .value = m->q, .rows = 3, .cols = 1}};
    GradcheckMap map = {.name = "map",
                        .user = m,
                        .blocks = blocks,
                        .n_blocks = 2,
                        .n_out = OUT,
                        .values = values,
                        .jacobian = jacobian,
                        .vjp = vjp,
                        .jvp = jvp};
    Model before = *m;
    GradcheckReport *report;
    assert_int_equal(check(&map, NULL, &report), GRADCHECK_OK);
    assert_memory_equal(m, &before, sizeof before);
    return report;
}

static Model model(int fault)
{
    return (Model){.p = {0.3, -0.7}, .q = {1.1, 0.4, -0.9}, .dp = {3, 4}, .fault = fault};
}

static void expect(int fault,
                   GradcheckStatus (*check)(const GradcheckMap *, const GradcheckOptions *,
                                            GradcheckReport **),
                   GradcheckVerdict verdict)
{
    Model m = model(fault);
    GradcheckReport *report = run(&m, check);
    static char text[4096];
    gradcheck_text_copy(report, NULL, text, sizeof text);
    if (report->verdict != verdict)
        print_error("fault %d\n%s", fault, text);
    assert_int_equal(report->verdict, verdict);
    gradcheck_report_free(report);
}

static void a_jacobian_is_checked_entry_by_entry(void **state)
{
    (void)state;
    expect(0, gradcheck_map_jacobian, GRADCHECK_AGREES);
    expect(2, gradcheck_map_jacobian, GRADCHECK_IMPURE);
    expect(3, gradcheck_map_jacobian, GRADCHECK_NOT_FINITE);
    expect(9, gradcheck_map_jacobian, GRADCHECK_FAILED);
    Model m = model(1);
    GradcheckReport *report = run(&m, gradcheck_map_jacobian);
    assert_int_equal(report->verdict, GRADCHECK_WRONG);
    assert_int_equal(report->blocks[0].verdicts[GRADCHECK_WRONG], 1);
    assert_int_equal(report->blocks[0].worst->index, 2 * 2 + 0); /* output 2 by p[0] */
    assert_close(report->blocks[0].worst->numeric, 2 * 0.3 * -0.7, 1e-9);
    assert_int_equal(report->blocks[1].verdict, GRADCHECK_AGREES);
    gradcheck_report_free(report);
}

static void products_with_the_jacobian_are_checked(void **state)
{
    (void)state;
    expect(0, gradcheck_map_vjp, GRADCHECK_AGREES);
    expect(4, gradcheck_map_vjp, GRADCHECK_WRONG);
    expect(0, gradcheck_map_tangent, GRADCHECK_AGREES);
    expect(5, gradcheck_map_tangent, GRADCHECK_WRONG);
    expect(9, gradcheck_map_tangent, GRADCHECK_FAILED);
}

static void the_dot_product_test_needs_no_differences(void **state)
{
    (void)state;
    expect(0, gradcheck_map_adjoint, GRADCHECK_AGREES);
    expect(4, gradcheck_map_adjoint, GRADCHECK_WRONG);
    expect(5, gradcheck_map_adjoint, GRADCHECK_WRONG);
}

/* L = x0^2 x1 + exp(x0) + sin(x1 x2) and H v by hand. */
static double hx[3], hg[3];
static bool wrong_product;

static int hessian_loss(void *user, double *loss)
{
    (void)user;
    *loss = hx[0] * hx[0] * hx[1] + exp(hx[0]) + sin(hx[1] * hx[2]);
    return 0;
}

static int hessian_gradient(void *user, const GradcheckBlock *blocks)
{
    (void)user, (void)blocks;
    hg[0] = 2 * hx[0] * hx[1] + exp(hx[0]);
    hg[1] = hx[0] * hx[0] + hx[2] * cos(hx[1] * hx[2]);
    hg[2] = hx[1] * cos(hx[1] * hx[2]);
    return 0;
}

static int hessian_product(void *user, const GradcheckBlock *v, const GradcheckBlock *out)
{
    const double *d = v[0].gradient, s = sin(hx[1] * hx[2]), c = cos(hx[1] * hx[2]);
    double *to = out[0].gradient;
    (void)user;
    to[0] = (2 * hx[1] + exp(hx[0])) * d[0] + 2 * hx[0] * d[1];
    to[1] = 2 * hx[0] * d[0] - hx[2] * hx[2] * s * d[1] + (c - hx[1] * hx[2] * s) * d[2];
    to[2] = (wrong_product ? c : c - hx[1] * hx[2] * s) * d[1] - hx[1] * hx[1] * s * d[2];
    return 0;
}

static void hessian_vector_products_are_checked(void **state)
{
    (void)state;
    GradcheckBlock block = {.name = "x", .value = hx, .gradient = hg, .rows = 1, .cols = 3};
    GradcheckProblem problem = {
        .blocks = &block, .n_blocks = 1, .loss = hessian_loss, .gradient = hessian_gradient};
    for (int wrong = 0; wrong < 2; wrong++) {
        hx[0] = 0.3;
        hx[1] = -0.8;
        hx[2] = 1.4;
        wrong_product = wrong;
        GradcheckReport *report;
        assert_int_equal(gradcheck_map_hessian(&problem, hessian_product, NULL, &report), GRADCHECK_OK);
        assert_int_equal(report->verdict, wrong ? GRADCHECK_WRONG : GRADCHECK_AGREES);
        for (size_t i = 0; i < report->blocks[0].n_entries; i++)
            assert_int_equal(report->blocks[0].entries[i].verdict,
                             wrong && i % 3 == 2 ? GRADCHECK_WRONG : GRADCHECK_AGREES);
        assert_true(hx[0] == 0.3 && hx[1] == -0.8 && hx[2] == 1.4);
        gradcheck_report_free(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_jacobian_is_checked_entry_by_entry),
        cmocka_unit_test(products_with_the_jacobian_are_checked),
        cmocka_unit_test(the_dot_product_test_needs_no_differences),
        cmocka_unit_test(hessian_vector_products_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
