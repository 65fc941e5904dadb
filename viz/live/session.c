#include "live/session_parts.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words/words.h"

/* ---- what is said of it ---- */

void session_show(Session *session, const bool shown[static PANEL_COUNT])
{
    session->shows_graph = shown[PANEL_GRAPH] || shown[PANEL_NUMBERS];
    session->shows_embedding = shown[PANEL_EMBEDDING];
    session->shows_own = shown[PANEL_OWN];
    session->shows_check = shown[PANEL_CHECK];
}

void session_choose_entry(Session *session, size_t entry)
{
    check_source_choose(&session->check, entry);
}

bool session_is_checking(const Session *session)
{
    return session->shows_check && check_source_is_busy(&session->check);
}

WatchedSummary session_summary(const Session *session)
{
    return session->summary;
}

uint64_t session_steps(const Session *session)
{
    return run_steps(&session->run);
}

const Trainer *session_trainer(const Session *session)
{
    return session->trainer;
}

Own *session_own(Session *session)
{
    return session->own;
}

const Script *session_script(const Session *session)
{
    return &session->script;
}

bool session_replays(const Session *session)
{
    return session->replayed != NULL;
}

/* ---- what is done ---- */

/* A step is about to be taken: the graph shows what it adds. */
static void tell_graph(Session *session)
{
    graph_source_before_step(session->graph, trainer_net(session->trainer),
                             trainer_model(session->trainer)->params, run_steps(&session->run));
}

static Status choose(Session *session, uint64_t pair)
{
    SnapshotChosen *chosen = &session->snapshot.chosen;
    if (pair >= session->watched.count)
        return status_error(_("there is no pair %llu: %zu pairs are watched"), (unsigned long long)pair,
                            session->watched.count);
    chosen->present = true;
    chosen->pair = (size_t)pair;
    chosen_take_ink(&session->chosen, &session->dataset, &session->watched.pairs[pair],
                    trainer_options(session->trainer)->features.pen_up_removed, chosen);
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
    case ACTION_STEP_BACK:
        return step_back(session);
    case ACTION_GO_TO:
        walk_end(&session->walk);
        graph_source_forget(session->graph);
        return run_go_to(run, action->number);
    case ACTION_GO_ON:
        run_go_on(run);
        return status_ok();
    case ACTION_REWIND:
    case ACTION_NEW_SEED:
        walk_end(&session->walk);
        graph_source_forget(session->graph);
        run_rewind(run,
                   action->kind == ACTION_REWIND ? trainer_options(session->trainer)->seed : action->number);
        return status_ok();
    default:
        assert(false && "single steps are session_apply's");
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

static Status obey_only(Session *session, const Action *action)
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
    case ACTION_OF_DRAWING:
        break;
    }
    assert(false && "the loop obeys the actions of the clock and of drawing");
    return status_ok();
}

/* Obeys, and writes it down; going back by where it led. */
static Status obey(Session *session, const Action *action)
{
    const uint64_t step = run_steps(&session->run);
    const Status status = obey_only(session, action);
    const uint64_t now = run_steps(&session->run);
    if (!status.ok)
        return status;
    if (action->kind == ACTION_STEP_BACK && now == step)
        return status; /* only out of a step that was looked at */
    const Action back = {.kind = ACTION_GO_TO, .number = now};
    return script_add(&session->script, step, action->kind == ACTION_STEP_BACK ? &back : action);
}

/* ---- what is done again ---- */

/* What the script says of this step. */
static void replay(Session *session)
{
    const Script *script = session->replayed;
    while (script && session->replay_next < script->count &&
           script->lines[session->replay_next].step == run_steps(&session->run)) {
        const Status status = obey(session, &script->lines[session->replay_next++].action);
        if (!status.ok)
            session->run.trouble = status;
    }
    if (script && session->replay_next == script->count)
        session->replayed = NULL;
}

void session_replay(Session *session, const Script *script)
{
    session->replayed = script;
    session->replay_next = 0;
    replay(session);
}

/* ---- what a person does ---- */

bool session_step(Session *session)
{
    tell_graph(session);
    walk_end(&session->walk);
    const bool taken = run_step(&session->run);
    if (taken)
        replay(session);
    return taken && !run_finished(&session->run) && session->run.trouble.ok;
}

/* Goes on within a step; where that takes it, what is to be done again is done. */
static Status walk(Session *session, bool one_step)
{
    const uint64_t step = run_steps(&session->run);
    tell_graph(session);
    walk_on(&session->walk, &session->run, one_step);
    if (run_steps(&session->run) != step)
        replay(session);
    return status_ok();
}

/* Where the plan has ended, who wants one step more goes on behind it. */
static Status go_on(Session *session)
{
    return run_finished(&session->run) ? obey(session, &(Action){.kind = ACTION_GO_ON}) : status_ok();
}

Status session_apply(Session *session, const Action *action)
{
    Status status;
    switch (action->kind) {
    case ACTION_STEP:
        status = go_on(session);
        session_step(session);
        return status;
    case ACTION_PHASE:
    case ACTION_PHASE_STEP:
        status = go_on(session);
        return status.ok ? walk(session, action->kind == ACTION_PHASE_STEP) : status;
    default:
        if (action_reach(action->kind) != ACTION_OF_LOOKING)
            session->replayed = NULL; /* a run of the person's own from here */
        return obey(session, action);
    }
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

/* Adds the writers of a folder, for the training alone: who is held out stays the same. */
static Status add_writers(const char *folder, Session *session)
{
    Dataset more;
    const size_t first = session->dataset.user_count;
    Status status = dataset_load(folder, &more);
    if (!status.ok)
        return status;
    status = dataset_join(&session->dataset, &more);
    dataset_free(&more);
    for (size_t u = first; status.ok && u < session->dataset.user_count; u++)
        status = split_add(&session->split, SPLIT_TRAINING, u);
    return status;
}

static Status make_parts(const SessionOptions *options, Session *session)
{
    Status status = source_open(&options->source, &session->dataset, &session->split);
    session->source = options->source;
    if (status.ok && options->also && options->also[0])
        status = add_writers(options->also, session);
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
        status = own_create(&session->own);
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
    const size_t worst = snapshot_worst_pair(session_snapshot(session));
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
    session->made = trainer_tuning(session->trainer);
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
    script_free(&session->script);
    walk_free(&session->walk);
    graph_source_destroy(session->graph);
    embedding_source_destroy(session->embedding);
    check_source_free(&session->check);
    own_destroy(session->own);
    chosen_free(&session->chosen);
    watched_free(&session->watched);
    free(session->marks);
    trainer_destroy(session->trainer);
    split_free(&session->split);
    dataset_free(&session->dataset);
    free(session);
}
