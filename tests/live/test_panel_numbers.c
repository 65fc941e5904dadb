/* The tables of numbers: right, in fixed places, and never over each other. */
#include "live/panel_numbers.h"

#include <stdio.h>

#include "live/shown.h"

/* With the numbers of the run, too. */
static Shown *numbers_of(const char *encoder, const char *loss)
{
    static const float mean[2] = {0, 2.5f};
    Shown *shown = shown_of(encoder, loss);
    shown->snapshot.norms = (SnapshotNorms){.version = 1, .rows = 2, .all = {.mean = mean}};
    shown->snapshot.run.loss = 0.4321;
    shown->snapshot.run.learning_rate = 0.0125;
    shown->snapshot.chosen.pull = -1.25;
    return shown;
}

static Picture draw(Shown *shown, int width, int height)
{
    return shown_draw(shown, width, height, THEME_DARK, panel_numbers_draw);
}

static const char *decimals(double value, int digits)
{
    static char text[40];
    snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

static void the_numbers_of_the_pair_and_the_run_are_there(void **state)
{
    (void)state;
    Shown *shown = numbers_of("bromley1", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    Picture picture = draw(shown, 854, 234);
    const double numbers[] = {
        graph->value,          graph->dot, graph->length[0], graph->length[1], graph->loss,
        graph->value_gradient, 1.25,       0.4321,           0.0125,           2.5};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        assert_true(shown_count(shown, decimals(numbers[i], 4)) > 0);
    /* |dL/da| = |dL/dc| sin(theta) / |a| */
    double sine = sqrt(1 - graph->value * graph->value);
    assert_true(shown_count(shown, decimals(fabs(graph->value_gradient) * sine / graph->length[0], 4)) > 0);
    assert_true(shown_count(shown, decimals(fabs(graph->value_gradient) * sine / graph->length[1], 4)) > 0);
    assert_int_equal(shown_count(shown, "pull, closes"), 1);
    picture_free(&picture);
    shown_free(shown);
}

static void every_block_has_its_shares_their_sum_their_agreement_and_its_move(void **state)
{
    (void)state;
    Shown *shown = numbers_of("reference", "logistic");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    Picture picture = draw(shown, 854, 234);
    for (size_t i = 0; i < graph->blocks; i++) {
        const SnapshotBlock *block = &graph->block[i];
        double a = 0, b = 0, ab = 0;
        for (size_t k = 0; k < block->rows * block->cols; k++) {
            a += block->share[0][k] * block->share[0][k];
            b += block->share[1][k] * block->share[1][k];
            ab += block->share[0][k] * block->share[1][k];
        }
        char moved[40];
        double share = 100 * block->move_norm / block->norm;
        snprintf(moved, sizeof moved, share < 10 ? "%.3f %%" : "%.1f %%", share);
        assert_int_equal(shown_count(shown, block->name), 1);
        assert_true(shown_count(shown, decimals(block->norm, 4)) > 0);
        assert_true(shown_count(shown, decimals(block->used_norm, 4)) > 0);
        assert_true(shown_count(shown, moved) > 0);
        if (block->of_head)
            continue;
        assert_true(shown_count(shown, decimals(sqrt(a), 4)) > 0);
        assert_true(shown_count(shown, decimals(sqrt(b), 4)) > 0);
        assert_true(shown_count(shown, decimals(ab / sqrt(a * b), 3)) > 0);
    }
    picture_free(&picture);
    shown_free(shown);
}

/* The gradient as one long vector, as the last row has it. */
static void the_last_row_is_that_of_all_blocks_together(void **state)
{
    (void)state;
    Shown *shown = numbers_of("bromley1", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    double a = 0, b = 0, ab = 0, sum = 0;
    for (size_t i = 0; i < graph->blocks; i++)
        for (size_t k = 0; k < graph->block[i].rows * graph->block[i].cols; k++) {
            double one = graph->block[i].share[0][k], other = graph->block[i].share[1][k];
            a += one * one;
            b += other * other;
            ab += one * other;
            sum += (one + other) * (one + other);
        }
    Picture picture = draw(shown, 854, 234);
    assert_true(shown_count(shown, decimals(sqrt(a), 4)) > 0);
    assert_true(shown_count(shown, decimals(sqrt(b), 4)) > 0);
    assert_true(shown_count(shown, decimals(sqrt(sum), 4)) > 0);
    assert_true(shown_count(shown, decimals(ab / sqrt(a * b), 3)) > 0);
    picture_free(&picture);
    shown_free(shown);
}

static void a_gradient_that_is_not_the_sum_is_marked(void **state)
{
    (void)state;
    Shown *shown = numbers_of("bromley1", "target");
    SnapshotBlock *block = &shown->snapshot.graph.block[2];
    block->is_sum = false;
    block->used_norm = 0.5;
    Picture picture = draw(shown, 854, 234);
    assert_int_equal(shown_count(shown, "\xe2\x89\xa0 0.5000"), 1);
    picture_free(&picture);
    shown_free(shown);
}

/* Right ends of the texts do not move when the numbers do. */
static void the_columns_keep_still_while_the_numbers_change(void **state)
{
    (void)state;
    Shown *shown = numbers_of("bromley1", "target");
    double ends[2][64];
    size_t counts[2] = {0};
    for (int run = 0; run < 2; run++) {
        if (run == 1) {
            for (size_t i = 0; i < shown->fake->net.parameter_count; i++)
                shown->fake->params[i] *= (real)-1.7;
            fake_graph_fill(shown->fake, LABEL_FORGED, 2, &shown->snapshot.graph);
        }
        Picture picture = draw(shown, 854, 234);
        for (size_t i = 0; i < shown->log.count; i++) {
            const TextBox *text = &shown->log.boxes[i];
            double number;
            if (counts[run] < 64 && sscanf(text->text, "%lf", &number) == 1)
                ends[run][counts[run]++] = text->box.x + text->box.width;
        }
        picture_free(&picture);
    }
    assert_true(counts[0] > 25);
    assert_int_equal(counts[0], counts[1]);
    for (size_t i = 0; i < counts[0]; i++)
        assert_close(ends[0][i], ends[1][i], 1e-9);
    shown_free(shown);
}

static void no_text_covers_another_at_any_size(void **state)
{
    (void)state;
    const char *const nets[] = {"bromley1", "reference", "mlp",
                                "dense:9 tanh dense:8 tanh dense:7 tanh dense:6 tanh dense:5"};
    const int sizes[][2] = {{854, 234}, {1280, 640}, {640, 300},  {420, 200},
                            {300, 300}, {200, 120},  {1900, 1000}};
    for (size_t n = 0; n < 4; n++) {
        Shown *shown = numbers_of(nets[n], "logistic");
        for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
            Picture picture = draw(shown, sizes[s][0], sizes[s][1]);
            assert_int_equal(shown->log.lost, 0);
            for (size_t i = 0; i < shown->log.count; i++) {
                const Rect one = shown->log.boxes[i].box;
                if (one.x < 0 || one.x + one.width > sizes[s][0] || one.y + one.height > sizes[s][1])
                    fail_msg("%s at %d x %d: '%s' is cut", nets[n], sizes[s][0], sizes[s][1],
                             shown->log.boxes[i].text);
                for (size_t k = 0; k < i; k++) {
                    const Rect other = shown->log.boxes[k].box;
                    if (one.x < other.x + other.width && other.x < one.x + one.width &&
                        one.y < other.y + other.height && other.y < one.y + one.height)
                        fail_msg("%s at %d x %d: '%s' covers '%s'", nets[n], sizes[s][0], sizes[s][1],
                                 shown->log.boxes[i].text, shown->log.boxes[k].text);
                }
            }
            picture_free(&picture);
        }
        shown_free(shown);
    }
}

static void a_large_panel_has_every_step_too(void **state)
{
    (void)state;
    Shown *shown = numbers_of("reference", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    Picture picture = draw(shown, 1280, 640);
    for (size_t i = 0; i < graph->encoder_steps; i++) {
        assert_int_equal(shown_count(shown, graph->step_at[i].name), 1);
        for (size_t b = 0; b < 2; b++) {
            assert_true(shown_count(shown, decimals(graph->step_at[i].out[b].norm, 4)) > 0);
            assert_true(shown_count(shown, decimals(graph->step_at[i].out[b].gradient_norm, 4)) > 0);
        }
    }
    assert_int_equal(shown_count(shown, "12\xc3\x97"
                                        "64"),
                     1);
    picture_free(&picture);
    shown_free(shown);
}

static void what_does_not_exist_yet_is_a_dash(void **state)
{
    (void)state;
    Shown *shown = numbers_of("bromley1", "target");
    const SnapshotGraph *graph = &shown->snapshot.graph;
    const char dash[] = "\xe2\x80\x93";
    Picture picture = draw(shown, 1280, 640);
    assert_int_equal(shown_count(shown, dash), 0);
    picture_free(&picture);
    uint64_t before = panel_numbers_inputs(&shown->snapshot, &shown->view);
    shown->snapshot.phase =
        (SnapshotPhase){.version = 1, .name = SNAPSHOT_PHASE_FORWARD, .steps = graph->steps, .forward = 1};
    assert_true(panel_numbers_inputs(&shown->snapshot, &shown->view) != before);
    picture = draw(shown, 1280, 640);
    assert_true(shown_count(shown, decimals(graph->step_at[0].out[0].norm, 4)) > 0);
    assert_int_equal(shown_count(shown, decimals(graph->step_at[1].out[0].norm, 4)), 0);
    assert_int_equal(shown_count(shown, decimals(graph->loss, 4)), 0);
    assert_int_equal(shown_count(shown, decimals(graph->block[0].used_norm, 4)), 0);
    assert_true(shown_count(shown, decimals(graph->block[0].norm, 4)) > 0); /* the parameters are there */
    picture_free(&picture);
    shown->snapshot.phase.name = SNAPSHOT_PHASE_BACKWARD; /* the loss and the cosine have run backward */
    shown->snapshot.phase.forward = graph->steps;
    shown->snapshot.phase.backward = 2;
    picture = draw(shown, 1280, 640);
    assert_true(shown_count(shown, decimals(graph->value_gradient, 4)) > 0);
    assert_true(shown_count(shown, decimals(graph->step_at[4].out[1].gradient_norm, 4)) > 0);
    assert_int_equal(shown_count(shown, decimals(graph->step_at[0].out[1].gradient_norm, 4)), 0);
    picture_free(&picture);
    shown_free(shown);
}

static void the_mouse_over_a_number_says_how_it_is_made(void **state)
{
    (void)state;
    Shown *shown = numbers_of("bromley1", "target");
    PanelInput input = {&shown->snapshot, &shown->view, NULL};
    Picture picture = draw(shown, 854, 234);
    Rect loss = {0}, moved = {0};
    for (size_t i = 0; i < shown->log.count; i++) {
        if (strcmp(shown->log.boxes[i].text, "L") == 0)
            loss = shown->log.boxes[i].box;
        if (strcmp(shown->log.boxes[i].text, "moved") == 0)
            moved = shown->log.boxes[i].box;
    }
    shown->log.count = 0;
    panel_numbers_hover(picture_paper(&picture), shown_places(854, 234), input, loss.x + 2, loss.y + 4);
    assert_int_equal(shown_count(shown, "L = 1/2 (c - t)^2"), 1);
    shown->log.count = 0;
    panel_numbers_hover(picture_paper(&picture), shown_places(854, 234), input, moved.x + 2, moved.y + 4);
    assert_int_equal(shown->log.count, 1);
    picture_free(&picture);
    shown->snapshot.graph.present = false;
    picture = draw(shown, 854, 234);
    assert_int_equal(shown_count(shown, "No pair is chosen."), 1);
    assert_int_equal(panel_numbers_inputs(&shown->snapshot, &shown->view), 0);
    picture_free(&picture);
    shown_free(shown);
}

static const char deep[] =
    "dense:9 tanh dense:8 tanh dense:7 tanh dense:6 tanh dense:5 tanh dense:4 tanh dense:3";

static void the_wheel_shows_the_blocks_that_have_no_room(void **state)
{
    (void)state;
    Shown *shown = numbers_of(deep, "target");
    PanelInput input = {&shown->snapshot, &shown->view, NULL};
    PanelPointer pointer = {.kind = PANEL_POINTER_WHEEL, .x = 600, .y = 100, .wheel = -3};
    Picture picture = draw(shown, 854, 234);
    assert_int_equal(shown_count(shown, "dense1.W"), 1);
    assert_int_equal(shown_count(shown, "dense7.b"), 0);
    assert_int_equal(shown_count(shown, "all of them"), 1);
    picture_free(&picture);
    for (int i = 0; i < 20; i++) /* far beyond the end */
        shown->view.state[PANEL_NUMBERS] =
            panel_numbers_pointer(shown_places(854, 234), input, &pointer).state;
    picture = draw(shown, 854, 234);
    assert_int_equal(shown_count(shown, "dense1.W"), 0);
    assert_int_equal(shown_count(shown, "dense7.b"), 1);
    assert_int_equal(shown_count(shown, "all of them"), 1);
    picture_free(&picture);
    pointer.wheel = 1; /* one back is seen at once */
    shown->view.state[PANEL_NUMBERS] = panel_numbers_pointer(shown_places(854, 234), input, &pointer).state;
    picture = draw(shown, 854, 234);
    assert_int_equal(shown_count(shown, "dense7.b"), 0);
    picture_free(&picture);
    assert_false(panel_numbers_pointer(shown_places(1280, 640), input, &pointer).taken);
    shown_free(shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_numbers_of_the_pair_and_the_run_are_there),
        cmocka_unit_test(every_block_has_its_shares_their_sum_their_agreement_and_its_move),
        cmocka_unit_test(the_last_row_is_that_of_all_blocks_together),
        cmocka_unit_test(a_gradient_that_is_not_the_sum_is_marked),
        cmocka_unit_test(the_columns_keep_still_while_the_numbers_change),
        cmocka_unit_test(no_text_covers_another_at_any_size),
        cmocka_unit_test(a_large_panel_has_every_step_too),
        cmocka_unit_test(the_wheel_shows_the_blocks_that_have_no_room),
        cmocka_unit_test(what_does_not_exist_yet_is_a_dash),
        cmocka_unit_test(the_mouse_over_a_number_says_how_it_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
