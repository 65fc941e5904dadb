#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live/session_parts.h"

static void show_run(Session *session)
{
    SnapshotRun *shown = &session->snapshot.run;
    const Run *run = &session->run;
    shown->finished = run_finished(run);
    shown->epoch = run_epochs(run);
    shown->epochs = run->endless ? 0 : trainer_options(session->trainer)->epochs;
    shown->step = run_steps(run);
    shown->epoch_steps = trainer_steps_per_epoch(session->trainer);
    shown->loss = run->loss;
    shown->learning_rate = optimizer_rate(trainer_optimizer(session->trainer), run_steps(run));
    shown->seed = trainer_options(session->trainer)->seed;
    shown->trouble = !run->trouble.ok                ? run->trouble.message
                     : !session->graph_status.ok     ? session->graph_status.message
                     : !session->embedding_status.ok ? session->embedding_status.message
                                                     : NULL;
}

static void show_threshold(Session *session)
{
    SnapshotAngles *angles = &session->snapshot.angles;
    const bool held = !isnan(session->held_threshold);
    const double threshold = held ? session->held_threshold : session->summary.threshold;
    if (threshold != angles->threshold || held != angles->threshold_held)
        angles->version++;
    angles->threshold = threshold;
    angles->threshold_held = held;
}

static void show_rows(Session *session)
{
    SnapshotAngles *angles = &session->snapshot.angles;
    Run *run = &session->run;
    if (run->history_changed || run->history.rows != angles->rows) {
        session->summary = watched_summary(&session->watched, &run->history);
        history_show(&run->history, !run->history_changed, &session->snapshot);
        run->history_changed = false;
    }
    show_threshold(session);
}

/* The marks follow the journal; without memory for them there are none. */
static void show_marks(Session *session)
{
    SnapshotMarks *shown = &session->snapshot.marks;
    const Journal *journal = &session->run.journal;
    shown->version++;
    shown->count = 0;
    if (journal->count > session->marks_room) {
        SnapshotMark *marks = realloc(session->marks, journal->count * sizeof *marks);
        if (!marks)
            return;
        session->marks = marks;
        session->marks_room = journal->count;
    }
    const double steps = (double)trainer_steps_per_epoch(session->trainer);
    for (size_t i = 0; i < journal->count; i++)
        session->marks[i] = (SnapshotMark){.step = journal->entries[i].step,
                                           .epoch = (double)journal->entries[i].step / steps,
                                           .action = journal->entries[i].action,
                                           .ahead = i >= journal->met};
    shown->count = journal->count;
    shown->mark = session->marks;
}

static void show_settings(Session *session)
{
    const TrainerOptions *options = trainer_options(session->trainer);
    session->snapshot.settings = (SnapshotSettings){.loss = options->net.loss,
                                                    .net = options->net.encoder,
                                                    .optimizer = optimizer_name(options->optimizer.kind),
                                                    .forged_target = options->net.forged_target,
                                                    .pairs_per_epoch = options->pairs_per_epoch,
                                                    .batch = options->batch,
                                                    .folder = session->source.folder,
                                                    .writers = session->dataset.user_count,
                                                    .genuine = session->source.genuine,
                                                    .forged = session->source.forged};
}

static void show_tuning(Session *session)
{
    SnapshotTuning *shown = &session->snapshot.tuning;
    const TrainerTuning tuning = trainer_tuning(session->trainer);
    static_assert(sizeof shown->faults == sizeof tuning.faults, "the names are copied as they are");
    shown->version++;
    snprintf(shown->loss, sizeof shown->loss, "%s", tuning.loss);
    shown->forged_target = tuning.forged_target;
    shown->margin = trainer_net(session->trainer)->margin;
    shown->fault_count = tuning.fault_count;
    memcpy(shown->faults, tuning.faults, sizeof shown->faults);
}

static void show_chosen(Session *session)
{
    SnapshotChosen *chosen = &session->snapshot.chosen;
    const uint64_t now = run_steps(&session->run);
    if (!chosen->present || (!session->chosen_changed && session->chosen_at == now))
        return;
    const Pair *pair = &session->watched.pairs[chosen->pair];
    chosen_measure(&session->chosen, session->trainer, pair, chosen);
    session->chosen_at = now;
    session->chosen_changed = false;
}

/* The graph of the chosen pair, which a `chosen` of a new version makes old. In the update of a step that is walked
 * through it still shows the numbers from before the move. */
static void fill_graph(Session *session)
{
    Snapshot *snapshot = &session->snapshot;
    const bool before = session->walk.phase.name == SNAPSHOT_PHASE_UPDATE;
    if (!session->shows_graph || !snapshot->chosen.present ||
        (snapshot->graph.present && session->graph_version == snapshot->chosen.version &&
         session->graph_before == before))
        return;
    const Pair *pair = &session->watched.pairs[snapshot->chosen.pair];
    const Model *model = trainer_model(session->trainer);
    const GraphSubject subject = {.net = &model->net,
                                  .params = before ? session->walk.before : model->params,
                                  .now = model->params,
                                  .x = {trainer_input(session->trainer, pair->items[0]),
                                        trainer_input(session->trainer, pair->items[1])},
                                  .label = pair->label,
                                  .steps_done = run_steps(&session->run),
                                  .update =
                                      optimizer_formula(trainer_options(session->trainer)->optimizer.kind)};
    session->graph_status = graph_source_fill(session->graph, &subject, &snapshot->graph);
    session->graph_version = snapshot->chosen.version;
    session->graph_before = before;
}

/* All watched signatures; a `chosen` of a new version makes them old, too. */
static void fill_embedding(Session *session)
{
    if (session->shows_embedding)
        session->embedding_status =
            embedding_source_fill(session->embedding, session->trainer, run_steps(&session->run),
                                  session->snapshot.chosen.version, &session->snapshot.embedding);
}

static void take_check(Session *session, Status status, const SnapshotCheck *known)
{
    SnapshotCheck *shown = &session->snapshot.check;
    if (known && (known->version != shown->version || known->working != shown->working))
        *shown = *known;
    if (!status.ok)
        snprintf(shown->trouble, sizeof shown->trouble, "%.199s", status.message);
}

/* What the check of the net says, which goes on by itself. */
static void show_check(Session *session)
{
    const SnapshotCheck *known;
    if (!session->shows_check)
        return;
    Status status = check_source_look(&session->check, session->trainer, &session->watched, &known);
    take_check(session, status, known);
}

Snapshot *session_snapshot(Session *session)
{
    if (session->run.tuning_changed) {
        session->run.tuning_changed = false;
        session->chosen_changed = true;
        show_tuning(session);
        show_settings(session);
        show_marks(session);
    }
    show_run(session);
    show_rows(session);
    ghost_show(&session->run.ghost, &session->snapshot.ghost);
    show_chosen(session);
    fill_graph(session);
    fill_embedding(session);
    show_check(session);
    if (session->shows_own) /* the chosen pair is measured anew whenever the net moved */
        own_measure(session->own, trainer_model(session->trainer), session->snapshot.chosen.version,
                    snapshot_threshold(&session->snapshot), &session->snapshot.own);
    session->snapshot.phase = session->walk.phase;
    return &session->snapshot;
}

Snapshot *session_snapshot_settled(Session *session)
{
    const SnapshotCheck *known;
    session_snapshot(session);
    if (session->shows_check) {
        Status status = check_source_settle(&session->check, session->trainer, &session->watched, &known);
        take_check(session, status, known);
    }
    return &session->snapshot;
}
