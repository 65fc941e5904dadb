/* One training step walked through for all to see: forward, loss, backward, update. Nothing is trained before the
 * update, which is the step itself, with the same bits as if it had been taken at once. */
#pragma once
#include "live/run.h"

typedef struct Walk {
    SnapshotPhase phase;
    real *before; /* the parameters that the shown numbers are of while the phase is the update */
} Walk;

/* No step under way. Free with walk_free, after trouble too. Trouble: no memory. */
Status walk_create(const Trainer *trainer, Walk *walk);
void walk_free(Walk *walk);

/* Goes on to the end of the next phase; `one_step`: by one step of the net's table only. In the update it takes the step,
 * and behind it begins the next one. False when the run takes no more steps. */
bool walk_on(Walk *walk, Run *run, bool one_step);

/* No step is under way any more; what was begun was only looked at. */
void walk_end(Walk *walk);

/* True from the forward phase to the backward one: the update is still to come. */
bool walk_is_before_update(const Walk *walk);
