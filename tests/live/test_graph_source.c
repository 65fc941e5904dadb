/* The numbers of the graph against the net's own passes, for every net and loss that the window knows. */
#include "live/graph_source.h"

#include <stdlib.h>
#include <string.h>

#include "net/faults.h"
#include "net/siamese.h"
#include "support/test.h"

typedef struct Case {
    Net net;
    real *params, *inputs;
    const real *x[2];
    GraphSource *source;
    SnapshotGraph graph;
} Case;

static Case *make_case(const char *encoder, Shape input, const char *loss)
{
    Case *made = calloc(1, sizeof *made);
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.input = input;
    options.loss = loss;
    assert_ok(net_create(&options, &made->net));
    const size_t size = step_size(input);
    made->params = calloc(made->net.parameter_count, sizeof(real));
    made->inputs = calloc(2 * size, sizeof(real));
    assert_true(made->params && made->inputs);
    net_initialise(&made->net, 4, made->params);
    Random random = random_seeded(6);
    for (size_t i = 0; i < 2 * size; i++)
        made->inputs[i] = (real)random_normal(&random);
    made->x[0] = made->inputs;
    made->x[1] = made->inputs + size;
    assert_ok(graph_source_create(&made->source));
    return made;
}

static Case *make_small(void)
{
    return make_case("conv:3x5/2 tanh flatten dense:6", (Shape){3, 29}, "target");
}

/* Fills the graph of `c` with the net, parameters and pair of `from`. */
static void fill_from(Case *c, const Case *from, Label label, uint64_t step)
{
    const GraphSubject subject = {.net = &from->net,
                                  .params = from->params,
                                  .now = from->params,
                                  .x = {from->x[0], from->x[1]},
                                  .label = label,
                                  .steps_done = step,
                                  .update = "p -= r g"};
    assert_ok(graph_source_fill(c->source, &subject, &c->graph));
}

static void fill(Case *c, Label label, uint64_t step)
{
    fill_from(c, c, label, step);
}

static void free_case(Case *c)
{
    graph_source_destroy(c->source);
    free(c->params);
    free(c->inputs);
    free(c);
}

/* Every number of the graph against a forward and backward pass of this test's own. */
static void compare_with_the_passes(Case *c, Label label)
{
    const Net *net = &c->net;
    const SnapshotGraph *graph = &c->graph;
    Activations values, gradients;
    assert_ok(siamese_create_activations(net, &values));
    assert_ok(siamese_create_activations(net, &gradients));
    real *dparams = calloc(net->parameter_count, sizeof(real));
    real loss = siamese_forward(net, c->params, c->x, label, &values);
    siamese_backward(net, c->params, c->x, label, &values, 1, &gradients, dparams);
    fill(c, label, 0);
    assert_true(graph->present);
    assert_close(graph->loss, real_to_double(loss), 0);
    assert_close(graph->value_gradient, real_to_double(gradients.head[0][0]), 0);
    assert_int_equal(graph->steps, net_step_count(net));
    for (size_t i = 0; i < net->encoder_steps; i++)
        for (size_t b = 0; b < 2; b++) {
            const SnapshotSignal *out = &graph->step_at[i].out[b];
            assert_string_equal(graph->step_at[i].name, net->steps[i].name);
            assert_int_equal(out->rows * out->cols, step_size(net->steps[i].out));
            double squares = 0;
            for (size_t k = 0; k < out->rows * out->cols; k++) {
                assert_close(out->values[k], real_to_double(values.encoder[b][i][k]), 0);
                assert_close(out->gradient[k], real_to_double(gradients.encoder[b][i][k]), 0);
                squares += out->gradient[k] * out->gradient[k];
            }
            assert_close(out->gradient_norm * out->gradient_norm, squares, 1e-9);
        }
    for (size_t i = 0; i < graph->blocks; i++) {
        const SnapshotBlock *block = &graph->block[i];
        const StepBlock *from = net_block(net, i);
        assert_string_equal(block->name, from->name);
        assert_true(block->is_sum);
        for (size_t k = 0; k < block->rows * block->cols; k++) {
            assert_close(block->values[k], real_to_double(c->params[from->offset + k]), 0);
            assert_close(block->used[k], real_to_double(dparams[from->offset + k]), 0);
            assert_close(block->sum[k], block->used[k], 1e-9 + 100 * (double)REAL_EPSILON);
            if (!block->of_head)
                assert_close(block->share[0][k] + block->share[1][k], block->sum[k], (double)REAL_EPSILON);
        }
    }
    assert_null(net_block(net, graph->blocks));
    siamese_destroy_activations(&values);
    siamese_destroy_activations(&gradients);
    free(dparams);
}

static void every_number_is_that_of_the_passes_for_every_net_and_loss(void **state)
{
    (void)state;
    const char *encoder;
    for (size_t n = 0; (encoder = net_known(n, NULL)); n++)
        for (size_t l = 0; net_loss_name(l); l++) {
            if (strcmp(net_loss_name(l), "triplet") == 0)
                continue;
            Shape input = strcmp(encoder, "mlp") == 0 ? (Shape){16, 1} : (Shape){8, 200};
            Case *c = make_case(encoder, input, net_loss_name(l));
            compare_with_the_passes(c, LABEL_GENUINE);
            compare_with_the_passes(c, LABEL_FORGED);
            assert_int_equal(c->graph.on_cosine, strcmp(net_loss_name(l), "contrastive") != 0);
            free_case(c);
        }
}

