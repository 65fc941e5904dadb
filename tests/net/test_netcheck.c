/* The net under the checker: right nets of every kind and loss agree, whatever the seed.
 * NETCHECK_SEEDS=1000 tries more nets than a test has time for (make check-nets SEEDS=1000). */
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

static const char small[] = "conv:3x4/2 tanh flatten dense:5";

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
                   "10001 pairs cannot be checked: expected 1 to 10000");
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

static void as_many_pairs_as_are_promised_can_be_checked(void **state)
{
    (void)state;
    NetOptions options = some_net("dense:1", "sum");
    options.input = (Shape){1, 1};
    Checked *c = checked_create(options, NETCHECK_PAIRS_MAX, 0, NULL, 5);
    assert_int_equal(netcheck_problem(c->netcheck)->n_samples, 10000);
    checked_destroy(c);
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
        cmocka_unit_test(as_many_pairs_as_are_promised_can_be_checked),
        cmocka_unit_test(a_backward_that_changes_the_signatures_is_seen),
        cmocka_unit_test(what_cannot_be_checked_is_said),
        cmocka_unit_test(a_net_of_zeros_is_not_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
