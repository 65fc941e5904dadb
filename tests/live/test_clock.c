#include "live/clock.h"

#include <math.h>

#include "support/test.h"

static Session *session;

static int make_session(void **state)
{
    (void)state;
    SessionOptions options = {
        .training = trainer_default_options(), .source = source_defaults(), .watched = 20};
    options.source.users = 8;
    options.source.genuine = options.source.forged = 4;
    options.training.net.encoder = "conv:2x15/9 tanh flatten dense:3"; /* with the head 6 steps: 13 parts */
    options.training.pairs_per_epoch = options.training.batch = 2;
    options.training.epochs = 2000;
    return !session_create(&options, &session).ok;
}

static int free_session(void **state)
{
    (void)state;
    session_destroy(session);
    return 0;
}

static int rewind_session(void **state)
{
    (void)state;
    return !session_apply(session, &(Action){.kind = ACTION_REWIND}).ok;
}

/* A world in which looking at the clock takes a while. */
typedef struct World {
    double now, tick;
    uint64_t picture; /* the step that is stopped at */
} World;

static double seconds(void *context)
{
    World *world = context;
    return world->now += world->tick;
}

static bool stops_at(void *context, uint64_t step)
{
    return step == ((World *)context)->picture;
}

static uint64_t steps(void)
{
    return session_snapshot(session)->run.step;
}

/* Slices at every sixtieth second for so long. */
static void run_for(Clock *clock, World *world, double duration)
{
    const ClockWorld asked = {seconds, stops_at, world};
    for (double end = world->now + duration; world->now < end; world->now += 1.0 / 60)
        clock_slice(clock, session, &asked, 0.012);
}

static void as_many_steps_are_taken_as_are_wanted(void **state)
{
    (void)state;
    const double wanted[] = {1, 5, 50, 200};
    for (size_t i = 0; i < 4; i++) {
        World world = {.now = 100, .picture = UINT64_MAX};
        Clock clock = clock_make(wanted[i]);
        rewind_session(NULL);
        run_for(&clock, &world, 1);
        assert_int_equal(steps(), 0); /* paused */
        clock_obey(&clock, session, &(Action){.kind = ACTION_RUN}, world.now);
        run_for(&clock, &world, 4);
        assert_close((double)steps(), 4 * wanted[i], 0.03 * 4 * wanted[i] + 1);
        assert_close(clock.measured, wanted[i], 0.1 * wanted[i] + 1);
        clock_obey(&clock, session, &(Action){.kind = ACTION_RUN}, world.now);
        assert_false(clock.running);
        assert_close(clock.measured, 0, 0);
    }
}

static void as_fast_as_it_goes_fills_the_budget_and_no_more(void **state)
{
    (void)state;
    World world = {.now = 100, .tick = 0.001, .picture = UINT64_MAX}; /* a step takes a millisecond */
    const ClockWorld asked = {seconds, stops_at, &world};
    Clock clock = clock_make(INFINITY);
    clock_start(&clock, session, world.now);
    assert_true(clock_slice(&clock, session, &asked, 0.0125));
    assert_int_equal(steps(), 13);
    world.tick = 1; /* slower than the budget: one step at least */
    assert_true(clock_slice(&clock, session, &asked, 0.0125));
    assert_int_equal(steps(), 14);
}

static void what_a_slow_moment_owes_is_not_made_up_for(void **state)
{
    (void)state;
    World world = {.now = 100, .picture = UINT64_MAX};
    const ClockWorld asked = {seconds, stops_at, &world};
    Clock clock = clock_make(50);
    clock_start(&clock, session, world.now);
    world.now += 60;
    clock_slice(&clock, session, &asked, 10);
    assert_int_equal(steps(), 5);
}

static void slow_motion_walks_through_a_step(void **state)
{
    (void)state;
    World world = {.now = 100, .picture = UINT64_MAX};
    Clock clock = clock_make(0.5);
    assert_true(clock_is_slow_motion(&clock));
    clock_start(&clock, session, world.now);
    run_for(&clock, &world, 1); /* half of the parts */
    assert_int_equal(session_snapshot(session)->phase.name, SNAPSHOT_PHASE_BACKWARD);
    assert_int_equal(steps(), 0);
    run_for(&clock, &world, 9.2);
    assert_int_equal(steps(), 5);
    assert_close(clock.measured, 0.5, 0.1);
    clock_obey(&clock, session, &(Action){.kind = ACTION_FASTER}, world.now);
    assert_close(clock.wanted, 1, 0);
    run_for(&clock, &world, 1.5);
    assert_int_equal(session_snapshot(session)->phase.name, SNAPSHOT_PHASE_WHOLE);
}

static void between_two_parts_the_progress_goes_from_0_to_1(void **state)
{
    (void)state;
    World world = {.now = 100, .picture = UINT64_MAX};
    const ClockWorld asked = {seconds, stops_at, &world};
    Clock clock = clock_make(0.1); /* 13 parts in 10 seconds */
    assert_close(clock_progress(&clock, session, world.now), 0, 0);
    clock_start(&clock, session, world.now);
    assert_true(clock_slice(&clock, session, &asked, 0.01));
    const double part = 10.0 / 13;
    for (int quarter = 0; quarter <= 4; quarter++)
        assert_close(clock_progress(&clock, session, world.now + quarter * part / 4), quarter / 4.0, 1e-9);
    assert_close(clock_progress(&clock, session, world.now + 3 * part), 1, 0);
    clock.wanted = 50;
    assert_close(clock_progress(&clock, session, world.now + 0.01), 0, 0); /* no slow motion */
    clock.wanted = 0.1;
    clock_pause(&clock);
    assert_close(clock_progress(&clock, session, world.now + part / 2), 0, 0);
}

