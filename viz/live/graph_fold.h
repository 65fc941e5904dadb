/* The steps of an encoder in groups, of which each is drawn as one box: where there is little room, several steps share
 * one. */
#pragma once
#include "live/snapshot_graph.h"

enum { GRAPH_FOLD_LABEL = 40 };

typedef struct GraphGroups {
    size_t count;
    size_t first[SNAPSHOT_GRAPH_STEPS], last[SNAPSHOT_GRAPH_STEPS]; /* steps of each */
} GraphGroups;

/* True when one of the steps first .. last has parameters. */
bool graph_fold_has_parameters(const SnapshotGraph *graph, size_t first, size_t last);

/* Level 0: every step by itself; 1: those without parameters with the one before; above: of these groups so many in
 * the middle joined as the level says, but for the one with the step `lit` (SIZE_MAX: none); in the end all in one. */
GraphGroups graph_fold(const SnapshotGraph *graph, size_t level, size_t lit);

/* "tanh1"; of several steps the first and how many more: "conv1 +2". */
void graph_fold_write_label(const SnapshotGraph *graph, size_t first, size_t last,
                            char label[static GRAPH_FOLD_LABEL]);