/* c as it follows from the three parts that the graph shows. */
static double cosine_of(double dot, double length_a, double length_b)
{
    return dot / (length_a * length_b);
}

static void the_parts_of_the_cosine_have_the_gradients_that_differences_measure(void **state)
{
    (void)state;
    Case *c = make_small();
    fill(c, LABEL_FORGED, 0);
    const SnapshotGraph *g = &c->graph;
    const double h = 1e-4, a = g->length[0], b = g->length[1], dc = g->value_gradient;
    assert_close(cosine_of(g->dot, a, b), g->value, 1e-6);
    assert_close(dc * (cosine_of(g->dot + h, a, b) - cosine_of(g->dot - h, a, b)) / (2 * h), g->dot_gradient,
                 1e-5);
    assert_close(dc * (cosine_of(g->dot, a + h, b) - cosine_of(g->dot, a - h, b)) / (2 * h),
                 g->length_gradient[0], 1e-5);
    assert_close(dc * (cosine_of(g->dot, a, b + h) - cosine_of(g->dot, a, b - h)) / (2 * h),
                 g->length_gradient[1], 1e-5);
    /* and they make up dL/da = dL/d(a.b) b + dL/d|a| a/|a| */
    const SnapshotSignal *out = c->graph.step_at[g->encoder_steps - 1].out;
    for (size_t i = 0; i < out[0].rows; i++)
        assert_close(g->dot_gradient * out[1].values[i] + g->length_gradient[0] * out[0].values[i] / a,
                     out[0].gradient[i], 1e-5);
    free_case(c);
}

static void a_mistake_in_the_joining_is_seen_at_the_blocks_it_harms(void **state)
{
    (void)state;
    const char *const faults[] = {"branches-one", "branches-averaged", "dense-assigned"};
    for (size_t f = 0; f < 3; f++) {
        Case *c = make_small();
        assert_ok(faults_plant(faults[f], &c->net, NULL));
        fill(c, LABEL_FORGED, 0);
        for (size_t i = 0; i < c->graph.blocks; i++) {
            const SnapshotBlock *block = &c->graph.block[i];
            bool harmed = f < 2 || strcmp(block->name, "dense1.W") == 0;
            if (block->sum_norm > 0)
                assert_int_equal(block->is_sum, !harmed);
            if (f == 0)
                assert_close(block->used_norm, block->share_norm[0], 1e-9);
        }
        free_case(c);
    }
}

static void a_step_of_the_training_leaves_its_move(void **state)
{
    (void)state;
    Case *c = make_small();
    fill(c, LABEL_GENUINE, 7);
    assert_null(c->graph.block[0].move);
    assert_true(isnan(c->graph.block[0].move_norm));
    graph_source_before_step(c->source, &c->net, c->params, 7);
    const SnapshotBlock *block = &c->graph.block[0];
    for (size_t i = 0; i < c->net.parameter_count; i++)
        c->params[i] += (real)(i < block->rows * block->cols ? 0.5 : 0);
    fill(c, LABEL_GENUINE, 8);
    assert_close(block->move[3], 0.5, 1e-6);
    assert_close(block->move_norm, 0.5 * sqrt((double)(block->rows * block->cols)), 1e-6);
    assert_close(c->graph.block[1].move_norm, 0, 0);
    fill(c, LABEL_GENUINE, 9); /* a step that the source was not told of */
    assert_null(block->move);
    graph_source_before_step(c->source, &c->net, c->params, 9);
    graph_source_forget(c->source);
    fill(c, LABEL_GENUINE, 10);
    assert_null(block->move);
    free_case(c);
}

static void another_net_gets_other_room_and_a_triplet_none(void **state)
{
    (void)state;
    Case *c = make_small();
    fill(c, LABEL_GENUINE, 0);
    uint64_t version = c->graph.version;
    Case *other = make_case("mlp", (Shape){16, 1}, "logistic");
    fill_from(c, other, LABEL_GENUINE, 0);
    assert_true(c->graph.version > version);
    assert_string_equal(c->graph.step_at[0].name, "flatten1");
    assert_string_equal(c->graph.block[c->graph.blocks - 1].name, "loss.bias");
    assert_true(c->graph.block[c->graph.blocks - 1].of_head);
    Case *triplet = make_case("mlp", (Shape){16, 1}, "triplet");
    fill_from(c, triplet, LABEL_GENUINE, 0);
    assert_false(c->graph.present);
    free_case(triplet);
    free_case(other);
    free_case(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_is_that_of_the_passes_for_every_net_and_loss),
        cmocka_unit_test(the_parts_of_the_cosine_have_the_gradients_that_differences_measure),
        cmocka_unit_test(a_mistake_in_the_joining_is_seen_at_the_blocks_it_harms),
        cmocka_unit_test(a_step_of_the_training_leaves_its_move),
        cmocka_unit_test(another_net_gets_other_room_and_a_triplet_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
