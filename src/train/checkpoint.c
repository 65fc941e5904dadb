#include "train/checkpoint.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "train/safetensors.h"

#define FORMAT "1" /* raised when a file of this kind can no longer be read by an older program */

/* ---- the metadata: one list of fields, walked for writing and for reading ---- */

typedef enum FieldKind {
    FIELD_SIZE,   /* size_t */
    FIELD_SEED,   /* uint64_t */
    FIELD_NUMBER, /* double, a finite one */
    FIELD_MAYBE,  /* double, finite, or NaN for none */
    FIELD_FLAG,
    FIELD_TEXT
} FieldKind;

typedef struct Field {
    const char *key;
    FieldKind kind;
    void *value;
    size_t room; /* of a text */
} Field;

enum { FIELDS_MAX = 48, VALUE_SIZE = SOURCE_FOLDER_SIZE };

static size_t list_fields(CheckpointRun *run, Field fields[static FIELDS_MAX])
{
    TrainerOptions *o = &run->options;
    Source *s = &run->source;
    const Field all[] = {
        {"net.encoder", FIELD_TEXT, run->encoder, sizeof run->encoder},
        {"net.loss", FIELD_TEXT, run->loss, sizeof run->loss},
        {"net.forged_target", FIELD_NUMBER, &o->net.forged_target, 0},
        {"net.margin", FIELD_MAYBE, &o->net.margin, 0},
        {"features", FIELD_TEXT, run->features, sizeof run->features},
        {"features.absolute_time", FIELD_FLAG, &o->features.absolute_time, 0},
        {"features.pen_up_removed", FIELD_FLAG, &o->features.pen_up_removed, 0},
        {"threshold", FIELD_MAYBE, &run->threshold, 0},
        {"verify.calibrated", FIELD_FLAG, &run->verification.calibrated, 0},
        {"verify.mean", FIELD_MAYBE, &run->verification.threshold[MODEL_MEAN], 0},
        {"verify.max", FIELD_MAYBE, &run->verification.threshold[MODEL_MAX], 0},
        {"verify.normal", FIELD_MAYBE, &run->verification.threshold[MODEL_NORMAL], 0},
        {"verify.shrunk", FIELD_MAYBE, &run->verification.threshold[MODEL_SHRUNK], 0},
        {"train.mix.genuine", FIELD_NUMBER, &o->mix.share[PAIRS_GENUINE], 0},
        {"train.mix.forgery", FIELD_NUMBER, &o->mix.share[PAIRS_FORGERY], 0},
        {"train.mix.other_writer", FIELD_NUMBER, &o->mix.share[PAIRS_OTHER_WRITER], 0},
        {"train.augment", FIELD_FLAG, &o->augment, 0},
        {"train.augment.rotation", FIELD_NUMBER, &o->augmentation.rotation, 0},
        {"train.augment.warp", FIELD_NUMBER, &o->augmentation.warp, 0},
        {"train.augment.stretch", FIELD_NUMBER, &o->augmentation.stretch, 0},
        {"train.augment.time", FIELD_NUMBER, &o->augmentation.time, 0},
        {"train.optimizer", FIELD_TEXT, run->optimizer, sizeof run->optimizer},
        {"train.rate", FIELD_NUMBER, &o->optimizer.rate, 0},
        {"train.last_fraction", FIELD_NUMBER, &o->optimizer.last_fraction, 0},
        {"train.weight_decay", FIELD_NUMBER, &o->optimizer.weight_decay, 0},
        {"train.momentum", FIELD_NUMBER, &o->optimizer.momentum, 0},
        {"train.beta1", FIELD_NUMBER, &o->optimizer.beta1, 0},
        {"train.beta2", FIELD_NUMBER, &o->optimizer.beta2, 0},
        {"train.epsilon", FIELD_NUMBER, &o->optimizer.epsilon, 0},
        {"train.batch", FIELD_SIZE, &o->batch, 0},
        {"train.pairs_per_epoch", FIELD_SIZE, &o->pairs_per_epoch, 0},
        {"train.epochs", FIELD_SIZE, &o->epochs, 0},
        {"train.seed", FIELD_SEED, &o->seed, 0},
        {"train.steps_done", FIELD_SEED, &run->steps_done, 0},
        {"data.folder", FIELD_TEXT, s->folder, sizeof s->folder},
        {"data.users", FIELD_SIZE, &s->users, 0},
        {"data.genuine", FIELD_SIZE, &s->genuine, 0},
        {"data.forged", FIELD_SIZE, &s->forged, 0},
        {"data.seed", FIELD_SEED, &s->seed, 0},
        {"data.slowness", FIELD_NUMBER, &s->slowness, 0},
        {"split.validation", FIELD_NUMBER, &s->validation_share, 0},
        {"split.test", FIELD_NUMBER, &s->test_share, 0},
        {"split.seed", FIELD_SEED, &s->split_seed, 0},
    };
    memcpy(fields, all, sizeof all);
    return sizeof all / sizeof all[0];
}

