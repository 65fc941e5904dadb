/* The net as a problem for the checker: its parts say the same as the whole, and what may be named is named rightly. */
#include "net/netcheck.h"

#include <stdlib.h>
#include <string.h>

#include "net/losses.h"
#include "support/checked.h"
#include "support/test.h"

static NetOptions some_net(const char *encoder, const char *loss)
{
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.input = (Shape){2, 22};
    options.loss = loss;
    return options;
}

static const char small[] = "conv:3x4/2 tanh flatten dense:5";

static void the_loss_is_the_mean_of_the_pairs_and_the_decay(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        Checked *c = checked_create(some_net(small, net_loss_name(l)), 3, 0.02, NULL, 5);
        const GradcheckProblem *p = netcheck_problem(c->netcheck);
        double loss, of_pair, sum = 0, squares = 0;
        assert_int_equal(p->loss(p->user, &loss), 0);
        assert_int_equal(p->n_samples, 3);
        for (size_t k = 0; k < 3; k++) {
            assert_int_equal(p->loss_of_sample(p->user, k, &of_pair), 0);
            sum += of_pair;
        }
        const StepBlock *block;
        for (size_t b = 0; (block = net_block(&c->net, b)); b++)
            for (size_t i = 0; block->is_weight && i < block->rows * block->cols; i++)
                squares += real_to_double(c->params[block->offset + i]) *
                           real_to_double(c->params[block->offset + i]);
        assert_close(loss, sum / 3 + 0.01 * squares, 1e-13);
        checked_destroy(c);
    }
}

static void the_loss_with_one_entry_changed_is_the_loss_after_the_change(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        Checked *c = checked_create(some_net(small, net_loss_name(l)), 3, 0.02, NULL, 5);
        for (int round = 0; round < 2; round++) { /* the second time at other parameters */
            const GradcheckProblem *p = netcheck_problem(c->netcheck);
            for (size_t b = 0; b < p->n_blocks; b++)
                for (size_t e = 0; e < p->blocks[b].rows * p->blocks[b].cols; e += 3) {
                    real *at = (real *)p->blocks[b].value + e, before = *at;
                    double shortcut, whole;
                    assert_int_equal(p->loss_with(p->user, b, e, (double)(float)0.3125, &shortcut), 0);
                    assert_true(memcmp(at, &before, sizeof before) == 0);
                    *at = (real)0.3125;
                    assert_int_equal(p->loss(p->user, &whole), 0);
                    *at = before;
                    /* To the last rounding: of the numbers further on, and of their sums. */
                    assert_close(shortcut, whole, 20 * (double)REAL_EPSILON);
                }
            c->params[1] += (real)0.25;
        }
        checked_destroy(c);
    }
}

static void the_parts_with_one_entry_changed_are_the_parts_after_the_change(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        NetOptions options = some_net(small, net_loss_name(l));
        options.margin = strcmp(options.loss, "triplet") == 0 ? 2.5 : NAN;
        Checked *c = checked_create(options, 3, 0.02, NULL, 5);
        const GradcheckProblem *p = netcheck_problem(c->netcheck);
        real others[1000];
        for (size_t b = 0; b < p->n_blocks; b++)
            for (size_t e = 0; e < p->blocks[b].rows * p->blocks[b].cols; e += 3) {
                real *at = (real *)p->blocks[b].value + e, before = *at;
                double quick[6], plain[6];
                size_t parts = 0;
                memcpy(others, p->blocks[b].value, p->blocks[b].rows * p->blocks[b].cols * sizeof(real));
                for (size_t k = 0; k < 3; k++)
                    assert_int_equal(p->loss_of_sample_with(p->user, k, b, e, 0.3125, &quick[parts++]), 0);
                for (size_t u = 0; u < p->blocks[b].uses && p->blocks[b].uses > 1; u++)
                    assert_int_equal(p->loss_of_use_with(p->user, u, b, e, 0.3125, &quick[parts++]), 0);
                assert_true(*at == before);
                *at = (real)0.3125;
                parts = 0;
                for (size_t k = 0; k < 3; k++)
                    assert_int_equal(p->loss_of_sample(p->user, k, &plain[parts++]), 0);
                for (size_t u = 0; u < p->blocks[b].uses && p->blocks[b].uses > 1; u++)
                    assert_int_equal(p->loss_of_use(p->user, b, u, others, &plain[parts++]), 0);
                *at = before;
                for (size_t i = 0; i < parts; i++)
                    assert_close(quick[i], plain[i], 20 * (double)REAL_EPSILON);
            }
        checked_destroy(c);
    }
}

