/* What callbacks do beside computing: each breach in the second of two blocks, found by its kind, and said where. */
#include "gradcheck/gradcheck.h"
#include "support/test.h"

enum { N = 6 };

typedef struct Model {
    double x[2][N], g[2][N];
    float y[N], dy[N];
    size_t calls, gradients;
    /* breaches; all counts begin at 1 */
    size_t loss_changes_after, gradient_changes_after;
    size_t unwritten_from; /* in the second block */
    bool adds_unasked, overwrites, halves, writes_data, nan_at_point, outside_in_gradient, depends_on_memory;
    double shortcut_off;
    int shortcut_code;
    size_t shortcut_block; /* where it is off */
    double data[2];
} Model;

static double value_at(const Model *m)
{
    double sum = 0;
    for (size_t b = 0; b < 2; b++)
        for (size_t i = 0; i < N; i++)
            sum += sin(m->x[b][i] + (double)(b * N + i));
    return sum;
}

static int loss(void *user, double *value)
{
    Model *m = user;
    *value = value_at(m) + (m->loss_changes_after && ++m->calls > m->loss_changes_after ? 1e-3 : 0);
    if (m->nan_at_point)
        *value = NAN;
    if (m->writes_data)
        m->data[1] = 5;
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    m->gradients++;
    if (m->outside_in_gradient)
        return GRADCHECK_OUTSIDE;
    for (size_t b = 0; b < 2; b++) {
        double *g = blocks[b].gradient;
        bool second = b == 1;
        for (size_t i = 0; i < N; i++) {
            double part = cos(m->x[b][i] + (double)(b * N + i)), before = g[i];
            if (second && m->unwritten_from && i + 1 >= m->unwritten_from)
                continue;
            if (second && m->gradient_changes_after && m->gradients > m->gradient_changes_after && i == 3)
                part += 1e-3;
            bool adds = blocks[b].adds;
            if (second)
                adds = adds ? !m->overwrites : m->adds_unasked;
            g[i] = part + (adds ? before : 0);
            if (second && m->halves)
                g[i] = part + before / 2;
            if (second && m->depends_on_memory && before > 0)
                g[i] += 1;
        }
    }
    return 0;
}

static int loss_with(void *user, size_t block, size_t entry, double value, double *result)
{
    Model *m = user, moved = *m;
    moved.x[block][entry] = value;
    *result = value_at(&moved) + (block == m->shortcut_block ? m->shortcut_off : 0);
    return block == m->shortcut_block ? m->shortcut_code : 0;
}

static Model fresh(void)
{
    Model m = {.data = {1, 2}};
    for (size_t i = 0; i < N; i++) {
        m.x[0][i] = 0.1 * (double)i;
        m.x[1][i] = 0.7 - 0.1 * (double)i;
    }
    return m;
}

static GradcheckReport *run(Model *m, bool adds, bool shortcut, const GradcheckOptions *options)
{
    GradcheckBlock blocks[] = {
        {.name = "first", .value = m->x[0], .gradient = m->g[0], .rows = 2, .cols = 3, .adds = adds},
        {.name = "second", .value = m->x[1], .gradient = m->g[1], .rows = 3, .cols = 2, .adds = adds}};
    GradcheckWatch watch = {"the data", m->data, sizeof m->data};
    GradcheckProblem problem = {.user = m,
                                .blocks = blocks,
                                .n_blocks = 2,
                                .loss = loss,
                                .gradient = gradient,
                                .loss_with = shortcut ? loss_with : NULL,
                                .watches = &watch,
                                .n_watches = 1};
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, options, &report), GRADCHECK_OK);
    return report;
}

/* The first finding is of this kind and holds these words, or there is none; the verdict. */
static void expect(GradcheckReport *report, GradcheckVerdict verdict, int kind, const char *words)
{
    bool right = report->verdict == verdict && (kind < 0) == (report->n_findings == 0);
    if (right && kind >= 0)
        right = (int)report->findings[0].kind == kind && strstr(report->findings[0].text, words);
    if (right && kind < 0 && words)
        right = strstr(report->message, words) != NULL;
    if (!right)
        print_error("%s, %zu findings: %s; %s\n", gradcheck_verdict_name(report->verdict), report->n_findings,
                    report->n_findings ? report->findings[0].text : "", report->message);
    assert_true(right);
    gradcheck_report_free(report);
}

static void good_manners_find_nothing(void **state)
{
    (void)state;
    for (int adds = 0; adds < 2; adds++) {
        Model m = fresh();
        expect(run(&m, adds, false, NULL), GRADCHECK_AGREES, -1, NULL);
        m = fresh();
        expect(run(&m, adds, true, NULL), GRADCHECK_AGREES, -1, NULL);
    }
}

