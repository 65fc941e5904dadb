/* What a change of one number does further on, against the forward pass with the number changed. */
#include "net/ripple.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "net/cosine.h"
#include "support/test.h"

/* Compared as doubles, whatever the build's numbers are. */
static const double rounding = 40 * (double)(REAL_EPSILON > DBL_EPSILON ? REAL_EPSILON : DBL_EPSILON);

typedef struct Case {
    Net net;
    real *params, *x;
    Activations values, moved;
    Ripple ripple;
} Case;

static void create(Case *c, const char *encoder, Shape input, const char *loss, uint64_t seed)
{
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.input = input;
    options.loss = loss;
    assert_ok(net_create(&options, &c->net));
    size_t numbers = NET_BRANCHES_MAX * step_size(input);
    c->params = calloc(c->net.parameter_count, sizeof(real));
    c->x = calloc(numbers, sizeof(real));
    net_initialise(&c->net, seed, c->params);
    Random random = random_stream(seed, 5);
    for (size_t i = 0; i < numbers; i++)
        c->x[i] = (real)random_normal(&random);
    assert_ok(siamese_create_activations(&c->net, &c->values));
    assert_ok(siamese_create_activations(&c->net, &c->moved));
    assert_ok(ripple_create(&c->net, &c->ripple));
}

static void destroy(Case *c)
{
    ripple_destroy(&c->ripple);
    siamese_destroy_activations(&c->values);
    siamese_destroy_activations(&c->moved);
    free(c->params);
    free(c->x);
}

/* An embedding of zeros has no angle, and the loss jumps there: the changes leave the last rounding of one behind. */
static bool all_have_a_direction(const Case *c)
{
    for (size_t b = 0; b < c->net.branches; b++)
        if (real_to_double(cosine_norm(c->net.embedding, c->moved.embeddings + b * c->net.embedding)) <
            rounding)
            return false;
    return true;
}

/* Every parameter of the encoder (at most 60 of a block), changed a little and a lot. */
static void compare_losses(Case *c)
{
    const real *x[NET_BRANCHES_MAX];
    for (size_t b = 0; b < NET_BRANCHES_MAX; b++)
        x[b] = c->x + b * step_size(c->net.input);
    siamese_forward(&c->net, c->params, x, LABEL_FORGED, &c->values);
    for (size_t s = 0; s < c->net.encoder_steps; s++)
        for (size_t b = 0; b < c->net.steps[s].block_count; b++) {
            const StepBlock *block = &c->net.steps[s].blocks[b];
            size_t count = block->rows * block->cols;
            for (size_t e = 0; e < count; e += 1 + count / 60)
                for (int lot = 0; lot < 2; lot++) {
                    real *at = &c->params[block->offset + e], before = *at;
                    real value = before + (lot ? (real)1.5 : (real)0.0009765625);
                    RippleCause cause = {s, b, e, RIPPLE_ALL};
                    real quick;
                    ripple_losses(&c->ripple, &c->net, c->params, x, LABEL_FORGED, &c->values, cause, 1,
                                  &value, &quick);
                    *at = value;
                    real plain = siamese_forward(&c->net, c->params, x, LABEL_FORGED, &c->moved);
                    *at = before;
                    if (all_have_a_direction(c))
                        assert_close(real_to_double(quick), real_to_double(plain), rounding);
                    size_t n = c->net.branches * c->net.embedding;
                    for (size_t i = 0; i < n; i++)
                        assert_close(real_to_double(c->ripple.changed.embeddings[i]),
                                     real_to_double(c->moved.embeddings[i]), rounding);
                }
        }
}

static void the_loss_is_that_of_the_forward_pass_with_the_number_changed(void **state)
{
    (void)state;
    static const struct {
        const char *encoder;
        Shape input;
    } nets[] = {
        {"conv:3x4/2 tanh conv:4x3/2 lecun average:2 flatten dense:6 relu dense:5", {2, 31}},
        {"conv:3x4/3 average:3 conv:2x2 flatten", {2, 41}}, /* what is left over at the end is not read */
        {"conv:2x7/9 tanh conv:3x2/2 tanh flatten dense:3", {1, 60}}, /* a step longer than the kernel */
        {"dense:7 lecun dense:4 tanh", {3, 5}},                       /* rows of several instants */
        {"flatten relu dense:6", {2, 9}},
        {"conv:3x1 conv:2x5 tanh flatten average:1 dense:2", {2, 9}},
    };
    for (size_t i = 0; i < sizeof nets / sizeof nets[0]; i++)
        for (size_t l = 0; net_loss_name(l); l++) {
            Case c;
            create(&c, nets[i].encoder, nets[i].input, net_loss_name(l), 3 + i);
            compare_losses(&c);
            destroy(&c);
        }
}

