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
        {"conv:3x4 tanh", {2, 9}}, /* an embedding of several rows */
        {"conv:2x3 average:2", {2, 9}},
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
                real value[2 * VALUES], loss[2 * VALUES], alone;
                for (size_t v = 0; v < 2 * VALUES; v++) {
                    value[v] = (real)(0.1 * (double)v - 0.4);
                    loss[v] = 7;
                }
                ripple_losses(&c.ripple, &c.net, c.params, x, LABEL_GENUINE, &c.values, cause, VALUES, value,
                              loss);
                for (size_t v = 0; v < VALUES; v++) {
                    ripple_losses(&c.ripple, &c.net, c.params, x, LABEL_GENUINE, &c.values, cause, 1,
                                  &value[v], &alone);
                    assert_close(real_to_double(loss[v]), real_to_double(alone),
                                 4 * (double)REAL_EPSILON * (1 + fabs(real_to_double(alone))));
                }
                for (size_t v = VALUES; v < 2 * VALUES; v++) /* nobody asked for these */
                    assert_true(loss[v] == 7);
            }
        destroy(&c);
    }
}

/* Several values together take memory: 2^20 numbers, of which two branches have as many as enter the largest step. */
static void large_nets_are_followed_by_fewer_values_at_once(void **state)
{
    (void)state;
    const struct {
        size_t numbers, at_once;
    } cases[] = {{1000, 8}, {65536, 8}, {65537, 4}, {131072, 4}, {131073, 2}, {262144, 2}, {262145, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        NetOptions options = net_default_options();
        char encoder[40];
        snprintf(encoder, sizeof encoder, "average:%zu dense:1", cases[i].numbers);
        options.encoder = encoder;
        options.input = (Shape){1, cases[i].numbers};
        Net net;
        Ripple ripple;
        assert_ok(net_create(&options, &net));
        assert_ok(ripple_create(&net, &ripple));
        assert_int_equal(ripple.at_once, cases[i].at_once);
        ripple_destroy(&ripple);
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

/* ---- every region, every parameter ---- */

enum { SHEETS = 3, NUMBERS_MAX = 200, GUARD = 4 };

static const struct Kind {
    const char *step;
    Shape in;
    enum {
        SOMEWHERE,
        EXACTLY,
        A_ROW_EXACTLY
    } where; /* whether each edge of the region has a change; or of one row */
} kinds[] = {
    {"conv:5x4/2", {3, 17}, EXACTLY}, {"conv:3x2/5", {2, 14}, EXACTLY}, /* a step longer than the kernel */
    {"conv:2x1", {1, 7}, EXACTLY},    {"conv:2x7", {3, 7}, EXACTLY},    {"conv:4x3", {1, 8}, EXACTLY},
    {"dense:4", {3, 5}, EXACTLY},     {"dense:2", {6, 1}, EXACTLY},     {"average:4", {3, 13}, EXACTLY},
    {"average:1", {2, 6}, EXACTLY},   {"average:6", {2, 6}, EXACTLY},   {"flatten", {3, 5}, A_ROW_EXACTLY},
    {"flatten", {4, 1}, EXACTLY},     {"tanh", {3, 5}, EXACTLY},        {"lecun", {3, 5}, EXACTLY},
    {"relu", {3, 5}, SOMEWHERE},
};

typedef struct Sheets {
    Case c;
    real in[SHEETS][NUMBERS_MAX], out[SHEETS][NUMBERS_MAX];         /* without the change */
    real moved_in[SHEETS][NUMBERS_MAX], moved[SHEETS][NUMBERS_MAX]; /* with it */
} Sheets;

/* What must not be written but where the changes are. */
static void put_behind(Sheets *s)
{
    for (size_t i = 0; i < SHEETS * step_size(s->c.net.steps[0].out) + GUARD; i++)
        s->c.ripple.waves[1][i] = REAL_C(0.25);
}

/* Changes a region of each sheet, in its own way, and lets the step run again. */
static void move_region(Sheets *s, RippleRegion at, Random *random)
{
    const Step *step = &s->c.net.steps[0];
    real *changes = s->c.ripple.waves[0];
    put_behind(s);
    memcpy(s->moved_in, s->in, sizeof s->in);
    for (size_t k = 0; k < SHEETS; k++) {
        for (size_t c = 0; c < at.channels; c++)
            for (size_t t = 0; t < at.times; t++) {
                real *number = &s->moved_in[k][(at.channel + c) * step->in.time + at.time + t],
                     before = *number;
                *number += (real)random_normal(random);
                *changes++ = *number - before;
            }
        step->forward(step, s->c.params, LABEL_GENUINE, s->moved_in[k], s->moved[k]);
    }
}

static bool is_inside(RippleRegion r, size_t channel, size_t time)
{
    return channel >= r.channel && channel < r.channel + r.channels && time >= r.time &&
           time < r.time + r.times;
}

/* Inside the region that is reached are the changes, outside it is none; and each of its edges has one, if `exactly`. */
static void assert_reached(const Sheets *s, RippleRegion reached, bool exactly)
{
    const Shape shape = s->c.net.steps[0].out;
    for (size_t i = SHEETS * reached.channels * reached.times; i < SHEETS * step_size(shape) + GUARD; i++)
        assert_true(s->c.ripple.waves[1][i] == REAL_C(0.25)); /* behind the changes nothing is written */
    size_t first_channel = SIZE_MAX, last_channel = 0, first_time = SIZE_MAX, last_time = 0;
    for (size_t k = 0; k < SHEETS; k++) {
        real quick[NUMBERS_MAX];
        memcpy(quick, s->out[k], sizeof quick);
        ripple_step_change(shape, reached, s->c.ripple.waves[1] + k * reached.channels * reached.times,
                           s->out[k], quick);
        for (size_t i = 0; i < step_size(shape); i++) {
            const size_t channel = i / shape.time, time = i % shape.time;
            assert_close(real_to_double(quick[i]), real_to_double(s->moved[k][i]), rounding);
            if (real_part(s->moved[k][i]) == real_part(s->out[k][i]))
                continue;
            assert_true(is_inside(reached, channel, time));
            first_channel = channel < first_channel ? channel : first_channel;
            last_channel = channel > last_channel ? channel : last_channel;
            first_time = time < first_time ? time : first_time;
            last_time = time > last_time ? time : last_time;
        }
        assert_memory_equal(quick + step_size(shape), s->out[k] + step_size(shape),
                            sizeof quick - step_size(shape) * sizeof(real));
    }
    if (exactly && first_channel == SIZE_MAX)
        assert_true(reached.channels * reached.times == 0);
    else if (exactly)
        assert_true(first_channel == reached.channel &&
                    last_channel == reached.channel + reached.channels - 1 && first_time == reached.time &&
                    last_time == reached.time + reached.times - 1);
}

static void try_regions(Sheets *s, struct Kind kind, Random *random)
{
    const Step *step = &s->c.net.steps[0];
    const real *in[SHEETS], *out[SHEETS];
    for (size_t k = 0; k < SHEETS; k++) {
        in[k] = s->in[k];
        out[k] = s->out[k];
    }
    RippleRegion at;
    for (at.channel = 0; at.channel < step->in.channels; at.channel++)
        for (at.channels = 1; at.channel + at.channels <= step->in.channels; at.channels++)
            for (at.time = 0; at.time < step->in.time; at.time++)
                for (at.times = 1; at.time + at.times <= step->in.time; at.times++) {
                    move_region(s, at, random);
                    assert_reached(s,
                                   ripple_step_onwards(s->c.ripple.room, step, s->c.params, SHEETS, in, out,
                                                       at, s->c.ripple.waves[0], s->c.ripple.waves[1]),
                                   kind.where == EXACTLY ||
                                       (kind.where == A_ROW_EXACTLY && at.channels == 1));
                }
    at = (RippleRegion){0, 0, 0, 1}; /* nothing changes, and nothing further on */
    at = ripple_step_onwards(s->c.ripple.room, step, s->c.params, SHEETS, in, out, at, s->c.ripple.waves[0],
                             s->c.ripple.waves[1]);
    assert_int_equal(at.channels * at.times, 0);
    at = (RippleRegion){0, 1, 0, 0};
    at = ripple_step_onwards(s->c.ripple.room, step, s->c.params, SHEETS, in, out, at, s->c.ripple.waves[0],
                             s->c.ripple.waves[1]);
    assert_int_equal(at.channels * at.times, 0);
}

/* Each parameter grows by something else in each sheet. */
static void try_parameters(Sheets *s)
{
    const Step *step = &s->c.net.steps[0];
    const real *in[SHEETS];
    const real growth[SHEETS] = {REAL_C(0.5), REAL_C(-0.25), REAL_C(1.5)};
    for (size_t block = 0; block < step->block_count; block++)
        for (size_t e = 0; e < step->blocks[block].rows * step->blocks[block].cols; e++) {
            real *at = &s->c.params[step->blocks[block].offset + e], before = *at;
            for (size_t k = 0; k < SHEETS; k++) {
                in[k] = s->in[k];
                *at = before + growth[k];
                step->forward(step, s->c.params, LABEL_GENUINE, s->in[k], s->moved[k]);
                *at = before;
            }
            put_behind(s);
            assert_reached(
                s, ripple_step_of_parameter(step, block, e, SHEETS, growth, in, s->c.ripple.waves[1]), true);
        }
}

static void every_region_and_parameter_goes_through_every_step(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        static Sheets s;
        create(&s.c, kinds[i].step, kinds[i].in, "sum", 4);
        const Step *step = &s.c.net.steps[0];
        assert_true(step_size(step->in) < NUMBERS_MAX && step_size(step->out) < NUMBERS_MAX);
        Random random = random_seeded(i);
        for (size_t k = 0; k < SHEETS; k++) {
            for (size_t n = 0; n < NUMBERS_MAX; n++)
                s.in[k][n] = s.out[k][n] = (real)random_normal(&random);
            step->forward(step, s.c.params, LABEL_GENUINE, s.in[k], s.out[k]);
        }
        try_regions(&s, kinds[i], &random);
        try_parameters(&s);
        destroy(&s.c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_loss_is_that_of_the_forward_pass_with_the_number_changed),
        cmocka_unit_test(the_named_nets_are_followed_whole),
        cmocka_unit_test(several_values_at_once_give_what_each_gives_alone),
        cmocka_unit_test(large_nets_are_followed_by_fewer_values_at_once),
        cmocka_unit_test(every_region_and_parameter_goes_through_every_step),
        cmocka_unit_test(a_step_whose_forward_is_another_is_not_followed),
        cmocka_unit_test(outside_the_region_nothing_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
