#include "train/trainer.h"

#include "base/mark.h"
#include "net/cosine.h"
#include "net/faults.h"
#include "train/batch.h"
#include "train/embedder.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Trainer {
    TrainerOptions options;
    const Dataset *dataset;
    Model model;
    Optimizer *optimizer;
    TrainerTuning tuning;
    NetcheckOptions joins; /* how the mean and the weight decay are differentiated; a fault may stand there */
    PairsSource source;
    real *inputs; /* what the net sees of every item, not augmented */
    Pair *pairs;  /* of the step under way */
    Batch *batch;
    Activations values; /* of one pair, for trainer_angles */
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
    Status status =
        features && rows ? status_ok() : status_no_memory(N_("the features of the training users"));
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
        return status_no_memory(N_("what the net sees of the signatures"));
    for (size_t i = 0; i < trainer->dataset->count; i++) {
        const DatasetItem *item = &trainer->dataset->items[i];
        Status status = model_see(&trainer->model, &item->signature, trainer->inputs + i * size);
        if (!status.ok)
            return status_error("%s: %.400s", item->name, status.message);
    }
    return status_ok();
}

/* Room for any loss's own parameters, so that the loss can be changed. */
static size_t most_parameters(const Net *net)
{
    return net_encoder_parameters(net) + NET_LOSS_PARAMETERS_MAX;
}

static Status make_room(Trainer *trainer)
{
    const Net *net = &trainer->model.net;
    real *params = realloc(trainer->model.params, most_parameters(net) * sizeof *params);
    if (!params)
        return status_no_memory(N_("the parameters"));
    trainer->model.params = params;
    trainer->pairs = malloc(trainer->options.batch * sizeof *trainer->pairs);
    if (!trainer->pairs)
        return status_no_memory(N_("the pairs of a batch"));
    Status status = siamese_create_activations(net, &trainer->values);
    return status.ok ? batch_create(net, most_parameters(net), trainer->options.batch, trainer->dataset,
                                    &trainer->batch)
                     : status;
}

/* An optimiser at step 0 for the net as it is. */
static Status make_optimizer(const Net *net, OptimizerOptions options, Optimizer **optimizer)
{
    if (net->parameter_count == 0)
        return status_error(N_("there is nothing to train: this net has no parameters"));
    Status status = optimizer_create(options, net->parameter_count, optimizer);
    const StepBlock *block;
    for (size_t i = 0; status.ok && (block = net_block(net, i)); i++)
        if (!block->is_weight)
            optimizer_spare(*optimizer, block->offset, block->rows * block->cols);
    return status;
}

static TrainerTuning first_tuning(const Trainer *trainer)
{
    const Net *net = &trainer->model.net;
    TrainerTuning tuning = {
        .rate = trainer->options.optimizer.rate, .forged_target = net->forged_target, .margin = net->margin};
    snprintf(tuning.loss, sizeof tuning.loss, "%s", net->loss);
    return tuning;
}

static Status check(const TrainerOptions *options)
{
    if (options->batch == 0 || options->pairs_per_epoch == 0 || options->epochs == 0)
        return status_error(
            N_("a training needs at least one pair in a batch, one pair an epoch and one epoch"));
    if (options->batch > TRAINER_BATCH_MAX || options->pairs_per_epoch > TRAINER_PAIRS_MAX ||
        options->epochs > TRAINER_EPOCHS_MAX)
        return status_error(
            N_("a training takes at most %d pairs in a batch, %d pairs an epoch and %d epochs"),
            TRAINER_BATCH_MAX, TRAINER_PAIRS_MAX, TRAINER_EPOCHS_MAX);
    return options->augment ? augment_check(&options->augmentation) : status_ok();
}

