/* The small layers (average, dense, tanh, lecun, relu, flatten): values by hand and what happens at their edges.
 * Their derivatives are measured in test_step.c. */
#include "net/average.h"
#include "net/dense.h"
#include "net/flatten.h"
#include "net/lecun.h"
#include "net/relu.h"
#include "net/tanh.h"
#include "support/test.h"

static void average_is_the_mean_and_leaves_out_what_is_left_over(void **state)
{
    (void)state;
    const real x[] = {1, 2, 6, 100, /**/ -3, 0, 3, 100};
    real y[3] = {0, 0, 7}, dx[8] = {0};
    average_forward(2, 4, 3, x, y);
    assert_close(real_to_double(y[0]), 3, 0);
    assert_close(real_to_double(y[1]), 0, 0);
    assert_true(y[2] == 7); /* behind the last */
    average_backward(2, 4, 3, (const real[]){6, -9}, dx);
    const double expected[] = {2, 2, 2, 0, -3, -3, -3, 0};
    for (int i = 0; i < 8; i++)
        assert_close(real_to_double(dx[i]), expected[i], 4 * (double)REAL_EPSILON);
}

static void dense_is_a_matrix_times_a_vector_and_its_gradient_an_outer_product(void **state)
{
    (void)state;
    const real W[] = {1, 2, 3, 4, 5, 6}, b[] = {10, 20}, x[] = {1, 0, -1}, dz[] = {2, 3};
    real z[2], dW[6] = {0}, db[2] = {0}, dx[3] = {0};
    dense_forward(3, 2, W, b, x, z);
    assert_close(real_to_double(z[0]), 8, 0);
    assert_close(real_to_double(z[1]), 18, 0);
    dense_backward(3, 2, W, x, dz, dW, db, dx);
    const double expected_dW[] = {2, 0, -2, 3, 0, -3}, expected_dx[] = {14, 19, 24};
    for (int i = 0; i < 6; i++)
        assert_close(real_to_double(dW[i]), expected_dW[i], 0);
    for (int i = 0; i < 3; i++)
        assert_close(real_to_double(dx[i]), expected_dx[i], 0);
    assert_close(real_to_double(db[0]), 2, 0);
    assert_close(real_to_double(db[1]), 3, 0);

    /* Nobody wants the gradient by the input: the others are added all the same. */
    dense_backward(3, 2, W, x, dz, dW, db, NULL);
    for (int i = 0; i < 6; i++)
        assert_close(real_to_double(dW[i]), 2 * expected_dW[i], 0);
    assert_close(real_to_double(db[0]), 4, 0);
    assert_close(real_to_double(db[1]), 6, 0);
}

/* Two signals of two inputs, that meet the first two of three weights of each unit. */
static void dense_products_are_those_of_a_part_of_the_matrix(void **state)
{
    (void)state;
    const real W[] = {1, 2, 100, 3, 4, 100}, x[] = {1, 10, /**/ -1, 5, /**/ 0, 0};
    real z[6];
    for (int i = 0; i < 6; i++)
        z[i] = 7;
    dense_products(2, 3, 2, W, 2, x, z);
    const double expected[] = {21, 43, /**/ 9, 17, /**/ 7, 7}; /* behind the last nothing changes */
    for (int i = 0; i < 6; i++)
        assert_close(real_to_double(z[i]), expected[i], 0);
}

static void a_saturated_tanh_is_1_with_gradient_exactly_0(void **state)
{
    (void)state;
    const real z[] = {400, -400}, dh[] = {5, 5, 5};
    real h[3] = {0}, dz[3] = {0};
    tanh_forward(2, z, h);
    tanh_backward(2, h, dh, dz);
    assert_true(real_part(h[0]) == 1 && real_part(h[1]) == -1);
    assert_true(real_part(dz[0]) == 0 && real_part(dz[1]) == 0);
    assert_true(real_part(h[2]) == 0 && real_part(dz[2]) == 0); /* behind the last nothing changes */
}

/* tanh(z + d) - tanh(z) = sinh(d) / (cosh(z) cosh(z + d)) */
static void what_tanh_changes_by_is_the_difference(void **state)
{
    (void)state;
    const double z[] = {0, 0.5, -2, 1}, d[] = {0.25, -1, 3, 1};
    real at[4], h[4], by[4], change[4] = {0};
    for (int i = 0; i < 4; i++) {
        at[i] = (real)z[i];
        h[i] = (real)tanh(z[i]);
        by[i] = (real)d[i];
    }
    tanh_change(3, at, h, by, change);
    for (int i = 0; i < 3; i++)
        assert_close(real_to_double(change[i]), sinh(d[i]) / (cosh(z[i]) * cosh(z[i] + d[i])),
                     4 * fmax((double)REAL_EPSILON, DBL_EPSILON));
    assert_true(real_part(change[3]) == 0); /* behind the last */
}

static void the_scaled_tanh_is_1_at_1(void **state)
{
    (void)state;
    const real z[] = {1, -1, 0};
    real h[3];
    lecun_forward(3, z, h);
    assert_close(real_to_double(h[0]), 1, 1e-4); /* the constants are rounded to five digits */
    assert_close(real_to_double(h[1]), -1, 1e-4);
    assert_close(real_to_double(h[2]), 0, 0);
}

static void relu_cuts_at_0_where_its_gradient_is_0_and_lets_nan_through(void **state)
{
    (void)state;
    const real z[] = {-2, 0, 3, (real)NAN}, dh[] = {1, 1, 1, 1};
    real h[4], dz[4] = {0};
    relu_forward(4, z, h);
    relu_backward(4, z, dh, dz);
    const double expected_h[] = {0, 0, 3}, expected_dz[] = {0, 0, 1};
    for (int i = 0; i < 3; i++) {
        assert_close(real_to_double(h[i]), expected_h[i], 0);
        assert_close(real_to_double(dz[i]), expected_dz[i], 0);
    }
    assert_true(isnan(real_to_double(h[3])));
}

static void flatten_keeps_every_number_in_its_place(void **state)
{
    (void)state;
    const real x[] = {1, 2, 3, 4};
    real y[4] = {0}, dx[4] = {1, 1, 1, 1};
    flatten_forward(3, x, y);
    flatten_backward(3, x, dx);
    for (int i = 0; i < 3; i++) {
        assert_true(y[i] == x[i]);
        assert_true(dx[i] == 1 + x[i]);
    }
    assert_true(y[3] == 0 && dx[3] == 1); /* behind the last nothing changes */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(average_is_the_mean_and_leaves_out_what_is_left_over),
        cmocka_unit_test(dense_is_a_matrix_times_a_vector_and_its_gradient_an_outer_product),
        cmocka_unit_test(dense_products_are_those_of_a_part_of_the_matrix),
        cmocka_unit_test(a_saturated_tanh_is_1_with_gradient_exactly_0),
        cmocka_unit_test(what_tanh_changes_by_is_the_difference),
        cmocka_unit_test(the_scaled_tanh_is_1_at_1),
        cmocka_unit_test(relu_cuts_at_0_where_its_gradient_is_0_and_lets_nan_through),
        cmocka_unit_test(flatten_keeps_every_number_in_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
