#include "live/embedding_source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "train/embedder.h"
#include "train/pca.h"
#include "words/words.h"

struct EmbeddingSource {
    size_t count, pairs;
    size_t *items; /* [count]: which signature of the data set each is */
    SnapshotSignature *signatures;
    SnapshotPlace *places;
    SnapshotMembers *members;
    const real **inputs;
    real *embeddings;   /* [count * size]; made at the first filling, like the next */
    double *directions; /* [count * size]: of the `directed` first of `order` */
    size_t *order;      /* [count]: those that have a direction */
    size_t size, directed;
    Pca plane;
    bool frozen, held, due, filled;
    uint64_t filled_from; /* the state of the net */
    double frozen_epoch;
};

/* ---- who is watched ---- */

static void describe(const Dataset *dataset, size_t item, bool held_out, SnapshotSignature *signature)
{
    const DatasetItem *from = &dataset->items[item];
    const size_t user = dataset->users[from->user].number;
    if (from->forged)
        snprintf(signature->label, sizeof signature->label, _("writer %zu: forgery %zu"), user, from->number);
    else
        snprintf(signature->label, sizeof signature->label, _("writer %zu: genuine %zu"), user, from->number);
    signature->forged = from->forged;
    signature->held_out = held_out;
}

/* The index of a signature that several pairs may have in common. */
static size_t index_of(EmbeddingSource *source, const Dataset *dataset, size_t item, bool held_out)
{
    for (size_t i = 0; i < source->count; i++)
        if (source->items[i] == item)
            return i;
    source->items[source->count] = item;
    describe(dataset, item, held_out, &source->signatures[source->count]);
    return source->count++;
}

Status embedding_source_create(const Dataset *dataset, const Watched *watched, EmbeddingSource **made)
{
    EmbeddingSource *source = *made = calloc(1, sizeof *source);
    if (!source)
        return status_no_memory(_("the embeddings"));
    const size_t most = 2 * watched->count;
    source->pairs = watched->count;
    source->items = calloc(most, sizeof *source->items);
    source->signatures = calloc(most, sizeof *source->signatures);
    source->places = calloc(most, sizeof *source->places);
    source->members = calloc(watched->count, sizeof *source->members);
    source->inputs = calloc(most, sizeof *source->inputs);
    source->order = calloc(most, sizeof *source->order);
    if (!source->items || !source->signatures || !source->places || !source->members || !source->inputs ||
        !source->order) {
        embedding_source_destroy(source);
        *made = NULL;
        return status_no_memory(_("the embeddings"));
    }
    for (size_t i = 0; i < watched->count; i++) {
        const size_t *items = watched->pairs[i].items;
        const bool held_out = watched->described[i].held_out;
        source->members[i].a = index_of(source, dataset, items[0], held_out);
        source->members[i].b = index_of(source, dataset, items[1], held_out);
    }
    return status_ok();
}

void embedding_source_destroy(EmbeddingSource *source)
{
    if (!source)
        return;
    free(source->items);
    free(source->signatures);
    free(source->places);
    free(source->members);
    free(source->inputs);
    free(source->embeddings);
    free(source->directions);
    free(source->order);
    pca_free(&source->plane);
    free(source);
}

/* ---- when the axes are chosen ---- */

void embedding_source_freeze(EmbeddingSource *source, bool held)
{
    source->due = true;
    source->held = held;
}

/* The first of 1, 2, 5, 10, 20 ... after an epoch. */
static size_t next_freezing(double epoch)
{
    static const size_t factors[] = {1, 2, 5};
    for (size_t power = 1;; power *= 10)
        for (size_t i = 0; i < 3; i++)
            if ((double)(factors[i] * power) > epoch)
                return factors[i] * power;
}

/* Also when the run was taken back to before the axes were chosen: they know what it does not yet. */
static bool is_due(const EmbeddingSource *source, double epoch)
{
    if (!source->frozen || source->due)
        return true;
    return !source->held &&
           (epoch < source->frozen_epoch || epoch >= (double)next_freezing(source->frozen_epoch));
}

