/* What a person does to a run, as a value: made by keys, panels and widgets, obeyed by session_apply (or, those of the
 * clock, by the loop), written into the log and read back from it.
 *
 * One table says of every kind its name in the log, what it takes and what it touches. A new kind is one enumerator,
 * one line of the table in action.c, and what obeys it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef enum ActionKind {
    ACTION_NONE, /* nothing; all zeros */
    /* of the clock: when steps are taken, never what they do. The loop obeys these. */
    ACTION_RUN,    /* run, or pause */
    ACTION_SPEED,  /* value: steps a second; infinite: as fast as it goes */
    ACTION_FASTER, /* the next speed of the list */
    ACTION_SLOWER,
    /* of time: to another step of the run */
    ACTION_STEP,       /* takes the next step, or what is left of one begun by phases */
    ACTION_PHASE,      /* goes on within a step: forward, loss, backward, update */
    ACTION_PHASE_STEP, /* the same, by one step of the net's table */
    ACTION_STEP_BACK,  /* to how it stood one step before, or at the start of the step begun */
    ACTION_GO_TO,      /* number: to how it stood after so many steps, before or behind */
    ACTION_GO_ON,      /* behind the planned epochs, at the rate reached there, until the run is rewound */
    ACTION_REWIND,     /* to the start, same seed: the same run again */
    ACTION_NEW_SEED,   /* to the start, with the seed `number` */
    /* of the training, from the next step on */
    ACTION_RATE,   /* value: the learning rate of the next step; it goes on falling as it was planned to */
    ACTION_LOSS,   /* name: a loss on the cosine of a pair */
    ACTION_TARGET, /* value: the cosine that the target loss wants of forged pairs */
    ACTION_MARGIN, /* value: of the margin loss */
    ACTION_FAULT,  /* name: plants it ("cosine-sign", "tanh-forgotten@tanh1") */
    ACTION_REPAIR, /* name: takes that fault out; empty: all faults */
    /* of looking: no bit of the training depends on these */
    ACTION_CHOOSE,         /* number: the watched pair that all panels speak of */
    ACTION_THRESHOLD,      /* value: degrees, 0 .. 180, held there */
    ACTION_THRESHOLD_FREE, /* where the held-out pairs' errors are equal, again at every epoch */
    ACTION_AXES_HOLD,      /* the axes of the embeddings are chosen now, and kept */
    ACTION_AXES_FREE,      /* they are chosen now, and again at epochs of their own */
    /* of one's own signatures: no part of the run at all, nor of its log. The loop obeys it. */
    ACTION_OWN, /* name: what own_obey takes ("next", "undo", "save") */
    ACTION_KINDS
} ActionKind;

enum { ACTION_NAME_SIZE = 48, ACTION_TEXT_SIZE = 96 };

/* Only what its kind takes counts; the rest is zero. */
typedef struct Action {
    ActionKind kind;
    uint64_t number;
    double value;
    char name[ACTION_NAME_SIZE];
} Action;

/* What a kind touches. */
typedef enum ActionReach {
    ACTION_OF_CLOCK,
    ACTION_OF_TIME,
    ACTION_OF_TRAINING,
    ACTION_OF_LOOKING,
    ACTION_OF_DRAWING
} ActionReach;
ActionReach action_reach(ActionKind kind);

/* An action that takes nothing, a number, a value, a name (cut at ACTION_NAME_SIZE - 1 bytes). */
Action action_plain(ActionKind kind);
Action action_number(ActionKind kind, uint64_t number);
Action action_value(ActionKind kind, double value);
Action action_named(ActionKind kind, const char *name);

/* The kind's name in the log: "rate", "new-seed". */
const char *action_name(ActionKind kind);

/* Writes it as the log does: "rate 0.02", "fault cosine-sign", "rewind". Numbers keep every bit. */
void action_write(const Action *action, char text[static ACTION_TEXT_SIZE]);

/* Reads what action_write writes, and nothing else: one kind, then exactly what it takes. Trouble: a sentence that says
 * what was expected; *action is then ACTION_NONE. Whether the run can obey (there is such a pair, such a fault) is for
 * session_apply to say. */
Status action_parse(const char *text, Action *action);
