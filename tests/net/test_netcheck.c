/* The net under the checker: right nets of every kind and loss agree, whatever the seed, and the parts of the problem say
 * the same as the whole. NETCHECK_SEEDS=1000 tries more nets than a test has time for (make check-nets SEEDS=1000). */
#include "net/netcheck.h"

#include <stdlib.h>
#include <string.h>

#include "support/checked.h"
#include "support/test.h"

enum { SEEDS = 60 };

static NetOptions some_net(const char *encoder, const char *loss)
{
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.input = (Shape){2, 22};
    options.loss = loss;
    return options;
}

/* ---- right nets ---- */

static void add(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void add(char *text, size_t size, const char *format, ...)
{
    size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + length, size - length, format, arguments);
    va_end(arguments);
}

/* One to three convolutions or averages, one to three dense layers, rectifiers of all kinds between them. */
static void random_encoder(Random *random, Shape input, bool smooth, char *text, size_t size)
{
    static const char *const kinds[] = {"tanh ", "lecun ", "relu ", ""};
    size_t time = input.time;
    text[0] = 0;
    for (size_t n = random_below(random, 3); n > 0 && time > 8; n--) {
        size_t kernel = 2 + random_below(random, 4), step = 1 + random_below(random, 2);
        add(text, size, "conv:%zux%zu/%zu ", 1 + random_below(random, 4), kernel, step);
        time = (time - kernel) / step + 1;
        add(text, size, "%s", kinds[random_below(random, smooth ? 2 : 4)]);
        if (random_below(random, 2) && time > 4) {
            size_t width = 2 + random_below(random, 2);
            add(text, size, "average:%zu ", width);
            time /= width;
        }
    }
    add(text, size, "flatten ");
    for (size_t n = 1 + random_below(random, 3); n > 0; n--) {
        add(text, size, "dense:%zu ", 2 + random_below(random, 7));
        if (n > 1)
            add(text, size, "%s", kinds[random_below(random, smooth ? 2 : 4)]);
    }
}

/* Whether a right net may be undecided: its loss, or a rectifier, has a kink, or no pair pulls; or all is noisy, in float. */
static bool may_be_undecided(const Net *net)
{
    return REAL_EPSILON > 1e-10 || strstr(net->encoder, "relu") || !isnan(net_loss_margin(net->loss));
}

typedef struct Tally {
    size_t agree, undecided, alarms, unexpected;
} Tally;

static void try_random_net(uint64_t seed, Tally *tally)
{
    Random random = random_stream(seed, 77);
    char encoder[400];
    NetOptions options = net_default_options();
    options.input = (Shape){1 + random_below(&random, 3), 10 + random_below(&random, 16)};
    random_encoder(&random, options.input, random_below(&random, 2), encoder, sizeof encoder);
    options.encoder = encoder;
    options.loss = net_loss_name(seed % 6);
    size_t count = 1 + random_below(&random, 5);
    double decay = random_below(&random, 2) ? 0 : 0.01;
    Checked *c = checked_create(options, count, decay, NULL, seed);
    GradcheckOptions how = gradcheck_options();
    how.seed = seed;
    how.mode = random_below(&random, 4) ? GRADCHECK_FULL : GRADCHECK_SCREEN;
    how.allow =
        1u << GRADCHECK_POINT; /* of a last bias, say, which the distance does not see; its step is checked */
    if (REAL_EPSILON > 1e-10)
        how.small = 1; /* right on the scale of its block: what float can tell */
    GradcheckReport *report = checked_run(c, &how);
    bool agrees = report->verdict == GRADCHECK_AGREES, undecided = report->verdict == GRADCHECK_CANNOT_TELL;
    bool as_expected = agrees || (undecided && may_be_undecided(&c->net));
    tally->agree += agrees;
    tally->undecided += undecided;
    tally->alarms += !agrees && !undecided;
    if (!as_expected || (undecided && getenv("NETCHECK_SHOW"))) {
        print_error("seed %d: %s, loss %s, %zu x %zu, %zu pairs, decay %g\n", (int)seed, encoder,
                    options.loss, options.input.channels, options.input.time, count, decay);
        checked_show(report);
    }
    tally->unexpected += !as_expected;
    gradcheck_report_free(report);
    checked_destroy(c);
}

static void right_nets_of_every_kind_and_loss_agree(void **state)
{
    (void)state;
    const char *asked = getenv("NETCHECK_SEEDS");
    uint64_t seeds = asked ? strtoull(asked, NULL, 10) : SEEDS;
    Tally tally = {0};
    for (uint64_t seed = 1; seed <= seeds; seed++)
        try_random_net(seed, &tally);
    printf("  %llu random nets: %zu agree, %zu cannot be told, %zu false alarms\n", (unsigned long long)seeds,
           tally.agree, tally.undecided, tally.alarms);
    assert_int_equal(tally.alarms, 0);
    assert_true(tally.unexpected <= seeds / 1000); /* now and then a net starts where its loss is least */
    assert_int_equal(tally.agree + tally.undecided, seeds);
    assert_true(tally.agree * 10 >= seeds * (REAL_EPSILON > 1e-10 ? 5 : 9));
}

