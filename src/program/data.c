#include "program/data.h"

#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "words/words.h"

DataOptions data_defaults(void)
{
    return (DataOptions){.data = "synthetic", .source = source_defaults()};
}

void data_list(DataOptions *data, Option options[static DATA_OPTIONS])
{
    const Option all[DATA_OPTIONS] = {
        {"data", OPTIONS_TEXT, &data->data, N_("WHAT"),
         N_("'synthetic' (invented signatures), or a folder of\nsignatures: SVC2004, SUSIG, MCYT, "
            "SigComp2009, InkML")},
        {"users", OPTIONS_COUNT, &data->source.users, "N", N_("synthetic: how many writers (20)"), 1,
         DATASET_USERS_MAX},
        {"genuine", OPTIONS_COUNT, &data->source.genuine, "N",
         N_("synthetic: genuine signatures of each (10)"), 1, DATASET_GENUINE_MAX},
        {"forged", OPTIONS_COUNT, &data->source.forged, "N", N_("synthetic: forgeries of each (10)"), 0,
         DATASET_FORGED_MAX},
        {"data-seed", OPTIONS_SEED, &data->source.seed, "S", N_("synthetic: who the writers are (7)")},
        {"slowness", OPTIONS_NUMBER, &data->source.slowness, "X",
         N_("synthetic: forgers are X times slower (1); real\nones are, and duration alone then tells them"),
         0.5, 5},
    };
    memcpy(options, all, sizeof all);
}

Status data_source(const DataOptions *data, Source *source)
{
    *source = data->source;
    if (strcmp(data->data, "synthetic") == 0)
        return status_ok();
    const size_t length = strlen(data->data);
    if (length >= sizeof source->folder || length == 0)
        return status_error(N_("--data: not a usable name of a folder"));
    memcpy(source->folder, data->data, length + 1);
    return status_ok();
}
