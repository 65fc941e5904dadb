#include "net/conv.h"

#include "support/test.h"

static void a_small_case_by_hand(void **state)
{
    (void)state;
    /* one map, two channels, kernel 2, step 2; the last instant of x is not reached */
    ConvShape s = {.in_channels = 2, .in_time = 5, .maps = 1, .kernel = 2, .step = 2};
    const real x[] = {1, 2, 3, 4, 5, /**/ 10, 20, 30, 40, 50};
    const real W[] = {1, -1, /**/ 2, 3}, b[] = {7};
    real z[2];
    assert_int_equal(conv_out_time(s), 2);
    conv_forward(s, W, b, x, z);
    assert_close(real_to_double(z[0]), 7 + (1 - 2) + (2 * 10 + 3 * 20), 0);
    assert_close(real_to_double(z[1]), 7 + (3 - 4) + (2 * 30 + 3 * 40), 0);

    const real dz[] = {1, 10};
    real dW[4] = {0}, db[1] = {0}, dx[10] = {0};
    conv_backward(s, W, x, dz, dW, db, dx);
    const double expected_dW[] = {1 * 1 + 10 * 3, 1 * 2 + 10 * 4, 1 * 10 + 10 * 30, 1 * 20 + 10 * 40};
    const double expected_dx[] = {1, -1, 10, -10, 0, /**/ 2, 3, 20, 30, 0};
    assert_close(real_to_double(db[0]), 11, 0);
    for (int i = 0; i < 4; i++)
        assert_close(real_to_double(dW[i]), expected_dW[i], 0);
    for (int i = 0; i < 10; i++)
        assert_close(real_to_double(dx[i]), expected_dx[i], 0);
}

/* What time delay means: a later input gives the same output, later. */
static void shifting_the_input_by_a_step_shifts_the_output_by_one(void **state)
{
    (void)state;
    ConvShape s = {.in_channels = 1, .in_time = 20, .maps = 1, .kernel = 4, .step = 3};
    real x[20], later[20] = {0}, z[6], z_later[6], W[4] = {1, -2, 3, 4}, b[1] = {0};
    for (int i = 0; i < 20; i++)
        x[i] = (real_ordered)(i * i % 7);
    for (int i = 3; i < 20; i++)
        later[i] = x[i - 3];
    conv_forward(s, W, b, x, z);
    conv_forward(s, W, b, later, z_later);
    for (size_t t = 1; t < conv_out_time(s); t++)
        assert_true(z_later[t] == z[t - 1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_case_by_hand),
        cmocka_unit_test(shifting_the_input_by_a_step_shifts_the_output_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
