#include "cli/report.h"

#include <math.h>
#include <stdlib.h>

#include "train/scoring.h"
#include "train/verifier.h"

static const double degrees_per_radian = 57.29577951308232;

Status report_pairs_make(const Dataset *dataset, size_t user_count, const size_t users[], PairsMix mix,
                         size_t count, ReportPairs *pairs)
{
    *pairs = (ReportPairs){0};
    PairsSource source;
    if (user_count == 1)
        mix.share[PAIRS_OTHER_WRITER] = 0; /* there is no other writer */
    /* Users who cannot give the mix are no trouble here: there is just nothing to report. */
    if (!pairs_source_exists(dataset, user_count, users, mix))
        return status_ok();
    Status status = pairs_source_create(dataset, user_count, users, mix, &source);
    if (!status.ok)
        return status;
    pairs->pairs = malloc(count * sizeof *pairs->pairs);
    if (pairs->pairs) {
        pairs->count = count;
        pairs_list(&source, 960, count, pairs->pairs);
    }
    pairs_source_free(&source);
    return pairs->pairs ? status_ok() : status_no_memory("the pairs");
}

void report_pairs_free(ReportPairs *pairs)
{
    free(pairs->pairs);
    *pairs = (ReportPairs){0};
}

/* Their cosines as scores, and their curve; both to be freed. A triplet net is judged on pairs too. */
static Status score_pairs(Trainer *trainer, const ReportPairs *pairs, double **angles, double *loss,
                          MetricsScore **scores, MetricsCurve *curve)
{
    *angles = malloc(pairs->count * sizeof **angles);
    *scores = malloc(pairs->count * sizeof **scores);
    if (!*angles || !*scores)
        return status_no_memory("the angles");
    Status status = trainer_angles(trainer, pairs->count, pairs->pairs, *angles, NULL, loss);
    for (size_t i = 0; status.ok && i < pairs->count; i++)
        (*scores)[i] =
            (MetricsScore){.score = cos((*angles)[i]), .genuine = pairs->pairs[i].label == LABEL_GENUINE};
    return status.ok ? metrics_curve(pairs->count, *scores, curve) : status;
}

Status report_epoch_measure(Trainer *trainer, const ReportPairs *pairs, ReportEpoch *epoch)
{
    *epoch = (ReportEpoch){0};
    if (pairs->count == 0)
        return status_ok();
    double *angles = NULL;
    MetricsScore *scores = NULL;
    MetricsCurve curve = {0};
    Status status = score_pairs(trainer, pairs, &angles, &epoch->loss, &scores, &curve);
    if (status.ok) {
        size_t counts[2] = {0};
        double sums[2] = {0};
        for (size_t i = 0; i < pairs->count; i++) {
            counts[pairs->pairs[i].label]++;
            sums[pairs->pairs[i].label] += angles[i] * degrees_per_radian;
        }
        epoch->forged_degrees = sums[LABEL_FORGED] / (double)counts[LABEL_FORGED];
        epoch->genuine_degrees = sums[LABEL_GENUINE] / (double)counts[LABEL_GENUINE];
        epoch->eer = metrics_eer(&curve).rate;
    }
    metrics_curve_free(&curve);
    free(angles);
    free(scores);
    return status;
}

Status report_choose_threshold(Trainer *trainer, const ReportPairs *pairs, double *threshold)
{
    *threshold = 0;
    if (pairs->count == 0)
        return status_ok();
    double *angles = NULL;
    MetricsScore *scores = NULL;
    MetricsCurve curve = {0};
    Status status = score_pairs(trainer, pairs, &angles, NULL, &scores, &curve);
    if (status.ok)
        *threshold = metrics_eer(&curve).nearest.threshold;
    metrics_curve_free(&curve);
    free(angles);
    free(scores);
    return status;
}

/* Fills the scores of the net and those of the durations. */
static Status score_by_model(const Model *model, const Dataset *dataset, const ReportPairs *pairs,
                             MetricsScore by_net[], MetricsScore by_duration[])
{
    size_t d = model->net.embedding;
    const Signature **signatures = malloc(dataset->count * sizeof *signatures);
    double *embeddings = malloc(dataset->count * d * sizeof *embeddings);
    Status status = signatures && embeddings ? status_ok() : status_no_memory("the embeddings");
    for (size_t i = 0; status.ok && i < dataset->count; i++)
        signatures[i] = &dataset->items[i].signature;
    if (status.ok)
        status = verifier_embed(model, dataset->count, signatures, embeddings);
    for (size_t i = 0; status.ok && i < pairs->count; i++) {
        const Pair *pair = &pairs->pairs[i];
        MetricsScore score = {.user = dataset->items[pair->items[0]].user,
                              .genuine = pair->label == LABEL_GENUINE};
        score.score = scoring_cosine(d, embeddings + pair->items[0] * d, embeddings + pair->items[1] * d);
        by_net[i] = score;
        score.score = -fabs(log(signature_duration(signatures[pair->items[0]]) /
                                signature_duration(signatures[pair->items[1]])));
        by_duration[i] = score;
    }
    free(signatures);
    free(embeddings);
    return status;
}

