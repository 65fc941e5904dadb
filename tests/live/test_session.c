#include "led.h"

#include <math.h>
#include <stdlib.h>

#include "net/cosine.h"

static void a_row_is_measured_before_the_first_step_and_after_every_epoch(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    const Snapshot *snapshot = session_snapshot(session);
    assert_int_equal(snapshot->angles.rows, 1);
    assert_true(isnan(snapshot->losses.training[0]));
    assert_true(snapshot->losses.validation[0] > 0);
    uint64_t version = snapshot->angles.version;
    for (int i = 0; i < 3; i++) /* 40 pairs in batches of 16 */
        assert_true(session_step(session));
    snapshot = session_snapshot(session);
    assert_int_equal(snapshot->angles.rows, 2);
    assert_int_equal(snapshot->run.epoch, 1);
    assert_int_equal(snapshot->run.step, 3);
    assert_true(snapshot->angles.version > version);
    assert_true(snapshot->losses.training[1] > 0);
    session_destroy(session);
}

static void the_run_ends_after_its_epochs(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    int steps = 1;
    while (session_step(session))
        steps++;
    assert_int_equal(steps, 12);
    assert_true(session_snapshot(session)->run.finished);
    assert_int_equal(session_snapshot(session)->angles.rows, 5);
    assert_false(session_step(session));
    assert_int_equal(session_snapshot(session)->run.step, 12);
    session_destroy(session);
}

/* The last row's angles are those of a trainer that nobody watches, to the bit. */
static void watching_changes_nothing(void **state)
{
    (void)state;
    SessionOptions options = led_options();
    Session *session = led_make(options);
    while (session_step(session))
        led_choose(session, (size_t)session_snapshot(session)->run.step % 20);
    Dataset dataset;
    Split split;
    Trainer *trainer;
    assert_ok(source_open(&options.source, &dataset, &split));
    assert_ok(trainer_create(&options.training, &dataset, &split, &trainer));
    for (int i = 0; i < 12; i++) {
        StepRecord record;
        assert_ok(trainer_step(trainer, &record));
    }
    PairsSource source;
    Pair pairs[10];
    double angles[10];
    assert_ok(pairs_source_create(&dataset, split.count[SPLIT_TRAINING], split.users[SPLIT_TRAINING],
                                  options.training.mix, &source));
    pairs_list(&source, 1, 10, pairs);
    assert_ok(trainer_angles(trainer, 10, pairs, angles, NULL, NULL));
    const SnapshotAngles *shown = &session_snapshot(session)->angles;
    for (int i = 0; i < 10; i++) {
        assert_true(shown->degrees[(shown->rows - 1) * shown->pairs + (size_t)i] ==
                    (float)(angles[i] * 57.29577951308232));
        assert_false(shown->pair[i].held_out);
    }
    pairs_source_free(&source);
    trainer_destroy(trainer);
    split_free(&split);
    dataset_free(&dataset);
    session_destroy(session);
}

static void rewinding_repeats_the_run_and_another_seed_does_not(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    const SnapshotAngles *angles = &session_snapshot(session)->angles;
    while (session_step(session))
        ;
    size_t size = angles->pairs * 5;
    float *first = malloc(size * sizeof *first);
    memcpy(first, angles->degrees, size * sizeof *first);
    uint64_t history = angles->history;
    led_apply(session, action_plain(ACTION_REWIND));
    session_snapshot(session);
    assert_int_equal(angles->rows, 1);
    assert_true(angles->history != history);
    while (session_step(session))
        ;
    assert_memory_equal(first, angles->degrees, size * sizeof *first);
    led_apply(session, action_number(ACTION_NEW_SEED, 99));
    assert_int_equal(session_snapshot(session)->run.seed, 99);
    while (session_step(session))
        ;
    assert_memory_not_equal(first, angles->degrees, size * sizeof *first);
    free(first);
    session_destroy(session);
}

static void the_chosen_pair_fits_together(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    for (size_t pair = 0; pair < 20; pair++) {
        led_choose(session, pair);
        const Snapshot *snapshot = session_snapshot(session);
        const SnapshotChosen *chosen = &snapshot->chosen;
        assert_true(chosen->present && chosen->pair == pair);
        assert_close(chosen->degrees, snapshot->angles.degrees[pair], 1e-4);
        double theta = chosen->degrees / 57.29577951308232;
        assert_close(chosen->cosine, cos(theta), 1e-5);
        /* target loss, 1 and -0.9 */
        double slope = chosen->cosine - (snapshot->angles.pair[pair].genuine ? 1 : -0.9);
        assert_close(chosen->dcosine, slope, 1e-5);
        assert_close(chosen->pull, slope * sin(theta), 1e-5);
        /* the curve of its class passes through it */
        const float *curve = snapshot->angles.pair[pair].genuine ? chosen->pull_genuine : chosen->pull_forged;
        double place = chosen->degrees / 180 * (double)(chosen->pull_samples - 1);
        size_t at = (size_t)place;
        double between = curve[at] + (place - (double)at) * (curve[at + 1] - curve[at]);
        assert_close(between, chosen->pull, 1e-3);
        assert_true(chosen->a.count > 10 && chosen->b.count > 10);
        assert_false(
            chosen->a.points[chosen->a.count - 1].ink); /* after the last point there is no way to draw */
    }
    assert_trouble(session_apply(session, &(Action){.kind = ACTION_CHOOSE, .number = 20}),
                   "no pair 20: 20 pairs are watched");
    assert_int_equal(session_snapshot(session)->chosen.pair, 19);
    session_destroy(session);
}

