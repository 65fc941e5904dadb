/* Entries one after the other, evenly spread, and the directions of a screen: which, in what order, and what they give. */
#include "gradcheck/gradcheck_measure.h"
#include "gradcheck/gradcheck_random.h"
#include "support/test.h"

enum { MANY = 10 };

typedef struct Line {
    double x[MANY], dx[MANY], other[2], dother[2], slopes[MANY];
    size_t told;
    size_t told_index[MANY], told_block[MANY];
    GradcheckVerdict told_verdict[MANY];
    size_t progress, cancel_at;
    double factor;      /* of the gradient */
    double start[MANY]; /* where the values are at rest */
    size_t logged;      /* evaluations with a value moved, in the order in which they came */
    size_t log_entry[400];
    double log_step[400];
} Line;

static int line_loss(void *user, double *value)
{
    Line *l = user;
    for (size_t i = 0; i < MANY; i++)
        if (l->x[i] != l->start[i] && l->logged < 400) {
            l->log_entry[l->logged] = i;
            l->log_step[l->logged++] = l->x[i] - l->start[i];
            break;
        }
    *value = 0.1;
    for (size_t i = 0; i < MANY; i++)
        *value += l->slopes[i] * sin(l->x[i]);
    *value += l->other[0] * l->other[1];
    return 0;
}

static int line_gradient(void *user, const GradcheckBlock *blocks)
{
    const Line *l = user;
    for (size_t i = 0; i < MANY; i++)
        ((double *)blocks[1].gradient)[i] = l->factor * l->slopes[i] * cos(l->x[i]);
    ((double *)blocks[0].gradient)[0] = l->other[1];
    ((double *)blocks[0].gradient)[1] = l->other[0];
    return 0;
}

static void tell(void *user, size_t block, const GradcheckEntry *entry)
{
    Line *l = user;
    l->told_block[l->told] = block;
    l->told_index[l->told] = entry->index;
    l->told_verdict[l->told++] = entry->verdict;
}

static int progress(void *user, size_t made, size_t expected)
{
    Line *l = user;
    (void)made, (void)expected;
    return ++l->progress == l->cancel_at;
}

typedef struct Lined {
    Line l;
    GradcheckBlock blocks[2];
    GradcheckProblem problem;
    GradcheckOptions options;
    GradcheckReport *report;
    GradcheckSession *session;
} Lined;

static void open_line(Lined *t)
{
    *t = (Lined){.l = {.factor = 1}, .options = gradcheck_options()};
    for (size_t i = 0; i < MANY; i++) {
        t->l.x[i] = t->l.start[i] = 0.3 * (double)i - 1;
        t->l.slopes[i] = i == MANY - 1 ? -10 : 1e-12 * (double)(i + 1);
    }
    t->l.other[0] = 0.25, t->l.other[1] = -3;
    t->blocks[0] =
        (GradcheckBlock){.name = "o", .value = t->l.other, .gradient = t->l.dother, .rows = 1, .cols = 2};
    t->blocks[1] =
        (GradcheckBlock){.name = "x", .value = t->l.x, .gradient = t->l.dx, .rows = 2, .cols = MANY / 2};
    t->problem = (GradcheckProblem){
        .user = &t->l, .blocks = t->blocks, .n_blocks = 2, .loss = line_loss, .gradient = line_gradient};
    t->options.entry = tell;
    t->options.entry_user = &t->l;
    t->options.progress = progress;
    t->options.progress_user = &t->l;
}

static void start_line(Lined *t)
{
    t->report = gradcheck_session_report("", &t->options);
    t->session = gradcheck_session_open(&t->problem, &t->options, t->report);
    assert_int_equal(gradcheck_session_loss(t->session, &t->report->loss), 0);
    assert_int_equal(gradcheck_session_gradient(t->session, GRADCHECK_FILL_RULE, t->session->analytic), 0);
    gradcheck_measure_noise(t->session);
}

static void end_line(Lined *t)
{
    gradcheck_session_close(t->session);
    gradcheck_report_free(t->report);
}

