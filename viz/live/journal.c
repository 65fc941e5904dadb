#include "live/journal.h"

#include <assert.h>
#include <stdlib.h>

#include "words/words.h"

void journal_free(Journal *journal)
{
    free(journal->entries);
    *journal = (Journal){0};
}

Status journal_add(Journal *journal, uint64_t step, const Action *action)
{
    assert(journal->met == 0 || journal->entries[journal->met - 1].step <= step);
    if (journal->met == journal->room) {
        size_t room = journal->room ? 2 * journal->room : 16;
        JournalEntry *entries = realloc(journal->entries, room * sizeof *entries);
        if (!entries)
            return status_no_memory(_("what was done to the run"));
        journal->entries = entries;
        journal->room = room;
    }
    journal->entries[journal->met++] = (JournalEntry){.step = step, .action = *action};
    journal->count = journal->met;
    return status_ok();
}

const Action *journal_meet(Journal *journal, uint64_t step)
{
    if (journal->met == journal->count || journal->entries[journal->met].step != step)
        return NULL;
    return &journal->entries[journal->met++].action;
}

void journal_go_back(Journal *journal, uint64_t step)
{
    while (journal->met > 0 && journal->entries[journal->met - 1].step >= step)
        journal->met--;
}

void journal_clear(Journal *journal)
{
    journal->count = journal->met = 0;
}
