/* Whose signatures there are: users, each with genuine signatures and skilled forgeries of them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "pen/signature.h"
#include "pen/synth.h"

#include "base/public.h"

/* Names, and what one data set may have. */
enum {
    DATASET_NAME_SIZE = 24,    /* letters with the final 0 */
    DATASET_GENUINE_MAX = 20,  /* SVC2004's names: S1 .. S20 are genuine, S21 .. S40 forged */
    DATASET_FORGED_MAX = 20,   /* of a user */
    DATASET_USERS_MAX = 10000, /* more are refused */
};

/* One signature, and what it is. */
typedef struct DatasetItem {
    size_t user;                  /* index of the user whose signature it is, or claims to be */
    size_t number;                /* as in the file's name: 1 .. 20 genuine, 21 .. 40 forged */
    bool forged;                  /* a forgery of that user */
    char name[DATASET_NAME_SIZE]; /* "U3S7" */
    Signature signature;          /* owned by the data set */
} DatasetItem;

/* A user's items stand one after the other: the genuine ones from `first` on, then the forged ones. */
typedef struct DatasetUser {
    size_t first, genuine, forged; /* the index of the first item; how many of each kind */
    size_t number;                 /* as in the files' names */
} DatasetUser;

/* All users and all items; two arrays, owned. */
typedef struct Dataset {
    size_t user_count, count; /* of users, of items */
    DatasetUser *users;       /* by rising number */
    DatasetItem *items;       /* by user, then by rising number */
} Dataset;

/* Reads every file U<user>S<number>.TXT of a folder (SVC2004's names and format; other files are not looked at). The
 * order does not depend on the folder's own. Trouble: no such file, one that cannot be read (nothing is kept then), a
 * number beyond 40. The caller frees the data set with dataset_free. */
Status dataset_load(const char *folder, Dataset *dataset);

/* `users` invented writers, each with `genuine` signatures and `forged` skilled forgeries of them. The same seed gives
 * the same data; a user's do not depend on how many there are. `options` may be
 * NULL for synth_defaults. */
Status dataset_synthesize(size_t users, size_t genuine, size_t forged, uint64_t seed,
                          const SynthOptions *options, Dataset *dataset);

/* Writes every signature into `folder` (made when missing) as dataset_load reads them. */
Status dataset_save(const Dataset *dataset, const char *folder);

/* Adds the users of `more` behind those of `dataset`, their numbers going on from there (the items keep the names of their
 * files), and leaves `more` empty. Trouble: no memory; both are as they were. */
Status dataset_join(Dataset *dataset, Dataset *more);

/* Frees the signatures and leaves an empty data set; an empty (all zero) one is fine. */
void dataset_free(Dataset *dataset);

#include "base/public_end.h"
