/* What of a watched training is given to the gradient check, and when. */
#pragma once
#include "live/checking.h"
#include "live/watched.h"

enum { CHECK_SOURCE_PAIRS = 4 };

/* Zeros to begin with. */
typedef struct CheckSource {
    Checking *checking; /* NULL until somebody looks */
    real *x;            /* of the pairs that are checked with */
    Label labels[CHECK_SOURCE_PAIRS];
    size_t pairs;
    TrainerTuning tuning; /* as it was at the last look, as the next two */
    uint64_t seed, step;
    uint64_t kind; /* see CheckingSubject */
    bool has_looked;
    size_t chosen; /* entry, plus 1; 0: none */
} CheckSource;

void check_source_free(CheckSource *source);

/* Begins a check of the trainer's net as it stands, when one is due, with up to two genuine and two forged pairs of those
 * that are watched and trained on; *check is what is known. Cheap when nothing is due; nothing of the trainer is changed.
 * To be called where somebody looks at the check, again and again. Trouble: no memory, no thread. */
Status check_source_look(CheckSource *source, Trainer *trainer, const Watched *watched,
                         const SnapshotCheck **check);

/* Waits until what is known is of the trainer's net as it stands, and all of it: for a picture. */
Status check_source_settle(CheckSource *source, Trainer *trainer, const Watched *watched,
                           const SnapshotCheck **check);

/* The entry (counted through all blocks) whose error is drawn against the step from now on. Nothing before the first
 * look. */
void check_source_choose(CheckSource *source, size_t entry);

/* True while a check is under way. */
bool check_source_is_busy(const CheckSource *source);
