#include "train/verifier.h"

#include <stdlib.h>

#include "train/embedder.h"
#include "train/metrics.h"
#include "train/scoring.h"

double verifier_score(const Model *model, ModelScore score, size_t n, const double *references,
                      const double *questioned)
{
    size_t d = model->net.embedding;
    switch (score) {
    case MODEL_MEAN:
        return scoring_mean_cosine(n, d, references, questioned);
    case MODEL_MAX:
        return scoring_max_cosine(n, d, references, questioned);
    case MODEL_NORMAL:
        return scoring_normal(n, d, references, questioned);
    default:
        return scoring_shrunk(n, d, references, model->verification.pooled, questioned);
    }
}

Status verifier_embed(const Model *model, size_t n, const Signature *const signatures[], double *embeddings)
{
    size_t size = step_size(model->net.input), d = model->net.embedding;
    real *x = malloc((n * size + 1) * sizeof *x), *embedded = malloc((n * d + 1) * sizeof *embedded);
    const real **inputs = malloc((n + 1) * sizeof *inputs);
    Status status = x && embedded && inputs ? status_ok() : status_no_memory("the embeddings");
    for (size_t i = 0; status.ok && i < n; i++) {
        inputs[i] = x + i * size;
        status = model_see(model, signatures[i], x + i * size);
    }
    if (status.ok)
        status = embedder_run(&model->net, model->params, n, inputs, embedded);
    for (size_t i = 0; status.ok && i < n * d; i++)
        embeddings[i] = real_to_double(embedded[i]);
    free(x);
    free(embedded);
    free(inputs);
    return status;
}

/* The embeddings of all items of these users, user by user, `genuine_only` or genuine and forged; the caller frees them. */
static Status embed_users(const Model *model, const Dataset *dataset, size_t count, const size_t users[],
                          bool genuine_only, double **embeddings)
{
    size_t n = 0, filled = 0;
    for (size_t u = 0; u < count; u++)
        n += dataset->users[users[u]].genuine + (genuine_only ? 0 : dataset->users[users[u]].forged);
    const Signature **signatures = malloc((n + 1) * sizeof *signatures);
    *embeddings = malloc((n * model->net.embedding + 1) * sizeof **embeddings);
    Status status = signatures && *embeddings ? status_ok() : status_no_memory("the embeddings");
    for (size_t u = 0; status.ok && u < count; u++) {
        const DatasetUser *user = &dataset->users[users[u]];
        for (size_t k = 0; k < user->genuine + (genuine_only ? 0 : user->forged); k++)
            signatures[filled++] = &dataset->items[user->first + k].signature;
    }
    if (status.ok)
        status = verifier_embed(model, n, signatures, *embeddings);
    free(signatures);
    return status;
}

static Status pool_variances(Model *model, const Dataset *dataset, size_t count, const size_t users[])
{
    double *embeddings = NULL;
    size_t *counts = malloc((count + 1) * sizeof *counts);
    bool enough = false;
    for (size_t u = 0; counts && u < count; u++) {
        counts[u] = dataset->users[users[u]].genuine;
        enough |= counts[u] >= 2;
    }
    Status status = counts ? embed_users(model, dataset, count, users, true, &embeddings)
                           : status_no_memory("the users' counts");
    if (status.ok && enough)
        scoring_pooled_variance(count, counts, model->net.embedding, embeddings, model->verification.pooled);
    free(embeddings);
    free(counts);
    return status;
}

static size_t references_of(const DatasetUser *user)
{
    /* At least one genuine signature must be left to be questioned. */
    return user->genuine > MODEL_REFERENCES ? MODEL_REFERENCES : user->genuine ? user->genuine - 1 : 0;
}

/* Scores all questioned signatures of the users; returns how many. */
static size_t score_users(Model *model, const Dataset *dataset, size_t count, const size_t users[],
                          const double *embeddings, ModelScore kind, MetricsScore scores[])
{
    size_t d = model->net.embedding, scored = 0;
    for (size_t u = 0; u < count; u++) {
        const DatasetUser *user = &dataset->users[users[u]];
        size_t references = references_of(user), all = user->genuine + user->forged;
        for (size_t k = references; references >= 2 && user->forged && k < all; k++)
            scores[scored++] = (MetricsScore){
                .score = verifier_score(model, kind, references, embeddings, embeddings + k * d),
                .user = users[u],
                .genuine = k < user->genuine};
        embeddings += all * d;
    }
    return scored;
}

static Status set_thresholds(Model *model, const Dataset *dataset, size_t count, const size_t users[],
                             const double *embeddings, MetricsScore scores[])
{
    for (ModelScore kind = 0; kind < MODEL_SCORES; kind++) {
        size_t scored = score_users(model, dataset, count, users, embeddings, kind, scores);
        if (scored == 0)
            return status_ok();
        MetricsCurve curve;
        Status status = metrics_curve(scored, scores, &curve);
        if (!status.ok)
            return status;
        model->verification.threshold[kind] = metrics_eer(&curve).nearest.threshold;
        metrics_curve_free(&curve);
    }
    model->verification.calibrated = true;
    return status_ok();
}

Status verifier_calibrate(Model *model, const Dataset *dataset, size_t training_count,
                          const size_t training[], size_t validation_count, const size_t validation[])
{
    model->verification.calibrated = false;
    Status status = pool_variances(model, dataset, training_count, training);
    if (!status.ok)
        return status;
    double *embeddings = NULL;
    size_t room = 1;
    for (size_t u = 0; u < validation_count; u++)
        room += dataset->users[validation[u]].genuine + dataset->users[validation[u]].forged;
    MetricsScore *scores = malloc(room * sizeof *scores);
    status = scores ? embed_users(model, dataset, validation_count, validation, false, &embeddings)
                    : status_no_memory("the scores");
    if (status.ok)
        status = set_thresholds(model, dataset, validation_count, validation, embeddings, scores);
    free(embeddings);
    free(scores);
    return status;
}