/* Every step of the chain: each number that goes into it, and each parameter, moved by itself. */
static void move_every_number(const GradcheckProblem *p)
{
    size_t room = 10000, *changed = calloc(room, sizeof *changed);
    real *in = calloc(room, sizeof(real)), *out = calloc(room, sizeof(real));
    real *plain = calloc(room, sizeof(real)), *with = calloc(room, sizeof(real));
    memcpy(in, p->input, p->steps[0].n_in * sizeof(real));
    for (size_t s = 0; s < p->n_steps; s++) {
        const GradcheckStep *step = &p->steps[s];
        assert_int_equal(step->forward(step->user, in, out), 0);
        for (size_t b = 0; step->forward_with && b <= step->n_blocks; b++) {
            const GradcheckBlock *block = b ? &p->blocks[step->blocks[b - 1]] : NULL;
            size_t count = b ? block->rows * block->cols : step->n_in, n;
            for (size_t e = 0; e < count; e += 1 + count / 50) {
                real *at = b ? (real *)block->value + e : in + e, before = *at;
                memcpy(with, out, step->n_out * sizeof(real));
                assert_int_equal(step->forward_with(step->user, in, with, b, e, 0.3125, changed, &n), 0);
                assert_true(*at == before);
                *at = (real)0.3125;
                assert_int_equal(step->forward(step->user, in, plain), 0);
                *at = before;
                for (size_t i = 0; i < step->n_out; i++)
                    assert_close(with[i], plain[i], 8 * (double)REAL_EPSILON);
                assert_true(n > 0 && n <= step->n_out);
                for (size_t k = 0; k < n; k++) /* put back, all is as it was: none was left out */
                    with[changed[k]] = out[changed[k]];
                assert_memory_equal(with, out, step->n_out * sizeof(real));
            }
        }
        memcpy(in, out, step->n_out * sizeof(real));
    }
    free(changed);
    free(in);
    free(out);
    free(plain);
    free(with);
}

static const char every[] = "conv:3x4/2 tanh average:2 lecun conv:4x2 relu flatten dense:6 tanh dense:5";

static void the_outputs_with_one_number_changed_are_those_of_the_forward(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        Checked *c = checked_create(some_net(every, net_loss_name(l)), 2, 0.02, NULL, 5);
        move_every_number(netcheck_problem(c->netcheck));
        checked_destroy(c);
    }
}

static void other_forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    step->kind->forward(step, params, label, in, out);
    for (size_t i = 0; i < step_size(step->out); i++)
        out[i] *= 2;
}

static void the_outputs_of_another_forward_with_one_number_changed_are_its_own(void **state)
{
    (void)state;
    const size_t others[] = {0, 4, 7, 10}; /* the convolutions, a dense layer, the cosine */
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        Checked *c = checked_create(some_net(every, "logistic"), 2, 0.02, NULL, 5);
        c->net.steps[others[i]].forward = other_forward;
        move_every_number(netcheck_problem(c->netcheck));
        checked_destroy(c);
    }
}