static void the_block_whose_gradient_changes_is_named(void **state)
{
    (void)state;
    Model m = fresh();
    m.gradient_changes_after = 1; /* the second call, at the same point */
    expect(run(&m, false, false, NULL), GRADCHECK_NOT_DETERMINISTIC, GRADCHECK_FINDING_STATE,
           "two calls of the gradient at the same point differ in block second");
    m = fresh();
    GradcheckReport *report = run(&m, false, false, NULL);
    size_t gradients = m.gradients;
    gradcheck_report_free(report);
    m = fresh();
    m.gradient_changes_after = gradients - 1; /* the last call of all */
    expect(run(&m, false, false, NULL), GRADCHECK_NOT_DETERMINISTIC, GRADCHECK_FINDING_STATE,
           "after the check the same point gives another gradient in block second");
    m = fresh();
    m.gradient_changes_after = 1;
    GradcheckOptions options = gradcheck_options();
    options.no_two_alike = true; /* may differ, but not by so much that it is wrong */
    report = run(&m, false, false, &options);
    assert_int_equal(report->n_findings, 0);
    gradcheck_report_free(report);
    options.no_two_alike = false;
    options.no_hygiene = true; /* not looked at */
    m = fresh();
    m.gradient_changes_after = 1;
    report = run(&m, false, false, &options);
    assert_int_equal(report->n_findings, 0);
    gradcheck_report_free(report);
}

static void two_losses_at_a_point_are_compared(void **state)
{
    (void)state;
    Model m = fresh();
    m.loss_changes_after = 1;
    expect(run(&m, false, false, NULL), GRADCHECK_NOT_DETERMINISTIC, GRADCHECK_FINDING_STATE,
           "two calls of the loss gave ");
    m = fresh();
    m.loss_changes_after = 1;
    GradcheckReport *report = run(&m, false, false, NULL);
    assert_non_null(strstr(report->message, "two calls of the loss at the same point differ by 0.001"));
    gradcheck_report_free(report);
}

static void what_is_not_finite_or_outside_at_the_point_ends_the_check(void **state)
{
    (void)state;
    Model m = fresh();
    m.nan_at_point = true;
    expect(run(&m, false, false, NULL), GRADCHECK_NOT_FINITE, -1, "the loss at the point is NaN");
    m = fresh();
    m.outside_in_gradient = true;
    expect(run(&m, false, false, NULL), GRADCHECK_NOT_FINITE, -1,
           "the gradient callback says that the point lies outside");
}

static void the_place_that_is_not_written_is_named(void **state)
{
    (void)state;
    Model m = fresh();
    m.unwritten_from = 4; /* entries 3, 4, 5 of a block of 3 x 2 */
    expect(run(&m, false, false, NULL), GRADCHECK_WRONG, GRADCHECK_FINDING_NOT_WRITTEN,
           "block second: 3 of 6 entries of the gradient were never written, [1,1] the first");
}

static void adding_and_overwriting_are_told_apart(void **state)
{
    (void)state;
    Model m = fresh();
    m.adds_unasked = true;
    expect(run(&m, false, false, NULL), GRADCHECK_IMPURE, GRADCHECK_FINDING_ADDS,
           "block second: the gradient callback adds to the gradient, where it should overwrite it");
    m = fresh();
    m.depends_on_memory = true;
    expect(run(&m, false, false, NULL), GRADCHECK_IMPURE, GRADCHECK_FINDING_ADDS,
           "block second: the gradient depends on what its memory held before");
    m = fresh();
    m.overwrites = true;
    expect(run(&m, true, false, NULL), GRADCHECK_IMPURE, GRADCHECK_FINDING_OVERWRITES,
           "block second: the gradient callback overwrites the gradient");
    m = fresh();
    m.halves = true;
    expect(run(&m, true, false, NULL), GRADCHECK_IMPURE, GRADCHECK_FINDING_OVERWRITES,
           "block second: the gradient callback does not add to what the gradient held");
}

static void what_is_watched_is_compared(void **state)
{
    (void)state;
    Model m = fresh();
    m.writes_data = true;
    expect(run(&m, false, false, NULL), GRADCHECK_IMPURE, GRADCHECK_FINDING_INPUT_CHANGED,
           "changed the data, which it may only read");
}

static void a_shortcut_is_compared_in_every_block(void **state)
{
    (void)state;
    for (size_t block = 0; block < 2; block++) {
        Model m = fresh();
        m.shortcut_block = block;
        m.shortcut_off = 1e-6;
        expect(run(&m, false, true, NULL), GRADCHECK_IMPURE, GRADCHECK_FINDING_SHORTCUT,
               block ? "of block second" : "with entry 0 of block first");
        m = fresh();
        m.shortcut_block = block;
        m.shortcut_off = -1e-6;
        expect(run(&m, false, true, NULL), GRADCHECK_IMPURE, GRADCHECK_FINDING_SHORTCUT,
               "loss_with contradicts loss");
        m = fresh();
        m.shortcut_block = block;
        m.shortcut_off = 1e-15; /* rounding */
        expect(run(&m, false, true, NULL), GRADCHECK_AGREES, -1, NULL);
        m = fresh();
        m.shortcut_block = block;
        m.shortcut_code = GRADCHECK_OUTSIDE; /* where the loss itself is finite */
        GradcheckReport *report = run(&m, false, true, NULL);
        assert_int_equal(report->n_findings, 1);
        assert_int_equal(report->findings[0].kind, GRADCHECK_FINDING_SHORTCUT);
        gradcheck_report_free(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_manners_find_nothing),
        cmocka_unit_test(the_block_whose_gradient_changes_is_named),
        cmocka_unit_test(two_losses_at_a_point_are_compared),
        cmocka_unit_test(what_is_not_finite_or_outside_at_the_point_ends_the_check),
        cmocka_unit_test(the_place_that_is_not_written_is_named),
        cmocka_unit_test(adding_and_overwriting_are_told_apart),
        cmocka_unit_test(what_is_watched_is_compared),
        cmocka_unit_test(a_shortcut_is_compared_in_every_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