static void write_field(const Field *field, char text[static VALUE_SIZE])
{
    switch (field->kind) {
    case FIELD_SIZE:
        snprintf(text, VALUE_SIZE, "%zu", *(size_t *)field->value);
        break;
    case FIELD_SEED:
        snprintf(text, VALUE_SIZE, "%" PRIu64, *(uint64_t *)field->value);
        break;
    case FIELD_MAYBE:
        if (isnan(*(double *)field->value)) {
            snprintf(text, VALUE_SIZE, "none");
            break;
        }
        decimal_write(*(double *)field->value, text);
        break;
    case FIELD_NUMBER:
        decimal_write(*(double *)field->value, text);
        break;
    case FIELD_FLAG:
        snprintf(text, VALUE_SIZE, "%s", *(bool *)field->value ? "yes" : "no");
        break;
    case FIELD_TEXT:
        snprintf(text, VALUE_SIZE, "%s", (const char *)field->value);
        break;
    }
}

static bool read_whole(const char *text, uint64_t most, uint64_t *value)
{
    char *end;
    errno = 0;
    *value = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == 0 && errno == 0 && *value <= most;
}

static bool read_field(const Field *field, const char *text)
{
    uint64_t whole;
    switch (field->kind) {
    case FIELD_SIZE:
        if (!read_whole(text, UINT32_MAX, &whole))
            return false;
        *(size_t *)field->value = (size_t)whole;
        return true;
    case FIELD_SEED:
        if (!read_whole(text, UINT64_MAX, &whole))
            return false;
        *(uint64_t *)field->value = whole;
        return true;
    case FIELD_MAYBE:
        if (strcmp(text, "none") == 0) {
            *(double *)field->value = NAN;
            return true;
        }
        return decimal_read(text, field->value) && isfinite(*(double *)field->value);
    case FIELD_NUMBER:
        return decimal_read(text, field->value) && isfinite(*(double *)field->value);
    case FIELD_FLAG:
        *(bool *)field->value = strcmp(text, "yes") == 0;
        return *(bool *)field->value || strcmp(text, "no") == 0;
    case FIELD_TEXT:
        if (strlen(text) >= field->room)
            return false;
        memcpy(field->value, text, strlen(text) + 1);
        return true;
    }
    return false;
}

static void write_feature_names(const FeatureSet *set, char *text, size_t room)
{
    size_t length = 0;
    text[0] = 0;
    for (size_t k = 0; k < set->count && length < room; k++)
        length +=
            (size_t)snprintf(text + length, room - length, "%s%s", k ? "," : "", features_name(set->list[k]));
}

/* ---- writing ---- */

#if defined REAL_FLOAT
#define REAL_TENSOR SAFETENSORS_F32
typedef float Stored;
#else
#define REAL_TENSOR SAFETENSORS_F64
typedef double Stored;
#endif

enum { TENSORS_MAX = 2 * NET_STEPS_MAX + 8 };

/* The reals of the build as the file keeps them. */
static Stored *store(size_t n, const real *values)
{
    Stored *stored = malloc((n + 1) * sizeof *stored);
    for (size_t i = 0; stored && i < n; i++)
        stored[i] = (Stored)real_part(values[i]);
    return stored;
}

static void fill_run(Trainer *trainer, const Source *source, CheckpointRun *run)
{
    const Model *model = trainer_model(trainer);
    *run = (CheckpointRun){.options = *trainer_options(trainer),
                           .source = *source,
                           .steps_done = trainer_steps_done(trainer),
                           .threshold = model->threshold,
                           .verification = model->verification};
    run->options.net.margin = model->net.margin;
    snprintf(run->encoder, sizeof run->encoder, "%s", model->net.encoder);
    snprintf(run->loss, sizeof run->loss, "%s", model->net.loss);
    snprintf(run->optimizer, sizeof run->optimizer, "%s", optimizer_name(run->options.optimizer.kind));
    write_feature_names(&model->features, run->features, sizeof run->features);
}