/* A step with another forward cannot be followed by its changes: what comes behind it is computed again. */
static void behind_another_forward_everything_is_computed_again(void **state)
{
    (void)state;
    for (size_t s = 0; s < 4; s++) {
        Checked *c = checked_create(some_net("conv:3x4/2 tanh dense:5 lecun", "logistic"), 3, 1, NULL, 5);
        assert_non_null(netcheck_problem(c->netcheck)->loss_of_use_with);
        c->net.steps[s].forward = other_forward;
        const GradcheckProblem *p = netcheck_problem(c->netcheck);
        assert_null(p->loss_of_use_with);
        for (size_t b = 0; b < p->n_blocks; b++)
            for (size_t e = 0; e < p->blocks[b].rows * p->blocks[b].cols; e += 5) {
                real *at = (real *)p->blocks[b].value + e, before = *at;
                double quick, of_sample[3], plain;
                assert_int_equal(p->loss_with(p->user, b, e, 0.3125, &quick), 0);
                for (size_t k = 0; k < 3; k++)
                    assert_int_equal(p->loss_of_sample_with(p->user, k, b, e, 0.3125, &of_sample[k]), 0);
                assert_true(*at == before);
                *at = (real)0.3125;
                assert_int_equal(p->loss(p->user, &plain), 0);
                assert_close(quick, plain, 20 * (double)REAL_EPSILON);
                for (size_t k = 0; k < 3; k++) {
                    assert_int_equal(p->loss_of_sample(p->user, k, &plain), 0);
                    assert_close(of_sample[k], plain, 20 * (double)REAL_EPSILON);
                }
                *at = before;
            }
        checked_destroy(c);
    }
}

/* More than go together, and none beyond. */
static void many_values_of_an_entry_give_what_each_gives_alone(void **state)
{
    (void)state;
    enum { VALUES = 19 };
    Checked *c = checked_create(some_net(small, "target"), 3, 1, NULL, 5);
    const GradcheckProblem *p = netcheck_problem(c->netcheck);
    double values[2 * VALUES], losses[2 * VALUES], alone;
    for (size_t v = 0; v < 2 * VALUES; v++)
        values[v] = 0.125 * (double)v - 1;
    for (size_t b = 0; b < p->n_blocks; b++)
        for (size_t count = 1; count <= VALUES; count++) {
            for (size_t v = 0; v < 2 * VALUES; v++)
                losses[v] = 7;
            assert_int_equal(p->losses_with(p->user, b, 1, count, values, losses), 0);
            for (size_t v = 0; v < count; v++) {
                assert_int_equal(p->loss_with(p->user, b, 1, values[v], &alone), 0);
                assert_close(losses[v], alone, 20 * (double)REAL_EPSILON);
            }
            for (size_t v = count; v < 2 * VALUES; v++)
                assert_true(losses[v] == 7);
        }
    checked_destroy(c);
}

