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
        {"conv:12x11/0", "found conv:12x11/0"},
        {"conv:12x11/3/2", "found conv:12x11/3/2"},
        {"conv:12x201", "kernel of 201 instants does not fit into the 200"},
        {"tanh:3", "expected tanh, found tanh:3"},
        {"dense:0", "found dense:0"},
        {"dense:-4", "found dense:-4"},
        {"dense:4x4", "expected dense:UNITS"},
        {"dense:99999999999999999999", "expected dense:UNITS"},
        {"dense:60000000", "more than 67108864 parameters"},
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
    assert_trouble(net_create(&options, &net), "longer than");
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
        net_repair(&net);
        assert_true(net.steps[1].backward == net.steps[1].kind->backward);
    }
    assert_string_equal(net.loss, "logistic");
    assert_trouble(net_change_loss(&net, "triplet", -0.5, NAN), "3 signatures");
    assert_trouble(net_change_loss(&net, "target", NAN, NAN), "finite");
    assert_string_equal(net.loss, "logistic");
    real params[3006] = {0};
    net_start_loss(&net, params);
    assert_true(params[3003] == 0 && params[3004] == LOSSES_LOGISTIC_SCALE && params[3005] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_papers_nets_have_the_papers_shapes),
        cmocka_unit_test(the_nets_of_the_benchmarks_have_their_sizes),
        cmocka_unit_test(the_blocks_cover_the_parameters_one_after_the_other),
        cmocka_unit_test(a_triplet_has_three_branches_and_two_cosines),
        cmocka_unit_test(margins_are_the_losses_own_unless_given),
        cmocka_unit_test(what_is_not_understood_is_refused_with_a_sentence),
        cmocka_unit_test(a_description_of_too_many_steps_or_letters_is_refused),
        cmocka_unit_test(a_loss_is_changed_under_an_encoder_that_stays),
        cmocka_unit_test(weights_start_with_lecuns_deviation_and_biases_at_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