static void entries_are_measured_evenly_spread_and_told_as_they_come(void **state)
{
    (void)state;
    static const struct {
        size_t limit, n, index[MANY];
    } cases[] = {{10, 10, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
                 {SIZE_MAX, 10, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
                 {5, 5, {0, 2, 4, 6, 8}},
                 {4, 4, {0, 2, 5, 7}},
                 {3, 3, {0, 3, 6}},
                 {1, 1, {0}},
                 {0, 0, {0}}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Lined t;
        open_line(&t);
        t.l.slopes[MANY - 1] = 10; /* times the cosine of 1.7 */
        t.l.other[0] = t.l.other[1] = 0;
        start_line(&t);
        gradcheck_measure_entries(t.session, 1, cases[k].limit);
        const GradcheckBlockReport *block = &t.report->blocks[1];
        assert_int_equal(block->n_entries, cases[k].n);
        assert_int_equal(t.l.told, cases[k].n);
        assert_int_equal(t.l.progress, cases[k].n);
        for (size_t i = 0; i < cases[k].n; i++) {
            size_t e = cases[k].index[i];
            assert_int_equal(block->entries[i].index, e);
            assert_int_equal(t.l.told_index[i], e);
            assert_int_equal(t.l.told_block[i], 1);
            assert_close(block->entries[i].numeric, t.l.slopes[e] * cos(t.l.x[e]), 1e-9);
            /* The small ones are judged beside the largest of the block, the last one, which is negative. */
            assert_int_equal(t.l.told_verdict[i], GRADCHECK_AGREES);
        }
        end_line(&t);
    }
    Lined t;
    open_line(&t);
    t.l.cancel_at = 3;
    start_line(&t);
    gradcheck_measure_entries(t.session, 1, MANY);
    assert_int_equal(t.report->blocks[1].n_entries, 3);
    assert_int_equal(t.report->status, GRADCHECK_CANCELLED);
    end_line(&t);
}

static void a_screen_looks_along_directions_of_each_block(void **state)
{
    (void)state;
    for (unsigned told = 0; told < 4; told++) {
        Lined t;
        open_line(&t);
        t.options.screen_directions = told;
        t.options.seed = 12;
        start_line(&t);
        gradcheck_measure_screen(t.session);
        size_t count = told ? told : 1;
        for (size_t b = 0; b < 2; b++) {
            const GradcheckBlockReport *block = &t.report->blocks[b];
            assert_int_equal(block->n_directions, count);
            for (size_t d = 0; d < count; d++) {
                GradcheckRandom random = gradcheck_random_stream(12, 1000 + b * 1024 + d);
                double slope = 0;
                for (size_t e = 0; e < 2 + MANY; e++) {
                    double x = e < 2 ? t.l.other[e] : t.l.x[e - 2];
                    double v = gradcheck_random_normal(&random) * fmax(1, fabs(x));
                    if ((e < 2) == (b == 0))
                        slope += t.session->analytic[e] * v;
                }
                assert_int_equal(block->directions[d].index, d);
                assert_close(block->directions[d].analytic, slope, 1e-14);
                assert_close(block->directions[d].numeric, slope, 1e-8);
            }
        }
        assert_int_equal(t.l.progress, 2 * count);
        end_line(&t);
    }
    Lined t;
    open_line(&t);
    t.l.cancel_at = 3;
    start_line(&t);
    gradcheck_measure_screen(t.session);
    assert_int_equal(t.report->blocks[0].n_directions, 2);
    assert_int_equal(t.report->blocks[1].n_directions, 1);
    end_line(&t);
    open_line(&t); /* a gradient that is not finite has no slope and does no harm */
    start_line(&t);
    t.session->analytic[3] = INFINITY;
    gradcheck_measure_screen(t.session);
    assert_true(!isfinite(t.report->blocks[1].directions[0].analytic));
    assert_true(isfinite(t.report->blocks[1].directions[0].numeric) &&
                isfinite(t.report->blocks[1].directions[0].bar));
    end_line(&t);
}

/* An entry is looked at with two steps of the size at which noise and truncation balance, and believed when that shows it
 * right; where five were not, no more are looked at so. */
static void right_entries_take_a_glance_and_wrong_ones_a_search(void **state)
{
    (void)state;
    for (int wrong = 0; wrong < 2; wrong++) {
        Lined t;
        open_line(&t);
        for (size_t i = 0; i < MANY; i++)
            t.l.slopes[i] = 1 + (double)i / 8;
        t.l.factor = wrong ? 1.01 : 1;
        start_line(&t);
        t.l.logged = 0;
        size_t before = t.report->evaluations;
        gradcheck_measure_entries(t.session, 1, MANY);
        assert_int_equal(t.report->evaluations - before, t.l.logged);
        double ratio = t.report->noise / fabs(t.report->loss);
        int balanced = (int)round(log2(ratio) / 3) + 2, searched = (int)round(log2(ratio) / 5);
        size_t glances = 0, calls[MANY] = {0};
        for (size_t i = 0; i < t.l.logged; i++) {
            size_t e = t.l.log_entry[i];
            double size = fabs(t.l.start[e]) >= 1 ? ldexp(1, ilogb(t.l.start[e])) : 1;
            double step = t.l.log_step[i] / size;
            bool first = calls[e]++ == 0;
            if (i < 4) /* up and down, by one step and by twice that */
                assert_close_relative(step, (i % 2 ? -1 : 1) * ldexp(1, balanced + (int)i / 2), 1e-6);
            if (first && step < ldexp(1, searched - 2))
                glances++;
            if (first && step >= ldexp(1, searched - 2) && wrong && e == 5) /* the first without a glance */
                assert_true(step >= ldexp(1, searched - 4));
        }
        assert_int_equal(glances, wrong ? 5 : MANY);
        for (size_t e = 0; e < MANY; e++) {
            if (wrong)
                assert_true(calls[e] >= (e < 5 ? 4 + 6 : 6));
            else
                assert_int_equal(calls[e], 4);
            const GradcheckEntry *entry = &t.report->blocks[1].entries[e];
            assert_close(entry->numeric, t.l.slopes[e] * cos(t.l.start[e]), 1e-7);
            assert_true(fabs(entry->numeric - t.l.slopes[e] * cos(t.l.start[e])) <= entry->bar);
        }
        end_line(&t);
    }
}

enum { FLAT = 4, BUMPS = 3, HILLS = FLAT + BUMPS };
static double hill; /* 1, or -1: down first */

/* Numbers that change nothing, and then x exp(-x^2), beside a constant whose rounding no glance is enough for. */
static int hills_loss(void *user, double *value)
{
    const double *x = user;
    *value = 1e6;
    for (size_t i = FLAT; i < HILLS; i++)
        *value += hill * x[i] * exp(-x[i] * x[i]);
    return 0;
}

static int hills_gradient(void *user, const GradcheckBlock *blocks)
{
    const double *x = user;
    for (size_t i = 0; i < HILLS; i++)
        ((double *)blocks[0].gradient)[i] = i < FLAT ? 0 : hill * exp(-x[i] * x[i]) * (1 - 2 * x[i] * x[i]);
    return 0;
}

/* The large steps that are best where nothing changes lead over the hill, which looks flat from there. */
static void a_slope_is_not_lost_behind_neighbours_that_are_flat(void **state)
{
    (void)state;
    for (hill = -1; hill <= 1; hill += 2) {
        double x[HILLS] = {0.1, 0.2, 0.3, 0.4, 0, 0, 0},
               g[HILLS]; /* the hills are as high as the plain there */
        GradcheckBlock block = {.name = "x", .value = x, .gradient = g, .rows = 1, .cols = HILLS};
        GradcheckProblem problem = {
            .user = x, .blocks = &block, .n_blocks = 1, .loss = hills_loss, .gradient = hills_gradient};
        GradcheckReport *report;
        assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_OK);
        assert_int_equal(report->verdict, GRADCHECK_AGREES);
        for (size_t i = 0; i < HILLS; i++) {
            const GradcheckEntry *entry = &report->blocks[0].entries[i];
            assert_true(fabs(entry->numeric - entry->analytic) <= entry->bar);
            assert_true(i < FLAT ? entry->step > 1 : entry->step < 0.5);
        }
        gradcheck_report_free(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_measured_evenly_spread_and_told_as_they_come),
        cmocka_unit_test(a_screen_looks_along_directions_of_each_block),
        cmocka_unit_test(right_entries_take_a_glance_and_wrong_ones_a_search),
        cmocka_unit_test(a_slope_is_not_lost_behind_neighbours_that_are_flat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