/* Whether the pairs go together, in one crowd or two, or one by one: against siamese_backward and the decay's derivative. */
static void the_gradient_is_that_of_the_mean_of_the_pairs_and_of_the_decay(void **state)
{
    (void)state;
    static const struct {
        const char *encoder;
        size_t count;
    } cases[] = {{"dense:6 tanh dense:4", 8},
                 {"dense:6 tanh dense:4", 64},
                 {"dense:6 tanh dense:4", 70},
                 {"dense:6 tanh dense:4", 3},
                 {"conv:3x4 tanh flatten dense:4", 9}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t l = 0; net_loss_name(l); l++) {
            NetOptions options = some_net(cases[i].encoder, net_loss_name(l));
            options.input = (Shape){2, 8};
            const size_t count = cases[i].count;
            const double decay = 0.5 * (double)(l % 3); /* none, a half, 1 */
            Checked *c = checked_create(options, count, decay, NULL, 5);
            const Net *net = &c->net;
            const GradcheckProblem *p = netcheck_problem(c->netcheck);
            real *expected = calloc(net->parameter_count, sizeof(real));
            Activations values, gradients;
            assert_ok(siamese_create_activations(net, &values));
            assert_ok(siamese_create_activations(net, &gradients));
            for (size_t k = 0; k < count; k++) {
                const real *x[NET_BRANCHES_MAX];
                for (size_t b = 0; b < net->branches; b++)
                    x[b] = c->x + (k * net->branches + b) * step_size(net->input);
                siamese_forward(net, c->params, x, c->labels[k], &values);
                siamese_backward(net, c->params, x, c->labels[k], &values, (real)(1 / (double)count),
                                 &gradients, expected);
            }
            for (size_t b = 0; b < p->n_blocks; b++) /* they are added to */
                for (size_t e = 0; e < p->blocks[b].rows * p->blocks[b].cols; e++)
                    ((real *)p->blocks[b].gradient)[e] = 3;
            assert_int_equal(p->gradient(p->user, p->blocks), 0);
            for (size_t b = 0; b < p->n_blocks; b++) {
                const StepBlock *block = net_block(net, b);
                for (size_t e = 0; e < block->rows * block->cols; e++) {
                    const double w = real_to_double(c->params[block->offset + e]);
                    assert_close(real_to_double(((real *)p->blocks[b].gradient)[e]),
                                 3 + real_to_double(expected[block->offset + e]) +
                                     (block->is_weight ? decay * w : 0),
                                 1000 * (double)REAL_EPSILON);
                }
            }
            free(expected);
            siamese_destroy_activations(&values);
            siamese_destroy_activations(&gradients);
            checked_destroy(c);
        }
}

static void the_uses_of_a_block_add_up_to_its_gradient(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        NetOptions options = some_net(small, net_loss_name(l));
        options.margin = strcmp(options.loss, "triplet") == 0 ? 2.5 : NAN;
        Checked *c = checked_create(options, 3, 0, NULL, 5);
        const GradcheckProblem *p = netcheck_problem(c->netcheck);
        double h = NETCHECK_POSSIBLE && REAL_EPSILON > 1e-10 ? 0x1p-6 : 0x1p-14;
        real others[3 * 8];
        assert_int_equal(p->blocks[0].rows * p->blocks[0].cols, 24);
        assert_int_equal(p->blocks[0].uses, c->net.branches);
        memcpy(others, p->blocks[0].value, sizeof others);
        real *at = (real *)p->blocks[0].value + 7, before = *at;
        double sum = 0, plus, minus;
        for (size_t use = 0; use < c->net.branches; use++)
            for (int side = -1; side <= 1; side += 2) {
                double loss;
                *at = before + (real)(side * h);
                assert_int_equal(p->loss_of_use(p->user, 0, use, others, &loss), 0);
                sum += side * loss / (2 * h);
            }
        *at = before + (real)h;
        assert_int_equal(p->loss(p->user, &plus), 0);
        *at = before - (real)h;
        assert_int_equal(p->loss(p->user, &minus), 0);
        *at = before;
        assert_close(sum, (plus - minus) / (2 * h), REAL_EPSILON > 1e-10 ? 1e-2 : 1e-7);
        checked_destroy(c);
    }
}

static void the_chain_gives_the_loss(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        Checked *c = checked_create(some_net(small, net_loss_name(l)), 3, 0.02, NULL, 5);
        const GradcheckProblem *p = netcheck_problem(c->netcheck);
        double loss;
        assert_int_equal(p->n_steps, net_step_count(&c->net) + 2);
        assert_string_equal(p->steps[p->n_steps - 2].name, "mean");
        assert_string_equal(p->steps[p->n_steps - 1].name, "decay");
        real *states[2] = {calloc(10000, sizeof(real)), calloc(10000, sizeof(real))};
        memcpy(states[0], p->input, p->steps[0].n_in * sizeof(real));
        for (size_t i = 0; i < p->n_steps; i++) {
            assert_true(p->steps[i].n_out < 10000);
            if (i)
                assert_int_equal(p->steps[i].n_in, p->steps[i - 1].n_out);
            assert_int_equal(p->steps[i].forward(p->steps[i].user, states[i % 2], states[(i + 1) % 2]), 0);
        }
        assert_int_equal(p->loss(p->user, &loss), 0);
        assert_close(states[p->n_steps % 2][0], loss, 20 * (double)REAL_EPSILON);
        free(states[0]);
        free(states[1]);
        checked_destroy(c);
    }
}