static Status measure_scores(const Model *model, size_t n, const MetricsScore by_net[],
                             const MetricsScore by_duration[], ReportResult *result)
{
    MetricsCurve curve;
    Status status = metrics_curve(n, by_duration, &curve);
    if (!status.ok)
        return status;
    result->duration_eer = metrics_eer(&curve).rate;
    metrics_curve_free(&curve);
    status = metrics_curve(n, by_net, &curve);
    if (!status.ok)
        return status;
    result->pairs = n;
    result->threshold = model->threshold;
    result->genuine = curve.genuine;
    result->forged = curve.forged;
    result->line = metrics_line(n, by_net, 0);
    result->at_threshold = metrics_at(n, by_net, model->threshold);
    result->eer = metrics_eer(&curve);
    metrics_curve_free(&curve);
    MetricsBootstrap bootstrap;
    status = metrics_bootstrap(n, by_net, 0.2, 1000, 1, &bootstrap);
    if (!status.ok && bootstrap.users == 0)
        return status; /* no memory */
    result->users = status.ok ? bootstrap.users : 1;
    if (status.ok)
        result->eer_interval = bootstrap.eer;
    return status_ok(); /* one user alone has no interval, which is said by users == 1 */
}

Status report_result_measure(const Model *model, const Dataset *dataset, const ReportPairs *pairs,
                             ReportResult *result)
{
    *result = (ReportResult){0};
    MetricsScore *by_net = malloc(pairs->count * sizeof *by_net);
    MetricsScore *by_duration = malloc(pairs->count * sizeof *by_duration);
    Status status = by_net && by_duration ? status_ok() : status_no_memory("the scores");
    if (status.ok)
        status = score_by_model(model, dataset, pairs, by_net, by_duration);
    if (status.ok)
        status = measure_scores(model, pairs->count, by_net, by_duration, result);
    free(by_net);
    free(by_duration);
    return status;
}

static void print_share(FILE *out, const char *what, size_t hits, size_t of)
{
    fprintf(out, "  %-44s %5.1f %%  (%zu of %zu)\n", what, 100.0 * (double)hits / (double)of, hits, of);
}

void report_result_print(const ReportResult *r, const char *of_whom, FILE *out)
{
    fprintf(out, "\n%zu pairs of %zu %s\n", r->pairs, r->users, of_whom);
    fprintf(out, "at cos = 0, the line of the paper's Table 1 (90 degrees):\n");
    print_share(out, "GA, genuine pairs above it", r->line.genuine_above, r->line.genuine);
    print_share(out, "FR, forged pairs below it", r->line.forged_below, r->line.forged);
    fprintf(out, "at cos = %.3f (%.1f degrees), chosen on the validation users:\n", r->threshold,
            acos(fmax(-1, fmin(1, r->threshold))) * degrees_per_radian);
    print_share(out, "FAR, forged pairs accepted", r->at_threshold.false_accepts, r->forged);
    print_share(out, "FRR, genuine pairs rejected", r->at_threshold.false_rejects, r->genuine);
    fprintf(out, "  %-44s %5.1f %%", "equal error rate (EER)", 100 * r->eer.rate);
    if (r->users > 1)
        fprintf(out, "  (95 %%: %.1f to %.1f)", 100 * r->eer_interval.low, 100 * r->eer_interval.high);
    fprintf(out, "\n  %-44s %5.1f %%\n", "EER of the durations alone, without a net", 100 * r->duration_eer);
}

json_t *report_result_json(const ReportResult *r)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:I, s:I, s:f, s:[f,f], s:f}", "pairs",
                     (json_int_t)r->pairs, "users", (json_int_t)r->users, "genuine", (json_int_t)r->genuine,
                     "forged", (json_int_t)r->forged, "genuine_above_cos_0",
                     (json_int_t)r->line.genuine_above, "forged_below_cos_0",
                     (json_int_t)r->line.forged_below, "threshold", r->threshold, "false_accepts",
                     (json_int_t)r->at_threshold.false_accepts, "false_rejects",
                     (json_int_t)r->at_threshold.false_rejects, "eer", r->eer.rate, "eer_interval",
                     r->eer_interval.low, r->eer_interval.high, "duration_eer", r->duration_eer);
}
