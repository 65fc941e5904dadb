#include "train/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "net/cosine.h"
#include "train/embedder.h"

/* A batch is cut into at most this many parts. Each part adds its pairs' gradients in order, and the parts' sums are
 * added in order: the same rounding whatever the number of threads. */
enum { PARTS_MAX = 16 };

/* What one thread needs for itself. */
typedef struct Workspace {
    Activations values, gradients;
    real *x[NET_BRANCHES_MAX]; /* an augmented signature as the net sees it */
    Signature augmented;       /* room for the longest signature of the data set */
} Workspace;

/* What one part of a batch found. */
typedef struct Part {
    real *dparams;
    double loss; /* the sum over its pairs */
    size_t without_angle;
    Status status;
} Part;

struct Trainer {
    TrainerOptions options;
    const Dataset *dataset;
    Model model;
    Optimizer *optimizer;
    PairsSource source;
    real *inputs; /* what the net sees of every item, not augmented */
    Pair *batch;
    size_t part_count, workspace_count;
    Part parts[PARTS_MAX];
    Workspace *workspaces;
};

TrainerOptions trainer_default_options(void)
{
    TrainerOptions options = {
        .net = net_default_options(),
        .mix = pairs_paper_mix(),
        .augmentation = augment_defaults(),
        .optimizer = optimizer_defaults(OPTIMIZER_MOMENTUM),
        .batch = 32,
        .pairs_per_epoch = 7701,
        .epochs = 12,
        .seed = 1,
    };
    options.optimizer.rate = 0.05;
    options.optimizer.last_fraction = 0.02;
    features_parse("net3", &options.features);
    return options;
}

/* ---- making one ---- */

static Status fit_scale(Trainer *trainer, const Split *split)
{
    const Dataset *dataset = trainer->dataset;
    size_t size = trainer->options.features.count * FEATURES_TIME, room = 0;
    for (size_t u = 0; u < split->count[SPLIT_TRAINING]; u++) {
        const DatasetUser *user = &dataset->users[split->users[SPLIT_TRAINING][u]];
        room += user->genuine + user->forged;
    }
    double *features = malloc(room * size * sizeof *features);
    const double **rows = malloc(room * sizeof *rows);
    Status status = features && rows ? status_ok() : status_no_memory("the features of the training users");
    size_t count = 0;
    for (size_t u = 0; status.ok && u < split->count[SPLIT_TRAINING]; u++) {
        const DatasetUser *user = &dataset->users[split->users[SPLIT_TRAINING][u]];
        for (size_t k = 0; status.ok && k < user->genuine + user->forged; k++, count++) {
            rows[count] = features + count * size;
            status = features_compute(&dataset->items[user->first + k].signature, &trainer->options.features,
                                      features + count * size);
        }
    }
    if (status.ok)
        status = features_scale_fit(&trainer->options.features, count, rows, &trainer->model.scale);
    free(features);
    free(rows);
    return status;
}

static Status see_all(Trainer *trainer)
{
    size_t size = step_size(trainer->model.net.input);
    trainer->inputs = malloc(trainer->dataset->count * size * sizeof(real));
    if (!trainer->inputs)
        return status_no_memory("what the net sees of the signatures");
    for (size_t i = 0; i < trainer->dataset->count; i++) {
        const DatasetItem *item = &trainer->dataset->items[i];
        Status status = model_see(&trainer->model, &item->signature, trainer->inputs + i * size);
        if (!status.ok)
            return status_error("%s: %.400s", item->name, status.message);
    }
    return status_ok();
}

static Status make_workspaces(Trainer *trainer)
{
    size_t longest = 0;
    for (size_t i = 0; i < trainer->dataset->count; i++)
        longest = trainer->dataset->items[i].signature.count > longest
                      ? trainer->dataset->items[i].signature.count
                      : longest;
#ifdef _OPENMP
    trainer->workspace_count = (size_t)omp_get_max_threads();
#else
    trainer->workspace_count = 1;
#endif
    trainer->workspaces = calloc(trainer->workspace_count, sizeof *trainer->workspaces);
    if (!trainer->workspaces)
        return status_no_memory("the threads' workspaces");
    const Net *net = &trainer->model.net;
    for (size_t i = 0; i < trainer->workspace_count; i++) {
        Workspace *workspace = &trainer->workspaces[i];
        Status status = siamese_create_activations(net, &workspace->values);
        if (status.ok)
            status = siamese_create_activations(net, &workspace->gradients);
        if (status.ok)
            status = signature_create(longest, &workspace->augmented);
        if (!status.ok)
            return status;
        for (size_t b = 0; b < net->branches; b++)
            if (!(workspace->x[b] = malloc(step_size(net->input) * sizeof(real))))
                return status_no_memory("an augmented signature");
    }
    return status_ok();
}