static Status write_file(const char *path, CheckpointRun *run, size_t tensor_count,
                         const SafetensorsTensor tensors[])
{
    Field fields[FIELDS_MAX];
    size_t count = list_fields(run, fields);
    SafetensorsText texts[FIELDS_MAX + 2] = {{"format", "twingrad model"}, {"format.version", FORMAT}};
    char(*values)[VALUE_SIZE] = malloc(count * sizeof *values);
    if (!values)
        return status_no_memory("the description of the model");
    for (size_t i = 0; i < count; i++) {
        write_field(&fields[i], values[i]);
        texts[i + 2] = (SafetensorsText){fields[i].key, values[i]};
    }
    Status status = safetensors_write(path, tensor_count, tensors, count + 2, texts);
    free(values);
    return status;
}

Status checkpoint_save(const char *path, Trainer *trainer, const Source *source)
{
    const Model *model = trainer_model(trainer);
    const Optimizer *optimizer = trainer_optimizer(trainer);
    SafetensorsTensor tensors[TENSORS_MAX];
    char names[2][40];
    double scale[FEATURES_COUNT];
    size_t count = 0, states = optimizer_block_count(optimizer);
    Stored *params = store(model->net.parameter_count, model->params), *state[2] = {NULL, NULL};
    bool got = params != NULL;
    const StepBlock *block;
    for (size_t i = 0; (block = net_block(&model->net, i)); i++)
        tensors[count++] = (SafetensorsTensor){
            block->name, REAL_TENSOR, 2, {block->rows, block->cols}, params + block->offset};
    for (size_t i = 0; i < model->features.count; i++)
        scale[i] = model->scale.divisor[model->features.list[i]];
    tensors[count++] =
        (SafetensorsTensor){"features.scale", SAFETENSORS_F64, 1, {model->features.count}, scale};
    tensors[count++] = (SafetensorsTensor){
        "verify.pooled", SAFETENSORS_F64, 1, {model->net.embedding}, model->verification.pooled};
    for (size_t i = 0; i < states; i++) {
        OptimizerBlock values = optimizer_block(optimizer, i);
        got &= (state[i] = store(values.n, values.values)) != NULL;
        snprintf(names[i], sizeof names[i], "optimizer.%s", values.name);
        tensors[count++] = (SafetensorsTensor){names[i], REAL_TENSOR, 1, {values.n}, state[i]};
    }
    CheckpointRun run;
    fill_run(trainer, source, &run);
    Status status =
        got ? write_file(path, &run, count, tensors) : status_no_memory("a copy of the parameters");
    free(params);
    free(state[0]);
    free(state[1]);
    return status;
}

/* ---- reading ---- */

static Status read_run(const char *path, const Safetensors *file, CheckpointRun *run)
{
    *run = (CheckpointRun){.options = trainer_default_options(), .source = source_defaults()};
    const char *format = safetensors_text(file, "format"),
               *version = safetensors_text(file, "format.version");
    if (!format || strcmp(format, "twingrad model") != 0)
        return status_error("%s: is no model of this program", path);
    if (!version || strcmp(version, FORMAT) != 0)
        return status_error("%s: expected a model of format %s, found %.20s", path, FORMAT,
                            version ? version : "none");
    Field fields[FIELDS_MAX];
    size_t count = list_fields(run, fields);
    for (size_t i = 0; i < count; i++) {
        const char *text = safetensors_text(file, fields[i].key);
        if (!text)
            return status_error("%s: '%s' is missing", path, fields[i].key);
        if (!read_field(&fields[i], text))
            return status_error("%s: '%s' cannot be '%.60s'", path, fields[i].key, text);
    }
    bool absolute_time = run->options.features.absolute_time,
         pen_up_removed = run->options.features.pen_up_removed;
    Status status = features_parse(run->features, &run->options.features);
    if (status.ok)
        status = optimizer_parse(run->optimizer, &run->options.optimizer.kind);
    run->options.features.absolute_time = absolute_time;
    run->options.features.pen_up_removed = pen_up_removed;
    run->options.net.encoder = run->encoder;
    run->options.net.loss = run->loss;
    return status;
}

