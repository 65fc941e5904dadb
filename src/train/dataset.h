/* Whose signatures there are: users, each with genuine signatures and skilled forgeries of them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "pen/penfile.h"
#include "pen/signature.h"
#include "pen/synth.h"
#include "train/collection.h"

#include "base/public.h"

/* How many may be invented: as many as SVC2004's names have room for. */
enum {
    DATASET_GENUINE_MAX = COLLECTION_SVC2004_GENUINE, /* signatures of a writer */
    DATASET_FORGED_MAX = COLLECTION_SVC2004_FORGED,   /* forgeries of them */
    DATASET_USERS_MAX = COLLECTION_USERS_MAX,         /* writers */
};

/* One signature, and what it is. */
typedef struct DatasetItem {
    size_t user; /* index of the user whose signature it is, or claims to be */
    size_t
        number; /* among the user's genuine ones, or the forgeries: as the file's name has it (collection.h) */
    bool forged;                     /* a forgery of that user */
    char name[COLLECTION_NAME_SIZE]; /* "U3S7" */
    Signature signature;             /* owned by the data set */
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
    DatasetItem *items;       /* by user, the genuine ones first, by rising number */
} Dataset;

/* Reads every file of a folder whose name is one of a collection's (collection.h), of any format (penfile.h); other files
 * are not looked at. Where the folder itself has none, those in the folders below it are read, which is how SUSIG and MCYT
 * are laid out. The order does not depend on the folder's own. Trouble: no such file, one that cannot be read (nothing is
 * kept then), two of the same signature, files of two collections. The caller frees the data set with dataset_free. */
Status dataset_load(const char *folder, Dataset *dataset);

/* `users` invented writers, each with `genuine` signatures and `forged` skilled forgeries of them. The same seed gives
 * the same data; a user's do not depend on how many there are. `options` may be
 * NULL for synth_defaults. */
Status dataset_synthesize(size_t users, size_t genuine, size_t forged, uint64_t seed,
                          const SynthOptions *options, Dataset *dataset);

/* Writes every signature into `folder` (made when missing), each into a file of its name and of this format, which must be
 * one that is written, as dataset_load reads them. */
Status dataset_save(const Dataset *dataset, const char *folder, PenfileFormat format);

/* Adds the users of `more` behind those of `dataset`, their numbers going on from there (the items keep the names of their
 * files), and leaves `more` empty. Trouble: no memory; both are as they were. */
Status dataset_join(Dataset *dataset, Dataset *more);

/* Frees the signatures and leaves an empty data set; an empty (all zero) one is fine. */
void dataset_free(Dataset *dataset);

#include "base/public_end.h"
