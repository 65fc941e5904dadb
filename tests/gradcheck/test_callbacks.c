/* Functions of many outputs whose derivatives are known: every entry of what is compared, beside the number that
 * the formula gives. */
#include "gradcheck/gradcheck_outputs.h"

#include "gradcheck/known_map.h"

/* ----------------------------------------------------------------------------------------------- every number of it */

/* A map with its derivatives at the point, and what a check of it is asked for. */
typedef struct Run {
    Model m;
    GradcheckBlock blocks[2];
    GradcheckMap map;
    GradcheckOptions options;
    GradcheckReport *report;
    double J[OUT][IN];
} Run;

static void begin(Run *run, uint64_t seed, unsigned directions)
{
    *run = (Run){.options = gradcheck_options()};
    run->map = map_of(&run->m, run->blocks);
    run->options.seed = seed;
    run->options.screen_directions = directions;
    jacobian_of(&run->m, run->J);
}

/* The check agrees, in as many blocks. */
static void expect_agrees(const Run *run, GradcheckStatus status, size_t n_blocks)
{
    assert_int_equal(status, GRADCHECK_OK);
    assert_int_equal(run->report->verdict, GRADCHECK_AGREES);
    assert_int_equal(run->report->n_blocks, n_blocks);
}

static void expect_shape(const GradcheckBlockReport *block, const char *name, size_t rows, size_t cols)
{
    assert_string_equal(block->name, name);
    assert_int_equal(block->rows, rows);
    assert_int_equal(block->cols, cols);
    assert_int_equal(block->n_entries, rows * cols);
    for (size_t i = 0; i < rows * cols; i++)
        assert_int_equal(block->entries[i].index, i);
}

static void every_entry_of_a_jacobian_is_compared_with_its_own_difference(void **state)
{
    (void)state;
    Run run;
    begin(&run, 1, 2);
    run.m.who = VALUES; /* are counted */
    expect_agrees(&run, gradcheck_map_jacobian(&run.map, NULL, &run.report), 2);
    const GradcheckReport *report = run.report;
    assert_close(report->deviations, 4 + sqrt(2 * log(OUT * IN)), 1e-12);
    assert_string_equal(report->name, "F");
    for (size_t b = 0; b < 2; b++) {
        size_t cols = b == 0 ? P : Q, from = b == 0 ? 0 : P;
        expect_shape(&report->blocks[b], b == 0 ? "p" : "q", OUT, cols);
        for (size_t i = 0; i < OUT * cols; i++) {
            const GradcheckEntry *entry = &report->blocks[b].entries[i];
            double largest = 0;
            for (size_t j = 0; j < OUT; j++)
                largest = fmax(largest, fabs(run.J[j][from + i % cols]));
            assert_true(entry->analytic == run.J[i / cols][from + i % cols]);
            assert_close(entry->numeric, entry->analytic, 1e-9);
            assert_close_relative(entry->analytic_rounding, 64 * 0x1p-53 * largest, 1e-12);
            assert_true(entry->loss_plus != entry->loss_minus || entry->analytic == 0);
        }
    }
    assert_int_equal(report->evaluations, run.m.calls); /* each gives all outputs at once */
    assert_true(run.m.calls >= 2 + 7 + 6 * IN);
    gradcheck_report_free(run.report);
}

static void every_entry_of_a_product_is_the_jacobian_times_a_direction(void **state)
{
    (void)state;
    for (unsigned told = 0; told < 4; told++) {
        Run run;
        begin(&run, 5, told);
        size_t rows = told ? told : 1;
        expect_agrees(&run, gradcheck_map_tangent(&run.map, &run.options, &run.report), 1);
        expect_shape(&run.report->blocks[0], "J v", rows, OUT);
        for (size_t i = 0; i < rows * OUT; i++) {
            const GradcheckEntry *entry = &run.report->blocks[0].entries[i];
            double product[OUT] = {0}, largest = 0, v[IN];
            direction_of(&run.m, 5, i / OUT, v);
            for (size_t j = 0; j < OUT; j++) {
                for (size_t e = 0; e < IN; e++)
                    product[j] += run.J[j][e] * v[e];
                largest = fmax(largest, fabs(product[j]));
            }
            assert_true(entry->analytic == product[i % OUT]);
            assert_close(entry->numeric, entry->analytic, 1e-8);
            assert_close_relative(entry->analytic_rounding, 64 * 0x1p-53 * largest, 1e-12);
        }
        gradcheck_report_free(run.report);
    }
}

