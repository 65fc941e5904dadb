/* Models: safetensors as bytes, and what a model's header may say. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "train/checkpoint.h"
#include "train/safetensors.h"

/* ---- the container ---- */

static void look_at(const Safetensors *file, const SafetensorsEntry *entry)
{
    if (entry->count > 1 << 16) /* of such there is room only where the size of the file says so */
        return;
    double *doubles = malloc((entry->count + 1) * sizeof *doubles);
    int64_t *integers = malloc((entry->count + 1) * sizeof *integers);
    fuzz_require(doubles && integers);
    Status status = safetensors_get_doubles(file, entry->name, entry->rank, entry->shape, true, doubles);
    fuzz_require_sentence(&status, "file");
    for (size_t i = 0; status.ok && i < entry->count; i++)
        fuzz_require(isfinite(doubles[i]));
    status = safetensors_get_integers(file, entry->name, entry->rank, entry->shape, integers);
    fuzz_require_sentence(&status, "file");
    free(doubles);
    free(integers);
}

/* The numbers as safetensors_write wants them: at an address that is a multiple of their size. */
static void *aligned_copy(const SafetensorsEntry *entry)
{
    const size_t size = entry->count * safetensors_type_size(entry->type);
    void *copy = malloc(size + 1);
    fuzz_require(copy != NULL);
    memcpy(copy, entry->bytes, size);
    return copy;
}

static void require_same(const Safetensors *one, const Safetensors *other)
{
    fuzz_require(safetensors_count(one) == safetensors_count(other));
    for (size_t i = 0; i < safetensors_count(one); i++) {
        const SafetensorsEntry *a = safetensors_at(one, i), *b = safetensors_find(other, a->name);
        fuzz_require(b && a->type == b->type && a->rank == b->rank && a->count == b->count);
        fuzz_require(memcmp(a->shape, b->shape, a->rank * sizeof a->shape[0]) == 0);
        fuzz_require(memcmp(a->bytes, b->bytes, a->count * safetensors_type_size(a->type)) == 0);
    }
}

static void write_and_read(const Safetensors *file)
{
    enum { MOST = 16 };
    SafetensorsTensor tensors[MOST];
    const size_t count = safetensors_count(file);
    if (count > MOST)
        return;
    for (size_t i = 0; i < count; i++) {
        const SafetensorsEntry *entry = safetensors_at(file, i);
        tensors[i] = (SafetensorsTensor){
            .name = entry->name, .type = entry->type, .rank = entry->rank, .data = aligned_copy(entry)};
        memcpy(tensors[i].shape, entry->shape, sizeof entry->shape);
    }
    const char *path = fuzz_file((const uint8_t *)"", 0);
    Safetensors *again;
    fuzz_require(safetensors_write(path, count, tensors, 0, NULL).ok);
    fuzz_require(safetensors_read(path, &again).ok);
    require_same(file, again);
    safetensors_destroy(again);
    for (size_t i = 0; i < count; i++)
        free((void *)tensors[i].data);
}

bool fuzz_safetensors(const uint8_t *bytes, size_t size)
{
    Safetensors *file;
    const Status status = safetensors_parse("file", size, bytes, &file);
    fuzz_require_sentence(&status, "file");
    fuzz_require(status.ok == (file != NULL));
    if (!file)
        return false;
    for (size_t i = 0; i < safetensors_count(file); i++) {
        fuzz_require(safetensors_find(file, safetensors_at(file, i)->name) != NULL);
        look_at(file, safetensors_at(file, i));
    }
    write_and_read(file);
    safetensors_destroy(file);
    return true;
}

/* ---- a model: its header is made up, its numbers are as many as the header says ---- */

enum { NUMBERS_MOST = 1 << 18 };

/* Where the last tensor ends, as the header says; 0 where it says nothing that is meant. */
static size_t bytes_of_numbers(const uint8_t *header, size_t size)
{
    json_t *all = json_loadb((const char *)header, size, 0, NULL), *info;
    const char *name;
    json_int_t last = 0;
    json_object_foreach(all, name, info)
    {
        const json_int_t end = json_integer_value(json_array_get(json_object_get(info, "data_offsets"), 1));
        last = end > last ? end : last;
    }
    json_decref(all);
    return last > NUMBERS_MOST ? 0 : (size_t)last;
}

/* Numbers between 0.25 and 0.5, different ones, as F64 and F32 have them. */
static void fill(uint8_t *numbers, size_t size)
{
    for (size_t i = 0; i < size; i++)
        numbers[i] = i % 8 == 7 ? 0x3f : i % 8 == 6 ? 0xd0 : i % 4 == 3 ? 0x3e : (uint8_t)(i * 37 % 251);
}

/* What the net makes of a signature is numbers. */
static void embed(const Model *model)
{
    fuzz_require(model->net.parameter_count > 0 && model->params && model->verification.pooled);
    for (size_t i = 0; i < model->net.parameter_count; i++)
        fuzz_require(isfinite((double)real_part(model->params[i])));
    for (size_t i = 0; i < FEATURES_COUNT; i++)
        fuzz_require(model->scale.divisor[i] > 0);
}

bool fuzz_model(const uint8_t *bytes, size_t size)
{
    const size_t numbers = bytes_of_numbers(bytes, size);
    uint8_t *file = calloc(8 + size + numbers, 1);
    fuzz_require(file != NULL);
    for (size_t i = 0; i < 8; i++)
        file[i] = (uint8_t)(size >> 8 * i);
    memcpy(file + 8, bytes, size);
    fill(file + 8 + size, numbers);
    const char *path = fuzz_file(file, 8 + size + numbers);
    free(file);
    Model model;
    Status status = checkpoint_load_model(path, &model);
    fuzz_require_sentence(&status, path);
    if (status.ok)
        embed(&model);
    else
        fuzz_require(!model.params && !model.verification.pooled);
    model_free(&model);
    CheckpointRun run;
    status = checkpoint_load_run(path, &run);
    fuzz_require_sentence(&status, path);
    return status.ok;
}
