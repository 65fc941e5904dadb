/* Small parts of the checker by themselves: the random numbers, the self-test, the cost. */
#include "gradcheck/gradcheck.h"
#include "gradcheck/gradcheck_random.h"
#include "gradcheck/gradcheck_selftest.h"
#include "support/test.h"

/* ---- random numbers ---- */

static void the_generator_is_splitmix64(void **state)
{
    (void)state;
    /* The first five numbers of seed 1234567, as they are published with the generator. */
    static const uint64_t published[] = {6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
                                         4593380528125082431u, 16408922859458223821u};
    GradcheckRandom random = {1234567};
    for (size_t i = 0; i < 5; i++)
        assert_true(gradcheck_random_next(&random) == published[i]);
}

/* Moments of the normal distribution, and numbers that do not depend on their predecessors. */
static void normal_numbers_are_normal(void **state)
{
    (void)state;
    enum { MANY = 40000 };
    GradcheckRandom random = gradcheck_random_stream(3, 5);
    double sum = 0, squares = 0, fourth = 0, beyond = 0, product = 0, before = 0;
    for (int i = 0; i < MANY; i++) {
        double x = gradcheck_random_normal(&random);
        assert_true(isfinite(x));
        sum += x;
        squares += x * x;
        fourth += x * x * x * x;
        beyond += fabs(x) > 1.959964; /* 5 % */
        product += x * before;
        before = x;
    }
    assert_true(fabs(sum / MANY) < 0.02);
    assert_close(squares / MANY, 1, 0.03);
    assert_close(fourth / MANY, 3, 0.06);
    assert_close(beyond / MANY, 0.05, 0.005);
    assert_true(fabs(product / MANY) < 0.02);
}

/* u = 1 gives 0, and v goes through the whole circle. */
static void normal_numbers_are_those_of_box_and_muller(void **state)
{
    (void)state;
    GradcheckRandom random = {99}, same = {99};
    for (int i = 0; i < 50; i++) {
        double u = ldexp((double)(gradcheck_random_next(&same) >> 11) + 1, -53);
        double v = ldexp((double)(gradcheck_random_next(&same) >> 11), -53);
        assert_close(gradcheck_random_normal(&random), sqrt(-2 * log(u)) * cos(2 * acos(-1) * v), 1e-13);
    }
}

static void streams_are_different(void **state)
{
    (void)state;
    uint64_t first[36];
    for (uint64_t seed = 0; seed < 6; seed++)
        for (uint64_t index = 0; index < 6; index++) {
            GradcheckRandom random = gradcheck_random_stream(seed, index);
            first[seed * 6 + index] = gradcheck_random_next(&random);
            for (size_t i = 0; i < seed * 6 + index; i++)
                assert_true(first[i] != first[seed * 6 + index]);
        }
}

/* ---- the self-test ---- */

enum { ENTRIES = 6 };

/* 2 x 3 entries of known sizes, right; the bar is a fraction of the largest. */
static void fill(GradcheckEntry entries[ENTRIES], double bar)
{
    static const double sizes[ENTRIES] = {1, 2, -3, 0, 4, -0.5};
    for (size_t i = 0; i < ENTRIES; i++)
        entries[i] = (GradcheckEntry){
            .index = i, .analytic = sizes[i], .numeric = sizes[i], .bar = bar, .step = 0x1p-9};
}

static const GradcheckNotice *find(const GradcheckReport *report, const char *name)
{
    for (size_t i = 0; i < report->n_notices; i++)
        if (strcmp(report->notices[i].mistake, name) == 0)
            return &report->notices[i];
    return NULL;
}

static void expect(const GradcheckReport *report, const char *name, size_t tried, size_t noticed)
{
    const GradcheckNotice *notice = find(report, name);
    if (tried == 0) {
        assert_null(notice);
        return;
    }
    if (!notice)
        print_error("%s: not tried\n", name);
    assert_non_null(notice);
    if (notice->tried != tried || notice->noticed != noticed)
        print_error("%s: noticed %zu of %zu\n", name, notice->noticed, notice->tried);
    assert_int_equal(notice->tried, tried);
    assert_int_equal(notice->noticed, noticed);
}

static void run(GradcheckReport *report, const GradcheckProblem *problem)
{
    assert_int_equal(gradcheck_selftest_run(problem, report), GRADCHECK_OK);
}