static void what_is_watched_and_named_is_there(void **state)
{
    (void)state;
    Checked *c = checked_create(some_net("flatten dense:4 lecun dense:3", "logistic"), 3, 0.5, NULL, 5);
    const GradcheckProblem *p = netcheck_problem(c->netcheck);
    assert_int_equal(p->n_blocks, 6);
    assert_string_equal(p->blocks[4].name, "loss.scale");
    assert_int_equal(p->blocks[4].uses, 1);
    assert_int_equal(p->n_watches, 2);
    assert_ptr_equal(p->watches[0].memory, c->x);
    assert_int_equal(p->n_terms, 2);
    for (size_t i = 0; i < p->blocks[0].rows * p->blocks[0].cols; i++)
        assert_close(p->terms[0].values[i], 0.5 * real_to_double(c->params[i]), 1e-15);
    assert_int_equal(p->n_factors, 3); /* LeCun's two, and the scale as it stands now */
    *(real *)p->blocks[4].value = 7;
    p = netcheck_problem(c->netcheck);
    assert_close(p->factors[2].value, 7, 0);
    checked_destroy(c);
}

/* What a check may name: the parts of the derivatives of this decay and this loss, and the constants of these steps. */
static void what_might_have_been_forgotten_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *encoder, *loss, *term; /* NULL: the loss has none */
        double genuine, forged;            /* what the term is of these pairs */
        const char *factors[3];
    } cases[] = {
        {"flatten dense:4 dense:3", "target", "the target", 1, -0.9, {NULL}},
        {"lecun flatten dense:4", "sum", NULL, 0, 0, {"LeCun's 1.7159", "LeCun's 2/3"}},
        {"flatten dense:4", "margin", NULL, 0, 0, {NULL}},
        {"flatten dense:4 lecun dense:3",
         "contrastive",
         "the margin",
         0,
         5,
         {"LeCun's 1.7159", "LeCun's 2/3"}},
        {"flatten dense:4", "triplet", NULL, 0, 0, {NULL}},
        {"flatten dense:4", "logistic", NULL, 0, 0, {"the learnt scale"}},
        {"lecun flatten dense:4 lecun",
         "logistic",
         NULL,
         0,
         0,
         {"LeCun's 1.7159", "LeCun's 2/3", "the learnt scale"}},
    };
    const double values[] = {1.7159, 2.0 / 3, LOSSES_LOGISTIC_SCALE};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Checked *c = checked_create(some_net(cases[i].encoder, cases[i].loss), 3, 1, NULL, 5);
        net_start_loss(&c->net, c->params);
        const GradcheckProblem *p = netcheck_problem(c->netcheck);
        const size_t loss = net_step_count(&c->net) - 1;
        for (size_t s = 0; s < p->n_steps; s++)
            assert_int_equal(p->steps[s].n_terms, s == loss && cases[i].term ? 1 : 0);
        if (cases[i].term) {
            assert_string_equal(p->steps[loss].terms[0].name, cases[i].term);
            for (size_t k = 0; k < 3; k++)
                assert_close(p->steps[loss].terms[0].values[k], k % 2 ? cases[i].forged : cases[i].genuine,
                             1e-6);
        }
        size_t factors = 0;
        while (factors < 3 && cases[i].factors[factors]) {
            const bool scale = strcmp(cases[i].factors[factors], "the learnt scale") == 0;
            assert_string_equal(p->factors[factors].name, cases[i].factors[factors]);
            assert_close(p->factors[factors].value, values[scale ? 2 : factors], 1e-15);
            factors++;
        }
        assert_int_equal(p->n_factors, factors);
        size_t weights = 0;
        for (size_t b = 0; b < p->n_blocks; b++) {
            const StepBlock *block = net_block(&c->net, b);
            if (!block->is_weight)
                continue;
            const GradcheckTerm *term = &p->terms[weights++];
            assert_string_equal(term->name, "the weight decay");
            assert_int_equal(term->block, b);
            for (size_t e = 0; e < block->rows * block->cols; e++)
                assert_close(term->values[e], real_to_double(c->params[block->offset + e]), 1e-15);
        }
        assert_int_equal(p->n_terms, weights);
        checked_destroy(c);
    }
    Checked *c = checked_create(some_net(small, "target"), 3, 0, NULL, 5);
    assert_int_equal(netcheck_problem(c->netcheck)->n_terms, 0); /* no decay */
    checked_destroy(c);
}

