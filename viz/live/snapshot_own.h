/* The signatures that the person at the window drew: three references and one that is tried against them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draw/ink.h"

enum {
    SNAPSHOT_OWN_REFERENCES = 3,
    SNAPSHOT_OWN_TRY = SNAPSHOT_OWN_REFERENCES, /* the slot of the one that is tried */
    SNAPSHOT_OWN_SLOTS
};

typedef struct SnapshotOwnSlot {
    size_t strokes;
    size_t count, seen_count;    /* 0 when nothing is drawn; when it is no signature yet */
    const InkPoint *points;      /* as drawn */
    bool placed;                 /* the points are units of the window from the field's middle */
    const InkPoint *seen_points; /* what the net sees of it: preprocessed, 200 instants */
    const char *trouble;         /* NULL: it is a signature; else a sentence that says why it is none */
} SnapshotOwnSlot;

typedef struct SnapshotOwn {
    uint64_t version;         /* of the ink */
    uint64_t verdict_version; /* of the numbers, which move with every step of the training */
    size_t current;           /* the slot that is drawn into */
    bool pen_down;
    bool foreign; /* the person says that the one tried is somebody else's */
    SnapshotOwnSlot slot[SNAPSHOT_OWN_SLOTS];
    size_t references;                       /* that are signatures */
    double between;                          /* the mean angle between two references, degrees; NaN */
    double degrees[SNAPSHOT_OWN_REFERENCES]; /* from each reference to the one tried; NaN */
    double
        score_degrees; /* the angle whose cosine is the mean of those cosines; NaN when nothing can be judged */
    double threshold; /* degrees: at or below it the one tried is accepted */
    bool judged, accepted;
    const char *folder; /* where they can be saved; NULL: nowhere, none was named */
} SnapshotOwn;