static void the_named_nets_are_followed_whole(void **state)
{
    (void)state;
    const char *name;
    for (size_t i = 0; (name = net_known(i, NULL)); i++) {
        Case c;
        create(&c, name, strcmp(name, "mlp") == 0 ? (Shape){16, 1} : (Shape){8, 200}, "target", i);
        for (size_t s = 0; s < c.net.encoder_steps; s++)
            assert_true(ripple_step_follows(&c.net.steps[s]));
        assert_false(ripple_step_follows(net_cosine_step(&c.net)));
        compare_losses(&c);
        destroy(&c);
    }
}

/* Eleven values of a number: more than go together. */
static void several_values_at_once_give_what_each_gives_alone(void **state)
{
    (void)state;
    enum { VALUES = 11 };
    const char *encoders[] = {"reference", "bromley1",
                              "conv:3x4 lecun average:2 conv:2x3 relu flatten dense:9 tanh"};
    for (size_t i = 0; i < 3; i++) {
        Case c;
        create(&c, encoders[i], (Shape){8, 200}, i ? "triplet" : "target", i);
        const real *x[NET_BRANCHES_MAX];
        for (size_t b = 0; b < NET_BRANCHES_MAX; b++)
            x[b] = c.x + b * step_size(c.net.input);
        siamese_forward(&c.net, c.params, x, LABEL_GENUINE, &c.values);
        for (size_t s = 0; s < c.net.encoder_steps; s++)
            for (size_t b = 0; b < c.net.steps[s].block_count; b++) {
                RippleCause cause = {s, b, c.net.steps[s].blocks[b].rows / 2, i == 1 ? 2u : RIPPLE_ALL};
                real value[VALUES], loss[VALUES], alone;
                for (size_t v = 0; v < VALUES; v++)
                    value[v] = (real)(0.1 * (double)v - 0.4);
                ripple_losses(&c.ripple, &c.net, c.params, x, LABEL_GENUINE, &c.values, cause, VALUES, value,
                              loss);
                for (size_t v = 0; v < VALUES; v++) {
                    ripple_losses(&c.ripple, &c.net, c.params, x, LABEL_GENUINE, &c.values, cause, 1,
                                  &value[v], &alone);
                    assert_close(real_to_double(loss[v]), real_to_double(alone),
                                 4 * (double)REAL_EPSILON * (1 + fabs(real_to_double(alone))));
                }
            }
        destroy(&c);
    }
}

static void other_forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    step->kind->forward(step, params, label, in, out);
    out[0] += 1;
}

static void a_step_whose_forward_is_another_is_not_followed(void **state)
{
    (void)state;
    Case c;
    create(&c, "conv:2x3 tanh flatten dense:3", (Shape){2, 9}, "sum", 1);
    c.net.steps[1].forward = other_forward;
    assert_true(ripple_step_follows(&c.net.steps[0]));
    assert_false(ripple_step_follows(&c.net.steps[1]));
    destroy(&c);
}

/* One input of each step: outside the region that is named nothing changes. */
static void outside_the_region_nothing_changes(void **state)
{
    (void)state;
    Case c;
    create(&c, "conv:3x4/2 tanh average:3 conv:4x3 relu flatten dense:6", (Shape){2, 40}, "sum", 9);
    const real *in = c.x;
    for (size_t s = 0; s < c.net.encoder_steps; s++) {
        const Step *step = &c.net.steps[s];
        size_t n_in = step_size(step->in), n_out = step_size(step->out);
        real *out = c.values.encoder[0][s];
        real *other = calloc(n_in, sizeof(real)), *quick = calloc(n_out, sizeof(real));
        real *plain = calloc(n_out, sizeof(real));
        step->forward(step, c.params, LABEL_GENUINE, in, out);
        for (size_t e = 0; e < n_in; e++) {
            memcpy(other, in, n_in * sizeof(real));
            other[e] += (real)0.5;
            step->forward(step, c.params, LABEL_GENUINE, other, plain);
            memcpy(quick, out, n_out * sizeof(real));
            RippleRegion at = {e / step->in.time, 1, e % step->in.time, 1};
            real change = other[e] - in[e], *changes = c.ripple.waves[0];
            RippleRegion r = ripple_step_onwards(c.ripple.room, step, c.params, 1, &in,
                                                 (const real *const[]){out}, at, &change, changes);
            ripple_step_change(step->out, r, changes, out, quick);
            for (size_t i = 0; i < n_out; i++) {
                size_t channel = i / step->out.time, time = i % step->out.time;
                bool inside = channel >= r.channel && channel < r.channel + r.channels && time >= r.time &&
                              time < r.time + r.times;
                if (!inside)
                    assert_true(real_part(plain[i]) == real_part(out[i]));
                assert_close(real_to_double(quick[i]), real_to_double(plain[i]), rounding);
            }
        }
        free(other);
        free(quick);
        free(plain);
        in = out;
    }
    destroy(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_loss_is_that_of_the_forward_pass_with_the_number_changed),
        cmocka_unit_test(the_named_nets_are_followed_whole),
        cmocka_unit_test(several_values_at_once_give_what_each_gives_alone),
        cmocka_unit_test(a_step_whose_forward_is_another_is_not_followed),
        cmocka_unit_test(outside_the_region_nothing_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
