#include "live/session.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live/chosen.h"
#include "live/embedding_source.h"
#include "live/graph_source.h"
#include "live/walk.h"
#include "words/words.h"

struct Session {
    Source source;
    Dataset dataset;
    Split split;
    Trainer *trainer;
    Watched watched;
    Run run;
    Walk walk;
    WatchedSummary summary; /* of the last row */
    double held_threshold;  /* degrees; NaN: it follows the held-out pairs */
    Chosen chosen;
    uint64_t chosen_at; /* the step whose numbers the snapshot's `chosen` holds */
    bool chosen_changed;
    GraphSource *graph;
    bool shows_graph;       /* a panel on the screen shows the snapshot's `graph` ... */
    uint64_t graph_version; /* ... which was filled for the `chosen` of this version ... */
    bool graph_before;      /* ... with the parameters from before the update that is walked through */
    Status graph_status;
    EmbeddingSource *embedding;
    bool shows_embedding;
    Status embedding_status;
    SnapshotMark *marks;
    size_t marks_room;
    Snapshot snapshot;
};

/* ---- what is seen ---- */

static void show_run(Session *session)
{
    SnapshotRun *shown = &session->snapshot.run;
    const Run *run = &session->run;
    shown->finished = run_finished(run);
    shown->epoch = run_epochs(run);
    shown->epochs = run->endless ? 0 : trainer_options(session->trainer)->epochs;
    shown->step = run_steps(run);
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

void session_show(Session *session, const bool shown[static PANEL_COUNT])
{
    session->shows_graph = shown[PANEL_GRAPH] || shown[PANEL_NUMBERS];
    session->shows_embedding = shown[PANEL_EMBEDDING];
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
                                  .steps_done = run_steps(&session->run)};
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
    session->snapshot.phase = session->walk.phase;
    return &session->snapshot;
}

WatchedSummary session_summary(const Session *session)
{
    return session->summary;
}

const Trainer *session_trainer(const Session *session)
{
    return session->trainer;
}

/* ---- what is done ---- */

/* A step is about to be taken: the graph shows what it adds. */
static void tell_graph(Session *session)
{
    graph_source_before_step(session->graph, trainer_net(session->trainer),
                             trainer_model(session->trainer)->params, run_steps(&session->run));
}

bool session_step(Session *session)
{
    tell_graph(session);
    walk_end(&session->walk);
    return run_step(&session->run) && !run_finished(&session->run) && session->run.trouble.ok;
}

static Status choose(Session *session, uint64_t pair)
{
    SnapshotChosen *chosen = &session->snapshot.chosen;
    if (pair >= session->watched.count)
        return status_error(_("there is no pair %llu: %zu pairs are watched"), (unsigned long long)pair,
                            session->watched.count);
    chosen->present = true;
    chosen->pair = (size_t)pair;
    chosen_take_ink(&session->chosen, &session->dataset, &session->watched.pairs[pair], chosen);
    session->chosen_changed = true;
    return status_ok();
}

/* To the step before, or to the start of the one that is only looked at so far. */
static Status step_back(Session *session)
{
    const uint64_t step = run_steps(&session->run);
    const bool only_looked_at = walk_is_before_update(&session->walk);
    if (step == 0 && !only_looked_at)
        return status_error(_("the run stands at its first step"));
    walk_end(&session->walk);
    if (only_looked_at)
        return status_ok();
    graph_source_forget(session->graph);
    return run_go_to(&session->run, step - 1);
}

static Status move_in_time(Session *session, const Action *action)
{
    Run *run = &session->run;
    switch (action->kind) {
    case ACTION_PHASE:
    case ACTION_PHASE_STEP:
        tell_graph(session);
        walk_on(&session->walk, run, action->kind == ACTION_PHASE_STEP);
        return status_ok();
    case ACTION_STEP_BACK:
        return step_back(session);
    case ACTION_GO_TO:
        walk_end(&session->walk);
        graph_source_forget(session->graph);
        return run_go_to(run, action->number);
    case ACTION_REWIND:
    case ACTION_NEW_SEED:
        walk_end(&session->walk);
        graph_source_forget(session->graph);
        run_rewind(run,
                   action->kind == ACTION_REWIND ? trainer_options(session->trainer)->seed : action->number);
        return status_ok();
    default:
        session_step(session);
        return status_ok();
    }
}

