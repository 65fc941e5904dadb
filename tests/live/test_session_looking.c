/* A session that is looked into: its steps walked through by phases, and the graph of the chosen pair. */
#include "led.h"

#include <stdlib.h>

static void phase(Session *session, SnapshotPhaseName name, size_t forward, size_t backward, uint64_t step)
{
    const Snapshot *snapshot = session_snapshot(session);
    assert_int_equal(snapshot->phase.name, name);
    assert_int_equal(snapshot->phase.forward, forward);
    assert_int_equal(snapshot->phase.backward, backward);
    assert_int_equal(snapshot->run.step, step);
}

static void a_step_walked_through_by_phases_has_the_bits_of_a_step(void **state)
{
    (void)state;
    Session *session = led_make(led_options()), *other = led_make(led_options());
    const size_t steps = 6; /* conv tanh flatten dense, cosine, loss */
    phase(session, SNAPSHOT_PHASE_WHOLE, steps, steps, 0);
    for (uint64_t step = 0; step < 4; step++) {
        led_apply(session, action_plain(ACTION_PHASE));
        phase(session, SNAPSHOT_PHASE_FORWARD, steps - 1, 0, step);
        led_apply(session, action_plain(ACTION_PHASE));
        phase(session, SNAPSHOT_PHASE_LOSS, steps, 0, step);
        led_apply(session, action_plain(ACTION_PHASE));
        phase(session, SNAPSHOT_PHASE_BACKWARD, steps, steps, step);
        led_apply(session, action_plain(ACTION_PHASE));
        phase(session, SNAPSHOT_PHASE_UPDATE, steps, steps, step + 1);
    }
    for (size_t i = 1; i < steps; i++) {
        led_apply(session, action_plain(ACTION_PHASE_STEP));
        phase(session, SNAPSHOT_PHASE_FORWARD, i, 0, 4);
    }
    led_apply(session, action_plain(ACTION_PHASE_STEP));
    for (size_t i = 1; i <= steps; i++) {
        led_apply(session, action_plain(ACTION_PHASE_STEP));
        phase(session, SNAPSHOT_PHASE_BACKWARD, steps, i, 4);
    }
    led_apply(session, action_plain(ACTION_PHASE_STEP));
    phase(session, SNAPSHOT_PHASE_UPDATE, steps, steps, 5);
    led_to(other, 5);
    led_assert_same(session, other);
    /* Half way through, the step is what is left of it; and the way back is to its start, then to the step before. */
    led_apply(session, action_plain(ACTION_PHASE));
    led_apply(session, action_plain(ACTION_STEP));
    phase(session, SNAPSHOT_PHASE_WHOLE, steps, steps, 6);
    led_apply(session, action_plain(ACTION_PHASE));
    led_apply(session, action_plain(ACTION_STEP_BACK));
    phase(session, SNAPSHOT_PHASE_WHOLE, steps, steps, 6);
    led_apply(session, action_plain(ACTION_STEP_BACK));
    phase(session, SNAPSHOT_PHASE_WHOLE, steps, steps, 5);
    led_assert_same(session, other);
    session_destroy(session);
    session_destroy(other);
}

static void show_the_graph(Session *session, bool shown)
{
    bool panels[PANEL_COUNT] = {[PANEL_GRAPH] = shown};
    session_show(session, panels);
}

static void the_graph_is_measured_while_a_panel_shows_it(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    assert_false(session_snapshot(session)->graph.present);
    show_the_graph(session, true);
    const Snapshot *snapshot = session_snapshot(session);
    const SnapshotGraph *graph = &snapshot->graph;
    assert_true(graph->present);
    uint64_t version = graph->version;
    session_snapshot(session);
    assert_int_equal(graph->version, version); /* nothing has changed */
    assert_close(graph->value, snapshot->chosen.cosine, 1e-12);
    assert_close(graph->value_gradient, snapshot->chosen.dcosine, 1e-12);
    assert_close(graph->length[1], snapshot->chosen.norm_b, 1e-12);
    session_step(session);
    session_snapshot(session);
    assert_true(graph->version > version);
    assert_close(graph->value, snapshot->chosen.cosine, 1e-12);
    version = graph->version;
    show_the_graph(session, false);
    session_step(session);
    session_snapshot(session);
    assert_int_equal(graph->version, version); /* it costs nothing now */
    session_destroy(session);
}

