/* A batch against its pairs taken one by one, and what is said of one that gives no number. */
#include "train/batch.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "net/cosine.h"
#include "net/crowd.h"
#include "support/test.h"
#include "train/small_trainer.h"

enum { ITEMS = 12, PAIRS_MOST = 2000 };

/* A net, random inputs, and pairs of them. */
typedef struct Setting {
    Model model;
    size_t size; /* of an input */
    real *inputs;
    Pair pairs[PAIRS_MOST];
    Dataset none; /* nothing is augmented: its signatures are not looked at */
    Batch *batch;
    BatchTask task;
} Setting;

static Setting setting;

/* Item 0 is all zero: its embedding has no direction as long as the biases have none. */
static void set_up(const char *encoder, size_t most)
{
    NetOptions options = net_default_options();
    FeatureSet features;
    options.encoder = encoder;
    assert_ok(features_parse("x,y", &features));
    assert_ok(model_create(&options, &features, &setting.model));
    Net *net = &setting.model.net;
    net_initialise(net, 3, setting.model.params);
    setting.size = step_size(net->input);
    setting.inputs = calloc(ITEMS * setting.size, sizeof(real));
    Random random = random_seeded(4);
    for (size_t i = setting.size; i < ITEMS * setting.size; i++)
        setting.inputs[i] = (real)random_normal(&random);
    for (size_t k = 0; k < most; k++) {
        setting.pairs[k] = (Pair){.items = {random_below(&random, ITEMS), random_below(&random, ITEMS)}};
        setting.pairs[k].label = random_below(&random, 2) ? LABEL_GENUINE : LABEL_FORGED;
    }
    assert_ok(batch_create(net, net->parameter_count, most, &setting.none, &setting.batch));
    setting.task = (BatchTask){.model = &setting.model,
                               .dataset = &setting.none,
                               .inputs = setting.inputs,
                               .step = 7,
                               .count = most,
                               .pairs = setting.pairs,
                               .mean_backward = mean_backward};
}

static void tear_down(void)
{
    batch_destroy(setting.batch);
    model_free(&setting.model);
    free(setting.inputs);
}

static void assert_batch_is_its_pairs(size_t count)
{
    const Net *net = &setting.model.net;
    BatchResult result;
    setting.task.count = count;
    assert_ok(batch_run(setting.batch, &setting.task, &result));
    Activations values, gradients;
    assert_ok(siamese_create_activations(net, &values));
    assert_ok(siamese_create_activations(net, &gradients));
    real *gradient = calloc(net->parameter_count, sizeof(real));
    double loss = 0;
    size_t without_angle = 0;
    for (size_t k = 0; k < count; k++) {
        const Pair *pair = &setting.pairs[k];
        const real *x[] = {setting.inputs + pair->items[0] * setting.size,
                           setting.inputs + pair->items[1] * setting.size};
        loss += real_to_double(siamese_forward(net, setting.model.params, x, pair->label, &values));
        without_angle += pair->items[0] == 0 || pair->items[1] == 0;
        siamese_backward(net, setting.model.params, x, pair->label, &values, 1 / (real)(double)count,
                         &gradients, gradient);
    }
    assert_close(result.loss, loss / (double)count, 100 * (double)REAL_EPSILON);
    assert_int_equal(result.without_angle, without_angle);
    for (size_t i = 0; i < net->parameter_count; i++)
        assert_close(real_to_double(result.gradient[i]), real_to_double(gradient[i]),
                     100 * (double)REAL_EPSILON);
    free(gradient);
    siamese_destroy_activations(&values);
    siamese_destroy_activations(&gradients);
}

static void a_batch_is_the_mean_of_its_pairs(void **state)
{
    (void)state;
    set_up("conv:2x25/25 tanh flatten dense:3", 40);
    const size_t counts[] = {1, 5, 16, 17, 40};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        assert_batch_is_its_pairs(counts[i]);
    tear_down();
}

