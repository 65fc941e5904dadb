/* What the callbacks of functions of many outputs may not do, and what becomes of it. */
#include "gradcheck/gradcheck_outputs.h"

#include "gradcheck/known_map.h"

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
        cmocka_unit_test(what_the_callbacks_do_besides_is_said),
        cmocka_unit_test(what_is_not_there_is_said),
        cmocka_unit_test(a_map_that_may_differ_is_not_stopped_for_it),
        cmocka_unit_test(a_cancelled_jacobian_keeps_the_blocks_that_were_measured_whole),
        cmocka_unit_test(floats_are_moved_to_floats_and_nothing_over_its_bounds),
        cmocka_unit_test(what_cannot_be_measured_is_not_gone_on_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
