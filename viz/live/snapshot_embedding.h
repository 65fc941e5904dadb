/* The embeddings of all watched signatures, seen in a plane.
 *
 * The losses here look at the direction of an embedding alone, so it is the directions f/|f| that are shown: points on
 * the unit sphere, and two of them are close when their angle is small. They are looked at along the two axes in which
 * they spread most (principal components), which stay frozen while the run goes on: what moves in the picture has moved
 * in the space of the embeddings. All points of the sphere then lie in a disc of radius 1. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SNAPSHOT_SIGNATURE_LABEL = 64 };

typedef struct SnapshotSignature {
    char label[SNAPSHOT_SIGNATURE_LABEL]; /* "writer 3: forgery 2" */
    bool forged;
    bool held_out; /* of a writer who is not trained on */
} SnapshotSignature;

typedef struct SnapshotPlace {
    double x, y;
} SnapshotPlace;

/* The two signatures of a watched pair. */
typedef struct SnapshotMembers {
    size_t a, b;
} SnapshotMembers;

typedef struct SnapshotEmbedding {
    uint64_t version;
    bool present; /* false: not measured (nobody looks), and nothing below counts */
    size_t count;
    const SnapshotSignature *signature; /* [count] */
    const SnapshotPlace *place;         /* [count]; NaN for an embedding of length 0 */
    SnapshotPlace centre;               /* of the sphere: what the angles are seen from */
    size_t pairs;
    const SnapshotMembers *members; /* [pairs] */
    double frozen_epoch;            /* when the axes were chosen ... */
    double x_share, y_share; /* ... and the shares of the directions' variance along them then, 0 .. 1 */
    double share;            /* along both, of the directions as they are now */
    bool held;               /* the axes stay until the person says otherwise */
    size_t next_epoch;       /* else: when they are chosen again */
} SnapshotEmbedding;