static void the_named_nets_agree_by_the_screen(void **state)
{
    (void)state;
    for (size_t i = 0; net_known(i, NULL); i++) {
        NetOptions options = some_net(net_known(i, NULL), "target");
        options.input = strcmp(options.encoder, "mlp") == 0 ? (Shape){16, 1} : (Shape){8, 200};
        Checked *c = checked_create(options, 2, 0, NULL, 3);
        GradcheckOptions how = gradcheck_options();
        how.mode = GRADCHECK_SCREEN;
        GradcheckReport *report = checked_run(c, &how);
#if defined REAL_FLOAT
        assert_true(report->verdict <= GRADCHECK_CANNOT_TELL);
#else
        if (report->verdict != GRADCHECK_AGREES)
            checked_show(report);
        assert_int_equal(report->verdict, GRADCHECK_AGREES);
#endif
        gradcheck_report_free(report);
        checked_destroy(c);
    }
}

/* ---- the parts of the problem ---- */

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
static void the_outputs_with_one_number_changed_are_those_of_the_forward(void **state)
{
    (void)state;
    static const char every[] = "conv:3x4/2 tanh average:2 lecun conv:4x2 relu flatten dense:6 tanh dense:5";
    for (size_t l = 0; net_loss_name(l); l++) {
        Checked *c = checked_create(some_net(every, net_loss_name(l)), 2, 0.02, NULL, 5);
        const GradcheckProblem *p = netcheck_problem(c->netcheck);
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

static void spoil_input(const Step *step, const real *params, Label label, const real *in, const real *out,
                        const real *dout, real *dparams, real *din)
{
    ((real *)(uintptr_t)in)[0] += 1;
    step->kind->backward(step, params, label, in, out, dout, dparams, din);
}

static void a_backward_that_changes_the_signatures_is_seen(void **state)
{
    (void)state;
    Checked *c = checked_create(some_net(small, "target"), 2, 0, NULL, 5);
    c->net.steps[0].backward = spoil_input;
    GradcheckOptions how = gradcheck_options();
    how.mode = GRADCHECK_SCREEN;
    GradcheckReport *report = checked_run(c, &how);
    bool found = false;
    for (size_t i = 0; i < report->n_findings; i++)
        found = found || strstr(report->findings[i].text, "the signatures");
    assert_true(found && report->verdict > GRADCHECK_CANNOT_TELL);
    gradcheck_report_free(report);
    checked_destroy(c);
}

static void what_cannot_be_checked_is_said(void **state)
{
    (void)state;
    NetOptions options = some_net(small, "target");
    Net net;
    assert_ok(net_create(&options, &net));
    real *params = calloc(net.parameter_count, sizeof(real)), x[88] = {0};
    Label label = LABEL_GENUINE;
    Netcheck *netcheck;
    NetcheckOptions how = netcheck_options();
    assert_trouble(netcheck_create(&net, params, (NetcheckBatch){0, x, &label}, &how, &netcheck), "0 pairs");
    assert_null(netcheck);
    assert_trouble(netcheck_create(&net, params, (NetcheckBatch){10001, x, &label}, &how, &netcheck),
                   "10001");
    how.decay = NAN;
    assert_trouble(netcheck_create(&net, params, (NetcheckBatch){1, x, &label}, &how, &netcheck), "decay");
    options = some_net("flatten tanh", "sum");
    assert_ok(net_create(&options, &net));
    how.decay = 0;
    assert_trouble(netcheck_create(&net, params, (NetcheckBatch){1, x, &label}, &how, &netcheck),
                   "without parameters");
    netcheck_destroy(NULL);
    free(params);
}

/* The net without direction: both embeddings are zero. */
static void a_net_of_zeros_is_not_passed_over(void **state)
{
    (void)state;
    Checked *c = checked_create(some_net(small, "target"), 2, 0, NULL, 5);
    memset(c->params, 0, c->net.parameter_count * sizeof(real));
    GradcheckReport *report = checked_run(c, NULL);
    assert_int_not_equal(report->verdict, GRADCHECK_AGREES);
    gradcheck_report_free(report);
    checked_destroy(c);
}

int main(void)
{
    if (!NETCHECK_POSSIBLE) {
        Net net = {.parameter_count = 1};
        NetcheckOptions how = netcheck_options();
        Netcheck *netcheck;
        Status status = netcheck_create(&net, NULL, (NetcheckBatch){1, NULL, NULL}, &how, &netcheck);
        printf("SKIPPED: %s\n", status.message);
        return status.ok;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_nets_of_every_kind_and_loss_agree),
        cmocka_unit_test(the_named_nets_agree_by_the_screen),
        cmocka_unit_test(the_loss_is_the_mean_of_the_pairs_and_the_decay),
        cmocka_unit_test(the_loss_with_one_entry_changed_is_the_loss_after_the_change),
        cmocka_unit_test(the_parts_with_one_entry_changed_are_the_parts_after_the_change),
        cmocka_unit_test(the_outputs_with_one_number_changed_are_those_of_the_forward),
        cmocka_unit_test(the_uses_of_a_block_add_up_to_its_gradient),
        cmocka_unit_test(the_chain_gives_the_loss),
        cmocka_unit_test(what_is_watched_and_named_is_there),
        cmocka_unit_test(a_backward_that_changes_the_signatures_is_seen),
        cmocka_unit_test(what_cannot_be_checked_is_said),
        cmocka_unit_test(a_net_of_zeros_is_not_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