static void the_rest_is_until_the_next_step_is_due(void **state)
{
    (void)state;
    World world = {.now = 100, .picture = UINT64_MAX};
    const ClockWorld asked = {seconds, stops_at, &world};
    Clock clock = clock_make(2);
    assert_true(isinf(clock_rest(&clock, session, 100)));
    clock_start(&clock, session, 100);
    assert_close(clock_rest(&clock, session, 100), 0, 0);
    clock_slice(&clock, session, &asked, 1);
    assert_close(clock_rest(&clock, session, 100), 0.5, 1e-9);
    assert_close(clock_rest(&clock, session, 100.4), 0.1, 1e-9);
    assert_close(clock_rest(&clock, session, 107), 0, 0);
    clock_obey(&clock, session, &(Action){.kind = ACTION_SPEED, .value = INFINITY}, 100);
    assert_close(clock_rest(&clock, session, 100), 0, 0);
}

static void the_training_stops_for_a_picture(void **state)
{
    (void)state;
    World world = {.now = 100, .picture = 7};
    const ClockWorld asked = {seconds, stops_at, &world};
    Clock clock = clock_make(1000);
    clock_start(&clock, session, world.now);
    run_for(&clock, &world, 1);
    assert_int_equal(steps(), 7);
    world.picture = UINT64_MAX;
    assert_true(clock_slice(&clock, session, &asked, 1));
}

static void a_goal_is_come_to_at_the_wanted_speed_or_rushed_to(void **state)
{
    (void)state;
    World world = {.now = 100, .picture = UINT64_MAX};
    Clock clock = clock_make(10);
    clock_start_to(&clock, session, 5, false, world.now);
    run_for(&clock, &world, 0.3);
    assert_in_range(steps(), 2, 4);
    run_for(&clock, &world, 1);
    assert_int_equal(steps(), 5);
    assert_false(clock.running);
    clock.wanted = 0.1; /* no slow motion on the way */
    world.tick = 0.001;
    clock_start_to(&clock, session, 80, true, world.now);
    run_for(&clock, &world, 1);
    assert_int_equal(steps(), 80);
    assert_false(clock.running || clock.rushes);
    clock_start(&clock, session, world.now);
    assert_true(clock.running && clock.goal == UINT64_MAX);
}

static void speeds_go_up_and_down_a_list(void **state)
{
    (void)state;
    Clock clock = clock_make(30); /* between two of them */
    clock_obey(&clock, session, &(Action){.kind = ACTION_FASTER}, 0);
    assert_close(clock.wanted, 50, 0);
    clock.wanted = 30;
    clock_obey(&clock, session, &(Action){.kind = ACTION_SLOWER}, 0);
    assert_close(clock.wanted, 20, 0);
    for (int i = 0; i < 20; i++)
        clock_obey(&clock, session, &(Action){.kind = ACTION_SLOWER}, 0);
    assert_close(clock.wanted, 0.05, 0);
    for (int i = 0; i < 20; i++)
        clock_obey(&clock, session, &(Action){.kind = ACTION_FASTER}, 0);
    assert_true(isinf(clock.wanted));
}

static void it_pauses_where_the_run_ends(void **state)
{
    (void)state;
    assert_ok(session_apply(session, &(Action){.kind = ACTION_GO_TO, .number = 1998}));
    World world = {.now = 100, .picture = UINT64_MAX};
    Clock clock = clock_make(1000);
    clock_start(&clock, session, world.now);
    run_for(&clock, &world, 1);
    assert_int_equal(steps(), 2000);
    assert_false(clock.running);
    clock_start(&clock, session, world.now); /* and goes on behind it when it is told to */
    assert_true(clock.running);
    run_for(&clock, &world, 0.01);
    assert_true(steps() > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(as_many_steps_are_taken_as_are_wanted, rewind_session),
        cmocka_unit_test_setup(as_fast_as_it_goes_fills_the_budget_and_no_more, rewind_session),
        cmocka_unit_test_setup(what_a_slow_moment_owes_is_not_made_up_for, rewind_session),
        cmocka_unit_test_setup(slow_motion_walks_through_a_step, rewind_session),
        cmocka_unit_test_setup(between_two_parts_the_progress_goes_from_0_to_1, rewind_session),
        cmocka_unit_test_setup(the_rest_is_until_the_next_step_is_due, rewind_session),
        cmocka_unit_test_setup(the_training_stops_for_a_picture, rewind_session),
        cmocka_unit_test_setup(a_goal_is_come_to_at_the_wanted_speed_or_rushed_to, rewind_session),
        cmocka_unit_test_setup(speeds_go_up_and_down_a_list, rewind_session),
        cmocka_unit_test_setup(it_pauses_where_the_run_ends, rewind_session),
    };
    return cmocka_run_group_tests(tests, make_session, free_session);
}
