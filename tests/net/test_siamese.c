/* The whole net: the hand-written gradient against the measured one for every encoder and loss, the branches' sum, and
 * the losses that independent programs print for the same start and data. */
#include "net/siamese.h"

#include <stdlib.h>
#include <string.h>

#include "net/cosine.h"
#include "net/lanes.h"
#include "support/derivative.h"
#include "support/peer_start.h"
#include "support/test.h"

typedef struct Whole {
    Net net;
    real *params, *dparams, *inputs;
    const real *x[NET_BRANCHES_MAX];
    Label label;
    Activations values, gradients;
} Whole;

static Whole *make_whole(NetOptions options, uint64_t seed)
{
    Whole *whole = calloc(1, sizeof *whole);
    assert_ok(net_create(&options, &whole->net));
    const Net *net = &whole->net;
    whole->params = calloc(net->parameter_count, sizeof(real));
    whole->dparams = calloc(net->parameter_count, sizeof(real));
    whole->inputs = calloc(NET_BRANCHES_MAX * step_size(net->input), sizeof(real));
    net_initialise(net, seed, whole->params);
    Random random = random_seeded(seed + 1000);
    for (size_t i = 0; i < NET_BRANCHES_MAX * step_size(net->input); i++)
        whole->inputs[i] = (real)random_normal(&random);
    for (size_t b = 0; b < net->branches; b++)
        whole->x[b] = whole->inputs + b * step_size(net->input);
    assert_ok(siamese_create_activations(net, &whole->values));
    assert_ok(siamese_create_activations(net, &whole->gradients));
    return whole;
}

static void destroy_whole(Whole *whole)
{
    siamese_destroy_activations(&whole->values);
    siamese_destroy_activations(&whole->gradients);
    free(whole->params);
    free(whole->dparams);
    free(whole->inputs);
    free(whole);
}

static real whole_loss(void *context)
{
    Whole *whole = context;
    return siamese_forward(&whole->net, whole->params, whole->x, whole->label, &whole->values);
}

static void whole_gradient(Whole *whole)
{
    memset(whole->dparams, 0, whole->net.parameter_count * sizeof(real));
    whole_loss(whole);
    siamese_backward(&whole->net, whole->params, whole->x, whole->label, &whole->values, 1, &whole->gradients,
                     whole->dparams);
}

static void check_whole(NetOptions options, Label label, uint64_t seed)
{
    Whole *whole = make_whole(options, seed);
    whole->label = label;
    whole_gradient(whole);
    double scale = 0;
    for (size_t i = 0; i < whole->net.parameter_count; i++)
        scale = fmax(scale, fabs(real_to_double(whole->dparams[i])));
    assert_true(scale > 0);
    /* every 7th entry of the larger nets is enough here: the checker looks at all of them */
    size_t stride = whole->net.parameter_count > 400 ? 7 : 1;
    for (size_t i = 0; i < whole->net.parameter_count; i += stride)
        derivative_compare(real_to_double(whole->dparams[i]),
                           derivative_measure(whole_loss, whole, &whole->params[i]), scale, options.loss, i,
                           __FILE__, __LINE__);
    destroy_whole(whole);
}

static void the_gradient_of_every_net_with_every_loss_is_right(void **state)
{
    (void)state;
    const struct {
        const char *encoder;
        Shape input;
    } nets[] = {
        {"mlp", {16, 1}},
        {"conv:3x5/2 lecun average:2 conv:2x3 relu flatten dense:6", {3, 29}},
        {"bromley2", {8, 200}},
    };
    for (size_t n = 0; n < sizeof nets / sizeof nets[0]; n++)
        for (size_t l = 0; net_loss_name(l); l++)
            for (Label label = LABEL_FORGED; label <= LABEL_GENUINE; label++) {
                NetOptions options = net_default_options();
                options.encoder = nets[n].encoder;
                options.input = nets[n].input;
                options.loss = net_loss_name(l);
                if (strcmp(options.loss, "triplet") == 0)
                    options.margin = 2.5; /* active whatever the two cosines are */
                if (strcmp(options.loss, "margin") == 0)
                    options.margin = -0.99; /* a forged pair of a fresh net is above it */
                check_whole(options, label, 11 + n);
            }
}

