#define _POSIX_C_SOURCE 200809L
#include "train/safetensors.h"

#include "base/files.h"
#include "train/jsontext.h"

#include <assert.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_SIZE = 8, LABEL_SIZE = 200, SHAPE_TEXT_SIZE = 100 };

static const char metadata_key[] = SAFETENSORS_METADATA;

static const struct {
    const char *name;
    size_t size; /* bytes of one number */
} types[SAFETENSORS_TYPES] = {
    [SAFETENSORS_F64] = {"F64", 8},
    [SAFETENSORS_F32] = {"F32", 4},
    [SAFETENSORS_I64] = {"I64", 8},
    [SAFETENSORS_U8] = {"U8", 1},
};

const char *safetensors_type_name(SafetensorsType type)
{
    assert(type < SAFETENSORS_TYPES);
    return types[type].name;
}

size_t safetensors_type_size(SafetensorsType type)
{
    assert(type < SAFETENSORS_TYPES);
    return types[type].size;
}

struct Safetensors {
    char label[LABEL_SIZE]; /* the end of the file's name, for sentences */
    unsigned char *bytes;   /* the whole file */
    size_t count;
    SafetensorsEntry *entries;
    json_t *metadata; /* NULL when there is none */
};

/* The product of the shape; false when it is more than SIZE_MAX. */
static bool multiply(size_t rank, const size_t shape[], size_t *product)
{
    *product = 1;
    for (size_t i = 0; i < rank; i++) {
        if (shape[i] != 0 && *product > SIZE_MAX / shape[i])
            return false;
        *product *= shape[i];
    }
    return true;
}