/* 2000 pairs are 16 parts of 125, more than go together at once. */
static void a_batch_of_pairs_that_go_together_is_their_mean_too(void **state)
{
    (void)state;
    set_up("flatten dense:3 tanh dense:2", PAIRS_MOST);
    Crowd crowd;
    assert_ok(crowd_create(&setting.model.net, &crowd));
    assert_true(crowd_takes(&crowd, &setting.model.net, 125) && crowd.pairs < 125);
    crowd_destroy(&crowd);
    const size_t counts[] = {1, 150, 1024, PAIRS_MOST};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        assert_batch_is_its_pairs(counts[i]);
    tear_down();
}

/* ---- numbers that are none ---- */

enum { BAD_PAIR = 3, BAD_ITEM = 5 };

static const Step *bad_step;
static const real *bad_x; /* of the one signature for which it goes wrong */
static const real *bad_in;
static bool in_bad_branch;

/* The step's own, but that the last number of one signature is none. */
static void forward_with_a_hole(const Step *step, const real *params, Label label, const real *in, real *out)
{
    step->kind->forward(step, params, label, in, out);
    if (step == setting.model.net.steps)
        in_bad_branch = in == bad_x;
    if (step == bad_step && in_bad_branch)
        out[step_size(step->out) - 1] = (real)NAN;
}

/* Looks for the bad signature on the way there, and spoils its gradient on the way back. */
static void forward_remembered(const Step *step, const real *params, Label label, const real *in, real *out)
{
    step->kind->forward(step, params, label, in, out);
    if (step == setting.model.net.steps)
        in_bad_branch = in == bad_x;
    if (step == bad_step && (in_bad_branch || in == bad_in))
        bad_in = in_bad_branch ? in : NULL; /* the next pair may stand in the same place */
}

static void backward_with_a_hole(const Step *step, const real *params, Label label, const real *in,
                                 const real *out, const real *dout, real *dparams, real *din)
{
    step->kind->backward(step, params, label, in, out, dout, dparams, din);
    if (step == bad_step && in == bad_in)
        din[step_size(step->in) - 1] = (real)NAN;
}

static void backward_too_large(const Step *step, const real *params, Label label, const real *in,
                               const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)out, (void)dout, (void)din;
    const StepBlock *last = &step->blocks[step->block_count - 1];
    dparams[last->offset + last->rows * last->cols - 1] +=
        (real)(sizeof(real) == sizeof(float) ? 0.75 * FLT_MAX : 0.75 * DBL_MAX);
}

/* One pair of ten holds the bad signature, once as its first, once as its second. */
static void set_up_bad(size_t branch, size_t most)
{
    set_up("conv:2x25/25 tanh flatten dense:3", most);
    for (size_t k = 0; k < most; k++)
        for (size_t b = 0; b < 2; b++)
            setting.pairs[k].items[b] = 1 + (k + b) % 4;
    setting.pairs[most > 1 ? BAD_PAIR : 0].items[branch] = BAD_ITEM;
    bad_x = setting.inputs + BAD_ITEM * setting.size;
}

static void assert_named(const char *format)
{
    BatchResult result;
    char expected[100];
    snprintf(expected, sizeof expected, format, bad_step->name);
    assert_trouble(batch_run(setting.batch, &setting.task, &result), expected);
}

static void a_step_that_gives_no_number_is_named_wherever_it_stands(void **state)
{
    (void)state;
    for (size_t branch = 0; branch < 2; branch++) {
        set_up_bad(branch, 10);
        Net *net = &setting.model.net;
        const size_t steps = net_step_count(net);
        assert_int_equal(steps, 6);
        for (size_t i = 0; i < steps; i++)
            net->steps[i].forward = forward_with_a_hole;
        /* The head looks at both: at the second branch, which is the last that was walked. */
        for (size_t i = 0; i < (branch ? steps : net->encoder_steps); i++) {
            bad_step = &net->steps[i];
            assert_named("training stopped at step 7: %s gave a number that is not finite");
        }
        tear_down();
    }
}

static void a_step_that_gives_no_gradient_is_named_wherever_it_stands(void **state)
{
    (void)state;
    for (size_t branch = 0; branch < 2; branch++)
        for (size_t most = 1; most <= 10; most += 9) {
            set_up_bad(branch, most);
            Net *net = &setting.model.net;
            const size_t steps = net_step_count(net);
            for (size_t i = 0; i < steps; i++) {
                net->steps[i].forward = forward_remembered;
                net->steps[i].backward = backward_with_a_hole;
            }
            for (size_t i = 1; i < (branch ? steps : net->encoder_steps); i++) {
                bad_step = &net->steps[i];
                assert_named("training stopped at step 7: %s gave a gradient that is not finite");
            }
            tear_down();
        }
}