static void known_mistakes_are_noticed_where_the_bar_is_narrow_enough(void **state)
{
    (void)state;
    GradcheckEntry narrow[ENTRIES], wide[ENTRIES], other[ENTRIES];
    fill(narrow, 0.0095);
    fill(wide, 6.5); /* twice 4 shows under a flipped sign (8), not under a factor of 2 (4) */
    fill(other, 0.0001);
    GradcheckBlockReport blocks[] = {
        {.rows = 2, .cols = 3, .verdict = GRADCHECK_AGREES, .entries = narrow, .n_entries = ENTRIES},
        {.rows = 3, .cols = 2, .verdict = GRADCHECK_CANNOT_TELL, .entries = wide, .n_entries = ENTRIES},
        {.rows = 1, .cols = ENTRIES, .verdict = GRADCHECK_WRONG, .entries = other, .n_entries = ENTRIES}};
    double small[ENTRIES] = {0.001, 0, 0, 0.02, 0, 0}, tiny[ENTRIES] = {0.001, 0, 0, 0, 0, 0.009};
    GradcheckTerm terms[] = {{.name = "the decay", .block = 0, .values = small},
                             {.name = "a small one", .block = 0, .values = tiny},
                             {.name = "in a wrong block", .block = 2, .values = small},
                             {.block = 1, .values = small}};
    GradcheckProblem problem = {.n_samples = 5, .terms = terms, .n_terms = 4};
    GradcheckReport report = {.blocks = blocks, .n_blocks = 3};
    run(&report, &problem);
    expect(&report, "a flipped sign", 2, 2);
    expect(&report, "a factor of 2", 2, 1);
    expect(&report, "1 % everywhere", 2, 1);
    expect(&report, "a forgotten 1/N", 2, 2);     /* 4 * 4 */
    expect(&report, "1 % in one entry", 10, 4);   /* of 1, 2, 3, 4, 0.5, twice: those above 0.95 */
    expect(&report, "a transposed matrix", 2, 2); /* -3 where 4 should be */
    expect(&report, "a last row of zeros", 2, 1);
    expect(&report, "a last column of zeros", 2, 1);
    expect(&report, "the decay left out", 1, 1);
    expect(&report, "a small one left out", 1, 0);
    expect(&report, "in a wrong block left out", 0, 0);
    expect(&report, "a term left out", 1, 0);
    assert_int_equal(report.n_notices, 11);
    free(report.notices);
    problem.n_samples = 1; /* there is no mean to forget */
    report.n_notices = 0;
    run(&report, &problem);
    expect(&report, "a forgotten 1/N", 0, 0);
    free(report.notices);
}

static void the_last_row_and_column_are_the_last(void **state)
{
    (void)state;
    GradcheckEntry e[ENTRIES];
    fill(e, 0.1);
    for (size_t i = 0; i < ENTRIES; i++)
        e[i].bar = e[i].analytic == 0 ? 1 : fabs(e[i].analytic) + 1; /* nothing shows ... */
    GradcheckBlockReport block = {
        .rows = 2, .cols = 3, .verdict = GRADCHECK_AGREES, .entries = e, .n_entries = ENTRIES};
    GradcheckProblem problem = {.n_samples = 0};
    GradcheckReport report = {.blocks = &block, .n_blocks = 1};
    for (size_t k = 0; k < ENTRIES; k++) { /* ... but in entry k */
        if (e[k].analytic == 0)
            continue;
        double kept = e[k].bar;
        e[k].bar = 0.1;
        report.n_notices = 0;
        run(&report, &problem);
        expect(&report, "a last row of zeros", 1, k >= 3);
        expect(&report, "a last column of zeros", 1, k % 3 == 2);
        free(report.notices);
        e[k].bar = kept;
    }
    block.rows = 1; /* one row, or one column, is the whole block: nothing that somebody leaves out */
    block.cols = 6;
    report.n_notices = 0;
    run(&report, &problem);
    expect(&report, "a last row of zeros", 0, 0);
    expect(&report, "a last column of zeros", 1, 0);
    expect(&report, "a transposed matrix", 0, 0);
    free(report.notices);
    block.rows = 6;
    block.cols = 1;
    report.n_notices = 0;
    run(&report, &problem);
    expect(&report, "a last row of zeros", 1, 0);
    expect(&report, "a last column of zeros", 0, 0);
    expect(&report, "a transposed matrix", 0, 0);
    free(report.notices);
    block.rows = 2;
    block.cols = 3;
    block.n_entries = 5; /* a block that was not measured whole */
    report.n_notices = 0;
    run(&report, &problem);
    expect(&report, "a last row of zeros", 0, 0);
    expect(&report, "1 % in one entry", 0, 0);
    expect(&report, "a flipped sign", 1, 1);
    free(report.notices);
}

