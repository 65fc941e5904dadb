#include "results/trained.h"

#include "train/embedder.h"
#include "train/scoring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

Status trained_split(const Dataset *dataset, size_t fold, Split *split)
{
    return split_fold(dataset->user_count, TRAINED_FOLDS, fold, TRAINED_VALIDATION, TRAINED_SEED, split);
}

static Status train(Trainer *trainer, const char *name, FILE *progress)
{
    size_t steps = trainer_steps_per_epoch(trainer), epochs = trainer_options(trainer)->epochs;
    double loss = 0;
    for (size_t s = 0; s < steps * epochs; s++) {
        StepRecord record;
        Status status = trainer_step(trainer, &record);
        if (!status.ok)
            return status_error("%s: %.400s", name, status.message);
        loss += record.loss / (double)steps;
        if (!record.ends_epoch)
            continue;
        fprintf(progress, "%s: epoch %zu of %zu, loss %.4f\n", name, record.epoch + 1, epochs, loss);
        loss = 0;
    }
    return status_ok();
}

static Status embed_all(Trainer *trainer, size_t count, Trained *trained)
{
    const Model *model = trainer_model(trainer);
    size_t d = model->net.embedding;
    const real **inputs = malloc(count * sizeof *inputs);
    real *embeddings = malloc(count * d * sizeof *embeddings);
    trained->d = d;
    trained->embeddings = malloc(count * d * sizeof *trained->embeddings);
    Status status =
        inputs && embeddings && trained->embeddings ? status_ok() : status_no_memory("the embeddings");
    for (size_t i = 0; status.ok && i < count; i++)
        inputs[i] = trainer_input(trainer, i);
    if (status.ok)
        status = embedder_run(&model->net, model->params, count, inputs, embeddings);
    for (size_t k = 0; status.ok && k < count * d; k++)
        trained->embeddings[k] = real_to_double(embeddings[k]);
    free(inputs);
    free(embeddings);
    return status;
}

static Status pool(const Dataset *dataset, const Split *split, Trained *trained)
{
    size_t users = split->count[SPLIT_TRAINING], d = trained->d, rows = 0;
    size_t *counts = malloc(users * sizeof *counts);
    double *genuine = malloc(dataset->count * d * sizeof *genuine);
    trained->pooled = malloc(d * sizeof *trained->pooled);
    Status status =
        counts && genuine && trained->pooled ? status_ok() : status_no_memory("the pooled variances");
    for (size_t u = 0; status.ok && u < users; u++) {
        const DatasetUser *user = &dataset->users[split->users[SPLIT_TRAINING][u]];
        counts[u] = user->genuine;
        memcpy(genuine + rows * d, trained->embeddings + user->first * d, counts[u] * d * sizeof *genuine);
        rows += counts[u];
    }
    if (status.ok)
        scoring_pooled_variance(users, counts, d, genuine, trained->pooled);
    free(counts);
    free(genuine);
    return status;
}

Status trained_make(const Recipe *recipe, size_t epochs, const Dataset *dataset, const Split *split,
                    FILE *progress, Trained *trained)
{
    *trained = (Trained){0};
    TrainerOptions options;
    Trainer *trainer = NULL;
    Status status = recipe_options(recipe, TRAINED_SEED, epochs, &options);
    if (status.ok)
        status = trainer_create(&options, dataset, split, &trainer);
    if (status.ok)
        status = train(trainer, recipe->name, progress);
    if (status.ok)
        status = embed_all(trainer, dataset->count, trained);
    trainer_destroy(trainer);
    return status.ok ? pool(dataset, split, trained) : status;
}

/* The n numbers of `from`, brought to length 1. */
static void copy_direction(size_t n, const double *from, double *to)
{
    double squares = 0;
    for (size_t k = 0; k < n; k++)
        squares += from[k] * from[k];
    for (size_t k = 0; k < n; k++)
        to[k] = squares > 0 ? from[k] / sqrt(squares) : 0;
}

static void make_even(size_t count, Trained *trained)
{
    for (size_t k = 0; k < trained->d; k++) {
        double variance = trained->pooled[k];
        for (size_t i = 0; variance > 0 && i < count; i++)
            trained->embeddings[i * trained->d + k] /= sqrt(variance);
        trained->pooled[k] = variance > 0 ? 1 : 0;
    }
}

Status trained_combine(size_t n, const Trained *const parts[], const Dataset *dataset, const Split *split,
                       Trained *trained)
{
    *trained = (Trained){0};
    for (size_t p = 0; p < n; p++)
        trained->d += parts[p]->d;
    trained->embeddings = malloc(dataset->count * trained->d * sizeof *trained->embeddings);
    if (!trained->embeddings)
        return status_no_memory("the embeddings");
    for (size_t p = 0, before = 0; p < n; before += parts[p]->d, p++)
        for (size_t i = 0; i < dataset->count; i++)
            copy_direction(parts[p]->d, parts[p]->embeddings + i * parts[p]->d,
                           trained->embeddings + i * trained->d + before);
    Status status = pool(dataset, split, trained);
    if (status.ok)
        make_even(dataset->count, trained);
    return status;
}

void trained_free(Trained *trained)
{
    free(trained->embeddings);
    free(trained->pooled);
    *trained = (Trained){0};
}