static void the_graph_follows_another_loss_and_a_planted_mistake(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    show_the_graph(session, true);
    const SnapshotGraph *graph = &session_snapshot(session)->graph;
    const size_t blocks = graph->blocks;
    led_apply(session, action_named(ACTION_LOSS, "logistic"));
    session_snapshot(session);
    assert_int_equal(graph->blocks, blocks + 2);
    assert_true(graph->block[blocks].of_head);
    led_apply(session, action_named(ACTION_FAULT, "branches-one"));
    session_snapshot(session);
    assert_false(graph->block[0].is_sum);
    assert_close(graph->block[0].used_norm, graph->block[0].share_norm[0], 1e-9);
    session_step(session); /* and the move of the next step is known for the new net too */
    assert_non_null(session_snapshot(session)->graph.block[blocks].move);
    led_apply(session, action_named(ACTION_REPAIR, ""));
    led_apply(session, action_named(ACTION_LOSS, "target"));
    session_snapshot(session);
    assert_int_equal(graph->blocks, blocks);
    assert_true(graph->block[0].is_sum);
    session_destroy(session);
}

static void the_graph_shows_what_a_step_did_to_every_block(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    show_the_graph(session, true);
    led_to(session, 3);
    size_t size;
    real *before = led_params(session, &size);
    session_step(session);
    const SnapshotGraph *graph = &session_snapshot(session)->graph;
    real *after = led_params(session, &size);
    size_t at = 0;
    for (size_t i = 0; i < graph->blocks; i++) {
        const SnapshotBlock *block = &graph->block[i];
        assert_non_null(block->move);
        for (size_t k = 0; k < block->rows * block->cols; k++, at++)
            assert_close(block->move[k], real_to_double(after[at] - before[at]), 0);
    }
    assert_int_equal(at * sizeof(real), size);
    led_apply(session, action_plain(ACTION_STEP_BACK)); /* taken again, but by nobody that told of it */
    assert_null(session_snapshot(session)->graph.block[0].move);
    free(before);
    free(after);
    session_destroy(session);
}

static void in_the_update_the_graph_keeps_the_numbers_from_before_and_has_the_move(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    show_the_graph(session, true);
    led_to(session, 2);
    const Snapshot *snapshot = session_snapshot(session);
    const double before = snapshot->graph.value;
    for (int i = 0; i < 3; i++) { /* forward, loss, backward */
        led_apply(session, action_plain(ACTION_PHASE));
        assert_close(session_snapshot(session)->graph.value, before, 0);
    }
    led_apply(session, action_plain(ACTION_PHASE));
    session_snapshot(session);
    assert_int_equal(snapshot->phase.name, SNAPSHOT_PHASE_UPDATE);
    assert_close(snapshot->graph.value, before, 0);
    assert_true(snapshot->chosen.cosine != before);
    assert_true(snapshot->graph.block[0].move_norm > 0);
    led_apply(session, action_plain(ACTION_PHASE)); /* forward with the new parameters */
    session_snapshot(session);
    assert_int_equal(snapshot->phase.name, SNAPSHOT_PHASE_FORWARD);
    assert_close(snapshot->graph.value, snapshot->chosen.cosine, 1e-12);
    session_destroy(session);
}

static void looking_and_walking_change_no_bit_of_the_training(void **state)
{
    (void)state;
    SessionOptions options = led_options();
    options.training.augment = true;
    Session *session = led_make(options);
    show_the_graph(session, true);
    for (uint64_t step = 0; session_snapshot(session)->run.step < 12; step++) {
        led_choose(session, step % 20);
        led_apply(session, action_value(ACTION_THRESHOLD, (double)(step % 180)));
        if (step % 3 == 0)
            led_apply(session, action_plain(ACTION_THRESHOLD_FREE));
        for (int i = 0; i < 3; i++)
            led_apply(session, action_plain(step % 2 ? ACTION_PHASE : ACTION_PHASE_STEP));
        session_snapshot(session);
        led_apply(session, action_plain(ACTION_STEP));
        if (step == 7)
            led_apply(session, action_number(ACTION_GO_TO, 3));
    }
    Dataset dataset;
    Split split;
    Trainer *trainer;
    assert_ok(source_open(&options.source, &dataset, &split));
    assert_ok(trainer_create(&options.training, &dataset, &split, &trainer));
    for (int i = 0; i < 12; i++) {
        StepRecord record;
        assert_ok(trainer_step(trainer, &record));
    }
    size_t size;
    real *params = led_params(session, &size);
    assert_memory_equal(params, trainer_model(trainer)->params, size);
    free(params);
    trainer_destroy(trainer);
    split_free(&split);
    dataset_free(&dataset);
    session_destroy(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_walked_through_by_phases_has_the_bits_of_a_step),
        cmocka_unit_test(the_graph_is_measured_while_a_panel_shows_it),
        cmocka_unit_test(the_graph_follows_another_loss_and_a_planted_mistake),
        cmocka_unit_test(the_graph_shows_what_a_step_did_to_every_block),
        cmocka_unit_test(in_the_update_the_graph_keeps_the_numbers_from_before_and_has_the_move),
        cmocka_unit_test(looking_and_walking_change_no_bit_of_the_training),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