static Status make_parts(Trainer *trainer)
{
    size_t batch = trainer->options.batch;
    trainer->part_count = batch < PARTS_MAX ? batch : PARTS_MAX;
    trainer->batch = malloc(batch * sizeof *trainer->batch);
    if (!trainer->batch)
        return status_no_memory("the pairs of a batch");
    for (size_t p = 0; p < trainer->part_count; p++)
        if (!(trainer->parts[p].dparams = malloc(trainer->model.net.parameter_count * sizeof(real))))
            return status_no_memory("the gradients of a batch");
    return status_ok();
}

static Status make_optimizer(Trainer *trainer)
{
    OptimizerOptions options = trainer->options.optimizer;
    options.steps = trainer_steps_per_epoch(trainer) * trainer->options.epochs;
    Status status = optimizer_create(options, trainer->model.net.parameter_count, &trainer->optimizer);
    const StepBlock *block;
    for (size_t i = 0; status.ok && (block = net_block(&trainer->model.net, i)); i++)
        if (!block->is_weight)
            optimizer_spare(trainer->optimizer, block->offset, block->rows * block->cols);
    return status;
}

Status trainer_create(const TrainerOptions *options, const Dataset *dataset, const Split *split,
                      Trainer **made)
{
    *made = NULL;
    if (options->batch == 0 || options->pairs_per_epoch == 0 || options->epochs == 0)
        return status_error("a training needs at least one pair in a batch, one pair an epoch and one epoch");
    Trainer *trainer = calloc(1, sizeof *trainer);
    if (!trainer)
        return status_no_memory("the trainer");
    trainer->options = *options;
    trainer->dataset = dataset;
    Status status = model_create(&options->net, &options->features, &trainer->model);
    /* The caller's texts may not live as long as the trainer. */
    trainer->options.net.encoder = trainer->model.net.encoder;
    trainer->options.net.loss = trainer->model.net.loss;
    if (status.ok)
        status = pairs_source_create(dataset, split->count[SPLIT_TRAINING], split->users[SPLIT_TRAINING],
                                     options->mix, &trainer->source);
    if (status.ok && trainer->model.net.branches == 3)
        status = pairs_check_triplets(&trainer->source);
    if (status.ok)
        status = fit_scale(trainer, split);
    if (status.ok)
        status = see_all(trainer);
    if (status.ok)
        status = make_workspaces(trainer);
    if (status.ok)
        status = make_parts(trainer);
    if (status.ok)
        status = make_optimizer(trainer);
    if (!status.ok) {
        trainer_destroy(trainer);
        return status;
    }
    net_initialise(&trainer->model.net, options->seed, trainer->model.params);
    *made = trainer;
    return status;
}

void trainer_destroy(Trainer *trainer)
{
    if (!trainer)
        return;
    for (size_t i = 0; trainer->workspaces && i < trainer->workspace_count; i++) {
        Workspace *workspace = &trainer->workspaces[i];
        siamese_destroy_activations(&workspace->values);
        siamese_destroy_activations(&workspace->gradients);
        signature_free(&workspace->augmented);
        for (size_t b = 0; b < NET_BRANCHES_MAX; b++)
            free(workspace->x[b]);
    }
    for (size_t p = 0; p < PARTS_MAX; p++)
        free(trainer->parts[p].dparams);
    free(trainer->workspaces);
    free(trainer->batch);
    free(trainer->inputs);
    pairs_source_free(&trainer->source);
    optimizer_destroy(trainer->optimizer);
    model_free(&trainer->model);
    free(trainer);
}

/* ---- one step ---- */

size_t trainer_steps_per_epoch(const Trainer *trainer)
{
    return (trainer->options.pairs_per_epoch + trainer->options.batch - 1) / trainer->options.batch;
}

