#include "cli/trace_run.h"

const char *trace_run_branch(const TraceRun *run, size_t branch)
{
    static const char *const of_pair[] = {"a", "b"};
    static const char *const of_triplet[] = {"anchor", "positive", "negative"};
    return run->net->branches == 2 ? of_pair[branch] : of_triplet[branch];
}
