#include "live/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "net/cosine.h"
#include "support/test.h"

static SessionOptions small_options(void)
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

static Session *make(SessionOptions options)
{
    Session *session;
    assert_ok(session_create(&options, &session));
    return session;
}

static void apply(Session *session, Action action)
{
    assert_ok(session_apply(session, &action));
}

static void choose(Session *session, size_t pair)
{
    apply(session, action_number(ACTION_CHOOSE, pair));
}

/* A copy of the parameters as they stand; the caller frees it. */
static real *params_of(const Session *session, size_t *size)
{
    const Trainer *trainer = session_trainer(session);
    *size = trainer_net(trainer)->parameter_count * sizeof(real);
    real *state = malloc(trainer_state_size(trainer) * sizeof(real));
    trainer_copy_state(trainer, state);
    return state;
}

static void assert_same_params(const Session *one, const Session *other)
{
    size_t size, other_size;
    real *params = params_of(one, &size), *others = params_of(other, &other_size);
    assert_int_equal(size, other_size);
    assert_memory_equal(params, others, size);
    free(params);
    free(others);
}

static void run_to(Session *session, uint64_t step)
{
    while (session_snapshot(session)->run.step < step)
        session_step(session);
    assert_int_equal(session_snapshot(session)->run.step, step);
}