static void a_single_entry_is_enough_to_notice(void **state)
{
    (void)state;
    GradcheckEntry e = {.analytic = 2, .numeric = 2, .bar = 0.01, .step = 1};
    GradcheckBlockReport block = {
        .rows = 1, .cols = 1, .verdict = GRADCHECK_AGREES, .entries = &e, .n_entries = 1};
    double decay[] = {0.5};
    GradcheckTerm term = {.name = "the decay", .values = decay};
    GradcheckProblem problem = {.terms = &term, .n_terms = 1};
    GradcheckReport report = {.blocks = &block, .n_blocks = 1};
    run(&report, &problem);
    expect(&report, "a flipped sign", 1, 1);
    expect(&report, "a factor of 2", 1, 1);
    expect(&report, "1 % everywhere", 1, 1);
    expect(&report, "the decay left out", 1, 1);
    free(report.notices);
}

static void zeros_where_there_are_zeros_are_not_noticed(void **state)
{
    (void)state;
    GradcheckEntry e[4];
    for (size_t i = 0; i < 4; i++)
        e[i] = (GradcheckEntry){.analytic = i ? 0 : 1, .numeric = i ? 0 : 1, .bar = 0.01, .step = 1};
    GradcheckBlockReport block = {
        .rows = 2, .cols = 2, .verdict = GRADCHECK_AGREES, .entries = e, .n_entries = 4};
    GradcheckProblem problem = {.n_samples = 0};
    GradcheckReport report = {.blocks = &block, .n_blocks = 1};
    run(&report, &problem);
    expect(&report, "a last row of zeros", 1, 0);
    expect(&report, "a last column of zeros", 1, 0);
    expect(&report, "a flipped sign", 1, 1);
    free(report.notices);
}

static void a_transposition_is_written_with_the_other_strides(void **state)
{
    (void)state;
    /* Alike along the way that a transposition of 2 x 2 takes, but for the two that it exchanges. */
    GradcheckEntry e[4];
    for (size_t i = 0; i < 4; i++)
        e[i] = (GradcheckEntry){.analytic = 1, .numeric = 1, .bar = 0.1, .step = 1};
    GradcheckBlockReport block = {
        .rows = 2, .cols = 2, .verdict = GRADCHECK_AGREES, .entries = e, .n_entries = 4};
    GradcheckProblem problem = {.n_samples = 0};
    GradcheckReport report = {.blocks = &block, .n_blocks = 1};
    for (int symmetric = 0; symmetric < 2; symmetric++) {
        e[1].analytic = e[1].numeric = 2;
        e[2].analytic = e[2].numeric = symmetric ? 2 : 3;
        e[3].analytic = e[3].numeric = 7;
        report.n_notices = 0;
        run(&report, &problem);
        expect(&report, "a transposed matrix", 1, !symmetric);
        free(report.notices);
    }
    for (size_t seen = 1; seen <= 2; seen++) { /* one of the two is enough, in either row */
        e[2].analytic = e[2].numeric = 3;
        e[seen].step = 1;
        e[3 - seen].step = 0;
        report.n_notices = 0;
        run(&report, &problem);
        expect(&report, "a transposed matrix", 1, 1);
        free(report.notices);
    }
    e[1].step = e[2].step = 0; /* what has no value notices nothing */
    e[2].analytic = 3;
    report.n_notices = 0;
    run(&report, &problem);
    expect(&report, "a transposed matrix", 1, 0);
    free(report.notices);
}

