/* What a run was told, as far as a picture of it should say. */
#pragma once
#include <stddef.h>

typedef struct SnapshotSettings {
    const char *loss, *net, *optimizer; /* by the names of their options */
    double forged_target;               /* of the loss "target" */
    size_t pairs_per_epoch, batch;
    const char *folder;              /* of the signatures; empty: they are invented */
    size_t writers, genuine, forged; /* how many writers; invented: signatures and forgeries of each */
} SnapshotSettings;
