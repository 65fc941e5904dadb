/* Functions of many outputs whose derivatives are known: every entry of what is compared, and what the callbacks do
 * besides, one thing at a time. */
#include "gradcheck/gradcheck_outputs.h"

#include "gradcheck/known_map.h"

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
