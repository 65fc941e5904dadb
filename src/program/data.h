/* The options of several commands that say where signatures come from. */
#pragma once
#include "program/options.h"
#include "train/source.h"

/* What --data and its companions were set to, as text and numbers, before they become a Source. */
typedef struct DataOptions {
    const char *data; /* "synthetic" or a folder */
    Source source;
} DataOptions;

enum { DATA_OPTIONS = 6 };

/* source_defaults(), "synthetic". */
DataOptions data_defaults(void);

/* Writes DATA_OPTIONS options that set `data` to `options`. */
void data_list(DataOptions *data, Option options[static DATA_OPTIONS]);

/* The source they mean. Trouble: a folder's name that is too long. */
Status data_source(const DataOptions *data, Source *source);