/* Reads a tensor of n reals. */
static Status read_reals(const Safetensors *file, const char *name, size_t rank, const size_t shape[],
                         real *values)
{
    size_t n = 1;
    for (size_t i = 0; i < rank; i++)
        n *= shape[i];
    double *doubles = malloc((n + 1) * sizeof *doubles);
    if (!doubles)
        return status_no_memory("the parameters");
    Status status = safetensors_get_doubles(file, name, rank, shape, true, doubles);
    for (size_t i = 0; status.ok && i < n; i++)
        values[i] = (real)doubles[i];
    free(doubles);
    return status;
}

/* The tensors of a model of this net are there, with their shapes: looked at before there is memory for them, for the
 * header alone says how large the net is. */
static Status find_tensors(const Safetensors *file, const CheckpointRun *run)
{
    Net net;
    NetOptions options = run->options.net;
    options.input = (Shape){run->options.features.count, FEATURES_TIME};
    Status status = net_create(&options, &net);
    const StepBlock *block;
    for (size_t i = 0; status.ok && (block = net_block(&net, i)); i++)
        status = safetensors_has_doubles(file, block->name, 2, (const size_t[]){block->rows, block->cols});
    if (status.ok)
        status = safetensors_has_doubles(file, "verify.pooled", 1, &net.embedding);
    return status;
}

static Status read_model(const Safetensors *file, const CheckpointRun *run, Model *model)
{
    Status status = status_ok();
    const StepBlock *block;
    for (size_t i = 0; status.ok && (block = net_block(&model->net, i)); i++)
        status = read_reals(file, block->name, 2, (const size_t[]){block->rows, block->cols},
                            model->params + block->offset);
    double scale[FEATURES_COUNT];
    if (status.ok)
        status = safetensors_get_doubles(file, "features.scale", 1, &model->features.count, true, scale);
    for (size_t i = 0; status.ok && i < model->features.count; i++) {
        if (!(scale[i] > 0))
            return status_error("'features.scale' must be positive, found %g", scale[i]);
        model->scale.divisor[model->features.list[i]] = scale[i];
    }
    double *pooled = model->verification.pooled;
    if (status.ok)
        status = safetensors_get_doubles(file, "verify.pooled", 1, &model->net.embedding, true, pooled);
    for (size_t i = 0; status.ok && i < model->net.embedding; i++)
        if (pooled[i] < 0)
            return status_error("'verify.pooled' must not be negative, found %g", pooled[i]);
    model->verification = run->verification;
    model->verification.pooled = pooled;
    model->threshold = run->threshold;
    return status;
}

/* Reads the file and what its metadata say of the run. */
static Status begin_reading(const char *path, Safetensors **file, CheckpointRun *run)
{
    Status status = safetensors_read(path, file);
    return status.ok ? read_run(path, *file, run) : status;
}

/* Every sentence begins with the file: those of the net do not by themselves. */
static Status end_reading(const char *path, Safetensors *file, Status status)
{
    safetensors_destroy(file);
    const bool begins = strncmp(status.message, path, strlen(path)) == 0;
    return status.ok || begins ? status : status_error("%s: %.400s", path, status.message);
}

Status checkpoint_load_model(const char *path, Model *model)
{
    *model = (Model){0};
    Safetensors *file;
    CheckpointRun run;
    Status status = begin_reading(path, &file, &run);
    if (status.ok)
        status = find_tensors(file, &run);
    if (status.ok)
        status = model_create(&run.options.net, &run.options.features, model);
    if (status.ok)
        status = read_model(file, &run, model);
    status = end_reading(path, file, status);
    if (!status.ok)
        model_free(model);
    return status;
}

Status checkpoint_load_run(const char *path, CheckpointRun *run)
{
    Safetensors *file;
    Status status = begin_reading(path, &file, run);
    if (status.ok)
        status = find_tensors(file, run);
    return end_reading(path, file, status);
}

Status checkpoint_restore(const char *path, Trainer *trainer)
{
    Safetensors *file;
    CheckpointRun run;
    Status status = begin_reading(path, &file, &run);
    if (status.ok)
        status = read_model(file, &run, trainer_model(trainer));
    Optimizer *optimizer = trainer_optimizer(trainer);
    for (size_t i = 0; status.ok && i < optimizer_block_count(optimizer); i++) {
        OptimizerBlock block = optimizer_block(optimizer, i);
        char name[40];
        snprintf(name, sizeof name, "optimizer.%s", block.name);
        status = read_reals(file, name, 1, &block.n, block.values);
    }
    if (status.ok)
        optimizer_resume(optimizer, run.steps_done);
    return end_reading(path, file, status);
}