Status trainer_create(const TrainerOptions *options, const Dataset *dataset, const Split *split,
                      Trainer **made)
{
    *made = NULL;
    Status status = check(options);
    if (!status.ok)
        return status;
    Trainer *trainer = calloc(1, sizeof *trainer);
    if (!trainer)
        return status_no_memory(N_("the trainer"));
    trainer->options = *options;
    trainer->options.optimizer.steps = trainer_steps_per_epoch(trainer) * options->epochs;
    trainer->dataset = dataset;
    status = model_create(&options->net, &options->features, &trainer->model);
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
        status = make_room(trainer);
    if (status.ok)
        status = make_optimizer(&trainer->model.net, trainer->options.optimizer, &trainer->optimizer);
    if (!status.ok) {
        trainer_destroy(trainer);
        return status;
    }
    trainer->tuning = first_tuning(trainer);
    trainer->joins = netcheck_options();
    net_initialise(&trainer->model.net, options->seed, trainer->model.params);
    *made = trainer;
    return status;
}

void trainer_destroy(Trainer *trainer)
{
    if (!trainer)
        return;
    batch_destroy(trainer->batch);
    siamese_destroy_activations(&trainer->values);
    free(trainer->pairs);
    free(trainer->inputs);
    pairs_source_free(&trainer->source);
    optimizer_destroy(trainer->optimizer);
    model_free(&trainer->model);
    free(trainer);
}

/* ---- one step ---- */

static bool has_wrong_decay(const Trainer *trainer)
{
    return trainer->joins.decay_backward != decay_backward;
}

size_t trainer_steps_per_epoch(const Trainer *trainer)
{
    return (trainer->options.pairs_per_epoch + trainer->options.batch - 1) / trainer->options.batch;
}

/* The step's pairs: the same for the same seed and step, whatever was drawn before. */
static size_t draw_pairs(Trainer *trainer, uint64_t step)
{
    const TrainerOptions *options = &trainer->options;
    size_t before = (size_t)(step % trainer_steps_per_epoch(trainer)) * options->batch;
    size_t left = options->pairs_per_epoch - before;
    size_t count = left < options->batch ? left : options->batch;
    Random random = random_stream(options->seed, 2 * step);
    for (size_t k = 0; k < count; k++)
        trainer->pairs[k] = trainer->model.net.branches == 3 ? pairs_draw_triplet(&trainer->source, &random)
                                                             : pairs_draw(&trainer->source, &random);
    return count;
}

