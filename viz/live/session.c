#include "live/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "live/chosen.h"
#include "live/graph_source.h"
#include "live/history.h"
#include "live/watched.h"
#include "words/words.h"

struct Session {
    Source source;
    Dataset dataset;
    Split split;
    Trainer *trainer;
    Watched watched;
    History history;
    double loss_sum, pair_count; /* of the epoch under way */
    WatchedSummary summary;      /* of the last row */
    Chosen chosen;
    uint64_t chosen_at; /* the step whose numbers the snapshot's `chosen` holds */
    bool chosen_changed;
    GraphSource *graph;
    bool shows_graph;       /* a panel on the screen shows the snapshot's `graph` ... */
    uint64_t graph_version; /* ... which was filled for the `chosen` of this version */
    char trouble[STATUS_MESSAGE_SIZE];
    Snapshot snapshot;
};

/* ---- the run ---- */

static void stop_for(Session *session, Status trouble)
{
    memcpy(session->trouble, trouble.message, sizeof session->trouble);
    session->snapshot.run.trouble = session->trouble;
}

/* Adds a row, and lets the threshold follow. */
static void measure(Session *session, double training_loss)
{
    Status status = watched_measure(&session->watched, session->trainer, training_loss, &session->history);
    if (!status.ok) {
        stop_for(session, status);
        return;
    }
    session->summary = watched_summary(&session->watched, &session->history);
    session->snapshot.angles.threshold = session->summary.threshold;
    history_show(&session->history, session->history.rows > 1, &session->snapshot);
}

static SnapshotSettings settings_of(const Session *session)
{
    const TrainerOptions *options = trainer_options(session->trainer);
    return (SnapshotSettings){.loss = options->net.loss,
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

static void begin(Session *session)
{
    Snapshot *snapshot = &session->snapshot;
    const TrainerOptions *options = trainer_options(session->trainer);
    snapshot->run = (SnapshotRun){.epochs = options->epochs,
                                  .loss = NAN,
                                  .learning_rate = optimizer_rate(trainer_optimizer(session->trainer), 0),
                                  .seed = options->seed,
                                  .speed_wanted = INFINITY};
    snapshot->settings = settings_of(session);
    history_cut(&session->history, 0);
    session->loss_sum = session->pair_count = 0;
    session->chosen_changed = true;
    measure(session, NAN);
    if (!snapshot->chosen.present)
        session_choose(session,
                       snapshot_worst_pair(snapshot) == SIZE_MAX ? 0 : snapshot_worst_pair(snapshot));
}

bool session_step(Session *session)
{
    SnapshotRun *run = &session->snapshot.run;
    if (run->finished || run->trouble)
        return false;
    StepRecord record;
    const Model *model = trainer_model(session->trainer);
    graph_source_before_step(session->graph, &model->net, model->params,
                             trainer_steps_done(session->trainer));
    Status status = trainer_step(session->trainer, &record);
    if (!status.ok) {
        stop_for(session, status);
        return false;
    }
    run->step = record.step + 1;
    run->loss = record.loss;
    run->learning_rate = record.rate;
    session->loss_sum += record.loss * (double)record.pairs;
    session->pair_count += (double)record.pairs;
    if (record.ends_epoch) {
        run->epoch = record.epoch + 1;
        run->finished = run->epoch == run->epochs;
        measure(session, session->loss_sum / session->pair_count);
        session->loss_sum = session->pair_count = 0;
    }
    return !run->finished && !run->trouble;
}

void session_rewind(Session *session, uint64_t seed)
{
    trainer_rewind(session->trainer, seed);
    begin(session);
}

/* ---- what is seen ---- */

void session_choose(Session *session, size_t pair)
{
    SnapshotChosen *chosen = &session->snapshot.chosen;
    if (pair >= session->watched.count)
        return;
    chosen->present = true;
    chosen->pair = pair;
    chosen_take_ink(&session->chosen, &session->dataset, &session->watched.pairs[pair], chosen);
    session->chosen_changed = true;
}

void session_show(Session *session, const bool shown[static PANEL_COUNT])
{
    session->shows_graph = shown[PANEL_GRAPH] || shown[PANEL_NUMBERS];
}

/* The graph of the chosen pair, which a `chosen` of a new version makes old. */
static void fill_graph(Session *session)
{
    Snapshot *snapshot = &session->snapshot;
    if (!session->shows_graph || !snapshot->chosen.present ||
        (snapshot->graph.present && session->graph_version == snapshot->chosen.version))
        return;
    const Pair *pair = &session->watched.pairs[snapshot->chosen.pair];
    const Model *model = trainer_model(session->trainer);
    const real *x[] = {trainer_input(session->trainer, pair->items[0]),
                       trainer_input(session->trainer, pair->items[1])};
    Status status = graph_source_fill(session->graph, &model->net, model->params, x, pair->label,
                                      trainer_steps_done(session->trainer), &snapshot->graph);
    if (!status.ok)
        stop_for(session, status);
    session->graph_version = snapshot->chosen.version;
}

Snapshot *session_snapshot(Session *session)
{
    Snapshot *snapshot = &session->snapshot;
    uint64_t now = trainer_steps_done(session->trainer);
    if (snapshot->chosen.present && (session->chosen_changed || session->chosen_at != now)) {
        const Pair *pair = &session->watched.pairs[snapshot->chosen.pair];
        chosen_measure(&session->chosen, session->trainer, pair, &snapshot->chosen);
        session->chosen_at = now;
        session->chosen_changed = false;
    }
    fill_graph(session);
    return snapshot;
}

WatchedSummary session_summary(const Session *session)
{
    return session->summary;
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

Status session_create(const SessionOptions *options, Session **made)
{
    *made = NULL;
    Status status = check_options(options);
    if (!status.ok)
        return status;
    Session *session = calloc(1, sizeof *session);
    if (!session)
        return status_no_memory(_("the session"));
    session->source = options->source;
    session->history.pairs = options->watched;
    status = source_open(&options->source, &session->dataset, &session->split);
    if (status.ok)
        status = trainer_create(&options->training, &session->dataset, &session->split, &session->trainer);
    if (status.ok)
        status = watched_create(&session->dataset, &session->split, options->training.mix, options->watched,
                                &session->watched);
    if (status.ok)
        status = chosen_create(&session->dataset, &trainer_model(session->trainer)->net, &session->chosen);
    if (status.ok)
        status = graph_source_create(&session->graph);
    if (!status.ok) {
        session_destroy(session);
        return status;
    }
    session->snapshot.angles.pair = session->watched.described;
    begin(session);
    *made = session;
    return status;
}

void session_destroy(Session *session)
{
    if (!session)
        return;
    graph_source_destroy(session->graph);
    chosen_free(&session->chosen);
    watched_free(&session->watched);
    history_free(&session->history);
    trainer_destroy(session->trainer);
    split_free(&session->split);
    dataset_free(&session->dataset);
    free(session);
}
