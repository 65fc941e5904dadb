#include "live/watched.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "words/words.h"

/* "writer 3: genuine 4 / forgery 2" */
static void describe_pair(const Dataset *dataset, const Pair *pair, SnapshotPair *described)
{
    const DatasetItem *a = &dataset->items[pair->items[0]], *b = &dataset->items[pair->items[1]];
    size_t user_a = dataset->users[a->user].number, user_b = dataset->users[b->user].number;
    if (pair->kind == PAIRS_GENUINE)
        snprintf(described->label, sizeof described->label, _("writer %zu: genuine %zu / genuine %zu"),
                 user_a, a->number, b->number);
    else if (pair->kind == PAIRS_FORGERY)
        snprintf(described->label, sizeof described->label, _("writer %zu: genuine %zu / forgery %zu"),
                 user_a, a->number, b->number);
    else
        snprintf(described->label, sizeof described->label,
                 _("writer %zu: genuine %zu / writer %zu: genuine %zu"), user_a, a->number, user_b,
                 b->number);
    described->genuine = pair->label == LABEL_GENUINE;
}

static Status list_pairs(const Dataset *dataset, const Split *split, PairsMix mix, SplitRole role,
                         size_t count, Pair *pairs)
{
    PairsSource source;
    if (split->count[role] == 1)
        mix.share[PAIRS_OTHER_WRITER] = 0; /* there is no other writer */
    Status status = pairs_source_create(dataset, split->count[role], split->users[role], mix, &source);
    if (!status.ok)
        return status;
    pairs_list(&source, 1 + role, count, pairs);
    pairs_source_free(&source);
    return status;
}

Status watched_create(const Dataset *dataset, const Split *split, PairsMix mix, size_t count,
                      Watched *watched)
{
    *watched = (Watched){.count = count, .training = count / 2};
    watched->pairs = calloc(count, sizeof *watched->pairs);
    watched->described = calloc(count, sizeof *watched->described);
    watched->angles = calloc(count, sizeof *watched->angles);
    watched->norms = calloc(2 * count, sizeof *watched->norms);
    watched->scores = calloc(2 * count, sizeof *watched->scores);
    watched->points = calloc(count + 1, sizeof *watched->points);
    if (!watched->pairs || !watched->described || !watched->angles || !watched->norms || !watched->scores ||
        !watched->points)
        return status_no_memory(_("the watched pairs"));
    size_t first = watched->training;
    Status status = list_pairs(dataset, split, mix, SPLIT_TRAINING, first, watched->pairs);
    if (status.ok)
        status = list_pairs(dataset, split, mix, SPLIT_VALIDATION, count - first, watched->pairs + first);
    for (size_t i = 0; status.ok && i < count; i++) {
        describe_pair(dataset, &watched->pairs[i], &watched->described[i]);
        watched->described[i].held_out = i >= first;
    }
    return status;
}

void watched_free(Watched *watched)
{
    free(watched->pairs);
    free(watched->described);
    free(watched->angles);
    free(watched->norms);
    free(watched->scores);
    free(watched->points);
    *watched = (Watched){0};
}

Status watched_measure(Watched *watched, Trainer *trainer, double training_loss, History *history)
{
    size_t first = watched->training;
    double validation_loss = NAN;
    Status status = trainer_angles(trainer, first, watched->pairs, watched->angles, watched->norms, NULL);
    if (status.ok)
        status = trainer_angles(trainer, watched->count - first, watched->pairs + first,
                                watched->angles + first, watched->norms + 2 * first, &validation_loss);
    return status.ok ? history_add(history, watched->angles, watched->norms, training_loss, validation_loss)
                     : status;
}

WatchedSummary watched_summary(Watched *watched, const History *history)
{
    size_t n = watched->count - watched->training, counts[2] = {0};
    double sums[2] = {0};
    const float *degrees = history_last(history) + watched->training;
    for (size_t i = 0; i < n; i++) {
        Label label = watched->pairs[watched->training + i].label;
        counts[label]++;
        sums[label] += (double)degrees[i];
        watched->scores[i] = (MetricsScore){.score = -(double)degrees[i], .genuine = label == LABEL_GENUINE};
    }
    WatchedSummary summary = {.genuine_degrees = sums[LABEL_GENUINE] / (double)counts[LABEL_GENUINE],
                              .forged_degrees = sums[LABEL_FORGED] / (double)counts[LABEL_FORGED],
                              .eer = NAN,
                              .threshold = NAN};
    MetricsCurve curve;
    if (!metrics_curve_within(n, watched->scores, watched->scores + n, watched->points, &curve).ok)
        return summary; /* an angle that is no number */
    MetricsEer eer = metrics_eer(&curve);
    summary.eer = eer.rate;
    summary.threshold = -eer.nearest.threshold;
    return summary;
}