Status trainer_step(Trainer *trainer, StepRecord *record)
{
    const TrainerOptions *options = &trainer->options;
    const Net *net = &trainer->model.net;
    uint64_t step = optimizer_steps_done(trainer->optimizer);
    size_t count = draw_pairs(trainer, step);
    BatchTask task = {.model = &trainer->model,
                      .dataset = trainer->dataset,
                      .inputs = trainer->inputs,
                      .augmentation = options->augment ? &options->augmentation : NULL,
                      .seed = options->seed,
                      .step = step,
                      .count = count,
                      .pairs = trainer->pairs,
                      .mean_backward = trainer->joins.mean_backward};
    BatchResult result;
    Status status = batch_run(trainer->batch, &task, &result);
    if (!status.ok)
        return status;
    *record = (StepRecord){
        .step = step,
        .epoch = (size_t)(step / trainer_steps_per_epoch(trainer)),
        .ends_epoch = (step + 1) % trainer_steps_per_epoch(trainer) == 0,
        .loss = result.loss,
        .gradient_norm = real_to_double(cosine_norm(net->parameter_count, result.gradient)),
        .rate = optimizer_rate(trainer->optimizer, step),
        .pairs = count,
        .without_angle = result.without_angle,
    };
    if (has_wrong_decay(trainer)) /* the optimiser's own is right, and off */
        trainer->joins.decay_backward(net, trainer->model.params, (real)options->optimizer.weight_decay, 1,
                                      result.gradient);
    optimizer_step(trainer->optimizer, net->parameter_count, trainer->model.params, result.gradient);
    return status;
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

/* ---- changing it between two steps ---- */

TrainerTuning trainer_tuning(const Trainer *trainer)
{
    return trainer->tuning;
}

/* Those of the net and those of its joins. */
static Status plant_all(const TrainerTuning *tuning, Net *net, NetcheckOptions *joins)
{
    net_repair(net);
    assert(tuning->fault_count <= TRAINER_FAULTS_MAX);
    Status status = status_ok();
    for (size_t i = 0; status.ok && i < tuning->fault_count; i++)
        status = faults_plant(tuning->faults[i], net, joins);
    return status;
}

Status trainer_tune(Trainer *trainer, const TrainerTuning *tuning)
{
    /* All is made aside, and put in its place when nothing can go wrong any more. */
    Net net = trainer->model.net;
    double decay = trainer->options.optimizer.weight_decay;
    NetcheckOptions joins = netcheck_options();
    joins.decay = decay;
    OptimizerOptions options = trainer->options.optimizer;
    options.rate = tuning->rate;
    Optimizer *optimizer = NULL;
    Status status = net_change_loss(&net, tuning->loss, tuning->forged_target, tuning->margin);
    if (status.ok)
        status = plant_all(tuning, &net, &joins);
    if (status.ok) {
        options.weight_decay = joins.decay_backward == decay_backward ? decay : 0;
        status = make_optimizer(&net, options, &optimizer);
    }
    if (!status.ok)
        return status;
    size_t kept = net_encoder_parameters(&net);
    if (strcmp(net.loss, trainer->model.net.loss) == 0)
        kept = net.parameter_count;
    for (size_t i = 0; i < optimizer_block_count(optimizer); i++)
        memcpy(optimizer_block(optimizer, i).values, optimizer_block(trainer->optimizer, i).values,
               kept * sizeof(real));
    optimizer_resume(optimizer, optimizer_steps_done(trainer->optimizer));
    optimizer_destroy(trainer->optimizer);
    trainer->optimizer = optimizer;
    trainer->model.net = net;
    if (kept < net.parameter_count)
        net_start_loss(&net, trainer->model.params);
    trainer->joins = joins;
    trainer->tuning = *tuning;
    trainer->options.optimizer.rate = tuning->rate;
    trainer->options.net.forged_target = net.forged_target;
    trainer->options.net.margin = net.margin;
    return status;
}

const NetcheckOptions *trainer_joins(const Trainer *trainer)
{
    return &trainer->joins;
}

/* ---- going back ---- */

size_t trainer_state_size(const Trainer *trainer)
{
    return (1 + optimizer_block_count(trainer->optimizer)) * most_parameters(&trainer->model.net);
}

void trainer_copy_state(const Trainer *trainer, real state[])
{
    size_t n = trainer->model.net.parameter_count;
    memcpy(state, trainer->model.params, n * sizeof(real));
    for (size_t i = 0; i < optimizer_block_count(trainer->optimizer); i++)
        memcpy(state + (1 + i) * n, optimizer_block(trainer->optimizer, i).values, n * sizeof(real));
}

void trainer_go_back(Trainer *trainer, uint64_t steps_done, const real state[])
{
    size_t n = trainer->model.net.parameter_count;
    memcpy(trainer->model.params, state, n * sizeof(real));
    for (size_t i = 0; i < optimizer_block_count(trainer->optimizer); i++)
        memcpy(optimizer_block(trainer->optimizer, i).values, state + (1 + i) * n, n * sizeof(real));
    optimizer_resume(trainer->optimizer, steps_done);
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

const Net *trainer_net(const Trainer *trainer)
{
    return &trainer->model.net;
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

Status trainer_angles(Trainer *trainer, size_t n, const Pair pairs[], double angles[], double norms[],
                      double *loss)
{
    const Net *net = &trainer->model.net;
    size_t branches = net->branches, size = net->embedding;
    const real **inputs = malloc(n * branches * sizeof *inputs);
    real *embeddings = malloc(n * branches * size * sizeof(real));
    Status status = inputs && embeddings ? status_ok() : status_no_memory(N_("the embeddings of the pairs"));
    for (size_t i = 0; status.ok && i < n * branches; i++)
        inputs[i] = trainer_input(trainer, pairs[i / branches].items[i % branches]);
    if (status.ok)
        status = embedder_run(net, trainer->model.params, n * branches, inputs, embeddings);
    double sum = 0;
    for (size_t i = 0; status.ok && i < n; i++) {
        const real *of_pair = embeddings + i * branches * size;
        angles[i] = cosine_angle(size, of_pair, of_pair + size);
        if (norms) {
            Cosine cosine = cosine_forward(size, of_pair, of_pair + size);
            norms[2 * i] = real_to_double(cosine.norm_a);
            norms[2 * i + 1] = real_to_double(cosine.norm_b);
        }
        Activations *values = &trainer->values;
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
