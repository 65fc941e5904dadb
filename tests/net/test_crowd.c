/* Many pairs at once, against one pair after the other. */
#include "net/crowd.h"

#include <stdlib.h>

#include "base/random.h"
#include "support/test.h"

enum { PAIRS = 64 };

typedef struct Case {
    Net net;
    Crowd crowd;
    real *params, *x, *dparams[2];
    Label label[PAIRS];
    real dL[PAIRS], loss[2][PAIRS];
} Case;

static void create(Case *c, const char *encoder, Shape input, const char *loss)
{
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.input = input;
    options.loss = loss;
    assert_ok(net_create(&options, &c->net));
    assert_ok(crowd_create(&c->net, &c->crowd));
    size_t numbers = PAIRS * c->net.branches * step_size(input);
    c->params = calloc(c->net.parameter_count, sizeof(real));
    c->x = calloc(numbers, sizeof(real));
    for (int i = 0; i < 2; i++)
        c->dparams[i] = calloc(c->net.parameter_count, sizeof(real));
    net_initialise(&c->net, 5, c->params);
    Random random = random_seeded(7);
    for (size_t i = 0; i < c->net.parameter_count; i++) /* biases too */
        c->params[i] += (real)(0.1 * random_normal(&random));
    for (size_t i = 0; i < numbers; i++)
        c->x[i] = (real)random_normal(&random);
    for (size_t k = 0; k < PAIRS; k++) {
        c->label[k] = k % 3 ? LABEL_GENUINE : LABEL_FORGED;
        c->dL[k] = (real)(0.01 * (double)(1 + k % 5));
    }
}

static void destroy(Case *c)
{
    crowd_destroy(&c->crowd);
    free(c->params);
    free(c->x);
    free(c->dparams[0]);
    free(c->dparams[1]);
}

static void signatures_of(const Case *c, size_t k, const real *x[NET_BRANCHES_MAX])
{
    for (size_t b = 0; b < c->net.branches; b++)
        x[b] = c->x + (k * c->net.branches + b) * step_size(c->net.input);
}

static void run_together(Case *c, size_t count)
{
    crowd_begin(&c->crowd, count);
    for (size_t k = count; k-- > 0;) { /* in any order */
        const real *x[NET_BRANCHES_MAX];
        signatures_of(c, k, x);
        crowd_put(&c->crowd, &c->net, k, x);
    }
    crowd_run(&c->crowd, &c->net, c->params, c->label, c->dL, c->loss[0], c->dparams[0]);
}

static void run_one_by_one(Case *c, size_t count)
{
    Activations values, gradients;
    assert_ok(siamese_create_activations(&c->net, &values));
    assert_ok(siamese_create_activations(&c->net, &gradients));
    for (size_t k = 0; k < count; k++) {
        const real *x[NET_BRANCHES_MAX];
        signatures_of(c, k, x);
        c->loss[1][k] = siamese_forward(&c->net, c->params, x, c->label[k], &values);
        siamese_backward(&c->net, c->params, x, c->label[k], &values, c->dL[k], &gradients, c->dparams[1]);
        const real *embeddings = c->crowd.embeddings + k * c->net.branches * c->net.embedding;
        for (size_t i = 0; i < c->net.branches * c->net.embedding; i++)
            assert_close(real_to_double(embeddings[i]), real_to_double(values.embeddings[i]),
                         100 * (double)REAL_EPSILON);
    }
    siamese_destroy_activations(&values);
    siamese_destroy_activations(&gradients);
}

static void losses_and_gradients_are_those_of_one_pair_after_the_other(void **state)
{
    (void)state;
    static const struct {
        const char *encoder;
        Shape input;
    } nets[] = {
        {"mlp", {16, 1}},
        {"dense:7 lecun dense:5 relu dense:3 tanh", {3, 5}},
        {"flatten tanh flatten dense:9 flatten", {2, 9}},
        {"dense:1", {1, 1}},
    };
    const size_t counts[] = {8, 13, PAIRS};
    for (size_t i = 0; i < sizeof nets / sizeof nets[0]; i++)
        for (size_t l = 0; net_loss_name(l); l++)
            for (size_t n = 0; n < 3; n++) {
                static Case c;
                create(&c, nets[i].encoder, nets[i].input, net_loss_name(l));
                assert_true(crowd_takes(&c.crowd, &c.net, counts[n]));
                for (size_t p = 0; p < c.net.parameter_count; p++) /* they are added to */
                    c.dparams[0][p] = c.dparams[1][p] = (real)(double)(p % 4);
                run_together(&c, counts[n]);
                run_one_by_one(&c, counts[n]);
                for (size_t k = 0; k < counts[n]; k++)
                    assert_close(real_to_double(c.loss[0][k]), real_to_double(c.loss[1][k]),
                                 1000 * (double)REAL_EPSILON);
                for (size_t p = 0; p < c.net.parameter_count; p++)
                    assert_close(real_to_double(c.dparams[0][p]), real_to_double(c.dparams[1][p]),
                                 4000 * (double)REAL_EPSILON);
                destroy(&c);
            }
}

