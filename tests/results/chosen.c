#include "results/chosen.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static Status choose(const ProtocolScores *validation, double *threshold)
{
    MetricsCurve curve;
    Status status = metrics_curve(validation->count, validation->list, &curve);
    if (!status.ok)
        return status;
    *threshold = metrics_at_far(&curve, PROTOCOL_FAR).threshold;
    metrics_curve_free(&curve);
    return status;
}

static void count(const ProtocolScores *test, double threshold, Chosen *chosen)
{
    assert(chosen->folds < CHOSEN_FOLDS_MAX);
    MetricsPoint point = metrics_at(test->count, test->list, threshold);
    size_t genuine = 0;
    for (size_t i = 0; i < test->count; i++)
        genuine += test->list[i].genuine;
    chosen->genuine += genuine;
    chosen->forged += test->count - genuine;
    chosen->false_rejects += point.false_rejects;
    chosen->false_accepts += point.false_accepts;
    chosen->far[chosen->folds++] = (double)point.false_accepts / (double)(test->count - genuine);
}

Status chosen_add_fold(Protocol protocol, const Dataset *dataset, const Split *split, uint64_t seed,
                       const ProtocolMethod *method, Chosen *chosen)
{
    ProtocolScores validation = {0}, test = {0};
    double threshold = 0;
    Status status = protocol_run(protocol, dataset, split->count[SPLIT_VALIDATION],
                                 split->users[SPLIT_VALIDATION], seed, method, &validation);
    if (status.ok)
        status = choose(&validation, &threshold);
    if (status.ok)
        status = protocol_run(protocol, dataset, split->count[SPLIT_TEST], split->users[SPLIT_TEST], seed,
                              method, &test);
    if (status.ok)
        count(&test, threshold, chosen);
    free(validation.list);
    free(test.list);
    return status;
}

void chosen_print(FILE *out, const Chosen *chosen)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t f = 0; f < chosen->folds; f++) {
        low = fmin(low, chosen->far[f]);
        high = fmax(high, chosen->far[f]);
    }
    fprintf(out, "%.1f / %.1f (%.1f to %.1f)", 100 * (double)chosen->false_accepts / (double)chosen->forged,
            100 * (double)chosen->false_rejects / (double)chosen->genuine, 100 * low, 100 * high);
}
