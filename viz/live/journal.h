/* What was done to the training of a run, and at which step: what a way back undoes and a way forward meets again.
 *
 * The first `met` entries are in force; the others lie ahead of a run that was taken back. Doing something else there
 * forgets those: from that step on it is another run. */
#pragma once
#include "live/action.h"

typedef struct JournalEntry {
    uint64_t step; /* before the step of this number (from 0) was taken */
    Action action; /* of the training */
} JournalEntry;

typedef struct Journal {
    size_t count, met, room;
    JournalEntry *entries; /* by rising step */
} Journal;

void journal_free(Journal *journal);

/* Forgets what lies ahead and adds an entry, in force. Trouble: no memory; the journal is then as it was. */
Status journal_add(Journal *journal, uint64_t step, const Action *action);

/* The next entry, when it is of this step: it counts as met from now on. NULL: there is none. */
const Action *journal_meet(Journal *journal, uint64_t step);

/* A run is taken back to this step: the entries of this step and those behind it lie ahead again. */
void journal_go_back(Journal *journal, uint64_t step);

/* Forgets all. */
void journal_clear(Journal *journal);
