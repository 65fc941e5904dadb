/* The faults in how the steps are joined, each against the right joining with its mistake made. */
#include "base/random.h"
#include "net/faults.h"
#include "support/test.h"

enum { ROOM = 100, ALREADY = 3 }; /* what stands in the gradients before, that is added to */

static void fill(Random *random, real numbers[static ROOM])
{
    for (size_t i = 0; i < ROOM; i++)
        numbers[i] = (real)random_normal(random);
}

static void the_branches_are_joined_wrongly_as_it_is_said(void **state)
{
    (void)state;
    NetOptions options = net_default_options();
    options.encoder = "dense:4 tanh";
    options.input = (Shape){2, 3};
    options.loss = "triplet";
    options.margin = 2.5; /* whatever the cosines are, the loss pulls */
    Net net;
    Activations values, gradients;
    assert_ok(net_create(&options, &net));
    assert_ok(siamese_create_activations(&net, &values));
    assert_ok(siamese_create_activations(&net, &gradients));
    real params[ROOM], inputs[ROOM], right[ROOM] = {0}, first[ROOM] = {0}, one[ROOM] = {0},
                                     averaged[ROOM] = {0};
    Random random = random_seeded(3);
    fill(&random, params);
    fill(&random, inputs);
    const real *x[] = {inputs, inputs + 6, inputs + 12};
    siamese_forward(&net, params, x, LABEL_GENUINE, &values);
    siamese_backward(&net, params, x, LABEL_GENUINE, &values, 1, &gradients, right);
    siamese_backward_head(&net, params, LABEL_GENUINE, &values, 1, &gradients, first);
    siamese_backward_branch(&net, params, x[0], LABEL_GENUINE, 0, &values, &gradients, first, NULL);
    assert_ok(faults_plant("branches-one", &net, NULL));
    siamese_backward(&net, params, x, LABEL_GENUINE, &values, 1, &gradients, one);
    assert_ok(faults_plant("branches-averaged", &net, NULL));
    siamese_backward(&net, params, x, LABEL_GENUINE, &values, 1, &gradients, averaged);
    for (size_t i = 0; i < ROOM; i++) {
        assert_close(real_to_double(one[i]), real_to_double(first[i]), 100 * (double)REAL_EPSILON);
        assert_close(3 * real_to_double(averaged[i]), real_to_double(right[i]), 100 * (double)REAL_EPSILON);
    }
    siamese_destroy_activations(&values);
    siamese_destroy_activations(&gradients);
}

static void the_mean_and_the_decay_go_wrong_as_it_is_said(void **state)
{
    (void)state;
    real dloss[6], params[ROOM], right[ROOM] = {0}, halved[ROOM];
    for (size_t i = 0; i < 6; i++)
        dloss[i] = ALREADY;
    faults_find("mean-forgotten")->mean(5, REAL_C(0.5), dloss);
    for (size_t i = 0; i < 6; i++)
        assert_close(real_to_double(dloss[i]), i < 5 ? ALREADY + 0.5 : ALREADY, 0);

    NetOptions options = net_default_options();
    options.encoder = "dense:4";
    options.input = (Shape){2, 3};
    Net net;
    assert_ok(net_create(&options, &net));
    Random random = random_seeded(4);
    fill(&random, params);
    for (size_t i = 0; i < ROOM; i++)
        halved[i] = ALREADY;
    decay_backward(&net, params, REAL_C(0.25), 2, right);
    faults_find("decay-halved")->decay(&net, params, REAL_C(0.25), 2, halved);
    for (size_t i = 0; i < ROOM; i++)
        assert_close(real_to_double(halved[i]), ALREADY + real_to_double(right[i]) / 2,
                     100 * (double)REAL_EPSILON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_branches_are_joined_wrongly_as_it_is_said),
        cmocka_unit_test(the_mean_and_the_decay_go_wrong_as_it_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
