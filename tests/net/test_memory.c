/* Memory that is not to be had, while a net gets the room for its passes and its check. A net itself needs none, nor does a
 * pass that has its room. */
#include "support/refused.h"

#include "net/crowd.h"
#include "net/netcheck.h"
#include "net/pass.h"
#include "net/ripple.h"
#include "net/siamese.h"

enum { ROWS = 2, INSTANTS = 29, PAIRS = 2, PARAMETERS_MOST = 1000 };

static Net net;
static real params[PARAMETERS_MOST], dparams[PARAMETERS_MOST];
static real inputs[PAIRS * NET_BRANCHES_MAX * ROWS * INSTANTS];
static const real *x[NET_BRANCHES_MAX];

static void make_net(const char *encoder, const char *loss)
{
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.input = (Shape){ROWS, INSTANTS};
    options.loss = loss;
    assert_ok(net_create(&options, &net));
    assert_true(net.parameter_count <= PARAMETERS_MOST);
    net_initialise(&net, 3, params);
    Random random = random_seeded(8);
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        inputs[i] = (real)random_normal(&random);
    for (size_t b = 0; b < NET_BRANCHES_MAX; b++)
        x[b] = inputs + b * ROWS * INSTANTS;
}

/* What stood in the memory of these before is not read. */
static void spoil(void *made, size_t size)
{
    memset(made, 0xa5, size);
}

static Status make_activations(void)
{
    Activations values;
    spoil(&values, sizeof values);
    const Status status = siamese_create_activations(&net, &values);
    refused_promise(status.ok == (values.memory != NULL));
    siamese_destroy_activations(&values);
    return status;
}

static Status make_pass(void)
{
    Pass pass;
    spoil(&pass, sizeof pass);
    const Status status = pass_create(&net, &pass);
    if (status.ok)
        refused_promise(isfinite((double)real_to_double(pass_run(&net, params, x, LABEL_GENUINE, &pass))));
    pass_free(&pass);
    return status;
}

static Status make_ripple(void)
{
    Ripple ripple;
    spoil(&ripple, sizeof ripple);
    const Status status = ripple_create(&net, &ripple);
    if (status.ok)
        ripple_destroy(&ripple);
    return status;
}

static Status make_crowd(void)
{
    Crowd crowd;
    spoil(&crowd, sizeof crowd);
    const Status status = crowd_create(&net, &crowd);
    crowd_destroy(&crowd);
    return status;
}

static Status make_netcheck(void)
{
    static const Label labels[PAIRS] = {LABEL_GENUINE, LABEL_FORGED};
    const NetcheckBatch batch = {PAIRS, inputs, labels};
    NetcheckOptions options = netcheck_options();
    options.decay = 0.01;
    Netcheck *netcheck;
    spoil(&netcheck, sizeof netcheck);
    const Status status = netcheck_create(&net, params, batch, &options, &netcheck);
    refused_promise(status.ok == (netcheck != NULL));
    if (status.ok) {
        const GradcheckProblem *problem = netcheck_problem(netcheck);
        double loss;
        refused_promise(problem->loss(problem->user, &loss) == 0 && isfinite(loss));
    }
    netcheck_destroy(netcheck);
    return status;
}

static Status make_nets(void)
{
    Net other;
    NetOptions options = net_default_options();
    Status status = net_create(&options, &other);
    for (size_t l = 0; status.ok && net_loss_name(l); l++) {
        options.loss = net_loss_name(l);
        status = net_create(&options, &other);
    }
    if (status.ok)
        status = net_change_loss(&other, "target", -0.9, NAN);
    return status.ok || other.branches == 3 ? status_ok() : status;
}

static Activations values, gradients;

static Status go_through(void)
{
    const real loss = siamese_forward(&net, params, x, LABEL_GENUINE, &values);
    siamese_backward(&net, params, x, LABEL_GENUINE, &values, 1, &gradients, dparams);
    return isfinite((double)real_to_double(loss)) ? status_ok() : status_error("not finite");
}

static void whichever_request_fails_the_room_is_given_back(void **state)
{
    (void)state;
    static const char *const encoders[] = {"conv:2x5/2 tanh average:2 flatten dense:4",
                                           "flatten dense:4 lecun dense:3"};
    static const char *const losses[] = {"target", "logistic", "triplet"};
    for (size_t e = 0; e < 2; e++)
        for (size_t l = 0; l < 3; l++) {
            make_net(encoders[e], losses[l]);
            refused_each("siamese_create_activations", make_activations, 0);
            refused_each("pass_create", make_pass, 0);
            refused_each("ripple_create", make_ripple, 0);
            if (e == 1) /* a crowd of pairs is of dense layers */
                refused_each("crowd_create", make_crowd, 0);
            if (NETCHECK_POSSIBLE)
                refused_each("netcheck_create", make_netcheck, 0);
        }
}

static void a_net_and_its_passes_ask_for_nothing(void **state)
{
    (void)state;
    refused_none("net_create", make_nets);
    make_net("conv:2x5/2 tanh average:2 flatten dense:4", "target");
    assert_ok(siamese_create_activations(&net, &values));
    assert_ok(siamese_create_activations(&net, &gradients));
    refused_none("siamese_forward and siamese_backward", go_through);
    siamese_destroy_activations(&values);
    siamese_destroy_activations(&gradients);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whichever_request_fails_the_room_is_given_back),
        cmocka_unit_test(a_net_and_its_passes_ask_for_nothing),
    };
    return cmocka_run_group_tests_name("net memory", tests, NULL, NULL);
}
