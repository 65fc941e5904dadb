/* A training that is watched: it does what it is told to, and keeps the snapshot that the panels draw.
 *
 * The window's hand on the training goes through here alone; looking at it never changes it. The same seed gives the
 * same bits as a run that nobody watches. */
#pragma once
#include "base/status.h"
#include "live/action.h"
#include "live/own.h"
#include "live/panel_name.h"
#include "live/script.h"
#include "live/snapshot.h"
#include "live/watched.h"
#include "train/source.h"
#include "train/trainer.h"

typedef struct SessionOptions {
    TrainerOptions training; /* a loss on the cosine of a pair: target, sum, margin or logistic */
    Source source;
    const char *also; /* a folder of SVC2004 files whose writers are trained on too; "": none */
    size_t watched;   /* how many pairs are watched, half of them of people who are trained on */
    bool endless;     /* goes on behind the planned epochs, at the rate reached there */
} SessionOptions;

typedef struct Session Session;

/* A session before its first step. Trouble: data or options that cannot be trained with; a loss that is not on the
 * cosine of a pair. The caller destroys it. */
Status session_create(const SessionOptions *options, Session **made);
void session_destroy(Session *session); /* NULL is fine */

/* Takes one training step (or what is left of one begun) and, at the end of an epoch, measures all watched pairs. When it
 * cannot (a number that is not finite) the snapshot tells the trouble, and no further step is taken. False when there is
 * nothing left to do. */
bool session_step(Session *session);

/* Obeys, between two steps, any action but those of the clock and of drawing. A single step, whole or walked through,
 * goes on behind the planned end. Trouble: a sentence that says why the run cannot obey (there is no such pair, the fault
 * has no place in this net); all is then as it was. A run that stops for a number that is not finite is no such trouble:
 * the snapshot tells it. */
Status session_apply(Session *session, const Action *action);

/* The signatures that the person at the window draws. They belong to the session and to no part of its run. */
Own *session_own(Session *session);

/* Which panels are on the screen from now on: what the others alone show is not measured. At first none is. */
void session_show(Session *session, const bool shown[static PANEL_COUNT]);

/* The parameter (counted through all blocks) whose finite differences the check's panel draws. */
void session_choose_entry(Session *session, size_t entry);

/* True while a gradient check is under way that is shown: the snapshot will change though no step is taken. */
bool session_is_checking(const Session *session);

/* What the panels draw, up to date; its run.running, run.speed_wanted and run.speed_measured are the loop's to fill.
 * Lives as long as the session. */
Snapshot *session_snapshot(Session *session);

/* The same for a picture: waits until what is measured beside the training, and shown, is of the run as it stands. */
Snapshot *session_snapshot_settled(Session *session);

/* Of the validation pairs as the net stood at the last row. */
WatchedSummary session_summary(const Session *session);

/* What was done so far, for a log: done again in a session made from the same options, it comes to the same bits. */
const Script *session_script(const Session *session);

/* What leads a session made from the same options but for the seed, which is to be that of the run as it is, to how this
 * one stands, by the shortest way: how the run was tuned at its start, what was done to it since, the pair and the
 * threshold. Fills an empty script, which the caller frees. Trouble: no memory. */
Status session_summary_script(const Session *session, Script *script);

/* Does again what the script says, each action when the run comes to its step, those of this step at once. The script is
 * borrowed until it is through (session_replays tells), or until a person does something of their own to the training
 * or the time. An action that cannot be obeyed stops the run; the snapshot tells it. */
void session_replay(Session *session, const Script *script);
bool session_replays(const Session *session);

/* Steps done. */
uint64_t session_steps(const Session *session);

/* The trainer, to look at. */
const Trainer *session_trainer(const Session *session);
