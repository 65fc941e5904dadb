/* The log of a session (record.h), in a file that is kept up to date while the session goes on: whatever ends the program,
 * what was done until then is there to be replayed. */
#pragma once
#include "live/session.h"
#include "live/setup.h"

typedef struct Logbook {
    const char *path;   /* borrowed; NULL: no log is kept */
    const Setup *setup; /* what the session was made from; borrowed */
    bool due;           /* something was done that is not written yet */
    double written_at;  /* seconds */
    uint64_t step;      /* at which it was written last */
} Logbook;

/* Writes the session as it stands, down to the disk; nothing where no log is kept. Trouble: the file cannot be written, and what
 * stood there before still does. */
Status logbook_write(Logbook *book, const Session *session);

/* Something was done: it is to be written soon. */
void logbook_note(Logbook *book);

/* To be called over and over, with the time: writes what was noted at once, and else every few seconds how far the training
 * has come, without waiting for the disk; not while a replay is under way, which may be that of this very file. Trouble: as of logbook_write; it is tried again after as long. */
Status logbook_follow(Logbook *book, const Session *session, double now);

/* To be called where time is not counted: the same, now. */
Status logbook_keep(Logbook *book, const Session *session);

/* How long it can wait for the next call, seconds; infinite when nothing is noted. */
double logbook_rest(const Logbook *book, double now);