/* The dial shows what the backward truly gives, not what it should. */
static void a_wrong_backward_is_seen_in_what_pulls_the_chosen_pair(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    for (size_t pair = 0; pair < 20; pair += 9) {
        led_choose(session, pair);
        const SnapshotChosen right = session_snapshot(session)->chosen;
        const SnapshotChosen *chosen = &session_snapshot(session)->chosen;
        const float first = right.pull_forged[100];
        assert_close(right.turn_a, right.pull, 0);
        assert_close(right.stretch_b, 0, 0);
        led_apply(session, action_named(ACTION_FAULT, "cosine-sign"));
        session_snapshot(session);
        assert_close(chosen->turn_a, -right.pull, 1e-12);
        assert_close(chosen->turn_b, -right.pull, 1e-12);
        assert_close(chosen->pull, -right.pull, 1e-12);
        assert_close(chosen->pull_forged[100], -first, 1e-6);
        led_apply(session, action_named(ACTION_FAULT, "cosine-norm"));
        session_snapshot(session);
        assert_close(chosen->turn_a, right.pull * right.norm_a, 1e-10);
        assert_close(chosen->turn_b, right.pull * right.norm_b, 1e-10);
        led_apply(session, action_named(ACTION_FAULT, "cosine-projection"));
        session_snapshot(session);
        assert_close(chosen->turn_a, right.pull, 1e-10);
        assert_close(chosen->stretch_a, -right.dcosine * right.cosine, 1e-10);
        assert_close(chosen->pull_forged[100], first, 1e-6);
        /* the curve of its class passes through it here too */
        const float *curve =
            session_snapshot(session)->angles.pair[pair].genuine ? chosen->pull_genuine : chosen->pull_forged;
        const size_t at = (size_t)chosen->degrees;
        assert_true((curve[at] - chosen->pull) * (curve[at + 1] - chosen->pull) <= 1e-9);
        led_apply(session, action_plain(ACTION_REPAIR));
        session_snapshot(session);
        assert_close(chosen->pull, right.pull, 0);
    }
    session_destroy(session);
}

static void a_training_that_runs_away_stops_with_a_sentence(void **state)
{
    (void)state;
    SessionOptions options = led_options();
    options.training.optimizer.rate = 1e300;
    Session *session = led_make(options);
    while (session_step(session))
        ;
    const SnapshotRun *run = &session_snapshot(session)->run;
    assert_non_null(run->trouble);
    assert_non_null(strstr(run->trouble, "not finite"));
    assert_false(session_step(session));
    led_apply(session, action_plain(ACTION_REWIND));
    assert_null(session_snapshot(session)->run.trouble);
    session_destroy(session);
}

static void a_loss_that_has_no_cosine_of_a_pair_is_refused(void **state)
{
    (void)state;
    const char *losses[] = {"triplet", "contrastive"};
    for (int i = 0; i < 2; i++) {
        SessionOptions options = led_options();
        options.training.net.loss = losses[i];
        Session *session;
        assert_trouble(session_create(&options, &session), losses[i]);
        assert_null(session);
    }
}

static void a_held_threshold_stays_until_it_is_let_go(void **state)
{
    (void)state;
    Session *session = led_make(led_options());
    const double free_one = session_snapshot(session)->angles.threshold;
    const uint64_t version = session_snapshot(session)->angles.version;
    led_apply(session, action_value(ACTION_THRESHOLD, 12.5));
    assert_true(session_snapshot(session)->angles.version > version);
    led_to(session, 6);
    assert_close(session_snapshot(session)->angles.threshold, 12.5, 0);
    assert_true(session_snapshot(session)->angles.threshold_held);
    led_apply(session, action_number(ACTION_GO_TO, 0));
    led_apply(session, action_plain(ACTION_THRESHOLD_FREE));
    assert_close(session_snapshot(session)->angles.threshold, free_one, 0);
    assert_false(session_snapshot(session)->angles.threshold_held);
    session_destroy(session);
}

static void a_run_without_end_goes_on(void **state)
{
    (void)state;
    SessionOptions options = led_options();
    options.endless = true;
    Session *session = led_make(options);
    led_to(session, 12);
    const double rate = session_snapshot(session)->run.learning_rate;
    led_to(session, 700); /* more steps than states are kept */
    const Snapshot *snapshot = session_snapshot(session);
    assert_int_equal(snapshot->run.epochs, 0);
    assert_false(snapshot->run.finished);
    assert_int_equal(snapshot->angles.rows, 234);
    assert_close(snapshot->run.learning_rate, rate, 0);
    Session *other = led_make(options);
    led_to(other, 500);
    led_apply(session, action_number(ACTION_GO_TO, 500));
    led_assert_same(session, other);
    session_destroy(other);
    session_destroy(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_measured_before_the_first_step_and_after_every_epoch),
        cmocka_unit_test(the_run_ends_after_its_epochs),
        cmocka_unit_test(watching_changes_nothing),
        cmocka_unit_test(rewinding_repeats_the_run_and_another_seed_does_not),
        cmocka_unit_test(the_chosen_pair_fits_together),
        cmocka_unit_test(a_wrong_backward_is_seen_in_what_pulls_the_chosen_pair),
        cmocka_unit_test(a_training_that_runs_away_stops_with_a_sentence),
        cmocka_unit_test(a_loss_that_has_no_cosine_of_a_pair_is_refused),
        cmocka_unit_test(a_held_threshold_stays_until_it_is_let_go),
        cmocka_unit_test(a_run_without_end_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