static void the_gradient_of_a_shared_weight_is_the_sum_over_the_branches(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        NetOptions options = net_default_options();
        options.encoder = "conv:3x5/2 tanh flatten dense:6";
        options.input = (Shape){3, 29};
        options.loss = net_loss_name(l);
        Whole *whole = make_whole(options, 5);
        const Net *net = &whole->net;
        whole_gradient(whole);
        real *sum = calloc(net->parameter_count, sizeof(real));
        siamese_backward_head(net, whole->params, whole->label, &whole->values, 1, &whole->gradients, sum);
        for (size_t b = net->branches; b-- > 0;) { /* the other way round: the order must not matter */
            real *alone = calloc(net->parameter_count, sizeof(real));
            siamese_backward_branch(net, whole->params, whole->x[b], whole->label, b, &whole->values,
                                    &whole->gradients, alone, NULL);
            for (size_t i = 0; i < net->parameter_count; i++)
                sum[i] += alone[i];
            free(alone);
        }
        for (size_t i = 0; i < net->parameter_count; i++)
            assert_close(real_to_double(sum[i]), real_to_double(whole->dparams[i]),
                         50 * (double)REAL_EPSILON);
        free(sum);
        destroy_whole(whole);
    }
}

static void the_gradient_by_a_signature_is_right(void **state)
{
    (void)state;
    NetOptions options = net_default_options();
    options.encoder = "conv:3x5/2 tanh flatten dense:6";
    options.input = (Shape){3, 29};
    Whole *whole = make_whole(options, 5);
    whole_gradient(whole);
    real *dx = calloc(step_size(whole->net.input), sizeof(real));
    siamese_backward_head(&whole->net, whole->params, whole->label, &whole->values, 1, &whole->gradients,
                          whole->dparams);
    siamese_backward_branch(&whole->net, whole->params, whole->x[1], whole->label, 1, &whole->values,
                            &whole->gradients, whole->dparams, dx);
    real *second = whole->inputs + step_size(whole->net.input);
    for (size_t i = 0; i < step_size(whole->net.input); i++)
        derivative_compare(real_to_double(dx[i]), derivative_measure(whole_loss, whole, &second[i]), 0.1,
                           "dx", i, __FILE__, __LINE__);
    free(dx);
    destroy_whole(whole);
}

static void a_zero_embedding_gives_cosine_0_and_no_gradient(void **state)
{
    (void)state;
    NetOptions options = net_default_options();
    options.encoder = "mlp";
    options.input = (Shape){16, 1};
    Whole *whole = make_whole(options, 5);
    memset(whole->params, 0, whole->net.parameter_count * sizeof(real));
    whole_gradient(whole);
    assert_true(real_part(whole->values.head[0][0]) == 0);
    for (size_t i = 0; i < whole->net.parameter_count; i++)
        assert_true(whole->dparams[i] == 0);
    destroy_whole(whole);
}

static Whole *told; /* the pass that called_with_its_own_forward looks at */

/* In the place of a backward: gets what its forward was given and gave, and then is it. */
static void called_with_its_own_forward(const Step *step, const real *params, Label label, const real *in,
                                        const real *out, const real *dout, real *dparams, real *din)
{
    real *again = calloc(step_size(step->out), sizeof(real));
    assert_non_null(again);
    step->forward(step, params, label, in, again);
    assert_memory_equal(out, again, step_size(step->out) * sizeof(real));
    free(again);
    assert_int_equal(label, told->label);
    step->kind->backward(step, params, label, in, out, dout, dparams, din);
}

static void every_backward_gets_what_its_forward_gave(void **state)
{
    (void)state;
    for (Label label = LABEL_FORGED; label <= LABEL_GENUINE; label++)
        for (size_t l = 0; net_loss_name(l); l++) {
            NetOptions options = net_default_options();
            options.encoder = "conv:3x5/2 tanh average:2 relu flatten dense:6 lecun";
            options.input = (Shape){3, 29};
            options.loss = net_loss_name(l);
            Whole *whole = told = make_whole(options, 5);
            whole->label = label;
            for (size_t i = 0; i < net_step_count(&whole->net); i++)
                whole->net.steps[i].backward = called_with_its_own_forward;
            whole_gradient(whole);
            destroy_whole(whole);
        }
}

