/* Where the parts of the check's panel stand, at every size. */
#pragma once
#include "draw/cells.h"
#include "live/snapshot_check.h"

typedef struct CheckPlan {
    Rect word;      /* the verdict, and what is behind it */
    Rect steps;     /* of height 0: no room, as for all that follow */
    Rect cells;     /* all blocks */
    Rect table;     /* one line for each block */
    Rect agreement; /* yours against measured: the plot with its labels */
    Rect vee;       /* error against step: the plot with its labels */
} CheckPlan;

CheckPlan check_plan_make(Rect body, const SnapshotCheck *check);

/* The cells of a block inside plan.cells, without their marks; place.height 0 when there is no room. The blocks of a step
 * stand side by side. */
Cells check_plan_cells(const CheckPlan *plan, const SnapshotCheck *check, size_t block);

/* Where the words about a step's blocks stand: above the cells of the first of them. */
Rect check_plan_label(const CheckPlan *plan, const SnapshotCheck *check, size_t block);

/* True when the block is the first of its step. */
bool check_plan_begins(const SnapshotCheck *check, size_t block);

/* Where a step's chip stands. */
Rect check_plan_step(const CheckPlan *plan, const SnapshotCheck *check, size_t step);
