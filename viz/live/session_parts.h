/* What a session is made of: for its own two files. */
#pragma once
#include "live/check_source.h"
#include "live/chosen.h"
#include "live/embedding_source.h"
#include "live/graph_source.h"
#include "live/session.h"
#include "live/walk.h"

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
    CheckSource check;
    bool shows_check; /* a panel on the screen shows the snapshot's `check` */
    EmbeddingSource *embedding;
    bool shows_embedding;
    Status embedding_status;
    TrainerTuning made; /* as the options say */
    Own *own;
    bool shows_own;
    Script script;          /* what was done */
    const Script *replayed; /* what is done again, from line `replay_next` on; NULL: nothing is */
    size_t replay_next;
    SnapshotMark *marks;
    size_t marks_room;
    Snapshot snapshot;
};