static Status look(Session *session, const Action *action)
{
    switch (action->kind) {
    case ACTION_CHOOSE:
        return choose(session, action->number);
    case ACTION_THRESHOLD:
        session->held_threshold = action->value;
        return status_ok();
    case ACTION_THRESHOLD_FREE:
        session->held_threshold = NAN;
        return status_ok();
    case ACTION_AXES_HOLD:
    case ACTION_AXES_FREE:
        embedding_source_freeze(session->embedding, action->kind == ACTION_AXES_HOLD);
        return status_ok();
    default:
        return status_ok();
    }
}

Status session_apply(Session *session, const Action *action)
{
    switch (action_reach(action->kind)) {
    case ACTION_OF_TIME:
        return move_in_time(session, action);
    case ACTION_OF_LOOKING:
        return look(session, action);
    case ACTION_OF_TRAINING:
        walk_end(&session->walk);
        return run_tune(&session->run, action);
    case ACTION_OF_CLOCK:
        break;
    }
    assert(false && "the loop obeys the actions of the clock");
    return status_ok();
}

/* ---- making one ---- */

static Status check_options(const SessionOptions *options)
{
    const char *loss = options->training.net.loss;
    if (strcmp(loss, "triplet") == 0 || strcmp(loss, "contrastive") == 0)
        return status_error(
            _("the window shows losses on the cosine of a pair (target, sum, margin, logistic), and '%s' "
              "is none"),
            loss);
    return options->watched >= 10 ? status_ok() : status_error(_("at least 10 pairs are watched"));
}

static Status make_parts(const SessionOptions *options, Session *session)
{
    Status status = source_open(&options->source, &session->dataset, &session->split);
    session->source = options->source;
    if (status.ok)
        status = trainer_create(&options->training, &session->dataset, &session->split, &session->trainer);
    if (status.ok)
        status = watched_create(&session->dataset, &session->split, options->training.mix, options->watched,
                                &session->watched);
    if (status.ok)
        status = chosen_create(&session->dataset, trainer_net(session->trainer), &session->chosen);
    if (status.ok)
        status = graph_source_create(&session->graph);
    if (status.ok)
        status = embedding_source_create(&session->dataset, &session->watched, &session->embedding);
    if (status.ok)
        status = walk_create(session->trainer, &session->walk);
    if (status.ok)
        status = run_create(session->trainer, &session->watched, options->endless, &session->run);
    return status;
}

/* The pair that is furthest on the wrong side. */
static void choose_first(Session *session)
{
    show_rows(session);
    const size_t worst = snapshot_worst_pair(&session->snapshot);
    (void)choose(session, worst == SIZE_MAX ? 0 : worst);
}

Status session_create(const SessionOptions *options, Session **made)
{
    *made = NULL;
    Status status = check_options(options);
    if (!status.ok)
        return status;
    Session *session = calloc(1, sizeof *session);
    if (!session)
        return status_no_memory(_("the session"));
    status = make_parts(options, session);
    if (!status.ok) {
        session_destroy(session);
        return status;
    }
    session->held_threshold = NAN;
    session->graph_status = session->embedding_status = status_ok();
    session->snapshot.run.speed_wanted = INFINITY;
    session->snapshot.angles.pair = session->watched.described;
    choose_first(session);
    *made = session;
    return status;
}

void session_destroy(Session *session)
{
    if (!session)
        return;
    run_free(&session->run);
    walk_free(&session->walk);
    graph_source_destroy(session->graph);
    embedding_source_destroy(session->embedding);
    chosen_free(&session->chosen);
    watched_free(&session->watched);
    free(session->marks);
    trainer_destroy(session->trainer);
    split_free(&session->split);
    dataset_free(&session->dataset);
    free(session);
}