static void numbers_whose_sum_is_none_are_told_apart(void **state)
{
    (void)state;
    set_up_bad(0, 10);
    BatchResult result;
    Net *net = &setting.model.net;
    bad_step = &net->steps[0];
    net->steps[0].backward = backward_too_large;
    assert_trouble(batch_run(setting.batch, &setting.task, &result),
                   "step 7: the sum over the batch gave a gradient that is not finite");
    tear_down();
}

/* ---- signatures that are changed a little ---- */

/* Pairs of the invented signatures, with augmentation: what is changed is seen by the net as the parts say. */
static void assert_augmented(const char *encoder)
{
    enum { COUNT = 20 };
    set_up(encoder, COUNT);
    const Model *model = &setting.model;
    const Net *net = &model->net;
    const AugmentOptions augmentation = augment_defaults();
    Batch *batch;
    BatchResult result;
    BatchTask task = setting.task;
    task.dataset = &small_dataset;
    task.augmentation = &augmentation;
    task.seed = 9;
    assert_ok(batch_create(net, net->parameter_count, COUNT, &small_dataset, &batch));
    assert_ok(batch_run(batch, &task, &result));
    Activations values;
    Signature changed;
    real *x = malloc(2 * setting.size * sizeof(real));
    double loss = 0;
    assert_ok(siamese_create_activations(net, &values));
    assert_ok(signature_create(SIGNATURE_POINTS_MAX, &changed));
    for (size_t k = 0; k < COUNT; k++) {
        for (size_t b = 0; b < 2; b++) {
            Random random = random_stream(9 ^ (2 * 7 + 1), k * NET_BRANCHES_MAX + b);
            augment_signature(&small_dataset.items[setting.pairs[k].items[b]].signature, &augmentation,
                              &random, &changed);
            assert_ok(model_see(model, &changed, x + b * setting.size));
        }
        const real *both[] = {x, x + setting.size};
        loss += real_to_double(siamese_forward(net, model->params, both, setting.pairs[k].label, &values));
    }
    assert_close(result.loss, loss / COUNT, 100 * (double)REAL_EPSILON);

    Signature *spoilt = &small_dataset.items[setting.pairs[COUNT / 2].items[1]].signature;
    PenPoint *points = malloc(spoilt->count * sizeof *points);
    memcpy(points, spoilt->points, spoilt->count * sizeof *points);
    for (size_t i = 0; i < spoilt->count; i++)
        spoilt->points[i].x = spoilt->points[i].y = 0;
    assert_trouble(batch_run(batch, &task, &result), "straight line");
    memcpy(spoilt->points, points, spoilt->count * sizeof *points);
    assert_ok(batch_run(batch, &task, &result));
    assert_close(result.loss, loss / COUNT, 100 * (double)REAL_EPSILON);
    free(points);
    free(x);
    siamese_destroy_activations(&values);
    signature_free(&changed);
    batch_destroy(batch);
    tear_down();
}

static void what_is_augmented_is_what_the_net_sees(void **state)
{
    (void)state;
    assert_augmented("conv:2x25/25 tanh flatten dense:3");
    assert_augmented("flatten dense:3 tanh dense:2"); /* whose pairs go together */
}

int main(void)
{
#ifdef _OPENMP
    omp_set_num_threads(1); /* the steps that go wrong remember what they met */
#endif
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_the_mean_of_its_pairs),
        cmocka_unit_test(a_batch_of_pairs_that_go_together_is_their_mean_too),
        cmocka_unit_test(a_step_that_gives_no_number_is_named_wherever_it_stands),
        cmocka_unit_test(a_step_that_gives_no_gradient_is_named_wherever_it_stands),
        cmocka_unit_test(numbers_whose_sum_is_none_are_told_apart),
        cmocka_unit_test(what_is_augmented_is_what_the_net_sees),
    };
    return cmocka_run_group_tests(tests, small_trainer_data, small_trainer_forget);
}
