#include "net/net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "net/losses.h"
#include "support/test.h"

static Net make(const char *encoder, size_t channels, size_t time)
{
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.input = (Shape){channels, time};
    Net net;
    assert_ok(net_create(&options, &net));
    return net;
}

static void the_papers_nets_have_the_papers_shapes(void **state)
{
    (void)state;
    Net net = make("bromley1", 8, 200);
    assert_int_equal(net.parameter_count, 3004);
    assert_int_equal(net.embedding, 304);
    assert_int_equal(net.steps[0].out.channels, 12);
    assert_int_equal(net.steps[0].out.time, 64);
    assert_int_equal(net.steps[2].out.channels, 16);
    assert_int_equal(net.steps[2].out.time, 19);
    net = make("bromley2", 8, 200);
    assert_int_equal(net.parameter_count, 634);
    assert_int_equal(net.embedding, 76);
    assert_int_equal(net.steps[0].out.time, 192);
    assert_int_equal(net.steps[2].out.time, 64);
    assert_int_equal(net.steps[3].out.time, 57);
    assert_int_equal(net.steps[5].out.time, 19);
}

static void the_nets_of_the_benchmarks_have_their_sizes(void **state)
{
    (void)state;
    Net net = make("reference", 8, 200);
    assert_int_equal(net.parameter_count, 9820);
    assert_int_equal(net.embedding, 32);
    net = make("mlp", 16, 1);
    assert_int_equal(net.parameter_count, 308);
    assert_int_equal(net.embedding, 8);
}

static void the_named_encoders_are_counted_through(void **state)
{
    (void)state;
    const char *names[] = {"bromley1", "bromley2", "reference", "mlp"};
    for (size_t i = 0; i < 4; i++) {
        const char *description = NULL;
        assert_string_equal(net_known(i, &description), names[i]);
        assert_string_equal(net_known(i, NULL), names[i]);
        Net net = make(names[i], 8, 200);
        assert_string_equal(net.encoder, description);
        assert_int_equal(make(description, 8, 200).parameter_count, net.parameter_count);
    }
    assert_null(net_known(4, NULL));
    assert_null(net_known(SIZE_MAX, NULL));
}

static void steps_may_stand_between_commas_and_spaces(void **state)
{
    (void)state;
    Net net = make(", tanh,,dense:3 , flatten ", 2, 4), plain = make("tanh dense:3 flatten", 2, 4);
    assert_int_equal(net.encoder_steps, 3);
    assert_string_equal(net.encoder, ", tanh,,dense:3 , flatten "); /* as it was written */
    for (size_t i = 0; i < net_step_count(&net); i++)
        assert_string_equal(net.steps[i].name, plain.steps[i].name);
}

static void the_steps_of_the_head_have_their_names(void **state)
{
    (void)state;
    const char *firsts[] = {"cosine", "cosine", "cosine", "distance", "cosine", "cosine"};
    for (size_t i = 0; net_loss_name(i); i++) {
        NetOptions options = net_default_options();
        options.loss = net_loss_name(i);
        Net net;
        assert_ok(net_create(&options, &net));
        assert_string_equal(net_cosine_step(&net)->name, firsts[i]);
        assert_string_equal(net_cosine_step(&net)->kind->name, firsts[i]);
        assert_string_equal(net_loss_step(&net)->name, "loss");
        assert_string_equal(net_loss_step(&net)->kind->name, options.loss);
    }
}

static void the_blocks_cover_the_parameters_one_after_the_other(void **state)
{
    (void)state;
    NetOptions options = net_default_options();
    options.loss = "logistic";
    Net net;
    assert_ok(net_create(&options, &net));
    const char *names[] = {"conv1.W", "conv1.b", "conv2.W", "conv2.b", "loss.scale", "loss.bias"};
    size_t next = 0, i;
    for (i = 0; net_block(&net, i); i++) {
        const StepBlock *block = net_block(&net, i);
        assert_string_equal(block->name, names[i]);
        assert_int_equal(block->offset, next);
        next += block->rows * block->cols;
    }
    assert_int_equal(i, 6);
    assert_int_equal(next, net.parameter_count);
    assert_int_equal(next, 3006);
}

