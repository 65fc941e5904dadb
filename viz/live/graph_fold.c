#include "live/graph_fold.h"

#include <stdio.h>

bool graph_fold_has_parameters(const SnapshotGraph *graph, size_t first, size_t last)
{
    for (size_t i = first; i <= last; i++)
        if (graph->step_at[i].block_count > 0)
            return true;
    return false;
}

static void add_group(GraphGroups *groups, size_t first, size_t last, bool join)
{
    if (join && groups->count > 0) {
        groups->last[groups->count - 1] = last;
        return;
    }
    groups->first[groups->count] = first;
    groups->last[groups->count++] = last;
}

GraphGroups graph_fold(const SnapshotGraph *graph, size_t level, size_t lit)
{
    GraphGroups groups = {0};
    for (size_t i = 0; i < graph->encoder_steps; i++)
        add_group(&groups, i, i, level > 0 && !graph_fold_has_parameters(graph, i, i));
    if (level < 2)
        return groups;
    GraphGroups fewer = {0};
    if (level + 2 > groups.count) {
        add_group(&fewer, 0, graph->encoder_steps - 1, false);
        return fewer;
    }
    const size_t from = (groups.count - level) / 2;
    bool joins = false;
    for (size_t i = 0; i < groups.count; i++) {
        bool alone = i < from || i >= from + level || (groups.first[i] <= lit && lit <= groups.last[i]);
        add_group(&fewer, groups.first[i], groups.last[i], !alone && joins);
        joins = !alone;
    }
    return fewer;
}

void graph_fold_write_label(const SnapshotGraph *graph, size_t first, size_t last,
                            char label[static GRAPH_FOLD_LABEL])
{
    if (first == last)
        snprintf(label, GRAPH_FOLD_LABEL, "%s", graph->step_at[first].name);
    else
        snprintf(label, GRAPH_FOLD_LABEL, "%s +%zu", graph->step_at[first].name, last - first);
}