/* The n bytes at `bytes` as one little-endian number. */
static uint64_t little_endian(const unsigned char *bytes, size_t n)
{
    uint64_t value = 0;
    for (size_t i = n; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

static Status read_type(const Safetensors *file, const json_t *info, SafetensorsEntry *entry)
{
    const char *name = json_string_value(json_object_get(info, "dtype"));
    if (!name)
        return status_error("%s: tensor '%.80s': expected a text as its dtype", file->label, entry->name);
    for (SafetensorsType type = 0; type < SAFETENSORS_TYPES; type++) {
        if (strcmp(name, types[type].name) == 0) {
            entry->type = type;
            return status_ok();
        }
    }
    return status_error("%s: tensor '%.80s': its dtype is %.20s; only F64, F32, I64 and U8 can be read",
                        file->label, entry->name, name);
}

static Status read_shape(const Safetensors *file, const json_t *info, SafetensorsEntry *entry)
{
    const json_t *shape = json_object_get(info, "shape");
    if (!json_is_array(shape))
        return status_error("%s: tensor '%.80s': expected a list as its shape", file->label, entry->name);
    entry->rank = json_array_size(shape);
    if (entry->rank > SAFETENSORS_RANK_MAX)
        return status_error("%s: tensor '%.80s': %zu dimensions, more than %d", file->label, entry->name,
                            entry->rank, SAFETENSORS_RANK_MAX);
    for (size_t i = 0; i < entry->rank; i++) {
        const json_t *size = json_array_get(shape, i);
        if (!json_is_integer(size) || json_integer_value(size) < 0 ||
            (uint64_t)json_integer_value(size) > SIZE_MAX)
            return status_error("%s: tensor '%.80s': dimension %zu of its shape is no size", file->label,
                                entry->name, i + 1);
        entry->shape[i] = (size_t)json_integer_value(size);
    }
    if (!multiply(entry->rank, entry->shape, &entry->count) || entry->count > SAFETENSORS_DATA_MAX)
        return status_error("%s: tensor '%.80s': its shape asks for more numbers than such a file may have",
                            file->label, entry->name);
    return status_ok();
}

/* The tensor's place in the data, which are `size` bytes at `data`. */
static Status read_offsets(const Safetensors *file, const json_t *info, const unsigned char *data,
                           size_t size, SafetensorsEntry *entry)
{
    const json_t *offsets = json_object_get(info, "data_offsets");
    const json_t *begin = json_array_get(offsets, 0), *end = json_array_get(offsets, 1);
    if (json_array_size(offsets) != 2 || !json_is_integer(begin) || !json_is_integer(end))
        return status_error("%s: tensor '%.80s': expected two whole numbers as its data_offsets", file->label,
                            entry->name);
    json_int_t from = json_integer_value(begin), to = json_integer_value(end);
    if (from < 0 || to < from || (uint64_t)to > size)
        return status_error("%s: tensor '%.80s': offsets %lld to %lld, but there are bytes 0 to %zu",
                            file->label, entry->name, (long long)from, (long long)to, size);
    size_t expected = entry->count * types[entry->type].size; /* no overflow: count is at most DATA_MAX */
    if ((uint64_t)(to - from) != expected)
        return status_error("%s: tensor '%.80s': %lld bytes, but its shape and dtype make %zu", file->label,
                            entry->name, (long long)(to - from), expected);
    entry->bytes = data + (size_t)from;
    return status_ok();
}

static Status read_entry(const Safetensors *file, const char *name, const json_t *info,
                         const unsigned char *data, size_t size, SafetensorsEntry *entry)
{
    entry->name = strdup(name);
    if (!entry->name)
        return status_no_memory(file->label);
    if (!json_is_object(info) || json_object_size(info) != 3)
        return status_error("%s: tensor '%.80s': expected dtype, shape and data_offsets", file->label, name);
    Status status = read_type(file, info, entry);
    if (status.ok)
        status = read_shape(file, info, entry);
    if (status.ok)
        status = read_offsets(file, info, data, size, entry);
    return status;
}

static Status read_metadata(Safetensors *file, json_t *metadata)
{
    if (!json_is_object(metadata))
        return status_error("%s: expected texts by name as its %s", file->label, metadata_key);
    const char *key;
    json_t *text;
    json_object_foreach(metadata, key, text)
    {
        if (!json_is_string(text))
            return status_error("%s: %s '%.80s' is no text", file->label, metadata_key, key);
    }
    file->metadata = json_incref(metadata);
    return status_ok();
}

static size_t entry_size(const SafetensorsEntry *entry)
{
    return entry->count * types[entry->type].size;
}

/* By place; where one without numbers stands at the beginning of another, it comes first. */
static int by_place(const void *a, const void *b)
{
    const SafetensorsEntry *left = a, *right = b;
    if (left->bytes != right->bytes)
        return left->bytes < right->bytes ? -1 : 1;
    size_t left_size = entry_size(left), right_size = entry_size(right);
    return (left_size > right_size) - (left_size < right_size);
}

/* Puts the tensors in the order of the file and sees that they cover its data: no gap, no overlap, nothing left. */
static Status order_entries(Safetensors *file, const unsigned char *data, size_t size)
{
    qsort(file->entries, file->count, sizeof *file->entries, by_place);
    const unsigned char *reached = data;
    for (size_t i = 0; i < file->count; i++) {
        const SafetensorsEntry *entry = &file->entries[i];
        if (entry->bytes < reached)
            return status_error("%s: tensor '%.80s' overlaps tensor '%.80s'", file->label, entry->name,
                                file->entries[i - 1].name);
        if (entry->bytes > reached)
            return status_error("%s: %zu bytes before tensor '%.80s' belong to no tensor", file->label,
                                (size_t)(entry->bytes - reached), entry->name);
        reached = entry->bytes + entry_size(entry);
    }
    if (reached != data + size)
        return status_error("%s: the last %zu bytes belong to no tensor", file->label,
                            (size_t)(data + size - reached));
    return status_ok();
}

/* What begins with '{' is a JSON object, or no JSON. */
static Status read_header(Safetensors *file, json_t *header, const unsigned char *data, size_t size)
{
    file->entries = calloc(json_object_size(header) + 1, sizeof *file->entries);
    if (!file->entries)
        return status_no_memory(file->label);
    const char *name;
    json_t *info;
    json_object_foreach(header, name, info)
    {
        Status status = strcmp(name, metadata_key) == 0
                            ? read_metadata(file, info)
                            : read_entry(file, name, info, data, size, &file->entries[file->count++]);
        if (!status.ok)
            return status;
    }
    return order_entries(file, data, size);
}

static Status read_all(Safetensors *file, size_t size)
{
    if (size < LENGTH_SIZE)
        return status_error("%s: %zu bytes: too short for a safetensors file", file->label, size);
    uint64_t length = little_endian(file->bytes, LENGTH_SIZE);
    if (length > SAFETENSORS_HEADER_MAX)
        return status_error(
            "%s: no safetensors file: its header would have %llu bytes, more than the %d allowed",
            file->label, (unsigned long long)length, SAFETENSORS_HEADER_MAX);
    if (length > size - LENGTH_SIZE)
        return status_error("%s: its header should have %llu bytes, but only %zu are there", file->label,
                            (unsigned long long)length, size - LENGTH_SIZE);
    const char *text = (const char *)file->bytes + LENGTH_SIZE;
    if (length == 0 || text[0] != '{')
        return status_error("%s: no safetensors file: its header does not begin with '{'", file->label);
    json_error_t error;
    json_t *header;
    JsontextRead read = jsontext_read(text, (size_t)length, JSON_REJECT_DUPLICATES, &header, &error);
    if (read == JSONTEXT_NO_MEMORY)
        return status_no_memory(file->label);
    if (read == JSONTEXT_WRONG)
        return status_error("%s: its header, byte %d: %.120s", file->label, error.position, error.text);
    size_t data = LENGTH_SIZE + (size_t)length;
    Status status = read_header(file, header, file->bytes + data, size - data);
    json_decref(header);
    return status;
}

/* Takes `bytes` over, whatever happens; *file is NULL before. */
static Status adopt(const char *label, size_t size, unsigned char *bytes, Safetensors **file)
{
    Safetensors *made = calloc(1, sizeof *made);
    if (!made) {
        free(bytes);
        return status_no_memory(label);
    }
    size_t length = strlen(label), room = LABEL_SIZE - 1;
    if (length > room)
        snprintf(made->label, LABEL_SIZE, "...%s", label + length - (room - 3));
    else
        memcpy(made->label, label, length);
    made->bytes = bytes;
    Status status = read_all(made, size);
    if (!status.ok) {
        safetensors_destroy(made);
        return status;
    }
    *file = made;
    return status_ok();
}

Status safetensors_read(const char *path, Safetensors **file)
{
    *file = NULL;
    char *bytes;
    size_t size;
    Status status =
        files_read(path, (size_t)SAFETENSORS_DATA_MAX + SAFETENSORS_HEADER_MAX + LENGTH_SIZE, &bytes, &size);
    if (!status.ok)
        return status;
    return adopt(path, size, (unsigned char *)bytes, file);
}

Status safetensors_parse(const char *label, size_t size, const void *bytes, Safetensors **file)
{
    *file = NULL;
    unsigned char *copy = malloc(size + 1);
    if (!copy)
        return status_no_memory(label);
    if (size > 0)
        memcpy(copy, bytes, size);
    return adopt(label, size, copy, file);
}

void safetensors_destroy(Safetensors *file)
{
    if (!file)
        return;
    for (size_t i = 0; i < file->count; i++)
        free(file->entries[i].name);
    free(file->entries);
    json_decref(file->metadata);
    free(file->bytes);
    free(file);
}

size_t safetensors_count(const Safetensors *file)
{
    return file->count;
}

const SafetensorsEntry *safetensors_at(const Safetensors *file, size_t index)
{
    assert(index < file->count);
    return &file->entries[index];
}

const SafetensorsEntry *safetensors_find(const Safetensors *file, const char *name)
{
    for (size_t i = 0; i < file->count; i++) {
        if (strcmp(file->entries[i].name, name) == 0)
            return &file->entries[i];
    }
    return NULL;
}

const char *safetensors_text(const Safetensors *file, const char *key)
{
    return json_string_value(json_object_get(file->metadata, key));
}

static void write_shape(size_t rank, const size_t shape[], char text[static SHAPE_TEXT_SIZE])
{
    size_t filled = (size_t)snprintf(text, SHAPE_TEXT_SIZE, "[");
    for (size_t i = 0; i < rank && filled < SHAPE_TEXT_SIZE; i++)
        filled += (size_t)snprintf(text + filled, SHAPE_TEXT_SIZE - filled, "%s%zu", i ? ", " : "", shape[i]);
    if (filled < SHAPE_TEXT_SIZE)
        snprintf(text + filled, SHAPE_TEXT_SIZE - filled, "]");
}

/* The tensor `name`, when it has one of the two types and just this shape. */
static Status find_as(const Safetensors *file, const char *name, SafetensorsType type,
                      SafetensorsType or_type, size_t rank, const size_t shape[],
                      const SafetensorsEntry **found)
{
    const SafetensorsEntry *entry = safetensors_find(file, name);
    if (!entry)
        return status_error("%s: has no tensor '%.80s'", file->label, name);
    if (entry->type != type && entry->type != or_type)
        return status_error("%s: tensor '%.80s': its dtype is %s; expected %s", file->label, name,
                            types[entry->type].name, types[type].name);
    bool same = entry->rank == rank;
    for (size_t i = 0; same && i < rank; i++)
        same = entry->shape[i] == shape[i];
    if (!same) {
        char has[SHAPE_TEXT_SIZE], wanted[SHAPE_TEXT_SIZE];
        write_shape(entry->rank, entry->shape, has);
        write_shape(rank, shape, wanted);
        return status_error("%s: tensor '%.80s': its shape is %s; expected %s", file->label, name, has,
                            wanted);
    }
    *found = entry;
    return status_ok();
}

Status safetensors_has_doubles(const Safetensors *file, const char *name, size_t rank, const size_t shape[])
{
    const SafetensorsEntry *entry;
    return find_as(file, name, SAFETENSORS_F64, SAFETENSORS_F32, rank, shape, &entry);
}

static double double_at(const SafetensorsEntry *entry, size_t index)
{
    if (entry->type == SAFETENSORS_F64) {
        uint64_t bits = little_endian(entry->bytes + 8 * index, 8);
        double value;
        memcpy(&value, &bits, sizeof value);
        return value;
    }
    uint32_t bits = (uint32_t)little_endian(entry->bytes + 4 * index, 4);
    float value;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

Status safetensors_get_doubles(const Safetensors *file, const char *name, size_t rank, const size_t shape[],
                               bool finite, double *values)
{
    const SafetensorsEntry *entry;
    Status status = find_as(file, name, SAFETENSORS_F64, SAFETENSORS_F32, rank, shape, &entry);
    if (!status.ok)
        return status;
    for (size_t i = 0; i < entry->count; i++) {
        values[i] = double_at(entry, i);
        if (finite && !isfinite(values[i]))
            return status_error("%s: tensor '%.80s': number %zu of %zu is %g; expected a finite one",
                                file->label, name, i + 1, entry->count, values[i]);
    }
    return status_ok();
}

Status safetensors_get_integers(const Safetensors *file, const char *name, size_t rank, const size_t shape[],
                                int64_t *values)
{
    const SafetensorsEntry *entry;
    Status status = find_as(file, name, SAFETENSORS_I64, SAFETENSORS_I64, rank, shape, &entry);
    if (!status.ok)
        return status;
    for (size_t i = 0; i < entry->count; i++) {
        uint64_t bits = little_endian(entry->bytes + 8 * i, 8);
        memcpy(&values[i], &bits, sizeof bits);
    }
    return status_ok();
}
