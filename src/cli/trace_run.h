/* One pair taken through the net once, with every number kept: what `twingrad trace` shows in three formats. */
#pragma once
#include <jansson.h>

#include "net/pass.h"

typedef struct TraceRun {
    const Net *net;
    const real *params;
    const real *x[NET_BRANCHES_MAX]; /* the signatures' features, borrowed */
    const char *names[NET_BRANCHES_MAX];
    Label label;
    Pass pass; /* of this pair */
} TraceRun;

/* "a", "b"; of a triplet "anchor", "positive", "negative". */
const char *trace_run_branch(const TraceRun *run, size_t branch);

/* The whole run as text of at most 80 columns, up to `numbers` values of each array. */
void trace_text_print(const TraceRun *run, size_t numbers, FILE *out);

/* The whole run, every value of it, as a JSON document; NULL without memory. */
json_t *trace_json_make(const TraceRun *run);

/* Every array of the run as a named tensor: "a/conv1/out", "b/conv1/dout", "params/conv1.W", "grad/conv1.W" (the sum),
 * "grad.a/conv1.W" (through branch a) and so on. Trouble: the file cannot be written. */
Status trace_tensors_write(const TraceRun *run, const char *path);
