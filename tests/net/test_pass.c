/* A pass with every number kept: its sum against siamese_backward, its shares against the sum. */
#include "net/pass.h"

#include <stdlib.h>

#include "support/derivative.h"
#include "support/test.h"

typedef struct Case {
    Net net;
    real *params, *inputs, *gradient;
    const real *x[NET_BRANCHES_MAX];
    Label label;
    Pass pass;
} Case;

static Case *make_case(const char *loss, Label label)
{
    Case *made = calloc(1, sizeof *made);
    NetOptions options = net_default_options();
    options.encoder = "conv:3x5/2 tanh average:2 flatten dense:6";
    options.input = (Shape){3, 29};
    options.loss = loss;
    assert_ok(net_create(&options, &made->net));
    const Net *net = &made->net;
    const size_t input = step_size(net->input);
    made->label = label;
    made->params = calloc(net->parameter_count, sizeof(real));
    made->gradient = calloc(net->parameter_count, sizeof(real));
    made->inputs = calloc(NET_BRANCHES_MAX * input, sizeof(real));
    assert_true(made->params && made->gradient && made->inputs);
    net_initialise(net, 3, made->params);
    Random random = random_seeded(8);
    for (size_t i = 0; i < NET_BRANCHES_MAX * input; i++)
        made->inputs[i] = (real)random_normal(&random);
    for (size_t b = 0; b < net->branches; b++)
        made->x[b] = made->inputs + b * input;
    assert_ok(pass_create(net, &made->pass));
    return made;
}

static real run(Case *c)
{
    return pass_run(&c->net, c->params, c->x, c->label, &c->pass);
}

static void free_case(Case *c)
{
    pass_free(&c->pass);
    free(c->params);
    free(c->gradient);
    free(c->inputs);
    free(c);
}

static void the_sum_is_the_gradient_that_a_training_step_uses(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        Case *c = make_case(net_loss_name(l), LABEL_GENUINE);
        const Net *net = &c->net;
        Activations values, gradients;
        assert_ok(siamese_create_activations(net, &values));
        assert_ok(siamese_create_activations(net, &gradients));
        real loss = siamese_forward(net, c->params, c->x, c->label, &values);
        siamese_backward(net, c->params, c->x, c->label, &values, 1, &gradients, c->gradient);
        assert_close(real_to_double(run(c)), real_to_double(loss), 0);
        for (size_t i = 0; i < net->parameter_count; i++)
            assert_close(real_to_double(c->pass.dparams_sum[i]), real_to_double(c->gradient[i]),
                         50 * (double)REAL_EPSILON);
        for (size_t i = 0; i < gradients.size; i++)
            assert_close(real_to_double(c->pass.gradients.memory[i]), real_to_double(gradients.memory[i]), 0);
        siamese_destroy_activations(&values);
        siamese_destroy_activations(&gradients);
        free_case(c);
    }
}

static void the_shares_of_the_branches_and_of_the_head_add_up_to_the_sum(void **state)
{
    (void)state;
    Case *c = make_case("logistic", LABEL_FORGED);
    run(c);
    const StepBlock *scale = &net_loss_step(&c->net)->blocks[0];
    assert_true(real_to_double(c->pass.dparams_head[scale->offset]) != 0);
    for (size_t i = 0; i < c->net.parameter_count; i++) {
        bool of_head = i >= scale->offset;
        assert_true((real_to_double(c->pass.dparams[0][i]) != 0) == !of_head);
        assert_true((real_to_double(c->pass.dparams[1][i]) != 0) == !of_head);
        real sum = c->pass.dparams_head[i] + c->pass.dparams[0][i] + c->pass.dparams[1][i];
        assert_true(real_part(sum - c->pass.dparams_sum[i]) == 0);
    }
    free_case(c);
}

static real loss_of(void *context)
{
    Case *c = context;
    return siamese_forward(&c->net, c->params, c->x, c->label, &c->pass.values);
}

static void the_gradient_by_each_signature_is_right(void **state)
{
    (void)state;
    Case *c = make_case("target", LABEL_FORGED);
    run(c);
    for (size_t b = 0; b < 2; b++) {
        real *x = c->inputs + b * step_size(c->net.input);
        for (size_t i = 0; i < step_size(c->net.input); i += 5)
            derivative_compare(real_to_double(c->pass.dx[b][i]), derivative_measure(loss_of, c, &x[i]), 0.1,
                               "dx", i, __FILE__, __LINE__);
    }
    free_case(c);
}

static void a_second_pass_forgets_the_first(void **state)
{
    (void)state;
    Case *c = make_case("target", LABEL_FORGED);
    run(c);
    real *first = c->gradient;
    for (size_t i = 0; i < c->net.parameter_count; i++)
        first[i] = c->pass.dparams_sum[i];
    run(c);
    for (size_t i = 0; i < c->net.parameter_count; i++)
        assert_true(real_part(first[i] - c->pass.dparams_sum[i]) == 0);
    free_case(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sum_is_the_gradient_that_a_training_step_uses),
        cmocka_unit_test(the_shares_of_the_branches_and_of_the_head_add_up_to_the_sum),
        cmocka_unit_test(the_gradient_by_each_signature_is_right),
        cmocka_unit_test(a_second_pass_forgets_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