static void where_nothing_was_measured_nothing_is_claimed(void **state)
{
    (void)state;
    GradcheckBlockReport block = {.rows = 2, .cols = 3, .verdict = GRADCHECK_AGREES};
    GradcheckProblem problem = {.n_samples = 5};
    GradcheckReport report = {.blocks = &block, .n_blocks = 1};
    run(&report, &problem);
    assert_int_equal(report.n_notices, 0);
    free(report.notices);
    GradcheckEntry d[ENTRIES];
    fill(d, 0.1); /* directions: no entries, no rows */
    block.directions = d;
    block.n_directions = 2;
    report.n_notices = 0;
    run(&report, &problem);
    expect(&report, "a flipped sign", 1, 1);
    expect(&report, "1 % everywhere", 1, 0);
    expect(&report, "a transposed matrix", 0, 0);
    free(report.notices);
    report.n_blocks = 0;
    report.n_notices = 0;
    run(&report, &problem);
    assert_int_equal(report.n_notices, 0);
    free(report.notices);
}

/* ---- the cost ---- */

static int loss_with(void *user, size_t block, size_t entry, double value, double *loss)
{
    (void)user, (void)block, (void)entry, (void)value;
    *loss = 0;
    return 0;
}

static int losses_with(void *user, size_t block, size_t entry, size_t count, const double values[],
                       double losses[])
{
    (void)user, (void)block, (void)entry, (void)values;
    for (size_t i = 0; i < count; i++)
        losses[i] = 0;
    return 0;
}

static void expect_cost(const GradcheckProblem *problem, const GradcheckOptions *options, size_t least,
                        size_t most)
{
    GradcheckCost cost = gradcheck_cost(problem, options);
    assert_int_equal(cost.least, least);
    assert_int_equal(cost.most, most);
}

/* 36 to 94 for the point, 4 (of a direction 6) to 90 for an entry. */
static void the_cost_is_that_of_the_point_and_of_what_is_measured(void **state)
{
    (void)state;
    GradcheckBlock blocks[] = {{.rows = 30, .cols = 10}, {.rows = 5, .cols = 20}};
    GradcheckProblem problem = {.blocks = blocks, .n_blocks = 2};
    GradcheckOptions options = gradcheck_options();
    expect_cost(&problem, NULL, 36 + 4 * 400, 94 + 90 * 400);
    options.full_limit = 400;
    expect_cost(&problem, &options, 36 + 4 * 400, 94 + 90 * 400);
    options.full_limit = 399; /* two directions a block, and perhaps every entry */
    expect_cost(&problem, &options, 36 + 6 * 4, 94 + 90 * 404);
    options.screen_directions = 3;
    expect_cost(&problem, &options, 36 + 6 * 6, 94 + 90 * 406);
    options.mode = GRADCHECK_FULL;
    expect_cost(&problem, &options, 36 + 4 * 400, 94 + 90 * 400);
    options.mode = GRADCHECK_SCREEN; /* and the largest block that may be looked at, to name a mistake */
    expect_cost(&problem, &options, 36 + 6 * 6, 94 + 90 * 306);
    options.full_limit = 300;
    expect_cost(&problem, &options, 36 + 6 * 6, 94 + 90 * 306);
    options.full_limit = 299;
    expect_cost(&problem, &options, 36 + 6 * 6, 94 + 90 * 106);
    options.full_limit = 50;
    expect_cost(&problem, &options, 36 + 6 * 6, 94 + 90 * 6);
    options.full_limit = 1000;
    options.no_explaining = true;
    expect_cost(&problem, &options, 36 + 6 * 6, 94 + 90 * 6);
    problem.loss_with = loss_with; /* compared with the loss at three entries of each block */
    expect_cost(&problem, &options, 36 + 12 + 6 * 6, 94 + 12 + 90 * 6);
    problem.losses_with = losses_with; /* two values of each of those */
    expect_cost(&problem, &options, 36 + 24 + 6 * 6, 94 + 24 + 90 * 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_generator_is_splitmix64),
        cmocka_unit_test(normal_numbers_are_normal),
        cmocka_unit_test(normal_numbers_are_those_of_box_and_muller),
        cmocka_unit_test(streams_are_different),
        cmocka_unit_test(known_mistakes_are_noticed_where_the_bar_is_narrow_enough),
        cmocka_unit_test(the_last_row_and_column_are_the_last),
        cmocka_unit_test(a_single_entry_is_enough_to_notice),
        cmocka_unit_test(zeros_where_there_are_zeros_are_not_noticed),
        cmocka_unit_test(a_transposition_is_written_with_the_other_strides),
        cmocka_unit_test(where_nothing_was_measured_nothing_is_claimed),
        cmocka_unit_test(the_cost_is_that_of_the_point_and_of_what_is_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