static void all_that_is_borrowed_is_watched(void **state)
{
    (void)state;
    Checked *c = checked_create(some_net(small, "triplet"), 4, 0, NULL, 5);
    const GradcheckProblem *p = netcheck_problem(c->netcheck);
    assert_int_equal(p->n_watches, 2);
    assert_string_equal(p->watches[0].name, "the signatures");
    assert_ptr_equal(p->watches[0].memory, c->x);
    assert_int_equal(p->watches[0].size, 4 * 3 * 2 * 22 * sizeof(real));
    assert_string_equal(p->watches[1].name, "the labels");
    assert_ptr_equal(p->watches[1].memory, c->labels);
    assert_int_equal(p->watches[1].size, 4 * sizeof(Label));
    checked_destroy(c);
}

/* conv:3x4/2 on 2 x 22: 3 x 10 numbers, then dense:5; 3 pairs, so 6 rows of the encoder, and 3 of the head. */
static void the_numbers_that_a_full_check_moves_are_counted(void **state)
{
    (void)state;
    const size_t parameters = (3 * 2 * 4 + 3) + (5 * 30 + 5), rows = 6 * (44 + 30 + 30 + 30),
                 head = 6 * 5 + 3;
    Checked *c = checked_create(some_net(small, "target"), 3, 0, NULL, 5);
    assert_int_equal(netcheck_entries(c->netcheck), 2 * parameters + rows + head + 3); /* the mean reads 3 */
    checked_destroy(c);
    c = checked_create(some_net(small, "target"), 3, 1, NULL, 5);
    assert_int_equal(netcheck_entries(c->netcheck), 2 * parameters + rows + head + 3 + 1); /* the decay 1 */
    checked_destroy(c);
}

int main(void)
{
    if (!NETCHECK_POSSIBLE) {
        printf("SKIPPED: the checker does not know the numbers of REAL=%s\n", REAL_NAME);
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_loss_is_the_mean_of_the_pairs_and_the_decay),
        cmocka_unit_test(the_loss_with_one_entry_changed_is_the_loss_after_the_change),
        cmocka_unit_test(the_parts_with_one_entry_changed_are_the_parts_after_the_change),
        cmocka_unit_test(the_outputs_with_one_number_changed_are_those_of_the_forward),
        cmocka_unit_test(the_outputs_of_another_forward_with_one_number_changed_are_its_own),
        cmocka_unit_test(behind_another_forward_everything_is_computed_again),
        cmocka_unit_test(many_values_of_an_entry_give_what_each_gives_alone),
        cmocka_unit_test(the_gradient_is_that_of_the_mean_of_the_pairs_and_of_the_decay),
        cmocka_unit_test(the_uses_of_a_block_add_up_to_its_gradient),
        cmocka_unit_test(the_chain_gives_the_loss),
        cmocka_unit_test(what_is_watched_and_named_is_there),
        cmocka_unit_test(what_might_have_been_forgotten_is_named),
        cmocka_unit_test(all_that_is_borrowed_is_watched),
        cmocka_unit_test(the_numbers_that_a_full_check_moves_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
