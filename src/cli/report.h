/* What pairs of signatures say about a net: measured, printed, as JSON. */
#pragma once
#include <jansson.h>
#include <stdio.h>

#include "train/metrics.h"
#include "train/trainer.h"

/* Fixed pairs of some users; empty when the users cannot give the mix. */
typedef struct ReportPairs {
    size_t count;
    Pair *pairs; /* owned */
} ReportPairs;

Status report_pairs_make(const Dataset *dataset, size_t user_count, const size_t users[], PairsMix mix,
                         size_t count, ReportPairs *pairs);
void report_pairs_free(ReportPairs *pairs);

/* After an epoch, of the validation pairs; all 0 when there are none. */
typedef struct ReportEpoch {
    double loss;                            /* mean over the pairs */
    double genuine_degrees, forged_degrees; /* mean angles */
    double eer;                             /* 0 .. 1 */
} ReportEpoch;
Status report_epoch_measure(Trainer *trainer, const ReportPairs *pairs, ReportEpoch *epoch);

/* The cosine at which the pairs have their equal error rate; 0 (90 degrees) when there are none. */
Status report_choose_threshold(Trainer *trainer, const ReportPairs *pairs, double *threshold);

/* What a model does to pairs, with the durations alone beside it. */
typedef struct ReportResult {
    size_t pairs, users;
    double threshold;       /* the model's, a cosine */
    MetricsLine line;       /* at cos = 0, as in the paper's Table 1 */
    size_t genuine, forged; /* how many pairs of each */
    MetricsPoint at_threshold;
    MetricsEer eer;
    MetricsInterval eer_interval; /* 95 %, over users; only with two users and more */
    double duration_eer;          /* of |ln(duration a / duration b)| alone, which needs no net */
} ReportResult;
/* Of at least one genuine pair and one forged one. */
Status report_result_measure(const Model *model, const Dataset *dataset, const ReportPairs *pairs,
                             ReportResult *result);
void report_result_print(const ReportResult *result, const char *of_whom, FILE *out);
json_t *report_result_json(const ReportResult *result);