static void a_transposed_product_is_checked_as_the_gradient_of_a_weighted_sum(void **state)
{
    (void)state;
    Run run;
    begin(&run, 6, 2);
    double weights[OUT];
    GradcheckRandom random = gradcheck_random_stream(6, WEIGHTS);
    for (size_t j = 0; j < OUT; j++)
        weights[j] = gradcheck_random_normal(&random);
    run.m.who = VJP;
    run.m.breach = SPOILS; /* a copy of the weights */
    expect_agrees(&run, gradcheck_map_vjp(&run.map, &run.options, &run.report), 2);
    double sum = weights[0] * (0.3 * 1.1 + sin(0.4)) + weights[1] * exp(-0.7) * -2 +
                 weights[2] * (0.09 * -0.7 + 2 / (1 + 1.21));
    assert_close(run.report->loss, sum, 1e-15);
    for (size_t e = 0; e < IN; e++) {
        double slope = 0;
        for (size_t j = 0; j < OUT; j++)
            slope += weights[j] * run.J[j][e];
        const GradcheckEntry *entry = &run.report->blocks[e < P ? 0 : 1].entries[e < P ? e : e - P];
        assert_close(entry->analytic, slope, 1e-15);
        assert_close(entry->numeric, slope, 1e-9);
    }
    gradcheck_report_free(run.report);
}

static void both_sides_of_the_dot_product_test_are_sums_that_can_be_made_by_hand(void **state)
{
    (void)state;
    for (int adds = 0; adds < 2; adds++)
        for (unsigned told = 0; told < 3; told++) {
            Run run;
            begin(&run, 8, told);
            run.blocks[0].adds = run.blocks[1].adds = adds;
            size_t rows = told ? told : 1;
            expect_agrees(&run, gradcheck_map_adjoint(&run.map, &run.options, &run.report), 1);
            expect_shape(&run.report->blocks[0], "u.Jv = v.J'u", rows, 1);
            assert_int_equal(run.report->evaluations, rows * 2 * 7);
            assert_true(run.report->deviations == 6);
            for (size_t d = 0; d < rows; d++) {
                const GradcheckEntry *entry = &run.report->blocks[0].entries[d];
                GradcheckRandom random = gradcheck_random_stream(8, WEIGHTS + 1 + d);
                double product = 0, size = 0, backward[IN] = {0}, v[IN];
                direction_of(&run.m, 8, d, v);
                for (size_t j = 0; j < OUT; j++) {
                    double weight = gradcheck_random_normal(&random), forward = 0;
                    for (size_t e = 0; e < IN; e++) {
                        forward += run.J[j][e] * v[e];
                        backward[e] += weight * run.J[j][e];
                    }
                    product += weight * forward;
                    size += fabs(weight * forward);
                }
                for (size_t e = 0; e < IN; e++)
                    size += fabs(backward[e] * v[e]);
                assert_close(entry->analytic, product, 1e-14);
                assert_close(entry->numeric, product, 1e-14);
                assert_true(entry->loss_plus == entry->numeric && entry->loss_minus == entry->analytic);
                assert_true(entry->rounding >= 8 * 0x1p-53 * size * (1 - 1e-4));
                assert_true(entry->rounding <=
                            (8 + 6 * 2) * 0x1p-53 * size); /* the spread of a few roundings */
                assert_true(entry->bar == entry->rounding);
            }
            gradcheck_report_free(run.report);
        }
}

static void every_entry_of_a_second_derivative_is_the_hessian_times_a_direction(void **state)
{
    (void)state;
    for (unsigned told = 0; told < 4; told++) {
        Run run;
        begin(&run, 4, told);
        size_t rows = told ? told : 1;
        GradcheckProblem problem = problem_of(&run.m, run.blocks);
        expect_agrees(&run, gradcheck_map_hessian(&problem, product, &run.options, &run.report), 2);
        double H[IN][IN], v[IN];
        hessian_of(&run.m, H);
        for (size_t b = 0; b < 2; b++) {
            size_t cols = b == 0 ? P : Q;
            expect_shape(&run.report->blocks[b], b == 0 ? "p" : "q", rows, cols);
            for (size_t i = 0; i < rows * cols; i++) {
                const GradcheckEntry *entry = &run.report->blocks[b].entries[i];
                double all[IN] = {0}, largest = 0;
                direction_of(&run.m, 4, i / cols, v);
                for (size_t e = 0; e < IN; e++) {
                    for (size_t k = 0; k < IN; k++)
                        all[e] += H[e][k] * v[k];
                    largest = fmax(largest, fabs(all[e]));
                }
                assert_close(entry->analytic, all[(b == 0 ? 0 : P) + i % cols], 1e-15);
                assert_close(entry->numeric, entry->analytic, 1e-7);
                assert_close_relative(entry->analytic_rounding, 64 * 0x1p-53 * largest, 1e-12);
            }
        }
        gradcheck_report_free(run.report);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