/* The step's pairs: the same for the same seed and step, whatever was drawn before. */
static size_t draw_batch(Trainer *trainer, uint64_t step)
{
    const TrainerOptions *options = &trainer->options;
    size_t before = (size_t)(step % trainer_steps_per_epoch(trainer)) * options->batch;
    size_t left = options->pairs_per_epoch - before;
    size_t count = left < options->batch ? left : options->batch;
    Random random = random_stream(options->seed, 2 * step);
    for (size_t k = 0; k < count; k++)
        trainer->batch[k] = trainer->model.net.branches == 3 ? pairs_draw_triplet(&trainer->source, &random)
                                                             : pairs_draw(&trainer->source, &random);
    return count;
}

/* What the net sees of the pair's signatures in this step. */
static Status see_pair(const Trainer *trainer, uint64_t step, size_t k, Workspace *workspace, const real *x[])
{
    const Pair *pair = &trainer->batch[k];
    for (size_t b = 0; b < trainer->model.net.branches; b++) {
        x[b] = trainer_input(trainer, pair->items[b]);
        if (!trainer->options.augment)
            continue;
        Random random = random_stream(trainer->options.seed ^ (2 * step + 1), k * NET_BRANCHES_MAX + b);
        augment_signature(&trainer->dataset->items[pair->items[b]].signature, &trainer->options.augmentation,
                          &random, &workspace->augmented);
        Status status = model_see(&trainer->model, &workspace->augmented, workspace->x[b]);
        if (!status.ok)
            return status;
        x[b] = workspace->x[b];
    }
    return status_ok();
}

static bool has_angle(const Net *net, const Activations *values)
{
    for (size_t b = 0; b < net->branches; b++)
        if (real_part(cosine_norm(net->embedding, values->embeddings + b * net->embedding)) < COSINE_SHORTEST)
            return false;
    return true;
}

/* The losses and gradients of the pairs first .. end-1 of the batch of `count`. */
static void run_part(const Trainer *trainer, uint64_t step, size_t first, size_t end, size_t count,
                     Workspace *workspace, Part *part)
{
    const Net *net = &trainer->model.net;
    const real *params = trainer->model.params;
    memset(part->dparams, 0, net->parameter_count * sizeof(real));
    part->loss = 0;
    part->without_angle = 0;
    part->status = status_ok();
    for (size_t k = first; part->status.ok && k < end; k++) {
        const real *x[NET_BRANCHES_MAX];
        part->status = see_pair(trainer, step, k, workspace, x);
        if (!part->status.ok)
            return;
        Label label = trainer->batch[k].label;
        part->loss += real_to_double(siamese_forward(net, params, x, label, &workspace->values));
        part->without_angle += !has_angle(net, &workspace->values);
        /* The loss of the batch is the mean over its pairs, so each pair's gradient counts 1/count. */
        siamese_backward(net, params, x, label, &workspace->values, 1 / (real)(double)count,
                         &workspace->gradients, part->dparams);
    }
}

static bool all_finite(size_t n, const real *values)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(real_to_double(values[i])))
            return false;
    return true;
}

/* Goes through the batch again to name the first step of the net that gives a number that is not finite. */
static Status name_the_step(Trainer *trainer, uint64_t step, size_t count)
{
    const Net *net = &trainer->model.net;
    Workspace *workspace = &trainer->workspaces[0];
    for (size_t k = 0; k < count; k++) {
        const real *x[NET_BRANCHES_MAX];
        if (!see_pair(trainer, step, k, workspace, x).ok)
            continue;
        siamese_forward(net, trainer->model.params, x, trainer->batch[k].label, &workspace->values);
        for (size_t b = 0; b < net->branches; b++)
            for (size_t i = 0; i < net->encoder_steps; i++)
                if (!all_finite(step_size(net->steps[i].out), workspace->values.encoder[b][i]))
                    return status_error(
                        "training stopped at step %llu: %s gave a number that is not finite; a smaller "
                        "learning rate may help",
                        (unsigned long long)step, net->steps[i].name);
        for (size_t i = 0; i < NET_HEAD_STEPS; i++)
            if (!all_finite(step_size(net->steps[net->encoder_steps + i].out), workspace->values.head[i]))
                return status_error(
                    "training stopped at step %llu: %s gave a number that is not finite; a smaller "
                    "learning rate may help",
                    (unsigned long long)step, net->steps[net->encoder_steps + i].name);
    }
    return status_error(
        "training stopped at step %llu: the gradient is not finite though every loss is; a smaller "
        "learning rate may help",
        (unsigned long long)step);
}