static void a_row_is_measured_before_the_first_step_and_after_every_epoch(void **state)
{
    (void)state;
    Session *session = make(small_options());
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
    Session *session = make(small_options());
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
    SessionOptions options = small_options();
    Session *session = make(options);
    while (session_step(session))
        choose(session, (size_t)session_snapshot(session)->run.step % 20);
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
    Session *session = make(small_options());
    const SnapshotAngles *angles = &session_snapshot(session)->angles;
    while (session_step(session))
        ;
    size_t size = angles->pairs * 5;
    float *first = malloc(size * sizeof *first);
    memcpy(first, angles->degrees, size * sizeof *first);
    uint64_t history = angles->history;
    apply(session, action_plain(ACTION_REWIND));
    session_snapshot(session);
    assert_int_equal(angles->rows, 1);
    assert_true(angles->history != history);
    while (session_step(session))
        ;
    assert_memory_equal(first, angles->degrees, size * sizeof *first);
    apply(session, action_number(ACTION_NEW_SEED, 99));
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
    Session *session = make(small_options());
    for (size_t pair = 0; pair < 20; pair++) {
        choose(session, pair);
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
    Session *session = make(small_options());
    for (size_t pair = 0; pair < 20; pair += 9) {
        choose(session, pair);
        const SnapshotChosen right = session_snapshot(session)->chosen;
        const SnapshotChosen *chosen = &session_snapshot(session)->chosen;
        const float first = right.pull_forged[100];
        assert_close(right.turn_a, right.pull, 0);
        assert_close(right.stretch_b, 0, 0);
        apply(session, action_named(ACTION_FAULT, "cosine-sign"));
        session_snapshot(session);
        assert_close(chosen->turn_a, -right.pull, 1e-12);
        assert_close(chosen->turn_b, -right.pull, 1e-12);
        assert_close(chosen->pull, -right.pull, 1e-12);
        assert_close(chosen->pull_forged[100], -first, 1e-6);
        apply(session, action_named(ACTION_FAULT, "cosine-norm"));
        session_snapshot(session);
        assert_close(chosen->turn_a, right.pull * right.norm_a, 1e-10);
        assert_close(chosen->turn_b, right.pull * right.norm_b, 1e-10);
        apply(session, action_named(ACTION_FAULT, "cosine-projection"));
        session_snapshot(session);
        assert_close(chosen->turn_a, right.pull, 1e-10);
        assert_close(chosen->stretch_a, -right.dcosine * right.cosine, 1e-10);
        assert_close(chosen->pull_forged[100], first, 1e-6);
        /* the curve of its class passes through it here too */
        const float *curve =
            session_snapshot(session)->angles.pair[pair].genuine ? chosen->pull_genuine : chosen->pull_forged;
        const size_t at = (size_t)chosen->degrees;
        assert_true((curve[at] - chosen->pull) * (curve[at + 1] - chosen->pull) <= 1e-9);
        apply(session, action_plain(ACTION_REPAIR));
        session_snapshot(session);
        assert_close(chosen->pull, right.pull, 0);
    }
    session_destroy(session);
}

static void a_training_that_runs_away_stops_with_a_sentence(void **state)
{
    (void)state;
    SessionOptions options = small_options();
    options.training.optimizer.rate = 1e300;
    Session *session = make(options);
    while (session_step(session))
        ;
    const SnapshotRun *run = &session_snapshot(session)->run;
    assert_non_null(run->trouble);
    assert_non_null(strstr(run->trouble, "not finite"));
    assert_false(session_step(session));
    apply(session, action_plain(ACTION_REWIND));
    assert_null(session_snapshot(session)->run.trouble);
    session_destroy(session);
}

static void a_loss_that_has_no_cosine_of_a_pair_is_refused(void **state)
{
    (void)state;
    const char *losses[] = {"triplet", "contrastive"};
    for (int i = 0; i < 2; i++) {
        SessionOptions options = small_options();
        options.training.net.loss = losses[i];
        Session *session;
        assert_trouble(session_create(&options, &session), losses[i]);
        assert_null(session);
    }
}

/* ---- what is changed while it runs ---- */

static void what_is_tuned_is_shown_and_marked_on_the_time_axis(void **state)
{
    (void)state;
    Session *session = make(small_options());
    run_to(session, 4);
    apply(session, action_value(ACTION_RATE, 0.0125));
    apply(session, action_named(ACTION_LOSS, "margin"));
    apply(session, action_value(ACTION_MARGIN, 0.25));
    run_to(session, 6);
    apply(session, action_named(ACTION_FAULT, "cosine-sign"));
    apply(session, action_named(ACTION_FAULT, "tanh-forgotten@tanh1"));
    apply(session, action_named(ACTION_FAULT, "cosine-norm")); /* in the place of cosine-sign */
    const Snapshot *snapshot = session_snapshot(session);
    const SnapshotTuning *tuning = &snapshot->tuning;
    assert_string_equal(tuning->loss, "margin");
    assert_string_equal(snapshot->settings.loss, "margin");
    assert_close(tuning->margin, 0.25, 0);
    assert_int_equal(tuning->fault_count, 2);
    assert_string_equal(tuning->faults[0], "tanh-forgotten@tanh1");
    assert_string_equal(tuning->faults[1], "cosine-norm");
    const SnapshotMarks *marks = &snapshot->marks;
    assert_int_equal(marks->count, 6);
    assert_int_equal(marks->mark[0].action.kind, ACTION_RATE);
    assert_int_equal(marks->mark[0].step, 4);
    assert_close(marks->mark[0].epoch, 4.0 / 3, 1e-12);
    assert_int_equal(marks->mark[5].step, 6);
    uint64_t version = marks->version;
    apply(session, action_named(ACTION_REPAIR, "cosine-norm"));
    apply(session, action_plain(ACTION_REPAIR));
    assert_int_equal(session_snapshot(session)->tuning.fault_count, 0);
    assert_true(session_snapshot(session)->marks.version > version);
    session_destroy(session);
}

static void the_rate_is_that_of_the_next_step(void **state)
{
    (void)state;
    Session *session = make(small_options());
    run_to(session, 5);
    apply(session, action_value(ACTION_RATE, 0.0125));
    assert_close_relative(session_snapshot(session)->run.learning_rate, 0.0125, 1e-14);
    run_to(session, 6);
    assert_true(session_snapshot(session)->run.learning_rate < 0.0125); /* it goes on falling */
    session_destroy(session);
}

static void what_cannot_be_obeyed_is_said_and_changes_nothing(void **state)
{
    (void)state;
    Session *session = make(small_options()), *other = make(small_options());
    const struct {
        Action action;
        const char *sentence;
    } cases[] = {
        {action_named(ACTION_LOSS, "triplet"), "compares 3 signatures"},
        {action_named(ACTION_LOSS, "contrastive"), "on the cosine"},
        {action_named(ACTION_LOSS, "cow"), "'cow' is no loss"},
        {action_named(ACTION_LOSS, "a-name-that-is-too-long"), "is no loss"},
        {action_named(ACTION_FAULT, "cow"), "'cow' is no fault"},
        {action_named(ACTION_FAULT, "average-undivided"), "no average step"},
        {action_named(ACTION_FAULT, "decay-halved"), "no weight decay"},
        {action_named(ACTION_REPAIR, "cosine-sign"), "not planted"},
        {action_plain(ACTION_REPAIR), "no mistake is planted"},
        {action_number(ACTION_CHOOSE, 1000), "no pair 1000"},
        {action_number(ACTION_GO_TO, 13), "the run ends after 12 steps"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_trouble(session_apply(session, &cases[i].action), cases[i].sentence);
    apply(session, action_number(ACTION_GO_TO, 0));
    assert_trouble(session_apply(session, &(Action){.kind = ACTION_STEP_BACK}), "first step");
    assert_int_equal(session_snapshot(session)->marks.count, 0);
    run_to(session, 7);
    run_to(other, 7);
    assert_same_params(session, other);
    session_destroy(session);
    session_destroy(other);
}

/* ---- back and forward ---- */

static void act_at(Session *session, uint64_t step)
{
    if (step == 2)
        apply(session, action_named(ACTION_LOSS, "logistic"));
    if (step == 4)
        apply(session, action_named(ACTION_FAULT, "branches-one"));
    if (step == 5)
        apply(session, action_value(ACTION_RATE, 0.2));
    if (step == 8)
        apply(session, action_named(ACTION_LOSS, "target"));
    if (step == 9)
        apply(session, action_plain(ACTION_REPAIR)); /* branches-one */
}

/* From every step back to every one before it and forward to the end: the same bits, the same rows, and what was done
 * on the way is done again. */
static void back_and_forward_again_gives_the_same_bits(void **state)
{
    (void)state;
    Session *straight = make(small_options()), *back = make(small_options());
    real *states[13];
    size_t sizes[13];
    for (uint64_t step = 0; step <= 12; step++) {
        run_to(straight, step);
        run_to(back, step);
        states[step] = params_of(straight, &sizes[step]);
        act_at(straight, step);
        act_at(back, step);
    }
    const SnapshotAngles *angles = &session_snapshot(straight)->angles;
    for (uint64_t from = 1; from <= 12; from++)
        for (uint64_t to = 0; to < from; to++) {
            apply(back, action_number(ACTION_GO_TO, from));
            apply(back, action_number(ACTION_GO_TO, to));
            const Snapshot *snapshot = session_snapshot(back);
            assert_int_equal(snapshot->run.step, to);
            assert_int_equal(snapshot->run.epoch, to / 3);
            assert_int_equal(snapshot->angles.rows, to / 3 + 1);
            size_t size;
            real *params = params_of(back, &size);
            if (to != 2 && to != 8) { /* where the loss changes the logistic's own come and go */
                assert_int_equal(size, sizes[to]);
                assert_memory_equal(params, states[to], size);
            }
            free(params);
            for (size_t i = 0; i < snapshot->marks.count; i++)
                assert_int_equal(snapshot->marks.mark[i].ahead, snapshot->marks.mark[i].step > to);
        }
    apply(back, action_number(ACTION_GO_TO, 12));
    assert_same_params(straight, back);
    const SnapshotAngles *again = &session_snapshot(back)->angles;
    assert_int_equal(again->rows, 5);
    assert_memory_equal(again->degrees, angles->degrees, 5 * 20 * sizeof(float));
    assert_int_equal(session_snapshot(back)->ghost.rows, 0); /* it was one run all the time */
    for (int i = 0; i <= 12; i++)
        free(states[i]);
    session_destroy(straight);
    session_destroy(back);
}

static void something_else_done_in_the_past_begins_another_run(void **state)
{
    (void)state;
    Session *session = make(small_options()), *other = make(small_options());
    run_to(session, 8);
    apply(session, action_named(ACTION_LOSS, "sum"));
    run_to(session, 12);
    const float last = session_snapshot(session)->losses.training[4];
    apply(session, action_number(ACTION_GO_TO, 4));
    assert_int_equal(session_snapshot(session)->marks.count, 1);
    assert_true(session_snapshot(session)->marks.mark[0].ahead);
    apply(session, action_value(ACTION_TARGET, 0));
    const Snapshot *snapshot = session_snapshot(session);
    assert_int_equal(snapshot->marks.count, 1);
    assert_int_equal(snapshot->marks.mark[0].action.kind, ACTION_TARGET);
    assert_int_equal(snapshot->ghost.rows, 5); /* the run that lay ahead */
    assert_true(snapshot->ghost.training[4] == last);
    run_to(session, 12);
    run_to(other, 4);
    apply(other, action_value(ACTION_TARGET, 0));
    run_to(other, 12);
    assert_same_params(session, other);
    assert_string_equal(session_snapshot(session)->tuning.loss, "target");
    apply(session, action_number(ACTION_GO_TO, 9)); /* not to how the other run stood there */
    run_to(session, 12);
    assert_same_params(session, other);
    session_destroy(session);
    session_destroy(other);
}

static void a_rewound_run_starts_tuned_as_it_was_and_leaves_a_ghost(void **state)
{
    (void)state;
    Session *session = make(small_options());
    run_to(session, 6);
    assert_int_equal(session_snapshot(session)->ghost.rows, 0);
    apply(session, action_named(ACTION_LOSS, "sum"));
    const uint64_t seed = session_snapshot(session)->run.seed;
    apply(session, action_number(ACTION_NEW_SEED, 77));
    const Snapshot *snapshot = session_snapshot(session);
    assert_string_equal(snapshot->tuning.loss, "sum");
    assert_int_equal(snapshot->marks.count, 0);
    assert_int_equal(snapshot->ghost.rows, 3);
    assert_int_equal(snapshot->ghost.seed, seed);
    for (size_t row = 0; row < 3; row++)
        assert_true(snapshot->ghost.genuine.low[row] <= snapshot->ghost.genuine.mean[row] &&
                    snapshot->ghost.genuine.mean[row] <= snapshot->ghost.genuine.high[row]);
    apply(session, action_plain(ACTION_REWIND)); /* nothing was run: the ghost stays */
    assert_int_equal(session_snapshot(session)->ghost.rows, 3);
    SessionOptions options = small_options();
    options.training.seed = 77;
    options.training.net.loss = "sum";
    Session *made = make(options);
    run_to(session, 12);
    run_to(made, 12);
    assert_same_params(session, made);
    session_destroy(made);
    session_destroy(session);
}

/* ---- within a step ---- */

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
    Session *session = make(small_options()), *other = make(small_options());
    const size_t steps = 6; /* conv tanh flatten dense, cosine, loss */
    phase(session, SNAPSHOT_PHASE_WHOLE, steps, steps, 0);
    for (uint64_t step = 0; step < 4; step++) {
        apply(session, action_plain(ACTION_PHASE));
        phase(session, SNAPSHOT_PHASE_FORWARD, steps - 1, 0, step);
        apply(session, action_plain(ACTION_PHASE));
        phase(session, SNAPSHOT_PHASE_LOSS, steps, 0, step);
        apply(session, action_plain(ACTION_PHASE));
        phase(session, SNAPSHOT_PHASE_BACKWARD, steps, steps, step);
        apply(session, action_plain(ACTION_PHASE));
        phase(session, SNAPSHOT_PHASE_UPDATE, steps, steps, step + 1);
    }
    for (size_t i = 1; i < steps; i++) {
        apply(session, action_plain(ACTION_PHASE_STEP));
        phase(session, SNAPSHOT_PHASE_FORWARD, i, 0, 4);
    }
    apply(session, action_plain(ACTION_PHASE_STEP));
    for (size_t i = 1; i <= steps; i++) {
        apply(session, action_plain(ACTION_PHASE_STEP));
        phase(session, SNAPSHOT_PHASE_BACKWARD, steps, i, 4);
    }
    apply(session, action_plain(ACTION_PHASE_STEP));
    phase(session, SNAPSHOT_PHASE_UPDATE, steps, steps, 5);
    run_to(other, 5);
    assert_same_params(session, other);
    /* Half way through, the step is what is left of it; and the way back is to its start, then to the step before. */
    apply(session, action_plain(ACTION_PHASE));
    apply(session, action_plain(ACTION_STEP));
    phase(session, SNAPSHOT_PHASE_WHOLE, steps, steps, 6);
    apply(session, action_plain(ACTION_PHASE));
    apply(session, action_plain(ACTION_STEP_BACK));
    phase(session, SNAPSHOT_PHASE_WHOLE, steps, steps, 6);
    apply(session, action_plain(ACTION_STEP_BACK));
    phase(session, SNAPSHOT_PHASE_WHOLE, steps, steps, 5);
    assert_same_params(session, other);
    session_destroy(session);
    session_destroy(other);
}

/* ---- looking ---- */

static void show_the_graph(Session *session, bool shown)
{
    bool panels[PANEL_COUNT] = {[PANEL_GRAPH] = shown};
    session_show(session, panels);
}

static void the_graph_is_measured_while_a_panel_shows_it(void **state)
{
    (void)state;
    Session *session = make(small_options());
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
    Session *session = make(small_options());
    show_the_graph(session, true);
    const SnapshotGraph *graph = &session_snapshot(session)->graph;
    const size_t blocks = graph->blocks;
    apply(session, action_named(ACTION_LOSS, "logistic"));
    session_snapshot(session);
    assert_int_equal(graph->blocks, blocks + 2);
    assert_true(graph->block[blocks].of_head);
    apply(session, action_named(ACTION_FAULT, "branches-one"));
    session_snapshot(session);
    assert_false(graph->block[0].is_sum);
    assert_close(graph->block[0].used_norm, graph->block[0].share_norm[0], 1e-9);
    session_step(session); /* and the move of the next step is known for the new net too */
    assert_non_null(session_snapshot(session)->graph.block[blocks].move);
    apply(session, action_named(ACTION_REPAIR, ""));
    apply(session, action_named(ACTION_LOSS, "target"));
    session_snapshot(session);
    assert_int_equal(graph->blocks, blocks);
    assert_true(graph->block[0].is_sum);
    session_destroy(session);
}

static void the_graph_shows_what_a_step_did_to_every_block(void **state)
{
    (void)state;
    Session *session = make(small_options());
    show_the_graph(session, true);
    run_to(session, 3);
    size_t size;
    real *before = params_of(session, &size);
    session_step(session);
    const SnapshotGraph *graph = &session_snapshot(session)->graph;
    real *after = params_of(session, &size);
    size_t at = 0;
    for (size_t i = 0; i < graph->blocks; i++) {
        const SnapshotBlock *block = &graph->block[i];
        assert_non_null(block->move);
        for (size_t k = 0; k < block->rows * block->cols; k++, at++)
            assert_close(block->move[k], real_to_double(after[at] - before[at]), 0);
    }
    assert_int_equal(at * sizeof(real), size);
    apply(session, action_plain(ACTION_STEP_BACK)); /* taken again, but by nobody that told of it */
    assert_null(session_snapshot(session)->graph.block[0].move);
    free(before);
    free(after);
    session_destroy(session);
}

static void in_the_update_the_graph_keeps_the_numbers_from_before_and_has_the_move(void **state)
{
    (void)state;
    Session *session = make(small_options());
    show_the_graph(session, true);
    run_to(session, 2);
    const Snapshot *snapshot = session_snapshot(session);
    const double before = snapshot->graph.value;
    for (int i = 0; i < 3; i++) { /* forward, loss, backward */
        apply(session, action_plain(ACTION_PHASE));
        assert_close(session_snapshot(session)->graph.value, before, 0);
    }
    apply(session, action_plain(ACTION_PHASE));
    session_snapshot(session);
    assert_int_equal(snapshot->phase.name, SNAPSHOT_PHASE_UPDATE);
    assert_close(snapshot->graph.value, before, 0);
    assert_true(snapshot->chosen.cosine != before);
    assert_true(snapshot->graph.block[0].move_norm > 0);
    apply(session, action_plain(ACTION_PHASE)); /* forward with the new parameters */
    session_snapshot(session);
    assert_int_equal(snapshot->phase.name, SNAPSHOT_PHASE_FORWARD);
    assert_close(snapshot->graph.value, snapshot->chosen.cosine, 1e-12);
    session_destroy(session);
}

static void looking_and_walking_change_no_bit_of_the_training(void **state)
{
    (void)state;
    SessionOptions options = small_options();
    options.training.augment = true;
    Session *session = make(options);
    show_the_graph(session, true);
    for (uint64_t step = 0; session_snapshot(session)->run.step < 12; step++) {
        choose(session, step % 20);
        apply(session, action_value(ACTION_THRESHOLD, (double)(step % 180)));
        if (step % 3 == 0)
            apply(session, action_plain(ACTION_THRESHOLD_FREE));
        for (int i = 0; i < 3; i++)
            apply(session, action_plain(step % 2 ? ACTION_PHASE : ACTION_PHASE_STEP));
        session_snapshot(session);
        apply(session, action_plain(ACTION_STEP));
        if (step == 7)
            apply(session, action_number(ACTION_GO_TO, 3));
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
    real *params = params_of(session, &size);
    assert_memory_equal(params, trainer_model(trainer)->params, size);
    free(params);
    trainer_destroy(trainer);
    split_free(&split);
    dataset_free(&dataset);
    session_destroy(session);
}

static void a_held_threshold_stays_until_it_is_let_go(void **state)
{
    (void)state;
    Session *session = make(small_options());
    const double free_one = session_snapshot(session)->angles.threshold;
    const uint64_t version = session_snapshot(session)->angles.version;
    apply(session, action_value(ACTION_THRESHOLD, 12.5));
    assert_true(session_snapshot(session)->angles.version > version);
    run_to(session, 6);
    assert_close(session_snapshot(session)->angles.threshold, 12.5, 0);
    assert_true(session_snapshot(session)->angles.threshold_held);
    apply(session, action_number(ACTION_GO_TO, 0));
    apply(session, action_plain(ACTION_THRESHOLD_FREE));
    assert_close(session_snapshot(session)->angles.threshold, free_one, 0);
    assert_false(session_snapshot(session)->angles.threshold_held);
    session_destroy(session);
}

static void a_run_without_end_goes_on(void **state)
{
    (void)state;
    SessionOptions options = small_options();
    options.endless = true;
    Session *session = make(options);
    run_to(session, 12);
    const double rate = session_snapshot(session)->run.learning_rate;
    run_to(session, 700); /* more steps than states are kept */
    const Snapshot *snapshot = session_snapshot(session);
    assert_int_equal(snapshot->run.epochs, 0);
    assert_false(snapshot->run.finished);
    assert_int_equal(snapshot->angles.rows, 234);
    assert_close(snapshot->run.learning_rate, rate, 0);
    Session *other = make(options);
    run_to(other, 500);
    apply(session, action_number(ACTION_GO_TO, 500));
    assert_same_params(session, other);
    session_destroy(other);
    session_destroy(session);
}

/* A run of small_options but for the seed, led by the script to the step. */
static Session *led_by(const Script *script, uint64_t seed, uint64_t step)
{
    SessionOptions options = small_options();
    options.training.seed = seed;
    Session *session = make(options);
    session_replay(session, script);
    while (session_replays(session) || session_snapshot(session)->run.step < step)
        assert_true(session_step(session) || session_snapshot(session)->run.step == step);
    return session;
}

static void a_step_behind_the_plan_goes_on_until_the_run_is_rewound(void **state)
{
    (void)state;
    SessionOptions options = small_options();
    options.endless = true;
    Session *session = make(small_options()), *endless = make(options);
    run_to(session, 12);
    assert_false(session_step(session));
    assert_true(session_snapshot(session)->run.finished);
    apply(session, action_named(ACTION_FAULT, "cosine-sign"));
    apply(session, action_plain(ACTION_STEP));
    assert_int_equal(session_snapshot(session)->run.step, 13);
    assert_int_equal(session_snapshot(session)->run.epochs, 0);
    run_to(session, 15);
    apply(session, action_number(ACTION_GO_TO, 11));
    run_to(session, 17);
    run_to(endless, 12);
    apply(endless, action_named(ACTION_FAULT, "cosine-sign"));
    run_to(endless, 17);
    assert_same_params(session, endless);
    Session *again = led_by(session_script(session), small_options().training.seed, 17);
    assert_same_params(session, again);
    apply(session, action_plain(ACTION_REWIND));
    assert_int_equal(session_snapshot(session)->run.epochs, 4);
    run_to(session, 12);
    assert_false(session_step(session));
    session_destroy(session);
    session_destroy(endless);
    session_destroy(again);
}

static void a_run_in_trouble_can_be_taken_back_and_repaired(void **state)
{
    (void)state;
    SessionOptions options = small_options();
    options.training.optimizer.rate = 1e300;
    Session *session = make(options);
    while (session_step(session))
        ;
    assert_non_null(session_snapshot(session)->run.trouble);
    assert_in_range(session_snapshot(session)->run.step, 1, 11);
    apply(session, action_plain(ACTION_PHASE)); /* no step to walk through */
    assert_int_equal(session_snapshot(session)->phase.name, SNAPSHOT_PHASE_WHOLE);
    apply(session, action_number(ACTION_GO_TO, 0));
    assert_null(session_snapshot(session)->run.trouble);
    apply(session, action_value(ACTION_RATE, 0.01));
    run_to(session, 12);
    assert_true(session_snapshot(session)->run.finished);
    session_destroy(session);
}

/* ---- again ---- */

/* A session with everything in it, done again from its script: the same parameters, rows and choice, and the same
 * script. */
static void a_session_done_again_from_its_script_comes_to_the_same_bits(void **state)
{
    (void)state;
    Session *session = make(small_options());
    for (uint64_t step = 0; step <= 10; step++) {
        run_to(session, step);
        act_at(session, step);
    }
    choose(session, 7);
    apply(session, action_value(ACTION_THRESHOLD, 30));
    apply(session, action_number(ACTION_GO_TO, 6));
    apply(session, action_plain(ACTION_STEP_BACK));
    apply(session, action_plain(ACTION_PHASE));
    apply(session, action_plain(ACTION_STEP_BACK)); /* only out of the step */
    apply(session, action_value(ACTION_TARGET, -0.5));
    run_to(session, 8);
    apply(session, action_number(ACTION_NEW_SEED, 11));
    run_to(session, 4);
    apply(session, action_named(ACTION_FAULT, "cosine-projection"));
    run_to(session, 7);
    const Script *script = session_script(session);
    Session *again = make(small_options());
    session_replay(again, script);
    while (session_replays(again))
        assert_true(session_step(again));
    run_to(again, 7);
    assert_same_params(session, again);
    const Snapshot *one = session_snapshot(session), *other = session_snapshot(again);
    assert_int_equal(one->angles.rows, other->angles.rows);
    assert_memory_equal(one->angles.degrees, other->angles.degrees, one->angles.rows * 20 * sizeof(float));
    assert_int_equal(one->ghost.rows, other->ghost.rows);
    assert_int_equal(other->chosen.pair, 7);
    assert_close(other->angles.threshold, 30, 0);
    assert_int_equal(session_script(again)->count, script->count);
    for (size_t i = 0; i < script->count; i++) {
        assert_int_equal(session_script(again)->lines[i].step, script->lines[i].step);
        assert_int_equal(session_script(again)->lines[i].action.kind, script->lines[i].action.kind);
    }
    session_destroy(again);
    session_destroy(session);
}

static void a_person_who_does_something_else_ends_what_is_done_again(void **state)
{
    (void)state;
    Session *session = make(small_options());
    Script script = {0};
    assert_ok(script_add(&script, 6, &(Action){.kind = ACTION_FAULT, .name = "cosine-sign"}));
    session_replay(session, &script);
    run_to(session, 3);
    choose(session, 2);
    assert_true(session_replays(session));
    apply(session, action_value(ACTION_RATE, 0.01));
    assert_false(session_replays(session));
    run_to(session, 8);
    assert_int_equal(session_snapshot(session)->tuning.fault_count, 0);
    session_destroy(session);
    script_free(&script);
}

static void a_script_that_cannot_be_obeyed_stops_the_run(void **state)
{
    (void)state;
    Session *session = make(small_options());
    Script script = {0};
    assert_ok(script_add(&script, 2, &(Action){.kind = ACTION_FAULT, .name = "cow"}));
    session_replay(session, &script);
    while (session_step(session))
        ;
    assert_int_equal(session_snapshot(session)->run.step, 2);
    assert_non_null(strstr(session_snapshot(session)->run.trouble, "'cow' is no fault"));
    session_destroy(session);
    script_free(&script);
}

/* ---- anything ---- */

/* An action that a person might take, some of which the session must refuse. */
static Action draw_action(Random *random)
{
    static const char *const losses[] = {"target", "sum", "margin", "logistic", "triplet", "cow"};
    static const char *const faults[] = {
        "cosine-sign",   "cosine-norm",     "tanh-forgotten@tanh1", "branches-one",   "mean-forgotten",
        "conv-last-map", "dense-one-entry", "target-sign",          "logistic-scale", "decay-halved"};
    switch (random_below(random, 12)) {
    case 0:
        return action_value(ACTION_RATE, 0.001 * (double)(1 + random_below(random, 60)));
    case 1:
        return action_named(ACTION_LOSS, losses[random_below(random, 6)]);
    case 2:
        return action_value(ACTION_TARGET, random_between(random, -1, 1));
    case 3:
        return action_value(ACTION_MARGIN, random_between(random, -1, 1));
    case 4:
    case 5:
        return action_named(ACTION_FAULT, faults[random_below(random, 10)]);
    case 6:
        return action_named(ACTION_REPAIR, random_below(random, 2) ? "" : faults[random_below(random, 10)]);
    case 7:
        return action_number(ACTION_GO_TO, random_below(random, 14));
    case 8:
        return action_plain(ACTION_STEP_BACK);
    case 9:
        return random_below(random, 3) ? action_plain(ACTION_REWIND)
                                       : action_number(ACTION_NEW_SEED, random_below(random, 5));
    case 10:
        return action_plain(random_below(random, 2) ? ACTION_PHASE : ACTION_PHASE_STEP);
    default:
        return action_number(ACTION_CHOOSE, random_below(random, 25));
    }
}

/* Whatever is done, in whatever order: the log leads to the same bits, and so does the short way. */
static void whatever_is_done_can_be_done_again_to_the_same_bits(void **state)
{
    (void)state;
    size_t obeyed = 0, refused = 0;
    for (uint64_t seed = 0; seed < 4; seed++) {
        Session *session = make(small_options());
        Random random = random_seeded(seed);
        for (int i = 0; i < 60; i++) {
            if (random_below(&random, 2)) {
                session_step(session);
                continue;
            }
            const Action action = draw_action(&random);
            if (session_apply(session, &action).ok)
                obeyed++;
            else
                refused++;
        }
        if (session_snapshot(session)->run.trouble)
            apply(session, action_number(ACTION_GO_TO, 0));
        const uint64_t step = session_snapshot(session)->run.step;
        Session *again = led_by(session_script(session), small_options().training.seed, step);
        assert_same_params(session, again);
        Script script = {0};
        assert_ok(session_summary_script(session, &script));
        Session *shortly = led_by(&script, session_snapshot(session)->run.seed, step);
        assert_same_params(session, shortly);
        const Snapshot *one = session_snapshot(session), *other = session_snapshot(shortly);
        assert_int_equal(one->tuning.fault_count, other->tuning.fault_count);
        assert_string_equal(one->tuning.loss, other->tuning.loss);
        assert_true(one->run.learning_rate == other->run.learning_rate);
        assert_int_equal(one->angles.rows, other->angles.rows);
        assert_memory_equal(one->angles.degrees, other->angles.degrees,
                            one->angles.rows * 20 * sizeof(float));
        session_destroy(again);
        session_destroy(shortly);
        session_destroy(session);
        script_free(&script);
    }
    assert_true(obeyed > 40 && refused > 10);
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
        cmocka_unit_test(what_is_tuned_is_shown_and_marked_on_the_time_axis),
        cmocka_unit_test(the_rate_is_that_of_the_next_step),
        cmocka_unit_test(what_cannot_be_obeyed_is_said_and_changes_nothing),
        cmocka_unit_test(back_and_forward_again_gives_the_same_bits),
        cmocka_unit_test(something_else_done_in_the_past_begins_another_run),
        cmocka_unit_test(a_rewound_run_starts_tuned_as_it_was_and_leaves_a_ghost),
        cmocka_unit_test(a_step_walked_through_by_phases_has_the_bits_of_a_step),
        cmocka_unit_test(the_graph_is_measured_while_a_panel_shows_it),
        cmocka_unit_test(the_graph_follows_another_loss_and_a_planted_mistake),
        cmocka_unit_test(the_graph_shows_what_a_step_did_to_every_block),
        cmocka_unit_test(in_the_update_the_graph_keeps_the_numbers_from_before_and_has_the_move),
        cmocka_unit_test(looking_and_walking_change_no_bit_of_the_training),
        cmocka_unit_test(a_held_threshold_stays_until_it_is_let_go),
        cmocka_unit_test(a_run_without_end_goes_on),
        cmocka_unit_test(a_step_behind_the_plan_goes_on_until_the_run_is_rewound),
        cmocka_unit_test(a_run_in_trouble_can_be_taken_back_and_repaired),
        cmocka_unit_test(a_session_done_again_from_its_script_comes_to_the_same_bits),
        cmocka_unit_test(a_person_who_does_something_else_ends_what_is_done_again),
        cmocka_unit_test(a_script_that_cannot_be_obeyed_stops_the_run),
        cmocka_unit_test(whatever_is_done_can_be_done_again_to_the_same_bits),
        cmocka_unit_test(a_loss_that_has_no_cosine_of_a_pair_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
