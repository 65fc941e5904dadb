#include "net/decay.h"

#include <math.h>

#include "support/test.h"

enum { PARAMETERS = 4 * 2 * 3 + 4 + 2 * 4 + 2 };

/* Weights of 1, 2, 3, ... and biases likewise, of a net with 32 weights and 6 biases. */
static Net make(real params[static PARAMETERS])
{
    NetOptions options = net_default_options();
    options.encoder = "conv:4x3 average:2 flatten dense:2";
    options.input = (Shape){2, 4};
    Net net;
    assert_ok(net_create(&options, &net));
    assert_int_equal(net.parameter_count, PARAMETERS);
    for (size_t i = 0; i < PARAMETERS; i++)
        params[i] = (real)(double)(i + 1);
    return net;
}

/* By hand: the weights are 1 ... 24 and 29 ... 36, whose squares sum to 4900 + 8492; the biases stand between them. */
static void it_is_half_the_sum_of_the_squares_of_the_weights(void **state)
{
    (void)state;
    real params[PARAMETERS];
    Net net = make(params);
    assert_close(decay_forward(&net, params, 0.1), 0.05 * (4900 + 8492), 1e-9);
    assert_close(decay_forward(&net, params, 1), 0.5 * (4900 + 8492), 1e-9);
    assert_true(decay_forward(&net, params, 0) == 0);
}

/* A training that has run away is then told by its loss, not by a decay that was not asked for. */
static void without_decay_a_weight_that_is_no_number_does_not_count(void **state)
{
    (void)state;
    real params[PARAMETERS];
    Net net = make(params);
    params[3] = (real)NAN;
    assert_true(decay_forward(&net, params, 0) == 0);
    assert_true(isnan(decay_forward(&net, params, 0.1)));
}

static void its_gradient_is_added_to_the_weights_alone(void **state)
{
    (void)state;
    real params[PARAMETERS], dparams[PARAMETERS];
    Net net = make(params);
    for (size_t i = 0; i < PARAMETERS; i++)
        dparams[i] = 7;
    decay_backward(&net, params, (real)0.5, 3, dparams);
    for (size_t i = 0; i < PARAMETERS; i++) {
        const bool bias = (i >= 24 && i < 28) || i >= 36;
        assert_close(real_to_double(dparams[i]), bias ? 7 : 7 + 3 * 0.5 * (double)(i + 1), 1e-12);
    }
}

/* And the gradient is what it grows by. */
static void one_weight_changed_changes_it_by_what_it_grows(void **state)
{
    (void)state;
    real params[PARAMETERS], dparams[PARAMETERS] = {0};
    Net net = make(params);
    const double before = decay_forward(&net, params, 0.3), weight = real_to_double(params[30]);
    params[30] = (real)(weight + 0.25);
    assert_close(decay_growth(0.3, weight, weight + 0.25), decay_forward(&net, params, 0.3) - before, 1e-9);
    params[30] = (real)weight;
    decay_backward(&net, params, (real)0.3, 1, dparams);
    assert_close((decay_growth(0.3, weight, weight + 0.5) - decay_growth(0.3, weight, weight - 0.5)) / 1,
                 real_to_double(dparams[30]), 1e-5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_half_the_sum_of_the_squares_of_the_weights),
        cmocka_unit_test(without_decay_a_weight_that_is_no_number_does_not_count),
        cmocka_unit_test(its_gradient_is_added_to_the_weights_alone),
        cmocka_unit_test(one_weight_changed_changes_it_by_what_it_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
