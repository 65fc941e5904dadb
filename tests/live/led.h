/* A small session, and the few things that the tests of sessions do with one. */
#pragma once
#include <stdlib.h>

#include "live/session.h"
#include "support/test.h"

static inline SessionOptions led_options(void)
{
    SessionOptions options = {
        .training = trainer_default_options(), .source = source_defaults(), .watched = 20};
    options.source.users = 8;
    options.source.genuine = options.source.forged = 4;
    options.training.net.encoder = "conv:4x15/9 tanh flatten dense:6";
    options.training.pairs_per_epoch = 40;
    options.training.batch = 16;
    options.training.epochs = 4;
    return options;
}

static inline Session *led_make(SessionOptions options)
{
    Session *session;
    assert_ok(session_create(&options, &session));
    return session;
}

static inline void led_apply(Session *session, Action action)
{
    assert_ok(session_apply(session, &action));
}

static inline void led_choose(Session *session, size_t pair)
{
    led_apply(session, action_number(ACTION_CHOOSE, pair));
}

/* A copy of the parameters as they stand; the caller frees it. */
static inline real *led_params(const Session *session, size_t *size)
{
    const Trainer *trainer = session_trainer(session);
    *size = trainer_net(trainer)->parameter_count * sizeof(real);
    real *state = malloc(trainer_state_size(trainer) * sizeof(real));
    trainer_copy_state(trainer, state);
    return state;
}

static inline void led_assert_same(const Session *one, const Session *other)
{
    size_t size, other_size;
    real *params = led_params(one, &size), *others = led_params(other, &other_size);
    assert_int_equal(size, other_size);
    assert_memory_equal(params, others, size);
    free(params);
    free(others);
}

static inline void led_to(Session *session, uint64_t step)
{
    while (session_snapshot(session)->run.step < step)
        session_step(session);
    assert_int_equal(session_snapshot(session)->run.step, step);
}

static inline void led_act_at(Session *session, uint64_t step)
{
    if (step == 2)
        led_apply(session, action_named(ACTION_LOSS, "logistic"));
    if (step == 4)
        led_apply(session, action_named(ACTION_FAULT, "branches-one"));
    if (step == 5)
        led_apply(session, action_value(ACTION_RATE, 0.2));
    if (step == 8)
        led_apply(session, action_named(ACTION_LOSS, "target"));
    if (step == 9)
        led_apply(session, action_plain(ACTION_REPAIR)); /* branches-one */
}

/* A run of led_options but for the seed, led by the script to the step. */
static inline Session *led_by_script(const Script *script, uint64_t seed, uint64_t step)
{
    SessionOptions options = led_options();
    options.training.seed = seed;
    Session *session = led_make(options);
    session_replay(session, script);
    while (session_replays(session) || session_snapshot(session)->run.step < step)
        assert_true(session_step(session) || session_snapshot(session)->run.step == step);
    return session;
}