static void a_triplet_has_three_branches_and_two_cosines(void **state)
{
    (void)state;
    NetOptions options = net_default_options();
    options.loss = "triplet";
    Net net;
    assert_ok(net_create(&options, &net));
    assert_int_equal(net.branches, 3);
    assert_int_equal(step_size(net_cosine_step(&net)->out), 2);
    assert_int_equal(step_size(net_loss_step(&net)->out), 1);
}

static void margins_are_the_losses_own_unless_given(void **state)
{
    (void)state;
    NetOptions options = net_default_options();
    Net net;
    assert_true(isnan(net_loss_margin("target")));
    assert_true(isnan(net_loss_margin("hinge"))); /* there is none of this name */
    assert_true(net_loss_margin("margin") == 0 && net_loss_margin("contrastive") == 5);
    options.loss = "triplet";
    assert_ok(net_create(&options, &net));
    assert_close(net.margin, net_loss_margin("triplet"), 0);
    assert_close(real_to_double(net_loss_step(&net)->constant), net.margin, 0);
    options.margin = 0.125;
    assert_ok(net_create(&options, &net));
    assert_close(real_to_double(net_loss_step(&net)->constant), 0.125, 0);
    options = net_default_options();
    options.forged_target = -0.5;
    assert_ok(net_create(&options, &net));
    assert_close(real_to_double(net_loss_step(&net)->constant), -0.5, 0);
}

