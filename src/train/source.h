/* Where the signatures of a run come from and who of the users does what: enough to make the same data again. */
#pragma once
#include "train/dataset.h"
#include "train/split.h"

#include "base/public.h"

enum { SOURCE_FOLDER_SIZE = 1024 };

/* Where they come from, and who does what. */
typedef struct Source {
    char folder[SOURCE_FOLDER_SIZE]; /* as dataset_load reads it; empty: invented signatures */
    /* invented ones: */
    size_t users, genuine, forged; /* writers; signatures and forgeries of each */
    uint64_t seed;                 /* of the writers and their signatures */
    double slowness;               /* of the forgers, 1: as fast as the writers */
    /* the split by user: */
    double validation_share, test_share; /* of the users */
    uint64_t split_seed;                 /* of who does what */
} Source;

/* 20 invented writers with 10 genuine signatures and 10 forgeries each, a fifth of them for validation and a fifth for
 * the test. */
Source source_defaults(void);

/* Reads or invents the signatures and splits the users. The caller frees both, with dataset_free and split_free. On
 * trouble both are empty. */
Status source_open(const Source *source, Dataset *dataset, Split *split);

#include "base/public_end.h"
