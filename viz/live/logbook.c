#include "live/logbook.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/files.h"
#include "live/record.h"

/* A rate that is pulled along is not written a hundred times a second; a training that goes on by itself need not be
 * written as often. */
#define NOTED_SECONDS   0.3
#define WATCHED_SECONDS 2.0

static Status put_text(FILE *file, const void *text)
{
    fputs(text, file);
    return status_ok(); /* files_replace looks at ferror */
}

static Status write_session(Logbook *book, const Session *session,
                            Status (*replace)(const char *, FilesWriter *, const void *))
{
    Option options[SETUP_OPTIONS];
    Setup setup = *book->setup;
    char *text;
    setup_list(&setup, options);
    const RecordSheet sheet = {.option_count = SETUP_OPTIONS,
                               .options = options,
                               .script = session_script(session),
                               .end = session_steps(session)};
    Status status = record_write(&sheet, false, &text);
    if (status.ok)
        status = replace(book->path, put_text, text);
    free(text);
    book->due = false;
    book->step = session_steps(session);
    return status;
}

Status logbook_write(Logbook *book, const Session *session)
{
    return book->path ? write_session(book, session, files_replace) : status_ok();
}

void logbook_note(Logbook *book)
{
    book->due = book->path != NULL;
}

Status logbook_keep(Logbook *book, const Session *session)
{
    return book->path && !session_replays(session) ? write_session(book, session, files_replace_soon)
                                                   : status_ok();
}

Status logbook_follow(Logbook *book, const Session *session, double now)
{
    const double since = now - book->written_at;
    const bool wanted =
        book->due ? since >= NOTED_SECONDS : since >= WATCHED_SECONDS && book->step != session_steps(session);
    if (!book->path || !wanted)
        return status_ok();
    book->written_at = now;
    return logbook_keep(book, session);
}

double logbook_rest(const Logbook *book, double now)
{
    return book->due ? fmax(0, NOTED_SECONDS - (now - book->written_at)) : INFINITY;
}