static void what_is_not_understood_is_refused_with_a_sentence(void **state)
{
    (void)state;
    const struct {
        const char *encoder, *sentence;
    } cases[] = {
        {"", "empty"},
        {" , ", "empty"},
        {"bromley3", "'bromley3' is no step of a net"},
        {"conv", "conv1: expected conv:MAPSxKERNEL/STEP, found conv"},
        {"conv:", "found conv:"},
        {"conv:12", "expected conv:MAPSxKERNEL"},
        {"conv:12x", "found conv:12x"},
        {"conv:x11", "found conv:x11"},
        {"conv:12y11", "found conv:12y11"},
        {"conv:12/3", "found conv:12/3"},
        {"conv:12x11x3", "found conv:12x11x3"},
        {"conv:12x11/0", "found conv:12x11/0"},
        {"conv:12x11/3/2", "found conv:12x11/3/2"},
        {"conv:12x201", "kernel of 201 instants does not fit into the 200"},
        {"tanh:3", "expected tanh, found tanh:3"},
        {"dense:0", "found dense:0"},
        {"dense:-4", "found dense:-4"},
        {"dense:4x4", "expected dense:UNITS"},
        {"dense:99999999999999999999", "expected dense:UNITS"},
        {"dense:67108864", "more than 67108864 parameters"}, /* a number that is understood */
        {"dense:67108865", "found dense:67108865"},
        {"average:201", "averages 201 instants"},
        {"average:3x2", "expected average:FACTOR"},
        {"flatten average:3", "only 1 reach it"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        NetOptions options = net_default_options();
        options.encoder = cases[i].encoder;
        Net net;
        assert_trouble(net_create(&options, &net), cases[i].sentence);
    }
    NetOptions options = net_default_options();
    Net net;
    options.loss = "hinge";
    assert_trouble(net_create(&options, &net), "'hinge' is no loss");
    options = net_default_options();
    options.input = (Shape){0, 200};
    assert_trouble(net_create(&options, &net), "0 x 200");
    options.input = (Shape){SIZE_MAX / 2, 200};
    assert_trouble(net_create(&options, &net), "none a net can take");
    options = net_default_options();
    options.forged_target = NAN;
    assert_trouble(net_create(&options, &net), "finite");
}

/* 2^26 parameters, numbers of a signal, numbers that are kept: so many, and no more. */
static void a_net_of_the_largest_size_is_made_and_none_beyond(void **state)
{
    (void)state;
    const struct {
        const char *encoder;
        Shape input;
        const char *trouble; /* NULL: none */
    } cases[] = {
        {"dense:33554432", {1, 1}, NULL}, /* a weight and a bias each */
        {"dense:33554433", {1, 1}, "dense1: the net would have more than 67108864 parameters"},
        {"dense:13421773", {1, 4}, "more than 67108864 parameters"}, /* one more */
        {"dense:20000 dense:3354", {1, 1}, "dense2: the net would have more than 67108864 parameters"},
        {"conv:8192x1", {1, 8192}, NULL},
        {"conv:13421773x1", {1, 5}, "conv1: more than 67108864 numbers would leave it"}, /* one more */
        {"conv:8193x1", {1, 8192}, "conv1: more than 67108864 numbers would leave it"},
        {"conv:4096x1 tanh", {1, 8192}, NULL},
        {"conv:8192x1 tanh", {1, 8192}, "tanh1: the net would keep more than 67108864 numbers"},
        {"tanh average:67108864", {1, 67108864}, "average1: the net would keep more than 67108864"},
        {"average:2", {1, 67108864}, NULL},
        {"average:2", {67108864, 1}, "averages 2 instants"}, /* the net takes it, the average does not */
        {"average:2", {1, 67108865}, "1 x 67108865 numbers is none"},
        {"average:2", {67108865, 1}, "67108865 x 1 numbers is none"},
        {"average:2", {2, 33554432}, NULL},
        {"average:2", {2, 33554433}, "2 x 33554433 numbers is none"},
        {"tanh", {8, 0}, "8 x 0 numbers is none"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        NetOptions options = net_default_options();
        options.encoder = cases[i].encoder;
        options.input = cases[i].input;
        Net net;
        if (cases[i].trouble)
            assert_trouble(net_create(&options, &net), cases[i].trouble);
        else
            assert_ok(net_create(&options, &net));
    }
    NetOptions options = net_default_options();
    options.encoder = "conv";
    Net net;
    assert_string_equal(net_create(&options, &net).message,
                        "conv1: expected conv:MAPSxKERNEL/STEP, found conv");
}

static void a_description_of_too_many_steps_or_letters_is_refused(void **state)
{
    (void)state;
    char many[NET_ENCODER_STEPS_MAX * 5 + 10] = "", letters[600];
    for (int i = 0; i <= NET_ENCODER_STEPS_MAX; i++)
        strcat(many, "tanh ");
    memset(letters, ' ', sizeof letters - 1);
    letters[sizeof letters - 1] = 0;
    NetOptions options = net_default_options();
    Net net;
    options.encoder = many;
    assert_trouble(net_create(&options, &net), "more than 30 steps");
    options.encoder = letters;
    assert_trouble(net_create(&options, &net), "longer than 511 bytes");
    letters[512] = 0;
    assert_trouble(net_create(&options, &net), "longer than 511 bytes");
    memcpy(letters, "tanh", 4);
    letters[511] = 0;
    assert_ok(net_create(&options, &net));
    many[strlen(many) - 5] = 0;
    options.encoder = many;
    assert_ok(net_create(&options, &net));
    assert_int_equal(net_step_count(&net), NET_STEPS_MAX);
    assert_null(net_block(&net, 0)); /* there is none, and no step behind the last to look for one */
    assert_int_equal(net_encoder_parameters(&net), 0);
    options.loss = "logistic"; /* nor a block behind the last one of the last step */
    assert_ok(net_create(&options, &net));
    assert_int_equal(net_encoder_parameters(&net), 0);
    real params[20];
    for (size_t i = 0; i < 20; i++)
        params[i] = 7;
    net_start_loss(&net, params);
    for (size_t i = 0; i < 20; i++)
        assert_true(params[i] == (i == 0 ? LOSSES_LOGISTIC_SCALE : i == 1 ? 0 : 7));
}

static void weights_start_with_lecuns_deviation_and_biases_at_0(void **state)
{
    (void)state;
    NetOptions options = net_default_options();
    options.encoder = "conv:40x11/3 tanh conv:50x10/3 tanh flatten";
    options.loss = "logistic";
    Net net;
    assert_ok(net_create(&options, &net));
    real *params = calloc(net.parameter_count, sizeof(real)),
         *again = calloc(net.parameter_count, sizeof(real));
    net_initialise(&net, 42, params);
    const StepBlock *block;
    for (size_t i = 0; (block = net_block(&net, i)); i++) {
        size_t n = block->rows * block->cols;
        double squares = 0;
        for (size_t k = 0; k < n; k++)
            squares += real_to_double(params[block->offset + k] * params[block->offset + k]);
        if (block->is_weight)
            assert_close(squares / (double)n * (double)block->fan_in, 1, 4 * sqrt(2 / (double)n));
        else if (strcmp(block->name, "loss.scale") == 0)
            assert_close(real_to_double(params[block->offset]), LOSSES_LOGISTIC_SCALE, 0);
        else
            assert_close(squares, 0, 0);
    }
    net_initialise(&net, 42, again);
    assert_memory_equal(params, again, net.parameter_count * sizeof(real));
    net_initialise(&net, 43, again);
    assert_memory_not_equal(params, again, net.parameter_count * sizeof(real));
    free(params);
    free(again);
}

static void a_loss_is_changed_under_an_encoder_that_stays(void **state)
{
    (void)state;
    Net net = make("bromley1", 8, 200);
    const size_t encoder = net.parameter_count;
    for (size_t i = 0; net_loss_name(i); i++) {
        const char *loss = net_loss_name(i);
        if (strcmp(loss, "triplet") == 0)
            continue;
        net.steps[1].backward = NULL; /* a student's exercise, not yet written */
        assert_ok(net_change_loss(&net, loss, -0.5, NAN));
        assert_null(net.steps[1].backward);
        NetOptions options = net_default_options();
        options.loss = loss;
        options.forged_target = -0.5;
        Net made;
        assert_ok(net_create(&options, &made));
        assert_string_equal(net.loss, loss);
        assert_int_equal(net.parameter_count, made.parameter_count);
        assert_int_equal(net_encoder_parameters(&net), encoder);
        assert_in_range(net.parameter_count - encoder, 0, NET_LOSS_PARAMETERS_MAX);
        assert_true(net_loss_step(&net)->constant == net_loss_step(&made)->constant);
        assert_ptr_equal(net_loss_step(&net)->kind, net_loss_step(&made)->kind);
        assert_ptr_equal(net_cosine_step(&net)->kind, net_cosine_step(&made)->kind);
        for (size_t s = 0; s < net_step_count(&net); s++)
            net.steps[s].backward = NULL;
        net_repair(&net);
        for (size_t s = 0; s < net_step_count(&net); s++)
            assert_true(net.steps[s].backward == net.steps[s].kind->backward);
    }
    assert_string_equal(net.loss, "logistic");
    assert_trouble(net_change_loss(&net, "triplet", -0.5, NAN), "3 signatures");
    assert_trouble(net_change_loss(&net, "target", NAN, NAN), "finite");
    assert_string_equal(net.loss, "logistic");
    real params[3007];
    for (size_t i = 0; i < 3007; i++)
        params[i] = 7;
    net_start_loss(&net, params);
    assert_true(params[3003] == 7 && params[3004] == LOSSES_LOGISTIC_SCALE && params[3005] == 0 &&
                params[3006] == 7);
    assert_ok(net_change_loss(&net, "target", -0.5, NAN));
    assert_int_equal(net.parameter_count, encoder); /* the logistic loss takes its own with it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_papers_nets_have_the_papers_shapes),
        cmocka_unit_test(the_nets_of_the_benchmarks_have_their_sizes),
        cmocka_unit_test(the_named_encoders_are_counted_through),
        cmocka_unit_test(steps_may_stand_between_commas_and_spaces),
        cmocka_unit_test(the_steps_of_the_head_have_their_names),
        cmocka_unit_test(the_blocks_cover_the_parameters_one_after_the_other),
        cmocka_unit_test(a_triplet_has_three_branches_and_two_cosines),
        cmocka_unit_test(margins_are_the_losses_own_unless_given),
        cmocka_unit_test(what_is_not_understood_is_refused_with_a_sentence),
        cmocka_unit_test(a_net_of_the_largest_size_is_made_and_none_beyond),
        cmocka_unit_test(a_description_of_too_many_steps_or_letters_is_refused),
        cmocka_unit_test(a_loss_is_changed_under_an_encoder_that_stays),
        cmocka_unit_test(weights_start_with_lecuns_deviation_and_biases_at_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