/* And none overlaps another, or begins before the memory or ends behind it. */
static void every_row_of_activations_begins_with_a_line_of_the_cache(void **state)
{
    (void)state;
    NetOptions options = net_default_options();
    options.encoder = "conv:3x5/2 tanh average:2 relu flatten dense:6 lecun"; /* no row fills a line */
    options.input = (Shape){3, 29};
    options.loss = "triplet";
    Net net;
    assert_ok(net_create(&options, &net));
    Activations a;
    memset(&a, 0xa5, sizeof a); /* what stood there before is not read */
    assert_ok(siamese_create_activations(&net, &a));
    struct {
        const real *at;
        size_t size;
    } rows[NET_BRANCHES_MAX * NET_STEPS_MAX];
    size_t count = 0, last = net.encoder_steps - 1;
    for (size_t branch = 0; branch < net.branches; branch++)
        for (size_t i = 0; i < last; i++) {
            rows[count].at = a.encoder[branch][i];
            rows[count++].size = step_size(net.steps[i].out);
        }
    for (size_t i = 0; i < NET_HEAD_STEPS; i++) {
        rows[count].at = a.head[i];
        rows[count++].size = step_size(net.steps[net.encoder_steps + i].out);
    }
    rows[count].at = a.embeddings;
    rows[count++].size = net.branches * net.embedding;
    for (size_t i = 0; i < count; i++) {
        assert_true((uintptr_t)rows[i].at % LANES_LINE == 0);
        assert_true(rows[i].at >= a.memory && rows[i].at + rows[i].size <= a.memory + a.size);
        for (size_t k = 0; k < i; k++)
            assert_true(rows[i].at >= rows[k].at + rows[k].size || rows[k].at >= rows[i].at + rows[i].size);
    }
    for (size_t branch = 0; branch < net.branches; branch++)
        assert_ptr_equal(a.encoder[branch][last], a.embeddings + branch * net.embedding);
    siamese_destroy_activations(&a);
    siamese_destroy_activations(&a); /* nothing is left to be freed */
}

/* A training of `steps` steps on one batch of 16, as the benchmarks do it: v = 0.9 v + g, p -= 0.01 v. */
static void peer_losses(const char *encoder, Shape input, size_t steps, double losses[])
{
    enum { PAIRS = 16 };
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.input = input;
    Whole *whole = make_whole(options, 0);
    const Net *net = &whole->net;
    size_t size = step_size(input), count = net->parameter_count;
    real *inputs = calloc(2 * PAIRS * size, sizeof(real)), *velocity = calloc(count, sizeof(real));
    peer_start_parameters(net, whole->params);
    peer_start_inputs(net, PAIRS, inputs);
    for (size_t s = 0; s < steps; s++) {
        memset(whole->dparams, 0, count * sizeof(real));
        real loss = 0;
        for (size_t k = 0; k < PAIRS; k++) {
            const real *x[2] = {inputs + k * size, inputs + (PAIRS + k) * size};
            Label label = k % 2 == 0 ? LABEL_GENUINE : LABEL_FORGED;
            loss += siamese_forward(net, whole->params, x, label, &whole->values);
            siamese_backward(net, whole->params, x, label, &whole->values, REAL_C(1.0) / PAIRS,
                             &whole->gradients, whole->dparams);
        }
        losses[s] = real_to_double(loss / PAIRS);
        for (size_t i = 0; i < count; i++) {
            velocity[i] = REAL_C(0.9) * velocity[i] + whole->dparams[i];
            whole->params[i] -= REAL_C(0.01) * velocity[i];
        }
    }
    free(inputs);
    free(velocity);
    destroy_whole(whole);
}

static void trained_from_the_same_start_it_prints_the_losses_of_the_other_programs(void **state)
{
    (void)state;
#if defined REAL_FLOAT
    const double tolerance = 1e-5;
#else
    const double tolerance = 1e-12;
#endif
    double losses[51];
    peer_losses("reference", (Shape){8, 200}, 51, losses);
    assert_close(losses[0], 0.722581923509093, tolerance);
    assert_close(losses[1], 0.699521818280868, tolerance);
    assert_close(losses[10], 0.115564864651873, tolerance);
    assert_close(losses[50], 0.000975083055444897, tolerance);
    peer_losses("mlp", (Shape){16, 1}, 51, losses);
    assert_close(losses[0], 0.548316045736841, tolerance);
    assert_close(losses[1], 0.533870977014548, tolerance);
    assert_close(losses[10], 0.170248266911437, tolerance);
    assert_close(losses[50], 0.00572982463524780, tolerance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gradient_of_every_net_with_every_loss_is_right),
        cmocka_unit_test(the_gradient_of_a_shared_weight_is_the_sum_over_the_branches),
        cmocka_unit_test(the_gradient_by_a_signature_is_right),
        cmocka_unit_test(a_zero_embedding_gives_cosine_0_and_no_gradient),
        cmocka_unit_test(every_backward_gets_what_its_forward_gave),
        cmocka_unit_test(every_row_of_activations_begins_with_a_line_of_the_cache),
        cmocka_unit_test(trained_from_the_same_start_it_prints_the_losses_of_the_other_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
