#include "live/graph_moment.h"
#include "support/test.h"

enum { STEPS = 7 }; /* five of an encoder, the cosine, the loss */

static GraphMoment moment_in(SnapshotPhaseName name, size_t forward, size_t backward)
{
    static Snapshot snapshot;
    snapshot = (Snapshot){.phase = {.name = name, .steps = STEPS, .forward = forward, .backward = backward}};
    snapshot.graph.steps = STEPS;
    return graph_moment_of(&snapshot);
}

static void between_steps_everything_exists_and_nothing_is_lit(void **state)
{
    (void)state;
    GraphMoment moment = moment_in(SNAPSHOT_PHASE_WHOLE, STEPS, STEPS);
    for (size_t i = 0; i < STEPS; i++) {
        assert_true(graph_moment_has_output(&moment, i));
        assert_true(graph_moment_has_gradient(&moment, i));
        assert_true(graph_moment_has_returned(&moment, i));
        assert_true(graph_moment_glow(&moment, i, i) == 0);
    }
}

static void the_forward_phase_lights_one_step_after_the_other(void **state)
{
    (void)state;
    for (size_t done = 1; done < STEPS; done++) {
        GraphMoment moment = moment_in(SNAPSHOT_PHASE_FORWARD, done, 0);
        assert_int_equal(moment.flow, GRAPH_FORWARD);
        assert_int_equal(moment.active, done - 1);
        for (size_t i = 0; i < STEPS; i++) {
            assert_int_equal(graph_moment_has_output(&moment, i), i < done);
            assert_false(graph_moment_has_gradient(&moment, i));
            assert_false(graph_moment_has_returned(&moment, i));
            double glow = graph_moment_glow(&moment, i, i);
            assert_true(i == done - 1 ? glow == 1 : i < done ? glow > 0 && glow < 0.5 : glow == 0);
        }
    }
}

static void the_loss_stands_alone_and_has_no_gradient_yet(void **state)
{
    (void)state;
    GraphMoment moment = moment_in(SNAPSHOT_PHASE_LOSS, STEPS, 0);
    assert_true(graph_moment_has_output(&moment, STEPS - 1));
    assert_false(graph_moment_has_gradient(&moment, STEPS - 1));
    assert_true(graph_moment_glow(&moment, STEPS - 1, STEPS - 1) == 1);
    assert_true(graph_moment_glow(&moment, 0, STEPS - 2) == 0);
}

static void the_backward_phase_goes_the_other_way(void **state)
{
    (void)state;
    for (size_t done = 1; done <= STEPS; done++) {
        GraphMoment moment = moment_in(SNAPSHOT_PHASE_BACKWARD, STEPS, done);
        assert_int_equal(moment.flow, GRAPH_BACKWARD);
        for (size_t i = 0; i < STEPS; i++) {
            /* a step has run backward when it is among the last `done`; then its input has a gradient, which is
             * the output of the step before */
            assert_int_equal(graph_moment_has_returned(&moment, i), i + done >= STEPS);
            assert_int_equal(graph_moment_has_gradient(&moment, i), i + done + 1 >= STEPS);
            assert_true((graph_moment_glow(&moment, i, i) == 1) == (i + done == STEPS));
        }
    }
}

static void in_the_update_everything_is_there_and_no_step_is_at_work(void **state)
{
    (void)state;
    GraphMoment moment = moment_in(SNAPSHOT_PHASE_UPDATE, STEPS, STEPS);
    assert_int_equal(moment.flow, GRAPH_UPDATE);
    assert_true(moment.glow > 0);
    assert_true(graph_moment_has_returned(&moment, 0));
    assert_true(graph_moment_glow(&moment, 0, STEPS - 1) == 0);
}

static void in_slow_motion_the_light_fades_until_the_next_one(void **state)
{
    (void)state;
    Snapshot snapshot = {.phase = {.name = SNAPSHOT_PHASE_FORWARD, .steps = STEPS, .forward = 3}};
    snapshot.graph.steps = STEPS;
    double before = 2;
    for (int i = 0; i <= 4; i++) {
        snapshot.phase.progress = i / 4.0;
        GraphMoment moment = graph_moment_of(&snapshot);
        double glow = graph_moment_glow(&moment, 2, 2);
        assert_true(glow < before && glow > graph_moment_glow(&moment, 0, 0));
        before = glow;
    }
    assert_true(before > 0.2); /* and never goes out */
}

static void a_phase_of_another_net_is_not_looked_at(void **state)
{
    (void)state;
    Snapshot snapshot = {.phase = {.name = SNAPSHOT_PHASE_FORWARD, .steps = 4, .forward = 1}};
    snapshot.graph.steps = STEPS;
    GraphMoment moment = graph_moment_of(&snapshot);
    assert_true(graph_moment_has_returned(&moment, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(between_steps_everything_exists_and_nothing_is_lit),
        cmocka_unit_test(the_forward_phase_lights_one_step_after_the_other),
        cmocka_unit_test(the_loss_stands_alone_and_has_no_gradient_yet),
        cmocka_unit_test(the_backward_phase_goes_the_other_way),
        cmocka_unit_test(in_the_update_everything_is_there_and_no_step_is_at_work),
        cmocka_unit_test(in_slow_motion_the_light_fades_until_the_next_one),
        cmocka_unit_test(a_phase_of_another_net_is_not_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
