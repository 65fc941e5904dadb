/* The numbers of the chosen pair and of the run, as rows that can be read aloud: words, symbol, how it is made, value. */
#pragma once
#include "live/snapshot.h"

enum { PAIR_ROWS = 13 };

typedef struct PairRow {
    const char *words, *symbol; /* "length", "|a|"; the symbol may be empty */
    const char *tip;            /* how it is made */
    double value;               /* NaN: there is none */
    bool degrees;
} PairRow;

/* Fills the rows. `graph` is the snapshot's, or what of it exists by now. */
void pair_rows_fill(const Snapshot *snapshot, const SnapshotGraph *graph, PairRow rows[static PAIR_ROWS]);