static void the_same_pairs_give_the_same_bits(void **state)
{
    (void)state;
    static Case c;
    create(&c, "mlp", (Shape){16, 1}, "target");
    run_together(&c, 24);
    real *first = c.dparams[0];
    c.dparams[0] = c.dparams[1];
    run_together(&c, 24);
    assert_memory_equal(first, c.dparams[0], c.net.parameter_count * sizeof(real));
    c.dparams[1] = first;
    destroy(&c);
}

static void other_backward(const Step *step, const real *params, Label label, const real *in, const real *out,
                           const real *dout, real *dparams, real *din)
{
    step->kind->backward(step, params, label, in, out, dout, dparams, din);
}

static void few_pairs_large_nets_and_those_with_a_fault_go_one_by_one(void **state)
{
    (void)state;
    static Case c;
    create(&c, "mlp", (Shape){16, 1}, "target");
    assert_false(crowd_takes(&c.crowd, &c.net, 7));
    assert_true(crowd_takes(&c.crowd, &c.net, 8));
    c.net.steps[1].backward = other_backward;
    assert_false(crowd_takes(&c.crowd, &c.net, 8));
    destroy(&c);
    static const struct {
        const char *encoder;
        Shape input;
    } others[] = {
        {"reference", {8, 200}},
        {"flatten dense:600", {8, 200}},           /* too much memory */
        {"conv:2x3 tanh flatten dense:3", {2, 9}}, /* small enough, but not number by number */
        {"tanh conv:2x3", {2, 9}},
        {"average:3 dense:4", {2, 9}},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        create(&c, others[i].encoder, others[i].input, "target");
        assert_int_equal(c.crowd.pairs, 1);
        assert_null(c.crowd.memory);
        assert_false(crowd_takes(&c.crowd, &c.net, 64));
        destroy(&c);
    }
}

static void other_forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    step->kind->forward(step, params, label, in, out);
}

static void what_stands_in_the_place_of_an_encoders_step_is_not_passed_over(void **state)
{
    (void)state;
    static Case c;
    create(&c, "dense:6 tanh", (Shape){16, 1}, "target");
    for (size_t i = 0; i < 2; i++) {
        c.net.steps[i].forward = other_forward;
        assert_false(crowd_takes(&c.crowd, &c.net, 8));
        c.net.steps[i].forward = c.net.steps[i].kind->forward;
        c.net.steps[i].backward = other_backward;
        assert_false(crowd_takes(&c.crowd, &c.net, 8));
        c.net.steps[i].backward = c.net.steps[i].kind->backward;
    }
    for (size_t i = 2; i < 4; i++) /* the head looks at one pair at a time anyway, with what stands there */
        c.net.steps[i].backward = other_backward;
    assert_true(crowd_takes(&c.crowd, &c.net, 8));
    destroy(&c);
}

/* As many as stay near the processor, in whole lines of the cache. */
static void large_nets_take_fewer_pairs_at_once(void **state)
{
    (void)state;
    const struct {
        size_t numbers, pairs; /* of a signature and its embedding: 2^14 numbers are what there is room for */
    } cases[] = {{1, 64}, {64, 64}, {65, 56}, {128, 32}, {500, 8}, {512, 8}, {513, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static Case c;
        create(&c, "tanh", (Shape){cases[i].numbers, 1}, "target");
        assert_int_equal(c.crowd.pairs, cases[i].pairs);
        destroy(&c);
        assert_true(c.crowd.pairs == 0 && !c.crowd.memory);
    }
}

/* The only gradient is then that of the loss's own parameters. */
static void an_encoder_that_changes_nothing_goes_together_too(void **state)
{
    (void)state;
    static Case c;
    create(&c, "flatten", (Shape){2, 3}, "logistic");
    assert_true(crowd_takes(&c.crowd, &c.net, PAIRS));
    run_together(&c, PAIRS);
    run_one_by_one(&c, PAIRS);
    assert_int_equal(c.net.parameter_count, 2);
    for (size_t p = 0; p < 2; p++) {
        assert_true(real_part(c.dparams[0][p]) != 0);
        assert_close(real_to_double(c.dparams[0][p]), real_to_double(c.dparams[1][p]),
                     4000 * (double)REAL_EPSILON);
    }
    destroy(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_and_gradients_are_those_of_one_pair_after_the_other),
        cmocka_unit_test(the_same_pairs_give_the_same_bits),
        cmocka_unit_test(what_stands_in_the_place_of_an_encoders_step_is_not_passed_over),
        cmocka_unit_test(large_nets_take_fewer_pairs_at_once),
        cmocka_unit_test(an_encoder_that_changes_nothing_goes_together_too),
        cmocka_unit_test(few_pairs_large_nets_and_those_with_a_fault_go_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