static Status freeze(EmbeddingSource *source, double epoch)
{
    Pca plane;
    Status status = pca_fit(source->directed, source->size, source->directions,
                            source->frozen ? &source->plane : NULL, &plane);
    if (!status.ok)
        return status;
    pca_free(&source->plane);
    source->plane = plane;
    source->frozen = true;
    source->due = false;
    source->frozen_epoch = epoch;
    return status;
}

/* ---- filling ---- */

static Status make_room(EmbeddingSource *source, size_t size)
{
    if (source->embeddings && source->size == size)
        return status_ok();
    free(source->embeddings);
    free(source->directions);
    source->size = size;
    source->embeddings = calloc(source->count * size, sizeof *source->embeddings);
    source->directions = calloc(source->count * size, sizeof *source->directions);
    return source->embeddings && source->directions ? status_ok() : status_no_memory(_("the embeddings"));
}

static Status embed(EmbeddingSource *source, Trainer *trainer)
{
    const Net *net = trainer_net(trainer);
    Status status = make_room(source, net->embedding);
    for (size_t i = 0; i < source->count; i++)
        source->inputs[i] = trainer_input(trainer, source->items[i]);
    if (status.ok)
        status = embedder_run(net, trainer_model(trainer)->params, source->count, source->inputs,
                              source->embeddings);
    return status;
}

/* Divides by the lengths; embeddings that have none are left out. */
static void take_directions(EmbeddingSource *source)
{
    source->directed = 0;
    for (size_t i = 0; i < source->count; i++) {
        const real *embedding = source->embeddings + i * source->size;
        double *direction = source->directions + source->directed * source->size, squares = 0;
        for (size_t k = 0; k < source->size; k++) {
            direction[k] = real_to_double(embedding[k]);
            squares += direction[k] * direction[k];
        }
        if (!(squares > 0) || !isfinite(squares))
            continue;
        for (size_t k = 0; k < source->size; k++)
            direction[k] /= sqrt(squares);
        source->order[source->directed++] = i;
    }
}

static SnapshotPlace place_of(const Pca *plane, const double *point)
{
    double place[PCA_AXES];
    pca_project(plane, point, place);
    return (SnapshotPlace){place[0], place[1]};
}

/* The centre of the sphere is the point whose numbers are all 0: its place is minus that of the mean's own shift. */
static SnapshotPlace centre_of(const Pca *plane)
{
    SnapshotPlace centre = {0};
    for (size_t k = 0; k < plane->d; k++) {
        centre.x -= plane->mean[k] * plane->axes[k];
        centre.y -= plane->mean[k] * plane->axes[plane->d + k];
    }
    return centre;
}

static void show(EmbeddingSource *source, SnapshotEmbedding *shown)
{
    const Pca *plane = &source->plane;
    for (size_t i = 0; i < source->count; i++)
        source->places[i] = (SnapshotPlace){NAN, NAN};
    for (size_t i = 0; i < source->directed; i++)
        source->places[source->order[i]] = place_of(plane, source->directions + i * source->size);
    const double total = plane->total > 0 ? plane->total : 1;
    *shown = (SnapshotEmbedding){.version = shown->version + 1,
                                 .present = true,
                                 .count = source->count,
                                 .signature = source->signatures,
                                 .place = source->places,
                                 .centre = centre_of(plane),
                                 .pairs = source->pairs,
                                 .members = source->members,
                                 .frozen_epoch = source->frozen_epoch,
                                 .x_share = plane->variance[0] / total,
                                 .y_share = plane->variance[1] / total,
                                 .share = pca_share(plane, source->directed, source->directions),
                                 .held = source->held,
                                 .next_epoch = next_freezing(source->frozen_epoch)};
}

Status embedding_source_fill(EmbeddingSource *source, Trainer *trainer, uint64_t steps, uint64_t state,
                             SnapshotEmbedding *shown)
{
    const double epoch = (double)steps / (double)trainer_steps_per_epoch(trainer);
    if (source->filled && source->filled_from == state && !source->due)
        return status_ok();
    Status status = embed(source, trainer);
    if (status.ok)
        take_directions(source);
    if (status.ok && source->directed > 0 && source->size >= PCA_AXES && is_due(source, epoch))
        status = freeze(source, epoch);
    shown->present = false;
    if (status.ok && source->frozen)
        show(source, shown);
    else
        shown->version++;
    source->filled = true;
    source->filled_from = state;
    return status;
}