Status trainer_step(Trainer *trainer, StepRecord *record)
{
    Net *net = &trainer->model.net;
    uint64_t step = optimizer_steps_done(trainer->optimizer);
    size_t count = draw_batch(trainer, step), parts = trainer->part_count;

#pragma omp parallel for schedule(static)
    for (size_t p = 0; p < parts; p++) {
#ifdef _OPENMP
        Workspace *workspace = &trainer->workspaces[(size_t)omp_get_thread_num() % trainer->workspace_count];
#else
        Workspace *workspace = &trainer->workspaces[0];
#endif
        run_part(trainer, step, count * p / parts, count * (p + 1) / parts, count, workspace,
                 &trainer->parts[p]);
    }

    /* In the order of the parts: floating-point sums depend on their order. */
    real *gradient = trainer->parts[0].dparams;
    double loss = trainer->parts[0].loss;
    size_t without_angle = trainer->parts[0].without_angle;
    Status status = trainer->parts[0].status;
    for (size_t p = 1; p < parts; p++) {
        for (size_t i = 0; i < net->parameter_count; i++)
            gradient[i] += trainer->parts[p].dparams[i];
        loss += trainer->parts[p].loss;
        without_angle += trainer->parts[p].without_angle;
        status = status.ok ? trainer->parts[p].status : status;
    }
    if (!status.ok)
        return status;
    if (!isfinite(loss) || !all_finite(net->parameter_count, gradient))
        return name_the_step(trainer, step, count);

    *record = (StepRecord){
        .step = step,
        .epoch = (size_t)(step / trainer_steps_per_epoch(trainer)),
        .ends_epoch = (step + 1) % trainer_steps_per_epoch(trainer) == 0,
        .loss = loss / (double)count,
        .gradient_norm = real_to_double(cosine_norm(net->parameter_count, gradient)),
        .rate = optimizer_rate(trainer->optimizer, step),
        .pairs = count,
        .without_angle = without_angle,
    };
    optimizer_step(trainer->optimizer, net->parameter_count, trainer->model.params, gradient);
    return status_ok();
}

void trainer_rewind(Trainer *trainer, uint64_t seed)
{
    trainer->options.seed = seed;
    net_initialise(&trainer->model.net, seed, trainer->model.params);
    for (size_t i = 0; i < optimizer_block_count(trainer->optimizer); i++) {
        OptimizerBlock block = optimizer_block(trainer->optimizer, i);
        memset(block.values, 0, block.n * sizeof(real));
    }
    optimizer_resume(trainer->optimizer, 0);
}

/* ---- what it shows ---- */

const TrainerOptions *trainer_options(const Trainer *trainer)
{
    return &trainer->options;
}

Model *trainer_model(Trainer *trainer)
{
    return &trainer->model;
}

Optimizer *trainer_optimizer(Trainer *trainer)
{
    return trainer->optimizer;
}

uint64_t trainer_steps_done(const Trainer *trainer)
{
    return optimizer_steps_done(trainer->optimizer);
}

const real *trainer_input(const Trainer *trainer, size_t item)
{
    return trainer->inputs + item * step_size(trainer->model.net.input);
}

Status trainer_angles(Trainer *trainer, size_t n, const Pair pairs[], double angles[], double *loss)
{
    const Net *net = &trainer->model.net;
    size_t branches = net->branches, size = net->embedding;
    const real **inputs = malloc(n * branches * sizeof *inputs);
    real *embeddings = malloc(n * branches * size * sizeof(real));
    Status status = inputs && embeddings ? status_ok() : status_no_memory("the embeddings of the pairs");
    for (size_t i = 0; status.ok && i < n * branches; i++)
        inputs[i] = trainer_input(trainer, pairs[i / branches].items[i % branches]);
    if (status.ok)
        status = embedder_run(net, trainer->model.params, n * branches, inputs, embeddings);
    double sum = 0;
    for (size_t i = 0; status.ok && i < n; i++) {
        const real *of_pair = embeddings + i * branches * size;
        angles[i] = cosine_angle(size, of_pair, of_pair + size);
        Activations *values = &trainer->workspaces[0].values;
        memcpy(values->embeddings, of_pair, branches * size * sizeof(real));
        if (loss)
            sum += real_to_double(siamese_compare(net, trainer->model.params, pairs[i].label, values));
    }
    if (loss && status.ok)
        *loss = n ? sum / (double)n : 0;
    free(inputs);
    free(embeddings);
    return status;
}
